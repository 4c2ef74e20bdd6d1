"""The page of search and the list under the search box, for both doors."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from jolserik.search.values import Hit
from jolserik.site.say import language

LONGEST = 100
IN_LIST, ON_PAGE = 8, 50


class Find(Protocol):
    """What a door finds, as far as who came through it may see."""

    def __call__(
        self, text: str, *, kinds: Collection[str] | None, limit: int, language: str
    ) -> list[Hit]: ...


def answer(request: HttpRequest, *, find: Find, kinds: Callable[[], Sequence[str]]) -> HttpResponse:
    """Results as a page; as the list under the box where htmx asks while somebody types."""
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    typing = bool(request.headers.get("HX-Request"))
    kind = "" if typing else request.GET.get("kind", "")
    known = () if typing else kinds()
    hits = find(
        text,
        kinds=[kind] if kind in known else None,
        limit=IN_LIST if typing else ON_PAGE,
        language=language(),
    )
    context = {
        "searched": text,
        "hits": hits,
        "kind": kind if kind in known else "",
        "kinds": known,
        "full": len(hits) == ON_PAGE,
        "in_part": bool(hits) and all(hit.in_part for hit in hits),
        "empty": not any(letter.isalnum() for letter in text),
    }
    response = render(request, f"search/{'list' if typing else 'page'}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
