"""The stated book: each sentence of the rule has a case."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from jolserik.core.month import Period
from jolserik.ledger import rule
from jolserik.ledger.tests.make import (
    FLOW,
    OFFICE,
    PAPER,
    STOCK,
    level,
    measure_value,
    question,
    source_value,
    year,
)
from jolserik.ledger.values import (
    Answer,
    Basis,
    Kind,
    Level,
    MeasureValue,
    Qualifier,
    Question,
    Rule,
    Scenario,
    Standing,
)

ABOUT, MORE, LESS = Qualifier.ABOUT, Qualifier.MORE_THAN, Qualifier.LESS_THAN
NONE = Qualifier.NONE


def only(asked: Question, *levels: Level) -> Answer:
    """The one answer; asked in both orders of rows."""
    (answer,) = rule.stated(asked, levels)
    assert [answer] == rule.stated(asked, reversed(levels))
    return answer


def test_no_row_is_no_answer_and_never_zero() -> None:
    assert rule.stated(question("2024"), []) == []
    assert rule.stated(question("2024"), [year(5, 2023)]) == []


# --- one level

HALF = level(310, "2024-01..2024-06", "2024-07-15")
OCTOBER = level(640, "2024-01..2024-10", "2024-11-06")
UNSTATED = level(820, "2024-01..", "2024-11-25")
FULL = level(1270, "2024-01..2024-12", "2025-01-20")
CHOSEN = [
    ("the latest end wins", [HALF, OCTOBER], 640),
    ("a whole year wins over all", [FULL, UNSTATED, OCTOBER, HALF], 1270),
    ("an end not stated counts as the day it became known", [UNSTATED, OCTOBER], 820),
    (
        "a stated end later than that day wins over it",
        [UNSTATED, level(900, "2024-01..2024-11", "2024-12-12")],
        900,
    ),
    (
        "a later word about an earlier end does not win",
        [OCTOBER, level(360, "2024-01..2024-06", "2024-12-20")],
        640,
    ),
    (
        "the later known wins for the same end",
        [OCTOBER, level(641, "2024-01..2024-10", "2024-11-20")],
        641,
    ),
    (
        "the higher posting number wins for the same day",
        [OCTOBER, replace(OCTOBER, amount=642, posting_no=2)],
        642,
    ),
    ("a level that starts later is no answer for the year", [level(5, "2024-02..2024-12")], None),
    ("a level that started before is none either", [level(5, "2023-01..2024-12")], None),
    (
        "a level that ends after the period is none",
        [level(5, "2024-01..2025-01", "2025-03-01")],
        None,
    ),
    (
        "an end not stated, known after the period, does not fit into it",
        [level(5, "2024-01..", "2025-01-10")],
        None,
    ),
    ("January alone is the year so far", [level(5, "2024-01..2024-01")], 5),
    ("a level since it began is no answer for a year", [level(5, "..2024-10")], None),
]


@pytest.mark.parametrize(("why", "levels", "amount"), CHOSEN, ids=[case[0] for case in CHOSEN])
def test_one_level_is_chosen(why: str, levels: list[Level], amount: int | None) -> None:
    found = rule.stated(question("2024"), levels)
    assert [answer.amount for answer in found] == ([] if amount is None else [amount])


def test_a_level_names_what_it_covers_and_counts_as_one_row() -> None:
    answer = only(question("2024"), HALF, OCTOBER)
    assert (str(answer.covers_from), str(answer.covers_to)) == ("2024-01", "2024-10")
    assert (answer.entries, answer.rule, answer.missing) == (1, Rule.STATED_LEVEL, ())


def test_an_end_not_stated_stays_not_stated() -> None:
    assert only(question("2024"), UNSTATED).covers_to is None


def test_a_month_is_answered_by_its_own_level() -> None:
    assert only(question("2024-03"), level(7, "2024-03..2024-03"), HALF).amount == 7


# --- parts


def test_years_of_a_range_are_added() -> None:
    answer = only(question("2022..2024"), year(1, 2022), year(2, 2023), year(4, 2024))
    assert (answer.amount, answer.rule, answer.entries) == (7, Rule.STATED_PARTS, 3)
    assert (answer.missing, answer.qualifier) == ((), NONE)


def test_a_level_of_the_whole_range_wins_over_its_years() -> None:
    whole = level(9, "2022-01..2024-12", "2025-02-01")
    assert only(question("2022..2024"), whole, year(1, 2022), year(2, 2023)).amount == 9


def test_a_missing_year_is_named_and_makes_more_than() -> None:
    answer = only(question("2022..2024"), year(1, 2022), year(4, 2024))
    assert (answer.amount, answer.missing) == (5, (Period.parse("2023"),))
    assert answer.qualifier is MORE


def test_a_missing_year_says_nothing_of_a_measure_that_can_fall() -> None:
    taxes = measure_value(can_fall=True)
    answer = only(question("2022..2024", measure=taxes), year(1, 2022), year(4, 2024))
    assert (answer.missing, answer.qualifier) == ((Period.parse("2023"),), NONE)


def test_an_inner_year_known_to_october_misses_november_and_december() -> None:
    partly = level(2, "2023-01..2023-10", "2023-11-10")
    answer = only(question("2022..2024"), year(1, 2022), partly, year(4, 2024))
    assert answer.missing == (Period.parse("2023-11..2023-12"),)
    assert (answer.amount, answer.qualifier) == (7, MORE)


def test_an_inner_year_whose_end_is_not_stated_reaches_the_day_it_was_known() -> None:
    partly = level(2, "2023-01..", "2023-11-25")
    answer = only(question("2022..2024"), year(1, 2022), partly, year(4, 2024))
    assert answer.missing == (Period.parse("2023-12"),)


def test_the_last_year_may_be_the_year_so_far() -> None:
    answer = only(question("2022..2024"), year(1, 2022), year(2, 2023), OCTOBER)
    assert (answer.amount, answer.missing) == (643, ())
    assert str(answer.covers_to) == "2024-10"


def test_the_first_year_alone_is_no_answer_for_a_range_without_a_word() -> None:
    answer = only(question("2022..2024"), level(5, "2022-01..2022-10", "2022-11-10"))
    assert answer.rule is Rule.STATED_PARTS
    assert answer.missing == tuple(Period.parse(p) for p in ("2022-11..2022-12", "2023", "2024"))


def test_months_of_a_year_are_added() -> None:
    march, may = level(3, "2024-03..2024-03"), level(5, "2024-05..2024-05")
    answer = only(question("2024"), march, may)
    assert (answer.amount, answer.rule) == (8, Rule.STATED_PARTS)
    assert len(answer.missing) == 10 and Period.parse("2024-04") in answer.missing


def test_january_is_not_the_year_when_february_is_known_too() -> None:
    answer = only(question("2024"), level(1, "2024-01..2024-01"), level(2, "2024-02..2024-02"))
    assert answer.amount == 3


def test_each_part_is_found_by_the_same_rule() -> None:
    newer = year(10, 2022, "2023-06-01", posting_no=3)
    answer = only(question("2022..2023"), year(1, 2022), newer, year(2, 2023))
    assert (answer.amount, answer.entries) == (12, 2)


def test_ratios_are_never_added() -> None:
    ratio = measure_value(Kind.STATED_RATIO)
    months = [level(1063, f"2024-0{n}..2024-0{n}") for n in (2, 3)]
    assert rule.stated(question("2024", measure=ratio), months) == []
    assert only(question("2024-02", measure=ratio), *months).amount == 1063


# --- qualifiers of sums

SUMS = [
    ((NONE, NONE), NONE),
    ((MORE, NONE), MORE),
    ((LESS, NONE), LESS),
    ((MORE, MORE), MORE),
    ((MORE, LESS), ABOUT),
    ((ABOUT, NONE), ABOUT),
    ((ABOUT, MORE), ABOUT),
    ((ABOUT, LESS), ABOUT),
    ((ABOUT, ABOUT), ABOUT),
    ((LESS, LESS), LESS),
]


@pytest.mark.parametrize(("parts", "whole"), SUMS)
def test_qualifiers_of_parts_make_one_of_the_sum(
    parts: tuple[Qualifier, Qualifier], whole: Qualifier
) -> None:
    first, second = year(1, 2022, qualifier=parts[0]), year(2, 2023, qualifier=parts[1])
    assert only(question("2022..2023"), first, second).qualifier is whole


BESIDE_A_GAP = [(NONE, MORE), (MORE, MORE), (LESS, ABOUT), (ABOUT, ABOUT)]


@pytest.mark.parametrize(("part", "whole"), BESIDE_A_GAP)
def test_a_missing_part_makes_more_than(part: Qualifier, whole: Qualifier) -> None:
    answer = only(question("2022..2024"), year(1, 2022, qualifier=part), year(2, 2024))
    assert answer.qualifier is whole


# --- open start


@pytest.mark.parametrize("measure", [FLOW, STOCK], ids=["flow", "stock"])
def test_without_a_period_the_latest_level_since_it_began_answers(measure: MeasureValue) -> None:
    asked = replace(question(), measure=measure)
    older, newer = level(1, "..2024-06", "2024-07-01"), level(2, "..2024-10", "2024-11-01")
    answer = only(asked, older, newer, year(99, 2024))
    assert (answer.amount, answer.rule, answer.covers_from) == (2, Rule.STATED_OPEN, None)


def test_a_stock_of_a_year_is_the_last_one_that_ends_in_it() -> None:
    older, newer = level(1, "..2023-12", "2024-01-10"), level(2, "..2024-10", "2024-11-01")
    asked = question("2023", measure=STOCK)
    assert only(asked, older, newer).amount == 1


def test_an_open_level_may_not_reach_beyond_the_day_asked() -> None:
    asked = question(as_of=dt.date(2024, 11, 25), measure=STOCK)
    ahead = level(9, "..2024-12", "2024-11-20")
    assert rule.stated(asked, [ahead]) == []
    assert only(asked, ahead, level(2, "..2024-11", "2024-11-20")).amount == 2


def test_a_plan_may_speak_of_months_to_come() -> None:
    planned = level(9, "..2026-12", "2024-11-20", standing=Standing.APPROVED)
    asked = question(as_of=dt.date(2024, 11, 25), measure=STOCK, scenario=Scenario.PLAN)
    assert only(asked, planned).amount == 9


def test_a_running_total_of_statistics_needs_a_period() -> None:
    statistics = measure_value(needs_period=True)
    refusal = rule.why_not_ask(question(measure=statistics))
    assert refusal is not None and refusal.code == "period_required"
    assert rule.why_not_ask(question("2024", measure=statistics)) is None
    assert rule.why_not_ask(question()) is None


# --- as known on a day


def test_a_level_counts_from_the_day_it_became_known() -> None:
    for day, amount in ((5, None), (6, 640), (24, 640), (25, 820)):
        asked = question("2024", as_of=dt.date(2024, 11, day))
        found = [answer.amount for answer in rule.stated(asked, [OCTOBER, UNSTATED])]
        assert found == ([] if amount is None else [amount])


def test_an_imprecise_day_counts_from_its_last() -> None:
    autumn = level(5, "2024-01..2024-06", "2024-autumn")
    assert rule.stated(question("2024", as_of=dt.date(2024, 11, 29)), [autumn]) == []
    assert only(question("2024", as_of=dt.date(2024, 11, 30)), autumn).amount == 5


def test_a_row_counts_from_its_posting_number() -> None:
    late = replace(FULL, posting_no=8)
    assert only(question("2024", at_posting=7), OCTOBER, late).amount == 640
    assert only(question("2024", at_posting=8), OCTOBER, late).amount == 1270


def test_a_level_says_itself_whether_it_counts() -> None:
    late = replace(FULL, posting_no=8)
    day = dt.date(2025, 1, 20)
    assert [late.live(day, number) for number in (7, 8)] == [False, True]
    assert not late.live(day - dt.timedelta(days=1), 8)


def test_a_withdrawn_level_counts_until_it_was_withdrawn() -> None:
    wrong = replace(FULL, withdrawn_known_on=dt.date(2025, 3, 1), withdrawn_posting_no=9)
    before = question("2024", as_of=dt.date(2025, 2, 28))
    assert only(before, OCTOBER, wrong).amount == 1270
    assert only(question("2024", as_of=dt.date(2025, 3, 1)), OCTOBER, wrong).amount == 640
    assert only(question("2024", at_posting=8), OCTOBER, wrong).amount == 1270
    assert only(question("2024", at_posting=9), OCTOBER, wrong).amount == 640


# --- disputes


def test_issuers_that_differ_on_the_same_end_dispute() -> None:
    paper = level(41, "2024-01..2024-10", "2024-11-20", issuer_id=PAPER, posting_no=2)
    answer = only(question("2024"), OCTOBER, paper)
    assert answer.disputed and (answer.rows, answer.rivals) == ((paper,), (OCTOBER,))
    assert answer.entries == 2


NO_DISPUTE = [
    ("who say the same", replace(OCTOBER, issuer_id=PAPER, posting_no=2)),
    ("who speak of another end", replace(HALF, issuer_id=PAPER)),
    ("who do not state the end", replace(UNSTATED, issuer_id=PAPER)),
    ("who correct themselves", replace(OCTOBER, amount=1, posting_no=2)),
]


@pytest.mark.parametrize("other", [x[1] for x in NO_DISPUTE], ids=[x[0] for x in NO_DISPUTE])
def test_nobody_disputes(other: Level) -> None:
    assert not only(question("2024"), OCTOBER, other).disputed


def test_only_the_latest_word_of_an_issuer_disputes() -> None:
    first = level(41, "2024-01..2024-10", "2024-11-01", issuer_id=PAPER)
    second = replace(first, amount=640, posting_no=2)
    assert not only(question("2024"), OCTOBER, first, second).disputed


def test_a_winner_whose_end_is_not_stated_is_disputed_by_nobody() -> None:
    other = replace(UNSTATED, amount=1, issuer_id=PAPER, posting_no=2)
    assert not only(question("2024"), UNSTATED, other).disputed


def test_a_disputed_part_makes_a_disputed_sum() -> None:
    rival = year(3, 2022, issuer_id=PAPER, posting_no=2)
    answer = only(question("2022..2023"), year(1, 2022), rival, year(2, 2023))
    assert answer.disputed and answer.amount == 5


# --- breakdowns


def part(subject_id: int, amount: int, **rest: Any) -> Level:
    return year(amount, 2024, subject_id=subject_id, **({"part_of_id": 1} | rest))


def test_children_are_added_only_as_a_published_breakdown() -> None:
    answer = only(question("2024"), part(2, 10), part(3, 20))
    assert (answer.amount, answer.rule, answer.entries) == (30, Rule.STATED_BREAKDOWN, 2)
    assert rule.stated(question("2024"), [part(2, 10, part_of_id=None)]) == []
    assert rule.stated(question("2024"), [part(2, 10, part_of_id=7)]) == []


def test_an_own_level_wins_over_a_breakdown() -> None:
    assert only(question("2024"), part(2, 10), part(3, 20), year(31, 2024)).amount == 31


def test_breakdowns_of_two_publications_are_not_mixed() -> None:
    newer = source_value(2)
    rows = [part(2, 10), part(3, 20), part(2, 11, source=newer, known="2025-05-01")]
    assert only(question("2024"), *rows).amount == 11


def test_a_breakdown_with_a_withdrawn_part_is_no_longer_complete() -> None:
    gone = part(3, 20, withdrawn_known_on=dt.date(2025, 3, 1), withdrawn_posting_no=5)
    assert rule.stated(question("2024"), [part(2, 10), gone]) == []
    assert only(question("2024", at_posting=4), part(2, 10), gone).amount == 30
    again = part(3, 21, posting_no=6)
    assert only(question("2024"), part(2, 10), gone, again).amount == 31


def test_a_stock_may_be_broken_down_too() -> None:
    rows = [level(n, "..2024-10", subject_id=n, part_of_id=1) for n in (2, 3)]
    assert only(question(measure=STOCK), *rows).amount == 5


# --- bases and standings


def test_each_basis_and_standing_answers_for_itself() -> None:
    rows = [
        year(1, 2024, basis=Basis.STATISTICS),
        year(2, 2024),
        year(3, 2024, standing=Standing.ANNOUNCED),
        year(4, 2024, standing=Standing.APPROVED),
    ]
    found = {(a.basis, a.standing): a.amount for a in rule.stated(question("2024"), rows)}
    assert found == {
        (Basis.STATISTICS, Standing.NONE): 1,
        (Basis.STATEMENT, Standing.NONE): 2,
        (Basis.STATEMENT, Standing.ANNOUNCED): 3,
        (Basis.STATEMENT, Standing.APPROVED): 4,
    }


def test_different_bases_do_not_dispute() -> None:
    rows = [year(1, 2024, basis=Basis.STATISTICS, issuer_id=PAPER), year(2, 2024, issuer_id=OFFICE)]
    assert not any(answer.disputed for answer in rule.stated(question("2024"), rows))


def test_an_answer_is_not_shown_without_its_evidence() -> None:
    with pytest.raises(TypeError):
        str(only(question("2024"), FULL))
