"""Site visits: a form for a phone, which works without coverage, and its sheet on one A4.

What stays on the device: these pages of one's own projects (`visits-worker.js`), drafts and visits
that wait (`visits-device.js`). Signing out wipes all of it.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from jolserik.commitments.queries import promises_visible_to
from jolserik.commitments.values import PromiseState
from jolserik.contacts import queries, visit_checks
from jolserik.contacts.actions import record_contact
from jolserik.contacts.models import Contact, Photo
from jolserik.contacts.values import ContactKind
from jolserik.core.refusal import Refusal, Refused, ensure
from jolserik.desk.asking import project_of, status_of
from jolserik.desk.contact_views import after_contact
from jolserik.desk.day_forms import VisitForm
from jolserik.documents import store
from jolserik.documents.values import Upload
from jolserik.people.access import EVERYONE, actor_of, open_to, requires
from jolserik.people.queries import display_names
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access
from jolserik.projects.models import Project, StateText
from jolserik.projects.values import Stage
from jolserik.site.say import language
from jolserik.specialists import my_day
from jolserik.specialists.along import comes_along

LINES_TO_FILL, PROMISES_SHOWN = 6, 6  # what fits on the sheet


@requires(Right.EDIT_PROJECTS)
@cache_control(private=True, no_cache=True)
def visits(request: HttpRequest) -> HttpResponse:
    """The sites of the projects that one walks with, what is kept on the device and what waits."""
    actor = actor_of(request)
    projects = my_day.walked_with(actor)
    last = queries.last_visits(projects)
    rows = [(project, last.get(project.pk)) for project in projects]
    return render(request, "desk/visits/list.html", {"rows": rows, "projects": projects})


@requires(Right.EDIT_PROJECTS)
@cache_control(private=True, no_cache=True)
def visit(request: HttpRequest, slug: str) -> HttpResponse:
    """Record a site visit. Sent again with the same number, it is kept once.

    A visit that waited on a device is answered in JSON: its number, or why it is not taken.
    """
    if request.method == "POST" and request.headers.get("X-Sent-Later") == "1":
        return _sent_later(request, slug)
    project, form = _asked(request, slug)
    if request.method == "POST" and form.is_valid():
        try:
            kept = _record(request, project, form)
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            form.add_error(None, refusal_in_words(refused.refusal, language()))
        else:
            messages.success(request, _("The visit is recorded."))
            return redirect(_onward(request, kept))
    context = {"form": form, "project": project, "TIME_ZONE": settings.TIME_ZONE}
    return render(request, "desk/visits/form.html", context, status=status_of(request))


def _sent_later(request: HttpRequest, slug: str) -> HttpResponse:
    if known := _sent_before(request):
        return _confirmed(request, known)
    try:
        project, form = _asked(request, slug)
        if form.is_valid():
            return _confirmed(request, _record(request, project, form))
    except Http404:
        gone = refusal_in_words(Refusal("visit_of_a_project_not_seen"), language())
        return JsonResponse({"refused": gone}, status=404)
    except Refused as refused:
        said = refusal_in_words(refused.refusal, language())
        return JsonResponse({"refused": said}, status=409)
    except Invalid as invalid:
        form.show(invalid.problems, language())
    wrong = [f"{form[n].label}: {e}" if n in form.fields else e for n, e in _each(form)]
    return JsonResponse({"errors": wrong}, status=422)


def _confirmed(request: HttpRequest, contact: Contact) -> HttpResponse:
    return JsonResponse({"number": str(contact.number), "next": _onward(request, contact)})


def _onward(request: HttpRequest, contact: Contact) -> str:
    """To the sheet of the visit, or to the promise that was given on the site."""
    if "promise" in request.POST:
        return after_contact(contact.project, contact)
    return reverse("desk:visit_sheet", args=[contact.number])


def _sent_before(request: HttpRequest) -> Contact | None:
    """What came before, but the answer to it was lost on the way."""
    try:
        number = uuid.UUID(request.POST.get("number", ""))
    except ValueError:
        return None
    return queries.sent_before(actor_of(request), number)


def _each(form: VisitForm) -> Iterator[tuple[str, str]]:
    return ((name, str(error)) for name, errors in form.errors.items() for error in errors)


def _asked(request: HttpRequest, slug: str) -> tuple[Project, VisitForm]:
    """The project and its form, with the questions that the person had before the eyes."""
    project = project_of(request, slug)
    ensure(access.why_not_edit(actor_of(request), project))
    asked_at = request.POST.get("asked_at", "")
    stage = asked_at if asked_at in set(Stage) else project.stage
    form = VisitForm(request.POST or None, request.FILES or None, language=language(), stage=stage)
    return project, form


def _record(request: HttpRequest, project: Project, form: VisitForm) -> Contact:
    return record_contact(
        project.pk,
        form.draft(),
        number=form.cleaned_data["number"],
        photos=[Upload(f.name, f.chunks()) for f in form.cleaned_data["photos"]],
        by=actor_of(request),
        now=timezone.now(),
    )


@requires(Right.EDIT_PROJECTS)
@cache_control(private=True, no_store=True)
def visit_token(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and a fresh token: a form that waited for coverage holds an old one."""
    return JsonResponse({"person": str(actor_of(request).key), "token": get_token(request)})


@open_to(EVERYONE)
@cache_control(no_cache=True)
def visit_worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it stands in the folder that it serves and therefore serves no other."""
    script = (settings.HOUSE / "site" / "static" / "visits-worker.js").read_bytes()
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@requires(Right.EDIT_PROJECTS)
def visit_blank(request: HttpRequest, slug: str) -> HttpResponse:
    """What to know and to look at on the site, on one A4 to take along and fill in by hand."""
    actor, project = actor_of(request), project_of(request, slug)
    ensure(access.why_not_edit(actor, project))
    context = {
        "project": project,
        "lead": display_names([project.lead_id], language())[project.lead_id]
        if project.lead_id
        else "",
        "said": StateText.objects.filter(project=project).exclude(text="").first(),
        "along": comes_along([project])[project.pk],
        "promises": promises_visible_to(actor)
        .filter(project=project, state=PromiseState.OPEN)
        .order_by("due_on", "pk")[:PROMISES_SHOWN],
        "checks": visit_checks.for_stage(project.stage),
        "answers": visit_checks.ANSWERS,
        "lines": range(LINES_TO_FILL),
        "today": timezone.localdate(),
    }
    return render(request, "desk/day/visit_blank.html", context)


@requires(Right.SEE_PROJECTS)
def visit_sheet(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """A visit on one A4, for printing."""
    row = (
        queries.visible_to(actor_of(request))
        .filter(number=number, kind=ContactKind.SITE_VISIT)
        .select_related("project__subject", "project__place", "project__zone")
        .first()
    )
    if row is None:
        raise Http404
    known = visit_checks.by_code()
    context: dict[str, Any] = {
        "row": row,
        "checks": [
            (known[code].words, answer) for code, answer in row.checks.items() if code in known
        ],
        "photos": list(row.photos.order_by("id")),
        "who": display_names([row.by], language())[row.by] if row.by else "",
    }
    return render(request, "desk/visits/sheet.html", context)


@requires(Right.SEE_PROJECTS)
@cache_control(private=True, no_store=True)
def contact_photo(request: HttpRequest, number: uuid.UUID, photo: int) -> HttpResponse:
    """A photo of a contact, which we drew ourselves when it was taken in."""
    seen = queries.visible_to(actor_of(request)).filter(number=number)
    row = Photo.objects.filter(contact__in=seen, pk=photo).select_related("blob").first()
    data = store.read(row.blob.sha256) if row else None
    if row is None or data is None:
        raise Http404
    response = HttpResponse(data, content_type=row.blob.media)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


visit_urls = [
    path("visits/", visits, name="visits"),
    path("visits/at/<slug:slug>/", visit, name="visit"),
    path("visits/token/", visit_token, name="visit_token"),
    path("visits/worker.js", visit_worker, name="visit_worker"),
    path("project/<slug:slug>/visit/sheet/", visit_blank, name="visit_blank"),
    path("visits/<uuid:number>/", visit_sheet, name="visit_sheet"),
    path("contacts/<uuid:number>/photo/<int:photo>/", contact_photo, name="contact_photo"),
]
