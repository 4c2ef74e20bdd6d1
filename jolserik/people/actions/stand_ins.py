"""Letting somebody do an absent person's work, and ending it early."""

import datetime as dt
import uuid

from django.db import transaction

from jolserik.core.refusal import Fact, ensure
from jolserik.events.actions import record
from jolserik.people.actions.locks import broken_constraints_in_words, local_day, locked_person
from jolserik.people.actor import Actor
from jolserik.people.models import StandIn
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid, Span, stand_in_problems, why_not_touch


def give_stand_in(
    *,
    by: Actor,
    now: dt.datetime,
    absent: uuid.UUID,
    stand_in: uuid.UUID,
    valid_from: dt.date,
    valid_to: dt.date,
    reason: str,
) -> StandIn:
    """Let `stand_in` see and do what `absent` may, on these days (both inclusive)."""
    ensure(why_not(by, Right.ASSIGN_SPECIALISTS))
    with broken_constraints_in_words(), transaction.atomic():
        away, here = locked_person(absent), locked_person(stand_in)
        ensure(why_not_touch(erased=bool(away.erased_at or here.erased_at)))
        span = Span(valid_from, valid_to)
        taken = [Span(s.valid_from, s.valid_to) for s in away.stand_ins.all()]
        theirs = [Span(s.valid_from, s.valid_to) for s in here.stand_ins.all()]
        if problems := stand_in_problems(
            oneself=absent == stand_in,
            span=span,
            today=local_day(now),
            taken=taken,
            stand_in_away=any(span.meets(other) for other in theirs),
        ):
            raise Invalid(problems)
        row = StandIn.objects.create(
            absent=away,
            stand_in=here,
            valid_from=valid_from,
            valid_to=valid_to,
            reason=reason.strip(),
            given_by=by.key,
        )
        _record("stand_in_given", row, by=by, now=now)
    return row


def end_stand_in(*, by: Actor, now: dt.datetime, stand_in: int) -> StandIn | None:
    """End it today, or take it back where it has not begun (then None)."""
    ensure(why_not(by, Right.ASSIGN_SPECIALISTS))
    with transaction.atomic():
        row = StandIn.objects.select_for_update().get(pk=stand_in)
        _record("stand_in_ended", row, by=by, now=now)
        today = local_day(now)
        if row.valid_from > today:
            row.delete()
            return None
        if row.valid_to > today:
            row.valid_to = today
            row.save(update_fields=["valid_to"])
    return row


def _record(name: str, row: StandIn, *, by: Actor, now: dt.datetime) -> None:
    facts: dict[str, Fact] = {
        "stand_in": str(row.stand_in_id),
        "from": row.valid_from.isoformat(),
        "to": row.valid_to.isoformat(),
    }
    record(name, kind="person", key=str(row.absent_id), by=by.key, now=now, facts=facts)
