"""Workbooks that we write: the rest of a list to mend and send again, and an empty list to fill in.

The rest keeps the titles, captions and sections of the original, so that its columns are known at
once. Texts are written as texts: what starts with `=` is no formula.
"""

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter

from jolserik.core.refusal import Problem
from jolserik.core.words import word
from jolserik.sheets.fields import project_list
from jolserik.sheets.sections import Section
from jolserik.sheets.tables import Row, Table
from jolserik.sheets.values import Raw, column_letters

LONGEST: Final = 32_000  # characters that a cell may hold
WIDEST: Final = 46
MONEY_UNIT: Final = {"ru": "млн тенге", "kk": "млн теңге", "en": "KZT mln"}
TEMPLATE_FIELDS: Final = (
    *("number", "name", "initiator", "initiator_bin", "countries", "sector", "place", "zone"),
    *("site_kind", "product", "capacity", "cost", "cost_own", "cost_bank", "cost_state"),
    *("cost_other", "jobs_permanent", "jobs_temporary", "period", "planned_launch", "stage"),
    *("readiness", "state", "problems", "specialist", "updated"),
)


@dataclass(frozen=True)
class Mend:
    """A row to mend: its number in the sheet it came from, and what is wrong with it."""

    number: int
    problems: tuple[Problem, ...]


def rest_workbook(
    table: Table, rows: Sequence[Mend], *, say: Callable[[Problem], str], words: Mapping[str, str]
) -> bytes:
    """The rows to mend, wrong cells marked, with a second sheet that says what to put right.

    `say`: a problem as a sentence; `words`: the names `sheet`, `row`, `cell` and `what`.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(table.sheet.name[:31] or "1")
        writer = _Writer(book, page, table)
        writer.head()
        known = {row.number: row for row in table.rows}
        advice: list[tuple[int, str, str]] = []
        for mend in rows:
            if mend.number in known:
                advice += writer.row(known[mend.number], mend, say)
        _advice(book, advice, words)
    return out.getvalue()


def template(language: str) -> bytes:
    """An empty list with the columns that the program knows at once."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet(word("template", "sheet", language))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        vocabulary = project_list()
        for column, code in enumerate(TEMPLATE_FIELDS):
            title = word("column", code, language)
            if vocabulary.fields[code].kind.is_money:
                title = f"{title}, {MONEY_UNIT[language]}"
            page.write_string(0, column, title, bold)
            page.set_column(column, column, 28 if code in ("name", "state", "problems") else 16)
        page.freeze_panes(1, 2)
    return out.getvalue()


class _Writer:
    """Writes lines of the original table from the top of a new sheet."""

    def __init__(self, book: Any, page: Any, table: Table) -> None:
        self.page, self.table, self.at = page, table, 0
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.wrong = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFE9A8"})
        self.day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
        self.section: tuple[Section, ...] = ()

    def head(self) -> None:
        """Captions, titles with their merged cells, widths of the columns."""
        table = self.table
        for text, place in table.captions:
            self.page.write_string(self.at, place.column, text[:LONGEST])
            self.at += 1
        lines = table.sheet.lines[table.header.top : table.header.bottom + 1]
        shift = self.at - lines[0].number
        for line in lines:
            for column, cell in line.filled():
                self._write(line.number + shift, column, cell, self.bold)
        for block in table.sheet.blocks:
            if lines[0].number <= block.top and block.bottom <= lines[-1].number:
                self._merge(block.top + shift, block.left, block.bottom + shift, block.right, block)
        self.at = lines[-1].number + shift + 1
        for label in table.labels:
            longest = max([len(str(c)) for c in table.cells(label.column, most=50)], default=8)
            self.page.set_column(label.column, label.column, min(WIDEST, max(9, longest + 2)))
        self.page.freeze_panes(self.at, 0)

    def row(
        self, row: Row, mend: Mend, say: Callable[[Problem], str]
    ) -> list[tuple[int, str, str]]:
        """One row with its wrong cells marked; what to put right, by new row and cell."""
        if row.context != self.section:
            self._sections(row.context)
        wrong: dict[int, list[str]] = {}
        advice = []
        for problem in mend.problems:
            column = self._column(problem.place, row)
            cell = f"{column_letters(column)}{self.at + 1}" if column is not None else ""
            advice.append((self.at + 1, cell, say(problem)))
            if column is not None:
                wrong.setdefault(column, []).append(say(problem))
        for label in self.table.labels:
            cell_value = self.table.cell(row, label.column)
            look = self.wrong if label.column in wrong else self.plain
            self._write(self.at, label.column, cell_value, look)
            if label.column in wrong:
                text = "\n".join(wrong[label.column])
                self.page.write_comment(self.at, label.column, text[:1000])
        self.at += 1
        return advice

    def _sections(self, context: tuple[Section, ...]) -> None:
        same = 0
        while same < min(len(context), len(self.section)) and context[same] == self.section[same]:
            same += 1
        first = self.table.labels[0].column
        for section in context[same:]:
            self.page.write_string(self.at, first, section.text, self.bold)
            self.at += 1
        self.section = context

    def _column(self, place: str, row: Row) -> int | None:
        """The column of a problem in this row."""
        for label in self.table.labels:
            if str(self.table.place(row, label.column)) == place:
                return label.column
        return None

    def _write(self, row: int, column: int, cell: Raw, look: Any) -> None:
        if cell is None:
            self.page.write_blank(row, column, None, look)
        elif isinstance(cell, bool):
            self.page.write_boolean(row, column, cell, look)
        elif isinstance(cell, dt.date):
            self.page.write_datetime(
                row, column, dt.datetime(cell.year, cell.month, cell.day), self.day
            )
        elif isinstance(cell, int | float):
            self.page.write_number(row, column, cell, look)
        else:
            self.page.write_string(row, column, cell[:LONGEST], look)

    def _merge(self, top: int, left: int, bottom: int, right: int, block: Any) -> None:
        line = next((x for x in self.table.sheet.lines if x.number == block.top), None)
        text = str(line.at(left) or "") if line else ""
        if (bottom > top or right > left) and text:
            self.page.merge_range(top, left, bottom, right, "", self.bold)
            self.page.write_string(top, left, text, self.bold)


def _advice(book: Any, advice: Sequence[tuple[int, str, str]], words: Mapping[str, str]) -> None:
    page = book.add_worksheet(words["sheet"][:31])
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for column, name in enumerate(("row", "cell", "what")):
        page.write_string(0, column, words[name], bold)
    for at, (row, cell, text) in enumerate(advice, 1):
        page.write_number(at, 0, row)
        page.write_string(at, 1, cell)
        page.write_string(at, 2, text, wrap)
    page.set_column(2, 2, 90)
