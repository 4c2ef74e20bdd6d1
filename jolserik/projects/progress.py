"""How far a project is, in the two words of a total: launched, or in work.

A suspended project counts by the stage it stood at before; a cancelled one counts nowhere. The
rule stands twice, for values and for rows, and a test holds both together.
"""

from enum import StrEnum

from django.db.models import Q

from jolserik.projects.values import LAUNCHED, Stage


class Progress(StrEnum):
    """Words: `words.toml`, kind `progress`."""

    LAUNCHED = "launched"
    IN_WORK = "in_work"
    UNSAID = "unsaid"


def progress(stage: str, before: str) -> Progress | None:
    """Of a stage and the one before it was suspended; None for a cancelled project."""
    if stage == Stage.CANCELLED:
        return None
    if not stage:
        return Progress.UNSAID
    reached = before if stage == Stage.SUSPENDED and before else stage
    return Progress.LAUNCHED if reached in LAUNCHED else Progress.IN_WORK


def standing(wanted: Progress | None = None) -> Q:
    """Rows of projects that are that far; of None: all that are not cancelled."""
    launched = Q(stage__in=LAUNCHED) | Q(stage=Stage.SUSPENDED, stage_before__in=LAUNCHED)
    match wanted:
        case None:
            return ~Q(stage=Stage.CANCELLED)
        case Progress.LAUNCHED:
            return launched
        case Progress.UNSAID:
            return Q(stage="")
        case Progress.IN_WORK:
            return ~launched & ~Q(stage__in=("", Stage.CANCELLED))
