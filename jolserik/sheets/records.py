"""Rows of a table as records: values by field, each with its cell, and everything that is wrong.

A record with problems is not good: it waits until somebody mends it. A doubt is a problem that
somebody may answer with "it is so".
"""

import datetime as dt
from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from jolserik.core.refusal import Fact, Problem
from jolserik.sheets import cells
from jolserik.sheets.cells import Amount, Read, Value
from jolserik.sheets.dates import When, is_month_first, is_order_unclear
from jolserik.sheets.fields import Kind, Vocabulary
from jolserik.sheets.mapping import ROUGH_TENGE, Choice, Mapping
from jolserik.sheets.numbers import Unreadable, decimal_mark_of
from jolserik.sheets.recognising import Recogniser
from jolserik.sheets.sections import Section, SectionKind
from jolserik.sheets.tables import Row, Table
from jolserik.sheets.values import Place, Raw, column_letters

DOUBTS: Final = frozenset(
    (
        "cost_parts_differ",
        "amount_unlikely",
        "spent_more_than_cost",
        "jobs_unlikely",
        "row_told_twice",
    )
)
COST_PARTS: Final = ("cost_own", "cost_bank", "cost_state", "cost_other")
TOLERANCE: Final = Decimal("0.01")
LEAST_COST, MOST_COST = Decimal(1_000_000), Decimal(20_000_000_000_000)  # tenge
MOST_JOBS: Final = 30_000
SHOWN: Final = 120
MOST_KEPT: Final = 50_000
SECTION_FIELDS: Final = {
    SectionKind.PLACE: "place",
    SectionKind.ZONE: "zone",
    SectionKind.STAGE: "stage",
    SectionKind.SECTOR: "sector",
}


@dataclass(frozen=True)
class Told:
    """A value with the cell it stands in, and what is written there."""

    value: Value
    place: Place
    cell: Raw

    @property
    def written(self) -> str:
        return shown(self.cell)


@dataclass(frozen=True)
class Record:
    """One row of data. `told`: by field; `years`: plan by year; `problems`: with their cells."""

    row: int
    told: Map[str, Told]
    years: Map[int, Told] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def is_good(self) -> bool:
        return not self.problems

    @property
    def has_only_doubts(self) -> bool:
        return bool(self.problems) and all(p.code in DOUBTS for p in self.problems)


def read_records(table: Table, mapping: Mapping, recogniser: Recogniser) -> Iterator[Record]:
    """The rows of a table by a settled mapping, from the top."""
    reader = _Reader(table, mapping, recogniser)
    return (reader.record(row) for row in table.rows)


class _Reader:
    def __init__(self, table: Table, mapping: Mapping, recogniser: Recogniser) -> None:
        self.table = table
        self.vocabulary: Vocabulary = recogniser.vocabulary
        self.choosers = recogniser.choosers
        self.sheet = table.sheet.name
        self.errors = frozenset(table.sheet.errors)
        self.columns = [_Column(c, table, recogniser) for c in mapping.choices if c.field]
        self.mapped = {c.choice.field for c in self.columns}

    def record(self, row: Row) -> Record:
        told: dict[str, Told] = {}
        years: dict[int, Told] = {}
        problems: list[Problem] = []
        for column in self.columns:
            choice = column.choice
            if self.errors and self._is_error(row, choice.column):
                place = self.table.place(row, choice.column)
                problems.append(Problem(str(place), "cell_holds_an_error"))
                continue
            cell, wrong = self._cell(row, column)
            read = wrong or column.read(cell)
            if read is None:
                continue
            place = Place(self.sheet, row.line.number, choice.column)
            if isinstance(read, Unreadable):
                facts: dict[str, Fact] = {
                    "written": shown(cell),
                    "title": choice.title,
                    "field": choice.field,
                }
                problems.append(Problem(str(place), read.code, facts))
                continue
            for code, value in read.items():
                kept = Told(value, place, cell)
                if choice.year is not None:
                    years[choice.year] = kept
                    continue
                field = code or choice.field
                if field in told and told[field].value != value:
                    facts = {"written": shown(cell), "title": choice.title, "field": field}
                    problems.append(Problem(str(place), "cells_disagree", facts))
                told.setdefault(field, kept)
        self._from_sections(row, told)
        if not problems or any(f in told for f in ("name", "initiator")):
            problems += _row_problems(row, told, self.table, self.mapped)
        return Record(row.number, told, years, tuple(problems))

    def _is_error(self, row: Row, column: int) -> bool:
        return f"{column_letters(column)}{row.number + 1}" in self.errors

    def _cell(self, row: Row, column: "_Column") -> tuple[Raw, Unreadable | None]:
        """The cell with what stands in merged and continued lines."""
        index = column.choice.column
        if not self.table.tall:
            return row.line.at(index), None
        own = self.table.cell(row, index)
        block = self.table.block(row, index)
        if block is not None and own is not None and column.is_counted:
            if any(block.top <= r.number <= block.bottom and r is not row for r in self.table.rows):
                return own, Unreadable("cell_for_several_rows")
        more = [c for line in row.more if (c := line.at(index)) is not None and c != own]
        if not more:
            return own, None
        return "\n".join(str(c) for c in (own, *more) if c is not None), None

    def _from_sections(self, row: Row, told: dict[str, Told]) -> None:
        """What the sections above a row tell, where its own cells do not."""
        for section in row.context:
            code = SECTION_FIELDS.get(section.kind)
            if code is None or code in told or code not in self.vocabulary.fields:
                continue
            if value := self._of_section(code, section):
                told[code] = Told(value, section.place, section.text)

    def _of_section(self, code: str, section: Section) -> Value | None:
        chooser = self.choosers.get(code)
        return chooser.one(section.text) if chooser else section.text


class _Column:
    """How the cells of one column are read; what was read once from a text is kept."""

    def __init__(self, choice: Choice, table: Table, recogniser: Recogniser) -> None:
        self.choice = choice
        field = recogniser.vocabulary.fields[choice.field]
        sample = table.cells(choice.column, most=2000)
        self.kind = field.kind
        self.mark = decimal_mark_of(sample)
        self.american = any(map(is_month_first, sample))
        self.choosers = recogniser.choosers
        self.chooser = recogniser.choosers.get(field.code)
        self.is_counted = field.kind.is_money or field.kind is Kind.COUNT
        self.kept: dict[str, Read] = {}

    def read(self, cell: Raw) -> Read:
        if cell is None:
            return None
        if not isinstance(cell, str):
            return self._read(cell)
        if cell not in self.kept:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[cell] = self._read(cell)
        return self.kept[cell]

    def _read(self, cell: Raw) -> Read:
        choice = self.choice
        match self.kind:
            case Kind.ORDINAL:
                return None
            case Kind.COMPANY:
                return cells.read_company(cell)
            case Kind.BIN:
                return cells.read_bin(cell)
            case Kind.COUNTRIES:
                return cells.read_country_names(cell)
            case Kind.PLACE:
                return cells.read_place(cell, self.choosers)
            case Kind.AMOUNT | Kind.YEARLY:
                return cells.read_amount(cell, unit=choice.unit, decimal_mark=self.mark)
            case Kind.COUNT:
                return cells.read_count(cell, decimal_mark=self.mark)
            case Kind.JOBS_PAIR:
                return cells.read_jobs_pair(cell, title=choice.title)
            case Kind.PERCENT:
                return cells.read_percent(cell, scale=choice.percent)
            case Kind.DAY:
                if self.american and is_order_unclear(cell):
                    return Unreadable("cell_day_order_unclear")
                return cells.read_day(cell)
            case Kind.PERIOD:
                return cells.read_span(cell)
            case Kind.QUANTITY:
                return cells.read_quantity(cell, decimal_mark=self.mark)
            case Kind.CONTACT:
                return cells.read_contact(cell)
            case Kind.CHOICES if self.chooser:
                return cells.read_choices(cell, self.chooser)
            case Kind.CHOICE | Kind.ZONE | Kind.SECTOR | Kind.OKED | Kind.PERSON if self.chooser:
                return cells.read_choice(cell, self.chooser)
            case _:
                return cells.read_text(cell)


def shown(cell: Raw) -> str:
    """What is written in a cell, not longer than a line."""
    text = str(cell) if isinstance(cell, dt.date) else cells.plain_text(cell)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


# --- what is wrong with a row as a whole


def _row_problems(
    row: Row, told: Map[str, Told], table: Table, mapped: set[str]
) -> Iterator[Problem]:
    if "name" in mapped and "name" not in told:
        first = next(c for c, _ in row.line.filled())
        yield Problem(str(table.place(row, first)), "row_without_name")
    yield from _about_money(told)
    yield from _about_dates(told)
    jobs = told.get("jobs_permanent") or told.get("jobs")
    if jobs and isinstance(jobs.value, int) and jobs.value > MOST_JOBS:
        yield Problem(str(jobs.place), "jobs_unlikely", {"written": jobs.written})


def _about_money(told: Map[str, Told]) -> Iterator[Problem]:
    cost = _money(told, "cost")
    parts = [p for f in COST_PARTS if (p := _money(told, f)) is not None]
    if cost is None:
        return
    rough = cost.value * ROUGH_TENGE.get(cost.currency, 1)
    place, written = str(told["cost"].place), told["cost"].written
    if not LEAST_COST <= rough <= MOST_COST and cost.value:
        yield Problem(place, "amount_unlikely", {"written": written})
    same = [p.value for p in parts if p.currency == cost.currency]
    if same and sum(same) > cost.value * (1 + TOLERANCE):
        facts: dict[str, Fact] = {
            "sum": format(sum(same, Decimal(0)), "f"),
            "total": format(cost.value, "f"),
        }
        yield Problem(place, "cost_parts_differ", facts)
    spent = _money(told, "spent")
    if spent and spent.currency == cost.currency and spent.value > cost.value * 2:
        yield Problem(
            str(told["spent"].place), "spent_more_than_cost", {"written": told["spent"].written}
        )


def _money(told: Map[str, Told], field: str) -> Amount | None:
    value = told[field].value if field in told else None
    return value if isinstance(value, Amount) else None


def _about_dates(told: Map[str, Told]) -> Iterator[Problem]:
    starts, ends = told.get("starts"), told.get("ends")
    if starts and ends and isinstance(starts.value, When) and isinstance(ends.value, When):
        if starts.value.first > ends.value.last:
            yield Problem(
                str(ends.place), "cell_period_backwards", {"written": ends.written, "title": ""}
            )
