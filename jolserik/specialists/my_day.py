"""A specialist's day: what is overdue, due and ahead, and all projects as one strip.

The same few statements, however many projects. What an absent colleague holds is among it, marked.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Max, Q

from jolserik.commitments import queries as commitments
from jolserik.commitments.values import InstructionState, Side
from jolserik.contacts import queries as contacts
from jolserik.contacts.values import Clock
from jolserik.core.words import Words
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.projects import access
from jolserik.projects.models import Project, StageDate
from jolserik.projects.values import LAUNCHED, ROAD, Stage, State
from jolserik.workdays.queries import calendar

AHEAD: Final = dt.timedelta(days=7)
QUIET: Final = dt.timedelta(days=30)


class Kind(StrEnum):
    """What waits. Words: `words.toml`, kind `task`."""

    FIRST_CONTACT = "first_contact"
    PROMISE = "promise"
    REMINDER = "reminder"
    INSTRUCTION = "instruction"
    ACCEPT = "accept"
    STAGE = "stage"
    QUIET = "quiet"


class Mark(StrEnum):
    """How a project stands, for the strip. Words: kind `mark`."""

    LATE = "late"
    DUE = "due"
    NEW = "new"
    QUIET = "quiet"
    SUSPENDED = "suspended"
    ON_THE_ROAD = "on_the_road"
    LAUNCHED = "launched"


@dataclass(frozen=True)
class Task:
    """One thing that waits, with its day, and the number that its action needs.

    `ball`: key of who is to act next, None where it is the investor; `since` which day.
    `absent`: key of the absent person whose work it is.
    """

    kind: Kind
    due_on: dt.date
    text: str
    project: Project | None
    number: int = 0
    stage: Stage | None = None
    ball: uuid.UUID | None = None
    since: dt.date | None = None
    absent: uuid.UUID | None = None

    def days_late(self, today: dt.date) -> int:
        return (today - self.due_on).days


@dataclass(frozen=True)
class Card:
    """A project on the strip."""

    project: Project
    names: Words
    mark: Mark
    is_lead: bool


@dataclass(frozen=True)
class Day:
    """All that the page shows."""

    today: dt.date
    overdue: tuple[Task, ...]
    due: tuple[Task, ...]
    ahead: tuple[Task, ...]
    quiet: tuple[Task, ...]
    strip: tuple[Card, ...]
    marks: Mapping[Mark, int]
    to_update: int

    @property
    def tasks(self) -> tuple[Task, ...]:
        """In the order of the page."""
        return (*self.overdue, *self.due, *self.ahead, *self.quiet)

    @property
    def people(self) -> frozenset[uuid.UUID]:
        """Keys of everybody whom the page names."""
        return frozenset(k for t in self.tasks for k in (t.ball, t.absent) if k)


def day(actor: Actor, *, now: dt.datetime) -> Day:
    """The day of the actor, with what those hold whom they stand in for."""
    today = local_day(now)
    projects = walked_with(actor)
    by_id = {project.pk: project for project in projects}
    lead = {p.pk for p in projects if p.lead_id in actor.keys}
    clocks = contacts.clocks(
        (p for p in projects if p.pk in lead),
        today=today,
        calendar=calendar(today.year - 3, today.year),
    )
    tasks = [
        *_first_contacts(clocks, by_id, actor),
        *_stages(_dates(lead, today), by_id, actor),
        *_promises(actor),
        *_instructions(actor, today),
    ]
    tasks.sort(key=lambda task: (task.due_on, task.kind, task.number))
    quiet = [p for p in projects if p.pk in lead and _is_quiet(p, now) and p.pk not in clocks]
    strip = tuple(_card(p, tasks, clocks, lead, now) for p in projects)
    return Day(
        today=today,
        overdue=tuple(t for t in tasks if t.due_on < today),
        due=tuple(t for t in tasks if t.due_on == today),
        ahead=tuple(t for t in tasks if today < t.due_on <= today + AHEAD),
        quiet=tuple(_quiet(project, actor) for project in quiet),
        strip=strip,
        marks={mark: n for mark in Mark if (n := sum(c.mark is mark for c in strip))},
        to_update=sum(card.is_lead and is_stale(card.project, today) for card in strip),
    )


def led(actor: Actor) -> list[Project]:
    """Live projects that the actor leads, those told of the longest ago first."""
    mine = [p for p in walked_with(actor) if p.lead_id in actor.keys]
    return sorted(mine, key=lambda p: (p.told_on or dt.date.min, p.pk))  # type: ignore[attr-defined]  # annotated


def is_stale(project: Project, today: dt.date) -> bool:
    """Whether nobody has told of it this month."""
    told: dt.date | None = project.told_on  # type: ignore[attr-defined]  # annotated
    return told is None or (told.year, told.month) != (today.year, today.month)


def walked_with(actor: Actor) -> list[Project]:
    """Live projects that the actor leads or on whose team the actor is, by name."""
    team = access.team_of(actor).values("project_id")
    rows = Project.objects.filter(Q(lead_id__in=actor.keys) | Q(pk__in=team), state=State.LIVE)
    joined = rows.select_related("subject", "zone", "place", "company__organisation")
    return list(joined.annotate(told_on=Max("states__on")).order_by("sort_name", "pk"))


def _dates(projects: Iterable[int], today: dt.date) -> list[StageDate]:
    rows = StageDate.objects.filter(
        project_id__in=set(projects),
        planned_on__lte=today + AHEAD,
        actual_on=None,
    )
    return list(rows.select_related("phase__subject").order_by("planned_on", "id"))


def _first_contacts(
    clocks: Mapping[int, Clock], by_id: Mapping[int, Project], actor: Actor
) -> Iterable[Task]:
    for number, clock in clocks.items():
        project = by_id[number]
        given = project.registered_at
        yield Task(
            Kind.FIRST_CONTACT,
            clock.due_on,
            "",
            project,
            number,
            ball=project.lead_id,
            since=local_day(given) if given else None,
            absent=_absent(project.lead_id, actor),
        )


def _stages(
    dates: Iterable[StageDate], by_id: Mapping[int, Project], actor: Actor
) -> Iterable[Task]:
    """Planned dates that have not come; a stage that was passed over waits for nobody."""
    for date in dates:
        project, stage = by_id[date.project_id], Stage(date.stage)
        if date.planned_on is None or project.stage == Stage.SUSPENDED:
            continue
        if date.phase is None and ROAD.index(stage) <= ROAD.index(Stage(project.stage)):
            continue
        text = date.phase.subject.name_ru if date.phase else ""
        yield Task(
            Kind.STAGE,
            date.planned_on,
            text,
            project,
            date.pk,
            stage=stage,
            ball=project.lead_id,
            since=project.stage_since,
            absent=_absent(project.lead_id, actor),
        )


def _promises(actor: Actor) -> Iterable[Task]:
    for row in commitments.open_promises(actor.keys):
        ours = row.side == Side.STATE
        yield Task(
            Kind.PROMISE if ours else Kind.REMINDER,
            row.due_on,
            row.text,
            row.project,
            row.pk,
            ball=row.owner_id if ours else None,
            since=row.given_on,
            absent=_absent(row.owner_id, actor),
        )


def _instructions(actor: Actor, today: dt.date) -> Iterable[Task]:
    """What one holds; and what was reported to whoever gave it, which waits from that day on."""
    for row in commitments.waiting_instructions(actor.keys):
        reported = row.state == InstructionState.REPORTED
        if not reported:
            yield Task(
                Kind.INSTRUCTION,
                row.due_on,
                row.text,
                row.project,
                row.pk,
                ball=row.holder_id,
                since=local_day(row.at),
                absent=_absent(row.holder_id, actor),
            )
        elif row.by in actor.keys:
            yield Task(
                Kind.ACCEPT,
                row.reported_on or today,
                row.text,
                row.project,
                row.pk,
                ball=row.by,
                since=row.reported_on,
                absent=_absent(row.by, actor),
            )


def _absent(key: uuid.UUID | None, actor: Actor) -> uuid.UUID | None:
    """Whose work it is, where that is somebody the actor stands in for."""
    return key if key in actor.stands_for else None


def _is_quiet(project: Project, now: dt.datetime) -> bool:
    touched = project.touched_at
    live = project.stage != Stage.SUSPENDED and project.stage != Stage.DESIGN_CAPACITY
    return live and touched is not None and touched < now - QUIET


def _quiet(project: Project, actor: Actor) -> Task:
    touched = local_day(project.touched_at) if project.touched_at else dt.date.min
    return Task(
        Kind.QUIET,
        touched,
        "",
        project,
        project.pk,
        ball=project.lead_id,
        since=touched,
        absent=_absent(project.lead_id, actor),
    )


def _card(
    project: Project,
    tasks: Iterable[Task],
    clocks: Mapping[int, Clock],
    lead: set[int],
    now: dt.datetime,
) -> Card:
    """The worst that is to be said of a project."""
    today = local_day(now)
    days = [t.due_on for t in tasks if t.project is not None and t.project.pk == project.pk]
    if project.stage == Stage.SUSPENDED:
        mark = Mark.SUSPENDED
    elif any(day < today for day in days):
        mark = Mark.LATE
    elif any(day == today for day in days):
        mark = Mark.DUE
    elif project.pk in clocks:
        mark = Mark.NEW
    elif _is_quiet(project, now):
        mark = Mark.QUIET
    else:
        mark = Mark.LAUNCHED if project.stage in LAUNCHED else Mark.ON_THE_ROAD
    return Card(project, project.subject.names, mark, project.pk in lead)
