import io
import zipfile

import pytest
from PIL import Image

from jolserik.core.refusal import Refusal, Refused
from jolserik.documents import content, images
from jolserik.documents.values import Media


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            archive.writestr(name, more.get(name, b"<x/>"))
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **rest: object) -> bytes:
    out = io.BytesIO()
    mode = "RGBA" if kind == "PNG" else "RGB"
    Image.new(mode, size, "red").save(out, kind, **rest)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"%PDF-1.7\n...", Media.PDF),
        (docx(), Media.DOCX),
        (picture(), Media.JPEG),
        (picture("PNG"), Media.PNG),
        (picture("WEBP"), Media.WEBP),
        ("Жер актісі\n".encode(), Media.TEXT),
        ("Акт на землю\n".encode("cp1251"), Media.TEXT),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text"), Media.ODT),
        (content.OLE + "WordDocument".encode("utf-16-le"), Media.DOC),
    ],
)
def test_a_file_is_known_by_its_bytes(data: bytes, media: Media) -> None:
    assert content.media_of(data) is media


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"MZ\x90\0\3", "file_kind_unknown"),
        (b"<!DOCTYPE html><script>", "file_kind_unknown"),
        (b'<svg xmlns="x" onload="y">', "file_kind_unknown"),
        (b"#!/bin/sh\nrm -rf /", "file_kind_unknown"),
        (b"PK\x03\x04 cut off", "file_damaged"),
        (packed(anything=b"x"), "file_kind_unknown"),
        (docx(**{"word/vbaProject.bin": b"x"}), "file_has_macros"),
        (docx(**{"word/media": b"\0" * 5_000_000}), "file_too_packed"),
        (content.OLE + "EncryptedPackage".encode("utf-16-le"), "file_locked"),
        (content.OLE + content.MACROS_OLE, "file_has_macros"),
        (b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>", "file_locked"),
    ],
)
def test_what_is_not_taken_in(data: bytes, code: str) -> None:
    found = content.media_of(data)
    assert isinstance(found, Refusal)
    assert found.code == code


def test_a_name_agrees_with_what_is_inside() -> None:
    assert content.why_not_named("акт.PDF", Media.PDF) is None
    assert content.why_not_named("акт", Media.PDF) is None
    said = content.why_not_named("акт.exe", Media.PDF)
    assert said and said.code == "file_is_not_its_name"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\акт.pdf", "акт.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ("x" * 300 + ".pdf", "x" * 110 + ".pdf"),
        ("", "file.pdf"),
        ("договор.PDF", "договор.pdf"),
    ],
)
def test_a_name_holds_no_tricks(name: str, kept: str) -> None:
    assert content.clean_name(name, Media.PDF) == kept


def test_a_photo_loses_its_place_and_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera of somebody"
    cleaned = images.clean(picture(size=(4000, 1000), exif=exif))
    with Image.open(io.BytesIO(cleaned.data)) as kept:
        assert kept.size == (640, 2560)
        assert not kept.getexif()
    with Image.open(io.BytesIO(cleaned.thumbnail)) as small:
        assert max(small.size) == images.THUMBNAIL
    assert b"Camera" not in cleaned.data


def test_a_picture_that_is_none_is_refused() -> None:
    with pytest.raises(Refused):
        images.clean(b"\xff\xd8\xff not a picture")
