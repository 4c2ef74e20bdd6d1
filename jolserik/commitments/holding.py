"""Promises and instructions as something a person holds, and how they pass to another."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import PromiseState
from jolserik.core.refusal import Fact
from jolserik.events.actions import record
from jolserik.people.actor import Actor
from jolserik.people.holdings import Held, Holding, note_passed
from jolserik.people.rights import Right

PROMISE, INSTRUCTION = "promise", "instruction"


def promises_of(person: uuid.UUID) -> tuple[Held, ...]:
    """Open promises a person answers for, the next due first."""
    rows = _promises().filter(owner_id=person).select_related("project__subject")
    return tuple(
        Held(
            PROMISE,
            str(row.pk),
            row.text,
            row.project.department_id or "",
            row.project.subject.code,
        )
        for row in rows
    )


def instructions_of(person: uuid.UUID) -> tuple[Held, ...]:
    """Instructions a person holds that have not ended, the next due first."""
    rows = _instructions().filter(holder_id=person).select_related("project__subject")
    return tuple(
        Held(
            INSTRUCTION,
            str(row.pk),
            row.text[:400],
            (row.project.department_id or "") if row.project else "",
            row.project.subject.code if row.project else "",
        )
        for row in rows
    )


def pass_promises(
    *,
    former: uuid.UUID,
    successor: uuid.UUID,
    keys: Sequence[str],
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Let another answer for these promises; one event on each one's project."""
    rows = _promises().filter(pk__in=[int(key) for key in keys], owner_id=former)
    for row in rows.select_related("project__subject").select_for_update(of=("self",)):
        row.owner_id = successor
        row.save(update_fields=["owner"])
        note_passed(PROMISE, str(row.pk), successor, by=by, now=now)
        facts: dict[str, Fact] = {"promise": row.pk, "owner": str(successor)}
        facts["former"] = str(former)
        code = row.project.subject.code
        record("promise_passed", kind="project", key=code, by=by.key, now=now, facts=facts)


def pass_instructions(
    *,
    former: uuid.UUID,
    successor: uuid.UUID,
    keys: Sequence[str],
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Let another hold these instructions; who held one with them as co-executor does so alone."""
    rows = _instructions().filter(pk__in=[int(key) for key in keys], holder_id=former)
    for row in rows.select_related(None).select_for_update(of=("self",)):
        row.holder_id = successor
        row.save(update_fields=["holder"])
        row.co_executors.remove(*row.co_executors.filter(pk=successor))
        note_passed(INSTRUCTION, str(row.pk), successor, by=by, now=now)
        facts: dict[str, Fact] = {"holder": str(successor), "former": str(former)}
        key = str(row.pk)
        record("instruction_passed", kind="instruction", key=key, by=by.key, now=now, facts=facts)


def _promises() -> QuerySet[Promise]:
    return Promise.objects.filter(state=PromiseState.OPEN).order_by("due_on", "pk")


def _instructions() -> QuerySet[Instruction]:
    return Instruction.objects.filter(ended_on=None).order_by("due_on", "pk")


def promises_counted(people: Collection[uuid.UUID] | None) -> "QuerySet[Any, Any]":
    rows = Promise.objects.filter(state=PromiseState.OPEN)
    mine = rows if people is None else rows.filter(owner_id__in=people)
    return mine.order_by().values_list("owner_id").annotate(n=Count("pk"))


def instructions_counted(people: Collection[uuid.UUID] | None) -> "QuerySet[Any, Any]":
    rows = Instruction.objects.filter(ended_on=None)
    mine = rows if people is None else rows.filter(holder_id__in=people)
    return mine.order_by().values_list("holder_id").annotate(n=Count("pk"))


# Whoever holds a post may answer for a promise: an officer of an authority too.
HOLDINGS = {
    PROMISE: Holding(promises_of, pass_promises, Right.USE_DESK, promises_counted),
    INSTRUCTION: Holding(instructions_of, pass_instructions, Right.USE_DESK, instructions_counted),
}
