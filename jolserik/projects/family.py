"""A project with those that were merged into it: rows that are only added stay with the project
for which they were written, and are read together."""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet

from jolserik.projects.models import Project


def of(project: Project) -> "QuerySet[Project, int]":
    """Ids of a project and of those merged into it, for `project__in`."""
    return Project.objects.filter(Q(pk=project.pk) | Q(merged_into=project)).values_list(
        "pk", flat=True
    )


def of_outer() -> "QuerySet[Project, int]":
    """The same for the project of an outer query, two levels up: for `project__in` within a
    Subquery of projects."""
    project = OuterRef(OuterRef("pk"))
    return Project.objects.filter(Q(pk=project) | Q(merged_into=project)).values_list(
        "pk", flat=True
    )


def of_all(projects: Iterable[int]) -> dict[int, int]:
    """Which project each one's rows belong to now: itself, or the one it was merged into."""
    wanted = list(projects)
    found = {pk: pk for pk in wanted}
    merged = Project.objects.filter(merged_into__in=wanted).values_list("pk", "merged_into")
    return found | {pk: int(into) for pk, into in merged if into is not None}


def codes(code: str) -> list[str]:
    """The code of a project and of those merged into it: keys of the diary."""
    merged = Project.objects.filter(merged_into__subject__code=code)
    return [code, *merged.values_list("subject__code", flat=True)]
