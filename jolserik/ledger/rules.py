"""Why a row may not be written: pure rules. Words: `words.toml`, kind `refusal`."""

import datetime as dt
from dataclasses import dataclass

from jolserik.core.amounts import plain
from jolserik.core.known import KnownOn, Precision
from jolserik.core.month import Month
from jolserik.core.refusal import Refusal
from jolserik.ledger.values import LARGEST_AMOUNT, Basis, Kind, MeasureValue, Scenario, Standing


@dataclass(frozen=True)
class RowFacts:
    """What the rules want to know of a row to be written. `amount` in smallest units."""

    measure: MeasureValue
    scenario: Scenario
    standing: Standing
    basis: Basis
    amount: int | None  # None: finer than the measure keeps
    known: KnownOn
    today: dt.date
    source_kind: str
    covers_from: Month | None = None
    covers_to: Month | None = None


def why_not_write(facts: RowFacts) -> Refusal | None:
    """What every row must satisfy."""
    measure = facts.measure
    if facts.amount is None:
        return Refusal("amount_too_fine", {"scale": measure.scale, "unit": measure.unit})
    if abs(facts.amount) > LARGEST_AMOUNT:
        largest = plain(measure.to_decimal(LARGEST_AMOUNT))
        return Refusal("amount_too_large", {"largest": largest, "unit": measure.unit})
    if measure.kind is Kind.DERIVED_RATIO:
        return Refusal("measure_is_derived", {"measure": measure.code})
    if (facts.scenario is Scenario.PLAN) != (facts.standing is not Standing.NONE):
        return Refusal("plan_needs_standing")
    if _in_the_future(facts.known, facts.today):
        return Refusal("known_in_the_future", {"known_on": str(facts.known)})
    return None


def _in_the_future(known: KnownOn, today: dt.date) -> bool:
    """A day after today. Of an imprecise date, one whose month has not begun."""
    if known.precision is Precision.DAY:
        return known.day > today
    return Month.at(known.day) > Month.at(today)


def why_not_state(facts: RowFacts) -> Refusal | None:
    """What a statement must satisfy besides."""
    if facts.basis.booked:
        return Refusal("statement_needs_stated_basis")
    if facts.measure.kind is Kind.STOCK and facts.covers_from is not None:
        return Refusal("stock_has_open_start", {"measure": facts.measure.code})
    if facts.amount is not None and facts.amount < 0:
        return Refusal("level_is_negative", {"measure": facts.measure.code})
    if facts.measure.needs_period and facts.covers_from is None:
        return Refusal("flow_needs_start", {"measure": facts.measure.code})
    backwards = _why_not_cover(facts)
    if backwards:
        return backwards
    actual = facts.scenario is Scenario.ACTUAL
    told = facts.covers_to or facts.covers_from
    if actual and told and told > Month.at(facts.known.day):
        return Refusal("actual_in_the_future", {"month": str(told)})
    published = facts.source_kind in ("publication", "statistics")
    if facts.known.day < facts.today and not published:
        return Refusal("only_publications_are_past", {"known_on": str(facts.known)})
    return why_not_write(facts)


def _why_not_cover(facts: RowFacts) -> Refusal | None:
    if facts.covers_from and facts.covers_to and facts.covers_from > facts.covers_to:
        return Refusal(
            "period_ends_before_it_starts",
            {"first": str(facts.covers_from), "last": str(facts.covers_to)},
        )
    return None


def why_not_set_target(facts: RowFacts, *, critical: RowFacts | None) -> Refusal | None:
    """The goal and its critical level are amounts like any other."""
    return (
        _why_not_cover(facts)
        or why_not_write(facts)
        or (why_not_write(critical) if critical else None)
    )


def why_not_state_again(*, posting_no: int | None) -> Refusal | None:
    """The same words of the same source are recorded once; a form sent twice adds nothing."""
    if posting_no is not None:
        return Refusal("statement_already_recorded", {"posting_no": posting_no})
    return None


def why_not_book(facts: RowFacts) -> Refusal | None:
    """What an entry must satisfy besides."""
    if not facts.basis.booked:
        return Refusal("entry_needs_booked_basis")
    if facts.measure.kind is Kind.STATED_RATIO:
        return Refusal("ratio_is_not_booked", {"measure": facts.measure.code})
    if facts.measure.needs_period:
        return Refusal("measure_of_statistics_is_not_booked", {"measure": facts.measure.code})
    if (
        facts.scenario is Scenario.ACTUAL
        and facts.covers_from is not None
        and facts.covers_from > Month.at(facts.today)
    ):
        return Refusal("actual_in_the_future", {"month": str(facts.covers_from)})
    return why_not_write(facts)


def why_not_reverse(*, is_reversal: bool, is_reversed: bool, posting_no: int) -> Refusal | None:
    """A row is reversed at most once; a reversal is not reversed."""
    if is_reversal:
        return Refusal("reversal_is_not_reversed", {"posting_no": posting_no})
    if is_reversed:
        return Refusal("entry_already_reversed", {"posting_no": posting_no})
    return None


def why_not_withdraw(*, is_withdrawn: bool, reason: str, posting_no: int) -> Refusal | None:
    """A statement is withdrawn once, and the row says why."""
    if is_withdrawn:
        return Refusal("statement_already_withdrawn", {"posting_no": posting_no})
    if not reason.strip():
        return Refusal("withdrawal_needs_reason", {"posting_no": posting_no})
    return None


def why_not_link(*, child_fictional: bool, parents_fictional: bool, circle: bool) -> Refusal | None:
    """Nothing fictional rolls up into anything real; links never go in a circle."""
    if circle:
        return Refusal("link_makes_a_circle")
    if child_fictional != parents_fictional:
        return Refusal("fiction_stays_apart")
    return None
