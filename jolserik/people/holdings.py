"""What a person holds, so that nobody leaves anything behind without a person.

This room knows no projects, promises or barriers. A room that has something held by a person
tells at start how to ask and how to pass it on:

    holdings.register("project", Holding(held_by, pass_on, Right.EDIT_PROJECTS, counted))

From then on the kind is counted in the load of a specialist (weight `held.KIND`), passes on when
somebody goes, and is found when a post has ended. The words of a kind stand in its room's
`words.toml` as `[holding.KIND]`. One room above (the specialists) tells what happens when somebody
goes: `register_departure`.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet, Value

from jolserik.people.actor import Actor, Role
from jolserik.people.rights import Right, table


@dataclass(frozen=True)
class Held:
    """One thing held. `title` names the thing and no person; `department` may be empty.

    `project`: code of the project it belongs to, so that what belongs together stays together.
    """

    kind: str
    key: str
    title: str
    department: str = ""
    project: str = ""


class PassOn(Protocol):
    def __call__(
        self,
        *,
        former: uuid.UUID,
        successor: uuid.UUID,
        keys: Sequence[str],
        reason: str,
        by: Actor,
        now: dt.datetime,
    ) -> None:
        """Give these to the successor: lock, write, record the event of each. Asks no right and
        runs in the caller's transaction. Keys that the former does not hold are passed over."""


class Counted(Protocol):
    def __call__(self, people: Collection[uuid.UUID] | None) -> "QuerySet[Any, Any]":
        """Rows (person, how many) of these people, or of everybody who holds any."""


@dataclass(frozen=True)
class Holding:
    """How one kind is asked for and passed on. `right`: whoever holds one must have it."""

    held_by: Callable[[uuid.UUID], Sequence[Held]]
    pass_on: PassOn
    right: Right
    counted: Counted


class Departure(Protocol):
    """What happens when somebody can no longer act."""

    def receivers(self, *, person: uuid.UUID, now: dt.datetime) -> Iterable[uuid.UUID]:
        """Who would receive, to be locked before anything is written."""

    def leave(
        self,
        *,
        person: uuid.UUID,
        successor: uuid.UUID | None,
        by: Actor,
        now: dt.datetime,
    ) -> None:
        """Pass on everything held, in the caller's transaction, as open handovers. Without a
        successor each thing goes to who answers for it."""


Passed = Callable[[str, str, uuid.UUID, Actor, dt.datetime], None]

_kinds: dict[str, Holding] = {}
_passed: list[Passed] = []
_departure: list[Departure] = []


def register(kind: str, holding: Holding) -> None:
    _kinds[kind] = holding


def register_departure(departure: Departure) -> None:
    _departure[:] = [departure]


def register_passed(answerer: Passed) -> None:
    """Be told whenever something got another holder: (kind, key, new holder, by, now)."""
    if answerer not in _passed:
        _passed.append(answerer)


def kinds() -> tuple[str, ...]:
    return tuple(_kinds)


def held_by(person: uuid.UUID) -> tuple[Held, ...]:
    """Everything a person holds, kind by kind."""
    return tuple(held for holding in _kinds.values() for held in holding.held_by(person))


def bound_to(person: uuid.UUID, role: Role, *, left: Iterable[Role] = ()) -> tuple[Held, ...]:
    """What a person holds by a role and by none of the roles `left` to them."""
    remaining = set(left)
    found: list[Held] = []
    for holding in _kinds.values():
        holders = table()[holding.right].holders
        if role in holders and not remaining & set(holders):
            found += holding.held_by(person)
    return tuple(found)


def pass_on(
    kind: str,
    *,
    former: uuid.UUID,
    successor: uuid.UUID,
    keys: Sequence[str],
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Pass things of one kind on, in the caller's transaction."""
    _kinds[kind].pass_on(
        former=former, successor=successor, keys=keys, reason=reason, by=by, now=now
    )


def note_passed(kind: str, key: str, successor: uuid.UUID, *, by: Actor, now: dt.datetime) -> None:
    """Called by the room of a thing, in the act that gives it another holder."""
    for answerer in _passed:
        answerer(kind, key, successor, by, now)


def receivers(person: uuid.UUID, *, now: dt.datetime) -> frozenset[uuid.UUID]:
    return frozenset(k for d in _departure for k in d.receivers(person=person, now=now))


def leave(
    person: uuid.UUID, *, successor: uuid.UUID | None = None, by: Actor, now: dt.datetime
) -> None:
    for departure in _departure:
        departure.leave(person=person, successor=successor, by=by, now=now)


def numbers(
    people: Collection[uuid.UUID], *, but: Collection[str] = ()
) -> dict[uuid.UUID, Counter[str]]:
    """How much of each kind, `but` some, people hold: one query, however many kinds."""
    found: dict[uuid.UUID, Counter[str]] = {person: Counter() for person in people}
    asked = [
        holding.counted(people).annotate(kind=Value(kind))
        for kind, holding in _kinds.items()
        if kind not in but
    ]
    for person, number, kind in asked[0].union(*asked[1:], all=True) if asked else ():
        found[person][kind] = number
    return found


def out_of_post(able: Callable[[Right], Collection[uuid.UUID]]) -> dict[uuid.UUID, frozenset[str]]:
    """Who holds something without the right to: people with the kinds. `able`: who has a right."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    known: dict[Right, Collection[uuid.UUID]] = {}
    for kind, holding in _kinds.items():
        holders = [person for person, _number in holding.counted(None)]
        if holders and holding.right not in known:
            known[holding.right] = able(holding.right)
        for person in holders:
            if person not in known[holding.right]:
                found[person].add(kind)
    return {person: frozenset(kinds) for person, kinds in found.items()}


def counted(held: Iterable[Held]) -> str:
    """`project:3,promise:2`: a fact of refusals; `wording` makes words of it."""
    return ",".join(f"{kind}:{number}" for kind, number in Counter(h.kind for h in held).items())
