"""The component page, for makers: served only with JOLSERIK_DEBUG=1."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jolserik.people.access import EVERYONE, open_to
from jolserik.workshop.examples import examples


@open_to(EVERYONE)
def components(request: HttpRequest) -> HttpResponse:
    """Every component in its named examples; the tests render the same ones."""
    return render(request, "workshop/components.html", {"examples": examples()})
