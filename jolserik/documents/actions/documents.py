"""Adding documents and versions of them, correcting, and withdrawing what should not be there."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from jolserik.core.refusal import Change, Fact, Refusal, ensure
from jolserik.documents import indexing, kinds, owners
from jolserik.documents.actions.files import KeptFile, keep_file
from jolserik.documents.models import Document, Version
from jolserik.documents.rules import (
    DocumentDraft,
    changes,
    document_problems,
    fields_changed,
    why_not_touch,
    why_not_turned,
)
from jolserik.documents.values import DocumentKind, Media, Upload
from jolserik.events.actions import record
from jolserik.people.actor import Actor
from jolserik.people.rules import Invalid
from jolserik.search import actions as search


def add_document(
    about_kind: str,
    about_key: str,
    draft: DocumentDraft,
    upload: Upload,
    *,
    by: Actor,
    now: dt.datetime,
) -> Document:
    """Keep a file as a document about a thing.

    Raises Refused (no right, or a file that is not taken in) or Invalid. A document of a
    confidential kind is confidential, whatever the draft says.
    """
    ensure(owners.why_not_add(by, about_kind, about_key))
    tidy = _checked(draft, today=timezone.localdate(now))
    kept = keep_file(upload, only_pictures=tidy.kind == DocumentKind.PHOTO)
    return add_kept(about_kind, about_key, tidy, kept, by=by, now=now)


def add_kept(
    about_kind: str,
    about_key: str,
    draft: DocumentDraft,
    kept: KeptFile,
    *,
    by: Actor,
    now: dt.datetime,
) -> Document:
    """Name bytes that are kept already as a document; for acts of other rooms that bring a paper,
    which ask their own right. Raises Invalid."""
    tidy = _checked(draft, today=timezone.localdate(now))
    with transaction.atomic():
        document = Document.objects.create(
            about_kind=about_kind,
            about_key=about_key,
            kind=tidy.kind,
            title=tidy.title or kept.name.rpartition(".")[0],
            document_no=tidy.document_no[:80],
            signed_on=tidy.signed_on,
            confidential=tidy.confidential,
            added_at=now,
        )
        _add(document, kept, no=1, note=tidy.note, by=by, now=now)
        _record("document_added", document, by=by, now=now, sha256=kept.blob.sha256)
    return document


def add_version(
    document: Document, upload: Upload, *, note: str = "", by: Actor, now: dt.datetime
) -> Version:
    """A newer file of a document; the earlier ones stay."""
    ensure(owners.why_not_add(by, document.about_kind, document.about_key))
    kept = keep_file(upload, only_pictures=document.kind == DocumentKind.PHOTO)
    with transaction.atomic():
        row = _locked(document)
        last = row.versions.order_by("-no").first()
        no = last.no + 1 if last else 1
        version = _add(row, kept, no=no, note=" ".join(note.split()), by=by, now=now)
        _record("document_version_added", row, by=by, now=now, sha256=kept.blob.sha256, no=no)
    return version


def correct_document(
    document: Document, draft: DocumentDraft, *, by: Actor, now: dt.datetime
) -> Document:
    """Put right what is said of a document; its files stay. Without a change nothing is written."""
    ensure(owners.why_not_add(by, document.about_kind, document.about_key))
    with transaction.atomic():
        row = _locked(document)
        before = draft_of(row)
        tidy = _checked(draft, today=timezone.localdate(now), kept_kind=row.kind)
        after = DocumentDraft(
            kind=tidy.kind,
            title=tidy.title or row.title,
            document_no=tidy.document_no[:80],
            signed_on=tidy.signed_on,
            confidential=tidy.confidential,
        )
        newest = row.versions.select_related("blob").order_by("-no").first()
        ensure(
            why_not_turned(
                was_photo=before.kind == DocumentKind.PHOTO,
                is_photo=after.kind == DocumentKind.PHOTO,
                is_picture=newest is not None and Media(newest.blob.media).is_image,
            )
        )
        fields = fields_changed(before, after)
        if not fields:
            return row
        for field in fields:
            setattr(row, field, getattr(after, field))
        row.save(update_fields=fields)
        search.put([indexing.of_document(row)])
        _record(
            "document_corrected",
            row,
            by=by,
            now=now,
            changed=changes(before, after),
            fields=", ".join(fields),
        )
    return row


def withdraw_document(document: Document, *, reason: str, by: Actor, now: dt.datetime) -> Document:
    """Take a document out of sight, saying why; its files stay."""
    ensure(owners.why_not_add(by, document.about_kind, document.about_key))
    why = " ".join(reason.split())[:300]
    ensure(None if why else Refusal("reason_missing"))
    with transaction.atomic():
        row = _locked(document)
        row.withdrawn_at, row.withdrawn_why = now, why
        row.save(update_fields=["withdrawn_at", "withdrawn_why"])
        search.remove(indexing.DOCUMENT, str(row.number))
        _record("document_withdrawn", row, by=by, now=now)
    return row


def note_opened(document: Document, *, no: int, by: Actor, now: dt.datetime) -> None:
    """Write down that somebody opened a file of a confidential document."""
    with transaction.atomic():
        _record("document_opened", document, by=by, now=now, no=no)


def draft_of(document: Document) -> DocumentDraft:
    """What is said of a document now."""
    return DocumentDraft(
        kind=document.kind,
        title=document.title,
        document_no=document.document_no,
        signed_on=document.signed_on,
        confidential=document.confidential,
    )


def _checked(draft: DocumentDraft, *, today: dt.date, kept_kind: str = "") -> DocumentDraft:
    tidy, known = draft.tidy(), kinds.listed()
    choices = {code: kind.active for code, kind in known.items()}
    if problems := document_problems(tidy, kinds=choices, kept_kind=kept_kind, today=today):
        raise Invalid(problems)
    secret = tidy.confidential or known[tidy.kind].confidential
    return DocumentDraft(**{**vars(tidy), "confidential": secret})


def _locked(document: Document) -> Document:
    row = Document.objects.select_for_update().get(pk=document.pk)
    ensure(why_not_touch(withdrawn=row.withdrawn_at is not None))
    return row


def _add(
    document: Document, kept: KeptFile, *, no: int, note: str, by: Actor, now: dt.datetime
) -> Version:
    version = Version.objects.create(
        document=document,
        no=no,
        blob=kept.blob,
        file_name=kept.name,
        note=note[:300],
        at=now,
        by=by.key,
    )
    search.put([indexing.of_document(document)])
    return version


def _record(
    name: str,
    document: Document,
    *,
    by: Actor,
    now: dt.datetime,
    changed: Iterable[Change] = (),
    **more: Fact,
) -> None:
    """One event under the key of the thing. Titles may name people and are left out."""
    number: uuid.UUID = document.number
    facts: dict[str, Fact] = {"document": str(number), "kind": document.kind, **more}
    record(
        name,
        kind=document.about_kind,
        key=document.about_key,
        by=by.key,
        now=now,
        facts=facts,
        changes=changed,
    )
