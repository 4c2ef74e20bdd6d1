"""Files and tables for the tests of the sheets."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from jolserik.sheets.fields import Choices, project_list
from jolserik.sheets.reading import read_book
from jolserik.sheets.recognising import Recogniser
from jolserik.sheets.tables import Table, find_tables
from jolserik.sheets.values import Block, Line, Raw, Sheet

PLACES = Choices(
    {
        "kato:9910": ("Город Кенты", "Кенті қаласы", "Kenty city"),
        "kato:9920": ("Аксуйский район", "Ақсу ауданы", "Aksu district"),
        "kato:9930": ("Жаркульский район", "Жаркөл ауданы", "Zharkul district"),
    }
)
ZONES = Choices({"zone:saz": ("СЭЗ «Саз»", "«Саз» АЭА", "SEZ Saz")})


@cache
def recogniser() -> Recogniser:
    return Recogniser(project_list())


@cache
def recogniser_with_places() -> Recogniser:
    return Recogniser(project_list().with_choices({"place": PLACES, "zone": ZONES}))


def sheet(
    rows: Sequence[Sequence[Raw]], *, blocks: Sequence[Block] = (), name: str = "Лист1"
) -> Sheet:
    """A sheet as it is after reading; empty rows are left out."""
    lines = tuple(
        Line(number, tuple(row))
        for number, row in enumerate(rows)
        if any(c is not None for c in row)
    )
    return Sheet(name, lines, tuple(blocks))


def table(
    rows: Sequence[Sequence[Raw]], *, blocks: Sequence[Block] = (), name: str = "Лист1"
) -> Table:
    """The only table of such a sheet."""
    (found,) = find_tables(sheet(rows, blocks=blocks, name=name), recogniser().matcher)
    return found


def workbook(path: Path, rows: Sequence[Sequence[Any]], *, merge: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Лист1"
    for row in rows:
        page.append(list(row))
    for block in merge:
        page.merge_cells(block)
    book.save(path)
    return path


def read(path: Path) -> Sheet:
    return read_book(path, name=path.name).sheets[0]
