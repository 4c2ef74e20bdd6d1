"""Adding documents and versions of them, and withdrawing what should not be there."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction

from jolserik.core.refusal import Fact, Problem, Refusal, Refused, ensure
from jolserik.documents import content, images, indexing, owners, store
from jolserik.documents.models import Blob, Document, Version
from jolserik.documents.values import DocumentKind, Media, Upload
from jolserik.events.actions import record
from jolserik.people.actor import Actor
from jolserik.people.rules import Invalid
from jolserik.search import actions as search

MEGABYTE: Final = 1 << 20


@dataclass(frozen=True)
class DocumentDraft:
    """A document before it is added."""

    kind: DocumentKind
    title: str = ""
    document_no: str = ""
    signed_on: dt.date | None = None
    confidential: bool = False
    note: str = ""


@dataclass(frozen=True)
class _Kept:
    blob: Blob
    file_name: str


def add_document(
    about_kind: str,
    about_key: str,
    draft: DocumentDraft,
    upload: Upload,
    *,
    by: Actor,
    now: dt.datetime,
) -> Document:
    """Keep a file as a document about a thing. Raises Refused: no right, or a file not taken in."""
    ensure(owners.why_not_add(by, about_kind, about_key))
    if draft.signed_on and draft.signed_on > now.date() + dt.timedelta(days=1):
        raise Invalid([Problem("signed_on", "day_in_the_future")])
    kept = _keep(upload)
    with transaction.atomic():
        document = Document.objects.create(
            about_kind=about_kind,
            about_key=about_key,
            kind=draft.kind,
            title=" ".join(draft.title.split())[:300] or kept.file_name,
            document_no=draft.document_no.strip()[:80],
            signed_on=draft.signed_on,
            confidential=draft.confidential,
            added_at=now,
        )
        _add(document, kept, no=1, note=draft.note, by=by, now=now)
        _record("document_added", document, kept, by=by, now=now)
    return document


def add_version(
    document: Document, upload: Upload, *, note: str = "", by: Actor, now: dt.datetime
) -> Version:
    """A newer file of a document; the earlier ones stay."""
    ensure(owners.why_not_add(by, document.about_kind, document.about_key))
    kept = _keep(upload)
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        ensure(Refusal("document_withdrawn") if row.withdrawn_at else None)
        last = row.versions.order_by("-no").first()
        version = _add(row, kept, no=last.no + 1 if last else 1, note=note, by=by, now=now)
        _record("document_version_added", row, kept, by=by, now=now)
    return version


def withdraw_document(document: Document, *, reason: str, by: Actor, now: dt.datetime) -> Document:
    """Take a document out of sight, saying why; its files stay."""
    ensure(owners.why_not_add(by, document.about_kind, document.about_key))
    ensure(None if reason.strip() else Refusal("reason_missing"))
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        ensure(Refusal("document_withdrawn") if row.withdrawn_at else None)
        row.withdrawn_at, row.withdrawn_why = now, reason.strip()[:300]
        row.save(update_fields=["withdrawn_at", "withdrawn_why"])
        search.remove(indexing.DOCUMENT, str(row.number))
        record(
            "document_withdrawn",
            kind=row.about_kind,
            key=row.about_key,
            by=by.key,
            now=now,
            facts={"document": str(row.number), "kind": row.kind},
        )
    return row


def note_opened(document: Document, *, by: Actor, now: dt.datetime) -> None:
    """Write down that somebody opened a confidential document."""
    with transaction.atomic():
        record(
            "document_opened",
            kind=document.about_kind,
            key=document.about_key,
            by=by.key,
            now=now,
            facts={"document": str(document.number), "kind": document.kind},
        )


def keep_photo(upload: Upload) -> Blob:
    """Keep a photo, drawn anew; for rooms that hold photos of their own. Raises Refused."""
    kept = _keep(upload)
    if not Media(kept.blob.media).is_image:
        raise Refused(Refusal("file_is_no_photo"))
    return kept.blob


def _keep(upload: Upload) -> _Kept:
    data = _bytes(upload)
    media = content.media_of(data)
    if isinstance(media, Refusal):
        raise Refused(media)
    ensure(content.why_not_named(upload.name, media))
    thumbnail = ""
    if media.is_image:
        cleaned = images.clean(data)
        data, media = cleaned.data, Media.JPEG
        thumbnail = store.keep(cleaned.thumbnail)
    name = content.clean_name(upload.name.rpartition(".")[0] or upload.name, media)
    blob, _ = Blob.objects.get_or_create(
        sha256=store.keep(data),
        defaults={"size": len(data), "media": media, "thumbnail": thumbnail},
    )
    return _Kept(blob, name)


def _bytes(upload: Upload) -> bytes:
    """All of it, refused as soon as it is too much."""
    most = settings.LARGEST_FILE
    data = bytearray()
    for chunk in upload.chunks:
        data += chunk
        if len(data) > most:
            raise Refused(Refusal("file_too_large", {"most": most // MEGABYTE}))
    return bytes(data)


def _add(
    document: Document, kept: _Kept, *, no: int, note: str, by: Actor, now: dt.datetime
) -> Version:
    version = Version.objects.create(
        document=document,
        no=no,
        blob=kept.blob,
        file_name=kept.file_name,
        note=note.strip()[:300],
        at=now,
        by=by.key,
    )
    search.put([indexing.of_document(document)])
    return version


def _record(name: str, document: Document, kept: _Kept, *, by: Actor, now: dt.datetime) -> None:
    facts: dict[str, Fact] = {
        "document": str(document.number),
        "kind": document.kind,
        "sha256": kept.blob.sha256,
    }
    record(name, kind=document.about_kind, key=document.about_key, by=by.key, now=now, facts=facts)
