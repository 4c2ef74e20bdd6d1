"""Reading a million rows in little memory, and without holding the database for minutes.

First the keys in their order, which is a moment and eight bytes each; then the rows, some hundreds
at a time. A cursor left open for as long as somebody downloads would keep SQLite from tidying its
log, and PostgreSQL from tidying its tables.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet

PIECE: Final = 250
KEYS_AT_ONCE: Final = 10_000
M = TypeVar("M", bound=Model)


def pieces(found: QuerySet[M], ready: Callable[[QuerySet[M]], QuerySet[M]]) -> Iterator[list[M]]:
    """The rows of `found` in its order, as `ready` fetches them: which ones is settled at the
    beginning, what they say is as it stands when they are read."""
    keys = _keys(found)
    for start in range(0, len(keys), PIECE):
        piece = keys[start : start + PIECE]
        rows = {row.pk: row for row in ready(found.model._default_manager.filter(pk__in=piece))}
        yield [rows[key] for key in piece if key in rows]


def in_pieces(found: QuerySet[M], ready: Callable[[QuerySet[M]], QuerySet[M]]) -> Iterator[M]:
    """The same, row by row."""
    for piece in pieces(found, ready):
        yield from piece


def _keys(found: QuerySet[M]) -> Sequence[Any]:
    keys = found.values_list("pk", flat=True).iterator(chunk_size=KEYS_AT_ONCE)
    first = list(islice(keys, 1))
    whole = bool(first) and isinstance(first[0], int)
    return array("q", chain(first, keys)) if whole else [*first, *keys]
