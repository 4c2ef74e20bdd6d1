"""Handing over what somebody holds, and accepting it."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction

from jolserik.core.refusal import Fact, Problem, Refusal, ensure
from jolserik.events.actions import record
from jolserik.people import holdings
from jolserik.people.actions.locks import local_day, lock_people
from jolserik.people.actor import Actor
from jolserik.people.holdings import Held
from jolserik.people.rights import Reach, Right, held, why_not
from jolserik.people.rules import Invalid
from jolserik.projects.actions.team import may_lead
from jolserik.projects.models import Project
from jolserik.specialists import rules
from jolserik.specialists.models import Handover, HandoverItem, Interest
from jolserik.specialists.rules import Thing
from jolserik.specialists.values import HandoverKind


def hand_over(
    former: uuid.UUID,
    things: Iterable[Thing],
    successor: uuid.UUID,
    *,
    kind: HandoverKind,
    reason: str = "",
    by: Actor,
    now: dt.datetime,
) -> Handover:
    """Pass things (kind, key) to one successor; see `hand_over_split`."""
    split = dict.fromkeys(things, successor)
    if not split:
        ensure(Refusal("handover_of_nothing"))
    return hand_over_split(former, split, kind=kind, reason=reason, by=by, now=now)[0]


def hand_over_split(
    former: uuid.UUID,
    split: Mapping[Thing, uuid.UUID],
    *,
    kind: HandoverKind,
    reason: str = "",
    by: Actor,
    now: dt.datetime,
) -> list[Handover]:
    """Pass each thing to its successor, all in one act; one handover a successor stays open.

    Each thing keeps an event of its own (so that the history of a project shows who came), each
    handover one more. What the former does not hold any more refuses the whole act.
    """
    ensure(why_not(by, Right.ASSIGN_SPECIALISTS))
    with transaction.atomic():
        lock_people({former, *split.values()})
        known = {(h.kind, h.key): h for h in holdings.held_by(former)}
        if not split:
            ensure(Refusal("handover_of_nothing"))
        groups: dict[uuid.UUID, list[Held]] = defaultdict(list)
        for successor in dict.fromkeys(split.values()):
            wanted = [thing for thing, person in split.items() if person == successor]
            ensure(
                rules.why_not_hand_over(
                    former=former, successor=successor, wanted=wanted, held=known
                )
            )
            groups[successor] = [known[thing] for thing in wanted]
        for successor, things in groups.items():
            _check(successor, things, by=by, now=now)
        return [
            pass_over(former, successor, things, kind=kind, reason=reason, by=by, now=now)
            for successor, things in groups.items()
        ]


def pass_over(
    former: uuid.UUID,
    successor: uuid.UUID,
    things: Iterable[Held],
    *,
    kind: HandoverKind,
    reason: str,
    by: Actor,
    now: dt.datetime,
) -> Handover:
    """Pass things and leave the handover open. Runs in the caller's transaction, asks no right."""
    passed = list(things)
    reason = reason.strip()[:300]
    by_kind: dict[str, list[str]] = defaultdict(list)
    for thing in passed:
        by_kind[thing.kind].append(thing.key)
    for name, keys in by_kind.items():
        holdings.pass_on(
            name,
            former=former,
            successor=successor,
            keys=keys,
            reason=reason,
            by=by,
            now=now,
        )
        for key in keys:
            supersede(name, key, now=now)
    row = Handover.objects.create(
        from_person_id=former,
        to_person_id=successor,
        kind=kind,
        reason=reason,
        by=by.key,
        at=now,
    )
    HandoverItem.objects.bulk_create(
        HandoverItem(
            handover=row, kind=thing.kind, key=thing.key, title=thing.title, project=thing.project
        )
        for thing in passed
    )
    facts: dict[str, Fact] = {
        "from": str(former),
        "to": str(successor),
        "why": kind,
        "count": len(passed),
    }
    record("handed_over", kind="handover", key=str(row.pk), by=by.key, now=now, facts=facts)
    return row


def accept(items: Iterable[int], *, by: Actor, now: dt.datetime) -> list[HandoverItem]:
    """Accept some things of one handover; the handover closes with the last of them."""
    numbers = set(items)
    with transaction.atomic():
        first = HandoverItem.objects.filter(pk__in=numbers).values_list("handover_id", flat=True)
        handover = Handover.objects.select_for_update().filter(pk__in=list(first)[:1]).first()
        if handover is None:
            raise Invalid([Problem("items", "handover_items_missing")])
        rows = list(
            HandoverItem.objects.select_for_update()
            .filter(handover=handover, pk__in=numbers)
            .order_by("pk")
        )
        fresh = [row for row in rows if row.is_open]
        mine = handover.to_person_id in by.keys
        ensure(rules.why_not_accept(mine=mine, open_items=len(fresh)))
        for row in fresh:
            row.accepted_at, row.accepted_by = now, by.key
            row.save(update_fields=["accepted_at", "accepted_by"])
        close_if_settled(handover, now=now)
        facts: dict[str, Fact] = {"count": len(fresh), "closed": handover.closed_at is not None}
        key = str(handover.pk)
        record("handover_accepted", kind="handover", key=key, by=by.key, now=now, facts=facts)
    return fresh


def accept_all(handover: int, *, by: Actor, now: dt.datetime) -> list[HandoverItem]:
    """Accept whatever of a handover is still open."""
    with transaction.atomic():
        row = Handover.objects.select_for_update().get(pk=handover)
        still = [item.pk for item in row.items.all() if item.is_open]
        mine = row.to_person_id in by.keys
        ensure(rules.why_not_accept(mine=mine, open_items=len(still)))
        return accept(still, by=by, now=now)


def supersede(kind: str, key: str, *, now: dt.datetime) -> None:
    """The thing passed further: nobody need accept it from an earlier handover any more."""
    rows = HandoverItem.objects.select_for_update().filter(
        kind=kind, key=key, accepted_at=None, passed_on_at=None
    )
    for row in rows:
        row.passed_on_at = now
        row.save(update_fields=["passed_on_at"])
        close_if_settled(row.handover, now=now)


def close_if_settled(handover: Handover, *, now: dt.datetime) -> None:
    if not handover.items.filter(accepted_at=None, passed_on_at=None).exists():
        handover.closed_at = now
        handover.save(update_fields=["closed_at"])


def _check(successor: uuid.UUID, things: Iterable[Held], *, by: Actor, now: dt.datetime) -> None:
    """The successor may lead and has no conflict; the things are of the actor's department."""
    if not may_lead(successor, today=local_day(now)):
        raise Invalid([Problem("successor", "successor_cannot_lead")])
    posts = held(by, Right.ASSIGN_SPECIALISTS)
    everywhere = by.is_program or any(reach is Reach.ALL for reach, _ in posts)
    mine = {post.organisation for _, post in posts}
    if not everywhere and any(h.department and h.department not in mine for h in things):
        ensure(Refusal("no_right_for_project", {"right": Right.ASSIGN_SPECIALISTS.value}))
    ensure(_why_not_with_interest(successor, [h.project for h in things if h.project]))


def _why_not_with_interest(person: uuid.UUID, codes: list[str]) -> Refusal | None:
    companies = Interest.objects.filter(person_id=person).values("company_id")
    rows = Project.objects.filter(subject__code__in=codes, company_id__in=companies)
    return Refusal("conflict_of_interest") if rows.exists() else None
