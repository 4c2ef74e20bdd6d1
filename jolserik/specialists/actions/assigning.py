"""A head decides who leads a project that waits for a specialist."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from jolserik.core.refusal import Refusal, ensure
from jolserik.people.actions.locks import lock_people
from jolserik.people.actor import Actor
from jolserik.projects.actions import assign_lead
from jolserik.projects.models import Project
from jolserik.specialists.models import Interest


def assign(
    project: int, person: uuid.UUID, *, reason: str = "", by: Actor, now: dt.datetime
) -> Project:
    """Give a project its specialist. A declared conflict of interest is refused."""
    with transaction.atomic():
        lock_people([person])
        ensure(_why_not_with_interest(project, person))
        return assign_lead(project, person, reason=reason, by=by, now=now)


def assign_all(
    chosen: Mapping[int, uuid.UUID], *, reason: str = "", by: Actor, now: dt.datetime
) -> list[Project]:
    """All of them or none, one event on each project."""
    with transaction.atomic():
        lock_people(chosen.values())
        return [
            assign(project, person, reason=reason, by=by, now=now)
            for project, person in sorted(chosen.items())
        ]


def _why_not_with_interest(project: int, person: uuid.UUID) -> Refusal | None:
    company = Project.objects.values_list("company_id", flat=True).get(pk=project)
    if company and Interest.objects.filter(person_id=person, company_id=company).exists():
        return Refusal("conflict_of_interest")
    return None
