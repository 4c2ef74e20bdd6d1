"""Looking into a zipped workbook before it is opened: what it is, and whether it would burst.

Nothing that the archive declares is believed: every part is unpacked once, in pieces that are
thrown away, and counted. On the way the cells that hold an error (#REF!, #DIV/0!) are noted,
since the reader shows them as empty.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final
from xml.etree import ElementTree  # nosec B405  # only parts counted as small, without entities

from jolserik.core.refusal import Refusal, ensure
from jolserik.sheets.limits import MEGABYTE, Limits

PIECE: Final = MEGABYTE
SMALL_PART: Final = 4 * MEGABYTE
BURST_FROM: Final = 10 * MEGABYTE
LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
ENCRYPTED: Final = 0x1
SHEET_PART: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
ERROR_CELL: Final = re.compile(rb'<c [^<>]{0,120}\bt="e"[^<>]{0,120}>')
CELL_NAME: Final = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
OVERLAP: Final = 512
MAX_ERRORS: Final = 1000
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def look_through(path: Path, limits: Limits) -> dict[str, tuple[str, ...]]:
    """Error cells by name of sheet. Refused: what is no workbook, is locked, broken or a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            ensure(_why_not_parts(parts, limits))
            with path.open("rb") as file:
                errors = _count(file, parts, limits)
                return _by_sheet_name(archive, errors)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError):
        ensure(Refusal("table_damaged"))
        raise


def _why_not_parts(parts: list[zipfile.ZipInfo], limits: Limits) -> Refusal | None:
    if len(parts) > limits.entries or sum(p.file_size for p in parts) > limits.unpacked_bytes:
        return Refusal("table_bursts")
    names = {part.filename for part in parts}
    if any(part.flag_bits & ENCRYPTED for part in parts):
        return Refusal("table_has_password")
    if "word/document.xml" in names:
        return Refusal("table_is_document")
    is_workbook = any(name.startswith("xl/workbook") for name in names)
    if not is_workbook and "content.xml" not in names:
        return Refusal("table_is_archive")
    return None


def _count(
    file: IO[bytes], parts: list[zipfile.ZipInfo], limits: Limits
) -> dict[str, tuple[str, ...]]:
    total, errors = 0, {}
    for part in parts:
        found: list[str] = []
        is_sheet = SHEET_PART.fullmatch(part.filename) is not None
        size, before = 0, b""
        for piece in _pieces(file, part):
            size += len(piece)
            total += len(piece)
            bursts = size > BURST_FROM and size > limits.ratio * max(part.compress_size, 1)
            if bursts or total > limits.unpacked_bytes:
                ensure(Refusal("table_bursts"))
            if is_sheet and len(found) < MAX_ERRORS:
                before = _note_errors(before + piece, found)
        if size != part.file_size:  # it says one thing and holds another
            ensure(Refusal("table_damaged"))
        if found:
            errors[part.filename] = tuple(dict.fromkeys(found))
    return errors


def _pieces(file: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked part, piece by piece, to the end of its stream whatever it declared."""
    file.seek(part.header_offset)
    mark, name_length, extra_length = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    if mark != b"PK\x03\x04":
        raise zipfile.BadZipFile
    file.seek(name_length + extra_length, 1)
    left = part.compress_size
    if part.compress_type == STORED:
        while left > 0:
            piece = file.read(min(PIECE, left))
            if not piece:
                raise EOFError
            left -= len(piece)
            yield piece
        return
    if part.compress_type != DEFLATED:
        raise NotImplementedError
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    while not unpack.eof:
        packed = unpack.unconsumed_tail or file.read(min(PIECE // 4, left))
        if not unpack.unconsumed_tail:
            left -= len(packed)
        if not packed:
            raise EOFError
        yield unpack.decompress(packed, PIECE)


def _note_errors(text: bytes, found: list[str]) -> bytes:
    """Adds the cells with an error; gives the end of the text, which the next piece continues."""
    if b't="e"' in text:
        for cell in ERROR_CELL.findall(text):
            if name := CELL_NAME.search(cell):
                found.append(name[1].decode())
    return text[-OVERLAP:]


def _by_sheet_name(
    archive: zipfile.ZipFile, errors: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    if not errors:
        return {}
    try:
        book = _small(archive, "xl/workbook.xml")
        relations = _small(archive, "xl/_rels/workbook.xml.rels")
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {r.get("Id"): str(r.get("Target", "")).rpartition("/")[2] for r in relations}
    files = {part.rpartition("/")[2]: cells for part, cells in errors.items()}
    return {
        str(sheet.get("name")): files[target]
        for sheet in book.iter()
        if sheet.tag.endswith("}sheet")
        and (target := targets.get(sheet.get(RELATION), "")) in files
    }


def _small(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if archive.getinfo(name).file_size > SMALL_PART:
        raise KeyError(name)
    text = archive.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise KeyError(name)
    return ElementTree.fromstring(text)  # nosec B314  # no entities, see above
