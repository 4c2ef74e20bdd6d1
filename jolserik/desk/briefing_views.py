"""The briefing note in one click: a project, zone, city, district or region, PDF or DOCX."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control

from jolserik.briefings import drawing, note
from jolserik.ledger import queries
from jolserik.people.access import actor_of, requires
from jolserik.people.rights import Right
from jolserik.projects import access
from jolserik.site.moments import asked_moment
from jolserik.site.say import language

FORMATS = {
    "pdf": (drawing.pdf, "application/pdf"),
    "docx": (
        drawing.docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@requires(Right.USE_DESK)
@cache_control(private=True, no_store=True)
def briefing(request: HttpRequest, kind: str, slug: str, format: str) -> HttpResponse:
    """A note as known on the day of the page (`?as_of=`), done since `?since=`."""
    if format not in FORMATS:
        raise Http404
    actor, moment, code = actor_of(request), asked_moment(request), f"{kind}:{slug}"
    if kind == "project":
        rows = access.shown_to(actor).select_related(
            "subject", "place", "zone", "company__organisation", "department"
        )
        project = rows.filter(subject__code=code).first()
        if project is None:
            raise Http404
        made = note.of_project(project, actor=actor, moment=moment, language=language())
    else:
        subject = queries.subject(code)
        if subject is None:
            raise Http404
        made = note.of_subject(subject, actor=actor, moment=moment, language=language())
    draw, media = FORMATS[format]
    response = HttpResponse(draw(made), content_type=media)
    name = content_disposition_header(True, f"{slug}-{moment.as_of}.{format}")
    response.headers["Content-Disposition"] = name or "attachment"
    return response


briefing_urls = [
    path("note/<slug:kind>/<slug:slug>.<slug:format>", briefing, name="briefing"),
]
