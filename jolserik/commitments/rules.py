"""What may be promised and instructed, and how it ends: pure questions about plain values.

A reason or proof that is None was not asked for yet: the page shows the answer beside a button.
"""

import datetime as dt
from collections.abc import Iterable

from jolserik.commitments.values import InstructionState, PromiseState
from jolserik.core.refusal import Problem, Refusal

LONGEST_TEXT = 400


def promise_problems(
    *, text: str, given_on: dt.date, due_on: dt.date, today: dt.date
) -> Iterable[Problem]:
    """A promise says what, was given by today, and is due on its day or later."""
    if not text.strip():
        yield Problem("text", "promise_without_text")
    if len(text) > LONGEST_TEXT:
        yield Problem("text", "too_long", {"most": LONGEST_TEXT})
    if given_on > today:
        yield Problem("given_on", "day_in_the_future")
    if due_on < given_on:
        yield Problem("due_on", "due_before_given")


def instruction_problems(
    *, text: str, given_by: str, due_on: dt.date, today: dt.date, document_on: dt.date | None
) -> Iterable[Problem]:
    """An instruction says what, who gave it, and a day that has not passed."""
    if not text.strip():
        yield Problem("text", "instruction_without_text")
    if len(text) > 4000:
        yield Problem("text", "too_long", {"most": 4000})
    if not given_by.strip():
        yield Problem("given_by", "instruction_of_nobody")
    if due_on < today:
        yield Problem("due_on", "due_has_passed")
    if document_on is not None and document_on > today:
        yield Problem("document_on", "day_in_the_future")


def outcome(*, due_on: dt.date, kept_on: dt.date) -> PromiseState:
    """Kept on its day is kept, after it is late."""
    return PromiseState.KEPT if kept_on <= due_on else PromiseState.LATE


def why_not_end_promise(*, state: PromiseState, proof: str | None = None) -> Refusal | None:
    """What ended stays so; what ends says what shows it."""
    if state is not PromiseState.OPEN:
        return Refusal("promise_ended_already")
    return _unless_said(proof, "proof_missing")


def why_not_release(
    *, state: PromiseState, was_promised: bool, reason: str | None = None
) -> Refusal | None:
    """Whoever was promised may let go of it, saying why; the side that promised may not."""
    if state is not PromiseState.OPEN:
        return Refusal("promise_ended_already")
    if not was_promised:
        return Refusal("promise_of_ones_own_side")
    return _unless_said(reason, "reason_not_written")


def why_not_cancel(*, ended: bool, is_giver: bool, reason: str | None = None) -> Refusal | None:
    """Who gave it takes it back, saying why."""
    if ended:
        return Refusal("commitment_ended_already")
    if not is_giver:
        return Refusal("instruction_cancelled_by_giver")
    return _unless_said(reason, "reason_not_written")


def why_not_pass(
    *, state: InstructionState, may: bool, to_holder: bool = False, reason: str | None = None
) -> Refusal | None:
    """The holder or who gave it passes an open instruction to somebody else, saying why."""
    if state is not InstructionState.OPEN:
        return Refusal("instruction_not_open")
    if not may:
        return Refusal("instruction_passed_by_holder")
    if to_holder:
        return Refusal("held_by_them_already")
    return _unless_said(reason, "reason_not_written")


def why_not_move(*, ended: bool, is_giver: bool) -> Refusal | None:
    """Who gave it moves the day of what has not ended."""
    if ended:
        return Refusal("commitment_ended_already")
    return None if is_giver else Refusal("instruction_moved_by_giver")


def why_not_move_due(*, ended: bool, old: dt.date, new: dt.date, reason: str) -> Refusal | None:
    if ended:
        return Refusal("commitment_ended_already")
    if old == new:
        return Refusal("due_is_the_same")
    return _unless_said(reason, "reason_not_written")


def why_not_report(
    *, state: InstructionState, is_holder: bool, proof: str | None = None
) -> Refusal | None:
    """The holder or a co-executor reports an open instruction, with what shows that it is done."""
    if state is not InstructionState.OPEN:
        return Refusal("instruction_not_open")
    if not is_holder:
        return Refusal("instruction_held_by_another")
    return _unless_said(proof, "proof_missing")


def why_not_answer(
    *, state: InstructionState, is_giver: bool, accepted: bool, reason: str
) -> Refusal | None:
    """Who gave it accepts the report, or returns it with a reason."""
    if state is not InstructionState.REPORTED:
        return Refusal("instruction_not_reported")
    if not is_giver:
        return Refusal("instruction_of_another")
    return None if accepted or reason.strip() else Refusal("reason_not_written")


def _unless_said(text: str | None, code: str) -> Refusal | None:
    return Refusal(code) if text is not None and not text.strip() else None
