"""Tables as files: CSV in a stream, XLSX through a file on disk; memory stays flat for any length.

A cell is text, a whole number, a Decimal, a day, a moment, a yes or no, or nothing. Text is
always written as text, so that no cell of a table becomes a formula in somebody's office program.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import IO, Any, Final

import xlsxwriter
from django.utils import timezone

from jolserik.core.amounts import plain

Cell = str | int | Decimal | dt.date | dt.datetime | bool | None
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
LINES_AT_ONCE: Final = 500
ROWS_OF_A_SHEET: Final = 1_048_576
LONGEST_TEXT: Final = 32_767  # of a cell in a workbook
BOM: Final = "\ufeff"


def stream_csv(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, language: str
) -> Iterator[bytes]:
    """UTF-8 with BOM. Russian and Kazakh: `;` between cells and a comma in numbers, as the office
    programs of those languages expect; English: `,` and a point.
    """
    english = language == "en"
    sink = _Lines()
    writer = csv.writer(sink, delimiter="," if english else ";", lineterminator="\r\n")
    writer.writerow([_safe(text) for text in header])
    yield (BOM + sink.taken()).encode()
    left = iter(rows)
    while batch := list(islice(left, LINES_AT_ONCE)):
        for row in batch:
            writer.writerow([_in_csv(cell, "." if english else ",") for cell in row])
        yield sink.taken().encode()


def write_xlsx(
    file: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str
) -> int:
    """Write a workbook into an open file; a further sheet begins where one is full. How many rows.

    Each row goes to the disk at once; only the present one is held.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    book.use_zip64()
    looks = {
        name: book.add_format(look)
        for name, look in {
            "head": {"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"},
            "day": {"num_format": "dd.mm.yyyy"},
            "moment": {"num_format": "dd.mm.yyyy hh:mm"},
            "number": {"num_format": "#,##0.######"},
            "whole": {"num_format": "#,##0"},
        }.items()
    }
    written, left, number = 0, iter(rows), 1
    while True:
        page = book.add_worksheet(sheet if number == 1 else f"{sheet} {number}")
        page.freeze_panes(1, 1)
        page.set_column(0, len(header) - 1, 18)
        for column, text in enumerate(header):
            page.write_string(0, column, text, looks["head"])
        line = 0
        for line, row in enumerate(islice(left, ROWS_OF_A_SHEET - 1), 1):
            for column, cell in enumerate(row):
                _put(page, line, column, cell, looks)
        written += line
        if line < ROWS_OF_A_SHEET - 1:
            break
        number += 1
    book.close()
    return written


def _put(page: Any, line: int, column: int, cell: Cell, looks: dict[str, Any]) -> None:
    match cell:
        case None | "":
            return
        case bool():
            page.write_boolean(line, column, cell)
        case int():
            page.write_number(line, column, cell, looks["whole"])
        case Decimal():
            whole = cell == cell.to_integral_value()
            page.write_number(line, column, cell, looks["whole" if whole else "number"])
        case dt.datetime():
            local = timezone.localtime(cell).replace(tzinfo=None)
            page.write_datetime(line, column, local, looks["moment"])
        case dt.date() if cell.year >= 1900:
            page.write_datetime(line, column, cell, looks["day"])
        case dt.date():
            page.write_string(line, column, cell.isoformat())
        case _:
            page.write_string(line, column, cell[:LONGEST_TEXT])


def _in_csv(cell: Cell, mark: str) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case int():
            return str(cell)
        case Decimal():
            return plain(cell).replace(".", mark)
        case dt.datetime():
            return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
        case dt.date():
            return cell.isoformat()
        case _:
            return _safe(cell)


def _safe(text: str) -> str:
    """NUL breaks readers of CSV; a text that looks like a formula is marked as text."""
    text = text.replace("\0", "")
    return f"'{text}" if text.startswith(DANGEROUS) else text


class _Lines:
    """What the writer of the standard library writes into, taken out piece by piece."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        self.parts.append(text)

    def taken(self) -> str:
        text = "".join(self.parts)
        self.parts.clear()
        return text
