"""Tables of projects for others (`sweep_tables.toml`), as XLSX, from the newest words told."""

import datetime as dt
import io
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Final

from babel import Locale
from django.db.models import Q
from xlsxwriter import Workbook

from jolserik.core.month import Month
from jolserik.core.words import Words, word
from jolserik.people.models import OrganisationName
from jolserik.projects import family
from jolserik.projects.models import Membership, Project, StateText
from jolserik.territory.models import Place

RUSSIAN: Final = "ru"


@dataclass(frozen=True)
class Column:
    """`unit`: how many tenge make one of the column's."""

    title: str
    cell: str
    width: int
    unit: int = 1


@dataclass(frozen=True)
class Layout:
    """A table as its receiver wants it; `list`: only projects that are on this list."""

    code: str
    words: Words
    file: str
    sheet: str
    title: str
    columns: tuple[Column, ...]
    list: str = ""


@dataclass(frozen=True)
class Line:
    """A project with what was told of it by the end of the month, and its names joined."""

    number: int
    project: Project
    state: str
    next_step: str
    readiness: int | None
    told_on: dt.date | None
    initiator: str
    kato: str


Value = str | int | Decimal | dt.date | None
CELLS: Final[Mapping[str, Callable[[Line], Value]]] = {
    "number": lambda line: line.number,
    "name": lambda line: line.project.subject.names.ru,
    "initiator": lambda line: line.initiator,
    "bin": lambda line: line.project.company.organisation.bin if line.project.company else "",
    "countries": lambda line: _countries(line.project.countries),
    "sector": lambda line: line.project.sector,
    "place": lambda line: line.project.place.names.ru if line.project.place else "",
    "kato": lambda line: line.kato,
    "product": lambda line: line.project.product,
    "capacity": lambda line: line.project.capacity,
    "capacity_unit": lambda line: line.project.capacity_unit,
    "cost": lambda line: line.project.cost_kzt,
    "cost_own": lambda line: line.project.cost_own_kzt,
    "cost_bank": lambda line: line.project.cost_bank_kzt,
    "cost_state": lambda line: line.project.cost_state_kzt,
    "jobs_permanent": lambda line: line.project.jobs_permanent,
    "jobs_temporary": lambda line: line.project.jobs_temporary,
    "starts_on": lambda line: line.project.starts_on,
    "ends_on": lambda line: line.project.ends_on,
    "planned_launch_on": lambda line: line.project.planned_launch_on,
    "launched_on": lambda line: line.project.launched_on,
    "stage": lambda line: word("stage", line.project.stage, RUSSIAN),
    "readiness": lambda line: line.readiness,
    "state": lambda line: line.state,
    "next_step": lambda line: line.next_step,
    "told_on": lambda line: line.told_on,
}


@cache
def layouts() -> Mapping[str, Layout]:
    """The tables by code, in their order."""
    text = (resources.files("jolserik.desk") / "sweep_tables.toml").read_text("utf-8")
    return {code: _layout(code, table) for code, table in tomllib.loads(text).items()}


def _layout(code: str, table: dict[str, Any]) -> Layout:
    columns = tuple(Column(**line) for line in table["columns"])
    unknown = {column.cell for column in columns} - CELLS.keys()
    if unknown:
        raise ValueError(f"{code} has columns that nothing fills: {sorted(unknown)}")
    return Layout(
        code=code,
        words=Words.of(table),
        file=table["file"],
        sheet=table["sheet"],
        title=table["title"],
        columns=columns,
        list=table.get("list", ""),
    )


def made(layout: Layout, projects: Iterable[Project], *, month: Month) -> bytes:
    """The table as XLSX. Every text is written as text: what begins with = is no formula."""
    output = io.BytesIO()
    book = Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(layout.sheet)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    number = book.add_format({"num_format": "#,##0.###", "valign": "top", "border": 1})
    day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "border": 1})
    title = book.add_format({"bold": True, "font_size": 13})
    until = f"{month.last_day:%d.%m.%Y}"
    sheet.write_string(0, 0, f"{layout.title} (по состоянию на {until})", title)
    for at, column in enumerate(layout.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(2, at, column.title, head)
    for down, line in enumerate(_lines(layout, projects, month=month), start=3):
        for at, column in enumerate(layout.columns):
            value = CELLS[column.cell](line)
            if value is None or value == "":
                sheet.write_blank(down, at, None, text)
            elif isinstance(value, dt.date):
                start = dt.datetime(value.year, value.month, value.day)  # a day
                sheet.write_datetime(down, at, start, day)
            elif isinstance(value, str):
                sheet.write_string(down, at, value, text)
            else:
                sheet.write_number(down, at, float(Decimal(value) / column.unit), number)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return output.getvalue()


def _lines(layout: Layout, projects: Iterable[Project], *, month: Month) -> list[Line]:
    rows = list(projects)
    last = month.last_day
    if layout.list:
        on = Membership.objects.filter(list__code=layout.list, from_on__lte=last)
        listed = set(
            on.filter(Q(to_on=None) | Q(to_on__gt=last)).values_list("project_id", flat=True)
        )
        rows = [project for project in rows if project.pk in listed]
    whose = family.of_all(project.pk for project in rows)
    told = StateText.objects.filter(project__in=whose, on__lte=last).order_by("on", "id")
    newest: dict[int, StateText] = {}
    words: dict[int, StateText] = {}
    for state in told:
        newest[whose[state.project_id]] = state
        if state.text:
            words[whose[state.project_id]] = state
    katos = dict(
        Place.objects.filter(pk__in=[p.place_id for p in rows if p.place_id]).values_list(
            "pk", "kato"
        )
    )
    initiators = _initiators(rows, last)
    rows.sort(key=lambda project: (project.sort_name, project.pk))
    return [
        Line(
            number=at,
            project=project,
            state=words[project.pk].text if project.pk in words else "",
            next_step=_step(newest.get(project.pk), words.get(project.pk)),
            readiness=newest[project.pk].readiness if project.pk in newest else project.readiness,
            told_on=newest[project.pk].on if project.pk in newest else None,
            initiator=initiators.get(project.company_id or "", project.initiator),
            kato=katos.get(project.place_id or 0, ""),
        )
        for at, project in enumerate(rows, start=1)
    ]


def _step(newest: StateText | None, words: StateText | None) -> str:
    """The next step said last; "no change" leaves the one before it."""
    return next((told.next_step for told in (newest, words) if told and told.next_step), "")


def _initiators(projects: Iterable[Project], on: dt.date) -> dict[str, str]:
    """Russian names of the companies on a day."""
    keys = {project.company_id for project in projects if project.company_id}
    names = OrganisationName.objects.filter(organisation_id__in=keys, valid_from__lte=on)
    return {row.organisation_id: row.ru for row in names.order_by("valid_from")}


def _countries(codes: Iterable[str]) -> str:
    territories = Locale(RUSSIAN).territories
    return ", ".join(territories.get(code, code) for code in codes)
