"""Projects as something a person holds: the lead of a live project."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from jolserik.core.refusal import Fact
from jolserik.people.actor import Actor
from jolserik.people.holdings import Held, Holding
from jolserik.people.rights import Right
from jolserik.projects.actions.common import leave_trace
from jolserik.projects.actions.team import pass_lead
from jolserik.projects.models import Project
from jolserik.projects.values import State

KIND = "project"


def held_by(person: uuid.UUID) -> tuple[Held, ...]:
    """Live projects that a person leads, by name."""
    rows = Project.objects.filter(lead_id=person, state=State.LIVE)
    return tuple(
        Held(KIND, p.subject.code, p.subject.names.ru, p.department_id or "", p.subject.code)
        for p in rows.select_related("subject").order_by("sort_name", "pk")
    )


def pass_on(
    *,
    former: uuid.UUID,
    successor: uuid.UUID,
    keys: Sequence[str],
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Give the projects another lead: one event on each, so that its own history shows it."""
    rows = Project.objects.filter(subject__code__in=keys, lead_id=former, state=State.LIVE)
    for row in rows.select_related("subject").select_for_update(of=("self",)).order_by("pk"):
        pass_lead(row, successor, reason=reason, by=by, now=now)
        facts: dict[str, Fact] = {"lead": str(successor), "former": str(former)}
        leave_trace("lead_passed", row, by=by, now=now, facts=facts, save=["lead"])


def counted(people: Collection[uuid.UUID] | None) -> "QuerySet[Any, Any]":
    rows = Project.objects.filter(state=State.LIVE, lead__isnull=False)
    if people is not None:
        rows = rows.filter(lead_id__in=people)
    return rows.order_by().values_list("lead_id").annotate(n=Count("pk"))


HOLDING = Holding(held_by, pass_on, Right.EDIT_PROJECTS, counted)
