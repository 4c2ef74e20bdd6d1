"""The briefing note in one click: a project, company, zone, city, district, region, sector or
country, as PDF or DOCX."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control

from jolserik.briefings import drawing, many, one
from jolserik.briefings.many import Reader
from jolserik.briefings.note import Note
from jolserik.companies import listing as companies
from jolserik.ledger import queries
from jolserik.ledger.values import SubjectValue
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.projects import access, oked, passport
from jolserik.projects.models import Project
from jolserik.site.moments import asked_moment
from jolserik.site.say import language
from jolserik.territory import queries as territory

FORMATS = {
    "pdf": (drawing.pdf, "application/pdf"),
    "docx": (
        drawing.docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
TERRITORIES = ("region", "city", "district", "zone")


@requires(Right.USE_DESK)
@cache_control(private=True, no_store=True)
def briefing(request: HttpRequest, kind: str, slug: str, format: str) -> HttpResponse:
    """A note as known on the day of the page (`?as_of=`), done since `?since=`; of a sector or
    country within a territory (`?within=`, the home region unless said)."""
    if format not in FORMATS:
        raise Http404
    made = _made(request, kind, slug)
    draw, media = FORMATS[format]
    response = HttpResponse(draw(made), content_type=media)
    day = asked_moment(request).as_of
    name = content_disposition_header(True, f"{slug}-{day}.{format}")
    response.headers["Content-Disposition"] = name or "attachment"
    return response


briefing_urls = [
    path("note/<slug:kind>/<slug:slug>.<slug:format>", briefing, name="briefing"),
]


def _made(request: HttpRequest, kind: str, slug: str) -> Note:
    actor, moment = actor_of(request), asked_moment(request)

    def reader(address: str = "") -> Reader:
        link = request.build_absolute_uri(address) if address else ""
        return Reader(actor, moment, language(), link)

    match kind:
        case "project":
            project = _project(actor, f"project:{slug}")
            return one.of_project(project, actor=actor, moment=moment, language=language())
        case "company":
            rows = companies.visible_to(actor).select_related("organisation")
            company = rows.filter(pk=slug).first()
            if company is None:
                raise Http404
            return many.of_company(company, reader(_list(company=slug)))
        case "sector" if slug in oked.names():
            within = _within(request)
            return many.of_sector(slug, within, reader(_records(within, sector=slug)))
        case "country" if passport.COUNTRY.fullmatch(slug):
            within = _within(request)
            return many.of_country(slug, within, reader(_records(within, origin=slug)))
        case "kato" | "zone":
            subject = _territory(f"{kind}:{slug}")
            address = _list(zone=subject.code) if kind == "zone" else _records(subject)
            return many.of_territory(subject, reader(address))
        case _:
            raise Http404


def _project(actor: Actor, code: str) -> Project:
    rows = access.shown_to(actor).select_related(
        "subject", "place", "zone", "company__organisation", "department"
    )
    found = rows.filter(subject__code=code).first()
    if found is None:
        raise Http404
    return found


def _territory(code: str) -> SubjectValue:
    subject = queries.subject(code)
    if subject is None or subject.kind not in TERRITORIES:
        raise Http404
    return subject


def _within(request: HttpRequest) -> SubjectValue:
    """The territory of a sector or country."""
    if code := request.GET.get("within", ""):
        return _territory(code)
    region = territory.home_region(settings.REGION)
    if region is None:
        raise Http404
    return region


def _records(subject: SubjectValue, **asked: str) -> str:
    if subject.kind == "zone":
        return _list(zone=subject.code, **asked)
    address = reverse("desk:region_projects", args=[subject.code.partition(":")[2]])
    return f"{address}?{urlencode(asked)}" if asked else address


def _list(**asked: str) -> str:
    return f"{reverse('desk:projects')}?{urlencode(asked)}"
