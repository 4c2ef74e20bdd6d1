"""Questions about pairs and mergers, from what the actor may see."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from jolserik.companies import indexing as companies
from jolserik.companies.listing import visible_to as companies_visible_to
from jolserik.merging.actions.pairs import told
from jolserik.merging.models import Looked, Merger, Pair
from jolserik.merging.values import Kind, Standing
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.projects import access

MOST_COUNTED: Final = 10_000


def pairs(kind: Kind, actor: Actor) -> QuerySet[Pair]:
    """Pairs that nobody has spoken about yet, of which the actor sees both, the likeliest first."""
    waiting = Pair.objects.filter(kind=kind, standing=Standing.WAITING)
    if kind is Kind.COMPANY:  # all of them or none: no merged one waits
        return waiting if why_not(actor, Right.SEE_COMPANIES) is None else waiting.none()
    if access.sees_all(actor):
        return waiting
    codes = access.visible_to(actor).values("subject__code")
    return waiting.filter(one__in=codes, other__in=codes)


@dataclass(frozen=True)
class Waiting:
    """How many records were not looked at since they changed; `many` may be counted so far only."""

    many: int
    first_pass: bool


def to_look_at(kind: Kind) -> Waiting:
    state = Looked.objects.filter(kind=kind).first()
    if state is None or not state.whole:
        passed = state.passed if state else ""
        if kind is Kind.COMPANY:
            many = companies.standing().filter(pk__gt=passed)[:MOST_COUNTED].count()
        else:
            many = access.standing().filter(subject__code__gt=passed)[:MOST_COUNTED].count()
        return Waiting(many, first_pass=True)
    return Waiting(told(state).values("subject_key").distinct().count(), first_pass=False)


def mergers_of(kind: Kind, key: str) -> list[Merger]:
    """Mergers that hold of which this record is the one that stays, newest first."""
    return list(Merger.objects.filter(kind=kind, stays=key, undone_at=None))


def merger(number: uuid.UUID, actor: Actor) -> Merger | None:
    """A merger whose remaining record the actor sees."""
    row = Merger.objects.filter(number=number).first()
    if row is None:
        return None
    if row.kind == Kind.COMPANY:
        known = companies_visible_to(actor).filter(Q(pk=row.stays) | Q(pk=row.goes))
        return row if known.exists() else None
    codes = access.visible_to(actor).filter(subject__code__in=[row.stays, row.goes])
    return row if codes.exists() else None
