"""A specialist's day: what is overdue, due and ahead, and all projects as one strip.

Six statements, however many projects. What an absent colleague holds is among it, marked.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import Max, Q

from jolserik.commitments import queries as commitments
from jolserik.commitments.values import InstructionState, Side
from jolserik.contacts import queries as contacts
from jolserik.contacts.values import FirstContact
from jolserik.core.words import Words
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.projects import access
from jolserik.projects.models import Project, StageDate
from jolserik.projects.values import LAUNCHED, ROAD, Stage, State
from jolserik.workdays.queries import calendar

AHEAD: Final = dt.timedelta(days=14)
QUIET: Final = dt.timedelta(days=30)


class Kind(StrEnum):
    """What waits. Words: `words.toml`, kind `task`."""

    FIRST_CONTACT = "first_contact"
    PROMISE = "promise"
    REMINDER = "reminder"
    INSTRUCTION = "instruction"
    STAGE = "stage"
    QUIET = "quiet"


class Mark(StrEnum):
    """How a project stands, for the strip. Words: kind `mark`."""

    LATE = "late"
    NEW = "new"
    QUIET = "quiet"
    SUSPENDED = "suspended"
    ON_THE_ROAD = "on_the_road"
    LAUNCHED = "launched"


@dataclass(frozen=True)
class Task:
    """One thing that waits, with its day, and the number that its action needs."""

    kind: Kind
    due_on: dt.date
    text: str
    project: Project | None
    number: int = 0
    stage: Stage | None = None
    state: str = ""
    for_absent: bool = False

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


def day(actor: Actor, *, now: dt.datetime) -> Day:
    """The day of the actor, with what those hold whom they stand in for."""
    today = local_day(now)
    projects = _mine(actor)
    by_id = {project.pk: project for project in projects}
    lead = {p.pk for p in projects if p.lead_id in actor.keys}
    dates = _dates(lead, today)
    clocks = contacts.clocks(
        (p for p in projects if p.pk in lead),
        today=today,
        calendar=calendar(today.year - 1, today.year),
    )
    tasks = [
        *(
            Task(
                Kind.FIRST_CONTACT,
                clock.due_on,
                "",
                by_id[number],
                number,
                for_absent=by_id[number].lead_id != actor.key,
            )
            for number, clock in clocks.items()
        ),
        *_stages(dates, by_id, actor),
        *_promises(actor),
        *_instructions(actor),
    ]
    tasks.sort(key=lambda task: (task.due_on, task.kind, task.number))
    late = {t.project.pk for t in tasks if t.project and t.due_on < today and t.kind is Kind.STAGE}
    fresh = {n for n, clock in clocks.items() if clock.state is not FirstContact.DONE}
    strip = tuple(_card(p, late, fresh, lead, now) for p in projects)
    return Day(
        today=today,
        overdue=tuple(t for t in tasks if t.due_on < today),
        due=tuple(t for t in tasks if t.due_on == today),
        ahead=tuple(t for t in tasks if today < t.due_on <= today + AHEAD),
        quiet=tuple(
            Task(Kind.QUIET, local_day(c.project.touched_at), "", c.project, c.project.pk)
            for c in strip
            if c.mark is Mark.QUIET and c.is_lead and c.project.touched_at
        ),
        strip=strip,
        marks=dict(Counter(card.mark for card in strip)),
        to_update=sum(card.is_lead and _is_stale(card.project, today) for card in strip),
    )


def to_sweep(actor: Actor, *, now: dt.datetime) -> list[Project]:
    """Live projects that the actor leads, not told of this month; the longest untold first."""
    today = local_day(now)
    mine = [p for p in _mine(actor) if p.lead_id in actor.keys and _is_stale(p, today)]
    return sorted(mine, key=lambda p: (p.told_on or dt.date.min, p.pk))  # type: ignore[attr-defined]  # annotated


def _is_stale(project: Project, today: dt.date) -> bool:
    told: dt.date | None = project.told_on  # type: ignore[attr-defined]  # annotated
    return told is None or (told.year, told.month) != (today.year, today.month)


def _mine(actor: Actor) -> list[Project]:
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
            for_absent=project.lead_id != actor.key,
        )


def _promises(actor: Actor) -> Iterable[Task]:
    for row in commitments.open_promises(actor.keys):
        kind = Kind.PROMISE if row.side == Side.STATE else Kind.REMINDER
        absent = row.owner_id != actor.key
        yield Task(kind, row.due_on, row.text, row.project, row.pk, for_absent=absent)


def _instructions(actor: Actor) -> Iterable[Task]:
    for row in commitments.open_instructions(actor.keys):
        if row.state == InstructionState.REPORTED:
            continue  # waits for who gave it
        absent = row.holder_id != actor.key
        yield Task(Kind.INSTRUCTION, row.due_on, row.text, row.project, row.pk, for_absent=absent)


def _card(
    project: Project, late: set[int], fresh: set[int], lead: set[int], now: dt.datetime
) -> Card:
    quiet = project.touched_at is not None and project.touched_at < now - QUIET
    if project.stage == Stage.SUSPENDED:
        mark = Mark.SUSPENDED
    elif project.pk in late:
        mark = Mark.LATE
    elif project.pk in fresh:
        mark = Mark.NEW
    elif project.stage in LAUNCHED:
        mark = Mark.LAUNCHED
    else:
        mark = Mark.QUIET if quiet else Mark.ON_THE_ROAD
    return Card(project, project.subject.names, mark, project.pk in lead)
