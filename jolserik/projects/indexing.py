"""Projects as search knows them."""

from collections.abc import Iterator

from django.db.models import QuerySet

from jolserik.projects.models import Project
from jolserik.search.values import IndexEntry

PROJECT = "project"
WEIGHT = 500


def of_project(project: Project) -> IndexEntry:
    """By its name, its initiator, the zone and place where it is built, and the note on it.

    Whoever may see the project finds it by all of these, so they are what its public page shows.
    """
    subject = project.subject
    texts = [project.initiator]
    for where in (project.zone, project.place):
        if where is not None:
            texts += [where.name_ru, where.name_kk, where.name_en]
    texts += (project.note or {}).values()
    return IndexEntry(
        kind=PROJECT,
        key=subject.code,
        title=subject.names,
        texts=tuple(text for text in texts if text),
        weight=WEIGHT,
        fictional=subject.fictional,
    )


def projects() -> Iterator[IndexEntry]:
    """All projects but those that were merged into others."""
    rows = standing().select_related("subject", "place", "zone").order_by("pk")
    return map(of_project, rows.iterator())


def standing() -> QuerySet[Project]:
    return Project.objects.filter(merged_into__isnull=True)
