"""A workbook (XLSX) that leaves while it is made: nothing waits on a disk, whatever its length.

XLSX is a ZIP of XML. A ZIP may be written without going back: the size of each part stands after
it. So rows go from the database into the answer, and where the reader goes away, all ends.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape
from itertools import islice
from typing import Final

from django.utils import timezone

from jolserik.core.amounts import plain
from jolserik.site.tables import Cell

ROWS_OF_A_SHEET: Final = 1_048_576
BYTES_OF_A_SHEET: Final = 1_900_000_000  # beyond 2 GB a part needs what old programs do not read
LONGEST_TEXT: Final = 32_767  # of a cell
LONGEST_NAME: Final = 31  # of a sheet
REPEATED: Final = 60  # signs up to which a text is likely to come again
ROWS_AT_ONCE: Final = 200
EPOCH: Final = dt.date(1899, 12, 30)
FIRST_DAY: Final = dt.date(1900, 3, 1)  # before it office programs count a day that never was
# Places in the list of looks below.
HEAD, DAY, MOMENT, NUMBER, WHOLE = 1, 2, 3, 4, 5

_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_NAMESPACE}"><numFmts count="3">'
    '<numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/>'
    '<numFmt numFmtId="166" formatCode="#,##0.######"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    '<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/>'
    "</border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1"'
    ' applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    + "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"'
        ' applyNumberFormat="1"/>'
        for number in (164, 165, 166, 3)
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)
# What XML cannot hold; and what an office program would read as the mark of such a sign.
_UNTOLD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MARK = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def stream_xlsx(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str
) -> Generator[bytes, None, None]:
    """The bytes of a workbook, piece by piece; a further sheet begins where one is full.

    Text stays text: no cell is ever a formula or a link.
    """
    sink, left = _Sink(), iter(rows)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as book:  # type: ignore[call-overload]  # asks nothing but to be written to
        book.writestr("xl/styles.xml", _STYLES)
        number, more = 0, True
        while more:
            number += 1
            with book.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                page = _Page(part.write, header)
                yield from _filled(page, left, sink)
                more = page.is_full
        for name, text in _around(sheet, number):
            book.writestr(name, text)
    yield sink.taken()


class _Page:
    """One sheet, row after row."""

    def __init__(self, write: Callable[[bytes], object], header: Sequence[str]) -> None:
        self._write = write
        self._letters = [_letters(n) for n in range(len(header))]
        self.rows, self.bytes = 1, 0
        last = len(header) or 1
        titles = (
            _text(self._letters[n], 1, title, f' s="{HEAD}"') for n, title in enumerate(header)
        )
        self._put(
            f'{_XML}<worksheet xmlns="{_NAMESPACE}"><sheetViews><sheetView workbookViewId="0">'
            '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight"'
            ' state="frozen"/></sheetView></sheetViews>'
            f'<cols><col min="1" max="{last}" width="18" customWidth="1"/></cols>'
            f'<sheetData><row r="1">{"".join(titles)}</row>'
        )

    @property
    def is_full(self) -> bool:
        return self.rows >= ROWS_OF_A_SHEET or self.bytes >= BYTES_OF_A_SHEET

    @property
    def room(self) -> int:
        """How many rows fit in still."""
        return 0 if self.is_full else ROWS_OF_A_SHEET - self.rows

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        said = []
        for row in rows:
            self.rows += 1
            at = self.rows
            cells = (
                _cell(letters, at, cell)
                for letters, cell in zip(self._letters, row, strict=False)
                if cell is not None and cell != ""
            )
            said.append(f'<row r="{at}">{"".join(cells)}</row>')
        self._put("".join(said))

    def end(self) -> None:
        self._put("</sheetData></worksheet>")

    def _put(self, text: str) -> None:
        told = text.encode()
        self.bytes += len(told)
        self._write(told)


class _Sink:
    """What the ZIP is written into, taken out piece by piece; it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing is kept back."""

    def taken(self) -> bytes:
        told = b"".join(self._parts)
        self._parts.clear()
        return told


def _filled(page: _Page, left: Iterator[Sequence[Cell]], sink: _Sink) -> Iterator[bytes]:
    """Rows into a page until it is full or there are no more."""
    while batch := list(islice(left, min(ROWS_AT_ONCE, page.room))):
        page.add(batch)
        if told := sink.taken():
            yield told
    page.end()


def _cell(letters: str, line: int, cell: Cell) -> str:
    match cell:
        case bool():
            return f'<c r="{letters}{line}" t="b"><v>{int(cell)}</v></c>'
        case int():
            return f'<c r="{letters}{line}" s="{WHOLE}"><v>{cell}</v></c>'
        case Decimal():
            look = WHOLE if cell == cell.to_integral_value() else NUMBER
            return f'<c r="{letters}{line}" s="{look}"><v>{plain(cell)}</v></c>'
        case dt.datetime():
            local = timezone.localtime(cell)
            part = (local.hour * 3600 + local.minute * 60 + local.second) / 86_400
            return f'<c r="{letters}{line}" s="{MOMENT}"><v>{_day(local.date()) + part:.9f}</v></c>'
        case dt.date() if cell >= FIRST_DAY:
            return f'<c r="{letters}{line}" s="{DAY}"><v>{_day(cell)}</v></c>'
        case dt.date():
            return _text(letters, line, cell.isoformat())
        case str():
            return _text(letters, line, cell)
        case _:
            raise TypeError(f"no cell: {type(cell).__name__}")


def _text(letters: str, line: int, text: str, look: str = "") -> str:
    return f'<c r="{letters}{line}"{look} t="inlineStr"><is>{_told(text)}</is></c>'


def _told(text: str) -> str:
    return _told_again(text) if len(text) <= REPEATED else _escaped(text)


@lru_cache(maxsize=10_000)
def _told_again(text: str) -> str:
    return _escaped(text)


def _escaped(text: str) -> str:
    safe = _MARK.sub("_x005F_", _UNTOLD.sub("", text[:LONGEST_TEXT]))
    return f'<t xml:space="preserve">{escape(safe)}</t>'


def _day(day: dt.date) -> int:
    return (day - EPOCH).days


def _letters(number: int) -> str:
    """`A` for 0, `AA` for 26."""
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _around(sheet: str, pages: int) -> Iterator[tuple[str, str]]:
    """The parts that say which sheets there are."""
    numbers = range(1, pages + 1)
    names = {n: f" {n}" if n > 1 else "" for n in numbers}
    told = {
        n: escape(_UNTOLD.sub("", sheet)[: LONGEST_NAME - len(x)] + x) for n, x in names.items()
    }
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_NAMESPACE}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{told[n].replace(chr(34), "&quot;")}" sheetId="{n}" r:id="rId{n}"/>'
            for n in numbers
        )
        + "</sheets></workbook>",
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_RELATIONS}">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet"'
            f' Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        + f'<Relationship Id="rId{pages + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>",
    )
    yield (
        "_rels/.rels",
        f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    parts = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
    parts |= {f"xl/worksheets/sheet{n}.xml": "worksheet" for n in numbers}
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(
            f'<Override PartName="/{name}" ContentType="{_KINDS}.{kind}+xml"/>'
            for name, kind in parts.items()
        )
        + "</Types>",
    )
