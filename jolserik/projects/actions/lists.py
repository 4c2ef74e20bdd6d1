"""Lists that a project is on, support it was given, and what it owes for that."""

import datetime as dt
from decimal import Decimal

from jolserik.core.refusal import Fact, Problem, ensure
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.projects import rules
from jolserik.projects.actions.common import act, leave_trace, locked, may, term
from jolserik.projects.models import CounterObligation, Membership, Support
from jolserik.projects.values import TermKind


def enlist(
    project: int,
    list_code: str,
    *,
    from_on: dt.date,
    by: Actor,
    now: dt.datetime,
    number: str = "",
    reason: str = "",
) -> Membership:
    """Put a project on a list from a day on. On the same list twice at one time is a problem."""
    with act():
        row = locked(project)
        may(by, Right.EDIT_PROJECTS, row)
        where = term(TermKind.LIST, list_code, place="list")
        if where is None:
            raise Invalid([Problem("list", "term_unknown")])
        _not_ahead("from_on", from_on, now)
        membership = Membership.objects.create(
            project=row, list=where, from_on=from_on, number=number.strip(), reason=reason.strip()
        )
        facts: dict[str, Fact] = {"list": list_code, "on": from_on.isoformat()}
        leave_trace("list_joined", row, by=by, now=now, facts=facts)
    return membership


def strike_off(
    membership: int, *, to_on: dt.date, reason: str, by: Actor, now: dt.datetime
) -> Membership:
    """The last day of a project on a list, and why."""
    with act():
        known = Membership.objects.select_related("list").get(pk=membership)
        row = locked(known.project_id)
        may(by, Right.EDIT_PROJECTS, row)
        ensure(rules.why_not_strike_off(ended=known.to_on is not None, reason=reason))
        _not_ahead("to_on", to_on, now)
        known.to_on, known.reason = to_on, reason.strip()
        known.save(update_fields=["to_on", "reason"])
        facts: dict[str, Fact] = {"list": known.list.code, "on": to_on.isoformat()}
        leave_trace("list_left", row, by=by, now=now, facts=facts)
    return known


def give_support(
    project: int,
    measure: str,
    *,
    given_on: dt.date,
    by: Actor,
    now: dt.datetime,
    ends_on: dt.date | None = None,
    amount_kzt: Decimal | None = None,
    document: str = "",
    note: str = "",
) -> Support:
    """Write a support measure that the project was given. What it owes comes beside it."""
    with act():
        row = locked(project)
        may(by, Right.EDIT_PROJECTS, row)
        what = term(TermKind.SUPPORT, measure, place="measure")
        if what is None:
            raise Invalid([Problem("measure", "term_unknown")])
        if ends_on is not None and ends_on < given_on:
            raise Invalid([Problem("ends_on", "ends_before_start")])
        support = Support.objects.create(
            project=row,
            measure=what,
            given_on=given_on,
            ends_on=ends_on,
            amount_kzt=amount_kzt,
            document=document.strip(),
            note=note.strip(),
        )
        leave_trace("support_given", row, by=by, now=now, facts={"measure": measure})
    return support


def add_obligation(
    support: int,
    *,
    text: str,
    due_on: dt.date,
    by: Actor,
    now: dt.datetime,
    amount: Decimal | None = None,
    unit: str = "",
) -> CounterObligation:
    """What the investor owes for a support measure, by a day."""
    if not text.strip():
        raise Invalid([Problem("text", "obligation_without_text")])
    with act():
        known = Support.objects.get(pk=support)
        row = locked(known.project_id)
        may(by, Right.EDIT_PROJECTS, row)
        obligation = CounterObligation.objects.create(
            support=known,
            text=text.strip(),
            amount=amount,
            unit=unit.strip(),
            due_on=due_on,
        )
        facts: dict[str, Fact] = {"due": due_on.isoformat()}
        leave_trace("obligation_added", row, by=by, now=now, facts=facts)
    return obligation


def end_obligation(
    obligation: int, *, kept: bool, on: dt.date, proof: str, by: Actor, now: dt.datetime
) -> CounterObligation:
    """It was kept, or broken; both with what shows it."""
    with act():
        known = CounterObligation.objects.select_related("support").get(pk=obligation)
        row = locked(known.support.project_id)
        may(by, Right.EDIT_PROJECTS, row)
        ensure(rules.why_not_end_obligation(ended=known.ended_on is not None, proof=proof))
        _not_ahead("on", on, now)
        outcome = CounterObligation.Outcome.KEPT if kept else CounterObligation.Outcome.BROKEN
        known.outcome, known.ended_on, known.proof = outcome, on, proof.strip()
        known.save(update_fields=["outcome", "ended_on", "proof"])
        name = "obligation_kept" if kept else "obligation_broken"
        leave_trace(name, row, by=by, now=now, facts={"on": on.isoformat()})
    return known


def _not_ahead(place: str, day: dt.date, now: dt.datetime) -> None:
    if day > local_day(now):
        raise Invalid([Problem(place, "day_in_the_future")])
