"""A head decides who leads a project that waits for a specialist."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from jolserik.core.refusal import Fact, Refusal, ensure
from jolserik.people.actions.locks import lock_people
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.projects.actions import assign_lead
from jolserik.projects.actions.common import leave_trace, locked, may
from jolserik.projects.models import Project
from jolserik.specialists.models import Interest, LeadKept


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


def keep(project: int, *, by: Actor, now: dt.datetime) -> Project:
    """A head leads a project themselves: it waits for no specialist any more. Where another head
    leads it, it comes over to this one. Kept already, nothing is written."""
    with transaction.atomic():
        lock_people(by.keys)
        row = locked(project)
        may(by, Right.ASSIGN_SPECIALISTS, row)
        if (person := by.key) is None:
            raise ValueError("the program keeps no project")
        if row.lead_id != person:
            row = assign(project, person, by=by, now=now)
        kept, made = LeadKept.objects.get_or_create(
            project=row, defaults={"person_id": person, "at": now}
        )
        if not made and kept.person_id == person:
            return row
        kept.person_id, kept.at = person, now
        kept.save(update_fields=["person", "at"])
        facts: dict[str, Fact] = {"lead": str(person)}
        leave_trace("lead_kept", row, by=by, now=now, facts=facts)
    return row


def _why_not_with_interest(project: int, person: uuid.UUID) -> Refusal | None:
    company = Project.objects.values_list("company_id", flat=True).get(pk=project)
    if company and Interest.objects.filter(person_id=person, company_id=company).exists():
        return Refusal("conflict_of_interest")
    return None
