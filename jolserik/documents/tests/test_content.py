import pytest

from jolserik.core.refusal import Refusal
from jolserik.documents import content, packed
from jolserik.documents.content import Found
from jolserik.documents.testing import docx, old_office, pdf, picture, xlsx
from jolserik.documents.testing import packed as zipped
from jolserik.documents.values import Media

MACRO_TYPES = b"application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = b'<Relationship Type="x/attachedTemplate" Target="%s" TargetMode="External"/>'


def odf(kind: bytes, **more: bytes) -> bytes:
    return zipped({"mimetype": b"application/vnd.oasis.opendocument." + kind, **more})


def with_template(target: bytes) -> bytes:
    return docx(**{"word/_rels/settings.xml.rels": TEMPLATE % target})


@pytest.mark.parametrize(
    ("data", "media", "inline"),
    [
        (pdf(), Media.PDF, True),
        (docx(), Media.DOCX, False),
        (xlsx(), Media.XLSX, False),
        (odf(b"text"), Media.ODT, False),
        (odf(b"spreadsheet"), Media.ODS, False),
        (old_office("WordDocument", "1Table"), Media.DOC, False),
        (old_office("Workbook"), Media.XLS, False),
        (old_office("Book"), Media.XLS, False),
        (picture(), Media.JPEG, True),
        (picture("PNG"), Media.PNG, True),
        (picture("WEBP"), Media.WEBP, True),
        ("Жер актісі, 12 га\n".encode(), Media.TEXT, False),
        ("Жер актісі\n".encode("utf-8-sig"), Media.TEXT, False),
        ("Акт на землю\r\n\t№ 5".encode("cp1251"), Media.TEXT, False),
        ("Жер;12\n".encode("utf-16"), Media.TEXT, False),
        (b"a < b and b > c", Media.TEXT, False),
        (with_template(b"file:///C:/Users/x/Normal.dotm"), Media.DOCX, False),
    ],
)
def test_a_file_is_known_by_its_bytes(data: bytes, media: Media, inline: bool) -> None:
    assert content.found_in(data) == Found(media, inline)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"MZ\x90\0\3", "file_kind_unknown"),
        (b"\x7fELF\2\1\1\0", "file_kind_unknown"),
        (b"GIF89a\1\0\1\0", "file_kind_unknown"),
        (b"<!DOCTYPE html><p>", "file_kind_unknown"),
        (b"\xef\xbb\xbf \n<html>", "file_kind_unknown"),
        ("<html>".encode("utf-16"), "file_kind_unknown"),
        (b'<svg xmlns="x" onload="y">', "file_kind_unknown"),
        (b'<?xml version="1.0"?><svg/>', "file_kind_unknown"),
        (b"quiet words, then <ScRipt >alert(1)", "file_kind_unknown"),
        (b"#!/bin/sh\nrm -rf /", "file_kind_unknown"),
        (b"{\\rtf1 x}", "file_kind_unknown"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "photo_is_heic"),
        (b"PK\x03\x04 cut off", "file_damaged"),
        (zipped({"anything": b"x"}), "file_kind_unknown"),
        (zipped({"mimetype": b"application/epub+zip"}), "file_kind_unknown"),
        (docx(**{"word/vbaProject.bin": b"x"}), "file_has_macros"),
        (docx(**{"word/VBAPROJECT.BIN": b"x"}), "file_has_macros"),
        (docx(**{"word/activeX/activeX1.xml": b"x"}), "file_has_macros"),
        (docx(**{"[Content_Types].xml": MACRO_TYPES}), "file_has_macros"),
        (xlsx(**{"xl/macrosheets/sheet1.xml": b"x"}), "file_has_macros"),
        (odf(b"text", **{"Basic/Standard/Module1.xml": b"x"}), "file_has_macros"),
        (odf(b"text", **{"Scripts/python/a.py": b"x"}), "file_has_macros"),
        (with_template(b"http://example.kz/evil.dotm"), "file_has_macros"),
        (with_template(rb"\\server\share\evil.dotm"), "file_has_macros"),
        (docx(**{"word/media/a": b"\0" * 9_000_000}), "file_too_packed"),
        (docx(**{f"word/{n}": b"" for n in range(packed.MEMBERS)}), "file_too_packed"),
        (docx(**{"[Content_Types].xml": b" " * (packed.LARGEST_PART + 1)}), "file_damaged"),
        (old_office("EncryptedPackage", "EncryptionInfo"), "file_locked"),
        (old_office("WordDocument", "Macros", "VBA"), "file_has_macros"),
        (old_office("Workbook", "_VBA_PROJECT_CUR"), "file_has_macros"),
        (old_office("PowerPoint Document"), "file_kind_unknown"),
        (old_office("WordDocument")[:600], "file_damaged"),
        (b"%PDF-1.7\nhalf of it", "file_damaged"),
        (pdf(more=b"5 0 obj << /S /Launch /F (calc.exe) >> endobj"), "file_starts_programs"),
    ],
)
def test_what_is_not_taken_in(data: bytes, code: str) -> None:
    found = content.found_in(data)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_an_old_office_file_whose_sectors_go_in_a_circle_is_damaged() -> None:
    looped = bytearray(old_office("WordDocument", *(f"s{n}" for n in range(8))))
    looped[512 + 4 * 2 : 512 + 4 * 3] = b"\1\0\0\0"  # the second sector of names: back to the first
    assert content.found_in(bytes(looped)) == Refusal("file_damaged")


def test_a_zip_that_is_locked_with_a_password_is_said_to_be() -> None:
    locked = bytearray(docx())
    for place in range(len(locked)):  # the flag of each member, at both places that name it
        if bytes(locked[place : place + 4]) in (b"PK\1\2", b"PK\3\4"):
            locked[place + (8 if locked[place + 2] == 1 else 6)] |= 1
    assert content.found_in(bytes(locked)) == Refusal("file_locked")


@pytest.mark.parametrize(
    ("name", "media", "agrees"),
    [
        ("акт.PDF", Media.PDF, True),
        ("акт", Media.PDF, True),
        ("фото.jpeg", Media.JPEG, True),
        ("смета.csv", Media.TEXT, True),
        ("акт.exe", Media.PDF, False),
        ("акт.pdf.html", Media.PDF, False),
        ("смета.xlsm", Media.XLSX, False),
        ("фото.png", Media.JPEG, False),
    ],
)
def test_a_name_agrees_with_what_is_inside(name: str, media: Media, agrees: bool) -> None:
    refusal = content.why_not_named(name, media)
    assert (refusal is None) is agrees
    if refusal:
        assert refusal.code == "file_is_not_its_name"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\акт.pdf", "акт.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ("a\r\nContent-Type: x.pdf", "aContent-Type x.pdf"),
        ("x" * 300 + ".pdf", "x" * content.LONGEST_NAME + ".pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        (" договор  №5 .PDF", "договор №5.pdf"),
        ("Қазақстан «Жер».pdf", "Қазақстан «Жер».pdf"),
    ],
)
def test_a_name_holds_no_tricks(name: str, kept: str) -> None:
    assert content.clean_name(name, Media.PDF) == kept
