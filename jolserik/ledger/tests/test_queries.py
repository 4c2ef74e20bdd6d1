"""Questions to the ledger: who sees what, and how many statements it takes."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jolserik.core.known import KnownOn
from jolserik.core.month import Month, Period
from jolserik.core.refusal import Refused
from jolserik.ledger import actions, asking, posting, queries
from jolserik.ledger.asking import Asked
from jolserik.ledger.evidence import PAGE, evidence, evidence_all
from jolserik.ledger.models import Subject
from jolserik.ledger.tests import make
from jolserik.ledger.values import Question, Rule, Scenario
from jolserik.people.actor import PROGRAM, PUBLIC, Actor, HeldPost, Role

pytestmark = pytest.mark.django_db
TODAY = dt.date(2024, 12, 1)


def member(role: Role, scope: str = "") -> Actor:
    return Actor(uuid.UUID(int=1), (HeldPost(role, scope),))


AUDITOR = member(Role.AUDITOR)
AKIMAT = member(Role.DISTRICT_AKIMAT, "kato:1")
ERLAN = member(Role.ZONE_OPERATOR, "zone:1")
GANI = Actor(uuid.UUID(int=6))


@pytest.fixture
def places() -> dict[str, Subject]:
    """Two districts in a region; a zone in each; booked, published and unpublished rows."""
    codes = ("kato:0", "kato:1", "kato:2", "zone:1", "zone:2")
    made = {code: make.subject(code, kind=code.partition(":")[0]) for code in codes}
    for child, parent in (("kato:1", "kato:0"), ("kato:2", "kato:0")):
        make.lies(made[child], made[parent])
    for number in (1, 2):
        make.lies(made[f"zone:{number}"], made[f"kato:{number}"])
        make.book(made[f"zone:{number}"], number * 10)
    letter = make.source("letter", kind="letter")
    for number in (1, 2):
        make.state(
            made[f"kato:{number}"],
            number,
            "..2024-10",
            source=letter,
            part_of=made["kato:0"],
            measure=make.measure("participants"),
        )
    return made


SEEN = [
    ("the program", PROGRAM, {"kato:0", "kato:1", "kato:2", "zone:1", "zone:2"}),
    ("an auditor", AUDITOR, {"kato:0", "kato:1", "kato:2", "zone:1", "zone:2"}),
    ("a district akimat", AKIMAT, {"kato:1", "zone:1"}),
    ("a zone operator", ERLAN, {"zone:1"}),
    ("somebody with a post elsewhere", member(Role.ZONE_OPERATOR, "zone:9"), set()),
    ("an authority officer", make.FARIDA, set()),
    ("somebody without a post", GANI, set()),
    ("the public", PUBLIC, set()),
]


@pytest.mark.parametrize(("who", "actor", "codes"), SEEN, ids=[case[0] for case in SEEN])
def test_booked_figures_are_seen_whole_or_not_at_all(
    places: dict[str, Subject], who: str, actor: Actor, codes: set[str]
) -> None:
    seen = {code for code, about in places.items() if make.ask(about, "2024", actor=actor)}
    assert seen == codes
    asked = {
        code
        for code, about in places.items()
        if queries.asked_measures(about.to_value(), actor=actor)
    }
    assert codes <= asked


@pytest.mark.parametrize(
    ("actor", "codes"),
    [(AUDITOR, {"kato:0", "kato:1", "kato:2"}), (AKIMAT, {"kato:1"}), (PUBLIC, set())],
)
def test_unpublished_levels_are_seen_by_whom_they_concern(
    places: dict[str, Subject], actor: Actor, codes: set[str]
) -> None:
    """The akimat sees its own part of a breakdown, and never that part as the region's sum."""
    measure = "participants"
    found = {
        code: make.ask(about, measure_code=measure, actor=actor) for code, about in places.items()
    }
    assert {code for code, answers in found.items() if answers} == codes
    if codes > {"kato:1"}:
        assert (found["kato:0"][0].rule, found["kato:0"][0].value) == (
            Rule.STATED_BREAKDOWN,
            Decimal(3),
        )


def test_sight_asks_nothing_for_whom_all_or_nothing_is_shown(
    places: dict[str, Subject],
) -> None:
    with CaptureQueriesContext(connection) as captured:
        for actor in (PUBLIC, PROGRAM, AUDITOR, GANI):
            queries.sight(actor)
    assert len(captured) == 0


# --- how many statements


def statements_for(subjects: list[Subject], actor: Actor) -> int:
    codes = ("output", "participants", "investment_made")
    known = queries.measures()
    asked = [
        Question(about.to_value(), known[code], period, scenario, TODAY, posting.last())
        for about in subjects
        for code in codes
        for period in (None, Period.of_year(2024), Period.parse("2022..2024"))
        for scenario in Scenario
    ]
    with CaptureQueriesContext(connection) as captured:
        queries.answer_all(asked, actor=actor)
    return len(captured)


@pytest.mark.parametrize("actor", [PROGRAM, PUBLIC, AKIMAT], ids=["program", "public", "akimat"])
def test_three_subjects_and_thirty_take_the_same_statements(actor: Actor) -> None:
    region = make.subject("kato:1")
    many = [make.subject(f"zone:{number}") for number in range(30)]
    for about in many:
        make.lies(about, region)
        make.book(about, 1)
        make.state(about, 1, "2024-01..2024-10")
    few = statements_for(many[:3], actor)
    assert few == statements_for(many, actor) <= 6


def test_evidence_of_three_rows_and_of_many_takes_the_same_statements() -> None:
    region, zone, other = make.subject("kato:1"), make.subject("zone:1"), make.subject("zone:2")
    make.lies(zone, region)
    make.lies(other, region)
    counts = []
    for about, rows in ((zone, 3), (other, PAGE + 10)):
        for number in range(rows):
            make.book(about, 1, source=make.source(f"return {number}", kind="file"))
        (answer,) = make.ask(about, "2024")
        with CaptureQueriesContext(connection) as captured:
            evidence(answer, actor=PROGRAM)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8


# --- evidence


def test_a_stated_figure_opens_with_what_it_was_not_made_of() -> None:
    region = make.subject("kato:1")
    older = make.state(region, 1, "2024-01..2024-06", "2024-07-15")
    newer = make.state(region, 2, "2024-01..2024-10", "2024-11-06")
    wrong = make.state(region, 3, "2024-01..2024-09", "2024-10-10")
    actions.withdraw(wrong, reason="misread", by=PROGRAM, now=make.NOW)
    (opened,) = evidence_all(make.ask(region, "2024"), actor=PROGRAM)
    assert [level.posting_no for level in opened.used] == [newer.pk]
    assert [level.posting_no for level in opened.earlier] == [older.pk]
    assert [level.posting_no for level in opened.withdrawn] == [wrong.pk]


def test_a_booked_figure_opens_in_pages_newest_first() -> None:
    region, zone = make.subject("kato:1"), make.subject("zone:1")
    make.lies(zone, region)
    rows = [make.book(about, 1) for _ in range(PAGE // 2 + 5) for about in (region, zone)]
    (answer,) = make.ask(region, "2024")
    first = evidence(answer, actor=PROGRAM)
    second = evidence(answer, actor=PROGRAM, before=first.next_posting)
    numbers = [entry.posting_no for entry in first.entries + second.entries]
    assert numbers == sorted((row.pk for row in rows), reverse=True)
    assert (len(first.entries), second.next_posting) == (PAGE, None)


def test_a_page_says_what_was_reversed() -> None:
    region = make.subject("kato:1")
    row = make.book(region, 5)
    actions.reverse(row, source=row.source, by=PROGRAM, now=make.NOW)
    (answer,) = make.ask(region, "2024")
    reversal, reversed_row = evidence(answer, actor=PROGRAM).entries
    assert (reversal.reverses, reversed_row.reversed_by) == (row.pk, reversal.posting_no)


# --- what there is


def test_below_says_who_lies_there_in_a_month_and_who_at_once(places: dict[str, Subject]) -> None:
    region = places["kato:0"]
    lay = make.lies(places["zone:1"], region, "..2023-12")
    found = queries.around(region.to_value(), kinds=("zone",), month=Month.of(2024, 1)).below
    assert [(one.subject.code, one.direct) for one in found] == [
        ("zone:1", False),
        ("zone:2", False),
    ]
    then = queries.around(region.to_value(), kinds=("zone",), month=Month.of(2023, 1)).below
    assert lay and [one.direct for one in then] == [True, False]


def test_questions_asked_together_share_a_posting_number(places: dict[str, Subject]) -> None:
    measure = queries.measures()["output"]
    two = [
        Question(places["kato:0"].to_value(), measure, None, Scenario.ACTUAL, TODAY, number)
        for number in (1, 2)
    ]
    with pytest.raises(ValueError, match="share one posting number"):
        queries.answer_all(two, actor=PROGRAM)


def test_targets_from_unpublished_sources_are_kept_from_the_public(
    places: dict[str, Subject],
) -> None:
    for key, kind in (("plan", "publication"), ("order", "act")):
        actions.set_target(
            subject=places["kato:0"],
            measure=make.measure(),
            covers_from=None,
            covers_to=Month.of(2024 if kind == "act" else 2025, 12),
            amount=Decimal(1),
            critical=None,
            source=make.source(key, kind=kind),
            known=KnownOn.parse("2024-01"),
            by=PROGRAM,
            now=make.NOW,
        )
    ids, number = [places["kato:0"].pk], posting.last()
    seen = {
        actor: [
            t.source.key
            for t in queries.targets_of(ids, actor=actor, as_of=TODAY, at_posting=number)
        ]
        for actor in (PUBLIC, AUDITOR)
    }
    assert seen == {PUBLIC: ["plan"], AUDITOR: ["order", "plan"]}


# --- asking in words

REFUSED = [
    ({"scope": "kato:9"}, "unknown_scope"),
    ({"measure": "gold"}, "unknown_measure"),
    ({"period": "2024-13"}, "unknown_period"),
    ({"scenario": "dream"}, "unknown_scenario"),
    ({"basis": "rumour"}, "unknown_basis"),
    ({"as_of": "2024-W48-1"}, "unknown_date"),
    ({"as_of": "0001-01-01"}, "unknown_date"),
    ({"as_of": "2024-11"}, "unknown_date"),
    ({"as_of": "2024-12-02"}, "date_in_the_future"),
    ({"at_posting": 10**30}, "unknown_posting"),
    ({"at_posting": -1}, "unknown_posting"),
    ({"measure": "fixed_capital_investment"}, "period_required"),
]


@pytest.mark.parametrize(("wrong", "code"), REFUSED)
def test_what_is_not_understood_is_refused(
    places: dict[str, Subject], wrong: dict[str, str], code: str
) -> None:
    asked = Asked(**({"scope": "kato:0"} | wrong))  # type: ignore[arg-type]
    with pytest.raises(Refused) as raised:
        asking.answers(asked, actor=PROGRAM, today=TODAY)
    assert raised.value.refusal.code == code


def test_without_a_measure_everything_there_is_is_answered(places: dict[str, Subject]) -> None:
    found = asking.answers(Asked("kato:0"), actor=PROGRAM, today=TODAY)
    assert [(a.question.measure.code, a.basis) for a in found] == [
        ("output", "returns"),
        ("participants", "statement"),
    ]
    only = asking.answers(Asked("kato:0", basis="returns"), actor=PROGRAM, today=TODAY)
    assert [answer.basis for answer in only] == ["returns"]


def test_a_valid_question_without_rows_has_no_answer(places: dict[str, Subject]) -> None:
    asked = Asked("kato:0", "output", "2019")
    assert asking.answers(asked, actor=PROGRAM, today=TODAY) == []
