"""The tables of an upload, read anew when they are needed and kept for a moment."""

from dataclasses import replace
from typing import Final

from django.conf import settings

from jolserik.core.refusal import Refusal, ensure
from jolserik.imports import store
from jolserik.imports.models import Upload
from jolserik.sheets.limits import Limits
from jolserik.sheets.mapping import Mapping, Proposal, propose
from jolserik.sheets.reading import read_book
from jolserik.sheets.recognising import Recogniser
from jolserik.sheets.tables import Table, find_tables
from jolserik.sheets.values import Book

KEPT_LINES: Final = 20_000  # a larger book is read again rather than kept
KEPT_BOOKS: Final = 3
_books: dict[tuple[str, str], Book] = {}


def tables_of(sha256: str, name: str, recogniser: Recogniser) -> tuple[Table, ...]:
    """Tables of a kept file, as they stand in it. Refused: as read_book, or no table in it."""
    book = _book(sha256, name)
    found = tuple(t for sheet in book.sheets for t in find_tables(sheet, recogniser.matcher))
    if not found:
        ensure(Refusal("table_not_found"))
    return found


def best_table(
    tables: tuple[Table, ...], recogniser: Recogniser, remembered: tuple[Mapping, ...]
) -> tuple[int, Proposal]:
    """The table that is most surely a project list, and what its columns mean."""
    proposals = [propose(table, recogniser, remembered=remembered) for table in tables]

    def worth(index: int) -> tuple[bool, int, int, int]:
        known = {choice.field for choice in proposals[index].mapping.choices if choice.field}
        return not tables[index].sheet.hidden, len(known), len(tables[index].rows), -index

    best = max(range(len(tables)), key=worth)
    return best, proposals[best]


def table_of(upload: Upload, recogniser: Recogniser) -> Table:
    """The table that was chosen."""
    tables = tables_of(upload.sha256, upload.file_name, recogniser)
    return tables[min(upload.table, len(tables) - 1)]


def _book(sha256: str, name: str) -> Book:
    if (sha256, name) in _books:
        return _books[sha256, name]
    path = store.path_of(sha256)
    if not path.exists():
        ensure(Refusal("list_file_gone"))
    limits = replace(Limits(), file_bytes=settings.LARGEST_LIST)
    book = read_book(path, name=name, limits=limits)
    if sum(len(sheet.lines) for sheet in book.sheets) <= KEPT_LINES:
        _books[sha256, name] = book
        while len(_books) > KEPT_BOOKS:
            _books.pop(next(iter(_books)), None)
    return book
