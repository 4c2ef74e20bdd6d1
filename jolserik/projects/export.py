"""Projects as rows of a table for other programs: every field of the passport, never an IIN."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet

from jolserik.core.words import word
from jolserik.people.actor import Actor
from jolserik.projects import oked, passport
from jolserik.projects.around import Around
from jolserik.projects.listing import Listing, in_order
from jolserik.projects.models import Project
from jolserik.projects.passport import Kind
from jolserik.projects.pieces import pieces

Row = Sequence[Any]
# Around the fields of the passport: what the register itself knows.
BEFORE: Final = ("code", "stage", "stage_since", "state")
AFTER: Final = (
    *("planned_launch_on", "launched_on", "contacted_on", "lead", "department", "lists"),
    *("registered_at", "touched_at", "fictional"),
)


def header(language: str) -> list[str]:
    """Names of the columns, with the unit where there is one."""
    own = [word("list_column", code, language) for code in BEFORE]
    fields = []
    for field in passport.FIELDS:
        name = word("field", field.code, language)
        unit = word("unit", "KZT", language) if field.kind is Kind.MONEY else ""
        fields.append(f"{name}, {unit}" if unit else name)
        if field.kind is Kind.COMPANY:
            fields.append(word("field", "bin", language))
        if field.kind is Kind.SECTOR:
            fields.append(word("list_column", "sector_name", language))
    return own + fields + [word("list_column", code, language) for code in AFTER]


def table(listing: Listing, actor: Actor, *, language: str, today: dt.date) -> Iterator[Row]:
    """A row for each project of a view, in its order, read piece by piece."""
    around = Around(language, today)
    for piece in pieces(in_order(listing, actor, today=today), _with_subject):
        around.look(piece)
        for project in piece:
            yield _row(project, around, language)


def _with_subject(found: QuerySet[Project]) -> QuerySet[Project]:
    return found.select_related("subject")


def _row(project: Project, around: Around, language: str) -> list[Any]:
    def said(kind: str, code: str) -> str:
        return word(kind, code, language) if code else ""

    cells: list[Any] = [
        project.subject.code,
        said("stage", project.stage),
        project.stage_since,
        said("project_state", project.state),
    ]
    for field in passport.FIELDS:
        cells += _cells(project, field, around, language)
    return [
        *cells,
        project.planned_launch_on,
        project.launched_on,
        project.contacted_on,
        around.lead(project),
        around.department(project),
        around.lists(project),
        project.registered_at,
        project.touched_at,
        project.subject.fictional,
    ]


def _cells(project: Project, field: passport.Field, around: Around, language: str) -> list[Any]:
    match field.kind:
        case Kind.COMPANY:
            return [*around.company(project)]
        case Kind.COUNTRIES:
            return [", ".join(project.countries)]
        case Kind.SECTOR:
            named = oked.name_of(project.sector)
            return [project.sector, named.get(language) if named else ""]
        case Kind.SUBJECT:
            return [around.subject(getattr(project, f"{field.code}_id"))]
        case Kind.SITE:
            return [word("site_kind", project.site_kind, language) if project.site_kind else ""]
        case _ if field.code.startswith("name_"):
            return [getattr(project.subject, field.code)]
        case _:
            value = getattr(project, field.code)
            return [value.normalize() if isinstance(value, Decimal) and not value else value]
