"""The plan of a project year by year, kept in the ledger and nowhere else."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from jolserik.core.amounts import plain
from jolserik.core.month import MONTHS_A_YEAR, Month
from jolserik.core.refusal import Change, ensure
from jolserik.ledger import actions as ledger
from jolserik.ledger.actions import EntryDraft
from jolserik.ledger.models import Entry, Measure
from jolserik.ledger.values import Basis, Scenario, Standing
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.projects import rules
from jolserik.projects.actions.common import act, leave_trace, locked, may
from jolserik.projects.actions.road import act_of_register
from jolserik.projects.facts import facts_of
from jolserik.projects.models import Project

MEASURE = "investment_made"


def plan_years(
    project: int,
    amounts: Mapping[int, Decimal],
    *,
    by: Actor,
    now: dt.datetime,
    standing: Standing = Standing.ANNOUNCED,
) -> None:
    """Say how much is to be spent in each year, in tenge; nought takes a year off.

    A changed year is a reversal and a new row, so every earlier plan stays. A year's amount stands
    in its last month: it is not spread over the others.
    """
    with act():
        row = locked(project)
        may(by, Right.EDIT_PROJECTS, row)
        first = row.starts_on.year if row.starts_on else 1990
        last = row.ends_on.year + 5 if row.ends_on else 2100
        if found := rules.year_plan_problems(amounts, first=first, last=last):
            raise Invalid(found)
        ensure(rules.why_not_plan_years(facts_of(row)))
        live = live_entries(row)
        measure = Measure.objects.get(code=MEASURE)
        changes, drafts = [], []
        changed = {
            year: amount
            for year, amount in amounts.items()
            if (old := live.get(year)) is None
            or measure.to_value().to_decimal(old.amount) != amount
            or old.standing != standing
        }
        changed = {year: a for year, a in changed.items() if a or year in live}
        if not changed:
            return
        source = act_of_register(row, "years", by=by, now=now)
        for year, amount in sorted(changed.items()):
            old = live.get(year)
            draft = EntryDraft(
                subject=row.subject,
                measure=measure,
                basis=Basis.REGISTER,
                month=Month.of(year, MONTHS_A_YEAR),
                amount=amount,
                source=source,
                scenario=Scenario.PLAN,
                standing=standing,
            )
            was = plain(measure.to_value().to_decimal(old.amount)) if old else ""
            changes.append(Change(f"year_{year}", was, plain(amount) if amount else ""))
            if old is not None:
                corrected = draft if amount else None
                ledger.reverse(old, source=source, corrected=corrected, by=by, now=now)
            else:
                drafts.append(draft)
        ledger.book(drafts, by=by, now=now)
        leave_trace("years_planned", row, by=by, now=now, changes=changes)


def live_entries(project: Project) -> dict[int, Entry]:
    """The rows of the plan that hold, by year."""
    rows = Entry.objects.filter(
        subject_id=project.pk,
        measure__code=MEASURE,
        scenario=Scenario.PLAN,
        basis=Basis.REGISTER,
        reverses=None,
        reversed_by=None,
    )
    return {Month(row.month).year: row for row in rows.order_by("posting_no")}
