import csv
import datetime as dt
import io
import subprocess
import sys
from decimal import Decimal

import openpyxl

from jolserik.site.tables import Cell, stream_csv, write_xlsx

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
import re, sys, tempfile
from decimal import Decimal
from django.conf import settings
settings.configure(USE_TZ=True, TIME_ZONE="Asia/Almaty")
from jolserik.site.tables import stream_csv, write_xlsx
form, many = sys.argv[1], int(sys.argv[2])
head = [f"c{n}" for n in range(20)]
rows = ([f"text {n} {c}" if c % 2 else Decimal(n) for c in range(20)] for n in range(many))
if form == "csv":
    size = sum(len(part) for part in stream_csv(head, rows, language="ru"))
    assert size > many * 100
else:
    with tempfile.TemporaryFile() as file:
        assert write_xlsx(file, head, rows, sheet="x") == many
print(int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024)
"""


def read_csv(language: str) -> list[list[str]]:
    text = b"".join(stream_csv(HEAD, ROWS, language=language)).decode()
    assert text[0] == "\ufeff"
    mark = "," if language == "en" else ";"
    return list(csv.reader(io.StringIO(text[1:]), delimiter=mark))


def test_no_cell_of_a_csv_is_a_formula() -> None:
    lines = read_csv("ru")
    assert [line[0] for line in lines[1:6]] == ["'=1+1", "'+7 701", "'-x", "'@cmd", "'\tтаб"]
    assert lines[0][1] == "'=Сумма"
    assert lines[6] == ["да; «нет»", "-5"]


def test_numbers_are_written_as_the_language_reads_them() -> None:
    assert read_csv("ru")[1][1] == read_csv("kk")[1][1] == "1234,5"
    assert read_csv("en")[1][1] == "1234.5"


def test_a_workbook_keeps_kinds_and_holds_no_formula() -> None:
    file = io.BytesIO()
    assert write_xlsx(file, HEAD, ROWS, sheet="Лист") == len(ROWS)
    page = openpyxl.load_workbook(io.BytesIO(file.getvalue())).active
    assert page is not None
    cells = list(page.iter_rows())
    assert {cell.data_type for row in cells for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert [row[0].value for row in cells[1:5]] == ["=1+1", "+7 701", "-x", "@cmd"]
    assert cells[1][1].value == 1234.5
    assert cells[4][1].value == dt.datetime(2026, 3, 1)
    assert cells[5][1].value == dt.datetime(2026, 3, 2, 1, 30)  # in Almaty


def test_memory_stays_flat_however_long_the_table() -> None:
    def peak(form: str, many: int) -> int:
        command = [sys.executable, "-c", MEASURE, form, str(many)]
        return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    for form, many in (("csv", 200_000), ("xlsx", 40_000)):
        short, long = peak(form, 1_000), peak(form, many)
        assert long < 150, form
        assert long - short < 12, form
