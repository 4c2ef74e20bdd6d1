"""What a file is, by its bytes alone; the name it came with is not believed."""

import re
from dataclasses import dataclass
from typing import Final

from jolserik.core.refusal import Refusal
from jolserik.documents import ole, packed, pdf
from jolserik.documents.pdf import Pdf
from jolserik.documents.values import EXTENSIONS, Media

LONGEST_NAME: Final = 110
HEAD: Final = 4096
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP: Final = ("<!", "<html", "<svg", "<?", "<script", "<head", "<body", "#!", "{\\rtf")
SCRIPT: Final = re.compile(r"<\s*(script|svg|iframe|object|html)\b", re.IGNORECASE)
MACROS: Final = frozenset({"_vba_project", "_vba_project_cur", "vba", "macros"})
HEIC: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
FORBIDDEN: Final = frozenset('<>:"/\\|?*%')


@dataclass(frozen=True)
class Found:
    """What a file is. `inline`: a browser may show it, since nothing in it acts by itself."""

    media: Media
    inline: bool = False


def found_in(data: bytes) -> Found | Refusal:
    """The kind of a file, or why it is not taken in."""
    if not data:
        return Refusal("file_empty")
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"\xff\xd8\xff"):
        return Found(Media.JPEG, inline=True)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Found(Media.PNG, inline=True)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Found(Media.WEBP, inline=True)
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        return Refusal("photo_is_heic")
    if data.startswith(b"PK\x03\x04"):
        media = packed.media_of(data)
    elif data.startswith(ole.SIGNATURE):
        media = _old_office(data)
    else:
        media = _text(data)
    return media if isinstance(media, Refusal) else Found(media)


def why_not_named(name: str, media: Media) -> Refusal | None:
    """The extension agrees with the content; a name without one is fine."""
    _, dot, extension = name.rpartition(".")
    if not dot or extension.lower() in EXTENSIONS[media]:
        return None
    return Refusal("file_is_not_its_name", {"name": extension[:10], "is": EXTENSIONS[media][0]})


def clean_name(name: str, media: Media) -> str:
    """A file name without folders, control signs and tricks, with an extension."""
    base = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in base if c.isprintable() and c not in FORBIDDEN)
    kept = " ".join(kept.split()).rstrip(" .")
    stem, dot, extension = kept.rpartition(".")
    if not dot or extension.lower() not in EXTENSIONS[media]:
        stem, extension = kept, EXTENSIONS[media][0]
    return f"{(stem.strip(' .') or 'file')[:LONGEST_NAME]}.{extension.lower()}"


def _pdf(data: bytes) -> Found | Refusal:
    match pdf.looked_through(data):
        case Pdf.CUT:
            return Refusal("file_damaged")
        case Pdf.STARTS_PROGRAMS:
            return Refusal("file_starts_programs")
        case Pdf.ACTIVE:
            return Found(Media.PDF)
        case _:
            return Found(Media.PDF, inline=True)


def _old_office(data: bytes) -> Media | Refusal:
    try:
        inside = ole.names(data)
    except ole.Damaged:
        return Refusal("file_damaged")
    if inside & MACROS:
        return Refusal("file_has_macros")
    if "encryptedpackage" in inside:
        return Refusal("file_locked")
    if "worddocument" in inside:
        return Media.DOC
    return Media.XLS if inside & {"workbook", "book"} else Refusal("file_kind_unknown")


def _text(data: bytes) -> Media | Refusal:
    """Plain text in UTF-8, UTF-16 or as old Windows writes it; never a page in words."""
    encodings = ("utf-16",) if data[:2] in UTF_16 else ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROLS.search(text):
            continue
        markup = text[:HEAD].lstrip().lower().startswith(MARKUP) or SCRIPT.search(text)
        return Refusal("file_kind_unknown") if markup else Media.TEXT
    return Refusal("file_kind_unknown")
