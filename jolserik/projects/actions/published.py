"""Adding projects and what was published about them."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from jolserik.core.known import KnownOn
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.ledger import subjects
from jolserik.ledger.models import Source, Subject
from jolserik.people.actor import Actor
from jolserik.projects import indexing
from jolserik.projects.models import Project, ProjectFact
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
        place=place,
        zone=zone,
        note=note,
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
    code = project.subject.code
    facts = {"kind": kind, "stage": stage}
    record("project_fact_recorded", kind="subject", key=code, by=by.key, now=now, facts=facts)
    return fact
