"""Entering what an act moves, and withdrawing what was entered wrongly."""

import datetime as dt

from django.db import IntegrityError, transaction

from jolserik.core.refusal import Problem, ensure
from jolserik.events.actions import record
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.workdays.models import MovedDay
from jolserik.workdays.queries import KNOWN_YEARS, calendar, holding
from jolserik.workdays.rules import Move, move_problems, why_not_withdraw


def move_day(*, by: Actor, now: dt.datetime, move: Move) -> tuple[MovedDay, ...]:
    """Enter what an act moves: a day off, a day worked instead, or one of them. One event."""
    ensure(why_not(by, Right.EDIT_REFERENCE))
    act = " ".join(move.act.split())
    try:
        with transaction.atomic():
            _check(move)
            rows = tuple(
                MovedDay.objects.create(
                    day=day,
                    is_worked=worked,
                    act=act,
                    note_ru=move.note.ru,
                    note_kk=move.note.kk,
                    note_en=move.note.en,
                    added_at=now,
                    added_by=by.key,
                )
                for _, day, worked in move.days
            )
            record(
                "day_moved",
                kind="moved_day",
                key=rows[0].day.isoformat(),
                by=by.key,
                now=now,
                facts={
                    "off": move.off.isoformat() if move.off else "–",
                    "worked": move.worked.isoformat() if move.worked else "–",
                    "act": act,
                },
            )
    except IntegrityError as error:
        # Two people entered one act at the same moment; the second one reads why.
        if "moved_day_holds_once" in str(error) or "movedday.day" in str(error):
            day = (move.off or move.worked or dt.date.min).isoformat()
            raise Invalid([Problem("off", "moved_day_holds_once", {"day": day})]) from error
        raise
    return rows


def withdraw_moved_day(*, by: Actor, now: dt.datetime, moved: int) -> MovedDay:
    """The day is again what the law says; the row stays."""
    ensure(why_not(by, Right.EDIT_REFERENCE))
    with transaction.atomic():
        row = MovedDay.objects.select_for_update().get(pk=moved)
        ensure(why_not_withdraw(withdrawn=row.withdrawn_at is not None))
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        record(
            "moved_day_withdrawn",
            kind="moved_day",
            key=row.day.isoformat(),
            by=by.key,
            now=now,
            facts={"day": row.day.isoformat(), "act": row.act},
        )
    return row


def _check(move: Move) -> None:
    known = [day for _, day, _ in move.days if day.year in KNOWN_YEARS]
    worked_now = {}
    if known:
        counted = calendar(min(known).year, max(known).year)
        worked_now = {day: counted.is_worked(day) for day in known}
    problems = move_problems(
        move,
        years=KNOWN_YEARS,
        worked_now=worked_now,
        moved_already=frozenset(holding().filter(day__in=known).values_list("day", flat=True)),
    )
    if problems:
        raise Invalid(problems)
