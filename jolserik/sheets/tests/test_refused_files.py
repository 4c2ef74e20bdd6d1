"""Files that are refused, each in words that say what to do; none of them hurts the program."""

import io
import os
import struct
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from jolserik.core.refusal import Refused
from jolserik.core.words import LANGUAGES, vocabulary
from jolserik.sheets.limits import Limits
from jolserik.sheets.reading import read_book
from jolserik.sheets.tests.make import workbook

LIMITS = Limits()
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000


def refused(path: Path, *, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as caught:
        read_book(path, name=path.name, limits=limits)
    code = caught.value.refusal.code
    words = vocabulary()["refusal", code]
    for language in LANGUAGES:
        assert words.get(language).format_map(caught.value.refusal.facts)
    return code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_is_empty"),
        (b"\n\n%PDF-1.7\n...", "table_is_pdf"),
        (b"\xff\xd8\xff\xe0 JFIF", "table_is_picture"),
        (b"\x89PNG\r\n\x1a\n", "table_is_picture"),
        (b"II*\x00 a scan", "table_is_picture"),
        (b"Rar!\x1a\x07\x01", "table_is_archive"),
        (b"7z\xbc\xaf\x27\x1c", "table_is_archive"),
        (b"{\\rtf1 text}", "table_is_document"),
        (b"<html><table><tr><td>1</td></tr></table>", "table_is_web_page"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>", "table_is_web_page"),
        (b'<?xml version="1.0"?><Workbook/>', "table_is_xml"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "table_has_password"),
        (COMPOUND + "WordDocument".encode("utf-16-le"), "table_is_document"),
        (COMPOUND, "table_unknown"),
        (COMPOUND + "Workbook".encode("utf-16-le"), "table_damaged"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 100, "table_unknown"),
        (b"PK\x03\x04 cut off", "table_damaged"),
    ],
)
def test_what_is_no_table_is_told_by_its_bytes(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "list.xlsx"
    file.write_bytes(content)
    assert refused(file) == code


def test_a_file_of_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    file.touch()
    os.truncate(file, 1024**3)
    assert refused(file) == "table_too_large"


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"word/document.xml": b"<w/>"}, "table_is_document"),
        ({"photo.jpg": b"..."}, "table_is_archive"),
        ({"xl/workbook.xml": b"<broken"}, "table_damaged"),
    ],
)
def test_an_archive_is_looked_into(tmp_path: Path, parts: dict[str, bytes], code: str) -> None:
    assert refused(archive(tmp_path / "list.xlsx", parts)) == code


def test_a_locked_part_of_an_archive_means_a_password(tmp_path: Path) -> None:
    path = archive(tmp_path / "list.xlsx", {"xl/workbook.xml": b"<a/>"})
    content = bytearray(path.read_bytes())
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert refused(path) == "table_has_password"


def bomb(path: Path) -> bytearray:
    archive(path, {"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"\0" * 30_000_000})
    return bytearray(path.read_bytes())


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    bomb(path)
    assert refused(path) == "table_bursts"


def test_a_bomb_that_lies_about_its_size_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    content = bomb(path)
    struct.pack_into("<I", content, content.rfind(b"PK\x01\x02") + 24, 1000)
    path.write_bytes(content)
    assert refused(path) == "table_bursts"


def test_many_parts_that_together_are_too_large_are_refused(tmp_path: Path) -> None:
    parts = {f"xl/media/{i}.bin": os.urandom(20_000) for i in range(10)}
    path = archive(tmp_path / "list.xlsx", {"xl/workbook.xml": b"<a/>", **parts})
    assert refused(path, limits=replace(LIMITS, unpacked_bytes=100_000)) == "table_bursts"
    assert refused(path, limits=replace(LIMITS, entries=5)) == "table_bursts"


def test_a_workbook_that_is_cut_off_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [["a"] * 50] * 500)
    path.write_bytes(path.read_bytes()[:-3000])
    assert refused(path) == "table_damaged"


def test_one_wrong_byte_inside_is_damaged(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [[f"text {i}" for i in range(40)]] * 300)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        part = file.getinfo("xl/worksheets/sheet1.xml")
    middle = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
    content[middle] ^= 0xFF
    path.write_bytes(content)
    assert refused(path) == "table_damaged"


def test_cells_far_from_the_table_cost_the_reader_its_life_and_nothing_more(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["XFD3"], page["B1048576"] = "a", "b", "c"
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert refused(path) == "table_area_too_large"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = workbook(tmp_path / "good.xlsx", [["a", "b"], [1, 2]])
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<worksheet", laughs + b"<worksheet", 1)
    hostile = archive(tmp_path / "hostile.xlsx", parts)
    try:
        book = read_book(hostile, name="hostile.xlsx", limits=replace(LIMITS, cpu_seconds=5))
    except Refused as caught:
        assert caught.refusal.code in ("table_damaged", "table_is_empty")
    else:
        assert "haha" not in str(book)


def test_too_many_rows_are_refused_and_not_cut(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [["a", 1]] * 50)
    assert refused(path, limits=replace(LIMITS, rows=49)) == "table_has_too_many_rows"
    assert refused(path, limits=replace(LIMITS, cells=99)) == "table_has_too_many_rows"
    text = tmp_path / "list.csv"
    text.write_text("a;b\n" * 50, "utf-8")
    assert refused(text, limits=replace(LIMITS, rows=49)) == "table_has_too_many_rows"


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", [["a", 1]] * 2000)
    limits = replace(LIMITS, wall_seconds=0)  # whatever it does, it is late
    assert refused(path, limits=limits) == "table_takes_too_long"


def test_a_reader_without_memory_ends_with_words(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "list.xlsx", [[f"text {r} {c}" for c in range(30)] for r in range(3000)]
    )
    limits = replace(LIMITS, memory_bytes=25 * 1024 * 1024)
    assert refused(path, limits=limits) == "table_area_too_large"


def test_the_reader_knows_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started with an environment of its own; a module that prints it shows what it holds."""
    monkeypatch.setenv("JOLSERIK_SECRET", "a secret")
    monkeypatch.setattr("jolserik.sheets.reading.WORKER", "this")
    seen: list[dict[str, str]] = []
    real = subprocess.run

    def watched(*args: object, **named: object) -> object:
        seen.append(named["env"])  # type: ignore[arg-type]  # a plain environment
        return real(*args, **named)  # type: ignore[call-overload]  # as it was called

    monkeypatch.setattr("jolserik.sheets.reading.subprocess.run", watched)
    file = tmp_path / "list.csv"
    file.write_text("a;b", "utf-8")
    with pytest.raises(Refused):
        read_book(file, name="list.csv")
    assert seen and all("a secret" not in value for value in seen[0].values())
