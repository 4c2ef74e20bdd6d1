"""The current state of a project in words, and that somebody was in contact."""

import datetime as dt
from collections.abc import Iterable

from jolserik.core.refusal import Change, Fact, Problem, ensure
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.projects import passport, rules
from jolserik.projects.actions.common import act, leave_trace, locked, may
from jolserik.projects.facts import facts_of
from jolserik.projects.models import Project, StateText

LONGEST = 4000


def tell_state(
    project: int,
    *,
    text: str,
    by: Actor,
    now: dt.datetime,
    next_step: str = "",
    readiness: int | None = None,
    on: dt.date | None = None,
) -> StateText:
    """Say how a project stands today; an empty text says that nothing changed.

    `readiness` in per cent also goes into the passport. The day is today unless said, and never
    one to come.
    """
    today = local_day(now)
    day = on or today
    found = []
    if len(text) > LONGEST:
        found.append(Problem("text", "too_long", {"most": LONGEST}))
    if len(next_step) > 300:
        found.append(Problem("next_step", "too_long", {"most": 300}))
    field = passport.BY_CODE["readiness"]
    if problem := passport.field_problem(field, "" if readiness is None else str(readiness)):
        found.append(problem)
    if day > today:
        found.append(Problem("on", "day_in_the_future"))
    if found:
        raise Invalid(found)
    with act():
        row = locked(project)
        may(by, Right.EDIT_PROJECTS, row)
        ensure(rules.why_not_change(facts_of(row), ()))
        state = StateText.objects.create(
            project=row,
            on=day,
            text=text.strip(),
            next_step=next_step.strip(),
            readiness=readiness if readiness is not None else row.readiness,
            by=by.key,
            at=now,
        )
        changes = []
        if readiness is not None and readiness != row.readiness:
            old = passport.as_text(row.readiness)
            changes.append(Change("readiness", old, str(readiness)))
            row.readiness = readiness
        name = "state_told" if state.text else "state_unchanged"
        leave_trace(name, row, by=by, now=now, changes=changes, save=["readiness"])
    return state


def note_contact(project: Project, *, on: dt.date, by: Actor, now: dt.datetime, kind: str) -> None:
    """Write on a project that somebody was in contact. Runs in the contact's own transaction."""
    if project.contacted_on is None or project.contacted_on < on:
        project.contacted_on = on
    facts: dict[str, Fact] = {"kind": kind, "on": on.isoformat()}
    leave_trace("contact_recorded", project, by=by, now=now, facts=facts, save=["contacted_on"])


def note_contact_corrected(
    project: Project,
    *,
    last: dt.date,
    fields: Iterable[str],
    changes: Iterable[Change],
    by: Actor,
    now: dt.datetime,
) -> None:
    """Write on a project that what was written of a contact was corrected; `last`: the day of the
    last contact that stands. Nobody touched the project by it. Runs in the contact's transaction.
    """
    told, touched = list(changes), project.touched_at
    if project.contacted_on != last:
        told.append(Change("contacted_on", passport.as_text(project.contacted_on), str(last)))
        project.contacted_on = last
    facts: dict[str, Fact] = {"fields": ", ".join(fields)}
    leave_trace(
        "contact_corrected",
        project,
        by=by,
        now=now,
        facts=facts,
        changes=told,
        save=["contacted_on"],
    )
    project.touched_at = touched
    project.save(update_fields=["touched_at"])
