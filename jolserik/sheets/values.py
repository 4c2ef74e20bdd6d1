"""What was read from a file: sheets of rows with their places. Nothing is understood yet."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

Raw = str | int | float | bool | dt.date | dt.datetime | None
LETTERS: Final = 26


def column_letters(column: int) -> str:
    """`0` is A, `26` is AA: columns as a spreadsheet names them."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class Place:
    """Where a value stands: sheet, row and column, both from 0. Written `Лист1!D14`."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{column_letters(self.column)}{self.row + 1}"


@dataclass(frozen=True)
class Block:
    """A merged range: rows and columns from 0, all four inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Line:
    """A row of a sheet that is not empty. `number` counts from 0; empty cells are None."""

    number: int
    cells: tuple[Raw, ...]

    def at(self, column: int) -> Raw:
        return self.cells[column] if column < len(self.cells) else None

    def filled(self) -> Iterator[tuple[int, Raw]]:
        return ((i, cell) for i, cell in enumerate(self.cells) if cell is not None)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a text table. `errors`: places of cells that hold an error."""

    name: str
    lines: tuple[Line, ...]
    blocks: tuple[Block, ...] = ()
    hidden: bool = False
    errors: tuple[str, ...] = ()

    @cached_property
    def width(self) -> int:
        return max((len(line.cells) for line in self.lines), default=0)

    def place(self, row: int, column: int) -> Place:
        return Place(self.name, row, column)


@dataclass(frozen=True)
class Book:
    """A file that was read: its sheets in order."""

    sheets: tuple[Sheet, ...]
