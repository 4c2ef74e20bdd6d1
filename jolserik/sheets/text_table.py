"""Text tables (CSV): which letters, which separator, and the rows.

Letters: UTF-8 with and without its mark, UTF-16, and the one-byte tables of Windows and DOS.
Of the Windows tables the Kazakh one (KZ-1048) is taken: it has every Russian letter where
Windows-1251 has it, and Қ, Ә, Ү where that one has letters of other languages.
"""

import codecs
import csv
import io
from collections import Counter
from pathlib import Path
from typing import Final

from jolserik.core.refusal import Refusal, ensure
from jolserik.sheets.limits import Limits
from jolserik.sheets.values import Line, Raw, Sheet

SEPARATORS: Final = (";", "\t", ",", "|")
SAMPLE_ROWS: Final = 60
SAMPLE_BYTES: Final = 200_000
ONE_BYTE_TABLES: Final = ("kz1048", "cp866")
FIELD_LIMIT: Final = 1_000_000
# Control characters that no table of text holds; tab, line feeds and form feed are fine.
BINARY: Final = {chr(code) for code in range(32)} - set("\t\n\r\f\x1a")


def read_text_table(path: Path, *, name: str, limits: Limits) -> Sheet:
    """The one sheet of a text file. Refused: what is no text, or no table."""
    text = decode(path.read_bytes())
    csv.field_size_limit(FIELD_LIMIT)
    separator = separator_of(text)
    lines: list[Line] = []
    cells = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for number, row in enumerate(reader):
            if number == 0 and len(row) <= 2 and "".join(row).strip().lower() in ("sep=", "sep"):
                continue
            values = trimmed([cell.strip() or None for cell in row])
            cells += len(values)
            if cells > limits.cells or len(lines) >= limits.rows or len(row) > limits.columns:
                ensure(Refusal("table_has_too_many_rows", {"limit": limits.rows}))
            if values:
                lines.append(Line(number, values))
    except csv.Error:
        ensure(Refusal("table_damaged"))
    return Sheet(name=name, lines=tuple(lines))


def trimmed(cells: list[Raw]) -> tuple[Raw, ...]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return tuple(cells[:end])


def decode(content: bytes) -> str:
    """The text of the bytes. Refused: bytes that are no text."""
    text = _with_mark(content) or _utf16_without_mark(content) or _plain(content)
    if BINARY & set(text[:SAMPLE_BYTES]):
        ensure(Refusal("table_unknown"))
    return text.rstrip("\x1a")


def _with_mark(content: bytes) -> str | None:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    return None


def _utf16_without_mark(content: bytes) -> str | None:
    """Separators and digits leave a zero in every second byte."""
    sample = content[:SAMPLE_BYTES]
    half = len(sample) // 2
    if not half or len(content) % 2 or sample.count(0) < half // 20 + 1:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if min(even, odd):
        return None
    try:
        return content.decode("utf-16-le" if odd else "utf-16-be")
    except UnicodeDecodeError:
        return None


def _plain(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    texts = [content.decode(table, errors="replace") for table in ONE_BYTE_TABLES]
    return max(texts, key=lambda text: _readable(text[:SAMPLE_BYTES]))


def _readable(text: str) -> int:
    """Small Cyrillic letters inside words, less frames and signs that no table holds."""
    good = sum("а" <= c <= "я" or c in "ёәғқңөұүһі" for c in text)
    return good - 5 * sum("\u2500" <= c <= "\u259f" or c == "\ufffd" for c in text)


def separator_of(text: str) -> str:
    """The separator by which most rows get the same number of cells, more than one."""
    first, _, _ = text[:100].partition("\n")
    told = first.strip().lower()
    if told.startswith("sep=") and len(told) == 5:
        return told[-1]
    return max(SEPARATORS, key=lambda mark: (*_evenness(text, mark), -SEPARATORS.index(mark)))


def _evenness(text: str, separator: str) -> tuple[float, int]:
    rows: list[int] = []
    try:
        sample = io.StringIO(text[:SAMPLE_BYTES], newline="")
        for row in csv.reader(sample, delimiter=separator):
            if any(cell.strip() for cell in row):
                rows.append(len(row))
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        return 0.0, 0
    wide = Counter(count for count in rows if count > 1)
    if not wide:
        return 0.0, 0
    width, times = max(wide.items(), key=lambda item: (item[1], item[0]))
    return round(times / len(rows), 1), width
