"""What may be done with a project: pure questions about plain values."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from jolserik.core.refusal import Problem, Refusal
from jolserik.people.rights import Right
from jolserik.projects import passport
from jolserik.projects.gates import Need, table
from jolserik.projects.values import ROAD, ProjectFacts, Stage, State, TeamRole


@dataclass(frozen=True)
class Move:
    """A move of a project to a stage before it is made."""

    to: Stage
    on: dt.date
    reason: str = ""
    note: str = ""
    gone_to: str = ""


# --- needs


def missing(facts: ProjectFacts, stage: Stage) -> tuple[Need, ...]:
    """What the project lacks to stand at a stage: all needs from the stages up to it."""
    last = ROAD.index(stage)
    return tuple(n for n in lacking(facts) if n.bars and ROAD.index(n.stage) <= last)


def lacking(facts: ProjectFacts) -> tuple[Need, ...]:
    """All that is missing up to the end of the road, also what bars no move."""
    return tuple(n for n in table()[1] if _asked(n, facts) and not _has(n, facts))


def next_stage(facts: ProjectFacts) -> Stage | None:
    """The stage after this one on the road; from beside the road, the one it left."""
    if facts.stage.beside:
        return facts.stage_before
    at = ROAD.index(facts.stage)
    return ROAD[at + 1] if at + 1 < len(ROAD) else None


def _asked(need: Need, facts: ProjectFacts) -> bool:
    match need.when:
        case "in_zone":
            return facts.in_zone
        case "outside_zones":
            return not facts.in_zone
        case "legal_entity":
            return facts.company_form == "legal_entity"
        case "phased":
            return facts.phases > 0
        case _:
            return True


def _has(need: Need, facts: ProjectFacts) -> bool:
    if need.kind == "document":
        return need.code in facts.documents
    if need.kind == "field":
        if need.code == "name":
            return any(facts.values.get(f"name_{code}") for code in ("ru", "kk", "en"))
        return bool(facts.values.get(need.code))
    match need.code:
        case "contact_person":
            return facts.contact_known
        case "cost_by_source":
            return any(facts.values.get(code) for code in passport.COST_PARTS)
        case "planned_construction":
            return Stage.CONSTRUCTION in facts.planned
        case "planned_launched":
            return Stage.LAUNCHED in facts.planned
        case "year_plan":
            return facts.years_planned
        case "a_phase_launched":
            return facts.phases_launched > 0
        case "all_phases_launched":
            return facts.phases_launched == facts.phases
    raise ValueError(f"no such fact: {need.code}")


# --- moves


def right_for(facts: ProjectFacts, to: Stage) -> Right:
    """The right that a move asks, by the table of gates."""
    if to.beside or facts.stage is Stage.CANCELLED:
        return Right.DECIDE_PROJECTS
    gate = table()[0][to]
    if facts.stage is Stage.SUSPENDED:
        return Right.DECIDE_PROJECTS
    return gate.forward if ROAD.index(to) > ROAD.index(facts.stage) else gate.backward


def needs_reason(facts: ProjectFacts, to: Stage) -> bool:
    """Backwards, aside and out of a cancellation only with a reason."""
    if to.beside or facts.stage is Stage.CANCELLED:
        return True
    return not facts.stage.beside and ROAD.index(to) < ROAD.index(facts.stage)


def why_not_move(
    facts: ProjectFacts, move: Move, *, today: dt.date, since: dt.date | None
) -> Refusal | None:
    """Why a project cannot be moved, or None. `since`: the day it came to its present stage."""
    if facts.state is State.PUBLISHED:
        return Refusal("project_not_taken_on")
    if move.to is facts.stage:
        return Refusal("stage_is_there_already")
    if move.on > today:
        return Refusal("stage_in_the_future", {"day": move.on.isoformat()})
    if since is not None and move.on < since and not _back(facts, move.to):
        return Refusal("stage_before_the_last", {"since": since.isoformat()})
    if facts.stage is Stage.CANCELLED and move.to is Stage.SUSPENDED:
        return Refusal("cancelled_is_closed")
    if needs_reason(facts, move.to) and not move.reason:
        return Refusal("reason_missing")
    if facts.stage.beside and not move.to.beside and move.to is not facts.stage_before:
        before = facts.stage_before.value if facts.stage_before else ""
        return Refusal("returns_to_where_it_was", {"stage": before})
    if move.to.beside or _back(facts, move.to):
        return None
    lacks = missing(facts, move.to)
    return Refusal("stage_lacks", {"count": len(lacks)}) if lacks else None


def _back(facts: ProjectFacts, to: Stage) -> bool:
    if facts.stage.beside or to.beside:
        return False
    return ROAD.index(to) < ROAD.index(facts.stage)


def launches_project(*, launched_before: int, project_launched: bool) -> bool:
    """The one rule: the first phase put into operation launches the project, once.

    Later phases move no count of projects; a project without phases launches itself.
    """
    return launched_before == 0 and not project_launched


def why_not_launch_phase(
    facts: ProjectFacts, *, launched_on: dt.date | None, on: dt.date, today: dt.date
) -> Refusal | None:
    """A phase is launched once, on a day that has come, while its project is live."""
    if facts.state is not State.LIVE:
        return Refusal("project_not_live")
    if facts.stage is Stage.SUSPENDED:
        return Refusal("project_suspended")
    if launched_on is not None:
        return Refusal("phase_launched_already", {"day": launched_on.isoformat()})
    return Refusal("stage_in_the_future", {"day": on.isoformat()}) if on > today else None


# --- changes


def why_not_change(facts: ProjectFacts, fields: Collection[str]) -> Refusal | None:
    """What was promised freezes with the launch; a closed project is opened again first."""
    if facts.state is State.CLOSED:
        return Refusal("project_closed")
    if facts.launched and any(passport.BY_CODE[code].promised for code in fields):
        return Refusal("frozen_after_launch")
    return None


def why_not_plan(
    facts: ProjectFacts,
    *,
    stage: Stage,
    old: dt.date | None,
    new: dt.date | None,
    reason: str,
    phase_launched: bool | None = None,
) -> Refusal | None:
    """A first date needs no reason, a shift does; a stage that was passed is not planned.

    `phase_launched` is None for the project itself; a phase is planned until its own launch.
    """
    if facts.state is not State.LIVE:
        return Refusal("project_not_live")
    if stage.beside:
        return Refusal("stage_not_planned")
    if phase_launched:
        return Refusal("frozen_after_launch")
    if phase_launched is None:
        if facts.launched and stage is not Stage.DESIGN_CAPACITY:
            return Refusal("frozen_after_launch")
        at = facts.stage_before if facts.stage.beside and facts.stage_before else facts.stage
        if ROAD.index(stage) <= ROAD.index(at):
            return Refusal("stage_passed_already")
    if old is not None and old != new and not reason:
        return Refusal("shift_reason_missing")
    return None


def why_not_plan_years(facts: ProjectFacts) -> Refusal | None:
    if facts.state is not State.LIVE:
        return Refusal("project_not_live")
    return Refusal("frozen_after_launch") if facts.launched else None


def year_plan_problems(
    amounts: Mapping[int, object], *, first: int, last: int
) -> tuple[Problem, ...]:
    """Years of a plan lie near the project's own."""
    wrong = [year for year in amounts if not first <= year <= last]
    return tuple(Problem(f"year_{year}", "year_outside", {"year": year}) for year in wrong)


def changed_by_both(mine: Iterable[str], theirs: Iterable[str]) -> tuple[str, ...]:
    """Fields that two people changed at the same time; those of one alone are merged."""
    return tuple(sorted(set(mine) & set(theirs)))


def why_not_take_on(state: State) -> Refusal | None:
    return None if state is State.PUBLISHED else Refusal("project_taken_on_already")


def why_not_show(state: State, *, shown: bool) -> Refusal | None:
    """What was published cannot be hidden; a project of the register can."""
    if state is State.PUBLISHED and not shown:
        return Refusal("published_stays_shown")
    return None


def why_not_add_phase(facts: ProjectFacts) -> Refusal | None:
    """Phases stay open after the launch: the next ones bring most of new investment."""
    return None if facts.state is State.LIVE else Refusal("project_not_live")


def why_not_change_phase(facts: ProjectFacts, *, launched_on: dt.date | None) -> Refusal | None:
    if facts.state is not State.LIVE:
        return Refusal("project_not_live")
    return Refusal("frozen_after_launch") if launched_on else None


def why_not_strike_off(*, ended: bool, reason: str) -> Refusal | None:
    if ended:
        return Refusal("list_left_already")
    return None if reason.strip() else Refusal("reason_missing")


def why_not_end_obligation(*, ended: bool, proof: str) -> Refusal | None:
    if ended:
        return Refusal("obligation_ended_already")
    return None if proof.strip() else Refusal("proof_missing")


# --- team


def why_not_assign(facts_state: State, *, role: TeamRole, is_lead: bool) -> Refusal | None:
    """A lead leaves by another lead's coming, and is nothing else on the team meanwhile."""
    if facts_state is State.CLOSED:
        return Refusal("project_closed")
    if facts_state is State.PUBLISHED and role is not TeamRole.LEAD:
        return Refusal("project_not_taken_on")
    return Refusal("is_lead_already") if is_lead else None


def why_not_leave(*, role: TeamRole) -> Refusal | None:
    """The lead never simply leaves: a live project always has one."""
    return Refusal("lead_needs_successor") if role is TeamRole.LEAD else None
