"""Promising, instructing, and how both end. Each act leaves one event."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from jolserik.commitments import rules
from jolserik.commitments.models import DueShift, Instruction, Promise
from jolserik.commitments.values import AboutKind, InstructionState, PromiseState, Side
from jolserik.contacts.models import Contact
from jolserik.core.refusal import Change, Fact, Problem, Refusal, ensure
from jolserik.events.actions import record
from jolserik.people import holdings
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor, Role
from jolserik.people.models import Person
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.projects.values import State

# Whoever speaks for the region: what one of them gave, another may accept.
GIVERS: Final = frozenset({Role.LEADER, Role.HEADQUARTERS_SECRETARY})


@dataclass(frozen=True)
class PromiseDraft:
    """A promise before it is written."""

    side: Side
    owner: uuid.UUID
    text: str
    due_on: dt.date
    condition: str = ""
    given_on: dt.date | None = None
    contact: int | None = None


@dataclass(frozen=True)
class InstructionDraft:
    """An instruction before it is given. `about_key`: a subject's code, or a figure's address."""

    given_by: str
    text: str
    holder: uuid.UUID
    due_on: dt.date
    about_kind: AboutKind = AboutKind.GENERAL
    about_key: str = ""
    number: str = ""
    document_on: dt.date | None = None
    co_executors: tuple[uuid.UUID, ...] = ()


def promise(project: int, draft: PromiseDraft, *, by: Actor, now: dt.datetime) -> Promise:
    """Write a promise given for a live project, by whoever is on its team."""
    today = local_day(now)
    given = draft.given_on or today
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
            owner=_person(draft.owner, "owner"),
            text=" ".join(draft.text.split()),
            condition=" ".join(draft.condition.split())[:300],
            contact=_contact(row, draft.contact),
            given_on=given,
            due_on=draft.due_on,
            first_due_on=draft.due_on,
            at=now,
            by=by.key,
        )
        facts: dict[str, Fact] = {"side": draft.side, "due": draft.due_on.isoformat()}
        _of_project("promise_given", made, by=by, now=now, facts=facts)
    return made


def end_promise(
    promise_id: int, *, kept: bool, on: dt.date, proof: str, by: Actor, now: dt.datetime
) -> Promise:
    """It was kept (late, where its day had passed) or broken; with what shows it."""
    with transaction.atomic():
        row = _locked_promise(promise_id)
        if row.owner_id not in by.keys:
            ensure(access.why_not_edit(by, row.project))
        ensure(rules.why_not_end_promise(state=PromiseState(row.state), proof=proof))
        if on > local_day(now):
            raise Invalid([Problem("on", "day_in_the_future")])
        if on < row.given_on:
            raise Invalid([Problem("on", "due_before_given")])
        row.state = rules.outcome(due_on=row.due_on, kept_on=on) if kept else PromiseState.BROKEN
        row.ended_on, row.proof = on, proof.strip()[:300]
        row.save(update_fields=["state", "ended_on", "proof"])
        name = "promise_kept" if kept else "promise_broken"
        _of_project(name, row, by=by, now=now, facts={"state": row.state})
    return row


def release_promise(promise_id: int, *, reason: str, by: Actor, now: dt.datetime) -> Promise:
    """Let go of a promise of which nobody asks any more, saying why."""
    with transaction.atomic():
        row = _locked_promise(promise_id)
        ensure(access.why_not_edit(by, row.project))
        ensure(rules.why_not_release(state=PromiseState(row.state), reason=reason))
        row.state, row.ended_on = PromiseState.RELEASED, local_day(now)
        row.proof = reason.strip()[:300]
        row.save(update_fields=["state", "ended_on", "proof"])
        _of_project("promise_released", row, by=by, now=now)
    return row


def move_promise(
    promise_id: int, *, due_on: dt.date, reason: str, by: Actor, now: dt.datetime
) -> Promise:
    """Another day for a promise, with the reason; the first day stays beside it."""
    with transaction.atomic():
        row = _locked_promise(promise_id)
        ensure(access.why_not_edit(by, row.project))
        ended = row.state != PromiseState.OPEN
        ensure(rules.why_not_move_due(ended=ended, old=row.due_on, new=due_on, reason=reason))
        old = row.due_on
        _shift(promise=row, old=old, new=due_on, reason=reason, by=by, now=now)
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        changes = [Change("due_on", old.isoformat(), due_on.isoformat())]
        _of_project("promise_moved", row, by=by, now=now, changes=changes)
    return row


def give_instruction(draft: InstructionDraft, *, by: Actor, now: dt.datetime) -> Instruction:
    """Give an instruction to a holder; whoever gives it accepts its execution."""
    ensure(why_not(by, Right.GIVE_INSTRUCTIONS))
    found = tuple(
        rules.instruction_problems(
            text=draft.text,
            given_by=draft.given_by,
            due_on=draft.due_on,
            today=local_day(now),
            document_on=draft.document_on,
        )
    )
    about = None
    if draft.about_kind is AboutKind.PROJECT:
        about = access.visible_to(by).filter(subject__code=draft.about_key).first()
        if about is None:
            found = (*found, Problem("about_key", "instruction_about_nothing"))
    if found:
        raise Invalid(found)
    with transaction.atomic():
        row = Instruction.objects.create(
            number=draft.number.strip()[:60],
            document_on=draft.document_on,
            given_by=" ".join(draft.given_by.split())[:200],
            text=draft.text.strip(),
            about_kind=draft.about_kind,
            about_key=draft.about_key,
            project=about,
            holder=_person(draft.holder, "holder"),
            due_on=draft.due_on,
            first_due_on=draft.due_on,
            at=now,
            by=by.key,
        )
        row.co_executors.set(Person.objects.filter(pk__in=draft.co_executors, erased_at=None))
        facts: dict[str, Fact] = {"holder": str(draft.holder), "due": draft.due_on.isoformat()}
        _of_instruction("instruction_given", row, by=by, now=now, facts=facts)
    return row


def report_instruction(instruction: int, *, proof: str, by: Actor, now: dt.datetime) -> Instruction:
    """The holder says that it is done, and what shows it."""
    with transaction.atomic():
        row = _locked_instruction(instruction)
        ensure(
            rules.why_not_report(
                state=InstructionState(row.state),
                is_holder=_executes(row, by),
                proof=proof,
            )
        )
        row.state, row.proof = InstructionState.REPORTED, proof.strip()
        row.reported_on, row.returned_why = local_day(now), ""
        row.save(update_fields=["state", "proof", "reported_on", "returned_why"])
        _of_instruction("instruction_reported", row, by=by, now=now)
    return row


def answer_report(
    instruction: int, *, accepted: bool, reason: str = "", by: Actor, now: dt.datetime
) -> Instruction:
    """Accept what was reported, or return it with a reason."""
    with transaction.atomic():
        row = _locked_instruction(instruction)
        ensure(
            rules.why_not_answer(
                state=InstructionState(row.state),
                is_giver=gave(row, by),
                accepted=accepted,
                reason=reason,
            )
        )
        row.state = InstructionState.DONE if accepted else InstructionState.OPEN
        row.ended_on = local_day(now) if accepted else None
        row.returned_why = "" if accepted else reason.strip()[:300]
        row.save(update_fields=["state", "ended_on", "returned_why"])
        name = "instruction_done" if accepted else "instruction_returned"
        _of_instruction(name, row, by=by, now=now, facts={"reason": reason.strip()[:300]})
    return row


def move_instruction(
    instruction: int, *, due_on: dt.date, reason: str, by: Actor, now: dt.datetime
) -> Instruction:
    """Another day for an instruction, by whoever gave it."""
    with transaction.atomic():
        row = _locked_instruction(instruction)
        ensure(None if gave(row, by) else Refusal("instruction_of_another"))
        ended = row.ended_on is not None
        ensure(rules.why_not_move_due(ended=ended, old=row.due_on, new=due_on, reason=reason))
        old = row.due_on
        _shift(instruction=row, old=old, new=due_on, reason=reason, by=by, now=now)
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        changes = [Change("due_on", old.isoformat(), due_on.isoformat())]
        _of_instruction("instruction_moved", row, by=by, now=now, changes=changes)
    return row


def cancel_instruction(
    instruction: int, *, reason: str, by: Actor, now: dt.datetime
) -> Instruction:
    """Take an instruction back, saying why."""
    with transaction.atomic():
        row = _locked_instruction(instruction)
        ended = row.ended_on is not None
        ensure(rules.why_not_cancel(ended=ended, is_giver=gave(row, by), reason=reason))
        row.state, row.ended_on = InstructionState.CANCELLED, local_day(now)
        row.returned_why = reason.strip()[:300]
        row.save(update_fields=["state", "ended_on", "returned_why"])
        facts: dict[str, Fact] = {"reason": row.returned_why}
        _of_instruction("instruction_cancelled", row, by=by, now=now, facts=facts)
    return row


def pass_instruction(
    instruction: int, to: uuid.UUID, *, by: Actor, now: dt.datetime
) -> Instruction:
    """Let somebody else hold an open instruction; by its holder or who gave it."""
    with transaction.atomic():
        row = _locked_instruction(instruction)
        may = row.holder_id in by.keys or gave(row, by)
        state = InstructionState(row.state)
        ensure(rules.why_not_pass(state=state, may=may, to_holder=row.holder_id == to))
        former, row.holder = str(row.holder_id), _person(to, "holder")
        row.save(update_fields=["holder"])
        facts: dict[str, Fact] = {"holder": str(to), "former": former}
        _of_instruction("instruction_passed", row, by=by, now=now, facts=facts)
        holdings.note_passed("instruction", str(row.pk), to, by=by, now=now)
    return row


def gave(row: Instruction, by: Actor) -> bool:
    """Who wrote it down, and the leaders and the secretary, in whose name it was given."""
    return (row.by is not None and row.by in by.keys) or bool(GIVERS & by.roles) or by.is_program


def _executes(row: Instruction, by: Actor) -> bool:
    helps = row.co_executors.filter(pk__in=by.keys)
    return row.holder_id in by.keys or helps.exists()


def _contact(project: Project, number: int | None) -> Contact | None:
    """The meeting at which it was promised; one of another project is nobody's."""
    return Contact.objects.filter(pk=number, project=project).first() if number else None


def _person(key: uuid.UUID, place: str) -> Person:
    found = Person.objects.filter(pk=key, erased_at=None).first()
    if found is None:
        raise Invalid([Problem(place, "holder_unknown")])
    return found


def _locked_promise(number: int) -> Promise:
    rows = Promise.objects.select_related("project__subject")
    return rows.select_for_update(of=("self",)).get(pk=number)


def _locked_instruction(number: int) -> Instruction:
    return Instruction.objects.select_for_update().get(pk=number)


def _shift(
    *,
    old: dt.date,
    new: dt.date,
    reason: str,
    by: Actor,
    now: dt.datetime,
    promise: Promise | None = None,
    instruction: Instruction | None = None,
) -> None:
    DueShift.objects.create(
        promise=promise,
        instruction=instruction,
        old_on=old,
        new_on=new,
        reason=reason.strip()[:300],
        at=now,
        by=by.key,
    )


def _of_project(
    name: str,
    row: Promise,
    *,
    by: Actor,
    now: dt.datetime,
    facts: dict[str, Fact] | None = None,
    changes: Iterable[Change] = (),
) -> None:
    code = row.project.subject.code
    told = {"promise": row.pk, **(facts or {})}
    record(name, kind="project", key=code, by=by.key, now=now, facts=told, changes=changes)


def _of_instruction(
    name: str,
    row: Instruction,
    *,
    by: Actor,
    now: dt.datetime,
    facts: dict[str, Fact] | None = None,
    changes: Iterable[Change] = (),
) -> None:
    kind = "project" if row.about_kind == AboutKind.PROJECT else "instruction"
    key = row.about_key if kind == "project" else str(row.pk)
    told = {"instruction": row.pk, **(facts or {})}
    record(name, kind=kind, key=key, by=by.key, now=now, facts=told, changes=changes)
