"""Specialists for their head: who carries what, what waits for a specialist, the weights."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jolserik.core.refusal import Refused
from jolserik.core.words import word
from jolserik.desk import specialists_words as words
from jolserik.desk.specialists_words import FitLine
from jolserik.people import holdings
from jolserik.people.access import actor_of, requires
from jolserik.people.queries import display_names
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import problem_in_words, refusal_in_words
from jolserik.projects import access
from jolserik.projects.holding import KIND as PROJECT
from jolserik.projects.models import Project
from jolserik.projects.values import ROAD, Stage
from jolserik.site.say import language
from jolserik.specialists import actions, queries, weights
from jolserik.specialists.queries import Carried, Waits

SHOWN_AT_ONCE = 50


@dataclass(frozen=True)
class Line:
    """A specialist as the caseload shows them."""

    carried: Carried
    name: str
    stand_in: str
    stages: tuple[tuple[str, int], ...]
    parts: str


@dataclass(frozen=True)
class WaitLine:
    """A project that waits, with who is proposed and everybody else."""

    project: Project
    name: str
    since: Any
    best: FitLine | None
    fits: tuple[FitLine, ...]


@requires(Right.SEE_CASELOAD)
def caseload(request: HttpRequest) -> HttpResponse:
    """Who carries what, the most burdened first."""
    actor, today = actor_of(request), timezone.localdate()
    known = weights.current()
    people = queries.specialists(actor, today=today)
    found = queries.carried(people, today=today, weights=known)
    names = display_names(
        {*people, *(c.stand_in for c in found.values() if c.stand_in)}, language()
    )
    lists = words.list_names()
    lines = [
        Line(
            carried=row,
            name=names[row.person],
            stand_in=names[row.stand_in] if row.stand_in else "",
            stages=_stages(row),
            parts=words.parts(row, known, lists),
        )
        for row in sorted(found.values(), key=_burden)
    ]
    may_assign = why_not(actor, Right.ASSIGN_SPECIALISTS) is None
    context = {
        "lines": lines,
        "over": sum(line.carried.is_over for line in lines),
        "waiting": queries.waiting(actor, today=today).count() if may_assign else 0,
        "may_assign": may_assign,
        "may_weigh": why_not(actor, Right.EDIT_REFERENCE) is None,
    }
    return render(request, "desk/specialists/caseload.html", context)


@requires(Right.ASSIGN_SPECIALISTS)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a specialist, with proposals and why."""
    return _waiting_page(request)


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """`only` assigns one project, without it all that are proposed: what the page showed is done,
    not what would be proposed now."""
    only = request.POST.get("only", "")
    chosen = _chosen(request, only)
    if not chosen:
        return _waiting_page(request, refusal=_("Choose a specialist."), status=422)
    try:
        actions.assign_all(chosen, by=actor_of(request), now=timezone.now())
    except Refused as refused:
        said = refusal_in_words(refused.refusal, language())
        return _waiting_page(request, refusal=said, status=409)
    except Invalid as invalid:
        said = " ".join(problem_in_words(p, language()) for p in invalid.problems)
        return _waiting_page(request, refusal=said, status=422)
    told = ngettext(
        "%(count)s project has its specialist; the investor is told.",
        "%(count)s projects have their specialists; the investors are told.",
        len(chosen),
    )
    messages.success(request, told % {"count": len(chosen)})
    return redirect("desk:specialists_waiting")


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """The head leads it himself; `next=today` goes back to the day."""
    actor = actor_of(request)
    if not access.that(actor, Right.ASSIGN_SPECIALISTS).filter(pk=number).exists():
        raise Http404
    try:
        actions.keep(number, by=actor, now=timezone.now())
    except Refused as refused:
        said = refusal_in_words(refused.refusal, language())
        return _waiting_page(request, refusal=said, status=409)
    except Invalid as invalid:
        said = " ".join(problem_in_words(p, language()) for p in invalid.problems)
        return _waiting_page(request, refusal=said, status=422)
    messages.success(request, _("You lead it yourself. It waits for a specialist no more."))
    return redirect("desk:today" if "next" in request.POST else "desk:specialists_waiting")


@requires(Right.SEE_CASELOAD)
def weigh(request: HttpRequest) -> HttpResponse:
    """The formula of the load and of proposals in words; its weights are edited here."""
    may_edit = why_not(actor_of(request), Right.EDIT_REFERENCE) is None
    if request.method != "POST":
        return _weights_page(request, may_edit=may_edit)
    names = _names()
    typed = {name: str(text) for name, text in request.POST.items() if name in names}
    try:
        actions.set_weights(typed, by=actor_of(request), now=timezone.now())
    except Refused as refused:
        said = refusal_in_words(refused.refusal, language())
        return _weights_page(request, may_edit=may_edit, refusal=said, status=409)
    except Invalid as invalid:
        wrong = {p.place: problem_in_words(p, language()) for p in invalid.problems}
        return _weights_page(request, may_edit=may_edit, typed=typed, wrong=wrong, status=422)
    messages.success(request, _("The weights are changed; loads and proposals follow at once."))
    return redirect("desk:specialists_weights")


specialists_urls = [
    path("specialists/", caseload, name="specialists"),
    path("specialists/waiting/", waiting, name="specialists_waiting"),
    path("specialists/waiting/assign/", assign, name="specialists_assign"),
    path("specialists/waiting/<int:number>/keep/", keep, name="specialists_keep"),
    path("specialists/weights/", weigh, name="specialists_weights"),
]


def _burden(row: Carried) -> tuple[bool, Any]:
    return (not row.is_over, -row.load / max(row.capacity, Decimal(1)))


def _stages(row: Carried) -> tuple[tuple[str, int], ...]:
    order = (*ROAD, Stage.SUSPENDED)
    found = ((stage, row.counts.get(f"stage.{stage}", 0)) for stage in order)
    return tuple((word("stage", stage, language()), n) for stage, n in found if n)


def _waiting_page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    rows = queries.waiting(actor, today=today)
    projects = list(rows[: SHOWN_AT_ONCE + 1])
    departments = {p.department_id for p in projects if p.department_id}
    people = queries.able_specialists(departments, today=today)
    found = queries.proposed(projects[:SHOWN_AT_ONCE], people, today=today)
    names = display_names(people, language())
    places = words.places_in(fit for waits in found for fit in waits.fits)
    context = {
        "lines": [_wait_line(waits, names, places) for waits in found],
        "more": len(projects) > SHOWN_AT_ONCE,
        "nobody": bool(projects) and not people,
        "refusal": refusal,
    }
    return render(request, "desk/specialists/waiting.html", context, status=status)


def _wait_line(waits: Waits, names: dict[uuid.UUID, str], places: dict[str, str]) -> WaitLine:
    project = waits.project
    return WaitLine(
        project=project,
        name=project.subject.names.get(language()),
        since=project.registered_at,
        best=words.fit_line(waits.proposed, names, places) if waits.proposed else None,
        fits=tuple(words.fit_line(fit, names, places) for fit in waits.fits),
    )


def _chosen(request: HttpRequest, only: str) -> dict[int, uuid.UUID]:
    found = {}
    for name, text in request.POST.items():
        prefix, _colon, number = name.partition(":")
        if prefix != "project" or not number.isdigit() or only not in ("", number):
            continue
        try:
            found[int(number)] = uuid.UUID(str(text))
        except ValueError:
            continue
    known = set(Project.objects.filter(pk__in=found).values_list("pk", flat=True))
    return {number: person for number, person in found.items() if number in known}


def _names() -> dict[str, str]:
    """Every weight there is, with its words: stages, lists and the rest; then reasons."""
    lists = words.list_names()
    codes = [f"stage.{stage}" for stage in (*ROAD, Stage.SUSPENDED)]
    codes += [f"list.{code}" for code in lists] + ["late", "no_contact"]
    codes += [f"held.{kind}" for kind in holdings.kinds() if kind != PROJECT] + ["capacity"]
    found = {f"load:{code}": words.part_name(code, lists) for code in codes}
    for code in weights.defaults().match:
        found[f"match:{code}"] = word("match_part", code, language())
    return found


def _weights_page(
    request: HttpRequest,
    *,
    may_edit: bool,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    known = weights.current()
    now = {f"load:{code}": value for code, value in known.load.items()}
    now |= {f"match:{code}": value for code, value in known.match.items()}
    rows = [
        {
            "name": name,
            "field": name.replace(":", "_").replace(".", "_"),
            "words": said,
            "value": (typed or {}).get(name) or words.points(now.get(name, known.load["late"] * 0)),
            "wrong": (wrong or {}).get(name, ""),
        }
        for name, said in _names().items()
    ]
    context = {
        "load": [r for r in rows if r["name"].startswith("load:")],
        "match": [r for r in rows if r["name"].startswith("match:")],
        "wrong": [r for r in rows if r["wrong"]],
        "may_edit": may_edit,
        "refusal": refusal,
    }
    return render(request, "desk/specialists/weights.html", context, status=status)
