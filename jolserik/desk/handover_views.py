"""What was handed over to me, and what an investor is told about their new specialist."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jolserik.core.refusal import Refused
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.queries import display_names
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import problem_in_words, refusal_in_words
from jolserik.projects.models import Project
from jolserik.site.say import language
from jolserik.specialists import actions, queries
from jolserik.specialists.along import ComesAlong, comes_along
from jolserik.specialists.models import Handover, HandoverItem, LeadNotice


@dataclass(frozen=True)
class NoticeLine:
    """What an investor reads: who is there now, and how to reach them."""

    number: int
    name: str
    since: dt.date
    phone: str
    email: str


def notice_line(actor: Actor, project: Project) -> NoticeLine | None:
    """The notice on a project's page, for the investor who has not read it yet."""
    notice = queries.notice_for(actor, project)
    if notice is None:
        return None
    return NoticeLine(
        number=notice.pk,
        name=notice.person.name(language()),
        since=timezone.localtime(notice.since_at).date(),
        phone=notice.person.phone,
        email=notice.person.email,
    )


@requires(Right.USE_DESK)
def handovers(request: HttpRequest) -> HttpResponse:
    return _page(request)


@requires(Right.USE_DESK)
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """The things marked, or all of the handover with `all`."""
    by, now = actor_of(request), timezone.now()
    mine = Handover.objects.filter(pk=number, to_person_id__in=by.keys)
    if not mine.exists():
        raise Http404
    marked = {int(text) for text in request.POST.getlist("item") if text.isdigit()}
    try:
        if "all" in request.POST:
            rows = actions.accept_all(number, by=by, now=now)
        else:
            known = mine.filter(items__in=marked).values_list("items", flat=True)
            rows = actions.accept([n for n in known if n in marked], by=by, now=now)
    except Refused as refused:
        said = refusal_in_words(refused.refusal, language())
        return _page(request, refusal=said, status=409)
    except Invalid as invalid:
        said = " ".join(problem_in_words(p, language()) for p in invalid.problems)
        return _page(request, refusal=said, status=422)
    messages.success(request, _("Accepted: %(things)s.") % {"things": len(rows)})
    return redirect("desk:today" if "next" in request.POST else "desk:handovers")


@requires(Right.SEE_PROJECTS)
@require_POST
def see_notice(request: HttpRequest, number: int) -> HttpResponse:
    """The investor has read who is there now."""
    try:
        notice = LeadNotice.objects.select_related("project__subject").get(pk=number)
        actions.note_seen(number, by=actor_of(request), now=timezone.now())
    except (LeadNotice.DoesNotExist, Refused) as wrong:
        raise Http404 from wrong
    return redirect("desk:project", slug=notice.project.slug)


handover_urls = [
    path("handovers/", handovers, name="handovers"),
    path("handovers/<int:number>/accept/", accept, name="handover_accept"),
    path("notices/<int:number>/seen/", see_notice, name="notice_seen"),
]


def groups_for(actor: Actor) -> list[dict[str, Any]]:
    """Open handovers to the actor with their things in words: one query where there are none."""
    rows = queries.open_for(actor)
    if not rows:
        return []
    codes = {item.project for row in rows for item in row.waiting if item.project}  # type: ignore[attr-defined]  # prefetched
    projects = Project.objects.filter(subject__code__in=codes).select_related("subject")
    named = {p.subject.code: p for p in projects}
    known = comes_along(named.values())
    people = display_names({row.by for row in rows if row.by}, language())
    return [
        {
            "row": row,
            "former": row.from_person.name(language()),
            "by": people.get(row.by, "") if row.by else "",
            "things": [_thing(item, named.get(item.project), known) for item in row.waiting],  # type: ignore[attr-defined]  # prefetched
        }
        for row in rows
    ]


def _thing(
    item: HandoverItem, project: Project | None, known: Mapping[int, ComesAlong]
) -> dict[str, Any]:
    """A thing to accept; a project with its next step and last contact."""
    own = project is not None and item.kind == "project"
    return {
        "item": item,
        "name": project.subject.names.get(language()) if project else "",
        "slug": project.slug if project else "",
        "title": "" if own else item.title,
        "along": known.get(project.pk) if own and project else None,
    }


def _page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"groups": groups_for(actor_of(request)), "refusal": refusal}
    return render(request, "desk/specialists/handovers.html", context, status=status)
