"""The briefing note of one project, as the register knew it on a day."""

import datetime as dt
from typing import Any

from jolserik.briefings import figures, happened
from jolserik.briefings.happened import About
from jolserik.briefings.note import Note, head
from jolserik.briefings.saying import Say
from jolserik.core import amounts
from jolserik.indicators.moment import Moment
from jolserik.people.actor import Actor
from jolserik.people.queries import display_names
from jolserik.projects import access, as_of, oked
from jolserik.projects.models import Project, ProjectFact, StageMove
from jolserik.projects.values import State

COSTS = ("cost_kzt", "cost_own_kzt", "cost_bank_kzt", "cost_state_kzt", "cost_other_kzt")


def of_project(project: Project, *, actor: Actor, moment: Moment, language: str) -> Note:
    """The note of one project, as far as the actor may know it."""
    say = Say(language, moment.as_of)
    subject = project.subject.to_value()
    inner = access.in_confidence(actor).filter(pk=project.pk).exists()
    if not moment.is_today:
        project = as_of.wound_back(project, moment.as_of)
    stage, since = _stage(project, moment)
    about = About(
        inner=(project.pk,) if inner else (),
        seen=(project.pk,),
        stages={project.pk: stage},
        names={},
        actor=actor,
        moment=moment,
        say=say,
    )
    cost = _cost(project, say) if inner else []
    return Note(
        **head(
            title=subject.names.get(language),
            kind="project",
            fictional=subject.fictional,
            moment=moment,
            say=say,
        ),
        facts=_facts(project, stage, since, say, inner=inner),
        money=[*cost, *figures.lines(subject, actor, moment, say)],
        since=happened.since(about),
        problems=happened.problems(about),
        next=happened.ahead(about),
        specialist=_specialist(project, moment, say),
        sources=say.sources,
    )


def _stage(project: Project, moment: Moment) -> tuple[str, dt.date | None]:
    """The stage on a day and since when: by the last move, else by the newest publication."""
    moves = StageMove.objects.filter(project=project, on__lte=moment.as_of).order_by("-on", "-id")
    if (last := moves.first()) is not None:
        return last.to, last.on
    if project.state != State.PUBLISHED and moment.is_today:
        return project.stage, project.stage_since
    told = project.facts.filter(kind=ProjectFact.Kind.STAGE, known_on__lte=moment.as_of)
    newest = told.order_by("-known_on", "-id").first()
    if newest is None:
        return "", None
    return newest.stage, project.stage_since if newest.stage == project.stage else None


def _facts(
    project: Project, stage: str, since: dt.date | None, say: Say, *, inner: bool
) -> list[tuple[str, str]]:
    company = project.company.organisation if project.company else None
    initiator = company.called(say.language, say.today) if company else project.initiator
    capacity = (
        f"{amounts.exact(project.capacity.normalize(), say.language)} {project.capacity_unit}"
        if project.capacity is not None
        else ""
    )
    stage_text = say.word("stage", stage)
    if since and stage_text:
        stage_text = f"{stage_text}, {say.note('from')} {say.day(since)}"
    period = " – ".join(say.day(day) for day in (project.starts_on, project.ends_on) if day)
    jobs = [
        f"{say.number(number)} ({say.word('field', name).lower()}){say.registered()}"
        for name, number in (
            ("jobs_permanent", project.jobs_permanent),
            ("jobs_temporary", project.jobs_temporary),
        )
        if number and inner
    ]
    sector = oked.name_of(project.sector)
    lines = (
        (say.word("field", "company"), initiator),
        (say.word("field", "countries"), say.countries(project.countries)),
        (say.word("field", "sector"), sector.get(say.language) if sector else ""),
        (say.word("field", "place"), _named(project.place, say)),
        (say.word("field", "zone"), _named(project.zone, say)),
        (say.word("field", "product"), project.product),
        (say.word("field", "capacity"), capacity),
        (say.note("jobs"), ", ".join(jobs)),
        (say.note("period"), period),
        (say.note("stage"), stage_text),
        (say.word("field", "readiness"), _percent(project.readiness)),
    )
    return [(label, text) for label, text in lines if text]


def _cost(project: Project, say: Say) -> list[tuple[str, str]]:
    values = ((code, getattr(project, code)) for code in COSTS)
    return [
        (say.word("field", code), f"{say.tenge(value)}{say.registered()}")
        for code, value in values
        if value is not None
    ]


def _specialist(project: Project, moment: Moment, say: Say) -> str:
    led = as_of.leads([project.pk], moment.as_of)
    keys = [row.person_id for row in led]
    if not keys and project.lead_id and moment.is_today:
        keys = [project.lead_id]
    if not keys:
        return ""
    name = display_names(keys, say.language)[keys[0]]
    body = project.department.called(say.language, say.today) if project.department else ""
    return ", ".join(part for part in (name, body) if part)


def _named(subject: Any, say: Say) -> str:
    return subject.names.get(say.language) if subject else ""


def _percent(value: int | None) -> str:
    return "" if value is None else str(value)
