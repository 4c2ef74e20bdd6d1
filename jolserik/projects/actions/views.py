"""Views of the list that people keep and share; and that somebody took a list away."""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import parse_qs

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from jolserik.core.refusal import Problem, Refusal, ensure
from jolserik.events.actions import record
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.projects.listing import Listing, parse
from jolserik.projects.models import SavedView

NAME_SIZE = 100
QUERY_SIZE = 2000


def views_of(actor: Actor) -> QuerySet[SavedView]:
    """The actor's own views and those shared with their departments, by name."""
    return SavedView.objects.filter(Q(owner=actor.key) | Q(department__in=_departments(actor)))


def save_view(
    name: str, query: str, *, shared: bool = False, by: Actor, now: dt.datetime
) -> SavedView:
    """Keep a view under a name; the same name of the same person is written over.

    Of the address only what the list understands is kept.
    """
    ensure(why_not(by, Right.SEE_PROJECTS))
    if by.key is None:
        raise ValueError("a view is kept by a person")
    name = " ".join(name.replace("\0", " ").split())
    departments = _departments(by)
    if not name:
        raise Invalid([Problem("name", "name_missing")])
    if len(name) > NAME_SIZE:
        raise Invalid([Problem("name", "too_long", {"most": NAME_SIZE})])
    if shared and not departments:
        raise Invalid([Problem("shared", "view_without_department")])
    listing, _ = parse(parse_qs(query, max_num_fields=200))
    kept = listing.query()
    if len(kept) > QUERY_SIZE:
        raise Invalid([Problem("name", "view_too_long")])
    values = {
        "query": kept,
        "department_id": departments[0] if shared else None,
        "saved_at": now,
    }
    try:
        with transaction.atomic():
            row, _created = SavedView.objects.update_or_create(
                owner=by.key, name=name, defaults=values
            )
            _note("view_saved", row, by=by, now=now)
    except IntegrityError as error:
        raise Invalid([Problem("name", "view_name_taken")]) from error
    return row


def remove_view(view: int, *, by: Actor, now: dt.datetime) -> None:
    """Only who keeps it may remove it."""
    with transaction.atomic():
        row = views_of(by).select_for_update(of=("self",)).get(pk=view)
        ensure(None if row.owner == by.key else Refusal("view_of_somebody_else"))
        _note("view_removed", row, by=by, now=now)
        row.delete()


def note_export(listing: Listing, *, form: str, rows: int, by: Actor, now: dt.datetime) -> None:
    """Who took which list away; words typed into the search may name somebody, so they stay out."""
    query = listing.asking(q="•" if listing.filters.q else "").query()
    with transaction.atomic():
        record(
            "projects_exported",
            kind="export",
            key="projects",
            by=by.key,
            now=now,
            facts={"form": form, "rows": rows, "query": query},
        )


def _departments(actor: Actor) -> Sequence[str]:
    return list(dict.fromkeys(post.organisation for post in actor.posts if post.organisation))


def _note(name: str, row: SavedView, *, by: Actor, now: dt.datetime) -> None:
    record(name, kind="view", key=str(row.pk), by=by.key, now=now, facts={})
