"""What can be found, said to the search room: the rooms themselves are known only here.

A further kind of things is a call of `kinds.register` here, an `indexing.py` in its room, whose
acts `put` and `remove`, and `[search_kind.CODE]` in the room's words.toml.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from jolserik.companies import indexing as companies
from jolserik.companies import persons
from jolserik.companies.models import Company
from jolserik.core.words import Words
from jolserik.documents import indexing as documents
from jolserik.documents.queries import visible_to as documents_visible_to
from jolserik.people import copies
from jolserik.people.actor import Actor
from jolserik.people.models import Person
from jolserik.people.queries import visible_to
from jolserik.people.rights import Right, why_not
from jolserik.projects import indexing as projects
from jolserik.projects.access import standing as standing_projects
from jolserik.projects.access import visible_to as projects_visible_to
from jolserik.search import actions, kinds
from jolserik.search.values import IndexEntry
from jolserik.territory import indexing as territory
from jolserik.territory.models import Place, Zone

PERSON = "person"
WEIGHT_OF_PERSON = 400
PAGES = {territory.PLACE: "region", territory.ZONE: "zone", projects.PROJECT: "project"}


def register() -> None:
    """Tell the search room of every kind of things. May be called again."""
    for code, visible, entries, count in (
        (territory.PLACE, everything, territory.places, Place.objects.count),
        (territory.ZONE, everything, territory.zones, Zone.objects.count),
        (projects.PROJECT, _projects, projects.projects, lambda: standing_projects().count()),
    ):
        kinds.register(
            code, visible=visible, entries=entries, url=_page(code), public=True, count=count
        )
    kinds.register(
        companies.COMPANY,
        visible=_companies,
        entries=companies.companies,
        url=lambda door, key: reverse("desk:company", args=[key]),
        public=False,
        count=lambda: companies.standing().count(),
    )
    kinds.register(
        companies.CONTACT_PERSON,
        visible=lambda actor: persons.visible_to(actor).values_list("pk", flat=True),
        entries=companies.people,
        url=lambda door, key: reverse("desk:contact_person", args=[key]),
        public=False,
        count=lambda: companies.known().count(),
    )
    kinds.register(
        documents.DOCUMENT,
        visible=lambda actor: documents_visible_to(actor).values_list("number", flat=True),
        entries=documents.documents,
        url=lambda door, key: reverse("desk:document", args=[key]),
        public=False,
        count=lambda: documents.standing().count(),
    )
    kinds.register(
        PERSON,
        visible=_people,
        entries=people,
        url=lambda door, key: reverse("desk:person", args=[key]),
        public=False,
        count=lambda: Person.objects.filter(erased_at__isnull=True).count(),
    )
    copies.kept_by("search", _follow)


def everything(actor: Actor) -> None:
    """Whatever was published, everybody may find."""


def _projects(actor: Actor) -> QuerySet[Any, Any]:
    return projects_visible_to(actor).values_list("subject__code", flat=True)


def _companies(actor: Actor) -> QuerySet[Any, Any]:
    allowed = why_not(actor, Right.SEE_COMPANIES) is None
    rows = companies.standing() if allowed else Company.objects.none()
    return rows.values_list("pk", flat=True)


def _page(code: str) -> Any:
    def url(door: str, key: str) -> str:
        return reverse(f"{door}:{PAGES[code]}", args=[key.partition(":")[2]])

    return url


# --- people: their room lies below the search room, so it cannot put them there itself


def people() -> Iterator[IndexEntry]:
    """All who are not erased."""
    return map(_of_person, Person.objects.filter(erased_at__isnull=True).order_by("pk").iterator())


def _of_person(person: Person) -> IndexEntry:
    """By their names alone: never by phone, e-mail or post."""
    return IndexEntry(
        kind=PERSON,
        key=str(person.key),
        title=Words(person.name_ru, person.name_kk, person.name_en),
        weight=WEIGHT_OF_PERSON,
    )


def _people(actor: Actor) -> QuerySet[Any, Any]:
    """Whoever may not open a person's page finds nobody, not even themselves."""
    allowed = why_not(actor, Right.SEE_PEOPLE) is None
    people = visible_to(actor) if allowed else Person.objects.none()
    return people.values_list("key", flat=True)


def _follow(person: Person) -> None:
    if person.erased_at is None:
        actions.put([_of_person(person)])
    else:
        actions.remove(PERSON, str(person.key))
