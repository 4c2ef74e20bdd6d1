"""Lists of promises and instructions: what is asked for, in an address; counts beside each choice.

asked = Asked.read(request.GET)
found = promises(asked, actor=actor, today=today)
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from jolserik.commitments import queries
from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import InstructionState, PromiseState, Side
from jolserik.people.actor import Actor

SOON: Final = dt.timedelta(days=7)
ANY: Final = "any"  # of every state


class Due(StrEnum):
    """How near the day of what has not ended is. Words: `words.toml`, kind `due_group`."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"


class Sort(StrEnum):
    """In which order."""

    DUE = "due"
    NEWEST = "newest"
    HOLDER = "holder"


@dataclass(frozen=True)
class Asked:
    """What a list is asked for. Anything that is no choice asks for nothing."""

    state: str = "open"
    due: str = ""
    holder: uuid.UUID | None = None
    side: str = ""
    sort: Sort = Sort.DUE

    @classmethod
    def read(cls, query: Mapping[str, Any], states: type[StrEnum]) -> "Asked":
        """From an address; `holder` is a person's key."""
        state, due, side = (str(query.get(name, "")) for name in ("state", "due", "side"))
        sort = str(query.get("sort", ""))
        return cls(
            state=state if state == ANY or state in set(states) else "open",
            due=due if due in set(Due) else "",
            holder=_key(str(query.get("holder", ""))),
            side=side if side in set(Side) else "",
            sort=Sort(sort) if sort in set(Sort) else Sort.DUE,
        )


@dataclass(frozen=True)
class Listed:
    """The rows in their order, with how many there would be for each other choice."""

    rows: QuerySet[Any]
    states: Mapping[str, int]
    dues: Mapping[str, int]
    holders: tuple[tuple[uuid.UUID, int], ...]
    sides: Mapping[str, int]


def promises(asked: Asked, *, actor: Actor, today: dt.date) -> Listed:
    """Promises of both sides that the actor may see: three queries for the counts."""
    seen = queries.promises_visible_to(actor)
    waits = Q(state=PromiseState.OPEN)
    return _listed(seen, asked, waits, "owner", tuple(PromiseState), tuple(Side), today)


def instructions(asked: Asked, *, actor: Actor, today: dt.date) -> Listed:
    """Instructions that the actor may see: three queries for the counts."""
    seen = queries.instructions_visible_to(actor)
    waits = Q(ended_on=None)
    return _listed(seen, asked, waits, "holder", tuple(InstructionState), (), today)


def _listed(
    seen: "QuerySet[Promise] | QuerySet[Instruction]",
    asked: Asked,
    waits: Q,
    holder: str,
    states: tuple[StrEnum, ...],
    sides: tuple[StrEnum, ...],
    today: dt.date,
) -> Listed:
    """Each choice is counted with all the others held: what pressing it would show."""
    due = {
        Due.OVERDUE: waits & Q(due_on__lt=today),
        Due.SOON: waits & Q(due_on__gte=today, due_on__lte=today + SOON),
        Due.LATER: waits & Q(due_on__gt=today + SOON),
    }
    by = {
        "state": Q() if asked.state == ANY else Q(state=asked.state),
        "due": due[Due(asked.due)] if asked.due else Q(),
        "holder": Q(**{holder: asked.holder}) if asked.holder else Q(),
        "side": Q(side=asked.side) if asked.side else Q(),
    }
    plain = seen.select_related(None).order_by()
    counted = plain.aggregate(
        **{f"state_{s}": Count("pk", filter=_but(by, "state") & Q(state=s)) for s in states},
        **{f"due_{d}": Count("pk", filter=_but(by, "due") & which) for d, which in due.items()},
        **{f"side_{s}": Count("pk", filter=_but(by, "side") & Q(side=s)) for s in sides},
    )
    held = plain.filter(_but(by, "holder")).values_list(f"{holder}_id").annotate(n=Count("pk"))
    orders = {
        Sort.DUE: ("due_on", "pk"),
        Sort.NEWEST: ("-pk",),
        Sort.HOLDER: (f"{holder}__search_text", "due_on", "pk"),
    }
    return Listed(
        rows=seen.filter(_but(by, "")).order_by(*orders[asked.sort]),
        states={s: counted[f"state_{s}"] for s in states},
        dues={d: counted[f"due_{d}"] for d in due},
        holders=tuple(sorted(held, key=lambda one: (-one[1], one[0]))),
        sides={s: counted[f"side_{s}"] for s in sides},
    )


def _but(by: Mapping[str, Q], name: str) -> Q:
    """All that is asked for, but one thing."""
    found = Q()
    for other, which in by.items():
        if other != name:
            found &= which
    return found


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
