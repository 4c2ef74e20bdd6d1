"""The old Office file: a small file system. Read just far enough to know what lies in it."""

import struct
from collections.abc import Iterator
from typing import Final

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER: Final = 512
ENTRY: Final = 128
FIRST_TABLES: Final = 109  # sectors of the allocation table that the header names
LAST_SECTOR: Final = 0xFFFFFFFA  # larger numbers are marks
MOST_ENTRIES: Final = 20_000


class Damaged(Exception):
    """No whole file of this kind."""


def names(data: bytes) -> frozenset[str]:
    """Names of all streams and folders in the file, in lower case. Raises Damaged."""
    try:
        return frozenset(_names(data))
    except (struct.error, IndexError, UnicodeDecodeError) as wrong:
        raise Damaged from wrong


def _names(data: bytes) -> Iterator[str]:
    if len(data) < HEADER or not data.startswith(SIGNATURE):
        raise Damaged
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise Damaged
    size = 1 << shift
    table = _table(data, size)
    for sector in _chain(struct.unpack_from("<I", data, 48)[0], table):
        start = (sector + 1) * size
        for place in range(start, start + size, ENTRY):
            length = struct.unpack_from("<H", data, place + 64)[0]
            if data[place + 66] and 2 <= length <= 64:
                yield data[place : place + length - 2].decode("utf-16-le").lower()


def _table(data: bytes, size: int) -> list[int]:
    """For each sector the one that follows it."""
    tables = list(struct.unpack_from(f"<{FIRST_TABLES}I", data, 76))
    further, count = struct.unpack_from("<II", data, 68)
    per_sector = size // 4
    for _ in range(min(count, len(data) // size)):
        if further >= LAST_SECTOR:
            break
        numbers = struct.unpack_from(f"<{per_sector}I", data, (further + 1) * size)
        tables += numbers[:-1]
        further = numbers[-1]
    following: list[int] = []
    for sector in tables:
        if sector < LAST_SECTOR:
            following += struct.unpack_from(f"<{per_sector}I", data, (sector + 1) * size)
    return following


def _chain(sector: int, table: list[int]) -> Iterator[int]:
    seen = 0
    while sector < LAST_SECTOR:
        seen += 1
        if seen > MOST_ENTRIES:
            raise Damaged
        yield sector
        sector = table[sector]
