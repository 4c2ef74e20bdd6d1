"""Promises and instructions of a project on its own page, and the addresses of both."""

from typing import Any

from django.urls import path
from django.utils import timezone

from jolserik.commitments import queries
from jolserik.commitments.acts import INVESTORS
from jolserik.commitments.models import Promise
from jolserik.commitments.values import PromiseState
from jolserik.desk import instructions_views, promises_views
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.projects.models import Project

SHOWN_AT_SIGHT = 6


def panel(project: Project, *, actor: Actor) -> dict[str, Any]:
    """What `desk/commitments/panel.html` shows of a project: two queries."""
    promises = queries.promises_visible_to(actor).filter(project=project)
    instructions = queries.instructions_visible_to(actor).filter(project=project)
    return {
        "project": project,
        "promises": sorted(promises, key=lambda p: (p.state != "open", p.due_on, p.pk)),
        "instructions": sorted(
            instructions, key=lambda i: (i.ended_on is not None, i.due_on, i.pk)
        ),
        "today": timezone.localdate(),
        "may_instruct": why_not(actor, Right.GIVE_INSTRUCTIONS) is None,
    }


def open_promises(project: Project, *, actor: Actor) -> list[Promise]:
    """What both sides still owe each other on a project, the next due first: one query.

    For its investor's first page; the team has them under its contacts and in My day.
    """
    if not actor.roles & INVESTORS:
        return []
    seen = queries.promises_visible_to(actor).filter(project=project, state=PromiseState.OPEN)
    return list(seen.order_by("due_on", "pk")[:SHOWN_AT_SIGHT])


commitments_urls = [
    path("promises/", promises_views.promise_list, name="promises"),
    path("promises/<int:number>/", promises_views.promise, name="promise"),
    path("project/<slug:slug>/promises/new/", promises_views.promise_new, name="promise_new"),
    path("instructions/", instructions_views.instruction_list, name="instructions"),
    path("instructions/new/", instructions_views.instruction_new, name="instruction_new"),
    path("instructions/<int:number>/", instructions_views.instruction, name="instruction"),
]
