"""Files for tests: small, true to their format, made on the spot."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

from jolserik.documents.ole import SIGNATURE

SECTOR = 512
END, FREE, TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def pdf(text: str = "an act", *, more: bytes = b"") -> bytes:
    """A PDF of one page; `more` stands among its objects."""
    page = zlib.compress(text.encode())
    return b"\n".join(
        (
            b"%PDF-1.7",
            b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
            b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj",
            b"3 0 obj << /Type /Page /Parent 2 0 R /Contents 4 0 R >> endobj",
            b"4 0 obj << /Filter /FlateDecode /Length %d >>" % len(page),
            b"stream",
            page,
            b"endstream endobj",
            more,
            b"trailer << /Root 1 0 R >>",
            b"startxref",
            b"9",
            b"%%EOF",
        )
    )


def packed(members: dict[str, bytes]) -> bytes:
    """A zip with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(**members: bytes) -> bytes:
    """A text of the new Office, with `members` besides (`word/vbaProject.bin`)."""
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = b'<Types><Override PartName="/word/document.xml" ContentType="' + main + b'"/></Types>'
    return packed({"[Content_Types].xml": types, "word/document.xml": b"<w/>"} | members)


def xlsx(**members: bytes) -> bytes:
    """A workbook of the new Office, with `members` besides."""
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = b'<Types><Override PartName="/xl/workbook.xml" ContentType="' + main + b'"/></Types>'
    return packed({"[Content_Types].xml": types, "xl/workbook.xml": b"<w/>"} | members)


def old_office(*names: str) -> bytes:
    """A file of the old Office that holds empty streams of these names."""
    entries = b"".join(_entry(name) for name in ("Root Entry", *names))
    sectors = -(-len(entries) // SECTOR)
    entries = entries.ljust(sectors * SECTOR, b"\0")
    following = [TABLE, *(n + 2 for n in range(sectors - 1)), END]
    table = struct.pack(f"<{len(following)}I", *following).ljust(SECTOR, b"\xff")
    header = bytearray(SECTOR)
    header[:8] = SIGNATURE
    struct.pack_into("<HHHH", header, 24, 0x3E, 3, 0xFFFE, 9)
    struct.pack_into("<I", header, 44, 1)  # one sector of the table
    struct.pack_into("<I", header, 48, 1)  # names begin in the second sector
    struct.pack_into("<II", header, 68, END, 0)
    struct.pack_into("<109I", header, 76, 0, *[FREE] * 108)
    return bytes(header) + table + entries


def _entry(name: str) -> bytes:
    entry = bytearray(128)
    text = name.encode("utf-16-le") + b"\0\0"
    entry[: len(text)] = text
    struct.pack_into("<H", entry, 64, len(text))
    entry[66] = 5 if name == "Root Entry" else 2
    return bytes(entry)


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (40, 20), *, mode: str = "", **rest: Any
) -> bytes:
    """A picture in one colour."""
    out = io.BytesIO()
    made = Image.new(mode or ("RGBA" if kind == "PNG" else "RGB"), size, 0)
    made.save(out, kind, **rest)
    return out.getvalue()
