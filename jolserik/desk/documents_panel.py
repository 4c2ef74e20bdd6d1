"""The documents about a thing, as `desk/documents/panel.html` shows them on any page."""

from dataclasses import dataclass
from typing import Any

from jolserik.documents import owners, queries
from jolserik.documents.models import Document, Version
from jolserik.people.actor import Actor
from jolserik.people.queries import display_names
from jolserik.site.say import language


@dataclass(frozen=True)
class Line:
    """A document with its newest file and those before it."""

    document: Document
    newest: Version
    earlier: tuple[Version, ...]
    by: str


@dataclass(frozen=True)
class Group:
    """Documents of one kind."""

    name: str
    lines: tuple[Line, ...]


def panel(
    about_kind: str, about_key: str, *, actor: Actor, may_add: bool | None = None
) -> dict[str, Any]:
    """What the panel shows: three queries, and what the room of the thing needs to say who may add.

    A page that knows the answer gives it as `may_add` and saves those.
    """
    documents = queries.of(about_kind, about_key, actor=actor)
    keys = {v.by for d in documents for v in d.versions.all()[:1] if v.by}
    people = display_names(keys, language()) if keys else {}
    lines = [line(document, people) for document in documents]
    papers = [one for one in lines if not queries.is_photo(one.document)]
    words = queries.kind_words(frozenset(one.document.kind for one in papers))
    if may_add is None:
        may_add = owners.why_not_add(actor, about_kind, about_key) is None
    return {
        "about_kind": about_kind,
        "about_key": about_key,
        "documents": [one.document for one in papers],
        "groups": [
            Group(said.get(language()), tuple(o for o in papers if o.document.kind == code))
            for code, said in words.items()
        ],
        "photos": [one for one in lines if queries.is_photo(one.document)],
        "may_add": may_add,
    }


def line(document: Document, people: dict[Any, str]) -> Line:
    """A document whose versions were asked for with it."""
    newest, *earlier = document.versions.all()
    return Line(document, newest, tuple(earlier), people.get(newest.by, "") if newest.by else "")
