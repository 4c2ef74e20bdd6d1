"""Workbooks (XLSX, XLSB, XLS, ODS), read by calamine. Runs only in the reading process."""

import datetime as dt
from pathlib import Path
from typing import Final

import python_calamine as calamine

from jolserik.core.refusal import Refusal, ensure
from jolserik.sheets.archive import look_through
from jolserik.sheets.limits import Limits
from jolserik.sheets.opening import Shape, shape_of
from jolserik.sheets.text_table import trimmed
from jolserik.sheets.values import Block, Line, Raw, Sheet

# Names of streams in the directory of a compound file, as they are written there.
LOCKED_STREAMS: Final = tuple(
    name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo")
)
DOCUMENT_STREAM: Final = "WordDocument".encode("utf-16-le")
BOOK_STREAMS: Final = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
MAX_BLOCKS: Final = 100_000


def read_workbook(path: Path, limits: Limits) -> tuple[Sheet, ...]:
    """All sheets with cells, in order. Refused: locked, broken, of another kind, too large."""
    errors = look_through(path, limits) if shape_of(path) is Shape.ZIP else {}
    if shape_of(path) is Shape.OLE:
        ensure(_why_not_compound(path.read_bytes()))
    try:
        return _sheets(path, errors, limits)
    except calamine.PasswordError:
        ensure(Refusal("table_has_password"))
        raise
    except (calamine.CalamineError, OSError, ValueError):
        ensure(Refusal("table_damaged"))
        raise


def _why_not_compound(content: bytes) -> Refusal | None:
    if any(name in content for name in LOCKED_STREAMS):
        return Refusal("table_has_password")
    if DOCUMENT_STREAM in content:
        return Refusal("table_is_document")
    if not any(name in content for name in BOOK_STREAMS):
        return Refusal("table_unknown")
    return None


def _sheets(path: Path, errors: dict[str, tuple[str, ...]], limits: Limits) -> tuple[Sheet, ...]:
    sheets: list[Sheet] = []
    left = limits.cells
    with calamine.CalamineWorkbook.from_path(path) as book:
        for about in book.sheets_metadata[: limits.sheets]:
            if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(about.name)
            lines, used = _lines(sheet, left, limits)
            left -= used
            if not lines:
                continue
            sheets.append(
                Sheet(
                    name=about.name,
                    lines=lines,
                    blocks=_blocks(sheet),
                    hidden=about.visible is not calamine.SheetVisibleEnum.Visible,
                    errors=errors.get(about.name, ()),
                )
            )
    return tuple(sheets)


def _lines(
    sheet: calamine.CalamineSheet, cells_left: int, limits: Limits
) -> tuple[tuple[Line, ...], int]:
    if sheet.start is None:
        return (), 0
    lines: list[Line] = []
    used = 0
    before: list[Raw] = [None] * sheet.start[1]
    for number, row in enumerate(sheet.iter_rows()):
        values = trimmed([cell if type(cell) is float else _raw(cell) for cell in row])
        if not values:
            continue
        values = (*before, *values)
        used += len(values)
        if len(lines) >= limits.rows or used > cells_left:
            ensure(Refusal("table_has_too_many_rows", {"limit": limits.rows}))
        if len(values) > limits.columns:
            ensure(Refusal("table_area_too_large"))
        lines.append(Line(number, values))
    return tuple(lines), used


def _raw(cell: object) -> Raw:
    """The cell as we keep it; what is only spaces is empty."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, bool | int | float | dt.date):
        return cell
    if isinstance(cell, dt.timedelta | dt.time):
        return str(cell)
    return None


def _blocks(sheet: calamine.CalamineSheet) -> tuple[Block, ...]:
    ranges = sheet.merged_cell_ranges or []
    return tuple(
        Block(top, left, bottom, right)
        for (top, left), (bottom, right) in sorted(ranges)[:MAX_BLOCKS]
    )
