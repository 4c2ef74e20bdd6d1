"""Acts on the books: recording, booking, reversing, withdrawing, setting targets.

Every act runs in one transaction under the ledger lock, refuses before it writes, and leaves one
event. Amounts come in as Decimal in plain units; `now` is an aware moment, and a day is a day in
Asia/Almaty.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from jolserik.core.known import KnownOn
from jolserik.core.month import Month
from jolserik.core.refusal import ensure
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.ledger import balances, posting, rules
from jolserik.ledger.lineage import lineage
from jolserik.ledger.models import (
    Entry,
    Issuer,
    Measure,
    Source,
    Statement,
    Subject,
    Target,
    Withdrawal,
)
from jolserik.ledger.values import Basis, Qualifier, Scenario, Standing
from jolserik.people import rights
from jolserik.people.actor import Actor
from jolserik.people.rights import Right


@dataclass(frozen=True)
class Original:
    """The amount before it was turned into tenge; `rate` is tenge for one unit."""

    amount: Decimal
    currency: str
    rate: Decimal
    rate_source: str


@dataclass(frozen=True)
class StatementDraft:
    """A statement to be recorded. `amount` in plain units of the measure."""

    subject: Subject
    measure: Measure
    scenario: Scenario
    basis: Basis
    amount: Decimal
    issuer: Issuer
    source: Source
    known: KnownOn
    standing: Standing = Standing.NONE
    covers_from: Month | None = None
    covers_to: Month | None = None
    qualifier: Qualifier = Qualifier.NONE
    place: str = ""
    note: Words | None = None
    act: Words | None = None
    part_of: Subject | None = None
    original: Original | None = None


@dataclass(frozen=True)
class EntryDraft:
    """A movement to be booked. `amount` in plain units, signed."""

    subject: Subject
    measure: Measure
    basis: Basis
    month: Month
    amount: Decimal
    source: Source
    scenario: Scenario = Scenario.ACTUAL
    standing: Standing = Standing.NONE
    place: str = ""
    note: Words | None = None
    original: Original | None = None


@transaction.atomic
def record_source(
    *,
    key: str,
    kind: str,
    title: str,
    by: Actor,
    now: dt.datetime,
    url: str = "",
    language: str = "",
    published: KnownOn | None = None,
    note: Words | None = None,
    public: bool | None = None,
) -> Source:
    """Record where figures come from. Publications and statistics are public unless said."""
    source = Source.objects.create(
        key=key,
        kind=kind,
        title=title,
        url=url,
        language=language,
        published_on=published.day if published else None,
        published_precision=published.precision if published else "day",
        note=_json(note),
        public=kind in ("publication", "statistics") if public is None else public,
    )
    record("source_recorded", kind="source", key=key, by=by.key, now=now)
    return source


@transaction.atomic
def record_issuer(*, code: str, names: Words, by: Actor, now: dt.datetime) -> Issuer:
    """Record who states figures, or find the one of the same names. Asks no right: the statement
    recorded with it does."""
    named = {"name_ru": names.ru, "name_kk": names.kk, "name_en": names.en}
    known = Issuer.objects.filter(**named).first()
    if known is not None:
        return known
    issuer = Issuer.objects.create(code=code, **named)
    record("issuer_recorded", kind="issuer", key=code, by=by.key, now=now)
    return issuer


@transaction.atomic
def record_statement(draft: StatementDraft, *, by: Actor, now: dt.datetime) -> Statement:
    """Record what somebody stated. Raises Refused; writes one statement and one event."""
    ensure(rights.why_not(by, Right.RECORD_STATEMENTS, lineage=lineage(draft.subject)))
    measure = draft.measure.to_value()
    amount = measure.to_amount(draft.amount)
    ensure(
        rules.why_not_state(
            rules.RowFacts(
                measure=measure,
                scenario=draft.scenario,
                standing=draft.standing,
                basis=draft.basis,
                amount=amount,
                known=draft.known,
                today=_day(now),
                source_kind=draft.source.kind,
                covers_from=draft.covers_from,
                covers_to=draft.covers_to,
            )
        )
    )
    number = next(posting.take(1))  # the ledger lock, before the question is asked
    ensure(rules.why_not_state_again(posting_no=_same_statement(draft, _kept(amount))))
    statement = Statement.objects.create(
        posting_no=number,
        recorded_at=now,
        recorded_by=by.key,
        subject=draft.subject,
        measure=draft.measure,
        scenario=draft.scenario,
        standing=draft.standing,
        basis=draft.basis,
        covers_from=draft.covers_from.ordinal if draft.covers_from else None,
        covers_to=draft.covers_to.ordinal if draft.covers_to else None,
        amount=_kept(amount),
        qualifier=draft.qualifier,
        issuer=draft.issuer,
        source=draft.source,
        place=draft.place,
        known_on=draft.known.day,
        known_precision=draft.known.precision,
        note=_json(draft.note),
        act=_json(draft.act),
        part_of=draft.part_of,
        **_original(draft.original),
    )
    facts = {"posting_no": statement.posting_no, "measure": measure.code}
    record(
        "statement_recorded",
        kind="subject",
        key=draft.subject.code,
        by=by.key,
        now=now,
        facts=facts,
    )
    return statement


@transaction.atomic
def withdraw(statement: Statement, *, reason: str, by: Actor, now: dt.datetime) -> Withdrawal:
    """Withdraw a statement that was never true, from today on."""
    ensure(rights.why_not(by, Right.WITHDRAW_STATEMENTS, lineage=lineage(statement.subject)))
    number = next(posting.take(1))  # the ledger lock, before the question is asked
    is_withdrawn = Withdrawal.objects.filter(statement=statement).exists()
    ensure(
        rules.why_not_withdraw(
            is_withdrawn=is_withdrawn, reason=reason, posting_no=statement.posting_no
        )
    )
    row = Withdrawal.objects.create(
        posting_no=number,
        recorded_at=now,
        recorded_by=by.key,
        statement=statement,
        reason=reason.strip(),
        known_on=_day(now),
    )
    record(
        "statement_withdrawn",
        kind="subject",
        key=statement.subject.code,
        by=by.key,
        now=now,
        facts={"posting_no": statement.posting_no},
    )
    return row


@transaction.atomic
def book(drafts: Sequence[EntryDraft], *, by: Actor, now: dt.datetime) -> list[Entry]:
    """Book movements, all or none. They become known today. Raises Refused on the first wrong one.

    Rooms whose acts are booked (an accepted return, a registered participant) call this inside
    their own act; the right to do the act is theirs to check.
    """
    numbers = posting.take(len(drafts))
    today = _day(now)
    rows = [_entry(draft, next(numbers), today=today, by=by, now=now) for draft in drafts]
    return _write(rows, "entries_booked", by=by, now=now)


@transaction.atomic
def reverse(
    entry: Entry,
    *,
    source: Source,
    by: Actor,
    now: dt.datetime,
    note: Words | None = None,
    corrected: EntryDraft | None = None,
) -> list[Entry]:
    """Correct a booked mistake: its reversal and, where there is one, the right row."""
    numbers = posting.take(2 if corrected else 1)
    ensure(
        rules.why_not_reverse(
            is_reversal=entry.reverses_id is not None,
            is_reversed=Entry.objects.filter(reverses=entry).exists(),
            posting_no=entry.posting_no,
        )
    )
    today = _day(now)
    reversal = _copy(
        entry,
        next(numbers),
        source=source,
        note=_json(note),
        by=by,
        now=now,
        reverses=entry,
    )
    rows = [reversal]
    if corrected:
        rows.append(_entry(corrected, next(numbers), today=today, by=by, now=now))
    return _write(rows, "entry_reversed", by=by, now=now)


@transaction.atomic
def reverse_all(
    entries: Sequence[Entry],
    *,
    source: Source,
    by: Actor,
    now: dt.datetime,
    note: Words | None = None,
) -> list[Entry]:
    """Take booked rows back, all or none. The right to do the act is the caller's to check."""
    numbers = posting.take(len(entries))
    reversed_already = Entry.objects.filter(reverses__in=entries).values_list("reverses", flat=True)
    known = set(reversed_already)
    for entry in entries:
        ensure(
            rules.why_not_reverse(
                is_reversal=entry.reverses_id is not None,
                is_reversed=entry.posting_no in known,
                posting_no=entry.posting_no,
            )
        )
    rows = [
        _copy(e, next(numbers), reverses=e, source=source, note=_json(note), by=by, now=now)
        for e in entries
    ]
    return _write(rows, "entries_reversed", by=by, now=now)


@transaction.atomic
def book_again(
    entries: Sequence[Entry],
    *,
    source: Source,
    by: Actor,
    now: dt.datetime,
    onto: Subject | None = None,
    note: Words | None = None,
) -> list[Entry]:
    """Book rows that were reversed once more, on their own subject or `onto` another; they become
    known today. The right to do the act is the caller's to check."""
    numbers = posting.take(len(entries))
    rows = [
        _copy(e, next(numbers), onto=onto, source=source, note=_json(note), by=by, now=now)
        for e in entries
    ]
    return _write(rows, "entries_booked", by=by, now=now)


def _copy(
    entry: Entry,
    number: int,
    *,
    source: Source,
    note: Any,
    by: Actor,
    now: dt.datetime,
    reverses: Entry | None = None,
    onto: Subject | None = None,
) -> Entry:
    """The same movement, or its opposite where it reverses."""
    sign = -1 if reverses else 1
    original = entry.original_amount
    return Entry(
        posting_no=number,
        recorded_at=now,
        recorded_by=by.key,
        subject_id=onto.pk if onto else entry.subject_id,
        measure_id=entry.measure_id,
        scenario=entry.scenario,
        standing=entry.standing,
        basis=entry.basis,
        month=entry.month,
        amount=sign * entry.amount,
        source=source,
        place=entry.place,
        known_on=_day(now),
        note=note,
        original_amount=None if original is None else sign * original,
        original_currency=entry.original_currency,
        rate=entry.rate,
        rate_source=entry.rate_source,
        reverses=reverses,
    )


@transaction.atomic
def set_target(
    *,
    subject: Subject,
    measure: Measure,
    covers_from: Month | None,
    covers_to: Month,
    amount: Decimal,
    critical: Decimal | None,
    source: Source,
    known: KnownOn,
    by: Actor,
    now: dt.datetime,
    act: Words | None = None,
    note: Words | None = None,
) -> Target:
    """Record a goal set by an act; below `critical` it will count as failed."""
    ensure(rights.why_not(by, Right.RECORD_STATEMENTS, lineage=lineage(subject)))
    value = measure.to_value()
    units = value.to_amount(amount)
    facts = rules.RowFacts(
        measure=value,
        scenario=Scenario.PLAN,
        standing=Standing.APPROVED,
        basis=Basis.STATEMENT,
        amount=units,
        known=known,
        today=_day(now),
        source_kind=source.kind,
        covers_from=covers_from,
        covers_to=covers_to,
    )
    critical_units = None if critical is None else value.to_amount(critical)
    critical_facts = None if critical is None else replace(facts, amount=critical_units)
    ensure(rules.why_not_set_target(facts, critical=critical_facts))
    target = Target.objects.create(
        posting_no=next(posting.take(1)),
        recorded_at=now,
        recorded_by=by.key,
        subject=subject,
        measure=measure,
        covers_from=covers_from.ordinal if covers_from else None,
        covers_to=covers_to.ordinal,
        amount=_kept(units),
        critical=critical_units,
        source=source,
        known_on=known.day,
        known_precision=known.precision,
        act=_json(act),
        note=_json(note),
    )
    facts_of_event = {"measure": value.code, "posting_no": target.posting_no}
    record("target_set", kind="subject", key=subject.code, by=by.key, now=now, facts=facts_of_event)
    return target


def _same_statement(draft: StatementDraft, amount: int) -> int | None:
    """Posting number of a live row that says exactly the same from the same source."""
    same = Statement.objects.filter(
        subject=draft.subject,
        measure=draft.measure,
        scenario=draft.scenario,
        standing=draft.standing,
        basis=draft.basis,
        covers_from=draft.covers_from.ordinal if draft.covers_from else None,
        covers_to=draft.covers_to.ordinal if draft.covers_to else None,
        amount=amount,
        qualifier=draft.qualifier,
        issuer=draft.issuer,
        source__title=draft.source.title,
        source__url=draft.source.url,
        known_on=draft.known.day,
        withdrawal=None,
    )
    return same.values_list("posting_no", flat=True).first()


def _entry(draft: EntryDraft, number: int, *, today: dt.date, by: Actor, now: dt.datetime) -> Entry:
    measure = draft.measure.to_value()
    amount = measure.to_amount(draft.amount)
    ensure(
        rules.why_not_book(
            rules.RowFacts(
                measure=measure,
                scenario=draft.scenario,
                standing=draft.standing,
                basis=draft.basis,
                amount=amount,
                known=KnownOn(today),
                today=today,
                source_kind=draft.source.kind,
                covers_from=draft.month,
            )
        )
    )
    return Entry(
        posting_no=number,
        recorded_at=now,
        recorded_by=by.key,
        subject=draft.subject,
        measure=draft.measure,
        scenario=draft.scenario,
        standing=draft.standing,
        basis=draft.basis,
        month=draft.month.ordinal,
        amount=_kept(amount),
        source=draft.source,
        place=draft.place,
        known_on=today,
        note=_json(draft.note),
        **_original(draft.original),
    )


def _write(rows: list[Entry], event: str, *, by: Actor, now: dt.datetime) -> list[Entry]:
    written = Entry.objects.bulk_create(rows, batch_size=1000)
    balances.add(written)
    if written:
        first, last = written[0].posting_no, written[-1].posting_no
        facts = {"first": first, "last": last, "entries": len(written)}
        record(event, kind="ledger", key=str(first), by=by.key, now=now, facts=facts)
    return written


def _kept(amount: int | None) -> int:
    """An amount the rules have let through; they refuse one that does not fit."""
    if amount is None:
        raise RuntimeError("an amount is written only after the rules were asked")
    return amount


def _day(now: dt.datetime) -> dt.date:
    return timezone.localtime(now).date()


def _json(words: Words | None) -> dict[str, str] | None:
    return None if words is None else {"ru": words.ru, "kk": words.kk, "en": words.en}


def _original(original: Original | None) -> dict[str, Any]:
    if original is None:
        return {}
    return {
        "original_amount": original.amount,
        "original_currency": original.currency,
        "rate": original.rate,
        "rate_source": original.rate_source,
    }
