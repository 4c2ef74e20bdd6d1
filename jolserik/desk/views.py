"""Pages for whoever has signed in: the portal's pages, with both books."""

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jolserik.indicators import figure as figures
from jolserik.indicators import pictures
from jolserik.indicators.figure import Address, FigurePage
from jolserik.ledger import queries
from jolserik.ledger.values import SubjectValue
from jolserik.people import rights
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor, Role
from jolserik.people.queries import display_names
from jolserik.people.rights import Right
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.site.moments import asked_moment
from jolserik.site.paging import before_posting
from jolserik.site.say import language
from jolserik.territory import queries as territory

PAGES = {"kato": "pages/region.html", "zone": "pages/zone.html", "project": "pages/project.html"}


@requires(Right.USE_DESK)
def home(request: HttpRequest) -> HttpResponse:
    """Specialists start with their day, the head with the region, others where their scope is."""
    if Role.SPECIALIST in actor_of(request).roles and "region" not in request.GET:
        return redirect("desk:today")
    scopes = [post.scope for post in actor_of(request).posts if post.scope]
    known = queries.subjects(scopes) if scopes else {}
    start = next((known[scope] for scope in scopes if scope in known), None)
    if start is not None:
        kind, _, slug = start.code.partition(":")
        name = {"kato": "region", "zone": "zone", "project": "project"}[kind]
        return redirect(f"desk:{name}", slug=slug)
    region = territory.home_region(settings.REGION)
    if region is None:
        return render(request, "pages/no_region.html", {"regions": territory.regions()})
    return _page(request, region)


@requires(Right.USE_DESK)
def subject(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """A region, district, zone or project."""
    code = f"{kind}:{slug}"
    found = queries.subject(code)
    if found is None or not _sees(actor_of(request), code):
        raise Http404
    return _page(request, found)


def _sees(actor: Actor, code: str) -> bool:
    """Projects of the register are seen by whom they concern; everything else by all."""
    if not code.startswith("project:"):
        return True
    return access.shown_to(actor).filter(subject__code=code).exists()


def _saw(actor: Actor, code: str) -> bool:
    """Figures of a project that was merged into one that the actor sees: links to them hold."""
    into = Project.objects.filter(subject__code=code).values("merged_into")
    return access.shown_to(actor).filter(pk__in=into).exists()


def picture_of(request: HttpRequest, subject: SubjectValue) -> pictures.Picture:
    """The picture of a subject as its reader may see it, at the moment that was asked for."""
    return pictures.picture(subject, actor=actor_of(request), moment=asked_moment(request))


def _page(request: HttpRequest, subject: SubjectValue) -> HttpResponse:
    picture = picture_of(request, subject)
    template = PAGES[subject.code.partition(":")[0]]
    return render(request, template, {"picture": picture})


@requires(Right.USE_DESK)
def figure(
    request: HttpRequest, scope: str, measure: str, period: str, series: str, basis: str
) -> HttpResponse:
    """The evidence of a figure, with what only this reader may see."""
    actor = actor_of(request)
    if not _sees(actor, scope) and not _saw(actor, scope):
        raise Http404
    page = figures.figure(
        Address(scope, measure, period, series, basis),
        actor=actor,
        moment=asked_moment(request),
        before=before_posting(request),
    )
    template = "figures/panel.html" if request.headers.get("HX-Request") else "figures/page.html"
    context = {
        "page": page,
        "people": _recorders(page),
        "may_withdraw": rights.why_not(actor, Right.WITHDRAW_STATEMENTS) is None,
    }
    return render(request, template, context)


def _recorders(page: FigurePage) -> dict[uuid.UUID, str]:
    """Names of the people who recorded the rows on the page."""
    if page.evidence is None:
        return {}
    found = page.evidence
    levels = [*found.used, *found.earlier, *found.withdrawn]
    recorders = [row.recorded_by for row in levels] + [row.recorded_by for row in found.entries]
    keys = {key for key in recorders if key}
    return display_names(keys, language()) if keys else {}


@requires(Right.USE_DESK)
def target(request: HttpRequest, posting_no: int) -> HttpResponse:
    """The row of a target."""
    page = figures.target(posting_no, actor=actor_of(request))
    if page is None:
        raise Http404
    in_panel = bool(request.headers.get("HX-Request"))
    template = "figures/target_panel.html" if in_panel else "figures/target.html"
    return render(request, template, vars(page) | {"critical": page.critical})
