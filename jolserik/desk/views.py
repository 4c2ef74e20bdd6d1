"""Pages for whoever has signed in: the portal's pages, with both books."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jolserik.indicators import figure as figures
from jolserik.indicators import pictures
from jolserik.indicators.figure import Address
from jolserik.ledger import queries
from jolserik.people.access import requires
from jolserik.people.rights import Right
from jolserik.site.moments import asked_moment
from jolserik.site.paging import before_posting
from jolserik.territory import queries as territory

PAGES = {"kato": "pages/region.html", "zone": "pages/zone.html", "project": "pages/project.html"}


@requires(Right.USE_DESK)
def home(request: HttpRequest) -> HttpResponse:
    """The region page for the head; whoever has a scope starts there."""
    start = None
    for post in request.actor.posts:  # type: ignore[attr-defined]  # set by the middleware
        start = start or (queries.subject(post.scope) if post.scope else None)
    region = start or territory.home_region(settings.REGION)
    if region is None:
        return render(request, "pages/no_region.html", {"regions": territory.regions()})
    return _page(request, region)


@requires(Right.USE_DESK)
def subject(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A region, district, zone or project."""
    found = queries.subject(f"{kind}:{slug}")
    if found is None:
        raise Http404
    return _page(request, found)


def _page(request: HttpRequest, subject: queries.SubjectValue) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    picture = pictures.picture(subject, actor=actor, moment=asked_moment(request))
    template = PAGES[subject.code.partition(":")[0]]
    return render(request, template, {"picture": picture})


@requires(Right.USE_DESK)
def figure(
    request: HttpRequest, scope: str, measure: str, period: str, series: str, basis: str
) -> HttpResponse:
    """The evidence of a figure, with what only this reader may see."""
    page = figures.figure(
        Address(scope, measure, period, series, basis),
        actor=request.actor,  # type: ignore[attr-defined]  # set by the middleware
        moment=asked_moment(request),
        before=before_posting(request),
    )
    template = "figures/panel.html" if request.headers.get("HX-Request") else "figures/page.html"
    return render(request, template, {"page": page})
