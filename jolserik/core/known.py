"""When something became known: to the day, or only to the month, season or year.

An imprecise date counts from its last day, and is shown as imprecise. Winter is December of
the year before to February, so `2025-winter` ends on 28 February 2025.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from jolserik.core.month import Month, NotAPeriod


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


SEASON_ENDS = {"winter": 2, "spring": 5, "summer": 8, "autumn": 11}


@dataclass(frozen=True)
class KnownOn:
    """`day` is the last day of what is known."""

    day: dt.date
    precision: Precision = Precision.DAY

    @classmethod
    def parse(cls, text: str) -> "KnownOn":
        """From `2024-11-25`, `2024-11`, `2024-autumn` or `2024`, 1900 to 2199; else ValueError."""
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
                day = dt.date.fromisoformat(text)
                Month.at(day)  # only years that a period may name
                return cls(day)
            year, _, season = text.partition("-")
            if season in SEASON_ENDS and re.fullmatch(r"\d{4}", year, re.ASCII):
                end = Month.of(int(year), SEASON_ENDS[season])
                return cls(end.last_day, Precision.SEASON)
            if re.fullmatch(r"\d{4}", text, re.ASCII):
                return cls(Month.of(int(text), 12).last_day, Precision.YEAR)
            return cls(Month.parse(text).last_day, Precision.MONTH)
        except (NotAPeriod, ValueError):
            raise ValueError(f"not a date: {text}") from None

    @property
    def season(self) -> str:
        """The season that ends on `day`, meaningful when the precision is SEASON."""
        return next(name for name, month in SEASON_ENDS.items() if month == self.day.month)

    def __str__(self) -> str:
        match self.precision:
            case Precision.DAY:
                return self.day.isoformat()
            case Precision.MONTH:
                return str(Month.at(self.day))
            case Precision.SEASON:
                return f"{self.day.year}-{self.season}"
            case Precision.YEAR:
                return str(self.day.year)
