"""Counting working days: Monday to Friday, without days off, with days worked instead.

Plain values; which days are off or worked, the room `workdays` knows.
"""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

SATURDAY: Final = 5
WEEK: Final = 7


class OutsideCalendar(ValueError):
    """A day was asked for of which the calendar knows nothing; ask for more years."""


@dataclass(frozen=True)
class Calendar:
    """`off`: days that are not worked besides weekends; `worked`: days that are, whatever else.

    `first` and `last` (both inclusive) bound what is known. Counting beyond them is an error,
    since a holiday nobody knew of would silently make a deadline too early.
    """

    off: frozenset[dt.date] = frozenset()
    worked: frozenset[dt.date] = frozenset()
    first: dt.date = field(default=dt.date.min)
    last: dt.date = field(default=dt.date.max)

    def is_worked(self, day: dt.date) -> bool:
        self._ensure_known(day)
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.off

    def add(self, day: dt.date, working_days: int) -> dt.date:
        """The day that many working days after the event; the day of the event is not counted.

        0 gives the day itself when it is worked, else the next working day. A negative number
        counts back: -1 is the working day before.
        """
        if working_days > 0:
            return self._nth(self._worked_through(day) + working_days)
        before = self._worked_through(day - dt.timedelta(days=1))
        return self._nth(before + 1 + working_days)

    def between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier.

        `between(a, add(a, n)) == n` for n > 0, and turning the two round changes the sign.
        """
        return self._worked_through(end) - self._worked_through(start)

    def _nth(self, number: int) -> dt.date:
        """The first day through which `number` working days have passed."""
        low, high = self.first.toordinal(), self.last.toordinal()
        if not self._count(low - 1) < number <= self._count(high):
            raise OutsideCalendar(f"beyond {self.first} to {self.last}")
        while low < high:
            middle = (low + high) // 2
            if self._count(middle) < number:
                low = middle + 1
            else:
                high = middle
        return dt.date.fromordinal(low)

    def _worked_through(self, day: dt.date) -> int:
        self._ensure_known(day)
        return self._count(day.toordinal())

    def _count(self, ordinal: int) -> int:
        """Working days from the first Monday of all to this day, inclusive."""
        weeks, rest = divmod(ordinal, WEEK)  # day 1 was a Monday
        return (
            weeks * SATURDAY
            + min(rest, SATURDAY)
            - bisect_right(self._off_weekdays, ordinal)
            + bisect_right(self._worked_weekends, ordinal)
        )

    @cached_property
    def _off_weekdays(self) -> tuple[int, ...]:
        off = (day for day in self.off - self.worked if day.weekday() < SATURDAY)
        return tuple(sorted(day.toordinal() for day in off))

    @cached_property
    def _worked_weekends(self) -> tuple[int, ...]:
        worked = (day for day in self.worked if day.weekday() >= SATURDAY)
        return tuple(sorted(day.toordinal() for day in worked))

    def _ensure_known(self, day: dt.date) -> None:
        if not self.first <= day <= self.last:
            raise OutsideCalendar(f"{day} is outside {self.first} to {self.last}")
