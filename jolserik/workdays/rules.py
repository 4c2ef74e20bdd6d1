"""What may be moved: pure questions about plain values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from jolserik.core.refusal import Problem, Refusal
from jolserik.core.words import Words

SHORTEST_ACT = 5


@dataclass(frozen=True)
class Move:
    """What an act says: a day that becomes off, a day worked instead, or only one of them."""

    off: dt.date | None = None
    worked: dt.date | None = None
    act: str = ""
    note: Words = field(default_factory=lambda: Words("", "", ""))

    @property
    def days(self) -> tuple[tuple[str, dt.date, bool], ...]:
        """(field, day, is it worked then) for each day that is named."""
        named = (("off", self.off, False), ("worked", self.worked, True))
        return tuple((place, day, worked) for place, day, worked in named if day is not None)


def move_problems(
    move: Move,
    *,
    years: range,
    worked_now: Mapping[dt.date, bool],
    moved_already: frozenset[dt.date],
) -> tuple[Problem, ...]:
    """Everything wrong with a move. `worked_now`: of each named day within `years`."""
    found = []
    if not move.days:
        found.append(Problem("off", "move_names_no_day"))
    if move.off is not None and move.off == move.worked:
        found.append(Problem("worked", "move_to_itself"))
    for place, day, worked in move.days:
        if day.year not in years:
            facts = {"first": years.start, "last": years.stop - 1}
            found.append(Problem(place, "move_outside_years", facts))
        elif day in moved_already:
            found.append(Problem(place, "moved_day_holds_once", {"day": day.isoformat()}))
        elif worked_now[day] is worked:
            code = "move_worked_already" if worked else "move_off_already"
            found.append(Problem(place, code, {"day": day.isoformat()}))
    if len(move.act.strip()) < SHORTEST_ACT:
        found.append(Problem("act", "move_needs_act"))
    return tuple(found)


def why_not_withdraw(*, withdrawn: bool) -> Refusal | None:
    return Refusal("moved_day_withdrawn_already") if withdrawn else None
