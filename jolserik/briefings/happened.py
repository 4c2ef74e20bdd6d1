"""What was done with projects since a day, what hinders them and what comes next, in words."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from jolserik.briefings.saying import Say
from jolserik.commitments import queries as commitments
from jolserik.contacts import queries as contacts
from jolserik.indicators.moment import Moment
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.projects import family
from jolserik.projects.models import ProjectFact, StageDate, StageMove, StateText
from jolserik.projects.values import ROAD, Stage

MOST: Final = 6
LONGEST: Final = 220  # signs of a line
READ: Final = 200  # rows of each sort are looked at


@dataclass(frozen=True)
class About:
    """Of which projects: those whose inner matters the reader may know, and all that are seen.

    `stages`: where they stood on the day; `names`: of each, in a note about many.
    """

    inner: Collection[int]
    seen: Collection[int]
    stages: Mapping[int, str]
    names: Mapping[int, str]
    actor: Actor
    moment: Moment
    say: Say

    def line(self, project: int, text: str) -> str:
        named = self.names.get(project, "")
        text = f"{named}: {text}" if named else text
        text = " ".join(text.split())
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def since(about: About) -> list[str]:
    """What was done between the two days of the moment, newest first."""
    say, moment = about.say, about.moment
    span = {"on__gt": moment.since, "on__lte": moment.as_of}
    lines: list[tuple[dt.date, int, str]] = []
    moves = StageMove.objects.filter(project__in=about.inner, **span).order_by("-on", "-id")
    lines += [(m.on, m.project_id, say.word("stage", m.to)) for m in moves[:READ]]
    whose = family.of_all(about.inner)
    told = StateText.objects.filter(project__in=whose, **span).exclude(text="")
    lines += [(s.on, whose[s.project_id], s.text) for s in told.order_by("-on", "-id")[:READ]]
    spoken = contacts.visible_to(about.actor).filter(project__in=about.inner, corrected_by=None)
    for contact in spoken[:READ]:
        day = local_day(contact.happened_at)
        if moment.since < day <= moment.as_of:
            kind = say.word("contact_kind", contact.kind)
            text = f"{kind}: {contact.notes}" if contact.notes else kind
            lines.append((day, contact.project_id, text))
    whose = family.of_all(about.seen)
    facts = ProjectFact.objects.filter(
        project__in=whose, known_on__gt=moment.since, known_on__lte=moment.as_of
    ).select_related("source")
    for fact in facts.order_by("-known_on", "-id")[:READ]:
        mark = say.source(f"{fact.source.title}, {say.known(fact.known)}")
        lines.append((fact.known_on, whose[fact.project_id], f"{fact.text[say.language]} [{mark}]"))
    lines.sort(key=lambda line: line[0], reverse=True)
    if not lines:
        return [say.note("nothing_since", {"day": say.day(moment.since)})]
    return [f"{say.day(day)}: {about.line(pk, text)}" for day, pk, text in lines[:MOST]]


def problems(about: About) -> list[str]:
    """What was overdue on the day: planned days, promises, instructions; the oldest first. It says
    so where nothing was; of projects whose inner matters are not to be known it says nothing."""
    say, day = about.say, about.moment.as_of
    if not about.inner:
        return []
    open_then = Q(ended_on=None) | Q(ended_on__gt=day)
    found: list[tuple[dt.date, int, str]] = []
    for date in _dates(about, planned_on__lt=day).order_by("planned_on")[:READ]:
        if date.planned_on and _ahead(about, date):
            text = f"{say.note('late')}: {say.word('stage', date.stage)}"
            found.append((date.planned_on, date.project_id, text))
    promises = commitments.promises_visible_to(about.actor).filter(
        open_then, project__in=about.inner, due_on__lt=day, given_on__lte=day
    )
    for promise in promises[:READ]:
        side = say.word("promise_side", promise.side)
        text = f"{say.note('owed')} ({side}): {promise.text}"
        found.append((promise.due_on, promise.project_id, text))
    tasks = commitments.instructions_visible_to(about.actor).filter(
        open_then, project__in=about.inner, due_on__lt=day
    )
    for task in tasks[:READ]:
        found.append((task.due_on, task.project_id or 0, f"{say.note('instructed')}: {task.text}"))
    found.sort()
    if not found:
        return [say.note("no_problems")]
    return [f"{about.line(pk, text)}, {say.day(due)}" for due, pk, text in found[:MOST]]


def ahead(about: About) -> list[str]:
    """The next step that was told last of each project, and the nearest planned days."""
    say, day = about.say, about.moment.as_of
    whose = family.of_all(about.inner)
    told = StateText.objects.filter(project__in=whose, on__lte=day).exclude(next_step="")
    newest: dict[int, StateText] = {}
    for state in told.order_by("-on", "-id")[:READ]:
        newest.setdefault(whose[state.project_id], state)
    steps = [about.line(pk, state.next_step) for pk, state in newest.items()]
    dates = _dates(about, planned_on__gte=day).order_by("planned_on")
    days = [
        about.line(d.project_id, f"{say.word('stage', d.stage)}: {say.day(d.planned_on)}")
        for d in dates[:MOST]
    ]
    first = steps[: MOST // 2]
    return [*first, *days[: MOST - len(first)]]


def _dates(about: About, **planned: Any) -> Any:
    later = Q(actual_on=None) | Q(actual_on__gt=about.moment.as_of)
    return StageDate.objects.filter(later, project__in=about.inner, phase=None, **planned)


def _ahead(about: About, date: StageDate) -> bool:
    """Whether the project had not come to the stage of a planned day."""
    stage = about.stages.get(date.project_id, "")
    if not stage or Stage(stage).beside:
        return bool(stage)
    return ROAD.index(Stage(date.stage)) > ROAD.index(Stage(stage))
