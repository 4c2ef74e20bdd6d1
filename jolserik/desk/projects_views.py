"""The one list of projects: filters, stages with their counts, views that are kept, export."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, cast
from urllib.parse import parse_qs

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jolserik.core import amounts
from jolserik.core.refusal import Problem
from jolserik.desk.register_forms import country_code
from jolserik.ledger.models import Subject
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.models import Organisation
from jolserik.people.rights import Right, held, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import problem_in_words
from jolserik.projects import export, listing, oked, passport
from jolserik.projects.actions.views import note_export, remove_view, save_view
from jolserik.projects.listing import ONLY_PUBLISHED, OPEN, PAGE_SIZE, Listing
from jolserik.projects.models import Project, SavedView
from jolserik.projects.offered import offered as offered_to
from jolserik.projects.progress import Progress
from jolserik.projects.totals import UNSAID, Asked
from jolserik.projects.values import Stage, State
from jolserik.site import totals
from jolserik.site.download import download
from jolserik.site.paging import page_number
from jolserik.site.say import code, language
from jolserik.site.templatetags import jol

SORTED_BY: Final[Mapping[str, str]] = {
    "stage": "stage",
    "cost_kzt": "cost",
    "jobs_permanent": "jobs",
    "planned_launch_on": "launch",
    "touched_at": "touched",
}
OFFERED_SORTS: Final = (
    *("name", "stage", "-cost", "cost", "-jobs", "launch", "touched", "-touched"),
)
NUMBERS: Final = ("cost_kzt", "jobs_permanent", "readiness")
OFFERED_MISSING: Final = tuple(
    field.code
    for field in passport.FIELDS
    if field.code not in ("name_ru", "capacity_unit", "plot", *passport.COST_PARTS)
)


@requires(Right.SEE_PROJECTS)
def projects_list(request: HttpRequest) -> HttpResponse:
    """Everything that is asked stands in the address; empty parts of a form are left out of it."""
    actor, today = actor_of(request), timezone.localdate()
    asked, problems = _asked(request)
    if not problems and any("" in texts for texts in dict(request.GET.lists()).values()):
        return redirect(_address(asked))
    counts = listing.stage_counts(asked.filters, actor, today=today)
    total = listing.total(asked.filters, counts)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page_number(request), pages)
    found = listing.rows(asked, actor, page=page, today=today) if total else []
    offered = offered_to(actor, language=language())
    choices = {
        "place": offered.places,
        "zone": offered.zones,
        "sector": _sectors(language()),
        "person": offered.people,
        "list": offered.lists,
        "progress": [(far, code("progress", far)) for far in (OPEN, *Progress)],
    }
    context = {
        "asked": asked,
        "problems": _in_words(problems),
        "lines": _lines(found, asked.columns, actor, today),
        "heads": _heads(asked),
        "name_head": {"title": code("list_column", "name")} | _sorting(asked, "name"),
        "strip": _strip(asked, counts),
        "total": total,
        "page": page,
        "pages": pages,
        "back": _address(asked, page - 1) if page > 1 else "",
        "further": _address(asked, page + 1) if page < pages else "",
        "chips": _chips(asked, choices),
        "fields": choices,
        "stage_now": asked.filters.stage,
        "cost_from": _typed(asked.filters.cost_from),
        "cost_to": _typed(asked.filters.cost_to),
        "columns": [
            {"code": c, "title": code("list_column", c), "on": c in asked.columns}
            for c in listing.COLUMNS
        ],
        "missing": [
            {"code": c, "title": code("field", c), "on": c in asked.filters.missing}
            for c in OFFERED_MISSING
        ],
        "sorts": [(s, code("list_sort", s)) for s in OFFERED_SORTS],
        "views": _views(offered.views, actor, asked),
        "query": asked.query(),
        "stale_days": listing.STALE_DAYS,
        "may_register": bool(held(actor, Right.REGISTER_PROJECTS)),
        "may_share": any(post.organisation for post in actor.posts),
    }
    return render(request, "desk/lists/projects.html", context)


@requires(Right.SEE_PROJECTS)
def projects_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Exactly what the list shows, all of it; that it was taken away is recorded."""
    if form not in ("csv", "xlsx"):
        raise Http404
    actor, now, lang = actor_of(request), timezone.now(), language()
    today = timezone.localdate(now)
    asked, problems = _asked(request)
    if problems:  # otherwise more would be taken away than was meant
        return HttpResponse("\n".join(_in_words(problems)), status=422, content_type="text/plain")
    total = listing.total(asked.filters, listing.stage_counts(asked.filters, actor, today=today))
    note_export(asked, form=form, rows=total, by=actor, now=now)
    head, rows = export.header(lang), export.table(asked, actor, language=lang, today=today)
    name = f"projects-{today:%Y-%m-%d}"
    return download(form, head, rows, name=name, sheet=_("Projects"), language=lang)


@requires(Right.SEE_PROJECTS)
@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    try:
        kept = save_view(
            request.POST.get("name", ""),
            request.POST.get("query", "")[:4000],
            shared="shared" in request.POST,
            by=actor_of(request),
            now=timezone.now(),
        )
    except Invalid as invalid:
        messages.error(request, " ".join(_in_words(invalid.problems)))
        asked, _problems = listing.parse(_parts(request.POST.get("query", "")))
        return redirect(_address(asked))
    messages.success(request, _("The view is saved."))
    return redirect(f"{reverse('desk:projects')}?{kept.query}")


@requires(Right.SEE_PROJECTS)
@require_POST
def view_remove(request: HttpRequest, number: int) -> HttpResponse:
    try:
        remove_view(number, by=actor_of(request), now=timezone.now())
    except SavedView.DoesNotExist as unknown:
        raise Http404 from unknown
    messages.success(request, _("The view is removed."))
    return redirect("desk:projects")


projects_urls = [
    path("projects/", projects_list, name="projects"),
    path("projects/export.<str:form>", projects_export, name="projects_export"),
    path("projects/views/", view_save, name="view_save"),
    path("projects/views/<int:number>/remove/", view_remove, name="view_remove"),
]


# --- what is asked


def _asked(request: HttpRequest) -> tuple[Listing, tuple[Problem, ...]]:
    query: dict[str, Sequence[str]] = {
        name: [str(text) for text in texts] for name, texts in request.GET.lists()
    }
    for name in ("country", "origin"):
        if typed := [text for text in query.get(name, ()) if text.strip()]:
            query[name] = [country_code(typed[-1]) or typed[-1]]
    return listing.parse(query)


def _parts(query: str) -> dict[str, list[str]]:
    return parse_qs(query[:4000], max_num_fields=200)


def _address(asked: Listing, page: int = 1) -> str:
    parts = [part for part in (asked.query(), f"page={page}" if page > 1 else "") if part]
    return reverse("desk:projects") + (f"?{'&'.join(parts)}" if parts else "")


def _in_words(problems: Sequence[Problem]) -> list[str]:
    return [
        f"{code('field', problem.place)}: {problem_in_words(problem, language())}"
        for problem in problems
    ]


def _typed(amount: Any) -> str:
    return amounts.exact(amount, language()) if amount is not None else ""


# --- what the page shows


@cache
def _sectors(language: str) -> list[tuple[str, str]]:
    """Sections, each followed by its divisions."""
    names = oked.names()
    listed = []
    for section in oked.SECTIONS:
        listed.append((section, f"{section}. {names[section].get(language)}"))
        listed += [
            (division, f"{division} {name.get(language)}")
            for division, name in names.items()
            if division.isdigit() and oked.section_of(division) == section
        ]
    return [*listed, (UNSAID, totals.sector_name(UNSAID))]


def _sorting(asked: Listing, sort: str) -> dict[str, Any]:
    now = asked.sort.removeprefix("-") == sort
    order = ("descending" if asked.sort[0] == "-" else "ascending") if now else ""
    return {"url": _address(asked.sorted_by(sort)), "order": order}


def _heads(asked: Listing) -> list[dict[str, Any]]:
    return [
        {"code": c, "title": code("list_column", c), "number": c in NUMBERS}
        | (_sorting(asked, SORTED_BY[c]) if c in SORTED_BY else {})
        for c in asked.columns
    ]


def _strip(asked: Listing, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every stage of the road with its count; a press on the chosen one takes it away."""
    now = asked.filters.stage
    strip = [
        {
            "title": _("All"),
            "count": sum(counts.values()),
            "on": not now,
            "url": _address(asked.asking(stage=())),
            "code": "all",
        }
    ]
    for stage in (*Stage, ONLY_PUBLISHED):
        if stage in (Stage.SUSPENDED, Stage.CANCELLED, ONLY_PUBLISHED) and not (
            counts.get(stage) or stage in now
        ):
            continue
        kind = "stage_of_list" if stage == ONLY_PUBLISHED else "stage"
        strip.append(
            {
                "title": code(kind, stage),
                "count": counts.get(stage, 0),
                "on": stage in now,
                "url": _address(asked.asking(stage=() if now == (stage,) else (str(stage),))),
                "code": str(stage),
            }
        )
    return strip


def _chips(asked: Listing, choices: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is asked, in words, each with the address that asks all but it."""
    filters = asked.filters
    said: list[tuple[str, str, Any]] = []  # field, words, what is left when it is taken away
    for name in ("place", "zone", "sector", "person", "list", "progress"):
        if value := getattr(filters, name):
            said.append((name, dict(choices[name]).get(value) or _named(name, value), ""))
    if filters.q:
        said.append(("q", filters.q, ""))
    if filters.country:
        said.append(("country", jol.countries([filters.country]), ""))
    if filters.origin:
        said.append(("origin", totals.country_name(filters.origin), ""))
    if filters.company:
        said.append(("company", _company_name(filters.company), ""))
    for name in ("cost_from", "cost_to"):
        if (amount := getattr(filters, name)) is not None:
            said.append((name, f"{amounts.compact(amount, language())} ₸", None))
    for name in ("jobs_from", "jobs_to", "stale"):
        if getattr(filters, name) is not None:
            said.append((name, str(getattr(filters, name)), None))
    for name in ("list_on", "launch_from", "launch_to"):
        if day := getattr(filters, name):
            said.append((name, f"{day:%d.%m.%Y}", None))
    for name in ("late", "published"):
        if getattr(filters, name):
            said.append((name, "", False))
    for field in filters.missing:
        rest = tuple(other for other in filters.missing if other != field)
        said.append(("missing", code("field", field), rest))
    return [
        {
            "text": ": ".join(part for part in (code("field", name), words) if part),
            "url": _address(asked.asking(**{name: rest})),
        }
        for name, words, rest in said
    ]


def _views(views: Sequence[SavedView], actor: Actor, asked: Listing) -> list[dict[str, Any]]:
    base = reverse("desk:projects")
    return [
        {
            "number": view.pk,
            "name": view.name,
            "url": f"{base}?{view.query}" if view.query else base,
            "mine": view.owner == actor.key,
            "shared": view.department_id is not None,
            "now": view.query == asked.query(),
        }
        for view in views
    ]


def _lines(
    found: Sequence[Project], columns: Sequence[str], actor: Actor, today: dt.date
) -> list[dict[str, Any]]:
    sees_companies = why_not(actor, Right.SEE_COMPANIES) is None
    return [
        {
            "name": project.subject.names.get(language()),
            "url": reverse("desk:project", args=[project.slug]),
            "fictional": project.subject.fictional,
            "cells": [_cell(project, c, today, sees_companies) for c in columns],
        }
        for project in found
    ]


def _cell(project: Project, column: str, today: dt.date, sees_companies: bool) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "code": column,
        "title": code("list_column", column),
        "number": column in NUMBERS,
    }
    match column:
        case "stage":
            published = project.state == State.PUBLISHED
            kind, stage = ("stage_of_list", "published") if published else ("stage", project.stage)
            return cell | {"text": code(kind, stage), "tag": stage}
        case "company" if project.company:
            shown = project.company.organisation.called(language(), today)
            url = _company(project.company.key) if sees_companies else ""
            return cell | {"text": shown, "url": url}
        case "company":
            return cell | {"text": project.initiator}
        case "bin":
            return cell | {"text": project.company.organisation.bin if project.company else ""}
        case "place" | "zone":
            subject = cast("Subject | None", getattr(project, column))
            return cell | {"text": subject.names.get(language()) if subject else ""}
        case "sector":
            return cell | {"text": jol.sector(project.sector)}
        case "countries":
            return cell | {"text": jol.countries(project.countries)}
        case "cost_kzt":
            cost = project.cost_kzt
            text = "" if cost is None else f"{amounts.compact(cost, language())}\u00a0₸"
            return cell | {"text": text}
        case "lead":
            return cell | {"text": project.lead.name(language()) if project.lead else ""}
        case "lists":
            lists: Any = getattr(project, "on_lists", ())
            return cell | {"text": ", ".join(m.list.words.get(language()) for m in lists)}
        case "planned_launch_on":
            day = project.planned_launch_on
            late = bool(
                day and day < today and project.state == State.LIVE and not project.launched_on
            )
            return cell | {"text": f"{day:%d.%m.%Y}" if day else "", "late": late}
        case "touched_at":
            at = project.touched_at
            return cell | {"text": f"{timezone.localtime(at):%d.%m.%Y}" if at else ""}
        case "launched_on":
            return cell | {"text": f"{project.launched_on:%d.%m.%Y}" if project.launched_on else ""}
        case _:
            value = getattr(project, column)
            return cell | {"text": "" if value is None else str(value)}


def _named(name: str, value: str) -> str:
    """What is asked but not among the choices: a deeper class, a section told no more closely."""
    if name != "sector":
        return value
    return " · ".join(totals.asked_in_words(Asked(sector=value)))


def _company_name(key: str) -> str:
    body = Organisation.objects.prefetch_related("names").filter(pk=key).first()
    return body.called(language(), timezone.localdate()) if body else key


def _company(key: str) -> str:
    return reverse("desk:company", args=[key])
