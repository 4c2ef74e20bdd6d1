"""Promises: given at a meeting, moved, kept or broken, or let go of."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from jolserik.commitments import acts, rules
from jolserik.commitments.actions.common import REASON, attach, keep_paper, person, shift
from jolserik.commitments.models import Promise
from jolserik.commitments.values import PromiseState, Side
from jolserik.contacts.models import Contact
from jolserik.core.refusal import Change, Fact, Problem, Refusal, ensure
from jolserik.documents.values import Upload
from jolserik.events.actions import record
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rules import Invalid
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.projects.values import State


@dataclass(frozen=True)
class PromiseDraft:
    """A promise before it is written. `contact`: at which it was given; its day, unless said."""

    side: Side
    owner: uuid.UUID
    text: str
    due_on: dt.date
    condition: str = ""
    given_on: dt.date | None = None
    contact: int | None = None


def promise(project: int, draft: PromiseDraft, *, by: Actor, now: dt.datetime) -> Promise:
    """Write a promise given for a live project, by whoever is on its team."""
    today = local_day(now)
    meeting = _contact(project, draft.contact)
    given = draft.given_on or (local_day(meeting.happened_at) if meeting else today)
    found = rules.promise_problems(
        text=draft.text, given_on=given, due_on=draft.due_on, today=today
    )
    if problems := tuple(found):
        raise Invalid(problems)
    with transaction.atomic():
        row = (
            Project.objects.select_related("subject")
            .select_for_update(of=("self",))
            .get(pk=project)
        )
        ensure(access.why_not_edit(by, row))
        ensure(None if row.state == State.LIVE else Refusal("project_not_live"))
        made = Promise.objects.create(
            project=row,
            side=draft.side,
            owner=person(draft.owner, "owner", now=now),
            text=" ".join(draft.text.split()),
            condition=" ".join(draft.condition.split())[:REASON],
            contact=meeting,
            given_on=given,
            due_on=draft.due_on,
            first_due_on=draft.due_on,
            at=now,
            by=by.key,
        )
        facts: dict[str, Fact] = {"side": draft.side, "due": draft.due_on.isoformat()}
        _record("promise_given", made, by=by, now=now, facts=facts)
    return made


def end_promise(
    promise_id: int,
    *,
    kept: bool,
    on: dt.date,
    proof: str,
    paper: Upload | None = None,
    by: Actor,
    now: dt.datetime,
) -> Promise:
    """It was kept (late, where its day had passed) or broken; with what shows it, in words and, if
    there is one, a paper."""
    known = Promise.objects.select_related("project").get(pk=promise_id)
    ensure(acts.on_promise(known, by).end)
    file = keep_paper(paper)
    with transaction.atomic():
        row = _locked(promise_id)
        ensure(acts.on_promise(row, by).end)
        ensure(rules.why_not_end_promise(state=PromiseState(row.state), proof=proof))
        if on > local_day(now):
            raise Invalid([Problem("on", "day_in_the_future")])
        if on < row.given_on:
            raise Invalid([Problem("on", "due_before_given")])
        row.state = rules.outcome(due_on=row.due_on, kept_on=on) if kept else PromiseState.BROKEN
        row.ended_on, row.proof = on, proof.strip()[:REASON]
        row.save(update_fields=["state", "ended_on", "proof"])
        facts: dict[str, Fact] = {"state": row.state}
        facts |= attach("promise", row.pk, file, title=row.proof, by=by, now=now)
        name = "promise_kept" if kept else "promise_broken"
        _record(name, row, by=by, now=now, facts=facts)
    return row


def release_promise(promise_id: int, *, reason: str, by: Actor, now: dt.datetime) -> Promise:
    """Let go of a promise of which nobody asks any more, saying why."""
    with transaction.atomic():
        row = _locked(promise_id)
        ensure(acts.on_promise(row, by).release)
        state = PromiseState(row.state)
        ensure(rules.why_not_release(state=state, was_promised=True, reason=reason))
        row.state, row.ended_on = PromiseState.RELEASED, local_day(now)
        row.proof = reason.strip()[:REASON]
        row.save(update_fields=["state", "ended_on", "proof"])
        _record("promise_released", row, by=by, now=now)
    return row


def move_promise(
    promise_id: int, *, due_on: dt.date, reason: str, by: Actor, now: dt.datetime
) -> Promise:
    """Another day for a promise, with the reason; the first day stays beside it."""
    with transaction.atomic():
        row = _locked(promise_id)
        ensure(acts.on_promise(row, by).move)
        ensure(rules.why_not_move_due(ended=False, old=row.due_on, new=due_on, reason=reason))
        if due_on < row.given_on:
            raise Invalid([Problem("due_on", "due_before_given")])
        old = row.due_on
        shift(promise=row, old=old, new=due_on, reason=reason, by=by, now=now)
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        changes = [Change("due_on", old.isoformat(), due_on.isoformat())]
        _record("promise_moved", row, by=by, now=now, changes=changes)
    return row


def _contact(project: int, number: int | None) -> Contact | None:
    """The meeting at which it was promised: a contact with this project that stands today."""
    if number is None:
        return None
    known = Contact.objects.filter(Q(project=project) | Q(project__merged_into=project))
    found = known.filter(pk=number, corrected_by=None).first()
    if found is None:
        raise Invalid([Problem("contact", "promise_at_no_contact")])
    return found


def _locked(number: int) -> Promise:
    rows = Promise.objects.select_related("project__subject")
    return rows.select_for_update(of=("self",)).get(pk=number)


def _record(
    name: str,
    row: Promise,
    *,
    by: Actor,
    now: dt.datetime,
    facts: dict[str, Fact] | None = None,
    changes: Iterable[Change] = (),
) -> None:
    code = row.project.subject.code
    told: dict[str, Fact] = {"promise": row.pk, **(facts or {})}
    record(name, kind="project", key=code, by=by.key, now=now, facts=told, changes=changes)
