"""Gathering what the rules ask of a project."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from jolserik.companies import persons
from jolserik.documents.queries import kinds_of
from jolserik.ledger.models import Entry
from jolserik.ledger.values import Basis, Scenario
from jolserik.projects import passport
from jolserik.projects.models import Phase, Project, StageDate
from jolserik.projects.values import ProjectFacts, Stage, State


def values_of(project: Project) -> dict[str, str]:
    """The passport as plain text. Reads the subject, place and zone (joined or not)."""
    names = project.subject.names
    own = {
        "name_ru": names.ru,
        "name_kk": names.kk,
        "name_en": names.en,
        "company": project.company_id or "",
        "place": project.place.code if project.place else "",
        "zone": project.zone.code if project.zone else "",
    }
    return {
        field.code: own[field.code]
        if field.code in own
        else passport.as_text(getattr(project, field.code))
        for field in passport.FIELDS
    }


def facts_of(project: Project) -> ProjectFacts:
    """Everything the gates ask, in six queries."""
    dates = StageDate.objects.filter(project=project, phase=None, planned_on__isnull=False)
    phases = list(Phase.objects.filter(project=project).values_list("launched_on", flat=True))
    return given(
        project,
        planned=dates.values_list("stage", flat=True),
        phases=len(phases),
        phases_launched=sum(day is not None for day in phases),
        years_planned=_year_plan(project).exists(),
        contact_known=persons.known_for(company=project.company_id, subject=project.pk).exists(),
    )


def counted(rows: QuerySet[Project]) -> Any:
    """The rows with what `facts_of_counted` needs besides dates and documents."""
    phases = Phase.objects.filter(project=OuterRef("pk")).order_by().values("project")
    return rows.annotate(
        phases_known=Subquery(phases.annotate(n=Count("pk")).values("n")),
        phases_launched=Subquery(phases.annotate(n=Count("launched_on")).values("n")),
        years_planned=Exists(_year_plan(OuterRef("pk"))),
        contact_known=Exists(
            persons.known_for(company=OuterRef("company"), subject=OuterRef("pk"))
        ),
    )


def facts_of_counted(project: Any, *, planned: Iterable[str]) -> ProjectFacts:
    """The same for a row of `counted` whose planned stages are at hand: one query."""
    return given(
        project,
        planned=planned,
        phases=project.phases_known or 0,
        phases_launched=project.phases_launched or 0,
        years_planned=project.years_planned,
        contact_known=project.contact_known,
    )


def given(
    project: Project,
    *,
    planned: Iterable[str],
    phases: int,
    phases_launched: int,
    years_planned: bool,
    contact_known: bool,
) -> ProjectFacts:
    """The facts of a project of which these are known already."""
    return ProjectFacts(
        stage=Stage(project.stage) if project.stage else Stage.ENQUIRY,
        state=State(project.state),
        values=values_of(project),
        documents=_documents(project),
        planned=frozenset(Stage(stage) for stage in planned),
        phases=phases,
        phases_launched=phases_launched,
        years_planned=years_planned,
        in_zone=project.zone_id is not None,
        company_form=project.company.form if project.company else "",
        stage_before=Stage(project.stage_before) if project.stage_before else None,
        contact_known=contact_known,
    )


def _documents(project: Project) -> frozenset[str]:
    return kinds_of("project", project.subject.code)


def _year_plan(project: Any) -> QuerySet[Entry]:
    return Entry.objects.filter(
        subject_id=project if isinstance(project, OuterRef) else project.pk,
        measure__code="investment_made",
        scenario=Scenario.PLAN,
        basis=Basis.REGISTER,
        reverses=None,
        reversed_by=None,
    )
