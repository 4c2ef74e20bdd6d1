"""What is read from good files, whatever they are called."""

import base64
import datetime as dt
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pytest

from jolserik.sheets.reading import read_book
from jolserik.sheets.tests.make import read, workbook
from jolserik.sheets.values import Block, Place

# A workbook of 1997 with a merged title, a number and a day, made once by another program.
OLD_WORKBOOK = (
    r"c-rk)O-NKx6#nk>j*f$lGvipOWRsAUiD)KBIq&IUxlyq;{ScI<i!d~X2x^mME+T@URnbPUMH{P4KlDTGS_Dchf*=@+"
    r"R;_}97CNtU&b(Kn88}dq@xI4B_ndRjx%a&L`|g{W4yPvWR?K1%OynVL7a~7PrzjP=LI_lD+swMTpOWoiRiV&N1DWr`"
    r"qvDqZJcc~pvoLT+KPL*jr*sG>&@(bT7+XOkB!)i4F~o@~+#pR5<q}my=ux4iLT`)ZW1(%LxhynJwkdTG(^gMyi!+P&"
    r"8`V-41lN0CeBO$t5oLJ6v-s>4m9h1qJ$bC}_$n)?(nXjA4QS`!@L-bV65K=p=;)~L?yf&TNFhptJ&CV&4EW-%>Sr-e"
    r"zp{D-(tlg1FZhk#PlLEvf7Q^yDC{G$NXBWppVD07Q<b_!x9fy%#2hZt%zz|6)Oy{l+bDHXit8>Ng<7W@$huV&rrt(U"
    r"oaAO5gGHt$aXYA{1~%P5j48&ZRNtlRD5O@slU!m*NEJ;)HB^LZGWB-tgIY_@86m)@i0nF{1-nkMti~du11J$bENe1E"
    r"A<y0V{HnXZ*E%ekQ8{Tc=g~%feb_k19^@R9lDr?ZRy?)}JukIZ3SS{KN?k&EO>ddQ>>d-F3sPD`?KBBqTbr`@&BTv?"
    r"+Vh}l{DZZH_^Hm>GtsFx)&#2Qd>kNue#TIz>eTgXjE9z+D`)R|C$#*Reavr!oY-yW&@I6{uUtY{=u?rncesDpUM*p-"
    r"#GYwJa(go)86@R7tr<&r8{*A9`$Xbp?@Oh;?*?WJl0P~vFbtSR1ozm5cHW-|z=H=59z1yP;K9Sc2PI!{nQvw7ToL$d"
    r"yukUdGfye){U-Tuu@@usoTMAvE(}wi#Oa*o&l<XDx^<~#`ndlK8T+X9B!<v0aSY`=f9ZCjvfpRfj-fxdgmP^^olBg5"
    r"x&7}oquW6"
)
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODS_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<office:document-content xmlns:office="{OASIS}:office:1.0"'
    f' xmlns:table="{OASIS}:table:1.0" xmlns:text="{OASIS}:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="Парақ"><table:table-row>'
    '<table:table-cell office:value-type="string"><text:p>Жоба</text:p></table:table-cell>'
    '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12,5</text:p>'
    "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
    "</office:document-content>"
)


def test_cells_keep_their_values_and_places(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [None, "Название"],
        [],
        [1, "Завод", 12.5, dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 14, 30), True, "  ", 0.45],
    ]
    sheet = read(workbook(tmp_path / "list.xlsx", rows))
    assert [line.number for line in sheet.lines] == [0, 2]
    assert sheet.lines[0].cells == (None, "Название")
    day = dt.date(2026, 3, 1)
    assert sheet.lines[1].cells == (1.0, "Завод", 12.5, day, day, True, None, 0.45)
    assert str(sheet.place(2, 3)) == "Лист1!D3"


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_in_a_spreadsheet(column: int, letters: str) -> None:
    assert str(Place("Л", 0, column)) == f"Л!{letters}1"


def test_merged_cells_hidden_sheets_and_empty_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first["B3"] = "над всем"
    first.merge_cells("B3:F3")
    hidden = book.create_sheet("черновик")
    hidden["A1"], hidden.sheet_state = "x", "hidden"
    book.create_sheet("пусто")
    book.save(tmp_path / "list.xlsx")
    sheets = read_book(tmp_path / "list.xlsx", name="list.xlsx").sheets
    assert [(s.name, s.hidden) for s in sheets] == [("Sheet", False), ("черновик", True)]
    assert sheets[0].blocks == (Block(2, 1, 2, 5),)


def test_cells_with_an_error_are_named(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("первый").write(0, 0, "a")
        second = book.add_worksheet("второй")
        second.write(0, 0, "b")
        second.write_formula(4, 3, "=1/0", None, "#DIV/0!")
    sheets = read_book(path, name="list.xlsx").sheets
    assert [s.errors for s in sheets] == [(), ("D5",)]


def test_an_old_workbook_is_read_under_any_name(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(zlib.decompress(base64.b85decode(OLD_WORKBOOK)))
    sheet = read(file)
    assert sheet.lines[2].cells == ("Завод", 12.5, dt.date(2026, 3, 1))
    assert sheet.blocks == (Block(0, 0, 0, 2),)


def test_an_open_document_is_read(tmp_path: Path) -> None:
    file = tmp_path / "list.ods"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS_CONTENT)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    sheet = read(file)
    assert (sheet.name, sheet.lines[0].cells) == ("Парақ", ("Жоба", 12.5))


KAZAKH = "№;Атауы;Құны\n1;Қарлығаш зауыты;12,5\n2;Әлем ұн өңдеу;1 200,75\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "kz1048"])
def test_letters_of_a_text_table(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(KAZAKH.encode(encoding))
    rows = [line.cells for line in read(file).lines]
    assert rows[1:] == [("1", "Қарлығаш зауыты", "12,5"), ("2", "Әлем ұн өңдеу", "1 200,75")]


@pytest.mark.parametrize("encoding", ["cp1251", "cp866"])
def test_russian_letters_of_windows_and_dos(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(
        "№;Наименование\n1;Завод щебня\n2;Ёмкость «Эльф»\n".encode(encoding, "replace")
    )
    assert read(file).lines[1].cells == ("1", "Завод щебня")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("a;b;c\n1,5;2,5;3,5\n2,5;4,5;5,5\n", ("1,5", "2,5", "3,5")),
        ("a,b,c\n1.5,x,y\n2.5,x,y\n", ("1.5", "x", "y")),
        ("a\tb\tc\n1,5\tx; y\tz\n", ("1,5", "x; y", "z")),
        ('sep=;\na;b\n"x;\ny";2\n', ("x;\ny", "2")),
        ("Перечень проектов\n\na;b;c\n1;2;3\n4;5;6\n", ("1", "2", "3")),
    ],
)
def test_the_separator_is_found(tmp_path: Path, text: str, row: tuple[str, ...]) -> None:
    file = tmp_path / "list.csv"
    file.write_text(text, "utf-8", newline="")
    assert row in [line.cells for line in read(file).lines]


def test_a_long_table_comes_whole(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number in range(20_000):
            page.write_row(number, 0, [number, "текст", number / 4])
    lines = read(path).lines
    assert len(lines) == 20_000
    assert lines[-1].cells == (19_999.0, "текст", 19_999 / 4)
