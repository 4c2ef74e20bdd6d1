"""Finding the title rows of a table: where they begin, how many, what each column is called.

A table starts below titles and captions of the sheet, its own titles take one to five rows, with
groups («Стоимость» over «всего» and «собственные»), a row of units, a row of numbers 1 2 3.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from jolserik.core.fold import fold
from jolserik.sheets.matching import Matcher
from jolserik.sheets.units import caption_unit
from jolserik.sheets.values import Block, Line, Raw, Sheet

LOOK_THROUGH: Final = 80  # lines in which the titles must begin
MOST_ROWS: Final = 5
HIT: Final = 0.62
GROUP_HIT: Final = 0.5
ENOUGH_HITS: Final = 3
LONGEST_TITLE: Final = 250
YEARS: Final = range(1990, 2101)
BARE_UNIT: Final = re.compile(
    r"(?:млн|тыс|млрд|мын)?[ .]*(?:тенге|тг|чел|адам|га|мвт|%|ед|шт|тонн|т|км|м2|usd|\$|kzt)?[ .]*"
)
FORMULA_NUMBER: Final = re.compile(r"\d{1,2}(?:\.\d)?(?:\s*=.*)?")


@dataclass(frozen=True)
class Label:
    """What a column is called, with the groups above it, outermost first."""

    column: int
    path: tuple[str, ...]

    @property
    def text(self) -> str:
        return " › ".join(" ".join(part.split()) for part in self.path)


@dataclass(frozen=True)
class Header:
    """The title rows of a table. `top`, `bottom`: indices of lines, inclusive."""

    top: int
    bottom: int
    labels: tuple[Label, ...]
    numbering: bool = False

    @property
    def columns(self) -> tuple[int, ...]:
        return tuple(label.column for label in self.labels)


def find_header(sheet: Sheet, matcher: Matcher, *, start: int = 0) -> Header | None:
    """The first title rows at or below the line with index `start`; None if there are none."""
    lines = sheet.lines
    for index in range(start, min(len(lines), start + LOOK_THROUGH)):
        hits = _hits(lines[index], matcher)
        if not hits:
            continue
        if hits < ENOUGH_HITS and index + 1 < len(lines):
            # Two known words above a row full of them: groups, or texts of the sheet.
            index += _hits(lines[index + 1], matcher) >= ENOUGH_HITS
        return _header(sheet, index, matcher, start)
    for index in range(start, min(len(lines) - 1, start + LOOK_THROUGH)):
        if _looks_like_titles(lines, index):
            return _header(sheet, index, matcher, start)
    return None


def is_title_row(line: Line, matcher: Matcher) -> bool:
    """Most of its cells are titles that the vocabulary knows, and none is a value."""
    return _hits(line, matcher) > 0


def _hits(line: Line, matcher: Matcher) -> int:
    """How many of its cells are known titles; 0 where they are too few, or a cell is a value."""
    filled = [cell for _, cell in line.filled()]
    if len(filled) < 2 or any(not _may_be_title(cell) for cell in filled):
        return 0
    titles = [str(cell) for cell in filled if isinstance(cell, str)]
    hits = sum(matcher.best(text) >= HIT for text in titles)
    return hits if hits >= ENOUGH_HITS or (hits >= 2 and hits >= 0.6 * len(filled)) else 0


def is_numbering(line: Line) -> bool:
    """1 2 3 4 … under the titles, also as text, also `5=6+7`."""
    numbers = []
    for _, cell in line.filled():
        text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)
        if isinstance(cell, bool) or not FORMULA_NUMBER.fullmatch(text.strip()):
            return False
        numbers.append(float(text.partition("=")[0]))
    steps = [b - a for a, b in pairwise(numbers)]
    return len(numbers) >= 3 and numbers[0] <= 2 and all(0 < step <= 1 for step in steps)


def _may_be_title(cell: Raw) -> bool:
    if isinstance(cell, str):
        return len(cell) <= LONGEST_TITLE
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return is_number and cell in YEARS


def _looks_like_titles(lines: Sequence[Line], index: int) -> bool:
    """For tables that the vocabulary does not know: a full row of different texts above data."""
    filled = [cell for _, cell in lines[index].filled()]
    below = lines[index + 1 : index + 6]
    widths = sorted(sum(1 for _ in line.filled()) for line in below)
    usual = widths[len(widths) // 2] if widths else 0
    if len(filled) < 2 or len(filled) < 0.6 * usual or not all(map(_may_be_title, filled)):
        return False
    if len(set(map(str, filled))) < 0.7 * len(filled):
        return False
    values = sum(not _is_text(cell) for line in below for _, cell in line.filled())
    return values > 0 and (len(filled) >= 3 or usual <= 3)


def _is_text(cell: Raw) -> bool:
    return isinstance(cell, str) and any(c.isalpha() for c in cell)


def _header(sheet: Sheet, index: int, matcher: Matcher, start: int) -> Header:
    lines = sheet.lines
    top = bottom = index
    while (
        top > start and bottom - top + 1 < MOST_ROWS and _is_group_row(sheet, top - 1, top, matcher)
    ):
        top -= 1
    while (
        bottom + 1 < len(lines)
        and bottom - top + 1 < MOST_ROWS
        and _goes_on(sheet, top, bottom, matcher)
    ):
        bottom += 1
    numbering = bottom + 1 < len(lines) and is_numbering(lines[bottom + 1])
    labels = _labels(sheet, top, bottom)
    return Header(top, bottom + int(numbering), labels, numbering)


def _is_group_row(sheet: Sheet, above: int, below: int, matcher: Matcher) -> bool:
    """The row above holds groups or the tall titles: at least two texts with gaps between them."""
    upper, lower = sheet.lines[above], sheet.lines[below]
    filled = list(upper.filled())
    if lower.number - upper.number > 1 or len(filled) < 2:
        return False
    if not all(_may_be_title(cell) for _, cell in filled):
        return False
    if any(upper.at(column) is None for column, _ in lower.filled()):
        columns = range(min(c for c, _ in filled), len(lower.cells))
        if any(b.top <= upper.number <= b.bottom for b in sheet.blocks):
            return True
        if any(lower.at(c) is None for c in columns):  # the tall titles stand above its holes
            return True
        # Below is a whole row of titles: only known groups make a row of them, and no group
        # stands over the number of the row.
        first = matcher.meanings((str(lower.at(filled[0][0]) or ""),))
        if first and first[0].field == "number" and first[0].score >= HIT:
            return False
        known = sum(matcher.best(str(cell)) >= GROUP_HIT for _, cell in filled)
        return known >= 0.5 * len(filled) and all(len(str(cell)) <= 60 for _, cell in filled)
    return False


def _goes_on(sheet: Sheet, top: int, bottom: int, matcher: Matcher) -> bool:
    """The row below still belongs to the titles."""
    upper, line = sheet.lines[bottom], sheet.lines[bottom + 1]
    filled = list(line.filled())
    if not all(_may_be_title(cell) for _, cell in filled) or is_numbering(line):
        return False
    first = sheet.lines[top].number
    tall = [
        b
        for b in sheet.blocks
        if b.top >= first and b.top <= upper.number and b.bottom >= line.number and b.bottom > b.top
    ]
    if len(tall) >= 2 or (tall and len(filled) <= 4):
        return line.number - first < MOST_ROWS
    if line.number - upper.number > 1:
        return False
    if _all_units(filled):
        return True
    # Without merged cells: titles stand in the gaps that a group leaves, and above nothing else.
    gaps = _gaps(sheet, top, bottom)
    starts = {column - 1 for column in gaps} - gaps
    columns = {column for column, _ in filled}
    if not columns & gaps or columns - gaps - starts:
        return False
    known = sum(matcher.best(str(cell)) >= HIT for _, cell in filled)
    short = all(len(str(cell)) <= 60 for _, cell in filled)
    return short and (known >= 1 or len(filled) >= 2)


def _all_units(filled: list[tuple[int, Raw]]) -> bool:
    texts = [fold(str(cell)).strip(" ()") for _, cell in filled]
    return bool(texts) and all(
        text in ("", "-", "x", "х") or bool(BARE_UNIT.fullmatch(text)) or caption_unit(text)
        for text in texts
    )


def _gaps(sheet: Sheet, top: int, bottom: int) -> set[int]:
    """Columns that no row of titles has filled yet, from the first title to the last used."""
    rows = sheet.lines[top : bottom + 1]
    filled = {column for row in rows for column, _ in row.filled()}
    return {c for c in range(min(filled), sheet.width) if c not in filled} | {
        c
        for block in sheet.blocks
        if rows[0].number <= block.top <= rows[-1].number and block.right > block.left
        for c in range(block.left, block.right + 1)
    }


def _labels(sheet: Sheet, top: int, bottom: int) -> tuple[Label, ...]:
    rows = sheet.lines[top : bottom + 1]
    numbers = [row.number for row in rows]
    covering = _covering(sheet.blocks, numbers)
    labels = []
    for column in range(max(len(row.cells) for row in rows)):
        path: list[str] = []
        for position in range(len(rows)):
            text = _title_at(rows, position, column, covering)
            if text and text not in path:
                path.append(text)
        if path:
            labels.append(Label(column, tuple(path)))
    return _with_untitled(sheet, bottom, tuple(labels))


def _covering(blocks: tuple[Block, ...], numbers: list[int]) -> dict[tuple[int, int], Block]:
    found = {}
    for block in blocks:
        for number in numbers:
            if block.top <= number <= block.bottom:
                for column in range(block.left, min(block.right, block.left + 500) + 1):
                    found[number, column] = block
    return found


def _title_at(
    rows: Sequence[Line], position: int, column: int, covering: dict[tuple[int, int], Block]
) -> str:
    row = rows[position]
    own = row.at(column)
    if own is not None:
        return _as_title(own)
    block = covering.get((row.number, column))
    if block is not None:
        first = next((r for r in rows if r.number == block.top), None)
        return _as_title(first.at(block.left)) if first else ""
    if position == len(rows) - 1 or covering:
        return ""
    # No merged cells are told (text tables): a group reaches to the right over titles below it.
    below = rows[position + 1]
    left = next((c for c in range(column - 1, -1, -1) if row.at(c) is not None), None)
    if left is None or below.at(column) is None:
        return ""
    reaches = all(below.at(c) is not None for c in range(left, column + 1))
    return _as_title(row.at(left)) if reaches else ""


def _as_title(cell: Raw) -> str:
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _with_untitled(sheet: Sheet, bottom: int, labels: tuple[Label, ...]) -> tuple[Label, ...]:
    """Columns that hold values below the titles but have none themselves."""
    named = {label.column for label in labels}
    last = max(named, default=-1)
    below = sheet.lines[bottom + 1 : bottom + 101]
    counts = {
        c: sum(line.at(c) is not None for line in below)
        for c in range(min(max((len(line.cells) for line in below), default=0), last + 4))
        if c not in named
    }
    least = max(2, len(below) // 4)
    untitled = [Label(c, ()) for c, times in counts.items() if times >= least]
    return tuple(sorted((*labels, *untitled), key=lambda label: label.column))
