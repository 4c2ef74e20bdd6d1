"""Receiving a list, settling what its columns mean, dropping it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import transaction

from jolserik.core.amounts import NotAnAmount, parse_amount, plain
from jolserik.core.refusal import Problem, Refused
from jolserik.imports import choices, queries, reading, store
from jolserik.imports.actions.common import locked, may, note
from jolserik.imports.models import Upload
from jolserik.imports.values import Stand
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.rules import Invalid
from jolserik.sheets.mapping import Mapping as SheetMapping
from jolserik.sheets.mapping import confirmed, corrected, propose, questions
from jolserik.sheets.units import Money

LONGEST_NAME: Final = 200
MOST_RATE: Final = Decimal(1_000_000)


@dataclass(frozen=True)
class UploadDraft:
    """A list before it is received. `as_of`: the day for which it speaks."""

    name: str
    department: str
    lead: uuid.UUID
    as_of: dt.date
    list_code: str = ""


@dataclass(frozen=True)
class Correction:
    """What a person says about a column. An empty field leaves it out; `unit` as `6:KZT`.

    `confirmed`: the unit is right, though the amounts look odd with it.
    """

    field: str
    unit: str = ""
    percent: str = ""
    confirmed: bool = False


def receive(draft: UploadDraft, chunks: Iterable[bytes], *, by: Actor, now: dt.datetime) -> Upload:
    """Keep a list and propose what its columns mean. Refused with what to do: no table, a PDF …"""
    may(by, draft.department)
    today = local_day(now)
    found = []
    if draft.as_of > today:
        found.append(Problem("as_of", "day_in_the_future"))
    leads = queries.possible_leads(draft.department, today=today)
    if not leads.filter(key=draft.lead).exists():
        found.append(Problem("lead", "lead_cannot_lead"))
    if draft.list_code and not queries.lists().filter(code=draft.list_code).exists():
        found.append(Problem("list_code", "term_unknown"))
    if found:
        raise Invalid(found)
    sha256, size = store.keep(chunks)
    known = choices.recogniser()
    try:
        tables = reading.tables_of(sha256, draft.name, known)
        remembered = queries.remembered(draft.department)
        best, proposed = reading.best_table(tables, known, remembered)
    except Refused:
        _forget(sha256)
        raise
    with transaction.atomic():
        upload = Upload.objects.create(
            department_id=draft.department,
            by=by.key or uuid.UUID(int=0),
            at=now,
            file_name=draft.name[-LONGEST_NAME:],
            sha256=sha256,
            size=size,
            as_of=draft.as_of,
            list_code=draft.list_code,
            lead_id=draft.lead,
            table=best,
            mapping=proposed.mapping.to_dict(),
            questions=len(proposed.questions),
        )
        note("list_received", upload, by=by, now=now, facts={"rows": len(tables[best].rows)})
    return upload


def choose_table(upload: Upload, table: int, *, by: Actor, now: dt.datetime) -> Upload:
    """Another table of the same file."""
    may(by, upload.department_id)
    known = choices.recogniser()
    tables = reading.tables_of(upload.sha256, upload.file_name, known)
    index = min(max(table, 0), len(tables) - 1)
    remembered = queries.remembered(upload.department_id)
    proposed = propose(tables[index], known, remembered=remembered)
    return _settle(upload, proposed.mapping, len(proposed.questions), table=index, by=by, now=now)


def correct(
    upload: Upload,
    corrections: Mapping[int, Correction],
    *,
    by: Actor,
    now: dt.datetime,
) -> Upload:
    """What a person says about columns, by number."""
    may(by, upload.department_id)
    known = choices.recogniser()
    table = reading.table_of(upload, known)
    mapping = SheetMapping.from_dict(upload.mapping)
    for column, said in corrections.items():
        choice = mapping.choice(column)
        if choice is None or (said.field and said.field not in known.vocabulary.fields):
            continue
        told = Money.parse(said.unit) if said.unit else None
        same_field = said.field == choice.field and said.percent in ("", choice.percent)
        if not (same_field and told in (None, choice.unit)):
            mapping = corrected(
                table,
                mapping,
                known.vocabulary,
                column=column,
                field=said.field,
                unit=told if told != choice.unit else None,
                percent=said.percent,
            )
        if said.confirmed:
            mapping = confirmed(table, mapping, column)
    asked = questions(table, mapping, known.vocabulary)
    return _settle(upload, mapping, len(asked), table=upload.table, by=by, now=now)


def say_rates(upload: Upload, rates: Mapping[str, str], *, by: Actor, now: dt.datetime) -> Upload:
    """Tenge for one of each foreign currency of the list, as people type them."""
    may(by, upload.department_id)
    kept, found = {}, []
    for currency, text in rates.items():
        try:
            rate = parse_amount(text) if text.strip() else Decimal(0)
        except NotAnAmount as wrong:
            found.append(Problem(f"rate-{currency}", wrong.code))
            continue
        if not 0 < rate < MOST_RATE:
            found.append(Problem(f"rate-{currency}", "rate_wrong"))
        kept[currency] = plain(rate)
    if found:
        raise Invalid(found)
    with transaction.atomic():
        row = locked(upload)
        row.rates = {**row.rates, **kept}
        row.save(update_fields=["rates"])
        note("list_rates_said", row, by=by, now=now, facts={"currencies": ",".join(sorted(kept))})
    return row


def say_day(upload: Upload, as_of: dt.date, *, by: Actor, now: dt.datetime) -> Upload:
    """For which day a list speaks. One that was compared is compared again."""
    may(by, upload.department_id)
    if as_of > local_day(now):
        raise Invalid([Problem("as_of", "day_in_the_future")])
    with transaction.atomic():
        row = locked(upload)
        row.as_of, row.stand = as_of, Stand.MAPPING
        row.save(update_fields=["as_of", "stand"])
        note("list_day_said", row, by=by, now=now, facts={"on": as_of.isoformat()})
    return row


def drop_upload(upload: Upload, *, by: Actor, now: dt.datetime) -> None:
    """Throw away an upload with its rows and its file. What was taken in stays in the register."""
    may(by, upload.department_id)
    with transaction.atomic():
        row = locked(upload)
        note("list_dropped", row, by=by, now=now)
        row.delete()
    _forget(upload.sha256)


def _settle(
    upload: Upload,
    mapping: SheetMapping,
    asked: int,
    *,
    table: int,
    by: Actor,
    now: dt.datetime,
) -> Upload:
    with transaction.atomic():
        row = locked(upload)
        row.mapping, row.questions, row.table = mapping.to_dict(), asked, table
        row.stand = Stand.MAPPING
        row.save(update_fields=["mapping", "questions", "table", "stand"])
        note("list_columns_settled", row, by=by, now=now, facts={"questions": asked})
    return row


def _forget(sha256: str) -> None:
    """The file goes unless another upload still needs it."""
    if not Upload.objects.filter(sha256=sha256).exists():
        store.drop(sha256)
