"""Moving a project along its road, planning its dates, and booking what a move means."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from jolserik.core.month import Month
from jolserik.core.refusal import Fact, ensure
from jolserik.core.words import Words, vocabulary
from jolserik.ledger import actions as ledger
from jolserik.ledger.actions import EntryDraft
from jolserik.ledger.models import Entry, Measure, Source
from jolserik.ledger.values import Basis, Scenario
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.projects import rules
from jolserik.projects.actions.common import act, leave_trace, locked, may, term
from jolserik.projects.facts import facts_of
from jolserik.projects.models import Phase, PlanShift, Project, StageDate, StageMove, Term
from jolserik.projects.rules import Move
from jolserik.projects.values import IN_PROGRESS, LAUNCHED, ROAD, Stage, State, TermKind

REASONS = {
    Stage.SUSPENDED: (TermKind.SUSPEND_REASON,),
    Stage.CANCELLED: (TermKind.CANCEL_REASON, TermKind.LOST_REASON),
}


def move_project(project: int, move: Move, *, by: Actor, now: dt.datetime) -> Project:
    """Move a project to a stage on a day. A launch is booked; a move back takes it off again.

    Raises Refused: no right by the table of gates, something lacking, no reason, a day to come.
    """
    with act():
        row = locked(project)
        facts = facts_of(row)
        may(by, rules.right_for(facts, move.to), row)
        today = local_day(now)
        ensure(rules.why_not_move(facts, move, today=today, since=row.stage_since))
        reason = _reason(facts.stage, move)
        leave_stage(row, move, reason=reason, by=by, now=now)
    return row


def leave_stage(
    project: Project, move: Move, *, reason: Term | None, by: Actor, now: dt.datetime
) -> None:
    """Write a move that the rules let through. Runs in the caller's transaction."""
    before = Stage(project.stage)
    back = not move.to.beside and not before.beside and ROAD.index(move.to) < ROAD.index(before)
    if move.to.beside and not before.beside:
        project.stage_before = before
    elif not move.to.beside:
        project.stage_before = ""
    project.stage, project.stage_since = move.to, move.on
    project.state = State.CLOSED if move.to is Stage.CANCELLED else State.LIVE
    if back:
        undone = [s for s in ROAD if ROAD.index(move.to) < ROAD.index(s) <= ROAD.index(before)]
        StageDate.objects.filter(project=project, phase=None, stage__in=undone).update(
            actual_on=None
        )
    enter(
        project,
        before=before,
        on=move.on,
        reason=reason,
        note=move.note,
        gone_to=move.gone_to,
        by=by,
        now=now,
    )
    facts: dict[str, Fact] = {"before": before, "stage": move.to, "on": move.on.isoformat()}
    if reason is not None:
        facts["reason"] = f"{reason.kind}:{reason.code}"
    columns = ["stage", "stage_since", "stage_before", "state", "launched_on"]
    leave_trace("project_moved", project, by=by, now=now, facts=facts, save=columns)


def enter(
    project: Project,
    *,
    before: str,
    on: dt.date,
    by: Actor,
    now: dt.datetime,
    reason: Term | None = None,
    note: str = "",
    gone_to: str = "",
) -> None:
    """Write that the project came to its stage, with its day, and book what that means."""
    stage = Stage(project.stage)
    StageMove.objects.create(
        project=project,
        before=before,
        to=stage,
        on=on,
        reason=reason,
        note=note.strip(),
        gone_to=gone_to.strip(),
        by=by.key,
        at=now,
    )
    if not stage.beside:
        _came(project, stage, on)
    was_launched = project.launched_on is not None
    effective = Stage(project.stage_before) if stage.beside else stage
    if effective in LAUNCHED and not was_launched:
        project.launched_on = on
    elif effective not in LAUNCHED:
        project.launched_on = None
    _book(
        project,
        Stage(before) if before else None,
        on,
        launched=(was_launched, project.launched_on is not None),
        by=by,
        now=now,
    )


def plan_stage(
    project: int,
    stage: Stage,
    day: dt.date | None,
    *,
    by: Actor,
    now: dt.datetime,
    reason: str = "",
    note: str = "",
    phase: int | None = None,
) -> StageDate:
    """Plan a day for a stage, or move it; every shift keeps its reason. None takes the plan off."""
    with act():
        row = locked(project)
        may(by, Right.EDIT_PROJECTS, row)
        part = Phase.objects.get(pk=phase, project=row) if phase else None
        date, _ = StageDate.objects.get_or_create(project=row, phase=part, stage=stage)
        ensure(
            rules.why_not_plan(
                facts_of(row),
                stage=stage,
                old=date.planned_on,
                new=day,
                reason=reason,
                phase_launched=None if part is None else part.launched_on is not None,
            )
        )
        why = term(TermKind.SHIFT_REASON, reason)
        old = date.planned_on
        if old == day:
            return date
        PlanShift.objects.create(
            project=row,
            phase=part,
            stage=stage,
            old_on=old,
            new_on=day,
            reason=why,
            note=note.strip(),
            by=by.key,
            at=now,
        )
        date.planned_on = day
        date.first_planned_on = date.first_planned_on or day
        date.shifts += old is not None
        date.save()
        if stage is Stage.LAUNCHED and part is None:
            row.planned_launch_on = day
        facts: dict[str, Fact] = {
            "stage": stage,
            "phase": part.number if part else 0,
            "old": old.isoformat() if old else "",
            "new": day.isoformat() if day else "",
        }
        if why is not None:
            facts["reason"] = f"{why.kind}:{why.code}"
        name = "plan_moved" if old else "plan_set"
        leave_trace(name, row, by=by, now=now, facts=facts, save=["planned_launch_on"])
    return date


def _reason(before: Stage, move: Move) -> Term | None:
    if before is Stage.CANCELLED:
        return term(TermKind.REOPEN_REASON, move.reason)
    kinds = REASONS.get(move.to, (TermKind.BACK_REASON,))
    known = Term.objects.filter(kind__in=kinds, code=move.reason).values_list("kind", flat=True)
    return term(TermKind(known[0]) if known else kinds[0], move.reason)


def _came(project: Project, stage: Stage, on: dt.date) -> None:
    date, _ = StageDate.objects.get_or_create(project=project, phase=None, stage=stage)
    if date.actual_on is None:
        date.actual_on = on
        date.save(update_fields=["actual_on"])


# --- what a move means in the books


def _book(
    project: Project,
    before: Stage | None,
    on: dt.date,
    *,
    launched: tuple[bool, bool],
    by: Actor,
    now: dt.datetime,
) -> None:
    """Book the movements of a stage move on basis `register`, in the month it happened."""
    was, is_now = before in IN_PROGRESS, Stage(project.stage) in IN_PROGRESS
    moved: list[tuple[str, Decimal]] = []
    if was != is_now:
        moved.append(("projects_in_progress", Decimal(1 if is_now else -1)))
    if launched == (False, True):
        moved.append(("projects_launched", Decimal(1)))
        if project.cost_kzt is not None:
            moved.append(("projects_launched_cost", project.cost_kzt))
    if moved:
        measures = {m.code: m for m in Measure.objects.filter(code__in=[c for c, _ in moved])}
        source = act_of_register(project, "stage", by=by, now=now)
        drafts = [
            EntryDraft(
                subject=project.subject,
                measure=measures[code],
                basis=Basis.REGISTER,
                month=Month.at(on),
                amount=amount,
                source=source,
            )
            for code, amount in moved
        ]
        ledger.book(drafts, by=by, now=now)
    if launched == (True, False):
        take_off(project, ("projects_launched", "projects_launched_cost"), by=by, now=now)


def take_off(project: Project, measures: Sequence[str], *, by: Actor, now: dt.datetime) -> None:
    """Reverse the live entries of the register that say something that holds no longer."""
    rows = Entry.objects.filter(
        subject=project.subject,
        measure__code__in=measures,
        scenario=Scenario.ACTUAL,
        basis=Basis.REGISTER,
        reverses=None,
        reversed_by=None,
    )
    live = list(rows.order_by("posting_no"))
    if live:
        source = act_of_register(project, "correction", by=by, now=now)
        for entry in live:
            ledger.reverse(entry, source=source, by=by, now=now)


def act_of_register(project: Project, what: str, *, by: Actor, now: dt.datetime) -> Source:
    """The register as a source: the act that an entry comes from."""
    said: Words = vocabulary()["register_source", what]
    named = project.subject.names
    return ledger.record_source(
        key=f"register:{project.subject.code}:{project.version + 1}:{what}",
        kind="act",
        title=f"{said.ru}: {named.ru}"[:400],
        language="ru",
        public=False,
        by=by,
        now=now,
    )
