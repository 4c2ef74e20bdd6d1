"""Search at the desk: everything that the reader may see."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jolserik.people.access import actor_of, requires
from jolserik.people.rights import Right
from jolserik.search import kinds, queries
from jolserik.search.values import Hit
from jolserik.site import searching


@requires(Right.USE_DESK)
def search(request: HttpRequest) -> HttpResponse:
    """Anything by any of its names or its number."""
    actor = actor_of(request)

    def find(text: str, *, kinds: Collection[str] | None, limit: int, language: str) -> list[Hit]:
        return queries.find(text, actor=actor, kinds=kinds, limit=limit, language=language)

    return searching.answer(request, find=find, kinds=lambda: tuple(kinds.open_to(actor)))


search_urls = [path("search/", search, name="search")]
