"""A site visit: the form for a phone that keeps its draft, and the sheet of it on one A4."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from jolserik.commitments.queries import promises_visible_to
from jolserik.commitments.values import PromiseState
from jolserik.contacts import queries, visit_checks
from jolserik.contacts.actions import record_contact
from jolserik.contacts.models import Photo
from jolserik.contacts.values import ContactKind
from jolserik.core.refusal import Refused, ensure
from jolserik.desk.asking import project_of, status_of
from jolserik.desk.contact_views import after_contact
from jolserik.desk.day_forms import VisitForm
from jolserik.documents import store
from jolserik.documents.values import Upload
from jolserik.people.access import actor_of, requires
from jolserik.people.queries import display_names
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access
from jolserik.projects.models import StateText
from jolserik.site.say import language
from jolserik.specialists.along import comes_along

LINES_TO_FILL, PROMISES_SHOWN = 6, 6  # what fits on the sheet


@requires(Right.EDIT_PROJECTS)
def visit(request: HttpRequest, slug: str) -> HttpResponse:
    """Record a site visit. Sent again with the same number, it is kept once."""
    actor = actor_of(request)
    project = project_of(request, slug)
    ensure(access.why_not_edit(actor, project))
    form = VisitForm(
        request.POST or None, request.FILES or None, language=language(), stage=project.stage
    )
    by_script = request.headers.get("X-Sent-Later") == "1"
    if request.method == "POST" and form.is_valid():
        try:
            kept = record_contact(
                project.pk,
                form.draft(),
                number=form.cleaned_data["number"],
                photos=[Upload(f.name, f.chunks()) for f in form.cleaned_data["photos"]],
                by=actor,
                now=timezone.now(),
            )
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            form.add_error(None, refusal_in_words(refused.refusal, language()))
        else:
            if by_script:
                sheet = reverse("desk:visit_sheet", args=[kept.number])
                return JsonResponse({"sheet": sheet, "promise": after_contact(project, kept)})
            messages.success(request, _("The visit is recorded."))
            if "promise" in request.POST:
                return redirect(after_contact(project, kept))
            return redirect("desk:visit_sheet", number=kept.number)
    if by_script and request.method == "POST":
        return JsonResponse({"errors": form.errors}, status=422)
    status = status_of(request)
    return render(request, "desk/day/visit.html", {"form": form, "project": project}, status=status)


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
    return render(request, "desk/day/visit_sheet.html", context)


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
    path("project/<slug:slug>/visit/", visit, name="visit"),
    path("project/<slug:slug>/visit/sheet/", visit_blank, name="visit_blank"),
    path("visits/<uuid:number>/", visit_sheet, name="visit_sheet"),
    path("contacts/<uuid:number>/photo/<int:photo>/", contact_photo, name="contact_photo"),
]
