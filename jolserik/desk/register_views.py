"""Pages of a project of the register: overview, passport, road, support, team, history."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache

from jolserik.contacts import queries as contacts
from jolserik.contacts.rules import why_not_correct
from jolserik.desk import (
    commitments_views,
    documents_panel,
    merging_picture,
    persons_panel,
    register_picture,
    views,
)
from jolserik.desk.handover_views import notice_line
from jolserik.desk.register_acts import acts_urls
from jolserik.desk.register_picture import Frame
from jolserik.ledger.queries import subject as subject_of
from jolserik.merging.queries import mergers_of
from jolserik.merging.values import Kind
from jolserik.people.access import actor_of, requires
from jolserik.people.queries import display_names
from jolserik.people.rights import Right, held, why_not
from jolserik.projects import family, history
from jolserik.projects.models import FormerInitiator, ProjectFact, StateText
from jolserik.projects.values import State
from jolserik.site.say import language

PAGE_SIZE = 50


@requires(Right.USE_DESK)
def project_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A project at first sight; its page of figures for whom it does not concern but who may see
    what was published, and for a project that is known from publications only."""
    try:
        shown = register_picture.frame(request, slug)
    except Http404:
        return views.subject(request, "project", slug)
    if shown.row.state == State.PUBLISHED:
        return _published(request, shown)
    parts = register_picture.overview(request, shown)
    parts["notice"] = notice_line(actor_of(request), shown.row)
    parts["promises"] = commitments_views.open_promises(shown.row, actor=shown.actor)
    return _page(request, shown, "project", parts)


@requires(Right.USE_DESK)
@never_cache
def passport_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What was promised: the fields, cost by source, the plan by year, phases, whom to call."""
    shown = register_picture.frame(request, slug)
    former = FormerInitiator.objects.filter(project=shown.row)
    facts = ProjectFact.objects.filter(project__in=family.of(shown.row)).select_related("source")
    parts = {
        "groups": register_picture.passport_groups(shown),
        "costs": register_picture.cost_lines(shown.row),
        "years": register_picture.years(request, shown),
        "phases": register_picture.phases(shown.row),
        "former": list(
            former.select_related("company__organisation").prefetch_related(
                "company__organisation__names"
            )
        ),
        "published": list(facts.order_by("-known_on", "-id")),
        "may_launch": shown.may(Right.DECIDE_PROJECTS),
        "persons_panel": persons_panel.of_project(shown.row, actor=shown.actor),
        "language": language(),
        "today": shown.today,
    }
    return _page(request, shown, "passport", parts)


@requires(Right.USE_DESK)
def road_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Every stage with its days, the shifts of the plan with their reasons, where it may go."""
    shown = register_picture.frame(request, slug)
    return _page(request, shown, "road", register_picture.road_context(shown))


@requires(Right.USE_DESK)
def support_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Lists with their dates, support measures and what is owed for them."""
    shown = register_picture.frame(request, slug)
    return _page(request, shown, "support", register_picture.support_context(shown))


@requires(Right.USE_DESK)
def team_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is on the team, and who was."""
    shown = register_picture.frame(request, slug)
    return _page(request, shown, "team", register_picture.team_context(shown))


@requires(Right.USE_DESK)
def contacts_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What passed between specialist and investor, and what was promised."""
    shown = register_picture.frame(request, slug)
    rows = contacts.of(shown.row, actor=shown.actor, limit=PAGE_SIZE)
    is_head = shown.may(Right.DECIDE_PROJECTS)
    correctable = {
        row.pk
        for row in rows
        if why_not_correct(
            corrected=False,
            recorded_it=row.by in shown.actor.keys,
            is_head=is_head,
            recorded_on=timezone.localdate(row.at),
            today=shown.today,
        )
        is None
    }
    parts = {
        "contacts": rows,
        "correctable": correctable,
        "people": display_names({row.by for row in rows if row.by}, language()),
        "commitments_panel": commitments_views.panel(shown.row, actor=shown.actor),
    }
    return _page(request, shown, "contacts", parts)


@requires(Right.USE_DESK)
def documents_page(request: HttpRequest, slug: str) -> HttpResponse:
    shown = register_picture.frame(request, slug)
    may_add = shown.may(Right.EDIT_PROJECTS)
    panel = documents_panel.panel("project", shown.row.code, actor=shown.actor, may_add=may_add)
    return _page(request, shown, "documents", {"documents_panel": panel})


@requires(Right.USE_DESK)
def history_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Who changed what, when, from what to what; and the current states in words."""
    shown = register_picture.frame(request, slug)
    typed = request.GET.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
    lines = history.of(
        "project", shown.row.code, language=language(), limit=PAGE_SIZE + 1, before=before
    )
    mergers = mergers_of(Kind.PROJECT, shown.row.code)
    parts = {
        "merged": merging_picture.merged_into(Kind.PROJECT, mergers),
        "may_merge": why_not(shown.actor, Right.MERGE_RECORDS) is None,
        "history": lines[:PAGE_SIZE],
        "older": lines[PAGE_SIZE - 1].number if len(lines) > PAGE_SIZE else None,
        "states": list(
            StateText.objects.filter(project__in=family.of(shown.row)).exclude(text="")[:PAGE_SIZE]
        ),
    }
    return _page(request, shown, "history", parts)


def _page(request: HttpRequest, shown: Frame, tab: str, parts: dict[str, Any]) -> HttpResponse:
    context = register_picture.context(shown, tab) | parts
    return render(request, f"desk/register/{tab}.html", context)


def _published(request: HttpRequest, shown: Frame) -> HttpResponse:
    """The page of figures, with the way to take the project on for who may."""
    found = subject_of(shown.row.code)
    assert found is not None  # nosec B101  # narrows a type
    posts = held(actor_of(request), Right.REGISTER_PROJECTS)
    context = {"picture": views.picture_of(request, found), "may_take_on": bool(posts)}
    return render(request, "desk/register/published.html", context | {"slug": shown.slug})


register_urls = [
    *acts_urls,
    path("project/<slug:slug>/", project_page, name="project"),
    path("project/<slug:slug>/passport/", passport_page, name="project_passport"),
    path("project/<slug:slug>/road/", road_page, name="project_road"),
    path("project/<slug:slug>/support/", support_page, name="project_support"),
    path("project/<slug:slug>/team/", team_page, name="project_team"),
    path("project/<slug:slug>/contacts/", contacts_page, name="project_contacts"),
    path("project/<slug:slug>/documents/", documents_page, name="project_documents"),
    path("project/<slug:slug>/history/", history_page, name="project_history"),
]
