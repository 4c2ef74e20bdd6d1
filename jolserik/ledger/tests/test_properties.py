"""What holds for any rows: played by hypothesis, on the pure rule and through the database."""

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jolserik.core.known import KnownOn
from jolserik.core.month import Month, Period
from jolserik.core.refusal import Refused
from jolserik.ledger import actions, balances, posting, queries, rule, subjects, verify
from jolserik.ledger import evidence as opening
from jolserik.ledger.models import Entry, SubjectLink
from jolserik.ledger.tests import make
from jolserik.ledger.tests.make import FLOW, STOCK, level, moment, question
from jolserik.ledger.values import Answer, Basis, Level, Qualifier, Question, Scenario
from jolserik.people.actor import PROGRAM

START = Month.of(2023, 1)
unhurried = settings(deadline=None)  # machines of tests are busy
FIRST_DAY = dt.date(2024, 1, 1)
days = st.integers(0, 90).map(lambda n: FIRST_DAY + dt.timedelta(days=n))
ordinals = st.integers(START.ordinal, START.ordinal + 23)
periods = st.sampled_from(["", "2023", "2024", "2023..2024", "2023-03", "2023-02..2024-06"])


# --- the pure rule


@st.composite
def levels(draw: st.DrawFn) -> list[Level]:
    found = []
    for number in range(draw(st.integers(0, 7))):
        first, last = sorted((draw(ordinals), draw(ordinals)))
        found.append(
            level(
                draw(st.integers(-5, 5)),
                posting_no=number + 1,
                covers_from=draw(st.sampled_from([None, START, START.plus(12), Month(first)])),
                covers_to=draw(
                    st.sampled_from([None, Month(last), START.plus(11), START.plus(23)])
                ),
                known="2024-01-01",
                qualifier=draw(st.sampled_from(Qualifier)),
                issuer_id=draw(st.integers(1, 2)),
                subject_id=draw(st.sampled_from([1, 1, 1, 2, 3])),
                part_of_id=draw(st.sampled_from([None, 1])),
            )
        )
    told = [replace(lv, known=KnownOn(draw(days))) for lv in found]
    return [
        lv for lv in told if not (lv.covers_from and lv.covers_to) or lv.covers_from <= lv.covers_to
    ]


@unhurried
@given(levels(), periods, st.sampled_from([FLOW, STOCK]), st.randoms())
def test_any_order_of_levels_gives_the_same_answer(
    rows: list[Level], period: str, measure: Any, chance: random.Random
) -> None:
    asked = question(period, measure=measure)
    shuffled = rows[:]
    chance.shuffle(shuffled)
    assert rule.stated(asked, rows) == rule.stated(asked, shuffled)


@unhurried
@given(levels(), levels(), periods, st.sampled_from([FLOW, STOCK]), days)
def test_levels_recorded_later_change_no_answer_at_an_older_posting_number(
    rows: list[Level], later: list[Level], period: str, measure: Any, day: dt.date
) -> None:
    asked = question(period, measure=measure, as_of=day, at_posting=len(rows))
    added = [replace(lv, posting_no=lv.posting_no + len(rows)) for lv in later]
    assert rule.stated(asked, rows) == rule.stated(asked, rows + added)


@unhurried
@given(levels(), levels(), periods, st.sampled_from([FLOW, STOCK]), days)
def test_levels_known_later_change_no_answer_of_an_earlier_day(
    rows: list[Level], later: list[Level], period: str, measure: Any, day: dt.date
) -> None:
    asked = question(period, measure=measure, as_of=day)
    after = KnownOn(day + dt.timedelta(days=1))
    added = [replace(lv, posting_no=lv.posting_no + 100, known=after) for lv in later]
    assert rule.stated(asked, rows) == rule.stated(asked, rows + added)


@unhurried
@given(levels(), periods, st.integers(0, 6))
def test_a_withdrawal_changes_no_answer_of_an_earlier_day(
    rows: list[Level], period: str, which: int
) -> None:
    asked = question(period, as_of=dt.date(2024, 5, 1))
    withdrawn = [
        replace(lv, withdrawn_known_on=dt.date(2024, 5, 2), withdrawn_posting_no=50)
        if number == which
        else lv
        for number, lv in enumerate(rows)
    ]
    amounts = [answer.amount for answer in rule.stated(asked, rows)]
    assert [answer.amount for answer in rule.stated(asked, withdrawn)] == amounts


@unhurried
@given(levels(), periods)
def test_a_sum_is_the_sum_of_its_rows_and_misses_what_no_row_covers(
    rows: list[Level], period: str
) -> None:
    for answer in rule.stated(question(period), rows):
        assert answer.amount == sum(row.amount for row in answer.rows)
        assert answer.rows and not set(answer.rows) & set(answer.rivals)
        assert all(gap.start >= answer.question.period.start for gap in answer.missing)  # type: ignore[union-attr]


# --- through the database


@contextmanager
def small_blocks(short: int = 3, long: int = 9, page: int = 2) -> Iterator[None]:
    """Blocks and pages so small that a few rows fill several."""
    with (
        patch.multiple(balances, BLOCK=short, LONG_BLOCK=long),
        patch.multiple(queries, BLOCK=short, LONG_BLOCK=long),
        patch.multiple(opening, BLOCK=short, LONG_BLOCK=long, PAGE=page),
        patch.multiple(verify, BLOCK_SIZE=short, LONG_BLOCK_SIZE=long),
    ):
        yield


@dataclass(frozen=True)
class Asked:
    scope: int
    measure: str
    period: str
    day: dt.date


def step() -> st.SearchStrategy[tuple[Any, ...]]:
    things, amounts = st.integers(0, 4), st.integers(-(10**14), 10**14)
    measures = st.sampled_from(["output", "participants"])
    return st.one_of(
        st.tuples(st.just("link"), things, things, st.one_of(st.none(), ordinals)),
        st.tuples(st.just("end"), st.integers(0, 5), ordinals),
        st.tuples(
            st.just("book"), st.lists(st.tuples(things, measures, ordinals, amounts), max_size=4)
        ),
        st.tuples(st.just("reverse"), st.integers(0, 9)),
    )


asked_ones = st.lists(
    st.builds(
        Asked,
        st.integers(0, 4),
        st.sampled_from(["output", "participants"]),
        periods,
        st.integers(-3, 60).map(lambda n: FIRST_DAY + dt.timedelta(days=n)),
    ),
    min_size=1,
    max_size=4,
)


class World:
    """Five subjects; acts played on days that only go forward."""

    def __init__(self) -> None:
        self.subjects = [make.subject(f"s{n}") for n in range(5)]
        self.links: list[SubjectLink] = []
        self.day = FIRST_DAY

    def play(self, act: tuple[Any, ...]) -> None:
        self.day += dt.timedelta(days=3)
        with suppress(Refused):
            getattr(self, act[0])(*act[1:])

    def link(self, child: int, parent: int, first: int | None) -> None:
        if child != parent:
            row = subjects.link(
                child=self.subjects[child],
                parent=self.subjects[parent],
                first=None if first is None else Month(first),
                by=PROGRAM,
                now=moment(self.day.isoformat()),
            )
            self.links.append(row)

    def end(self, which: int, last: int) -> None:
        if which < len(self.links):
            old = self.links.pop(which)
            if old.month_from <= last:
                new = subjects.link(
                    child=old.child,
                    parent=old.parent,
                    first=Month(old.month_from) if old.month_from else None,
                    last=Month(last),
                    replaces=old,
                    by=PROGRAM,
                    now=moment(self.day.isoformat()),
                )
                self.links.append(new)
            else:
                self.links.append(old)

    def book(self, rows: list[tuple[int, str, int, int]]) -> None:
        drafts = [
            make.entry_draft(self.subjects[n], 0, str(Month(month)), measure=make.measure(code))
            for n, code, month, _ in rows
        ]
        drafts = [
            replace(draft, amount=draft.measure.to_value().to_decimal(amount))
            for draft, (*_, amount) in zip(drafts, rows, strict=True)
        ]
        actions.book(drafts, by=PROGRAM, now=moment(self.day.isoformat()))

    def reverse(self, which: int) -> None:
        entry = Entry.objects.order_by("posting_no")[which : which + 1].first()
        if entry:
            now = moment(self.day.isoformat())
            actions.reverse(entry, source=entry.source, by=PROGRAM, now=now)


def asked_of(world: World, asked: Asked, at_posting: int) -> Question:
    return Question(
        world.subjects[asked.scope].to_value(),
        queries.measures()[asked.measure],
        Period.parse(asked.period) if asked.period else None,
        Scenario.ACTUAL,
        asked.day,
        at_posting,
    )


class ByHand:
    """The rows of a booked answer, newest first, from the raw rows and links alone."""

    def __init__(self) -> None:
        self.links = list(SubjectLink.objects.all())
        self.ends = {x.replaces_id: x.posting_no for x in self.links if x.replaces_id}
        self.entries = list(Entry.objects.order_by("-posting_no"))

    def rows(self, asked: Question) -> list[Entry]:
        first, last = rule.booked_months(asked)
        return [
            entry
            for entry in self.entries
            if entry.measure_id == asked.measure.id
            and entry.known_on <= asked.as_of
            and entry.posting_no <= asked.at_posting
            and first <= entry.month <= last
            and self.lies_in(entry.subject_id, asked.subject.id, entry)
        ]

    def lies_in(self, subject: int, ancestor: int, entry: Entry) -> bool:
        return subject == ancestor or any(
            self.lies_in(link.parent_id, ancestor, entry)
            for link in self.links
            if link.child_id == subject
            and link.month_from <= entry.month <= link.month_to
            and link.posting_no < entry.posting_no < self.ends.get(link.posting_no, 10**9)
        )


def all_pages(answer: Answer) -> list[int]:
    """Posting numbers of all pages; rows sought below and rows read in blocks are the same."""
    with patch.object(opening, "ROWS_FOR_A_SEEK", 0):
        below = _pages(answer)
    with patch.object(opening, "ROWS_FOR_A_SEEK", 10**9):
        assert _pages(answer) == below
    return below


def _pages(answer: Answer) -> list[int]:
    numbers: list[int] = []
    before = None
    while True:
        page = opening.evidence(answer, actor=PROGRAM, before=before)
        numbers += [entry.posting_no for entry in page.entries]
        before = page.next_posting
        if before is None:
            return numbers


class TestThroughTheDatabase(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(st.lists(step(), min_size=3, max_size=12), asked_ones, st.integers(0, 30))
    def test_balances_give_what_raw_rows_give(
        self, acts: list[tuple[Any, ...]], asked: list[Asked], number: int
    ) -> None:
        with small_blocks():
            make.measure()
            world = World()
            for act in acts:
                world.play(act)
            assert verify.verify() == []
            by_hand = ByHand()
            for at_posting in {posting.last(), min(number, posting.last())}:
                self._compare([asked_of(world, one, at_posting) for one in asked], by_hand)

    def _compare(self, asked: list[Question], by_hand: ByHand, *, pages: bool = True) -> int:
        """How many answers there were; they share a posting number."""
        answers = queries.answer_all(asked, actor=PROGRAM)
        for one, found in answers.items():
            rows = by_hand.rows(one)
            told = [(a.basis, a.amount, a.entries) for a in found]
            booked = [(Basis.RETURNS, sum(row.amount for row in rows), len(rows))]
            assert told == (booked if rows else []), one
            if rows and pages:
                assert all_pages(found[0]) == [row.posting_no for row in rows], one
        return sum(map(len, answers.values()))

    def test_a_long_history_is_the_same_by_hand_at_every_posting_number(self) -> None:
        chance = random.Random(20)
        with small_blocks(page=5):
            make.measure()
            world = World()
            for child in (4, 3, 2, 1):
                world.play(("link", child, child - 1, None))
            for turn in range(45):
                world.play(self._act(chance, turn))
            assert verify.verify() == []
            by_hand, compared = ByHand(), 0
            for number in range(posting.last() + 1):
                day = FIRST_DAY + dt.timedelta(days=chance.randrange(170))
                asked = [
                    asked_of(world, Asked(scope, measure, period, day), number)
                    for scope in range(4)
                    for measure in ("output", "participants")
                    for period in ("", "2023", "2023-02..2024-06")
                ]
                compared += self._compare(asked, by_hand, pages=number % 5 == 4)
            assert compared > 500

    def _act(self, chance: random.Random, turn: int) -> tuple[Any, ...]:
        if turn % 15 == 7:
            return ("end", chance.randrange(4), START.ordinal + chance.randrange(24))
        if turn % 15 == 11:
            return ("link", chance.randrange(1, 5), 0, START.ordinal + chance.randrange(24))
        if turn % 7 == 5:
            return ("reverse", chance.randrange(2 * turn))
        rows = [
            (
                chance.randrange(5),
                measure,
                START.ordinal + chance.randrange(24),
                chance.randrange(99),
            )
            for measure in ("output", "output", "participants")
        ]
        return ("book", rows)

    @settings(max_examples=8, deadline=None)
    @given(
        st.lists(step(), min_size=2, max_size=8),
        st.lists(step(), min_size=2, max_size=8),
        asked_ones,
    )
    def test_rows_added_later_change_no_answer_at_a_posting_number(
        self, acts: list[tuple[Any, ...]], later: list[tuple[Any, ...]], asked: list[Asked]
    ) -> None:
        with small_blocks():
            make.measure()
            world = World()
            for act in acts:
                world.play(act)
            number, day = posting.last(), world.day
            before = [self._told(world, one, number) for one in asked]
            seen_then = [self._told(world, replace(one, day=day), number) for one in asked]
            for act in later:
                world.play(act)
            assert [self._told(world, one, number) for one in asked] == before
            now = posting.last()
            assert [self._told(world, replace(one, day=day), now) for one in asked] == seen_then

    def _told(self, world: World, one: Asked, number: int) -> list[Any]:
        answers = queries.answer(asked_of(world, one, number), actor=PROGRAM)
        told = [replace(answer, question=None) for answer in answers]  # type: ignore[arg-type]
        return [(answer, all_pages(real)) for answer, real in zip(told, answers, strict=True)]

    def test_rows_known_later_in_the_month_do_not_shorten_a_page(self) -> None:
        """A long block full of them is no page for certain."""
        with small_blocks(page=3):
            parent, child = make.subject("above"), make.subject("below")
            make.lies(child, parent)
            first = [make.book(child, 1, day="2024-11-02").pk for _ in range(8)]
            for _ in range(18):
                make.book(child, 1, day="2024-11-20")
            (answer,) = make.ask(parent, "2024", as_of="2024-11-10")
            assert all_pages(answer) == first[::-1]

    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.integers(-(10**16), 10**16), min_size=1, max_size=60))
    def test_sums_of_the_largest_amounts_are_exact(self, amounts: list[int]) -> None:
        with small_blocks(16, 64):
            measure, parent, child = make.measure(), make.subject("above"), make.subject("below")
            make.lies(child, parent)
            drafts = [
                make.entry_draft(child, str(measure.to_value().to_decimal(amount)), "2024-10")
                for amount in amounts
            ]
            actions.book(drafts, by=PROGRAM, now=make.NOW)
            for about in (parent, child):
                (answer,) = make.ask(about, "2024")
                assert (answer.amount, answer.entries) == (sum(amounts), len(amounts))
            assert verify.verify() == []


def test_the_split_of_an_amount_is_exact() -> None:
    for amount in (0, 1, -1, 10**9, -(10**9) - 1, 10**16, -(10**16), 999_999_999):
        high, low = balances.split(amount)
        assert high * balances.BASE + low == amount
        assert high * low >= 0 and abs(low) < balances.BASE
