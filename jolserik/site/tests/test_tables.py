import csv
import datetime as dt
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from unittest.mock import patch

import openpyxl

from jolserik.site.tables import Cell, stream_csv
from jolserik.site.workbook import stream_xlsx

HEAD: list[str] = ["Название", "=Сумма"]
ROWS: list[list[Cell]] = [
    ["=1+1", Decimal("1234.50")],
    ["+7 701", 3],
    ["-x", None],
    ["@cmd", dt.date(2026, 3, 1)],
    ["\tтаб", dt.datetime(2026, 3, 1, 20, 30, tzinfo=dt.UTC)],
    ["да; «нет»", -5],
]
# Peak memory in MB of writing so many rows in a fresh process.
MEASURE = """
import re, sys
from decimal import Decimal
from django.conf import settings
settings.configure(USE_TZ=True, TIME_ZONE="Asia/Almaty")
from jolserik.site.tables import stream_csv
from jolserik.site.workbook import stream_xlsx
form, many = sys.argv[1], int(sys.argv[2])
head = [f"c{n}" for n in range(20)]
rows = ([f"text {n} {c}" if c % 2 else Decimal(n) for c in range(20)] for n in range(many))
csv, xlsx = stream_csv(head, rows, language="ru"), stream_xlsx(head, rows, sheet="x")
size = sum(map(len, csv if form == "csv" else xlsx))
assert size > many * 20
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def read_csv(language: str) -> list[list[str]]:
    text = b"".join(stream_csv(HEAD, ROWS, language=language)).decode()
    assert text[0] == "\ufeff"
    mark = "," if language == "en" else ";"
    return list(csv.reader(io.StringIO(text[1:]), delimiter=mark))


def read_xlsx(rows: Iterable[list[Cell]] = ROWS, sheet: str = "Лист") -> openpyxl.Workbook:
    told = b"".join(stream_xlsx(HEAD, rows, sheet=sheet))
    assert zipfile.ZipFile(io.BytesIO(told)).testzip() is None
    return openpyxl.load_workbook(io.BytesIO(told))


def test_no_cell_of_a_csv_is_a_formula() -> None:
    lines = read_csv("ru")
    assert [line[0] for line in lines[1:6]] == ["'=1+1", "'+7 701", "'-x", "'@cmd", "'\tтаб"]
    assert lines[0][1] == "'=Сумма"
    assert lines[6] == ["да; «нет»", "-5"]


def test_numbers_are_written_as_the_language_reads_them() -> None:
    assert read_csv("ru")[1][1] == read_csv("kk")[1][1] == "1234,5"
    assert read_csv("en")[1][1] == "1234.5"


def test_a_workbook_keeps_kinds_and_holds_no_formula() -> None:
    page = read_xlsx().active
    assert page is not None
    assert page.title == "Лист"
    cells = list(page.iter_rows())
    assert {cell.data_type for row in cells for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert [row[0].value for row in cells[1:5]] == ["=1+1", "+7 701", "-x", "@cmd"]
    assert cells[1][1].value == 1234.5
    assert cells[4][1].value == dt.datetime(2026, 3, 1)
    assert cells[5][1].value == dt.datetime(2026, 3, 2, 1, 30)  # in Almaty


def test_a_workbook_keeps_whatever_was_typed() -> None:
    typed = ['<b>&"x"</b>', " с краю ", "две\nстроки", "\x07звонок", "_x0041_", "\ud800", "🙂" * 3]
    page = read_xlsx([[text, None] for text in typed], sheet='Ещё & "один"').active
    assert page is not None
    read = [str(row[0].value) for row in page.iter_rows(min_row=2)]
    assert read == [*typed[:3], "звонок", "_x005F_x0041_", "", "🙂" * 3]
    assert page.title == 'Ещё & "один"'


def test_a_further_sheet_begins_where_one_is_full() -> None:
    rows: list[list[Cell]] = [[n, n] for n in range(25)]
    with patch("jolserik.site.workbook.ROWS_OF_A_SHEET", 11):
        book = read_xlsx(rows)
    assert book.sheetnames == ["Лист", "Лист 2", "Лист 3"]
    first = [[row[0].value for row in page.iter_rows()] for page in book.worksheets]
    assert [page[0] for page in first] == [HEAD[0]] * 3
    assert [n for page in first for n in page[1:]] == list(range(25))


def test_an_empty_table_is_a_workbook_with_its_head() -> None:
    page = read_xlsx([]).active
    assert page is not None
    assert [cell.value for cell in next(page.iter_rows())] == HEAD


def test_reading_of_rows_ends_where_the_reader_goes_away() -> None:
    read = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal read
        for read in range(100_000):
            yield [str(read), read]

    pieces = stream_xlsx(HEAD, rows(), sheet="Лист")
    next(pieces)
    pieces.close()
    assert read < 1000


def test_memory_stays_flat_however_long_the_table() -> None:
    def peak(form: str, many: int) -> int:
        command = [sys.executable, "-c", MEASURE, form, str(many)]
        return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    for form, many in (("csv", 200_000), ("xlsx", 40_000)):
        short, long = peak(form, 1_000), peak(form, many)
        assert long < 150, form
        assert long - short < 12, form
