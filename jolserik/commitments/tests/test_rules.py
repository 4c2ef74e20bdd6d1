import datetime as dt

import pytest

from jolserik.commitments import rules
from jolserik.commitments.values import InstructionState, PromiseState
from jolserik.core.refusal import Refusal

DAY = dt.date(2026, 3, 2)
NEXT = DAY + dt.timedelta(days=1)
OPEN, REPORTED = InstructionState.OPEN, InstructionState.REPORTED


@pytest.mark.parametrize(
    ("kept_on", "state"),
    [(DAY, PromiseState.KEPT), (DAY - dt.timedelta(1), PromiseState.KEPT), (NEXT, "late")],
)
def test_kept_after_its_day_is_late(kept_on: dt.date, state: str) -> None:
    assert rules.outcome(due_on=DAY, kept_on=kept_on) == state


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (rules.why_not_end_promise(state=PromiseState.OPEN, proof="акт"), None),
        (rules.why_not_end_promise(state=PromiseState.OPEN, proof=" "), "proof_missing"),
        (rules.why_not_end_promise(state=PromiseState.KEPT, proof="акт"), "promise_ended_already"),
        (
            rules.why_not_release(state=PromiseState.OPEN, was_promised=True, reason="не нужно"),
            None,
        ),
        (
            rules.why_not_release(state=PromiseState.OPEN, was_promised=True, reason=""),
            "reason_not_written",
        ),
        (
            rules.why_not_release(state=PromiseState.LATE, was_promised=True, reason="x"),
            "promise_ended_already",
        ),
        (rules.why_not_move_due(ended=False, old=DAY, new=NEXT, reason="x"), None),
        (rules.why_not_move_due(ended=False, old=DAY, new=DAY, reason="x"), "due_is_the_same"),
        (rules.why_not_move_due(ended=False, old=DAY, new=NEXT, reason=""), "reason_not_written"),
        (
            rules.why_not_move_due(ended=True, old=DAY, new=NEXT, reason="x"),
            "commitment_ended_already",
        ),
        (rules.why_not_report(state=OPEN, is_holder=True, proof="акт"), None),
        (rules.why_not_report(state=OPEN, is_holder=True, proof=""), "proof_missing"),
        (
            rules.why_not_report(state=OPEN, is_holder=False, proof="акт"),
            "instruction_held_by_another",
        ),
        (rules.why_not_report(state=REPORTED, is_holder=True, proof="a"), "instruction_not_open"),
        (rules.why_not_pass(state=OPEN, may=True, to_holder=False), None),
        (rules.why_not_pass(state=OPEN, may=True, to_holder=True), "held_by_them_already"),
        (rules.why_not_pass(state=OPEN, may=False), "instruction_passed_by_holder"),
        (rules.why_not_pass(state=REPORTED, may=True), "instruction_not_open"),
        (rules.why_not_pass(state=OPEN, may=True, reason=" "), "reason_not_written"),
        (rules.why_not_cancel(ended=False, is_giver=True, reason="x"), None),
        (
            rules.why_not_cancel(ended=False, is_giver=False, reason="x"),
            "instruction_cancelled_by_giver",
        ),
        (rules.why_not_move(ended=False, is_giver=False), "instruction_moved_by_giver"),
        (
            rules.why_not_release(state=PromiseState.OPEN, was_promised=False),
            "promise_of_ones_own_side",
        ),
    ],
)
def test_what_may_be_done(refusal: Refusal | None, code: str | None) -> None:
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("state", "is_giver", "accepted", "reason", "code"),
    [
        (REPORTED, True, True, "", None),
        (REPORTED, True, False, "нет акта", None),
        (REPORTED, True, False, " ", "reason_not_written"),
        (REPORTED, False, True, "", "instruction_of_another"),
        (OPEN, True, True, "", "instruction_not_reported"),
    ],
)
def test_who_gave_it_answers_a_report(
    state: InstructionState, is_giver: bool, accepted: bool, reason: str, code: str | None
) -> None:
    refusal = rules.why_not_answer(state=state, is_giver=is_giver, accepted=accepted, reason=reason)
    assert (refusal.code if refusal else None) == code
