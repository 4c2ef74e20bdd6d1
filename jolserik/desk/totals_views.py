"""The projects behind a total of a territory, as their reader may see them, on any day."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from jolserik.indicators import totals as records
from jolserik.ledger import queries
from jolserik.people.access import actor_of, requires
from jolserik.people.rights import Right, why_not
from jolserik.site import totals
from jolserik.site.moments import asked_moment
from jolserik.site.paging import page_number
from jolserik.site.totals import Place


@requires(Right.USE_DESK)
def region_projects(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands behind a number: `?sector=`, `?origin=`, `?progress=`, as of a day."""
    actor, subject = actor_of(request), queries.subject(f"kato:{slug}")
    if subject is None:
        raise Http404
    asked, when = totals.asked_of(request.GET), asked_moment(request)
    lists = why_not(actor, Right.SEE_PROJECTS) is None
    place = Place(subject, when, door="desk", lists=lists)
    found = records.records(
        records.within(subject, when),
        asked,
        actor=actor,
        moment=when,
        page=page_number(request),
    )
    return render(request, "pages/records.html", totals.records_page(place, asked, found))


totals_urls = [
    path("region/<slug:slug>/projects/", region_projects, name="region_projects"),
]
