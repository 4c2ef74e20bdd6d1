"""Documents about promises and instructions: who sees them, and who adds them."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from jolserik.commitments import acts, queries
from jolserik.commitments.models import Instruction, Promise
from jolserik.core.refusal import Refusal
from jolserik.core.words import Words
from jolserik.documents.owners import Owner
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.projects import access


def _keys(rows: "QuerySet[Any]") -> "QuerySet[Any, str]":
    plain = rows.select_related(None).order_by()
    keys: QuerySet[Any, str]
    keys = plain.annotate(as_text=Cast("pk", CharField())).values_list("as_text", flat=True)
    return keys


def _promises(actor: Actor) -> "QuerySet[Any, str] | None":
    return None if access.sees_all(actor) else _keys(queries.promises_visible_to(actor))


def _promises_in_confidence(actor: Actor) -> "QuerySet[Any, str] | None":
    """Confidential papers are for the team and whoever sees all, not for the investor."""
    if access.sees_all(actor):
        return None
    mine = access.that(actor, Right.EDIT_PROJECTS)
    return _keys(queries.promises_visible_to(actor).filter(project__in=mine.values("pk")))


def _instructions(actor: Actor) -> "QuerySet[Any, str] | None":
    every = why_not(actor, Right.GIVE_INSTRUCTIONS) is None or access.sees_all(actor)
    return None if every else _keys(queries.instructions_visible_to(actor))


def _why_not_promise(actor: Actor, key: str) -> Refusal | None:
    """Its owner and the team of its project."""
    row = Promise.objects.select_related("project").filter(pk=_number(key)).first()
    if row is None:
        return Refusal("document_of_nothing")
    return None if row.owner_id in actor.keys else access.why_not_edit(actor, row.project)


def _why_not_instruction(actor: Actor, key: str) -> Refusal | None:
    """Its holder, its co-executors, and who gave it."""
    row = Instruction.objects.filter(pk=_number(key)).first()
    if row is None:
        return Refusal("document_of_nothing")
    helps = row.co_executors.filter(pk__in=actor.keys)
    if row.holder_id in actor.keys or acts.gave(row, actor) or helps.exists():
        return None
    return Refusal("instruction_held_by_another")


def _promise_names(keys: Collection[str]) -> Mapping[str, Words]:
    rows = Promise.objects.filter(pk__in=[_number(key) for key in keys])
    return {str(pk): Words(text, text, text) for pk, text in rows.values_list("pk", "text")}


def _instruction_names(keys: Collection[str]) -> Mapping[str, Words]:
    rows = Instruction.objects.filter(pk__in=[_number(key) for key in keys])
    texts = ((pk, text[:120]) for pk, text in rows.values_list("pk", "text"))
    return {str(pk): Words(text, text, text) for pk, text in texts}


def _number(key: str) -> int:
    """A row's number; 0, which is no row's, for anything else."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0


OWNERS = {
    "promise": Owner(_promises, _promises_in_confidence, _why_not_promise, _promise_names),
    "instruction": Owner(_instructions, _instructions, _why_not_instruction, _instruction_names),
}
