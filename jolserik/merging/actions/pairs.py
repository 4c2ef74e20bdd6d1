"""Looking for pairs, and saying that two records are two things."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from jolserik.companies import indexing as companies
from jolserik.core.refusal import ensure
from jolserik.events.models import Event
from jolserik.merging import finding
from jolserik.merging.actions.common import ensure_seen, keep_different
from jolserik.merging.finding import Alike
from jolserik.merging.models import Looked, Pair
from jolserik.merging.values import Kind, Standing
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.projects import access

# Acts after which a record may be like others.
TELLING: Final = (
    *("company_registered", "company_changed", "companies_merged"),
    *("project_registered", "project_taken_on", "project_changed", "projects_merged"),
    *("merge_undone", "subject_added"),
)
AT_ONCE: Final = 200
EVENTS_AT_ONCE: Final = 5000


def say_different(kind: Kind, key: str, other: str, *, by: Actor, now: dt.datetime) -> Pair:
    """Two records that look like one are two: the pair comes back to no list."""
    ensure(why_not(by, Right.MERGE_RECORDS))
    ensure_seen(kind, [key, other], by)
    with transaction.atomic():
        return keep_different(kind, key, other, by=by, now=now)


def look(kind: Kind, *, now: dt.datetime, most: int = AT_ONCE) -> int:
    """Compare at most so many records that were not looked at since they changed; how many it was.

    Pairs are derived, so this leaves no event and asks no right.
    """
    with transaction.atomic():
        state, new = Looked.objects.select_for_update().get_or_create(kind=kind)
        if new:  # what changes while the first pass goes on is looked at after it
            state.event = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        keys = _next(state, most)
        compare(kind, keys)
        state.at = now
        state.save()
        return len(keys)


def look_at(kind: Kind, key: str) -> None:
    """Compare one record at once, within the act that changed it."""
    compare(kind, [key])


def compare(kind: Kind, keys: Iterable[str]) -> None:
    """Write the pairs of these records anew; what somebody said of a pair stays."""
    wanted = list(dict.fromkeys(keys))
    for key, found in _found(kind, wanted).items():
        _write(kind, key, found)


def _next(state: Looked, most: int) -> list[str]:
    """The records to be looked at, and how far that is."""
    kind = Kind(state.kind)
    if not state.whole:
        if kind is Kind.COMPANY:
            rows = companies.standing().order_by("pk").values_list("pk", flat=True)
            keys = list(rows.filter(pk__gt=state.passed)[:most])
        else:
            codes = access.standing().order_by("subject__code")
            codes = codes.filter(subject__code__gt=state.passed)
            keys = list(codes.values_list("subject__code", flat=True)[:most])
        state.passed = keys[-1] if keys else state.passed
        state.whole = len(keys) < most
        return keys
    keys = []
    listed = told(state).order_by("id").values_list("id", "subject_key")
    for number, key in listed[:EVENTS_AT_ONCE].iterator():
        if key not in keys and len(keys) == most:
            break
        if key not in keys:
            keys.append(key)
        state.event = number
    return keys


def told(state: Looked) -> QuerySet[Event]:
    """Events after the last that was looked at, after which a record may be like others."""
    about = Q(subject_kind=state.kind)
    if state.kind == Kind.PROJECT:
        about |= Q(name="subject_added", subject_key__startswith="project:")
    return Event.objects.filter(about, id__gt=state.event, name__in=TELLING)


def _found(kind: Kind, keys: list[str]) -> dict[str, list[Alike]]:
    """What is like each record; a merged one, or one that is no more, is like nothing."""
    if kind is Kind.COMPANY:
        sides = finding.company_sides(keys)
        return {k: finding.alike_companies(sides[k]) if k in sides else [] for k in keys}
    known = finding.project_sides(keys)
    return {k: finding.alike_projects(known[k]) if k in known else [] for k in keys}


def _write(kind: Kind, key: str, found: list[Alike]) -> None:
    likely = {one.key: one.likeness for one in found}
    known = {_other(pair, key): pair for pair in _pairs(kind, key)}
    for other, pair in known.items():
        if pair.standing != Standing.WAITING:
            continue
        if other not in likely:
            pair.delete()
            continue
        how = likely[other]
        if (pair.points, pair.reasons) != (how.points, list(how.reasons)):
            pair.points, pair.reasons = how.points, list(how.reasons)
            pair.save(update_fields=["points", "reasons"])
    Pair.objects.bulk_create(
        (
            Pair(
                kind=kind,
                one=min(key, other),
                other=max(key, other),
                points=how.points,
                reasons=list(how.reasons),
            )
            for other, how in likely.items()
            if other not in known
        ),
        ignore_conflicts=True,
    )


def _pairs(kind: Kind, key: str) -> list[Pair]:
    rows = Pair.objects.filter(kind=kind)
    return [*rows.filter(one=key), *rows.filter(other=key)]


def _other(pair: Pair, key: str) -> str:
    return pair.other if pair.one == key else pair.one
