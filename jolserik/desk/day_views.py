"""My day, the monthly sweep, recording a contact and how a project stands."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jolserik.contacts import actions as contacts
from jolserik.contacts import queries as contact_queries
from jolserik.contacts.values import ContactKind
from jolserik.core.refusal import Refused, ensure
from jolserik.desk.day_forms import ContactForm, StateForm, SweepForm
from jolserik.documents.values import Upload
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor, Role
from jolserik.people.models import Post
from jolserik.people.queries import display_names, held_on
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access, actions
from jolserik.projects.models import Project, StageDate, StateText, Term
from jolserik.projects.values import ROAD, Stage, TermKind
from jolserik.site.say import language
from jolserik.specialists import my_day


@requires(Right.EDIT_PROJECTS)
def today(request: HttpRequest) -> HttpResponse:
    """My day: overdue, due, ahead; all my projects as one strip."""
    found = my_day.day(actor_of(request), now=timezone.now())
    return render(request, "desk/day/today.html", {"day": found})


@requires(Right.EDIT_PROJECTS)
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Record a contact; who is there to call stands beside it."""
    actor, project = actor_of(request), _project(request, slug)
    ensure(access.why_not_edit(actor, project))
    start = {"kind": request.GET.get("kind", ContactKind.CALL.value)}
    form = ContactForm(
        request.POST or None, request.FILES or None, language=language(), initial=start
    )
    if request.method == "POST" and form.is_valid():
        try:
            contacts.record_contact(
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
            messages.success(request, _("The contact is recorded."))
            return redirect("desk:today")
    context = {
        "form": form,
        "project": project,
        "people": _to_call(project),
        "earlier": _told(contact_queries.of(project, actor=actor, limit=5)),
    }
    return render(request, "desk/day/contact.html", context, status=_status(request))


@requires(Right.EDIT_PROJECTS)
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how a project stands today."""
    actor, project = actor_of(request), _project(request, slug)
    ensure(access.why_not_edit(actor, project))
    last = StateText.objects.filter(project=project).exclude(text="").first()
    form = StateForm(request.POST or None, initial={"readiness": project.readiness})
    if request.method == "POST" and form.is_valid() and _tell(form, project, actor):
        messages.success(request, _("It is written down."))
        return redirect("desk:project", slug=slug)
    context = {"form": form, "project": project, "last": last}
    return render(request, "desk/day/state.html", context, status=_status(request))


@requires(Right.EDIT_PROJECTS)
def sweep(request: HttpRequest) -> HttpResponse:
    """Update my projects one after another; it can be left and gone on with."""
    actor = actor_of(request)
    waiting = my_day.to_sweep(actor, now=timezone.now())
    if request.method == "POST":
        return _swept(request, actor)
    skipped = request.GET.get("after", "")
    slugs = [project.slug for project in waiting]
    if skipped in slugs:
        at = slugs.index(skipped) + 1
        waiting = waiting[at:] + waiting[:at]
    if not waiting:
        return render(request, "desk/day/sweep_done.html", {})
    return _sweep_page(request, waiting[0], left=len(waiting))


def _swept(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One project told of; then the next one."""
    project = _project(request, request.POST.get("project", ""))
    ensure(access.why_not_edit(actor, project))
    date = _next_date(project)
    form = SweepForm(request.POST, reasons=_reasons())
    if form.is_valid():
        try:
            if "same" not in request.POST:
                _shift(form, project, date, actor)
            told = _tell(form, project, actor, same="same" in request.POST)
        except Refused as refused:
            form.add_error("reason", refusal_in_words(refused.refusal, language()))
        except Invalid as invalid:
            form.show(invalid.problems, language())
        else:
            if told:
                return redirect("desk:sweep")
    left = len(my_day.to_sweep(actor, now=timezone.now()))
    return _sweep_page(request, project, left=left, form=form, status=422)


def _sweep_page(
    request: HttpRequest,
    project: Project,
    *,
    left: int,
    form: SweepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    date = _next_date(project)
    start = {"readiness": project.readiness, "planned_on": date.planned_on if date else None}
    context = {
        "project": project,
        "left": left,
        "date": date,
        "last": StateText.objects.filter(project=project).exclude(text="").first(),
        "form": form or SweepForm(initial=start, reasons=_reasons()),
    }
    return render(request, "desk/day/sweep.html", context, status=status)


def _next_date(project: Project) -> StageDate | None:
    """The nearest planned day of a stage ahead."""
    ahead = ROAD[ROAD.index(Stage(project.stage)) + 1 :] if not _beside(project) else ()
    rows = StageDate.objects.filter(
        project=project, phase=None, stage__in=ahead, planned_on__isnull=False, actual_on=None
    )
    return rows.order_by("planned_on", "id").first()


def _beside(project: Project) -> bool:
    return Stage(project.stage).beside


def _shift(form: SweepForm, project: Project, date: StageDate | None, actor: Actor) -> None:
    day = form.cleaned_data["planned_on"]
    if date is not None and day is not None and day != date.planned_on:
        actions.plan_stage(
            project.pk,
            Stage(date.stage),
            day,
            reason=form.cleaned_data["reason"],
            by=actor,
            now=timezone.now(),
        )


def _tell(form: StateForm, project: Project, actor: Actor, *, same: bool = False) -> bool:
    data = form.cleaned_data
    try:
        actions.tell_state(
            project.pk,
            text="" if same else data["text"],
            next_step=data["next_step"],
            readiness=None if same else data["readiness"],
            by=actor,
            now=timezone.now(),
        )
    except Invalid as invalid:
        form.show(invalid.problems, language())
        return False
    return True


day_urls = [
    path("today/", today, name="today"),
    path("sweep/", sweep, name="sweep"),
    path("project/<slug:slug>/contact/", contact, name="contact"),
    path("project/<slug:slug>/state/", state, name="state"),
]


def _project(request: HttpRequest, slug: str) -> Project:
    rows = access.visible_to(actor_of(request)).select_related(
        "subject", "place", "zone", "company__organisation"
    )
    found = rows.filter(subject__code=f"project:{slug}").first()
    if found is None:
        raise Http404
    return found


def _reasons() -> list[tuple[str, str]]:
    rows = Term.objects.filter(kind=TermKind.SHIFT_REASON, active=True)
    return [(row.code, row.words.get(language())) for row in rows]


def _to_call(project: Project) -> list[dict[str, Any]]:
    """Who speaks for the investor, with the page that opens their contacts (and records it)."""
    roles = (Role.INVESTOR.value, Role.INVESTOR_REPRESENTATIVE.value)
    posts = Post.objects.filter(held_on(timezone.localdate()), role__in=roles)
    mine = posts.filter(scope=project.code)
    if project.company_id:
        mine = mine | posts.filter(organisation_id=project.company_id)
    return [
        {
            "name": post.person.name(language()),
            "title": post.title(language()),
            "url": reverse("desk:person", args=[post.person_id]),
        }
        for post in mine.select_related("person").order_by("id")[:5]
    ]


def _told(rows: list[Any]) -> list[tuple[Any, str]]:
    names = display_names({row.by for row in rows if row.by}, language())
    return [(row, names.get(row.by, "")) for row in rows]


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200
