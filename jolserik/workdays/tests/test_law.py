"""The law's days against the published calendars of 2023 to 2026."""

import datetime as dt

import pytest

from jolserik.core.words import vocabulary
from jolserik.workdays import law
from jolserik.workdays.law import Why

FIXED = [
    "01-01",
    "01-02",
    "01-07",
    "03-08",
    "03-21",
    "03-22",
    "03-23",
    "05-01",
    "05-07",
    "05-09",
    "07-06",
    "10-25",
    "12-16",
]
# Besides the fixed ones. In 2026 the new Constitution took its day from 30 August to 15 March,
# from 2027 on.
HOLIDAYS = {
    2023: ["06-28", "08-30"],
    2024: ["06-16", "08-30"],
    2025: ["06-06", "08-30"],
    2026: ["05-27"],
}
AFTER = {
    2023: ["01-03", "05-08", "12-18"],
    2024: ["03-25", "07-08"],
    2025: ["03-10", "03-24", "03-25", "07-07", "09-01", "10-27"],
    2026: ["03-09", "03-24", "03-25", "05-11", "10-26"],
}
MOVED = {
    2023: {"07-07": "07-01"},
    2024: {"05-08": "05-04"},
    2025: {"01-03": "01-05"},
    2026: {},
}


def days(year: int, why: Why) -> list[str]:
    return sorted({f"{one.day:%m-%d}" for one in law.year(year) if one.why is why})


@pytest.mark.parametrize("year", HOLIDAYS)
def test_holidays_are_those_of_the_published_calendar(year: int) -> None:
    assert days(year, Why.HOLIDAY) == sorted(FIXED + HOLIDAYS[year])


@pytest.mark.parametrize("year", AFTER)
def test_a_holiday_on_a_weekend_gives_a_day_but_christmas_and_kurban_ait_do_not(year: int) -> None:
    assert days(year, Why.AFTER_HOLIDAY) == AFTER[year]


@pytest.mark.parametrize("year", MOVED)
def test_published_moves_are_known_with_the_day_worked_instead(year: int) -> None:
    assert days(year, Why.MOVED_OFF) == sorted(MOVED[year])
    assert days(year, Why.MOVED_WORKED) == sorted(MOVED[year].values())


def test_a_day_worked_before_new_year_stands_in_its_own_year() -> None:
    assert days(2013, Why.MOVED_WORKED) == ["05-04", "10-12", "12-28"]
    assert "12-28" not in days(2014, Why.MOVED_WORKED)


def test_kurban_ait_says_when_it_is_only_computed() -> None:
    estimated = {one.day for one in law.year(2026) if one.is_estimated}
    assert estimated == {dt.date(2026, 5, 27)}
    assert not any(one.is_estimated for one in law.year(2025))


def test_every_holiday_of_every_year_has_words_of_its_own() -> None:
    years = range(law.FIRST_YEAR, law.LAST_YEAR + 1)
    codes = {one.holiday for year in years for one in law.year(year)} - {""}
    assert codes == set(law.NAMES.values())
    assert all(("holiday", code) in vocabulary() for code in {*codes, "other"})
    assert all(("why_day", why.value) in vocabulary() for why in Why)


def test_two_holidays_on_one_day_are_both_named() -> None:
    ait = next(one.day for one in law.year(2060) if one.holiday == "kurban_ait")
    named = {(one.holiday, one.why) for one in law.year(2060) if one.day == ait}
    assert named == {("kurban_ait", Why.HOLIDAY), ("victory_day", Why.AFTER_HOLIDAY)}
