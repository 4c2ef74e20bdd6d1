"""What may be done with an upload: pure questions about plain values."""

from collections.abc import Collection, Iterable, Sequence

from jolserik.core.refusal import Problem, Refusal
from jolserik.imports.values import Note, Outcome, RowKind, Stand, Wanted
from jolserik.projects.rules import missing
from jolserik.projects.values import ROAD, ProjectFacts, Stage, State
from jolserik.sheets.records import DOUBTS

# Fields without which a row is still worth taking: what cannot be read of them is left out.
_SPARED = (
    "sector oked lists support countries zone site_kind contact updated responsible deadline "
    "specialist capacity jobs_created spent launched address note cost_foreign plot"
)
SPARED = frozenset(_SPARED.split())


def why_not_compare(*, questions: int, rates_missing: Collection[str]) -> Refusal | None:
    """Rows are read only when nothing is left to be asked."""
    if questions:
        return Refusal("list_has_questions", {"count": questions})
    if rates_missing:
        return Refusal("list_needs_rate", {"currencies": ", ".join(sorted(rates_missing))})
    return None


def why_not_take(*, stand: Stand, ticked: int) -> Refusal | None:
    if stand is Stand.MAPPING:
        return Refusal("list_not_compared")
    return None if ticked else Refusal("no_row_ticked")


def is_doubt(problem: Problem) -> bool:
    """A problem that a person may pass over: a doubt, or a field that can be spared."""
    return problem.code in DOUBTS or problem.facts.get("field") in SPARED


def kind_of(
    *, problems: Sequence[Problem], project: int | None, candidates: Sequence[int], differences: int
) -> RowKind:
    """What a row is to the register."""
    if any(not is_doubt(problem) for problem in problems):
        return RowKind.WRONG
    if project is None:
        return RowKind.UNCLEAR if candidates else RowKind.NEW
    return RowKind.CHANGED if differences else RowKind.SAME


def starts_ticked(kind: RowKind, problems: Iterable[Problem]) -> bool:
    """Good rows are ticked; whoever has a doubt ticks by hand."""
    return kind in (RowKind.NEW, RowKind.CHANGED) and not any(True for _ in problems)


def may_tick(kind: RowKind, outcome: Outcome) -> bool:
    takes = (RowKind.NEW, RowKind.CHANGED, RowKind.UNCLEAR)
    return kind in takes and outcome is not Outcome.TAKEN


def first_stage(wanted: Wanted, *, company_form: str) -> tuple[Stage, tuple[Note, ...]]:
    """The furthest stage up to the listed one at which a new project lacks nothing.

    Papers come later than lists, so this is mostly the first; the note says what the list said.
    """
    listed = Stage(wanted.stage) if wanted.stage else Stage.ENQUIRY
    if listed.beside:
        return Stage.ENQUIRY, (Note("stage_not_taken", {"stage": listed.value}),)
    facts = ProjectFacts(
        stage=Stage.ENQUIRY,
        state=State.LIVE,
        values={**wanted.values, wanted.name_field: wanted.name, "company": company_form},
        planned=frozenset([Stage.LAUNCHED]) if wanted.planned_launch else frozenset(),
        years_planned=bool(wanted.years),
        in_zone=bool(wanted.values.get("zone")),
        company_form=company_form,
    )
    reached = Stage.ENQUIRY
    for stage in ROAD[: ROAD.index(listed) + 1]:
        if missing(facts, stage):
            break
        reached = stage
    if reached is listed:
        return reached, ()
    lacking = len(missing(facts, ROAD[ROAD.index(reached) + 1]))
    return reached, (Note("stage_lacks", {"stage": listed.value, "count": lacking}),)
