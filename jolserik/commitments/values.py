"""Plain values of what somebody owes by a day."""

from enum import StrEnum


class Side(StrEnum):
    """Who promised."""

    STATE = "state"
    INVESTOR = "investor"


class PromiseState(StrEnum):
    """How a promise stands; late was kept after its day, of released nobody asks any more."""

    OPEN = "open"
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    RELEASED = "released"


class InstructionState(StrEnum):
    """How an instruction stands; reported waits for who gave it."""

    OPEN = "open"
    REPORTED = "reported"
    DONE = "done"
    CANCELLED = "cancelled"


class AboutKind(StrEnum):
    """What an instruction is about."""

    PROJECT = "project"
    ZONE = "zone"
    FIGURE = "figure"
    GENERAL = "general"
