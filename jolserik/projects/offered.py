"""What may be chosen beside the list of projects, and the views that are kept, in one query.

Every list of the page would be a query of its own otherwise, for some hundred short rows.
"""

import uuid
from dataclasses import dataclass

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from jolserik.core.words import Words, word
from jolserik.ledger.models import Subject
from jolserik.people.actor import Actor
from jolserik.people.models import Person
from jolserik.projects.actions.views import views_of
from jolserik.projects.models import Assignment, SavedView, Term
from jolserik.projects.values import TermKind

PLACES = ("region", "city", "district")
Choice = tuple[str, str]  # code and name


@dataclass(frozen=True)
class Offered:
    """Places, zones and people by name, lists in their order; views by name."""

    places: list[Choice]
    zones: list[Choice]
    people: list[Choice]
    lists: list[Choice]
    views: list[SavedView]


@dataclass(frozen=True)
class _Row:
    """`place` says where it stands among its kind; of a view the texts are its columns."""

    kind: str
    code: str
    ru: str
    kk: str
    en: str
    place: str

    def named(self, language: str) -> str:
        return Words(self.ru or self.kk or self.en, self.kk, self.en).get(language)


def offered(actor: Actor, *, language: str) -> Offered:
    """For the filters of the list; people are those on the team of some project."""
    parts = [_places(), _people(), _lists(), _views(actor)]
    rows = [_Row(*row) for row in parts[0].union(*parts[1:], all=True)]
    places = [row for row in rows if row.kind in PLACES]
    zones, people, lists, views = (
        sorted((row for row in rows if row.kind == kind), key=lambda row: (row.place, row.code))
        for kind in ("zone", "person", "list", "view")
    )
    erased = word("person", "erased", language)
    return Offered(
        places=sorted(((r.code, r.named(language)) for r in places), key=_by_name),
        zones=sorted(((r.code, r.named(language)) for r in zones), key=_by_name),
        people=[(str(uuid.UUID(r.code)), r.named(language) or erased) for r in people],
        lists=[(r.code, r.named(language)) for r in lists],
        views=sorted(map(_view, views), key=lambda view: (view.name, view.pk)),
    )


def _by_name(choice: Choice) -> Choice:
    code, name = choice
    return name, code


def _view(row: _Row) -> SavedView:
    return SavedView(
        id=int(row.code),
        name=row.ru,
        query=row.kk,
        owner=uuid.UUID(row.en),
        department_id=row.place or None,
    )


_TEXT = TextField()


def _places() -> "QuerySet[Subject, tuple[str, ...]]":
    rows = Subject.objects.filter(kind__in=(*PLACES, "zone")).order_by()
    return rows.values_list(
        *(Cast("kind", _TEXT), Cast("code", _TEXT)),
        *(Cast("name_ru", _TEXT), Cast("name_kk", _TEXT), Cast("name_en", _TEXT)),
        Value("", _TEXT),
    )


def _people() -> "QuerySet[Person, tuple[str, ...]]":
    on_a_team = Assignment.objects.filter(person=OuterRef("pk"), ended_at=None)
    rows = Person.objects.filter(Exists(on_a_team)).order_by()
    return rows.values_list(
        *(Value("person", _TEXT), Cast("key", _TEXT)),
        *(Cast("name_ru", _TEXT), Cast("name_kk", _TEXT), Cast("name_en", _TEXT)),
        Cast("search_text", _TEXT),
    )


def _lists() -> "QuerySet[Term, tuple[str, ...]]":
    """The place: as many digits as the greatest has, so that texts stand as numbers do."""
    rows = Term.objects.filter(kind=TermKind.LIST, active=True).order_by()
    return rows.values_list(
        *(Value("list", _TEXT), Cast("code", _TEXT)),
        *(Cast("ru", _TEXT), Cast("kk", _TEXT), Cast("en", _TEXT)),
        Cast(Cast("order", BigIntegerField()) * 10**9 + F("id") + 10**14, _TEXT),
    )


def _views(actor: Actor) -> "QuerySet[SavedView, tuple[str, ...]]":
    return (
        views_of(actor)
        .order_by()
        .values_list(
            *(Value("view", _TEXT), Cast("id", _TEXT)),
            *(Cast("name", _TEXT), Cast("query", _TEXT), Cast("owner", _TEXT)),
            Coalesce(Cast("department_id", _TEXT), Value("", _TEXT)),
        )
    )
