"""What the law says of a year: holidays, days that follow them, moves published so far.

From the package `holidays` (country KZ). A holiday on a weekend is followed by a day off; the
Orthodox Christmas and the first day of Kurban Ait are not (Labour Code, articles 84 and 85).
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import holidays

# Kurban Ait is known up to here, as published or by the astronomical calendar.
FIRST_YEAR, LAST_YEAR = 2006, 2076
# The package's English names → codes of ours. Words: `words.toml`, kind `holiday`.
NAMES: Final = {
    "New Year's Day": "new_year",
    "Orthodox Christmas": "christmas",
    "International Women's Day": "womens_day",
    "Nowruz Holiday": "nauryz",
    "Kazakhstan's People Solidarity Holiday": "unity_day",
    "Defender of the Fatherland Day": "defender_day",
    "Victory Day": "victory_day",
    "Capital Day": "capital_day",
    "Constitution Day": "constitution_day",
    "Republic Day": "republic_day",
    "First President Day": "first_president_day",
    "Independence Day": "independence_day",
    "Eid al-Adha": "kurban_ait",
}


class Why(StrEnum):
    """Why a day is not as its weekday says. Words: `words.toml`, kind `why_day`."""

    HOLIDAY = "holiday"  # by name
    AFTER_HOLIDAY = "after_holiday"  # the holiday fell on a weekend
    MOVED_OFF = "moved_off"  # off instead of another day
    MOVED_WORKED = "moved_worked"  # a weekend that is worked


@dataclass(frozen=True)
class LawDay:
    """A day that the law or a published move singles out.

    `is_estimated`: Kurban Ait by calculation; the muftiate announces the day itself later.
    """

    day: dt.date
    why: Why
    holiday: str = ""
    is_estimated: bool = False

    @property
    def is_worked(self) -> bool:
        return self.why is Why.MOVED_WORKED


@lru_cache(maxsize=128)
def year(number: int) -> tuple[LawDay, ...]:
    """Days singled out in a year between FIRST_YEAR and LAST_YEAR, in order."""
    # A day worked at the end of a year may be named under the next one.
    known = holidays.country_holidays("KZ", years=(number, number + 1), language="en_US")
    found = [
        _law_day(day, name) for day in known if day.year == number for name in known.get_list(day)
    ]
    found += [LawDay(day, Why.MOVED_WORKED) for day in known.weekend_workdays if day.year == number]
    return tuple(sorted(found, key=lambda law: (law.day, law.why)))


def _law_day(day: dt.date, name: str) -> LawDay:
    if name.startswith("Day off (substituted"):
        return LawDay(day, Why.MOVED_OFF)
    plain, _, mark = name.partition(" (")
    why = Why.AFTER_HOLIDAY if "observed" in mark else Why.HOLIDAY
    return LawDay(day, why, NAMES.get(plain, "other"), "estimated" in mark)
