"""Comparing a list with the register, and ticking what is to be taken in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from jolserik.core.refusal import Problem, Refusal, ensure
from jolserik.imports import choices, queries, reading, rules
from jolserik.imports.actions.common import locked, may, note
from jolserik.imports.comparing import differences, of_new
from jolserik.imports.matching import Match, Sought
from jolserik.imports.models import Row, SettledMapping, Upload
from jolserik.imports.translating import currencies, wanted_of
from jolserik.imports.values import (
    Difference,
    Note,
    Outcome,
    Present,
    RowKind,
    Stand,
    Wanted,
)
from jolserik.people.actor import Actor
from jolserik.projects.values import ROAD, Stage, State
from jolserik.sheets.mapping import Mapping as SheetMapping
from jolserik.sheets.mapping import questions
from jolserik.sheets.records import read_records

BATCH: Final = 500
NO_MATCH: Final = Match()


@dataclass(frozen=True)
class Compared:
    """A row before it is kept."""

    number: int
    wanted: Wanted
    kind: RowKind
    match: Match = NO_MATCH
    version: int | None = None
    differences: tuple[Difference, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()


def compare(upload: Upload, *, by: Actor, now: dt.datetime) -> Upload:
    """Read all rows by the settled columns and set them beside the register.

    Nothing is written to the register. What was settled about the columns is remembered.
    """
    may(by, upload.department_id)
    known = choices.recogniser()
    table = reading.table_of(upload, known)
    mapping = SheetMapping.from_dict(upload.mapping)
    asked = questions(table, mapping, known.vocabulary)
    records = list(read_records(table, mapping, known))
    lacking = set(currencies(iter(records))) - set(upload.rates)
    ensure(rules.why_not_compare(questions=len(asked), rates_missing=lacking))
    rates = {currency: Decimal(rate) for currency, rate in upload.rates.items()}
    said = [wanted_of(record, rates=rates, as_of=upload.as_of) for record in records]
    if upload.list_code:
        said = [(_listed(wanted, upload.list_code), wrong) for wanted, wrong in said]
    problems = [(*r.problems, *w) for r, (_, w) in zip(records, said, strict=True)]
    numbers = [record.row for record in records]
    rows = _beside_register(upload, numbers, [wanted for wanted, _ in said], problems, by=by)
    with transaction.atomic():
        row = locked(upload)
        ensure(Refusal("list_changed_meanwhile") if row.mapping != upload.mapping else None)
        row.rows.all().delete()
        Row.objects.bulk_create([_row(row, compared) for compared in rows], batch_size=BATCH)
        row.stand, row.compared_at, row.questions = Stand.COMPARED, now, 0
        row.finished_at = None
        row.save(update_fields=["stand", "compared_at", "questions", "finished_at"])
        SettledMapping.objects.update_or_create(
            department_id=row.department_id,
            fingerprint=mapping.fingerprint,
            defaults={"mapping": mapping.to_dict(), "by": row.by, "at": now},
        )
        found = {kind.value: sum(c.kind is kind for c in rows) for kind in RowKind}
        note("list_compared", row, by=by, now=now, facts=found)
    return row


def tick(
    upload: Upload,
    ticks: Mapping[int, bool],
    *,
    fields: Mapping[int, frozenset[str]] | None = None,
    chosen: Mapping[int, int | None] | None = None,
    by: Actor,
    now: dt.datetime,
) -> None:
    """Say which rows are to be taken in, and which of their fields.

    `fields`: by row, the differing fields that are taken; `chosen`: by unclear row, the project
    that it is, or None for a new one. A working paper: no event.
    """
    may(by, upload.department_id)
    if chosen:
        _choose(upload, chosen, by=by)
    with transaction.atomic():
        locked(upload)
        rows = upload.rows.select_for_update().filter(pk__in=set(ticks) | set(fields or {}))
        changed = []
        for row in rows:
            if not rules.may_tick(RowKind(row.kind), Outcome(row.outcome)):
                continue
            row.ticked = ticks.get(row.pk, row.ticked) and row.kind != RowKind.UNCLEAR
            if row.ticked and row.outcome == Outcome.FAILED:
                row.outcome = Outcome.WAITING
            if fields and row.pk in fields:
                for difference in row.differences:
                    difference[3] = difference[0] in fields[row.pk]
            changed.append(row)
        Row.objects.bulk_update(changed, ["ticked", "outcome", "differences"], batch_size=BATCH)


def tick_all(upload: Upload, kind: RowKind, *, ticked: bool, by: Actor) -> int:
    """All rows of a kind without problems at once; untick takes those with doubts too."""
    may(by, upload.department_id)
    rows = upload.rows.filter(kind=kind, outcome=Outcome.WAITING)
    if ticked:
        rows = rows.filter(problems=[])
    return rows.update(ticked=ticked)


def _choose(upload: Upload, chosen: Mapping[int, int | None], *, by: Actor) -> None:
    """A person says which project an unclear row is."""
    rows = list(upload.rows.filter(pk__in=chosen, kind=RowKind.UNCLEAR))
    found = queries.present(by, [project for project in chosen.values() if project])
    said = [Wanted.from_dict(row.wanted) for row in rows]
    companies = queries.Companies(wanted.initiator for wanted in said)
    for row, wanted in zip(rows, said, strict=True):
        project = chosen[row.pk]
        if project is not None and project not in row.candidates:
            continue
        compared = _compared(
            upload,
            row.number,
            wanted,
            [_problem(p) for p in row.problems],
            Match(project=project),
            found.get(project) if project else None,
            companies,
        )
        fresh = _row(upload, compared)
        for name in ("kind", "project_id", "version", "differences", "notes", "problems"):
            setattr(row, name, getattr(fresh, name))
        row.ticked = rules.starts_ticked(compared.kind, compared.problems)
        row.save()


def _listed(wanted: Wanted, list_code: str) -> Wanted:
    return replace(wanted, lists=tuple(dict.fromkeys((*wanted.lists, list_code))))


def _beside_register(
    upload: Upload,
    numbers: Sequence[int],
    said: Sequence[Wanted],
    problems: Sequence[Sequence[Problem]],
    *,
    by: Actor,
) -> list[Compared]:
    marks = [queries.mark_of(wanted) for wanted in said]
    known = queries.known_marks(upload.department_id, marks)
    matcher = queries.matcher_for(by)
    companies = queries.Companies(wanted.initiator for wanted in said)
    matches = [
        matcher.find(
            Sought(
                name=wanted.name,
                company=companies.find(wanted.initiator),
                has_company=bool(wanted.initiator),
                place=wanted.values.get("place", ""),
                remembered=known.get(mark),
            )
        )
        for wanted, mark in zip(said, marks, strict=True)
    ]
    met = queries.present(by, [m.project for m in matches if m.project])
    rows: list[Compared] = []
    seen: set[object] = set()
    for number, wanted, wrong, match, mark in zip(
        numbers, said, problems, matches, marks, strict=True
    ):
        found = list(wrong)
        meant = match.project or mark
        if meant in seen:
            found.append(Problem(_place(upload, number), "row_told_twice"))
        seen.add(meant)
        shown = met.get(match.project) if match.project else None
        rows.append(_compared(upload, number, wanted, found, match, shown, companies))
    return rows


def _place(upload: Upload, number: int) -> str:
    """The row of the sheet, as a person finds it."""
    return f"{upload.mapping.get('sheet', '')}!{number + 1}"


def _compared(
    upload: Upload,
    number: int,
    wanted: Wanted,
    problems: Sequence[Problem],
    match: Match,
    shown: Present | None,
    companies: queries.Companies,
) -> Compared:
    company = companies.find(wanted.initiator)
    new_company = "" if company else wanted.initiator.name if wanted.initiator.number else ""
    notes: list[Note] = []
    found = list(problems)
    is_wrong = any(problem.code == "cell_bin_wrong" for problem in problems)
    if wanted.initiator.name and not company and not new_company and not is_wrong:
        notes.append(Note("initiator_without_number", {"name": wanted.initiator.name}))
    if shown is None:
        form = companies.forms.get(company, "") or ("legal_entity" if new_company else "")
        differing = of_new(wanted, company=company or new_company)
        if not match.candidates:
            notes += rules.first_stage(wanted, company_form=form)[1]
    else:
        differing, frozen = differences(wanted, shown, company=company or new_company)
        notes += frozen
        if shown.state == State.CLOSED:
            found.append(Problem(_place(upload, number), "row_project_closed"))
        elif shown.state == State.PUBLISHED:
            notes.append(Note("will_be_taken_on"))
        elif not shown.may_edit and differing:
            found.append(Problem(_place(upload, number), "row_project_not_yours"))
        if wanted.stage and wanted.stage != shown.stage and shown.state != State.CLOSED:
            differing, more = _stage(wanted, shown, differing)
            notes += more
    kind = rules.kind_of(
        problems=found,
        project=match.project,
        candidates=match.candidates,
        differences=len(differing),
    )
    return Compared(
        number=number,
        wanted=wanted,
        kind=kind,
        match=match,
        version=shown.version if shown else None,
        differences=differing,
        notes=tuple(notes),
        problems=tuple(found),
    )


def _stage(
    wanted: Wanted, shown: Present, differing: tuple[Difference, ...]
) -> tuple[tuple[Difference, ...], list[Note]]:
    """A list that names another stage: the move is offered; its gate is asked when it is made."""
    beside = Stage(wanted.stage).beside or not shown.stage or Stage(shown.stage).beside
    if beside or shown.state == State.PUBLISHED:
        return differing, [Note("stage_not_taken", {"stage": wanted.stage})]
    if ROAD.index(Stage(wanted.stage)) < ROAD.index(Stage(shown.stage)):
        facts = {"stage": wanted.stage, "now": shown.stage}
        return differing, [Note("stage_is_further", facts)]
    if lacking := queries.stage_lacks(shown.project, Stage(wanted.stage)):
        return differing, [Note("stage_lacks", {"stage": wanted.stage, "count": lacking})]
    return (*differing, Difference("stage", shown.stage, wanted.stage)), []


def _row(upload: Upload, compared: Compared) -> Row:
    return Row(
        upload=upload,
        number=compared.number,
        name=compared.wanted.name[:300],
        kind=compared.kind,
        project_id=compared.match.project,
        version=compared.version,
        candidates=list(compared.match.candidates),
        wanted=compared.wanted.to_dict(),
        differences=[[d.field, d.old, d.new, d.take] for d in compared.differences],
        notes=[[n.code, dict(n.facts)] for n in compared.notes],
        problems=[[p.place, p.code, dict(p.facts)] for p in compared.problems],
        ticked=rules.starts_ticked(compared.kind, compared.problems),
    )


def _problem(stored: Sequence[Any]) -> Problem:
    place, code, facts = stored
    return Problem(place, code, facts)
