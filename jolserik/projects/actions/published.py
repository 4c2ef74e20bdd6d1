"""Adding projects and what was published about them."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from jolserik.core.collation import sort_key
from jolserik.core.known import KnownOn, Precision
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.ledger import subjects
from jolserik.ledger.models import Source, Subject
from jolserik.people.actor import Actor
from jolserik.projects import indexing, oked
from jolserik.projects.models import Project, ProjectFact, StageDate
from jolserik.projects.values import LAUNCHED, Stage, State
from jolserik.search import actions as search


@transaction.atomic
def add_project(
    *,
    code: str,
    names: Words,
    fictional: bool,
    by: Actor,
    now: dt.datetime,
    initiator: str = "",
    countries: Sequence[str] = (),
    sector: str = "",
    place: Subject | None = None,
    zone: Subject | None = None,
    note: dict[str, str] | None = None,
) -> Project:
    """Add a project; its figures roll up into its zone and its place."""
    subject = subjects.add_subject(
        kind="project", code=code, names=names, fictional=fictional, by=by, now=now
    )
    for parent in (zone, place):
        if parent is not None:
            subjects.link(child=subject, parent=parent, by=by, now=now)
    project = Project.objects.create(
        subject=subject,
        initiator=initiator,
        countries=list(countries),
        sector=sector,
        sector_section=oked.section_of(sector),
        place=place,
        zone=zone,
        note=note,
        sort_name=sort_key(names.ru, "kk")[:400],
    )
    search.put([indexing.of_project(project)])
    return project


@transaction.atomic
def add_fact(
    project: Project,
    *,
    kind: str,
    text: Words,
    known: KnownOn,
    source: Source,
    by: Actor,
    now: dt.datetime,
    stage: str = "",
    happened: str = "",
) -> ProjectFact:
    """Record what was published about a project."""
    fact = ProjectFact.objects.create(
        project=project,
        kind=kind,
        stage=stage,
        text={"ru": text.ru, "kk": text.kk, "en": text.en},
        happened=happened,
        known_on=known.day,
        known_precision=known.precision,
        source=source,
        recorded_at=now,
        recorded_by=by.key,
    )
    if stage and project.state == State.PUBLISHED:
        _stand_at_newest(project)
    code = project.subject.code
    facts = {"kind": kind, "stage": stage}
    record("project_fact_recorded", kind="subject", key=code, by=by.key, now=now, facts=facts)
    return fact


def _stand_at_newest(project: Project) -> None:
    """A project that nobody walks with stands where the newest publication says.

    A day goes into its dates only where it was published to the day.
    """
    told = project.facts.filter(kind=ProjectFact.Kind.STAGE).order_by("-known_on", "-id")
    newest = told[0]
    project.stage = newest.stage
    project.stage_since = _happened(newest)
    project.stage_before = ""
    project.launched_on = None
    for fact in reversed(told):
        day = _happened(fact)
        if fact.stage in LAUNCHED and project.launched_on is None:
            project.launched_on = day
        if day is not None and not Stage(fact.stage).beside:
            StageDate.objects.update_or_create(
                project=project, phase=None, stage=fact.stage, defaults={"actual_on": day}
            )
        if not Stage(fact.stage).beside:
            project.stage_before = fact.stage
    if not Stage(newest.stage).beside:
        project.stage_before = ""
    project.save(update_fields=["stage", "stage_since", "stage_before", "launched_on"])


def _happened(fact: ProjectFact) -> dt.date | None:
    """The day it happened, where it was published to the day."""
    try:
        known = KnownOn.parse(fact.happened)
    except ValueError:
        return None
    return known.day if known.precision is Precision.DAY else None
