"""Phases of a project: parts that are put into operation by themselves."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from jolserik.core.refusal import Change, Fact, ensure
from jolserik.core.words import Words
from jolserik.ledger import subjects
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.projects import passport, rules
from jolserik.projects.actions.common import act, leave_trace, locked, may
from jolserik.projects.actions.road import leave_stage
from jolserik.projects.facts import facts_of
from jolserik.projects.models import Phase, StageDate
from jolserik.projects.rules import Move
from jolserik.projects.values import Stage

COLUMNS = ("product", "capacity", "capacity_unit", "cost_kzt", "jobs_permanent")


@dataclass(frozen=True)
class PhaseDraft:
    """A phase before it is written. Cost in tenge."""

    names: Words
    product: str = ""
    capacity: Decimal | None = None
    capacity_unit: str = ""
    cost_kzt: Decimal | None = None
    jobs_permanent: int | None = None


def add_phase(project: int, draft: PhaseDraft, *, by: Actor, now: dt.datetime) -> Phase:
    """A further phase; it may come after the launch of the project too."""
    _check(draft)
    with act():
        row = locked(project)
        may(by, Right.EDIT_PROJECTS, row)
        ensure(rules.why_not_add_phase(facts_of(row)))
        last = row.phases.order_by("-number").first()
        number = last.number + 1 if last else 1
        subject = subjects.add_subject(
            kind="phase",
            code=f"phase:{row.slug}-{number}",
            names=draft.names,
            fictional=row.subject.fictional,
            by=by,
            now=now,
        )
        subjects.link(child=subject, parent=row.subject, by=by, now=now)
        phase = Phase(subject=subject, project=row, number=number)
        _write(phase, draft)
        phase.save(force_insert=True)
        leave_trace("phase_added", row, by=by, now=now, facts={"phase": number})
    return phase


def change_phase(phase: int, draft: PhaseDraft, *, by: Actor, now: dt.datetime) -> Phase:
    """Correct a phase; what was promised freezes with its own launch."""
    _check(draft)
    with act():
        known = Phase.objects.select_related("subject").get(pk=phase)
        row = locked(known.project_id)
        may(by, Right.EDIT_PROJECTS, row)
        ensure(rules.why_not_change_phase(facts_of(row), launched_on=known.launched_on))
        before = _values(known)
        _write(known, draft)
        known.save()
        subjects.rename(known.subject, draft.names)
        after = _values(known)
        changes = [Change(c, before[c], after[c]) for c in before if before[c] != after[c]]
        facts: dict[str, Fact] = {"phase": known.number}
        leave_trace("phase_changed", row, by=by, now=now, facts=facts, changes=changes)
    return known


def launch_phase(phase: int, *, on: dt.date, by: Actor, now: dt.datetime) -> Phase:
    """Put a phase into operation. The first one launches its project, by the one rule, and then
    the gate of the launch is asked too."""
    with act():
        known = Phase.objects.select_for_update().get(pk=phase)
        row = locked(known.project_id)
        may(by, Right.DECIDE_PROJECTS, row)
        facts, today = facts_of(row), local_day(now)
        ensure(rules.why_not_launch_phase(facts, launched_on=known.launched_on, on=on, today=today))
        known.launched_on = on
        known.save(update_fields=["launched_on"])
        StageDate.objects.update_or_create(
            project=row, phase=known, stage=Stage.LAUNCHED, defaults={"actual_on": on}
        )
        if rules.launches_project(
            launched_before=facts.phases_launched, project_launched=facts.launched
        ):
            move = Move(to=Stage.LAUNCHED, on=on)
            since = row.stage_since
            ensure(rules.why_not_move(facts_of(row), move, today=today, since=since))
            leave_stage(row, move, reason=None, by=by, now=now)
        else:
            leave_trace("phase_launched", row, by=by, now=now, facts={"phase": known.number})
    return known


def _check(draft: PhaseDraft) -> None:
    if found := passport.problems(_texts(draft)):
        raise Invalid(found)


def _texts(draft: PhaseDraft) -> Mapping[str, str]:
    names = {f"name_{c}": getattr(draft.names, c) for c in ("ru", "kk", "en")}
    return names | {code: passport.as_text(getattr(draft, code)) for code in COLUMNS}


def _write(phase: Phase, draft: PhaseDraft) -> None:
    for code in COLUMNS:
        setattr(phase, code, getattr(draft, code))


def _values(phase: Phase) -> dict[str, str]:
    return {code: passport.as_text(getattr(phase, code)) for code in COLUMNS}
