"""Verbs. Each takes `by=` and `now=` and writes in one transaction.

Whoever may not is answered with Refused, wrong fields with Invalid; then nothing is written.
"""

from jolserik.specialists.actions.assigning import assign, assign_all, keep
from jolserik.specialists.actions.handovers import accept, accept_all, hand_over, hand_over_split
from jolserik.specialists.actions.knowledge import (
    declare_interest,
    end_interest,
    forget_skill,
    know,
    set_capacity,
    set_weights,
)
from jolserik.specialists.actions.notices import note_seen

__all__ = [
    "accept",
    "accept_all",
    "assign",
    "assign_all",
    "declare_interest",
    "end_interest",
    "forget_skill",
    "hand_over",
    "hand_over_split",
    "keep",
    "know",
    "note_seen",
    "set_capacity",
    "set_weights",
]
