"""Questions about promises and instructions, from what the actor may see."""

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import InstructionState, PromiseState
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.projects import access
from jolserik.projects.models import Project


def promises_visible_to(actor: Actor) -> QuerySet[Promise]:
    """Both sides see the promises of their projects; a holder sees what they hold."""
    if actor.is_public:
        return Promise.objects.none()
    seen = Q(project__in=access.in_confidence(actor).values("pk")) | Q(owner_id__in=actor.keys)
    return Promise.objects.filter(seen).select_related("project__subject", "owner")


def instructions_visible_to(actor: Actor) -> QuerySet[Instruction]:
    """Who gives instructions and auditors see all, the others what they hold or help with."""
    rows = Instruction.objects.select_related("project__subject", "holder")
    if actor.is_public:
        return rows.none()
    if why_not(actor, Right.GIVE_INSTRUCTIONS) is None or access.sees_all(actor):
        return rows
    helped = Instruction.co_executors.through.objects.filter(person_id__in=actor.keys)
    mine = Q(holder_id__in=actor.keys) | Q(pk__in=helped.values("instruction_id"))
    team = access.that(actor, Right.EDIT_PROJECTS)
    return rows.filter(mine | Q(by__in=actor.keys) | Q(project__in=team.values("pk")))


def open_promises(owners: Iterable[uuid.UUID]) -> QuerySet[Promise]:
    """Open promises that these people answer for, the earliest due first."""
    rows = Promise.objects.filter(owner_id__in=set(owners), state=PromiseState.OPEN)
    return rows.select_related("project__subject").order_by("due_on", "id")


def waiting_instructions(people: Iterable[uuid.UUID]) -> QuerySet[Instruction]:
    """Instructions that these people hold or help with, and those reported to them: what waits."""
    keys = set(people)
    reported = Q(by__in=keys, state=InstructionState.REPORTED)
    helped = Instruction.co_executors.through.objects.filter(person_id__in=keys)
    helping = Q(pk__in=helped.values("instruction_id"), state=InstructionState.OPEN)
    held = Q(holder_id__in=keys, ended_on=None)
    rows = Instruction.objects.filter(held | helping | reported)
    return rows.select_related("project__subject").order_by("due_on", "id")


def waiting_projects(actor: Actor) -> "QuerySet[Project, int]":
    """Projects of which something waits for the actor: what lets an authority see them."""
    helped = Instruction.co_executors.through.objects.filter(person_id__in=actor.keys)
    mine = Q(holder_id__in=actor.keys) | Q(pk__in=helped.values("instruction_id"))
    held = Instruction.objects.filter(mine, ended_on=None, project__isnull=False)
    owed = Promise.objects.filter(owner_id__in=actor.keys, state=PromiseState.OPEN)
    waits = Q(pk__in=held.values("project_id")) | Q(pk__in=owed.values("project_id"))
    return Project.objects.filter(waits).values_list("pk", flat=True)
