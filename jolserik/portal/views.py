"""Pages for everybody."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jolserik.indicators import public
from jolserik.indicators.public import Address
from jolserik.ledger import public as ledger
from jolserik.people.access import EVERYONE, open_to
from jolserik.projects import public as projects
from jolserik.search import public as found
from jolserik.site import searching, totals
from jolserik.site.moments import asked_moment
from jolserik.site.paging import before_posting, page_number
from jolserik.site.totals import Place
from jolserik.site.translations import glossary as terms

PAGES = {"kato": "pages/region.html", "zone": "pages/zone.html", "project": "pages/project.html"}


@open_to(EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """The home region's published figures."""
    region = public.home_region(settings.REGION)
    if region is None:
        return render(request, "pages/no_region.html", {"regions": public.regions()})
    picture = public.picture(region, asked_moment(request))
    return render(request, PAGES["kato"], {"picture": picture, "is_home": True})


@open_to(EVERYONE)
def subject(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A region, district, zone or project."""
    code = f"{kind}:{slug}"
    found = ledger.subject(code)
    if found is None or not projects.is_shown(code):
        raise Http404
    picture = public.picture(found, asked_moment(request))
    return render(request, PAGES[kind], {"picture": picture})


@open_to(EVERYONE)
def region_projects(request: HttpRequest, slug: str) -> HttpResponse:
    """The published projects behind a total of a territory (`?sector=`, `?origin=`, …)."""
    found = ledger.subject(f"kato:{slug}")
    if found is None:
        raise Http404
    asked, when = totals.asked_of(request.GET), asked_moment(request)
    place = Place(found, when, door="portal", lists=False)
    records = public.records(found, asked, when, page=page_number(request))
    return render(request, "pages/records.html", totals.records_page(place, asked, records))


@open_to(EVERYONE)
def figure(
    request: HttpRequest, scope: str, measure: str, period: str, series: str, basis: str
) -> HttpResponse:
    """The evidence of a figure: a page, or the inside of the side panel."""
    if not projects.is_kept(scope):
        raise Http404
    page = public.figure(
        Address(scope, measure, period, series, basis),
        asked_moment(request),
        before=before_posting(request),
    )
    template = "figures/panel.html" if request.headers.get("HX-Request") else "figures/page.html"
    return render(request, template, {"page": page})


@open_to(EVERYONE)
def target(request: HttpRequest, posting_no: int) -> HttpResponse:
    """The row of a target."""
    page = public.target(posting_no)
    if page is None:
        raise Http404
    in_panel = bool(request.headers.get("HX-Request"))
    template = "figures/target_panel.html" if in_panel else "figures/target.html"
    return render(request, template, vars(page) | {"critical": page.critical})


@open_to(EVERYONE)
def regions(request: HttpRequest) -> HttpResponse:
    """All regions there are."""
    return render(request, "pages/regions.html", {"regions": public.regions()})


@open_to(EVERYONE)
def measures(request: HttpRequest) -> HttpResponse:
    """What each measure counts."""
    return render(request, "pages/measures.html", {"measures": ledger.measures().values()})


@open_to(EVERYONE)
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the program in three languages."""
    return render(request, "pages/glossary.html", {"terms": terms()})


@open_to(EVERYONE)
def search(request: HttpRequest) -> HttpResponse:
    """What is published, by any of its names: in any language and letters."""
    return searching.answer(request, find=found.find, kinds=found.kinds)
