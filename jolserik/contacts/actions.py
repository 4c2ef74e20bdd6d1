"""Recording a contact: in seconds, once, with its photos."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from jolserik.contacts.models import Contact, Photo
from jolserik.contacts.rules import ContactDraft, contact_problems
from jolserik.core.refusal import Refusal, ensure
from jolserik.documents.actions import keep_photo
from jolserik.documents.values import Upload
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rules import Invalid
from jolserik.projects import access
from jolserik.projects.actions.common import locked
from jolserik.projects.actions.states import note_contact
from jolserik.projects.models import Project
from jolserik.projects.values import State


def record_contact(
    project: int,
    draft: ContactDraft,
    *,
    by: Actor,
    now: dt.datetime,
    number: uuid.UUID | None = None,
    photos: Iterable[Upload] = (),
    corrects: int | None = None,
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
        _ensure_correctable(row, corrects)
        ensure(None if row.state == State.LIVE else Refusal("project_not_live"))
        contact = Contact.objects.create(
            number=number,
            project=row,
            kind=draft.kind,
            happened_at=draft.happened_at,
            notes=draft.notes.strip(),
            with_whom=" ".join(draft.with_whom.split()),
            present=" ".join(draft.present.split()),
            stage=row.stage,
            place=" ".join(draft.place.split()),
            latitude=draft.latitude,
            longitude=draft.longitude,
            checks=dict(draft.checks),
            corrects_id=corrects,
            at=now,
            by=by.key,
        )
        Photo.objects.bulk_create(Photo(contact=contact, blob=blob) for blob in blobs)
        note_contact(row, on=local_day(draft.happened_at), kind=draft.kind, by=by, now=now)
    return contact


def _ensure_correctable(project: Project, corrects: int | None) -> None:
    """A correction names a contact of the same project that nobody has corrected yet."""
    if corrects is None:
        return
    known = Contact.objects.filter(pk=corrects, project=project, corrected_by=None)
    ensure(None if known.exists() else Refusal("contact_corrected_already"))
