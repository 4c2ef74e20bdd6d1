"""Adding places and zones; each becomes a subject of the ledger in the same act."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from jolserik.core.month import Month
from jolserik.core.words import Words
from jolserik.ledger import subjects
from jolserik.ledger.models import Subject
from jolserik.people.actor import Actor
from jolserik.search import actions as search
from jolserik.territory import indexing
from jolserik.territory.models import Place, Zone


@dataclass(frozen=True)
class Lies:
    """In what a subject lies and in which months; an open end is None."""

    parent: Subject
    first: Month | None = None
    last: Month | None = None


@transaction.atomic
def add_place(
    *,
    code: str,
    kind: str,
    kato: str,
    names: Words,
    parents: Sequence[Lies],
    fictional: bool,
    by: Actor,
    now: dt.datetime,
    valid_from: Month | None = None,
    valid_to: Month | None = None,
    former_names: Sequence[dict[str, Any]] = (),
    note: dict[str, str] | None = None,
) -> Place:
    """Add a region, city or district. Raises Refused when fiction would roll up into fact."""
    subject = subjects.add_subject(
        kind=kind,
        code=code,
        names=names,
        fictional=fictional,
        valid_from=valid_from,
        valid_to=valid_to,
        by=by,
        now=now,
    )
    place = Place.objects.create(
        subject=subject, kind=kind, kato=kato, former_names=list(former_names), note=note
    )
    search.put([indexing.of_place(place)])
    lay(subject, parents, by=by, now=now)
    return place


@transaction.atomic
def add_zone(
    *,
    code: str,
    kind: str,
    names: Words,
    parents: Sequence[Lies],
    lies_in: Sequence[str],
    fictional: bool,
    by: Actor,
    now: dt.datetime,
    area_ha: Decimal | None = None,
    parts: Sequence[dict[str, Any]] = (),
    since: str = "",
    law: dict[str, str] | None = None,
    operator: dict[str, str] | None = None,
    note: dict[str, str] | None = None,
) -> Zone:
    """Add a zone. `lies_in`: codes of the places its land is in; its figures need not join them."""
    subject = subjects.add_subject(
        kind="zone", code=code, names=names, fictional=fictional, by=by, now=now
    )
    zone = Zone.objects.create(
        subject=subject,
        kind=kind,
        area_ha=area_ha,
        parts=list(parts),
        since=since,
        law=law,
        operator=operator,
        note=note,
    )
    search.put([indexing.of_zone(zone)])
    zone.lies_in.set(Place.objects.filter(subject__code__in=lies_in))
    lay(subject, parents, by=by, now=now)
    return zone


def lay(child: Subject, parents: Sequence[Lies], *, by: Actor, now: dt.datetime) -> None:
    """Say in what a subject lies. Runs in the caller's transaction."""
    for lies in parents:
        subjects.link(
            child=child, parent=lies.parent, first=lies.first, last=lies.last, by=by, now=now
        )
