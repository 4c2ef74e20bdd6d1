"""Promising, instructing, and how both end. Each act leaves one event."""

from jolserik.commitments.actions.instructions import (
    InstructionDraft,
    answer_report,
    cancel_instruction,
    give_instruction,
    move_instruction,
    pass_instruction,
    report_instruction,
)
from jolserik.commitments.actions.promises import (
    PromiseDraft,
    end_promise,
    move_promise,
    promise,
    release_promise,
)

__all__ = [
    "InstructionDraft",
    "PromiseDraft",
    "answer_report",
    "cancel_instruction",
    "end_promise",
    "give_instruction",
    "move_instruction",
    "move_promise",
    "pass_instruction",
    "promise",
    "release_promise",
    "report_instruction",
]
