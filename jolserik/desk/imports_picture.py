"""What the pages of an uploaded list show: columns with their questions, rows with changes."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from jolserik.core.amounts import exact
from jolserik.core.refusal import Problem
from jolserik.core.words import Words, vocabulary, word
from jolserik.imports import choices, reading
from jolserik.imports.models import Row, Upload
from jolserik.imports.translating import NOT_KEPT, currencies
from jolserik.imports.values import Outcome, RowKind
from jolserik.people.wording import problem_in_words
from jolserik.projects import history, passport
from jolserik.projects.models import Project
from jolserik.projects.passport import Kind as PassportKind
from jolserik.sheets.dates import day_in
from jolserik.sheets.fields import Kind, project_list
from jolserik.sheets.mapping import Choice, questions
from jolserik.sheets.mapping import Mapping as SheetMapping
from jolserik.sheets.recognising import Recogniser
from jolserik.sheets.records import SECTION_FIELDS, Record, read_records, shown
from jolserik.sheets.sums import Difference, differences
from jolserik.sheets.tables import Table
from jolserik.sheets.units import Money
from jolserik.sheets.values import column_letters

SAMPLES: Final = 3
MOST_SECTIONS: Final = 60
LOOKED_AT: Final = 2000  # rows whose problems the page of columns counts
EXAMPLES: Final = 3
SCALES: Final = (0, 3, 6, 9)
CURRENCIES: Final = ("KZT", "USD", "EUR", "RUB", "CNY")
SURE: Final = 0.8
KINDS: Final[Mapping[str, str]] = {"planned_launch": "day", "stage": "stage"}


@dataclass(frozen=True)
class ColumnLine:
    """A column as the page shows it. `asks`: what only a person can tell; `unsure`: look twice."""

    number: int
    letters: str
    title: str
    samples: tuple[str, ...]
    choice: Choice
    is_money: bool
    is_percent: bool
    asks: tuple[str, ...]
    confirms: bool
    unsure: bool
    is_kept: bool
    problems: int
    examples: tuple[tuple[str, str], ...]

    @property
    def unit(self) -> str:
        return str(self.choice.unit) if self.choice.unit else self.choice.unit_from


@dataclass(frozen=True)
class TableLine:
    """A table of the file, to choose from."""

    number: int
    title: str
    rows: int
    is_chosen: bool


@dataclass(frozen=True)
class SectionLine:
    """A section of the list; `said`: what it tells; `is_known`: its name was found."""

    place: str
    text: str
    said: str
    is_known: bool


@dataclass(frozen=True)
class Columns:
    """The page of columns."""

    table: Table
    lines: tuple[ColumnLine, ...]
    tables: tuple[TableLine, ...]
    sections: tuple[SectionLine, ...]
    day: dt.date | None
    asks: tuple[str, ...]
    totals: tuple[tuple[str, str], ...]
    currencies: tuple[str, ...]
    good: int
    wrong: int


CONFIRMED_BY_TICK: Final = ("unit_makes_no_sense", "unit_size_changed")


def columns(upload: Upload, language: str) -> Columns:
    """Raises Refused where the file is gone."""
    known = choices.recogniser()
    tables = reading.tables_of(upload.sha256, upload.file_name, known)
    number = min(upload.table, len(tables) - 1)
    table = tables[number]
    mapping = SheetMapping.from_dict(upload.mapping)
    asked: dict[int, list[Any]] = {}
    for question in questions(table, mapping, known.vocabulary):
        asked.setdefault(question.column, []).append(question)
    records = list(islice(read_records(table, mapping, known), LOOKED_AT))
    problems = _by_column(records)
    lines = []
    for choice in mapping.choices:
        kind = project_list().fields[choice.field].kind if choice.field else Kind.TEXT
        own = asked.get(choice.column, ())
        found = problems.get(column_letters(choice.column), ())
        lines.append(
            ColumnLine(
                number=choice.column,
                letters=column_letters(choice.column),
                title=choice.title,
                samples=tuple(shown(c) for c in table.cells(choice.column, most=SAMPLES)),
                choice=choice,
                is_money=kind.is_money,
                is_percent=kind is Kind.PERCENT,
                asks=tuple(word("question", q.code, language, _facts(q, language)) for q in own),
                confirms=any(q.code in CONFIRMED_BY_TICK for q in own),
                unsure=bool(choice.field) and choice.sure < SURE,
                is_kept=bool(choice.field) and choice.field not in NOT_KEPT,
                problems=len(found),
                examples=tuple((p.place, problem_in_words(p, language)) for p in found[:EXAMPLES]),
            )
        )
    stated = differences(table, mapping, known.vocabulary)
    return Columns(
        table=table,
        lines=tuple(lines),
        tables=tuple(
            TableLine(i, one.sheet.name, len(one.rows), i == number) for i, one in enumerate(tables)
        ),
        sections=_sections(table, known, language),
        day=_day_told(table, upload),
        asks=tuple(word("question", q.code, language) for q in asked.get(-1, ())),
        totals=tuple((str(d.place), _total(d, language)) for d in stated[:20]),
        currencies=currencies(iter(records)),
        good=sum(record.is_good for record in records),
        wrong=sum(not record.is_good for record in records),
    )


def _sections(table: Table, known: Recogniser, language: str) -> tuple[SectionLine, ...]:
    seen = {s.place: s for row in table.rows for s in row.context}
    lines = []
    for place, section in list(seen.items())[:MOST_SECTIONS]:
        field = SECTION_FIELDS.get(section.kind, "")
        chooser = known.choosers.get(field)
        is_known = chooser is None or chooser.one(section.text) is not None
        said = word("section", section.kind.value, language)
        lines.append(SectionLine(str(place), section.text, said, is_known))
    return tuple(lines)


def _day_told(table: Table, upload: Upload) -> dt.date | None:
    """The day that the texts above the table tell, where it is another than the one given."""
    days = {day for text, _place in table.captions if (day := day_in(text))}
    return next(iter(days)) if len(days) == 1 and upload.as_of not in days else None


def _facts(question: Any, language: str) -> dict[str, Any]:
    facts = dict(question.facts)
    if "field" in facts:
        facts["field"] = word("column", str(facts["field"]), language)
    return facts


def _total(difference: Difference, language: str) -> str:
    said = _("“%(text)s” of the column “%(title)s” says %(stated)s, the rows add up to %(summed)s.")
    return said % {
        "text": difference.text or _("The total"),
        "title": difference.title,
        "stated": exact(difference.stated, language),
        "summed": exact(difference.summed, language),
    }


def _by_column(records: Iterable[Record]) -> dict[str, list[Problem]]:
    """Problems by the letters of their column; what a unit still asked for would solve is left."""
    found: dict[str, list[Problem]] = {}
    for record in records:
        for problem in record.problems:
            letters = problem.place.rpartition("!")[2].rstrip("0123456789")
            if problem.code != "cell_unit_unknown":
                found.setdefault(letters, []).append(problem)
    return found


def field_groups(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Fields for the choice of a column: those that are taken over, and the others."""
    kept: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    for code in project_list().fields:
        line = (code, word("column", code, language))
        (others if code in NOT_KEPT else kept).append(line)
    return [(_("Taken over"), kept), (_("Only recognised, not taken over"), others)]


def unit_choices(language: str) -> list[tuple[str, str]]:
    return [
        (str(Money(power, currency)), unit_in_words(Money(power, currency), language))
        for currency in CURRENCIES
        for power in SCALES
    ]


def unit_in_words(unit: Money, language: str) -> str:
    scale = word("scale", f"e{unit.power}", language) if unit.power else ""
    return f"{scale} {word('currency', unit.currency, language)}".strip()


# --- rows


@dataclass(frozen=True)
class Change:
    """A field of a row, old against new, in words."""

    field: str
    label: str
    old: str
    new: str
    take: bool


@dataclass(frozen=True)
class RowLine:
    """A row of the list beside its project, in words."""

    row: Row
    number: int
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    project: Project | None
    candidates: tuple[Project, ...]
    may_tick: bool


def rows(found: Sequence[Row], language: str) -> list[RowLine]:
    """Rows in words; three queries for all of them."""
    ids = {row.project_id for row in found if row.project_id}
    ids |= {pk for row in found if row.kind == RowKind.UNCLEAR for pk in row.candidates}
    projects = Project.objects.select_related("subject", "place").in_bulk(sorted(ids))
    names = history.named(_mentioned(found))
    return [_row(row, projects, names, language) for row in found]


def _row(
    row: Row,
    projects: Mapping[int, Project],
    names: Mapping[tuple[str, str], Words],
    language: str,
) -> RowLine:
    unclear = row.kind == RowKind.UNCLEAR
    return RowLine(
        row=row,
        number=row.number + 1,
        changes=tuple(
            Change(
                field,
                word("field", field, language),
                value_in_words(field, old, names, language),
                value_in_words(field, new, names, language),
                take,
            )
            for field, old, new, take in row.differences
        ),
        notes=tuple(_note(code, facts, language) for code, facts in row.notes),
        problems=tuple(
            (place, problem_said(place, code, facts, language))
            for place, code, facts in row.problems
        ),
        project=projects.get(row.project_id) if row.project_id else None,
        candidates=tuple(projects[pk] for pk in row.candidates if pk in projects)
        if unclear
        else (),
        may_tick=row.kind in (RowKind.NEW, RowKind.CHANGED) and row.outcome != Outcome.TAKEN,
    )


def problem_said(place: str, code: str, facts: Mapping[str, Any], language: str) -> str:
    """What is wrong with a row: a problem of a cell, or the refusal of an act."""
    if ("problem", code) in vocabulary():
        return problem_in_words(Problem(place, code, facts), language)
    if "stage" in facts:
        facts = {**facts, "stage": word("stage", str(facts["stage"]), language)}
    return word("refusal", code, language, facts)


def _note(code: str, facts: Mapping[str, Any], language: str) -> str:
    said = {
        name: word("stage", str(fact), language) if name in ("stage", "now") else fact
        for name, fact in facts.items()
    }
    return word("row_note", code, language, said)


def _mentioned(found: Iterable[Row]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for row in found:
        for field, old, new, _take in row.differences:
            for text in (old, new):
                if field == "company" and text:
                    wanted.setdefault("company", set()).add(text)
                elif field in ("place", "zone") and text:
                    wanted.setdefault("subject", set()).add(text)
                elif field == "lists":
                    wanted.setdefault("term", set()).update(
                        f"list:{c}" for c in text.split(",") if c
                    )
    return wanted


def value_in_words(
    field: str, text: str, names: Mapping[tuple[str, str], Words], language: str
) -> str:
    """A value of a difference as a person reads it."""
    if not text:
        return ""
    if field == "company":
        return _named(names, "company", text, language)
    if field in ("place", "zone"):
        return _named(names, "subject", text, language)
    if field == "lists":
        return ", ".join(_named(names, "term", f"list:{c}", language) for c in text.split(","))
    if field == "years":
        pairs = (part.split(":") for part in text.split(","))
        money = PassportKind.MONEY
        return "; ".join(
            f"{year}: {history.value_in_words(money, amount, language)}" for year, amount in pairs
        )
    known = passport.BY_CODE.get(field)
    kind = known.kind.value if known else KINDS.get(field, "")
    return history.value_in_words(kind, text, language)


def _named(names: Mapping[tuple[str, str], Words], kind: str, key: str, language: str) -> str:
    found = names.get((kind, key))
    return found.get(language) if found else key.rpartition(":")[2] if kind == "term" else key
