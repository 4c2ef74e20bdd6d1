"""The reading process: reads one file and writes what is in it, one JSON text a line.

It is started for a single file, with little memory and time, without the settings or secrets
of the program. If a hostile file kills it, nothing else is hurt.

Lines written: `{"sheet": …}` opens a sheet, an array is a row (its number, then its cells),
`{"end": true}` closes, `{"refusal": …}` says why not. Days are `{"day": …}`.
"""

import datetime as dt
import json
import os
import resource
import sys
from pathlib import Path
from typing import IO, Any, Final

from jolserik.core.refusal import Refusal, Refused
from jolserik.sheets.limits import Limits
from jolserik.sheets.opening import Shape, shape_of
from jolserik.sheets.text_table import read_text_table
from jolserik.sheets.values import Sheet


def main() -> None:
    """Arguments: the path, the name of the file, the limits as JSON. Answers on stdout."""
    path, name, limits = Path(sys.argv[1]), sys.argv[2], Limits(**json.loads(sys.argv[3]))
    _confine(limits)
    try:
        sheets = _read(path, name, limits)
    except Refused as refused:
        _write(sys.stdout, {"refusal": refused.refusal.code, "facts": refused.refusal.facts})
        return
    except MemoryError:
        _write(sys.stdout, {"refusal": "table_area_too_large", "facts": {}})
        return
    for sheet in sheets:
        _write_sheet(sys.stdout, sheet)
    _write(sys.stdout, {"end": True})


def _confine(limits: Limits) -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(5)  # pages that somebody waits for come first


def _read(path: Path, name: str, limits: Limits) -> tuple[Sheet, ...]:
    if shape_of(path) is Shape.TEXT:
        return (read_text_table(path, name=Path(name).stem or "1", limits=limits),)
    from jolserik.sheets.workbook import read_workbook  # a text table needs no such reader

    sheets = read_workbook(path, limits)
    if not sheets:
        raise Refused(Refusal("table_is_empty"))
    return sheets


def _write_sheet(out: IO[str], sheet: Sheet) -> None:
    blocks = [[b.top, b.left, b.bottom, b.right] for b in sheet.blocks]
    about = {
        "sheet": sheet.name,
        "hidden": sheet.hidden,
        "blocks": blocks,
        "errors": sheet.errors,
    }
    _write(out, about)
    for line in sheet.lines:
        _write(out, [line.number, *line.cells])


def _write(out: IO[str], what: object) -> None:
    out.write(ENCODER.encode(what) + "\n")


def _day(value: Any) -> dict[str, str]:
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    raise TypeError(type(value))


ENCODER: Final = json.JSONEncoder(default=_day, ensure_ascii=False)


if __name__ == "__main__":
    main()
