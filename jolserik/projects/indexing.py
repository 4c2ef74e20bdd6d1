"""Projects as search knows them."""

from collections.abc import Iterator

from jolserik.core.fold import fold
from jolserik.projects.access import standing
from jolserik.projects.models import Project
from jolserik.search.values import IndexEntry

PROJECT = "project"
WEIGHT = 500
BATCH = 500


def of_project(project: Project) -> IndexEntry:
    """By its name, its initiator, the zone and place where it is built, and the note on it.

    Whoever may see the project finds it by all of these, so they are what its public page shows.
    """
    subject = project.subject
    texts = [project.initiator, *also_called(project)]
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
    rows = rows.prefetch_related("merged__subject")
    return map(of_project, rows.iterator(chunk_size=BATCH))


def also_called(project: Project) -> list[str]:
    """Names of the projects that were merged into it: whoever knows them finds this one."""
    former = (row.subject for row in project.merged.all())
    return [text for s in former for text in (s.name_ru, s.name_kk, s.name_en) if text]


def refold(project: Project) -> None:
    """Let the list of projects find it by all of its names."""
    subject = project.subject
    names = (subject.name_ru, subject.name_kk, subject.name_en, subject.code)
    subject.folded = fold(" ".join([*names, *also_called(project)]))
    subject.save(update_fields=["folded"])
