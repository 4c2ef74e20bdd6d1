"""Months and periods: what a figure is *for*.

A month is written `2024-03`; a period `2024`, `2022..2024`, `2024-03`, `2024-01..2024-06` or
`..2020-12` (since it began). Both ends are inclusive.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

MONTHS_A_YEAR = 12
FIRST_YEAR, LAST_YEAR = 1900, 2199


class NotAPeriod(ValueError):
    """The text is no period; the message names it."""


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; `ordinal` counts months since year 0, so months subtract and compare."""

    ordinal: int

    @classmethod
    def of(cls, year: int, month: int) -> "Month":
        """Month 1 to 12 of a year between 1900 and 2199; else NotAPeriod."""
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= MONTHS_A_YEAR):
            raise NotAPeriod(f"{year:04}-{month:02}")
        return cls(year * MONTHS_A_YEAR + month - 1)

    @classmethod
    def at(cls, day: dt.date) -> "Month":
        """The month that holds this day."""
        return cls.of(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """From `2024-03`; anything else is NotAPeriod."""
        if not re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            raise NotAPeriod(text)
        return cls.of(int(text[:4]), int(text[5:]))

    @property
    def year(self) -> int:
        return self.ordinal // MONTHS_A_YEAR

    @property
    def month(self) -> int:
        return self.ordinal % MONTHS_A_YEAR + 1

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> "Month":
        return Month(self.ordinal + months)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


BEGINNING = Month(0)  # the start of a period that is open: since it began


@dataclass(frozen=True, order=True)
class Period:
    """Months `start` to `end`, both inclusive."""

    start: Month
    end: Month

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise NotAPeriod(f"{self.start}..{self.end}")

    @classmethod
    def parse(cls, text: str) -> "Period":
        """From `2024`, `2022..2024`, `2024-03`, `2024-01..2024-06`, `..2020-12`; or NotAPeriod."""
        first, dots, last = text.partition("..")
        try:
            if dots and not first:
                return cls.until(cls._half(last).end)
            start = cls._half(first)
            return cls(start.start, cls._half(last).end) if dots else start
        except NotAPeriod:
            raise NotAPeriod(text) from None

    @classmethod
    def _half(cls, text: str) -> "Period":
        if re.fullmatch(r"\d{4}", text, re.ASCII):
            return cls.of_year(int(text))
        month = Month.parse(text)
        return cls(month, month)

    @classmethod
    def of_year(cls, year: int) -> "Period":
        return cls(Month.of(year, 1), Month.of(year, MONTHS_A_YEAR))

    @classmethod
    def until(cls, end: Month) -> "Period":
        """Everything up to `end`, since it began."""
        return cls(BEGINNING, end)

    @property
    def open_start(self) -> bool:
        return self.start == BEGINNING

    @property
    def whole_years(self) -> bool:
        return not self.open_start and self.start.month == 1 and self.end.month == MONTHS_A_YEAR

    def parts(self) -> "tuple[Period, ...]":
        """Years of a range of whole years, months of anything else; none of a single month."""
        if self.start == self.end or self.open_start:
            return ()
        if self.whole_years and self.start.year != self.end.year:
            return tuple(Period.of_year(y) for y in range(self.start.year, self.end.year + 1))
        ordinals = range(self.start.ordinal, self.end.ordinal + 1)
        return tuple(Period(Month(o), Month(o)) for o in ordinals)

    def __contains__(self, month: Month) -> bool:
        return self.start <= month <= self.end

    def __str__(self) -> str:
        if self.open_start:
            return f"..{self.end}"
        if self.whole_years:
            first, last = str(self.start.year), str(self.end.year)
        else:
            first, last = str(self.start), str(self.end)
        return first if first == last else f"{first}..{last}"
