"""What a page shows of the road: where a project may go, what stands in the way, who has the ball.

Pure: built from the facts and the rights that the reader holds on the project. Every answer comes
from the same rules that the actions ask.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from jolserik.core.refusal import Refusal
from jolserik.people.rights import Right
from jolserik.projects import rules
from jolserik.projects.gates import Need
from jolserik.projects.rules import Move
from jolserik.projects.values import ROAD, ProjectFacts, Stage, State, TermKind

# A reason that the form will ask for; the rule is asked as if it were given.
ASKED = "asked-on-the-form"


@dataclass(frozen=True)
class Offer:
    """A stage that a project could move to: what it lacks, and why it cannot (None: it can)."""

    to: Stage
    kind: str  # next, later, back, aside, return, reopen
    refusal: Refusal | None
    lacking: tuple[Need, ...]
    needs_reason: bool


def offer(
    facts: ProjectFacts,
    to: Stage,
    *,
    held: Collection[Right],
    today: dt.date,
    since: dt.date | None,
) -> Offer:
    """One stage, asked as the action will ask it for today."""
    asks_reason = rules.needs_reason(facts, to)
    right = rules.right_for(facts, to)
    refusal = rules.why_not_move(
        facts, Move(to, today, reason=ASKED if asks_reason else ""), today=today, since=since
    )
    if refusal is None and right not in held:
        refusal = Refusal("no_right_for_project", {"right": right.value})
    kind = _kind(facts, to)
    forward = kind in ("next", "later")
    return Offer(
        to=to,
        kind=kind,
        refusal=refusal,
        lacking=rules.missing(facts, to) if forward else (),
        needs_reason=asks_reason,
    )


def offers(
    facts: ProjectFacts, *, held: Collection[Right], today: dt.date, since: dt.date | None
) -> list[Offer]:
    """Every stage but the present one, in the order of the road; then those beside it."""
    if facts.state is State.PUBLISHED:
        return []
    if facts.stage.beside:
        to = [facts.stage_before] if facts.stage_before else []
        if facts.stage is Stage.SUSPENDED:
            to.append(Stage.CANCELLED)
    else:
        to = [stage for stage in Stage if stage is not facts.stage]
    return [offer(facts, stage, held=held, today=today, since=since) for stage in to]


def reasons_for(facts: ProjectFacts, to: Stage) -> tuple[TermKind, ...]:
    """The editable lists from which the reason of a move is chosen."""
    if facts.stage is Stage.CANCELLED:
        return (TermKind.REOPEN_REASON,)
    if to is Stage.SUSPENDED:
        return (TermKind.SUSPEND_REASON,)
    if to is Stage.CANCELLED:
        return (TermKind.CANCEL_REASON, TermKind.LOST_REASON)
    return (TermKind.BACK_REASON,)


def ball(facts: ProjectFacts, *, investor_owes: bool) -> str:
    """Who holds the ball: a code of kind `ball`. A live project always has a holder."""
    if facts.state is State.CLOSED:
        return "nobody"
    if investor_owes:
        return "investor_owes"
    if facts.stage.beside:
        return "lead_resumes"
    following = rules.next_stage(facts)
    if following is None:
        return "lead_accompanies"
    if rules.missing(facts, following):
        return "lead_gathers"
    decides = rules.right_for(facts, following) is Right.DECIDE_PROJECTS
    return "head_decides" if decides else "lead_moves"


def needed_for(facts: ProjectFacts) -> list[tuple[Stage, tuple[Need, ...]]]:
    """What is missing, by the stage for which it is needed, up to the end of the road."""
    lacking = rules.lacking(facts)
    listed = [(stage, tuple(n for n in lacking if n.stage is stage)) for stage in ROAD]
    return [(stage, needs) for stage, needs in listed if needs]


def _kind(facts: ProjectFacts, to: Stage) -> str:
    if to.beside:
        return "aside"
    if facts.stage is Stage.CANCELLED:
        return "reopen"
    if facts.stage is Stage.SUSPENDED:
        return "return"
    if ROAD.index(to) < ROAD.index(facts.stage):
        return "back"
    return "next" if to is rules.next_stage(facts) else "later"
