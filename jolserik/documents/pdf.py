"""What a PDF holds besides pages: found without a reader of PDF, so that none can be attacked.

Names (`/JavaScript`) stand in plain view or packed in object streams; both are looked through.
What cannot be looked through is said to be active, and is then only downloaded.
"""

import re
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

TAIL: Final = 4096
MOST_UNPACKED: Final = 64 << 20
NAME: Final = re.compile(rb"/[^\s/<>\[\](){}%]+")
ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
FILTERS: Final = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[^\s/<>\[\](){}%]+)")
STARTS_A_PROGRAM: Final = frozenset({b"/Launch", b"/ImportData"})
ACTIVE: Final = frozenset(
    {b"/JavaScript", b"/JS", b"/RichMedia", b"/XFA", b"/EmbeddedFile", b"/EmbeddedFiles"}
    | {b"/SubmitForm", b"/Encrypt"}
)


class Pdf(StrEnum):
    """What was found."""

    PLAIN = "plain"  # pages only
    ACTIVE = "active"  # scripts, forms that send, files inside, or not to be looked through
    STARTS_PROGRAMS = "starts_programs"
    CUT = "cut"  # the end is missing


def looked_through(data: bytes) -> Pdf:
    """What a file that begins with `%PDF-` holds."""
    if b"%%EOF" not in data[-TAIL:]:
        return Pdf.CUT
    names: set[bytes] = set()
    whole = True
    for part in _parts(data):
        if part is None:
            whole = False
            continue
        names.update(_plain(name) for name in NAME.findall(part))
    if names & STARTS_A_PROGRAM:
        return Pdf.STARTS_PROGRAMS
    return Pdf.PLAIN if whole and not names & ACTIVE else Pdf.ACTIVE


def _plain(name: bytes) -> bytes:
    """`/J#61vaScript` is `/JavaScript`."""
    if b"#" not in name:
        return name
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name)


def _parts(data: bytes) -> Iterator[bytes | None]:
    """What stands outside of streams, and unpacked object streams; None for one that stays shut.

    A stream with objects in plain view is no stream but a trick, and is read as it stands.
    """
    left, start = MOST_UNPACKED, 0
    while found := STREAM.search(data, start):
        before = data[start : found.start()]
        yield before
        end = data.find(b"endstream", found.end())
        inside = data[found.end() : end if end >= 0 else len(data)]
        if b"endobj" in inside:
            yield inside
        dictionary = before[before.rfind(b" obj") :] if b" obj" in before else before
        if b"/ObjStm" in _unescaped(dictionary):
            unpacked = _unpacked(inside, dictionary, left)
            left -= len(unpacked or b"")
            yield unpacked
        start = end if end >= 0 else len(data)
    yield data[start:]


def _unescaped(dictionary: bytes) -> bytes:
    return NAME.sub(lambda found: _plain(found[0]), dictionary)


def _unpacked(stream: bytes, dictionary: bytes, most: int) -> bytes | None:
    plain = _unescaped(dictionary)
    filters = FILTERS.search(plain)
    if filters is None:
        return stream
    if filters[1].strip(b"[] \r\n\t") != b"/FlateDecode" or b"/Predictor" in plain or most <= 0:
        return None
    try:
        unpacker = zlib.decompressobj()
        unpacked = unpacker.decompress(stream, most)
    except zlib.error:
        return None
    return None if unpacker.unconsumed_tail else unpacked
