"""New Office files and Open Documents: zips whose members say what they are."""

import io
import re
import zipfile
import zlib
from typing import Final

from jolserik.core.refusal import Refusal
from jolserik.documents.values import Media

MOST_UNPACKED: Final = 400 << 20
STEEPEST: Final = 200
SMALL: Final = 4 << 20  # what unpacks into less is no bomb, however steep
MEMBERS: Final = 5000
LARGEST_PART: Final = 2 << 20
TYPES: Final = "[Content_Types].xml"
OFFICE: Final = (
    (b"wordprocessingml.document.main+xml", Media.DOCX),
    (b"spreadsheetml.sheet.main+xml", Media.XLSX),
)
OPEN_DOCUMENT: Final = {
    b"application/vnd.oasis.opendocument.text": Media.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Media.ODS,
}
# Where code lies: Visual Basic, macro sheets of Excel 4, controls; Basic and scripts.
CODE: Final = re.compile(r"vbaproject|macrosheets/|activex/|^basic/|^scripts/", re.IGNORECASE)
# A template that the program would fetch from elsewhere brings its macros along.
FETCHED: Final = re.compile(
    rb"<[^>]*attachedTemplate[^>]*Target\s*=\s*[\"'](https?:|ftp:|\\\\|file:/*[^/\\]*\\\\)[^>]*>",
    re.IGNORECASE,
)


def media_of(data: bytes) -> Media | Refusal:
    """The kind of a file that begins as a zip, or why it is not taken in."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _media(packed, len(data))
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        return Refusal("file_damaged")


def _media(packed: zipfile.ZipFile, size: int) -> Media | Refusal:
    members = packed.infolist()
    unpacked = sum(member.file_size for member in members)
    steep = unpacked > SMALL and unpacked > STEEPEST * size
    if len(members) > MEMBERS or unpacked > MOST_UNPACKED or steep:
        return Refusal("file_too_packed")
    if any(member.flag_bits & 1 for member in members):
        return Refusal("file_locked")
    names = {member.filename for member in members}
    if any(CODE.search(name) for name in names):
        return Refusal("file_has_macros")
    if TYPES in names:
        return _office(packed, names)
    if "mimetype" in names and _part(packed, "mimetype").strip() in OPEN_DOCUMENT:
        return OPEN_DOCUMENT[_part(packed, "mimetype").strip()]
    return Refusal("file_kind_unknown")


def _office(packed: zipfile.ZipFile, names: set[str]) -> Media | Refusal:
    types = _part(packed, TYPES)
    if b"macroenabled" in types.lower():
        return Refusal("file_has_macros")
    settings = "word/_rels/settings.xml.rels"
    if settings in names and FETCHED.search(_part(packed, settings)):
        return Refusal("file_has_macros")
    return next((media for sign, media in OFFICE if sign in types), Refusal("file_kind_unknown"))


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    """A member that a program would read first; a larger one is no honest one."""
    with packed.open(name) as member:
        content = member.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise ValueError(name)
    return content
