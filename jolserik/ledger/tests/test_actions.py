"""Acts on the books: the row and the event of each, and every refusal."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from jolserik.core.known import KnownOn
from jolserik.core.month import Month
from jolserik.core.refusal import Refused
from jolserik.core.words import Words
from jolserik.events.models import Event
from jolserik.ledger import actions, posting, subjects, verify
from jolserik.ledger.models import (
    Balance,
    Entry,
    LongBalance,
    Source,
    Statement,
    Subject,
    SubjectLink,
    SubjectPath,
    Target,
    Withdrawal,
)
from jolserik.ledger.tests import make
from jolserik.ledger.tests.make import FARIDA, NOW, moment
from jolserik.ledger.values import Basis, Scenario, Standing
from jolserik.people.actor import PROGRAM, PUBLIC, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Subject:
    return make.subject("kato:1")


def refused(act: Callable[..., object], *args: Any, **rest: Any) -> str:
    """The code of the refusal; nothing has been written."""
    before = written()
    with pytest.raises(Refused) as raised:
        act(*args, **rest)
    assert written() == before
    return raised.value.refusal.code


def written() -> tuple[int, ...]:
    tables = (Entry, Statement, Withdrawal, Target, SubjectLink, Event, Balance, LongBalance)
    return (posting.last(), *(table._default_manager.count() for table in tables))


def newest_event() -> tuple[str, str, str, Any]:
    event = Event.objects.order_by("-id")[0]
    return event.name, event.subject_kind, event.subject_key, event.facts


# --- statements


def test_a_statement_is_a_row_and_an_event(district: Subject) -> None:
    row = make.state(district, "820000000000", "2024-01..", "2024-11-06")
    row.refresh_from_db()
    assert (row.amount, row.posting_no, str(row.known)) == (82 * 10**12, 1, "2024-11-06")
    assert (row.covers_from, row.covers_to) == (Month.of(2024, 1).ordinal, None)
    assert (row.recorded_at, row.recorded_by) == (NOW, None)
    facts = {"posting_no": 1, "measure": "output"}
    assert newest_event() == ("statement_recorded", "subject", "kato:1", facts)


def test_a_statement_keeps_its_words(district: Subject) -> None:
    note = Words("ru", "kk", "en")
    original = actions.Original(Decimal(2), "USD", Decimal("450.5"), "National Bank")
    row = make.state(district, "901", place="page 3", note=note, original=original)
    level = row.to_level()
    assert (level.place, level.note) == ("page 3", note)
    told = (row.original_amount, row.original_currency, row.rate)
    assert told == (Decimal(2), "USD", Decimal("450.5"))


def plan(**rest: Any) -> dict[str, Any]:
    return {"scenario": Scenario.PLAN, "standing": Standing.APPROVED} | rest


STATEMENTS = [
    ("amount_too_fine", {"amount": "1.001"}),
    ("amount_too_fine", {"amount": "1.00000000000000000000000000000000000001"}),
    ("amount_too_fine", {"amount": "NaN"}),
    ("amount_too_fine", {"amount": "Infinity"}),
    ("amount_too_large", {"amount": "100000000000000.01"}),
    ("level_is_negative", {"amount": "-1"}),
    ("plan_needs_standing", {"scenario": Scenario.PLAN}),
    ("plan_needs_standing", {"standing": Standing.ANNOUNCED}),
    ("known_in_the_future", {"known": "2024-11-26"}),
    ("known_in_the_future", {"known": "2024-12"}),
    ("known_in_the_future", {"known": "2025-winter"}),
    ("statement_needs_stated_basis", {"basis": Basis.RETURNS}),
    ("stock_has_open_start", {"code": "participants", "covers": "2024-01..2024-06"}),
    ("flow_needs_start", {"code": "fixed_capital_investment", "covers": "..2024-06"}),
    ("measure_is_derived", {"code": "share_of_plan"}),
    ("period_ends_before_it_starts", {"covers": "2024-06..2024-01"}),
    ("actual_in_the_future", {"covers": "2024-01..2024-12"}),
    ("actual_in_the_future", {"covers": "2025-01.."}),
]


@pytest.mark.parametrize(("code", "wrong"), STATEMENTS)
def test_a_wrong_statement_is_refused(district: Subject, code: str, wrong: dict[str, Any]) -> None:
    values = {"amount": "1", "covers": "2024-01..2024-06", "known": "2024-11-25"} | wrong
    amount, covers, known = (values.pop(name) for name in ("amount", "covers", "known"))
    measure = make.measure(values.pop("code", "output"))
    draft = make.statement_draft(district, amount, covers, known, measure=measure, **values)
    assert refused(actions.record_statement, draft, by=PROGRAM, now=NOW) == code


def test_amounts_at_the_limits_are_kept(district: Subject) -> None:
    assert make.state(district, "100000000000000").amount == 10**16
    assert make.book(district, "100000000000000").amount == 10**16
    assert make.book(district, "-100000000000000").amount == -(10**16)


def test_a_plan_may_speak_of_months_to_come(district: Subject) -> None:
    row = make.state(district, 1, "2025-01..2025-12", **plan())
    assert row.standing == "approved"


def test_only_publications_carry_a_past_day(district: Subject) -> None:
    letter = make.source("letter", kind="letter")
    late = make.statement_draft(district, 1, known="2024-11-24", source=letter)
    record = actions.record_statement
    assert refused(record, late, by=PROGRAM, now=NOW) == "only_publications_are_past"
    assert make.state(district, 1, known="2024-11-25", source=letter).pk


def test_the_same_words_of_the_same_source_are_recorded_once(district: Subject) -> None:
    row = make.state(district, 1)
    assert refused(make.state, district, 1) == "statement_already_recorded"
    actions.withdraw(row, reason="typed wrongly", by=PROGRAM, now=NOW)
    assert make.state(district, 1).pk


@pytest.mark.parametrize(("actor", "code"), [(PUBLIC, "sign_in_first"), (FARIDA, "no_right")])
def test_who_has_no_right_records_nothing(district: Subject, actor: Actor, code: str) -> None:
    row = make.state(district, 1)
    draft = make.statement_draft(district, 2)
    assert refused(actions.record_statement, draft, by=actor, now=NOW) == code
    assert refused(actions.withdraw, row, reason="x", by=actor, now=NOW) == code


# --- withdrawals


def test_a_withdrawal_is_a_row_and_an_event(district: Subject) -> None:
    row = make.state(district, 1)
    gone = actions.withdraw(row, reason=" misread ", by=PROGRAM, now=moment("2024-12-01"))
    assert (gone.posting_no, gone.reason, str(gone.known_on)) == (2, "misread", "2024-12-01")
    assert newest_event() == ("statement_withdrawn", "subject", "kato:1", {"posting_no": 1})
    assert make.value(district) is None
    assert make.value(district, as_of="2024-11-30") == 1


def test_a_statement_is_withdrawn_once_and_with_a_reason(district: Subject) -> None:
    row = make.state(district, 1)
    withdraw = partial(actions.withdraw, row, by=PROGRAM, now=NOW)
    assert refused(withdraw, reason=" ") == "withdrawal_needs_reason"
    withdraw(reason="misread")
    assert refused(withdraw, reason="again") == "statement_already_withdrawn"


# --- entries


def test_booked_rows_become_known_on_the_day_of_the_act(district: Subject) -> None:
    late_evening = moment("2024-11-25").replace(hour=20)  # one in the morning in Almaty
    (row,) = actions.book([make.entry_draft(district, 5, "2024-10")], by=PROGRAM, now=late_evening)
    assert (str(row.known_on), row.amount, row.recorded_at) == ("2024-11-26", 500, late_evening)
    facts = {"first": 1, "last": 1, "entries": 1}
    assert newest_event() == ("entries_booked", "ledger", "1", facts)


ENTRIES = [
    ("amount_too_large", {"amount": "-100000000000000.01"}),
    ("amount_too_fine", {"amount": "0.001"}),
    ("amount_too_large", {"amount": "100000000000000.01"}),
    ("plan_needs_standing", {"scenario": Scenario.PLAN}),
    ("entry_needs_booked_basis", {"basis": Basis.STATEMENT}),
    ("ratio_is_not_booked", {"code": "fci_volume_index"}),
    ("measure_is_derived", {"code": "share_of_plan"}),
    ("measure_of_statistics_is_not_booked", {"code": "fixed_capital_investment"}),
    ("actual_in_the_future", {"month": "2024-12"}),
]


@pytest.mark.parametrize(("code", "wrong"), ENTRIES)
def test_a_wrong_entry_refuses_the_whole_batch(
    district: Subject, code: str, wrong: dict[str, Any]
) -> None:
    values = {"amount": "1", "month": "2024-11"} | wrong
    measure = make.measure(values.pop("code", "output"))
    right = make.entry_draft(district, 1, "2024-10")
    bad = make.entry_draft(
        district, values.pop("amount"), values.pop("month"), measure=measure, **values
    )
    assert refused(actions.book, [right, right, bad], by=PROGRAM, now=NOW) == code
    assert verify.verify() == []


def test_a_batch_that_fails_while_writing_leaves_nothing(
    district: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("disk full")

    draft = make.entry_draft(district, 1, "2024-10")
    before = written()
    monkeypatch.setattr("jolserik.ledger.balances.add", broken)
    with pytest.raises(OSError, match="disk full"):
        actions.book([draft], by=PROGRAM, now=NOW)
    assert written() == before


def test_nothing_to_book_writes_nothing(district: Subject) -> None:
    before = written()
    assert actions.book([], by=PROGRAM, now=NOW) == []
    assert written()[1:] == before[1:] and posting.last() == 0


def test_an_entry_is_added_to_everything_above(district: Subject) -> None:
    zone, region = make.subject("zone:1"), make.subject("kato:0")
    make.lies(district, region)
    make.lies(zone, district)
    make.book(zone, 7)
    make.book(zone, 5, month="2023-10")
    assert [make.value(about, "2024") for about in (zone, district, region)] == [7, 7, 7]
    assert [make.value(about) for about in (zone, district, region)] == [12, 12, 12]


def test_two_ways_up_count_once(district: Subject) -> None:
    zone, region, project = make.subject("zone:1"), make.subject("kato:0"), make.subject("p:1")
    for child, parent in ((district, region), (zone, region), (project, zone), (project, district)):
        make.lies(child, parent)
    make.book(project, 7)
    assert make.value(region, "2024") == 7


# --- reversals


def test_a_reversal_mirrors_the_row_and_the_right_one_follows(district: Subject) -> None:
    wrong = make.book(district, 50, place="D7")
    correct = make.source("letter", kind="letter")
    rows = actions.reverse(
        wrong,
        source=correct,
        corrected=make.entry_draft(district, 5, "2024-10", source=correct),
        by=PROGRAM,
        now=moment("2024-12-03"),
    )
    assert [(r.posting_no, r.amount, r.reverses_id) for r in rows] == [
        (2, -5000, 1),
        (3, 500, None),
    ]
    for name in ("subject_id", "measure_id", "scenario", "standing", "basis", "month", "place"):
        assert getattr(rows[0], name) == getattr(wrong, name)
    assert str(rows[0].known_on) == "2024-12-03"
    assert newest_event()[0] == "entry_reversed"
    assert (make.value(district), make.value(district, as_of="2024-12-02")) == (
        Decimal(5),
        Decimal(50),
    )


def test_a_row_is_reversed_once_and_a_reversal_never(district: Subject) -> None:
    row = make.book(district, 50)
    reverse = partial(actions.reverse, source=row.source, by=PROGRAM, now=NOW)
    (reversal,) = reverse(row)
    assert refused(reverse, row) == "entry_already_reversed"
    assert refused(reverse, reversal) == "reversal_is_not_reversed"


def test_a_wrong_correction_refuses_the_reversal_too(district: Subject) -> None:
    row = make.book(district, 50)
    bad = make.entry_draft(district, "0.001", "2024-10")
    rest = {"source": row.source, "corrected": bad, "by": PROGRAM, "now": NOW}
    assert refused(actions.reverse, row, **rest) == "amount_too_fine"


def test_a_reversal_goes_where_its_row_went(district: Subject) -> None:
    old, new = make.subject("kato:8"), make.subject("kato:9")
    lay = make.lies(district, old)
    row = make.book(district, 50)
    make.lies(district, new, "2024-10..")
    actions.reverse(row, source=row.source, by=PROGRAM, now=NOW)
    assert lay.pk and (make.value(district), make.value(old)) == (Decimal(0), Decimal(0))
    assert verify.verify() == []


# --- sources, targets, subjects


def test_a_source_is_public_when_it_was_published() -> None:
    kinds = {kind: make.source(kind, kind=kind).public for kind in Source.Kind.values}
    assert {kind for kind, public in kinds.items() if public} == {"publication", "statistics"}
    assert newest_event()[0] == "source_recorded"


def target(about: Subject, **wrong: Any) -> Target:
    values: dict[str, Any] = {
        "subject": about,
        "measure": make.measure(),
        "covers_from": None,
        "covers_to": Month.of(2024, 12),
        "amount": Decimal(80),
        "critical": Decimal(40),
        "source": make.source(),
        "known": KnownOn.parse("2024-01"),
        "by": PROGRAM,
        "now": NOW,
    }
    return actions.set_target(**(values | wrong))


def test_a_target_is_a_row_and_an_event(district: Subject) -> None:
    row = target(district)
    assert (row.amount, row.critical, row.posting_no) == (8000, 4000, 1)
    facts = {"measure": "output", "posting_no": 1}
    assert newest_event() == ("target_set", "subject", "kato:1", facts)


TARGETS = [
    ("amount_too_fine", {"amount": Decimal("0.001")}),
    ("amount_too_fine", {"critical": Decimal("0.001")}),
    ("amount_too_large", {"critical": Decimal(10**15)}),
    ("known_in_the_future", {"known": KnownOn.parse("2024-11-26")}),
    ("period_ends_before_it_starts", {"covers_from": Month.of(2025, 1)}),
    ("sign_in_first", {"by": PUBLIC}),
]


@pytest.mark.parametrize(("code", "wrong"), TARGETS)
def test_a_wrong_target_is_refused(district: Subject, code: str, wrong: dict[str, Any]) -> None:
    make.source(), make.measure()
    assert refused(target, district, **wrong) == code


def test_fiction_stays_apart_both_ways(district: Subject) -> None:
    story = make.subject("kato:99", fictional=True)
    assert refused(make.lies, story, district) == "fiction_stays_apart"
    assert refused(make.lies, district, story) == "fiction_stays_apart"


def test_links_never_go_in_a_circle(district: Subject) -> None:
    zone, project = make.subject("zone:1"), make.subject("p:1")
    make.lies(zone, district)
    make.lies(project, zone)
    assert refused(make.lies, district, project) == "link_makes_a_circle"


def test_a_link_is_a_row_and_an_event(district: Subject) -> None:
    region = make.subject("kato:0")
    row = make.lies(district, region, "2022-06..")
    assert (row.posting_no, row.month_from) == (1, Month.of(2022, 6).ordinal)
    facts = {"parent": "kato:0", "posting_no": 1}
    assert newest_event() == ("subject_linked", "subject", "kato:1", facts)


def test_months_outside_a_link_do_not_roll_up(district: Subject) -> None:
    region = make.subject("kato:0")
    make.lies(district, region, "2022-06..2024-03")
    for month in ("2022-05", "2022-06", "2024-03", "2024-04"):
        make.book(district, 1, month=month)
    assert (make.value(region), make.value(district)) == (Decimal(2), Decimal(4))


def test_a_later_change_of_parents_moves_no_figure_shown_before(district: Subject) -> None:
    old, new = make.subject("kato:8"), make.subject("kato:9")
    lay = make.lies(district, old)
    make.book(district, 50)
    make.lies(district, old, "..2024-09", replaces=lay)
    make.lies(district, new, "2024-10..")
    make.book(district, 7)
    assert (make.value(old), make.value(new)) == (Decimal(50), Decimal(7))
    assert SubjectPath.objects.count() == 3 and verify.verify() == []


def test_a_link_is_replaced_by_one_of_the_same_subject(district: Subject) -> None:
    lay = make.lies(make.subject("zone:1"), district)
    with pytest.raises(ValueError, match="same subject"):
        make.lies(make.subject("zone:2"), district, replaces=lay)


def test_a_subject_is_found_by_folded_names() -> None:
    names = Words("Қарағанды облысы", "Қарағанды", "Karaganda")
    row = subjects.add_subject(
        kind="region", code="kato:35", names=names, fictional=False, by=PROGRAM, now=NOW
    )
    assert "караганды облысы" in row.folded and "kato:35" in row.folded
    assert newest_event()[:3] == ("subject_added", "subject", "kato:35")


# --- numbers


def test_a_refused_act_gives_its_numbers_back(district: Subject) -> None:
    make.book(district, 1)
    refused(make.book, district, "0.001")
    make.state(district, 1)
    assert (posting.last(), verify.verify()) == (2, [])
