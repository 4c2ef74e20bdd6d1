"""Tables of a sheet: titles, rows of data with the sections they stand under, totals, notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from jolserik.core.fold import fold
from jolserik.sheets.headers import Header, Label, find_header, is_numbering, is_title_row
from jolserik.sheets.matching import Matcher
from jolserik.sheets.sections import (
    Section,
    SectionKind,
    is_note,
    is_total,
    kind_of,
    may_be_total,
)
from jolserik.sheets.values import Block, Line, Place, Raw, Sheet

SAMPLE: Final = 400
NEEDED: Final = 0.4  # of the columns of text, for a row of data
ROMAN: Final = re.compile(r"(?:[ivxlc]+|[a-zа-я])[.)]?", re.IGNORECASE)
ORDINAL: Final = re.compile(r"\d{1,6}(?:\.\d{1,3})*[.)]?")
MOST_TABLES: Final = 30
WIDEST_BLOCK: Final = 50


@dataclass(frozen=True)
class Row:
    """A row of data. `context`: the sections above it, the widest first.

    `more`: lines below it that belong to the same row, since its name is merged over them.
    """

    line: Line
    context: tuple[Section, ...] = ()
    more: tuple[Line, ...] = ()

    @property
    def number(self) -> int:
        return self.line.number


@dataclass(frozen=True)
class Total:
    """A row of sums. `at`: how many rows of data stand above it."""

    line: Line
    text: str
    at: int
    over_section: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a sheet. `captions`: texts above it, the nearest last.

    `breaks`: numbers of rows of data above which a section begins.
    """

    sheet: Sheet
    header: Header
    captions: tuple[tuple[str, Place], ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...] = ()
    notes: tuple[tuple[str, Place], ...] = ()
    breaks: tuple[int, ...] = ()
    tall: dict[int, tuple[Block, ...]] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[Label, ...]:
        return self.header.labels

    def label(self, column: int) -> Label:
        found = (label for label in self.labels if label.column == column)
        return next(found, Label(column, ()))

    def place(self, row: Row, column: int) -> Place:
        return self.sheet.place(row.number, column)

    def block(self, row: Row, column: int) -> Block | None:
        """The merged cell over several rows in which the cell of a row lies."""
        blocks = self.tall.get(column, ())
        return next((b for b in blocks if b.top <= row.number <= b.bottom), None)

    def cell(self, row: Row, column: int) -> Raw:
        """The value of a cell; for a merged cell, what stands in it."""
        own = row.line.at(column)
        if own is not None or not self.tall:
            return own
        block = self.block(row, column)
        return self._lines[block.top].at(block.left) if block and block.top in self._lines else None

    def cells(self, column: int, *, most: int | None = None) -> list[Raw]:
        """The values of a column that are not empty, from the top, at most so many."""
        found: list[Raw] = []
        for row in self.rows:
            cell = row.line.at(column)
            if cell is not None:
                found.append(cell)
                if len(found) == most:
                    break
        return found

    def __post_init__(self) -> None:
        tops = {block.top for blocks in self.tall.values() for block in blocks}
        lines = {line.number: line for line in self.sheet.lines if line.number in tops}
        object.__setattr__(self, "_lines", lines)

    _lines: dict[int, Line] = field(init=False, repr=False, compare=False)


def find_tables(sheet: Sheet, matcher: Matcher) -> tuple[Table, ...]:
    """All tables of a sheet, from the top. A table without rows of data is left out."""
    tables: list[Table] = []
    start = 0
    while start < len(sheet.lines) and len(tables) < MOST_TABLES:
        header = find_header(sheet, matcher, start=start)
        if header is None:
            break
        end = _next_table(sheet, header, matcher)
        table = _table(sheet, header, start, end)
        if table.rows:
            tables.append(table)
        start = end
    return tuple(tables)


def _next_table(sheet: Sheet, header: Header, matcher: Matcher) -> int:
    """Where another table begins, with the text above it. It stands after a break."""
    own = _titles(sheet, header)
    for index in range(header.bottom + 2, len(sheet.lines)):
        line, before = sheet.lines[index], sheet.lines[index - 1]
        single = len(before.cells) - before.cells.count(None) == 1
        if not single and line.number - before.number == 1:
            continue
        if all(cell is None or isinstance(cell, str) for cell in line.cells):
            if not _repeats(line, own) and is_title_row(line, matcher):
                return index - 1 if single else index
    return len(sheet.lines)


def _titles(sheet: Sheet, header: Header) -> frozenset[str]:
    rows = sheet.lines[header.top : header.bottom + 1]
    return frozenset(fold(str(cell)) for row in rows for _, cell in row.filled())


def _repeats(line: Line, titles: frozenset[str]) -> bool:
    texts = [fold(str(cell)) for _, cell in line.filled()]
    same = sum(text in titles for text in texts)
    return same >= 2 and same >= 0.6 * len(texts)


def _table(sheet: Sheet, header: Header, start: int, end: int) -> Table:
    captions = tuple(
        (str(cell), sheet.place(line.number, column))
        for line in sheet.lines[start : header.top]
        for column, cell in line.filled()
        if isinstance(cell, str)
    )
    tall = _tall_blocks(sheet, header)
    body = _Body(sheet, header, sheet.lines[header.bottom + 1 : end], tall)
    return Table(
        sheet=sheet,
        header=header,
        captions=captions,
        rows=tuple(body.rows),
        totals=tuple(body.totals),
        notes=tuple(body.notes),
        breaks=tuple(dict.fromkeys(body.breaks)),
        tall=tall,
    )


def _tall_blocks(sheet: Sheet, header: Header) -> dict[int, tuple[Block, ...]]:
    """Merged cells below the titles that span several rows, by column."""
    bottom = sheet.lines[header.bottom].number
    found: dict[int, list[Block]] = {}
    for block in sheet.blocks:
        if block.top > bottom and block.bottom > block.top:
            for column in range(block.left, min(block.right, block.left + WIDEST_BLOCK) + 1):
                found.setdefault(column, []).append(block)
    return {column: tuple(blocks) for column, blocks in found.items()}


class _Body:
    """Goes once through the lines below the titles and tells what each of them is."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        body: Sequence[Line],
        tall: dict[int, tuple[Block, ...]],
    ) -> None:
        self.sheet, self.tall = sheet, tall
        self.titles = _titles(sheet, header)
        self.columns = header.columns
        self.wide = {
            b.top: b.right - b.left + 1
            for b in sheet.blocks
            if b.top == b.bottom and b.right - b.left >= 2
        }
        sample = [line for line in body[:SAMPLE] if sum(1 for _ in line.filled()) >= 3]
        numeric = {c for c in self.columns if _is_mostly_numeric(sample, c)}
        self.ordinal = next((c for c in self.columns[:3] if _is_ordinal(sample, c)), None)
        self.texts = [c for c in self.columns if c not in numeric and c != self.ordinal]
        self.usual = _usually_filled(sample, self.texts)
        self.rows: list[Row] = []
        self.totals: list[Total] = []
        self.notes: list[tuple[str, Place]] = []
        self.breaks: list[int] = []
        self.sections: list[Section] = []
        self.fresh: list[Section] = []  # sections without rows so far
        for line in body:
            self._take(line)
        self.notes += [(section.text, section.place) for section in self.fresh]

    def _take(self, line: Line) -> None:
        cells = line.cells
        count = len(cells) - cells.count(None)
        usual = sum(line.at(c) is not None for c in self.usual)
        full = count >= 4 and usual >= NEEDED * len(self.usual)
        if full and not self._is_suspect(line):
            self._add(line)
            return
        filled = list(line.filled())
        texts = [(c, cell) for c, cell in filled if isinstance(cell, str) and _has_letter(cell)]
        if _repeats(line, self.titles) or (count >= 3 and is_numbering(line)):
            return
        if self._continues(line, usual):
            self.rows[-1] = Row(
                self.rows[-1].line, self.rows[-1].context, (*self.rows[-1].more, line)
            )
        elif self._is_total(line, texts):
            self.totals.append(Total(line, str(texts[0][1]), len(self.rows)))
        elif self._is_section(line, filled, texts):
            self._section(line, texts[-1])
        elif self._is_sums(line, filled, texts):
            if texts:
                self._section(line, texts[0])
            text = str(texts[0][1]) if texts else ""
            self.totals.append(Total(line, text, len(self.rows), over_section=bool(texts)))
        elif usual == 0 and len(self.usual) >= 2 and not self._has_ordinal(line):
            self._note(line)
        else:
            self._add(line)

    def _add(self, line: Line) -> None:
        self.fresh = []
        self.rows.append(Row(line, tuple(self.sections)))

    def _note(self, line: Line) -> None:
        """Nothing of what rows of data usually hold: units below a table, scattered remarks."""
        column = next(c for c, _ in line.filled())
        words = " ".join(_plain(cell) for _, cell in line.filled())
        self.notes.append((words, self.sheet.place(line.number, column)))

    def _is_suspect(self, line: Line) -> bool:
        """A full row that may still be a repeated title or a total: a quick look."""
        looked = 0
        for cell in line.cells:
            if isinstance(cell, str):
                if fold(cell) in self.titles or may_be_total(cell):
                    return True
                looked += 1
                if looked == 3:
                    break
        return looked == 0

    def _continues(self, line: Line, usual: int) -> bool:
        """A further line of the row above: its number and name are merged over this line too."""
        if not self.rows or not self.tall or self._has_ordinal(line):
            return False
        keys = [c for c in (self.ordinal, *self.usual[:2]) if c is not None]
        covered = [
            c
            for c in keys
            for b in self.tall.get(c, ())
            if b.top < line.number <= b.bottom and b.top <= self.rows[-1].number
        ]
        return len(covered) >= min(2, len(keys)) and len(keys) > 0

    def _has_ordinal(self, line: Line) -> bool:
        cell = line.at(self.ordinal) if self.ordinal is not None else None
        return cell is not None and bool(ORDINAL.fullmatch(_plain(cell)))

    def _is_total(self, line: Line, texts: list[tuple[int, str]]) -> bool:
        few = 1 <= len(texts) <= 2 and not self._has_ordinal(line)
        return few and is_total(texts[0][1])

    def _is_section(
        self, line: Line, filled: list[tuple[int, Raw]], texts: list[tuple[int, str]]
    ) -> bool:
        """One text and nothing else, beside at most a number of its own."""
        if not texts or len(filled) > 2 or len(self.columns) <= 2:
            return False
        if len(filled) == 1:
            return True
        first = _plain(filled[0][1])
        spans = self.wide.get(line.number, 0) >= len(self.columns) / 2
        told = len(texts[-1][1]) <= 40 and kind_of(texts[-1][1]) is SectionKind.PLACE
        return bool(ROMAN.fullmatch(first)) or spans or (told and bool(ORDINAL.fullmatch(first)))

    def _section(self, line: Line, text: tuple[int, str]) -> None:
        column, cell = text
        words, place = " ".join(cell.split()), self.sheet.place(line.number, column)
        if is_note(words):
            self.notes.append((words, place))
            return
        section = Section(words, kind_of(words), place)
        self._end_sections(section.kind)
        self.sections.append(section)
        self.fresh.append(section)
        self.breaks.append(len(self.rows))

    def _end_sections(self, kind: SectionKind) -> None:
        """A new section ends the one of its kind, with all that stood inside it."""
        for position, section in enumerate(self.sections):
            if section.kind is kind:
                for ended in self.sections[position:]:
                    if ended in self.fresh:
                        self.fresh.remove(ended)
                        self.notes.append((ended.text, ended.place))
                del self.sections[position:]
                return

    def _is_sums(
        self, line: Line, filled: list[tuple[int, Raw]], texts: list[tuple[int, str]]
    ) -> bool:
        """Numbers without a text, or with one text where rows have a number and more texts."""
        numbers = [c for c, cell in filled if isinstance(cell, int | float)]
        if not numbers or len(texts) > 1 or self._has_ordinal(line):
            return False
        if not texts:
            return bool(self.usual) and not any(c in self.texts for c in numbers)
        return self.ordinal is not None and len(self.usual) >= 3


def _has_letter(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _plain(cell: Raw) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()


def _is_mostly_numeric(lines: Sequence[Line], column: int) -> bool:
    cells = [cell for line in lines if (cell := line.at(column)) is not None]
    numeric = sum(not (isinstance(cell, str) and _has_letter(cell)) for cell in cells)
    return bool(cells) and numeric >= 0.7 * len(cells)


def _is_ordinal(lines: Sequence[Line], column: int) -> bool:
    """1, 2, 3 … down the column; sections may begin again from 1."""
    found = [_plain(cell) for line in lines if (cell := line.at(column)) is not None]
    whole = [text for text in found if ORDINAL.fullmatch(text)]
    if len(whole) < 2 or len(whole) < 0.6 * len(found):
        return False
    numbers = [int(re.split(r"\D", text)[0]) for text in whole]
    steps = list(pairwise(numbers))
    good = sum(b - a == 1 or b == 1 for a, b in steps)
    return numbers[0] <= 2 and good >= 0.7 * len(steps)


def _usually_filled(lines: Sequence[Line], columns: Sequence[int]) -> list[int]:
    return [
        c
        for c in columns
        if lines and sum(line.at(c) is not None for line in lines) >= 0.6 * len(lines)
    ]
