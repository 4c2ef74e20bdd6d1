"""What happens when somebody may act no more: everything held passes on in the same act.

To whom: the successor named, else a head of the thing's department, else who stands in for the
person today, else the one in the department who leads fewest projects, else any head. The
handover stays open until accepted.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet

from jolserik.core.refusal import Problem, ensure
from jolserik.people import holdings
from jolserik.people.actions.locks import local_day, lock_people
from jolserik.people.actor import Actor, Role
from jolserik.people.holdings import Held
from jolserik.people.models import Post, StandIn
from jolserik.people.queries import able_on, held_on
from jolserik.people.rights import Right, table, why_not
from jolserik.people.rules import Invalid
from jolserik.projects.actions.team import may_lead
from jolserik.projects.models import Project
from jolserik.projects.values import State
from jolserik.specialists.actions.handovers import pass_over
from jolserik.specialists.models import Handover
from jolserik.specialists.values import HandoverKind


def receivers(*, person: uuid.UUID, now: dt.datetime) -> frozenset[uuid.UUID]:
    """Who would receive something of the person's at this moment."""
    found = _Receivers(person, local_day(now))
    return frozenset(r for h in holdings.held_by(person) if (r := found.of(h.department)))


def leave(*, person: uuid.UUID, successor: uuid.UUID | None, by: Actor, now: dt.datetime) -> None:
    """Pass on everything held. What nobody at all can take stays where it is: blocking somebody
    is never refused. A successor who may not lead is a problem."""
    if successor and (successor == person or not may_lead(successor, today=local_day(now))):
        raise Invalid([Problem("successor", "successor_cannot_lead")])
    kind = HandoverKind.LEAVING if successor else HandoverKind.CANNOT_ACT
    _pass(person, holdings.held_by(person), successor=successor, kind=kind, by=by, now=now)


@dataclass(frozen=True)
class Lapsed:
    """What became of the things of somebody whose post had ended.

    `handovers`: each with what passed, counted (`project:3,promise:2`); `left`: what nobody can
    take, so that it stays where it was until somebody can.
    """

    handovers: tuple[tuple[Handover, str], ...]
    left: str


def lapsed(*, now: dt.datetime) -> list[uuid.UUID]:
    """Who holds something though no post of theirs lets them today: their last day passed without
    anybody acting, or nobody could take it when they went. Two queries a kind of thing."""
    return sorted(holdings.out_of_post(lambda right: _able(right, local_day(now))))


def pass_lapsed(person: uuid.UUID, *, by: Actor, now: dt.datetime) -> Lapsed:
    """Pass on, in one act, whatever no post of the person's lets them hold any more. A post that
    lets them hold some kinds keeps those. Done already, nothing is written."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    with transaction.atomic():
        lock_people({person} | receivers(person=person, now=now))
        today = local_day(now)
        kinds = holdings.out_of_post(lambda right: _able(right, today)).get(person, frozenset())
        things = [thing for thing in holdings.held_by(person) if thing.kind in kinds]
        rows = _pass(person, things, successor=None, kind=HandoverKind.POST_ENDED, by=by, now=now)
        passed = {(thing.kind, thing.key) for _row, group in rows for thing in group}
        left = [thing for thing in things if (thing.kind, thing.key) not in passed]
        told = tuple((row, holdings.counted(group)) for row, group in rows)
        return Lapsed(told, holdings.counted(left))


def _pass(
    person: uuid.UUID,
    things: Iterable[Held],
    *,
    successor: uuid.UUID | None,
    kind: HandoverKind,
    by: Actor,
    now: dt.datetime,
) -> list[tuple[Handover, list[Held]]]:
    """One handover a receiver, in the caller's transaction."""
    found = _Receivers(person, local_day(now))
    groups: dict[uuid.UUID, list[Held]] = defaultdict(list)
    for thing in things:
        if receiver := successor or found.of(thing.department):
            groups[receiver].append(thing)
    return [
        (pass_over(person, receiver, group, kind=kind, reason="", by=by, now=now), group)
        for receiver, group in groups.items()
    ]


def _able(right: Right, day: dt.date) -> frozenset[uuid.UUID]:
    """Who holds a right by a post on a day, and may act."""
    posts = able_on(day).filter(role__in=list(table()[right].holders))
    return frozenset(posts.order_by().values_list("person_id", flat=True))


class _Receivers:
    """Asks once a department."""

    def __init__(self, person: uuid.UUID, today: dt.date) -> None:
        self.person, self.today = person, today
        self.known: dict[str, uuid.UUID | None] = {}

    def of(self, department: str) -> uuid.UUID | None:
        if department not in self.known:
            self.known[department] = next(self._in_order(department), None)
        return self.known[department]

    def _in_order(self, department: str) -> "Iterator[uuid.UUID]":
        heads = self._able(role=Role.HEAD_OF_DEPARTMENT.value)
        if department:
            yield from heads.filter(organisation_id=department).order_by("valid_from", "id")
        stand_ins = StandIn.objects.filter(held_on(self.today), absent_id=self.person)
        for key in stand_ins.values_list("stand_in_id", flat=True):
            if may_lead(key, today=self.today):
                yield key
        if department:
            yield from _least_first(
                list(self._able(organisation_id=department, role=Role.SPECIALIST.value))
            )
        yield from heads.order_by("valid_from", "id")

    def _able(self, **which: str) -> "QuerySet[Post, uuid.UUID]":
        roles = list(table()[Right.EDIT_PROJECTS].holders)
        return (
            Post.objects.filter(held_on(self.today), role__in=roles, **which)
            .exclude(person_id=self.person)
            .filter(person__erased_at=None)
            .exclude(person__user__isnull=False, person__user__blocked_at__isnull=False)
            .values_list("person_id", flat=True)
        )


def _least_first(people: list[uuid.UUID]) -> list[uuid.UUID]:
    led = Project.objects.filter(lead_id__in=people, state=State.LIVE)
    counts = dict(led.values_list("lead_id").annotate(n=Count("pk")))
    return sorted(set(people), key=lambda person: (counts.get(person, 0), person))
