"""What is overdue in a department, by the person who is to act: for its head."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import InstructionState, PromiseState
from jolserik.contacts import queries as contacts
from jolserik.contacts.values import FirstContact
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, held
from jolserik.projects import access
from jolserik.projects.models import Project, StageDate
from jolserik.projects.values import ROAD, Stage, State
from jolserik.workdays.queries import calendar


@dataclass(frozen=True)
class Load:
    """What one person has overdue; `projects`: live ones that they lead."""

    person: uuid.UUID
    projects: int
    first_contacts: int
    stages: int
    promises: int
    instructions: int

    @property
    def overdue(self) -> int:
        return self.first_contacts + self.stages + self.promises + self.instructions


def loads(actor: Actor, *, now: dt.datetime) -> tuple[Load, ...]:
    """People of the departments that the actor heads, the most overdue first; nobody for others."""
    if not held(actor, Right.ASSIGN_SPECIALISTS):
        return ()
    today = local_day(now)
    mine = access.that(actor, Right.ASSIGN_SPECIALISTS).filter(state=State.LIVE)
    projects = {p.pk: p for p in mine}
    clocks = contacts.clocks(
        projects.values(), today=today, calendar=calendar(today.year - 3, today.year)
    )
    late = [n for n, clock in clocks.items() if clock.state is FirstContact.OVERDUE]
    promises = Promise.objects.filter(
        project__in=list(projects), state=PromiseState.OPEN, due_on__lt=today
    )
    instructions = Instruction.objects.filter(
        project__in=list(projects), state=InstructionState.OPEN, due_on__lt=today
    )
    return _loads(
        Counter(p.lead_id for p in projects.values()),
        Counter(projects[n].lead_id for n in late),
        Counter(projects[n].lead_id for n in _late_stages(projects.values(), today)),
        Counter(promises.values_list("owner_id", flat=True)),
        Counter(instructions.values_list("holder_id", flat=True)),
    )


def _late_stages(projects: Iterable[Project], today: dt.date) -> Iterable[int]:
    """Projects by their planned days that have passed, each as often as it has some."""
    known = {p.pk: p for p in projects}
    rows = StageDate.objects.filter(
        project__in=list(known), planned_on__lt=today, actual_on=None, phase=None
    )
    for number, stage in rows.values_list("project_id", "stage"):
        at = Stage(known[number].stage)
        if not at.beside and ROAD.index(Stage(stage)) > ROAD.index(at):
            yield number


def _loads(
    leads: "Counter[uuid.UUID | None]", *late: "Counter[uuid.UUID | None]"
) -> tuple[Load, ...]:
    people = {key for counted in (leads, *late) for key in counted if key is not None}
    found = [Load(key, leads[key], *(counted[key] for counted in late)) for key in people]
    return tuple(sorted(found, key=lambda load: (-load.overdue, -load.projects, load.person)))
