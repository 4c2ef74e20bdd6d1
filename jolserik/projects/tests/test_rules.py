import datetime as dt
import itertools

import pytest

from jolserik.people.rights import Right
from jolserik.projects import passport, rules
from jolserik.projects.gates import table
from jolserik.projects.rules import Move
from jolserik.projects.testing import FULL
from jolserik.projects.values import ROAD, ProjectFacts, Stage, State, TeamRole

TODAY = dt.date(2026, 3, 2)
NOTHING = dict.fromkeys(passport.BY_CODE, "")
ALL = (
    NOTHING
    | FULL
    | {
        "name_ru": "Завод",
        "company": "c-1",
        "place": "kato:9001",
        "cost_kzt": "1000000000",
    }
)
PAPERS = frozenset(need.code for need in table()[1] if need.kind == "document")


def facts(stage: Stage = Stage.ENQUIRY, **rest: object) -> ProjectFacts:
    known: dict[str, object] = {
        "stage": stage,
        "state": State.LIVE,
        "values": ALL,
        "documents": PAPERS,
        "planned": frozenset(ROAD),
        "years_planned": True,
    }
    return ProjectFacts(**(known | rest))  # type: ignore[arg-type]  # a table of cases


def move(to: Stage, **rest: str) -> Move:
    return Move(to=to, on=TODAY, **rest)


def refusal(known: ProjectFacts, made: Move, since: dt.date | None = None) -> str:
    said = rules.why_not_move(known, made, today=TODAY, since=since)
    return said.code if said else ""


def test_a_full_project_walks_the_whole_road() -> None:
    for before, after in itertools.pairwise(ROAD):
        assert refusal(facts(before), move(after)) == ""


BARRING = [need for need in table()[1] if need.bars]


def test_consent_is_given_freely_so_no_move_waits_for_a_contact_person() -> None:
    known = facts(contact_known=False)
    assert [need.code for need in rules.lacking(known)] == ["contact_person"]
    assert rules.missing(known, ROAD[-1]) == ()
    assert rules.lacking(facts(contact_known=True)) == ()


@pytest.mark.parametrize("need", BARRING, ids=lambda need: f"{need.stage}-{need.code}")
def test_each_need_closes_its_gate_and_no_earlier_one(need: object) -> None:
    gate = need
    assert hasattr(gate, "stage")
    known = _without(gate)
    at = ROAD.index(gate.stage)
    assert gate in rules.missing(known, gate.stage)
    if at:
        assert gate not in rules.missing(known, ROAD[at - 1])
        assert refusal(known, move(gate.stage)) in ("stage_lacks", "stage_is_there_already")


def _without(need: object) -> ProjectFacts:
    code, kind = getattr(need, "code", ""), getattr(need, "kind", "")
    when = getattr(need, "when", "")
    rest: dict[str, object] = {"in_zone": when == "in_zone"}
    if kind == "document":
        rest["documents"] = PAPERS - {code}
    elif kind == "field":
        gone = {f"name_{x}": "" for x in ("ru", "kk", "en")} if code == "name" else {code: ""}
        rest["values"] = ALL | gone
    elif code == "cost_by_source":
        rest["values"] = ALL | dict.fromkeys(passport.COST_PARTS, "")
    elif code.startswith("planned_"):
        rest["planned"] = frozenset(ROAD) - {Stage(code.removeprefix("planned_"))}
    elif code == "year_plan":
        rest["years_planned"] = False
    elif code == "a_phase_launched":
        rest |= {"phases": 2, "phases_launched": 0}
    else:
        rest |= {"phases": 2, "phases_launched": 1}
    return facts(**rest)  # type: ignore[arg-type]  # a table of cases


def test_stages_may_be_passed_over_only_with_all_that_they_ask() -> None:
    assert refusal(facts(), move(Stage.CONSTRUCTION)) == ""
    poor = facts(documents=frozenset())
    assert refusal(poor, move(Stage.CONSTRUCTION)) == "stage_lacks"


@pytest.mark.parametrize(
    ("known", "made", "since", "said"),
    [
        (facts(state=State.PUBLISHED), move(Stage.MEMORANDUM), None, "project_not_taken_on"),
        (facts(), move(Stage.ENQUIRY), None, "stage_is_there_already"),
        (facts(), Move(Stage.MEMORANDUM, dt.date(2026, 3, 3)), None, "stage_in_the_future"),
        (facts(), move(Stage.MEMORANDUM), dt.date(2026, 3, 5), "stage_before_the_last"),
        (facts(Stage.LAUNCHED), move(Stage.CONSTRUCTION), None, "reason_missing"),
        (facts(Stage.LAUNCHED), move(Stage.CONSTRUCTION, reason="x"), None, ""),
        (facts(), move(Stage.SUSPENDED), None, "reason_missing"),
        (facts(), move(Stage.CANCELLED, reason="x"), None, ""),
        (
            facts(Stage.SUSPENDED, stage_before=Stage.EQUIPMENT),
            move(Stage.CONSTRUCTION),
            None,
            "returns_to_where_it_was",
        ),
        (facts(Stage.SUSPENDED, stage_before=Stage.EQUIPMENT), move(Stage.EQUIPMENT), None, ""),
        (
            facts(Stage.CANCELLED, state=State.CLOSED, stage_before=Stage.EQUIPMENT),
            move(Stage.EQUIPMENT),
            None,
            "reason_missing",
        ),
        (
            facts(Stage.CANCELLED, state=State.CLOSED, stage_before=Stage.EQUIPMENT),
            move(Stage.SUSPENDED, reason="x"),
            None,
            "cancelled_is_closed",
        ),
    ],
)
def test_why_a_project_cannot_be_moved(
    known: ProjectFacts, made: Move, since: dt.date | None, said: str
) -> None:
    assert refusal(known, made, since) == said


def test_the_table_of_gates_says_whose_move_it_is() -> None:
    assert rules.right_for(facts(), Stage.MEMORANDUM) is Right.EDIT_PROJECTS
    assert rules.right_for(facts(), Stage.COUNCIL_APPROVAL) is Right.DECIDE_PROJECTS
    assert rules.right_for(facts(Stage.LAUNCHED), Stage.EQUIPMENT) is Right.MOVE_BACK
    assert rules.right_for(facts(), Stage.CANCELLED) is Right.DECIDE_PROJECTS
    gone = facts(Stage.CANCELLED, state=State.CLOSED, stage_before=Stage.EQUIPMENT)
    assert rules.right_for(gone, Stage.EQUIPMENT) is Right.DECIDE_PROJECTS


def test_what_was_promised_freezes_with_the_launch_and_the_rest_stays_open() -> None:
    launched = facts(Stage.LAUNCHED)
    said = rules.why_not_change(launched, ["cost_kzt", "product"])
    assert said and said.code == "frozen_after_launch"
    assert rules.why_not_change(launched, ["product", "readiness"]) is None
    assert rules.why_not_add_phase(launched) is None
    paused = facts(Stage.SUSPENDED, stage_before=Stage.LAUNCHED)
    assert rules.why_not_change(paused, ["cost_kzt"]) is not None


def test_a_shift_needs_a_reason_and_a_first_date_none() -> None:
    def said(known: ProjectFacts, stage: Stage, old: dt.date | None, reason: str = "") -> str:
        found = rules.why_not_plan(known, stage=stage, old=old, new=TODAY, reason=reason)
        return found.code if found else ""

    later = dt.date(2027, 1, 1)
    assert said(facts(), Stage.LAUNCHED, None) == ""
    assert said(facts(), Stage.LAUNCHED, later) == "shift_reason_missing"
    assert said(facts(), Stage.LAUNCHED, later, "x") == ""
    assert said(facts(Stage.EQUIPMENT), Stage.CONSTRUCTION, None) == "stage_passed_already"
    assert said(facts(Stage.LAUNCHED), Stage.LAUNCHED, later, "x") == "frozen_after_launch"
    assert said(facts(Stage.LAUNCHED), Stage.DESIGN_CAPACITY, None) == ""
    assert said(facts(), Stage.SUSPENDED, None) == "stage_not_planned"


def test_the_first_phase_launches_the_project_and_no_other_does() -> None:
    assert rules.launches_project(launched_before=0, project_launched=False)
    assert not rules.launches_project(launched_before=1, project_launched=True)
    assert not rules.launches_project(launched_before=0, project_launched=True)


def test_a_lead_leaves_only_by_anothers_coming() -> None:
    said = rules.why_not_leave(role=TeamRole.LEAD)
    assert said and said.code == "lead_needs_successor"
    assert rules.why_not_leave(role=TeamRole.DEPUTY) is None


@pytest.mark.parametrize(
    ("changed", "places"),
    [
        ({"name_ru": ""}, {"name_ru"}),
        ({"capacity_unit": ""}, {"capacity_unit"}),
        ({"ends_on": "2024-12-31"}, {"ends_on"}),
        ({"ends_on": "31.12.2027"}, {"ends_on"}),
        ({"cost_kzt": "5"}, {"cost_kzt"}),
        ({"cost_kzt": "1e3", "cost_own_kzt": "", "cost_bank_kzt": ""}, set()),
        ({"cost_own_kzt": "0.001"}, {"cost_own_kzt"}),
        ({"cost_own_kzt": "-1"}, {"cost_own_kzt"}),
        ({"cost_own_kzt": "NaN"}, {"cost_own_kzt"}),
        ({"readiness": "101"}, {"readiness"}),
        ({"jobs_permanent": "восемь"}, {"jobs_permanent"}),
        ({"countries": "KZ,Китай"}, {"countries"}),
        ({"sector": "Z9"}, {"sector"}),
        ({"site_kind": "moon"}, {"site_kind"}),
        ({"product": "x" * 301}, {"product"}),
    ],
)
def test_what_is_wrong_with_a_passport(changed: dict[str, str], places: set[str]) -> None:
    assert {p.place for p in passport.problems(ALL | changed)} == places


def test_the_total_is_filled_in_from_its_parts() -> None:
    values = ALL | {"cost_kzt": ""}
    assert passport.completed(values)["cost_kzt"] == "1000000000"
