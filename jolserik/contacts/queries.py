"""Questions about contacts, from the projects that the actor may see."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Exists, Max, Q, QuerySet

from jolserik.contacts.models import Contact
from jolserik.contacts.rules import first_contact
from jolserik.contacts.values import Clock, ContactKind, FirstContact
from jolserik.core.working_days import Calendar
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.projects import access, family
from jolserik.projects.models import Project
from jolserik.projects.values import State


def of(project: Project, *, actor: Actor, limit: int = 20) -> list[Contact]:
    """Contacts of a project and of those merged into it, newest first, without corrected ones."""
    found = Contact.objects.filter(project__in=family.of(project), corrected_by=None)
    if not access.sees_all(actor):
        mine = access.that(actor, Right.EDIT_PROJECTS)
        found = found.filter(Exists(mine.filter(pk=project.pk)))
    return list(found.prefetch_related("photos")[:limit])


def visible_to(actor: Actor) -> QuerySet[Contact]:
    """Contacts of projects that the actor may change or oversee; not those merely seen."""
    if access.sees_all(actor):
        return Contact.objects.all()
    mine = access.that(actor, Right.EDIT_PROJECTS)
    known = mine.values("pk")
    return Contact.objects.filter(Q(project__in=known) | Q(project__merged_into__in=known))


def sent_before(actor: Actor, number: uuid.UUID) -> Contact | None:
    """A contact that the actor recorded under this number, whatever became of the project since."""
    return Contact.objects.filter(number=number, by=actor.key).first()


def last_visits(projects: Iterable[Project]) -> dict[int, dt.datetime]:
    """When each project was visited last, by its number; in one query."""
    rows = Contact.objects.filter(
        project__in=[project.pk for project in projects],
        kind=ContactKind.SITE_VISIT,
        corrected_by=None,
    )
    return dict(rows.values_list("project").annotate(last=Max("happened_at")).order_by())


def clocks(projects: Iterable[Project], *, today: dt.date, calendar: Calendar) -> dict[int, Clock]:
    """Clocks of live projects that were never contacted since they were registered."""
    found = {}
    for project in projects:
        if project.state != State.LIVE or project.registered_at is None:
            continue
        clock = first_contact(
            assigned_on=local_day(project.registered_at),
            contacted_on=project.contacted_on,
            today=today,
            calendar=calendar,
        )
        if clock.state is not FirstContact.DONE:
            found[project.pk] = clock
    return found


def newest(contact: Contact) -> Contact:
    """What stands today in place of a contact that was corrected."""
    known = contact
    while (later := Contact.objects.filter(corrects=known).first()) is not None:
        known = later
    return known


def former(contact: Contact) -> list[Contact]:
    """What was written before a contact was corrected, the latest first."""
    found: list[Contact] = []
    known = contact
    while known.corrects_id is not None:
        known = Contact.objects.get(pk=known.corrects_id)
        found.append(known)
    return found


def recorded_by(actor: Actor, *, since: dt.datetime, limit: int = 5) -> list[Contact]:
    """What the actor wrote down lately and nobody corrected, the newest first."""
    rows = visible_to(actor).filter(by=actor.key, at__gte=since, corrected_by=None)
    return list(rows.select_related("project__subject").order_by("-id")[:limit])
