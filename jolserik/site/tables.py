"""Tables as CSV in a stream; memory stays flat for any length. `workbook` makes XLSX of the same.

A cell is text, a whole number, a Decimal, a day, a moment, a yes or no, or nothing. Text is
always written as text, so that no cell of a table becomes a formula in somebody's office program.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final

from django.utils import timezone

from jolserik.core.amounts import plain

Cell = str | int | Decimal | dt.date | dt.datetime | bool | None
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
LINES_AT_ONCE: Final = 500
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
