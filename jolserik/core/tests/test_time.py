import datetime as dt

import pytest

from jolserik.core.known import KnownOn, Precision
from jolserik.core.month import Month, NotAPeriod, Period

PERIODS = [
    ("2024", "2024-01", "2024-12"),
    ("2022..2024", "2022-01", "2024-12"),
    ("2024-03", "2024-03", "2024-03"),
    ("2024-01..2024-06", "2024-01", "2024-06"),
    ("2023-11..2024", "2023-11", "2024-12"),
]


@pytest.mark.parametrize(("text", "start", "end"), PERIODS)
def test_periods_are_read(text: str, start: str, end: str) -> None:
    assert Period.parse(text) == Period(Month.parse(start), Month.parse(end))


@pytest.mark.parametrize("text", ["2024", "2022..2024", "2024-03", "2024-02..2024-06", "..2020-12"])
def test_a_period_is_written_as_it_was_read(text: str) -> None:
    assert str(Period.parse(text)) == text


BAD_PERIODS = ["", "..", "24", "2024-13", "2024-00", "2024-3", "2024..2022", "2024-06..2024-01"]
BAD_PERIODS += [
    "1899",
    "2200",
    "2024-Q1",
    "2024..",
    "٢٠٢٤",
    "2024-03-01",
    "2022..2023..2024",
    "2024\n",
]


@pytest.mark.parametrize("text", BAD_PERIODS)
def test_what_is_no_period_is_named(text: str) -> None:
    with pytest.raises(NotAPeriod) as wrong:
        Period.parse(text)
    assert str(wrong.value)[:4] == text[:4]


def test_parts_are_years_of_a_range_and_months_of_a_year() -> None:
    assert [str(part) for part in Period.parse("2022..2024").parts()] == ["2022", "2023", "2024"]
    assert [str(part) for part in Period.parse("2024").parts()][::11] == ["2024-01", "2024-12"]
    assert [str(p) for p in Period.parse("2023-12..2024-01").parts()] == ["2023-12", "2024-01"]
    assert Period.parse("2024-03").parts() == ()


def test_months_count_on_over_the_year() -> None:
    assert str(Month.of(2024, 11).plus(3)) == "2025-02"
    assert Month.of(2024, 2).last_day == dt.date(2024, 2, 29)
    assert Month.at(dt.date(2024, 11, 25)) == Month.of(2024, 11)


KNOWN = [
    ("2024-11-25", dt.date(2024, 11, 25), Precision.DAY),
    ("2024-11", dt.date(2024, 11, 30), Precision.MONTH),
    ("2024-autumn", dt.date(2024, 11, 30), Precision.SEASON),
    ("2025-winter", dt.date(2025, 2, 28), Precision.SEASON),
    ("2024-winter", dt.date(2024, 2, 29), Precision.SEASON),
    ("2024", dt.date(2024, 12, 31), Precision.YEAR),
]


@pytest.mark.parametrize(("text", "day", "precision"), KNOWN)
def test_an_imprecise_day_counts_from_its_last(text: str, day: dt.date, precision: str) -> None:
    known = KnownOn.parse(text)
    assert (known.day, known.precision, str(known)) == (day, precision, text)


BAD_DAYS = ["", "yesterday", "2024-11-31", "2024-1-1", "2024-W48-1", "25.11.2024", "2024-summers"]
BAD_DAYS += ["24-autumn", "+2024-autumn", "1850-01-01", "9999-12-31", "2024-11-25 ", "٢٠٢٤-11-25"]


@pytest.mark.parametrize("text", BAD_DAYS)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a date"):
        KnownOn.parse(text)
