"""Instructions: given about a thing, passed on, reported, accepted, taken back."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from jolserik.commitments import about, acts, rules
from jolserik.commitments.actions.common import REASON, attach, keep_paper, person, shift
from jolserik.commitments.models import Instruction
from jolserik.commitments.values import AboutKind, InstructionState
from jolserik.core.refusal import Change, Fact, Problem, ensure
from jolserik.documents.values import Upload
from jolserik.events.actions import record
from jolserik.people import holdings
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.models import Person
from jolserik.people.queries import able_on
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid


@dataclass(frozen=True)
class InstructionDraft:
    """An instruction before it is given.

    `about_key`: code of a project or a zone; of a figure, as `about.figure_key` makes it.
    """

    given_by: str
    text: str
    holder: uuid.UUID
    due_on: dt.date
    about_kind: AboutKind = AboutKind.GENERAL
    about_key: str = ""
    number: str = ""
    document_on: dt.date | None = None
    co_executors: tuple[uuid.UUID, ...] = ()


def give_instruction(draft: InstructionDraft, *, by: Actor, now: dt.datetime) -> Instruction:
    """Give an instruction to a holder; whoever gives it accepts its execution."""
    ensure(why_not(by, Right.GIVE_INSTRUCTIONS))
    today = local_day(now)
    found = list(
        rules.instruction_problems(
            text=draft.text,
            given_by=draft.given_by,
            due_on=draft.due_on,
            today=today,
            document_on=draft.document_on,
        )
    )
    thing = about.found(draft.about_kind, draft.about_key, actor=by)
    if thing is None:
        found.append(Problem("about_key", f"instruction_about_no_{draft.about_kind}"))
    if found or thing is None:
        raise Invalid(found)
    with transaction.atomic():
        row = Instruction.objects.create(
            number=draft.number.strip()[:60],
            document_on=draft.document_on,
            given_by=" ".join(draft.given_by.split())[:200],
            text=draft.text.strip(),
            about_kind=draft.about_kind,
            about_key=thing.key,
            project=thing.project,
            holder=person(draft.holder, "holder", now=now),
            due_on=draft.due_on,
            first_due_on=draft.due_on,
            at=now,
            by=by.key,
        )
        helpers = able_on(today).filter(person_id__in=draft.co_executors)
        helpers = helpers.exclude(person_id=draft.holder)
        row.co_executors.set(Person.objects.filter(pk__in=helpers.values("person_id")))
        facts: dict[str, Fact] = {"holder": str(draft.holder), "due": draft.due_on.isoformat()}
        _record("instruction_given", row, by=by, now=now, facts=facts)
    return row


def report_instruction(
    instruction: int, *, proof: str, paper: Upload | None = None, by: Actor, now: dt.datetime
) -> Instruction:
    """The holder says that it is done, and what shows it: words and, if there is one, a paper."""
    known = Instruction.objects.get(pk=instruction)
    ensure(acts.on_instruction(known, by).report)
    file = keep_paper(paper)
    with transaction.atomic():
        row = _locked(instruction)
        ensure(acts.on_instruction(row, by).report)
        state = InstructionState(row.state)
        ensure(rules.why_not_report(state=state, is_holder=True, proof=proof))
        row.state, row.proof = InstructionState.REPORTED, proof.strip()
        row.reported_on, row.returned_why = local_day(now), ""
        row.save(update_fields=["state", "proof", "reported_on", "returned_why"])
        facts = attach("instruction", row.pk, file, title=row.proof, by=by, now=now)
        _record("instruction_reported", row, by=by, now=now, facts=facts)
    return row


def answer_report(
    instruction: int, *, accepted: bool, reason: str = "", by: Actor, now: dt.datetime
) -> Instruction:
    """Accept what was reported, or return it with a reason."""
    with transaction.atomic():
        row = _locked(instruction)
        ensure(
            rules.why_not_answer(
                state=InstructionState(row.state),
                is_giver=acts.gave(row, by),
                accepted=accepted,
                reason=reason,
            )
        )
        row.state = InstructionState.DONE if accepted else InstructionState.OPEN
        row.ended_on = local_day(now) if accepted else None
        row.returned_why = "" if accepted else reason.strip()[:REASON]
        row.save(update_fields=["state", "ended_on", "returned_why"])
        name = "instruction_done" if accepted else "instruction_returned"
        _record(name, row, by=by, now=now, facts={"reason": reason.strip()[:REASON]})
    return row


def move_instruction(
    instruction: int, *, due_on: dt.date, reason: str, by: Actor, now: dt.datetime
) -> Instruction:
    """Another day for an instruction, by whoever gave it."""
    with transaction.atomic():
        row = _locked(instruction)
        ensure(acts.on_instruction(row, by).move)
        ensure(rules.why_not_move_due(ended=False, old=row.due_on, new=due_on, reason=reason))
        old = row.due_on
        shift(instruction=row, old=old, new=due_on, reason=reason, by=by, now=now)
        row.due_on = due_on
        row.save(update_fields=["due_on"])
        changes = [Change("due_on", old.isoformat(), due_on.isoformat())]
        _record("instruction_moved", row, by=by, now=now, changes=changes)
    return row


def cancel_instruction(
    instruction: int, *, reason: str, by: Actor, now: dt.datetime
) -> Instruction:
    """Take an instruction back, saying why."""
    with transaction.atomic():
        row = _locked(instruction)
        ended = row.ended_on is not None
        giver = acts.gave(row, by)
        ensure(rules.why_not_cancel(ended=ended, is_giver=giver, reason=reason))
        row.state, row.ended_on = InstructionState.CANCELLED, local_day(now)
        row.returned_why = reason.strip()[:REASON]
        row.save(update_fields=["state", "ended_on", "returned_why"])
        facts: dict[str, Fact] = {"reason": row.returned_why}
        _record("instruction_cancelled", row, by=by, now=now, facts=facts)
    return row


def pass_instruction(
    instruction: int, to: uuid.UUID, *, reason: str, by: Actor, now: dt.datetime
) -> Instruction:
    """Let somebody else hold an open instruction, saying why; by its holder or who gave it. Who
    helped with it and holds it now does so alone."""
    with transaction.atomic():
        row = _locked(instruction)
        ensure(
            rules.why_not_pass(
                state=InstructionState(row.state),
                may=row.holder_id in by.keys or acts.gave(row, by),
                to_holder=row.holder_id == to,
                reason=reason,
            )
        )
        former, row.holder = str(row.holder_id), person(to, "holder", now=now)
        row.save(update_fields=["holder"])
        row.co_executors.remove(row.holder)
        facts: dict[str, Fact] = {"holder": str(to), "former": former}
        facts["reason"] = reason.strip()[:REASON]
        _record("instruction_passed", row, by=by, now=now, facts=facts)
        holdings.note_passed("instruction", str(row.pk), to, by=by, now=now)
    return row


def _locked(number: int) -> Instruction:
    return Instruction.objects.select_for_update().get(pk=number)


def _record(
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
    told: dict[str, Fact] = {"instruction": row.pk, **(facts or {})}
    record(name, kind=kind, key=key, by=by.key, now=now, facts=told, changes=changes)
