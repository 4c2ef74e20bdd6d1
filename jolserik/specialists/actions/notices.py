"""Who is told that a project has another specialist."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.db import transaction

from jolserik.core.refusal import Refusal, Refused
from jolserik.people.actor import Actor
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.specialists.actions.handovers import supersede
from jolserik.specialists.models import LeadNotice, NoticeSeen

# The door that sends letters; told at start.
_tell: list[Callable[[], object]] = []


def register_teller(teller: Callable[[], object]) -> None:
    _tell[:] = [teller]


def note_passed(kind: str, key: str, successor: uuid.UUID, by: Actor, now: dt.datetime) -> None:
    """Something got another holder, whichever way; runs in that act's transaction.

    Earlier handovers of it wait no more. For a project the investor is told: on their page until
    seen, and by letter once the act is committed.
    """
    supersede(kind, key, now=now)
    if kind != "project":
        return
    project = Project.objects.get(subject__code=key)
    LeadNotice.objects.filter(project=project, told_at=None).update(told_at=now)
    LeadNotice.objects.create(project=project, person_id=successor, since_at=now)
    for teller in _tell:
        transaction.on_commit(teller, robust=True)


def note_seen(notice: int, *, by: Actor, now: dt.datetime) -> None:
    """The investor read who is there now. Seen again changes nothing."""
    row = LeadNotice.objects.select_related("project").get(pk=notice)
    if by.key is None or not access.visible_to(by).filter(pk=row.project_id).exists():
        raise Refused(Refusal("no_right_for_project", {"right": "see_projects"}))
    NoticeSeen.objects.get_or_create(notice=row, person=by.key, defaults={"at": now})
