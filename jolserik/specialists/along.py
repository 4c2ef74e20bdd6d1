"""What comes along with a project that passes to another: its next step and its last contact."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from jolserik.contacts.models import Contact
from jolserik.projects.models import Project, StageDate
from jolserik.projects.values import ROAD, Stage


@dataclass(frozen=True)
class ComesAlong:
    """`step`: the next planned one on the road; `contact`: the last with the investor."""

    step: StageDate | None
    contact: Contact | None


def comes_along(projects: Iterable[Project]) -> dict[int, ComesAlong]:
    """By the project's number, in two queries."""
    known = {project.pk: project for project in projects}
    steps: dict[int, StageDate] = {}
    dates = StageDate.objects.filter(
        project__in=list(known), phase=None, actual_on=None, planned_on__isnull=False
    )
    for date in dates.order_by("-planned_on"):
        at = Stage(known[date.project_id].stage)
        if at.beside or ROAD.index(Stage(date.stage)) > ROAD.index(at):
            steps[date.project_id] = date
    last = Contact.objects.filter(project=OuterRef("project"), corrected_by=None)
    newest = last.order_by("-happened_at", "-pk").values("pk")[:1]
    rows = Contact.objects.filter(project__in=list(known), pk=Subquery(newest))
    contacts = {row.project_id: row for row in rows}
    return {key: ComesAlong(steps.get(key), contacts.get(key)) for key in known}
