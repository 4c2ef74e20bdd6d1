"""Where a project may go and who has the ball: tables of cases, no database."""

import datetime as dt
from dataclasses import replace

import pytest

from jolserik.people.rights import Right
from jolserik.projects import road, rules
from jolserik.projects.docs import gates_markdown
from jolserik.projects.gates import table
from jolserik.projects.values import ROAD, ProjectFacts, Stage, State, TermKind

TODAY = dt.date(2026, 3, 2)
ALL = frozenset(Right)
PAPERS = frozenset(need.code for need in table()[1] if need.kind == "document")
FIELDS = {need.code: "x" for need in table()[1] if need.kind == "field"}
READY = ProjectFacts(
    stage=Stage.LAND_AND_DESIGN,
    state=State.LIVE,
    values=FIELDS | {"name_ru": "Завод", "cost_own_kzt": "1"},
    documents=PAPERS,
    planned=frozenset({Stage.CONSTRUCTION, Stage.LAUNCHED}),
    years_planned=True,
    contact_known=True,
)


def offered(facts: ProjectFacts, held: frozenset[Right] = ALL) -> dict[Stage, road.Offer]:
    found = road.offers(facts, held=held, today=TODAY, since=dt.date(2026, 1, 1))
    return {offer.to: offer for offer in found}


def test_every_stage_but_the_present_one_is_offered_by_kind() -> None:
    kinds = {to: offer.kind for to, offer in offered(READY).items()}
    assert kinds[Stage.CONSTRUCTION] == "next"
    assert kinds[Stage.EQUIPMENT] == kinds[Stage.LAUNCHED] == "later"
    assert kinds[Stage.MEMORANDUM] == "back"
    assert kinds[Stage.SUSPENDED] == kinds[Stage.CANCELLED] == "aside"
    assert Stage.LAND_AND_DESIGN not in kinds


def test_a_ready_project_goes_everywhere_for_who_holds_all_rights() -> None:
    assert [offer.to for offer in offered(READY).values() if offer.refusal] == []


def test_without_the_right_the_offer_says_which_one_is_missing() -> None:
    held = frozenset({Right.EDIT_PROJECTS})
    refused = {to: offer.refusal for to, offer in offered(READY, held).items()}
    assert refused[Stage.CONSTRUCTION] is None
    launched, back = refused[Stage.LAUNCHED], refused[Stage.MEMORANDUM]
    assert launched is not None and launched.facts["right"] == "decide_projects"
    assert back is not None and back.facts["right"] == "move_back"


def test_an_offer_answers_as_the_rule_of_the_action_does() -> None:
    facts = replace(READY, documents=frozenset())
    for to, offer in offered(facts).items():
        reason = "x" if rules.needs_reason(facts, to) else ""
        move = rules.Move(to, TODAY, reason=reason)
        asked = rules.why_not_move(facts, move, today=TODAY, since=dt.date(2026, 1, 1))
        assert offer.refusal == asked


def test_a_suspended_project_returns_or_is_cancelled() -> None:
    facts = replace(READY, stage=Stage.SUSPENDED, stage_before=Stage.CONSTRUCTION)
    kinds = {to: offer.kind for to, offer in offered(facts).items()}
    assert kinds == {Stage.CONSTRUCTION: "return", Stage.CANCELLED: "aside"}


def test_a_cancelled_project_is_only_reopened() -> None:
    facts = replace(READY, stage=Stage.CANCELLED, state=State.CLOSED, stage_before=Stage.MEMORANDUM)
    kinds = {to: offer.kind for to, offer in offered(facts).items()}
    assert kinds == {Stage.MEMORANDUM: "reopen"}
    assert road.reasons_for(facts, Stage.MEMORANDUM) == (TermKind.REOPEN_REASON,)


def test_a_project_known_from_publications_goes_nowhere() -> None:
    assert offered(replace(READY, state=State.PUBLISHED)) == {}


@pytest.mark.parametrize(
    ("facts", "owes", "held_by"),
    [
        (READY, False, "lead_moves"),
        (READY, True, "investor_owes"),
        (replace(READY, documents=frozenset()), False, "lead_gathers"),
        (replace(READY, stage=Stage.COMMISSIONING), False, "head_decides"),
        (replace(READY, stage=Stage.DESIGN_CAPACITY), False, "lead_accompanies"),
        (
            replace(READY, stage=Stage.SUSPENDED, stage_before=Stage.MEMORANDUM),
            False,
            "lead_resumes",
        ),
        (replace(READY, stage=Stage.CANCELLED, state=State.CLOSED), True, "nobody"),
    ],
)
def test_somebody_holds_the_ball(facts: ProjectFacts, owes: bool, held_by: str) -> None:
    assert road.ball(facts, investor_owes=owes) == held_by


def test_what_is_missing_stands_by_the_stage_that_needs_it() -> None:
    facts = replace(READY, documents=PAPERS - {"expertise", "acceptance_act"})
    assert [(stage, [n.code for n in needs]) for stage, needs in road.needed_for(facts)] == [
        (Stage.CONSTRUCTION, ["expertise"]),
        (Stage.LAUNCHED, ["acceptance_act"]),
    ]


def test_the_document_of_gates_names_every_stage_and_need() -> None:
    drawn = gates_markdown()
    assert drawn.count("\n| ") == len(ROAD) + 1
    assert "if the project is outside zones" in drawn
