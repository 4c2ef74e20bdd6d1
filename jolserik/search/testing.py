"""Made-up things to be found, in a registry of their own.

Who may see what is told by lists of keys, so that a test says it in one line.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet

from jolserik.core.words import Words
from jolserik.people.actor import Actor
from jolserik.search import kinds
from jolserik.search.models import Entry
from jolserik.search.values import IndexEntry


def words(ru: str, kk: str = "", en: str = "") -> Words:
    return Words(ru, kk, en)


@contextmanager
def registered(
    codes: Sequence[str] = ("place", "zone", "project", "company", "person", "document"),
    *,
    public: Sequence[str] = ("place", "zone", "project"),
    visible: Callable[[str, Actor], Iterable[str] | None] = lambda code, actor: None,
    entries: Callable[[str], Iterable[IndexEntry]] = lambda code: (),
) -> Iterator[None]:
    """Nothing but these kinds is registered; `visible(code, actor)` gives keys, None for all."""
    kept = dict(kinds._kinds)
    kinds._kinds.clear()
    for code in codes:
        _register(code, code in public, visible, entries)
    try:
        yield
    finally:
        kinds._kinds.clear()
        kinds._kinds.update(kept)


def _register(
    code: str,
    public: bool,
    visible: Callable[[str, Actor], Iterable[str] | None],
    entries: Callable[[str], Iterable[IndexEntry]],
) -> None:
    def keys(actor: Actor) -> QuerySet[Any, Any] | None:
        told = visible(code, actor)
        if told is None:
            return None
        return Entry.objects.filter(kind=code, key__in=list(told)).values_list("key", flat=True)

    kinds.register(
        code,
        visible=keys,
        entries=lambda: entries(code),
        url=lambda door, key: f"/{door}/{code}/{key}/",
        public=public,
    )
