"""Questions about days. Everybody may know which days are worked."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.db.models import QuerySet

from jolserik.core.working_days import Calendar
from jolserik.workdays import law
from jolserik.workdays.law import LawDay
from jolserik.workdays.models import MovedDay

KNOWN_YEARS: Final = range(law.FIRST_YEAR, law.LAST_YEAR + 1)
MONTHS: Final = range(1, 13)

Moves = tuple[tuple[dt.date, bool], ...]


@dataclass(frozen=True)
class Singled:
    """A day that is not as its weekday says, and why: the law, an act, or both."""

    day: dt.date
    is_worked: bool
    law: tuple[LawDay, ...]
    moved: MovedDay | None


@dataclass(frozen=True)
class MonthOfYear:
    """A month: how many days are worked, and those singled out."""

    first_day: dt.date
    worked: int
    days: tuple[Singled, ...]


def calendar(first_year: int, last_year: int) -> Calendar:
    """Which days are worked from one year to another, and a year more on both sides.

    One query, so ask once and count many times. A moved day counts from the moment it is added:
    holidays are computed once a process, moved days are read each time.
    """
    first = max(first_year - 1, KNOWN_YEARS.start)
    last = min(last_year + 1, KNOWN_YEARS.stop - 1)
    moved = holding().filter(day__year__gte=first, day__year__lte=last)
    return _calendar(first, last, tuple(moved.values_list("day", "is_worked")))


def holding() -> QuerySet[MovedDay]:
    """Moved days that hold, in order."""
    return MovedDay.objects.filter(withdrawn_at__isnull=True).order_by("day")


def year(number: int) -> tuple[MonthOfYear, ...]:
    """The twelve months of a year in KNOWN_YEARS; two queries."""
    counted = calendar(number, number)
    moved = {row.day: row for row in holding().filter(day__year=number)}
    by_law: dict[dt.date, tuple[LawDay, ...]] = {}
    for found in law.year(number):
        by_law[found.day] = (*by_law.get(found.day, ()), found)
    singled = [
        Singled(day, counted.is_worked(day), by_law.get(day, ()), moved.get(day))
        for day in sorted(by_law.keys() | moved.keys())
    ]
    return tuple(_month(number, month, counted, singled) for month in MONTHS)


def _month(number: int, month: int, counted: Calendar, singled: list[Singled]) -> MonthOfYear:
    start = dt.date(number, month, 1)
    end = dt.date(number + month // 12, month % 12 + 1, 1)
    worked = sum(
        counted.is_worked(start + dt.timedelta(days=passed)) for passed in range((end - start).days)
    )
    days = tuple(one for one in singled if start <= one.day < end)
    return MonthOfYear(start, worked, days)


@lru_cache(maxsize=32)
def _calendar(first: int, last: int, moves: Moves) -> Calendar:
    """The key holds the moved days themselves, so a cached calendar is never out of date."""
    days = [day for number in range(first, last + 1) for day in law.year(number)]
    moved = dict(moves)
    worked = {day.day for day in days if day.is_worked}
    off = {day.day for day in days if not day.is_worked}
    worked = (worked - moved.keys()) | {day for day, is_worked in moves if is_worked}
    off = (off - moved.keys()) | {day for day, is_worked in moves if not is_worked}
    return Calendar(
        off=frozenset(off),
        worked=frozenset(worked),
        first=dt.date(first, 1, 1),
        last=dt.date(last, 12, 31),
    )
