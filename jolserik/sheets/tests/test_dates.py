"""Days, months, quarters, years and periods."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jolserik.sheets.dates import (
    When,
    day_in,
    is_month_first,
    is_order_unclear,
    read_period,
    read_when,
)
from jolserik.sheets.numbers import Unreadable
from jolserik.sheets.values import Raw

DAY = When(dt.date(2025, 9, 15), dt.date(2025, 9, 15))
MONTH = When(dt.date(2025, 9, 1), dt.date(2025, 9, 30))
QUARTER = When(dt.date(2025, 10, 1), dt.date(2025, 12, 31))
HALF = When(dt.date(2025, 1, 1), dt.date(2025, 6, 30))
YEAR = When(dt.date(2025, 1, 1), dt.date(2025, 12, 31))


@pytest.mark.parametrize(
    ("when", "texts"),
    [
        (
            DAY,
            [
                "15.09.2025",
                "15.9.25",
                "15/09/2025",
                "2025-09-15",
                "2025-09-15 00:00:00",
                "15 сентября 2025 г.",
                "2025 жылғы 15 қыркүйек",
                "15 September 2025",
                "September 15, 2025",
                dt.date(2025, 9, 15),
                dt.datetime(2025, 9, 15, 8, 0),
                45915,
            ],
        ),
        (
            MONTH,
            [
                "сентябрь 2025",
                "сент. 2025 г.",
                "09.2025",
                "9/2025",
                "2025-09",
                "қыркүйек 2025",
                "2025 жылғы қыркүйек",
                "2025 ж. қыркүйек",
                "Sept 2025",
                "Сентябрь, 2025",
            ],
        ),
        (
            QUARTER,
            [
                "IV кв. 2025",
                "4 квартал 2025 года",
                "4 кв 2025",
                "Q4 2025",
                "2025 ж. IV тоқсан",
                "2025 жылғы 4-тоқсан",
                "2025 жылдың ІV тоқсаны",
                "4-й квартал 2025",
                "2025 г. (4 кв.)",
            ],
        ),
        (
            HALF,
            [
                "1 полугодие 2025",
                "I п/г 2025",
                "первое полугодие 2025 г.",
                "H1 2025",
                "2025 жылдың бірінші жартыжылдығы",
            ],
        ),
        (
            YEAR,
            [
                "2025",
                "2025 г.",
                "2025 год",
                "до 2025 г.",
                "до конца 2025",
                "конец 2025 г.",
                2025,
                "2025 жыл",
                "2025 жылдың соңына дейін",
                "в течение 2025 года",
                "2025 (план)",
                2025.0,
            ],
        ),
    ],
)
def test_one_moment_is_written_in_many_ways(when: When, texts: list[Raw]) -> None:
    assert {text: read_when(text) for text in texts} == dict.fromkeys(texts, when)


@pytest.mark.parametrize(
    "text", ["31.02.2025", "36 мес.", "скоро", "15.13.2025", 17, "12 млрд", 0.5]
)
def test_what_is_no_date_is_said_to_be_none(text: Raw) -> None:
    assert read_when(text) == Unreadable("cell_not_a_date")


def test_two_dates_where_one_is_wanted_are_a_problem() -> None:
    assert read_when("2024-2026") == Unreadable("cell_has_several_dates")
    assert read_when("01.03.2025, 15.04.2026") == Unreadable("cell_has_several_dates")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-2026 гг.", "2024-01-01", "2026-12-31"),
        ("2023–2025жж.", "2023-01-01", "2025-12-31"),
        ("с 2024 по 2026 г.", "2024-01-01", "2026-12-31"),
        ("03.2024-12.2025", "2024-03-01", "2025-12-31"),
        ("2024 г. - 2 кв. 2026 г.", "2024-01-01", "2026-06-30"),
        ("январь 2024 - декабрь 2025", "2024-01-01", "2025-12-31"),
        ("янв-дек 2025", "2025-01-01", "2025-12-31"),
        ("I-IV кв. 2025", "2025-01-01", "2025-12-31"),
        ("01.01.2024-31.12.2025", "2024-01-01", "2025-12-31"),
        ("2024-26", "2024-01-01", "2026-12-31"),
        ("2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_has_two_ends(text: str, first: str, last: str) -> None:
    found = read_period(text)
    assert isinstance(found, tuple)
    assert (str(found[0].first), str(found[1].last)) == (first, last)


def test_a_period_that_runs_backwards_is_a_problem() -> None:
    assert read_period("2026-2024") == Unreadable("cell_period_backwards")


def test_the_day_of_a_caption() -> None:
    assert day_in("Перечень проектов по состоянию на 1 октября 2025 года") == dt.date(2025, 10, 1)
    assert day_in("01.10.2025 жағдай бойынша") == dt.date(2025, 10, 1)
    assert day_in("План на 2025 год") is None
    assert day_in("с 01.09.2025 по 01.10.2025") is None


def test_american_days_are_noticed() -> None:
    assert is_month_first("12/25/2025")
    assert not is_month_first("25/12/2025")
    assert is_order_unclear("03/04/2025")
    assert not is_order_unclear("25/04/2025")


@given(
    day=st.dates(dt.date(1950, 1, 1), dt.date(2099, 12, 31)),
    style=st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y г."]),
)
def test_every_day_comes_back(day: dt.date, style: str) -> None:
    assert read_when(day.strftime(style)) == When(day, day)


@given(day=st.dates(dt.date(1971, 1, 1), dt.date(2099, 12, 31)))
def test_every_serial_number_of_a_day_comes_back(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert read_when(float(serial)) == When(day, day)


@given(st.one_of(st.text(max_size=40), st.floats(allow_nan=False, allow_infinity=False)))
def test_any_cell_gives_a_moment_or_a_reason(cell: Raw) -> None:
    found = read_when(cell)
    assert found is None or isinstance(found, When | Unreadable)
    period = read_period(cell)
    assert period is None or isinstance(period, tuple | Unreadable)
