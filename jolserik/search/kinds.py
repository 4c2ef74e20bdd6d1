"""Kinds of things that can be found: who may see them, where their pages are.

Rooms are wired in `site`: the search room itself knows none of them. Words of a kind stand in
`[search_kind.CODE]` of the words.toml of the room whose things they are.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jolserik.people.actor import Actor
from jolserik.search.values import IndexEntry

Keys = QuerySet[Any, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of things; `url` takes the door (`portal` or `desk`) and the key."""

    code: str
    visible: Callable[[Actor], Keys | None]
    entries: Callable[[], Iterable[IndexEntry]]
    url: Callable[[str, str], str]
    public: bool
    count: Callable[[], int]


_kinds: dict[str, Kind] = {}


def register(
    code: str,
    *,
    visible: Callable[[Actor], Keys | None],
    entries: Callable[[], Iterable[IndexEntry]],
    url: Callable[[str, str], str],
    public: bool,
    count: Callable[[], int] | None = None,
) -> None:
    """Let things of a kind be found. Registering a code again replaces it.

    `visible(actor)`: a queryset of one column, the keys that the actor may see; it is filtered
    further, so it is not sliced or combined. None, or one without any filter, means all of the
    kind.
    `entries()`: all entries of the kind, read anew. `count()`: how many they are, where that is
    cheaper to ask. The public gets only kinds that are `public`, and `visible(PUBLIC)` of them.
    """
    _kinds[code] = Kind(
        code, visible, entries, url, public, count or (lambda: sum(1 for _ in entries()))
    )


def all_kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of registering: the order in which pages name them."""
    return tuple(_kinds.values())


def kind(code: str) -> Kind:
    return _kinds[code]


def url(door: str, code: str, key: str) -> str:
    """The page of a thing behind a door."""
    return _kinds[code].url(door, key)


def open_to(actor: Actor, codes: Collection[str] | None = None) -> dict[str, Keys | None]:
    """Kinds of which the actor may see something, with the keys; None means all of the kind."""
    found: dict[str, Keys | None] = {}
    for one in _kinds.values():
        if (codes is not None and one.code not in codes) or (actor.is_public and not one.public):
            continue
        keys = one.visible(actor)
        if keys is None or not keys.query.is_empty():
            found[one.code] = keys if keys is not None and keys.query.where else None
    return found
