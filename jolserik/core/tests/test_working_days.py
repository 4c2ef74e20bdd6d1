import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jolserik.core.working_days import Calendar, OutsideCalendar


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2024-{text}")


# May 2024 in Kazakhstan: 1, 7 and 9 are holidays, 8 is off instead of Saturday 4.
MAY = Calendar(
    off=frozenset(map(day, ("05-01", "05-07", "05-08", "05-09"))),
    worked=frozenset({day("05-04")}),
    first=day("04-01"),
    last=day("06-30"),
)
WINDOW = st.dates(day("04-10"), day("06-10"))


@pytest.mark.parametrize(
    ("asked", "worked"),
    [
        ("04-30", True),
        ("05-01", False),
        ("05-04", True),  # a Saturday that is worked
        ("05-05", False),
        ("05-06", True),
        ("05-08", False),  # a Wednesday that is off
        ("05-11", False),
    ],
)
def test_a_day_is_worked_as_the_calendar_says(asked: str, worked: bool) -> None:
    assert MAY.is_worked(day(asked)) is worked


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("05-03", 0, "05-03"),
        ("05-05", 0, "05-06"),  # a Sunday: the next working day
        ("05-07", 0, "05-10"),
        ("05-03", 1, "05-04"),  # the Saturday counts
        ("05-03", 2, "05-06"),
        ("05-06", 1, "05-10"),  # three days off between
        ("05-07", 1, "05-10"),
        ("05-04", 15, "05-29"),
        ("05-06", -1, "05-04"),
        ("05-10", -1, "05-06"),
        ("05-08", -1, "05-06"),  # from a day off
        ("05-10", -2, "05-04"),
    ],
)
def test_adding_does_not_count_the_day_of_the_event(start: str, days: int, end: str) -> None:
    assert MAY.add(day(start), days) == day(end)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("05-06", "05-06", 0),
        ("05-06", "05-10", 1),
        ("05-03", "05-06", 2),
        ("05-10", "05-03", -3),  # overdue by Saturday 4, Monday 6 and Friday 10
        ("05-07", "05-09", 0),
    ],
)
def test_days_between_are_counted_with_their_sign(start: str, end: str, days: int) -> None:
    assert MAY.between(day(start), day(end)) == days


@given(start=WINDOW, end=WINDOW)
def test_counting_is_what_going_day_by_day_finds(start: dt.date, end: dt.date) -> None:
    low, high = sorted((start, end))
    passed = (low + dt.timedelta(days=n) for n in range(1, (high - low).days + 1))
    walked = sum(MAY.is_worked(one) for one in passed)
    assert MAY.between(low, high) == walked
    assert MAY.between(high, low) == -walked


@given(start=WINDOW, days=st.integers(-5, 10))
def test_adding_ends_on_a_working_day_that_many_days_away(start: dt.date, days: int) -> None:
    end = MAY.add(start, days)
    assert MAY.is_worked(end)
    if days > 0:
        assert MAY.between(start, end) == days
    if days < 0:
        before = start - dt.timedelta(days=1)
        assert MAY.between(before, end) == days + 1


@pytest.mark.parametrize("asked", ["03-31", "07-01"])
def test_a_day_nobody_knows_of_is_an_error_not_a_guess(asked: str) -> None:
    with pytest.raises(OutsideCalendar):
        MAY.is_worked(day(asked))
    with pytest.raises(OutsideCalendar):
        MAY.between(day("05-01"), day(asked))


def test_counting_beyond_the_end_is_an_error() -> None:
    with pytest.raises(OutsideCalendar):
        MAY.add(day("06-28"), 1)
    with pytest.raises(OutsideCalendar):
        MAY.add(day("04-01"), -1)


def test_without_bounds_only_weekends_are_off() -> None:
    plain = Calendar()
    assert plain.add(dt.date(2026, 1, 2), 1) == dt.date(2026, 1, 5)
