"""Recording a contact in seconds, once, with its photos; and correcting what was written."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from jolserik.contacts.models import Contact, Photo
from jolserik.contacts.rules import ContactDraft, contact_problems, why_not_correct
from jolserik.contacts.values import ContactKind
from jolserik.core.refusal import Change, Refusal, ensure
from jolserik.documents.actions import keep_photo
from jolserik.documents.models import Blob
from jolserik.documents.values import Upload
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.projects import access
from jolserik.projects.actions.common import locked
from jolserik.projects.actions.states import note_contact, note_contact_corrected
from jolserik.projects.models import Project
from jolserik.projects.values import State

# What is written of a contact, in the order of the form.
FIELDS: Final = (
    "kind",
    "happened_at",
    "notes",
    "with_whom",
    "present",
    "place",
    "latitude",
    "longitude",
    "checks",
)


def record_contact(
    project: int,
    draft: ContactDraft,
    *,
    by: Actor,
    now: dt.datetime,
    number: uuid.UUID | None = None,
    photos: Iterable[Upload] = (),
) -> Contact:
    """Write what passed between specialist and investor. The same `number` again is the same
    contact. Raises Refused (not on the team, a photo not taken in) or Invalid."""
    if problems := contact_problems(draft, now=now):
        raise Invalid(problems)
    number = number or uuid.uuid4()
    ensure(access.why_not_edit(by, Project.objects.get(pk=project)))
    if known := Contact.objects.filter(number=number, project_id=project).first():
        return known
    blobs = [keep_photo(photo) for photo in photos]
    with transaction.atomic():
        row = locked(project)
        ensure(access.why_not_edit(by, row))
        if known := Contact.objects.filter(number=number).first():
            ensure(None if known.project_id == row.pk else Refusal("contact_of_another_project"))
            return known
        ensure(None if row.state == State.LIVE else Refusal("project_not_live"))
        contact = _write(row, draft, blobs, stage=row.stage, number=number, by=by, now=now)
        note_contact(row, on=local_day(draft.happened_at), kind=draft.kind, by=by, now=now)
    return contact


def correct_contact(
    contact: int,
    draft: ContactDraft,
    *,
    by: Actor,
    now: dt.datetime,
    photos: Iterable[Upload] = (),
) -> Contact:
    """Write a contact anew: the former wording stays behind it, its photos come along.

    Without a change nothing is written. Where the project's last contact was this one, its day
    follows, and the event says so: the clock of the first contact is not set anew in silence.
    """
    known = Contact.objects.select_related("project").get(pk=contact)
    unchanged = draft.happened_at == known.happened_at
    found = contact_problems(draft, now=now)
    if problems := [p for p in found if not (unchanged and p.code == "contact_too_old")]:
        raise Invalid(problems)
    ensure(why_not_corrected(known, by=by, now=now))
    blobs = [keep_photo(photo) for photo in photos]
    with transaction.atomic():
        row = locked(known.project_id)
        old = Contact.objects.select_for_update().get(pk=contact)
        ensure(why_not_corrected(old, by=by, now=now))
        tidy = _tidy(draft)
        before = draft_of(old)
        changed = [name for name in FIELDS if getattr(tidy, name) != getattr(before, name)]
        if not changed and not blobs:
            return old
        kept = [photo.blob for photo in old.photos.select_related("blob").order_by("id")]
        made = _write(row, tidy, [*kept, *blobs], stage=old.stage, corrects=old, by=by, now=now)
        last = _last_day(row)
        note_contact_corrected(
            row,
            last=last,
            fields=changed,
            changes=_changes(before, tidy),
            by=by,
            now=now,
        )
    return made


def why_not_corrected(contact: Contact, *, by: Actor, now: dt.datetime) -> Refusal | None:
    """Why this actor may not correct a contact now; for its page and for the act."""
    return access.why_not_edit(by, contact.project) or why_not_correct(
        corrected=Contact.objects.filter(corrects=contact).exists(),
        recorded_it=contact.by is not None and contact.by in by.keys,
        is_head=access.why_not(by, Right.DECIDE_PROJECTS, contact.project) is None,
        recorded_on=local_day(contact.at),
        today=local_day(now),
    )


def draft_of(contact: Contact) -> ContactDraft:
    """What is written of a contact now."""
    return ContactDraft(
        kind=ContactKind(contact.kind),
        happened_at=contact.happened_at,
        notes=contact.notes,
        with_whom=contact.with_whom,
        present=contact.present,
        place=contact.place,
        latitude=contact.latitude,
        longitude=contact.longitude,
        checks=tuple(contact.checks.items()),
    )


def _tidy(draft: ContactDraft) -> ContactDraft:
    return replace(
        draft,
        notes=draft.notes.strip(),
        with_whom=" ".join(draft.with_whom.split()),
        present=" ".join(draft.present.split()),
        place=" ".join(draft.place.split()),
    )


def _write(
    project: Project,
    draft: ContactDraft,
    blobs: Iterable[Blob],
    *,
    by: Actor,
    now: dt.datetime,
    stage: str,
    **more: Any,
) -> Contact:
    values: Mapping[str, Any] = vars(_tidy(draft)) | {"checks": dict(draft.checks)}
    contact = Contact.objects.create(
        project=project, stage=stage, at=now, by=by.key, **values, **more
    )
    Photo.objects.bulk_create(Photo(contact=contact, blob=blob) for blob in blobs)
    return contact


def _last_day(project: Project) -> dt.date:
    """The day of the last contact that stands."""
    standing = Contact.objects.filter(project=project, corrected_by=None)
    last = standing.order_by("-happened_at").values_list("happened_at", flat=True)[0]
    return local_day(last)


def _changes(old: ContactDraft, new: ContactDraft) -> list[Change]:
    """Kind and day from what to what; of words, which may name people, only that they changed."""
    days = local_day(old.happened_at).isoformat(), local_day(new.happened_at).isoformat()
    pairs = (("contact", old.kind.value, new.kind.value), ("on", *days))
    return [Change(name, was, now) for name, was, now in pairs if was != now]
