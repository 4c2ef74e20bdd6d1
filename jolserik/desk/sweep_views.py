"""The monthly sweep: one project after another, then the tables that are made of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from jolserik.core.month import Month, NotAPeriod
from jolserik.core.refusal import Refused, ensure
from jolserik.desk import sweep_tables
from jolserik.desk.day_forms import SweepForm
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access, actions, family
from jolserik.projects.models import Project, StageDate, StateText, Term
from jolserik.projects.values import ROAD, Stage, TermKind
from jolserik.site.say import language
from jolserik.specialists import my_day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Right.EDIT_PROJECTS)
def sweep(request: HttpRequest) -> HttpResponse:
    """Update my projects one after another; it can be left and gone on with."""
    actor = actor_of(request)
    mine = my_day.led(actor)
    today = timezone.localdate()
    if request.method == "POST":
        return _swept(request, actor, mine)
    waiting = [project for project in mine if my_day.is_stale(project, today)]
    slugs = [project.slug for project in waiting]
    skipped = request.GET.get("after", "")
    if skipped in slugs:
        at = slugs.index(skipped) + 1
        waiting = waiting[at:] + waiting[:at]
    if not waiting:
        return _done(request, mine)
    return _page(request, waiting[0], mine)


@requires(Right.EDIT_PROJECTS)
def sweep_table(request: HttpRequest, code: str) -> HttpResponse:
    """One of the tables that others ask for, filled from what was told by the end of a month."""
    layout = sweep_tables.layouts().get(code)
    if layout is None:
        raise Http404
    month = _month(request.GET.get("month", ""))
    data = sweep_tables.made(layout, my_day.led(actor_of(request)), month=month)
    response = HttpResponse(data, content_type=XLSX)
    name = f"{layout.file}-{month}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _month(text: str) -> Month:
    this = Month.at(timezone.localdate())
    try:
        asked = Month.parse(text) if text else this
    except NotAPeriod as error:
        raise Http404 from error
    return min(asked, this)


def _swept(request: HttpRequest, actor: Actor, mine: list[Project]) -> HttpResponse:
    """One project told of; then the next one."""
    slug = request.POST.get("project", "")
    project = next((project for project in mine if project.slug == slug), None)
    if project is None:
        raise Http404
    ensure(access.why_not_edit(actor, project))
    same = "same" in request.POST
    form = SweepForm(request.POST, reasons=_reasons())
    if same or form.is_valid():
        try:
            if same:
                actions.tell_state(project.pk, text="", by=actor, now=timezone.now())
            else:
                _tell(form.cleaned_data, project, actor)
        except Refused as refused:
            form.add_error("reason", refusal_in_words(refused.refusal, language()))
        except Invalid as invalid:
            form.show(invalid.problems, language())
        else:
            messages.success(request, _("Told of: %(name)s") % {"name": _name(project)})
            return redirect("desk:sweep")
    return _page(request, project, mine, form=form, status=422)


def _tell(data: dict[str, Any], project: Project, actor: Actor) -> None:
    date, now = _next_date(project), timezone.now()
    day = data["planned_on"]
    if date is not None and day is not None and day != date.planned_on:
        stage = Stage(date.stage)
        actions.plan_stage(project.pk, stage, day, reason=data["reason"], by=actor, now=now)
    actions.tell_state(
        project.pk,
        text=data["text"],
        next_step=data["next_step"],
        readiness=data["readiness"],
        by=actor,
        now=now,
    )


def _page(
    request: HttpRequest,
    project: Project,
    mine: list[Project],
    *,
    form: SweepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    done = sum(not my_day.is_stale(one, today) for one in mine)
    date = _next_date(project)
    told = StateText.objects.filter(project__in=family.of(project))
    start = {"readiness": project.readiness, "planned_on": date.planned_on if date else None}
    form = form or SweepForm(initial=start, reasons=_reasons())
    if date is None:
        del form.fields["planned_on"], form.fields["reason"]
    context = {
        "project": project,
        "number": done + 1,
        "done": done,
        "total": len(mine),
        "date": date,
        "last": told.exclude(text="").first(),
        "form": form,
    }
    return render(request, "desk/day/sweep.html", context, status=status)


def _done(request: HttpRequest, mine: list[Project]) -> HttpResponse:
    today = timezone.localdate()
    first = today.replace(day=1)
    whose = family.of_all(project.pk for project in mine)
    rows = StateText.objects.filter(project__in=whose, on__gte=first).order_by("id")
    newest = {whose[row.project_id]: row for row in rows}
    context = {
        "rows": [(project, newest.get(project.pk)) for project in mine],
        "tables": sweep_tables.layouts().values(),
        "month": Month.at(today),
    }
    return render(request, "desk/day/sweep_done.html", context)


sweep_urls = [
    path("sweep/", sweep, name="sweep"),
    path("sweep/tables/<slug:code>/", sweep_table, name="sweep_table"),
]


def _next_date(project: Project) -> StageDate | None:
    """The nearest planned day of a stage ahead."""
    stage = Stage(project.stage)
    ahead = () if stage.beside else ROAD[ROAD.index(stage) + 1 :]
    rows = StageDate.objects.filter(
        project=project, phase=None, stage__in=ahead, planned_on__isnull=False, actual_on=None
    )
    return rows.order_by("planned_on", "id").first()


def _reasons() -> list[tuple[str, str]]:
    rows = Term.objects.filter(kind=TermKind.SHIFT_REASON, active=True)
    return [(row.code, row.words.get(language())) for row in rows]


def _name(project: Project) -> str:
    return project.subject.names.get(language())
