"""What a file is, by its bytes alone; the name it came with is not believed."""

import io
import zipfile
from typing import Final

from jolserik.core.refusal import Refusal
from jolserik.documents.values import EXTENSIONS, Media

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_UNPACKED: Final = 400 << 20
STEEPEST: Final = 200
MEMBERS: Final = 5000
MACROS_OLE: Final = "_VBA_PROJECT".encode("utf-16-le")
OPEN_DOCUMENT: Final = {
    b"application/vnd.oasis.opendocument.text": Media.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Media.ODS,
}


def media_of(data: bytes) -> Media | Refusal:
    """The kind of a file, or why it is not taken in."""
    if not data:
        return Refusal("file_empty")
    if data.startswith(b"%PDF-"):
        return Refusal("file_locked") if b"/Encrypt" in data[-4096:] else Media.PDF
    if data.startswith(b"\xff\xd8\xff"):
        return Media.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Media.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Media.WEBP
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(OLE):
        return _old_office(data)
    return _text(data)


def why_not_named(name: str, media: Media) -> Refusal | None:
    """The extension agrees with the content; a name without one is fine."""
    _, dot, extension = name.rpartition(".")
    if not dot or extension.lower() in EXTENSIONS[media]:
        return None
    return Refusal("file_is_not_its_name", {"name": extension[:10], "is": EXTENSIONS[media][0]})


def clean_name(name: str, media: Media) -> str:
    """A file name without folders, control signs and tricks; with an extension; at most 120."""
    base = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in base if c.isprintable() and c not in '<>:"/\\|?*').strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if not dot or extension.lower() not in EXTENSIONS[media]:
        stem, extension = kept, EXTENSIONS[media][0]
    return f"{(stem or 'file')[:110]}.{extension.lower()}"


def _packed(data: bytes) -> Media | Refusal:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            size = sum(member.file_size for member in members)
            if len(members) > MEMBERS or size > MOST_UNPACKED or size > STEEPEST * len(data):
                return Refusal("file_too_packed")
            names = {member.filename for member in members}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                return Refusal("file_has_macros")
            if "[Content_Types].xml" in names:
                if "word/document.xml" in names:
                    return Media.DOCX
                if "xl/workbook.xml" in names:
                    return Media.XLSX
            if "mimetype" in names:
                found = OPEN_DOCUMENT.get(packed.read("mimetype").strip())
                if found:
                    return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return Refusal("file_damaged")
    return Refusal("file_kind_unknown")


def _old_office(data: bytes) -> Media | Refusal:
    if MACROS_OLE in data:
        return Refusal("file_has_macros")
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refusal("file_locked")
    if "WordDocument".encode("utf-16-le") in data:
        return Media.DOC
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return Media.XLS
    return Refusal("file_kind_unknown")


def _text(data: bytes) -> Media | Refusal:
    if b"\0" in data:
        return Refusal("file_kind_unknown")
    head = data[:1024].lstrip().lower()
    if head.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"#!")):
        return Refusal("file_kind_unknown")
    for encoding in ("utf-8", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(c.isprintable() or c in "\r\n\t\ufeff" for c in text[:4096]):
            return Media.TEXT
    return Refusal("file_kind_unknown")
