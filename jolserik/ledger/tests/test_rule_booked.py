"""The booked book: sums of movements."""

import datetime as dt

import pytest

from jolserik.core.month import Month
from jolserik.ledger import rule
from jolserik.ledger.tests.make import FLOW, STOCK, measure_value, month_sum, question
from jolserik.ledger.values import Basis, Kind, MonthSum, Rule, Standing

SUMS = [
    month_sum(1, "2023-12"),
    month_sum(2, "2024-01"),
    month_sum(4, "2024-06", entries=3),
    month_sum(8, "2024-12"),
    month_sum(16, "2025-01"),
]
FLOWS = [("2024", 14), ("2024-06", 4), ("2023..2024", 15), ("2024-02..2024-06", 4), ("", 31)]


@pytest.mark.parametrize(("period", "amount"), FLOWS)
def test_a_flow_adds_the_movements_of_its_months(period: str, amount: int) -> None:
    (answer,) = rule.booked(question(period), SUMS)
    assert (answer.amount, answer.rule) == (amount, Rule.BOOKED_FLOW)


STOCKS = [("2023", "2025-06-01", 1), ("2024", "2025-06-01", 15), ("", "2025-06-01", 31)]
STOCKS += [("", "2024-06-15", 7), ("2024", "2024-06-15", 7), ("2025", "2024-12-01", 15)]


@pytest.mark.parametrize(("period", "day", "amount"), STOCKS)
def test_a_stock_adds_up_to_the_period_or_the_day(period: str, day: str, amount: int) -> None:
    asked = question(period, measure=STOCK, as_of=dt.date.fromisoformat(day))
    (answer,) = rule.booked(asked, SUMS)
    assert (answer.amount, answer.rule, answer.covers_from) == (amount, Rule.BOOKED_STOCK, None)


def test_an_answer_says_which_months_and_how_many_rows() -> None:
    (answer,) = rule.booked(question("2024"), SUMS)
    assert (str(answer.covers_from), str(answer.covers_to)) == ("2024-01", "2024-12")
    assert answer.entries == 5


def test_no_movement_is_no_answer_and_never_zero() -> None:
    assert rule.booked(question("2022"), SUMS) == []
    assert rule.booked(question("2024"), []) == []


def test_movements_that_cancel_out_are_a_real_zero() -> None:
    (answer,) = rule.booked(question("2024"), [month_sum(5, "2024-01"), month_sum(-5, "2024-02")])
    assert (answer.amount, answer.entries) == (0, 2)


@pytest.mark.parametrize("kind", [Kind.STATED_RATIO, Kind.DERIVED_RATIO])
def test_ratios_are_not_booked(kind: Kind) -> None:
    assert rule.booked(question("2024", measure=measure_value(kind)), SUMS) == []


def test_bases_and_standings_are_kept_apart() -> None:
    rows = [
        month_sum(1, "2024-01", basis=Basis.REGISTER),
        month_sum(2, "2024-01"),
        month_sum(4, "2024-01", standing=Standing.APPROVED),
    ]
    found = [(a.basis, a.standing, a.amount) for a in rule.booked(question("2024"), rows)]
    assert sorted(found) == [("register", "", 1), ("returns", "", 2), ("returns", "approved", 4)]


def test_months_that_count_are_the_same_for_evidence() -> None:
    june = question("2024", measure=STOCK, as_of=dt.date(2024, 6, 15))
    assert rule.booked_months(june) == (0, Month.of(2024, 6).ordinal)
    year = (Month.of(2024, 1).ordinal, Month.of(2024, 12).ordinal)
    assert rule.booked_months(question("2024", measure=FLOW)) == year
    assert rule.booked_months(question(measure=FLOW)) == rule.ALWAYS


def test_large_sums_are_exact() -> None:
    rows: list[MonthSum] = [month_sum(10**16, "2024-01")] * 2000 + [month_sum(1, "2024-01")]
    (answer,) = rule.booked(question("2024"), rows)
    assert answer.amount == 2 * 10**19 + 1
    assert str(answer.value) == "200000000000000000.01"
