"""What a file is, told by its first bytes: an extension proves nothing."""

from enum import StrEnum
from pathlib import Path
from typing import Final

from jolserik.core.refusal import Refusal
from jolserik.sheets.limits import MEGABYTE, Limits

HEAD_BYTES: Final = 4096
PICTURES: Final = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n",
    b"GIF8",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
    b"RIFF",
)
ARCHIVES: Final = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
WEB_PAGE: Final = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body")


class Shape(StrEnum):
    """How the bytes are laid out, which decides who reads them."""

    ZIP = "zip"
    OLE = "ole"
    TEXT = "text"


def why_not_read(path: Path, limits: Limits) -> Refusal | None:
    """Why a file is refused before anything in it is read."""
    size = path.stat().st_size
    if size == 0:
        return Refusal("table_is_empty")
    if size > limits.file_bytes:
        return Refusal("table_too_large", {"limit_mb": limits.file_bytes // MEGABYTE})
    return _why_not_shape(_head(path))


def shape_of(path: Path) -> Shape:
    """ZIP for XLSX, XLSB and ODS, OLE for XLS, TEXT for all else that was not refused."""
    head = _head(path)
    if head.startswith(b"PK"):
        return Shape.ZIP
    return Shape.OLE if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") else Shape.TEXT


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _why_not_shape(head: bytes) -> Refusal | None:
    if b"%PDF-" in head[:1024]:
        return Refusal("table_is_pdf")
    if head.startswith(PICTURES) or head[4:12] in (b"ftypheic", b"ftypmif1"):
        return Refusal("table_is_picture")
    if head.startswith(ARCHIVES):
        return Refusal("table_is_archive")
    if head.startswith(b"{\\rtf"):
        return Refusal("table_is_document")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(WEB_PAGE) or (text.startswith(b"<?xml") and b"<html" in text):
        return Refusal("table_is_web_page")
    if text.startswith(b"<?xml"):
        return Refusal("table_is_xml")
    return None
