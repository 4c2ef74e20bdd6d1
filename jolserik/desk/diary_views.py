"""The diary: every act, newest first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jolserik.core.words import word
from jolserik.events.models import Event
from jolserik.people.access import requires
from jolserik.people.queries import display_names
from jolserik.people.rights import Right
from jolserik.site.say import language

PAGE_SIZE = 100


@requires(Right.SEE_DIARY)
def diary(request: HttpRequest) -> HttpResponse:
    """Who did what, when."""
    page = Paginator(Event.objects.order_by("-id"), PAGE_SIZE).get_page(request.GET.get("page"))
    people = display_names({event.by for event in page if event.by}, language())
    lines = [(event, _said(event), people.get(event.by) if event.by else None) for event in page]
    return render(request, "desk/diary.html", {"page": page, "lines": lines})


def _said(event: Event) -> str:
    facts = {"subject": event.subject_key} | event.facts
    return word("event", event.name, language(), facts)
