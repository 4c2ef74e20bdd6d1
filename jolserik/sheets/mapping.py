"""What a table's columns mean: proposed by the program, corrected by a person, remembered.

A unit of money is never guessed. It stands in the title, in a group above it, in a caption of
the table, in the cells themselves, or a person says it; else it is a question. A unit that makes
the amounts absurd (a factory for 900 tenge) is a question too.
"""

import hashlib
import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from statistics import median
from typing import Any, Final

from jolserik.core.fold import fold
from jolserik.core.refusal import Fact
from jolserik.sheets.dates import MONTHS
from jolserik.sheets.fields import Kind, Vocabulary
from jolserik.sheets.numbers import Number, read_number
from jolserik.sheets.recognising import Column, Recogniser
from jolserik.sheets.tables import Table
from jolserik.sheets.units import HOME_CURRENCY, Money, caption_unit, money_in
from jolserik.sheets.values import Raw

SAMPLE: Final = 500
OWN_UNITS: Final = 0.9  # of the cells that carry a unit of their own, so that none is needed
# Between these a usual cost of a project lies, in tenge. Outside, somebody is asked.
LEAST_USUAL, MOST_USUAL = Decimal(5_000_000), Decimal(300_000_000_000)
LEAST_PER_JOB, MOST_PER_JOB = Decimal(200_000), Decimal(10_000_000_000)
# Only to see whether an amount is absurd, never to convert one.
ROUGH_TENGE: Final = {"KZT": 1, "USD": 450, "EUR": 500, "RUB": 5, "CNY": 65}
SIZE_CHANGE: Final = 30
DATES: Final = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?<!\d)(?:19|20)\d\d(?!\d)|\b\d{1,2}\b|" + "|".join(MONTHS)
)


@dataclass(frozen=True)
class Choice:
    """What one column is taken for.

    `field` is empty for a column that is left out. `unit` only for money; `unit_from`: title,
    caption, cells, answer, remembered, or empty where nobody said it. `percent`: hundredths
    (45) or fraction (0.45). `typical`: the usual number in the column when a person said the unit.
    """

    column: int
    title: str
    field: str = ""
    sure: float = 0
    why: str = ""
    year: int | None = None
    unit: Money | None = None
    unit_from: str = ""
    percent: str = ""
    typical: str = ""


@dataclass(frozen=True)
class Question:
    """What only a person can tell, about a column; `facts` fill the words of the question."""

    code: str
    column: int
    facts: Map[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """What the columns of a table mean. `fingerprint` tells tables with the same titles."""

    sheet: str
    fingerprint: str
    choices: tuple[Choice, ...]

    def choice(self, column: int) -> Choice | None:
        return next((c for c in self.choices if c.column == column), None)

    def of_field(self, code: str) -> Choice | None:
        return next((c for c in self.choices if c.field == code), None)

    def to_dict(self) -> dict[str, Any]:
        """As plain values, to be stored."""
        return {
            "sheet": self.sheet,
            "fingerprint": self.fingerprint,
            "choices": [
                {
                    "column": c.column,
                    "title": c.title,
                    "field": c.field,
                    "sure": c.sure,
                    "why": c.why,
                    "year": c.year,
                    "unit": str(c.unit) if c.unit else "",
                    "unit_from": c.unit_from,
                    "percent": c.percent,
                    "typical": c.typical,
                }
                for c in self.choices
            ],
        }

    @classmethod
    def from_dict(cls, stored: Map[str, Any]) -> "Mapping":
        choices = tuple(
            Choice(**{**c, "unit": Money.parse(c["unit"]) if c["unit"] else None})
            for c in stored["choices"]
        )
        return cls(stored["sheet"], stored["fingerprint"], choices)


@dataclass(frozen=True)
class Proposal:
    """A mapping with what is still to be asked."""

    mapping: Mapping
    questions: tuple[Question, ...]


def propose(
    table: Table, recogniser: Recogniser, *, remembered: Sequence[Mapping] = ()
) -> Proposal:
    """What the columns most surely mean. `remembered`: mappings people settled, newest first."""
    columns = recogniser.columns(table)
    mark = fingerprint(table)
    same = next((m for m in remembered if m.fingerprint == mark), None)
    choices = [_proposed(column) for column in columns]
    choices = [_recalled(c, same) for c in choices] if same else _taught(choices, remembered)
    choices = [_with_unit(table, c, recogniser.vocabulary) for c in choices]
    mapping = Mapping(table.sheet.name, mark, tuple(choices))
    return Proposal(mapping, questions(table, mapping, recogniser.vocabulary))


def fingerprint(table: Table) -> str:
    """Of the titles with their units, and the unit of the caption; dates do not count."""
    captions = sorted({str(m) for m in _caption_units(table)})
    titles = [" > ".join(_undated(part) for part in label.path) for label in table.labels]
    return hashlib.sha256("\n".join([*titles, *captions]).encode()).hexdigest()[:32]


def corrected(
    table: Table,
    mapping: Mapping,
    vocabulary: Vocabulary,
    *,
    column: int,
    field: str,
    unit: Money | None = None,
    percent: str = "",
) -> Mapping:
    """The mapping with one column as a person says it is; without a unit, what the table says."""
    settled = []
    for choice in mapping.choices:
        if choice.column == column:
            was = choice.field == field
            new = replace(choice, field=field, percent=percent or (choice.percent if was else ""))
            if not was:
                new = replace(new, unit=None, unit_from="", why="chosen", sure=1.0)
            if unit is not None and (unit != choice.unit or not was or not choice.unit_from):
                typical = typical_number(table, column)
                said = format(typical, "f") if typical is not None else ""
                new = replace(new, unit=unit, unit_from="answer", typical=said)
            settled.append(_with_unit(table, new, vocabulary))
        else:
            settled.append(choice)
    return replace(mapping, choices=tuple(settled))


def confirmed(table: Table, mapping: Mapping, column: int) -> Mapping:
    """The mapping with the unit of a column confirmed by a person, though it looks odd."""
    typical = typical_number(table, column)
    said = format(typical, "f") if typical is not None else ""
    settled = tuple(
        replace(c, unit_from="answer", typical=said) if c.column == column and c.unit else c
        for c in mapping.choices
    )
    return replace(mapping, choices=settled)


def questions(table: Table, mapping: Mapping, vocabulary: Vocabulary) -> tuple[Question, ...]:
    """Everything that a person must say before the rows can be read."""
    asked: list[Question] = []
    taken: dict[str, int] = {}
    for choice in mapping.choices:
        if not choice.field:
            continue
        about = vocabulary.fields[choice.field]
        if choice.field in taken and not about.repeats:
            facts = {"title": choice.title, "field": choice.field}
            asked.append(Question("field_given_twice", choice.column, facts))
        taken[choice.field] = choice.column
        if about.kind.is_money:
            asked += _about_unit(table, mapping, choice)
        if about.kind is Kind.PERCENT and not choice.percent:
            asked.append(Question("percent_scale_unclear", choice.column, {"title": choice.title}))
    if "name" in vocabulary.fields and "name" not in taken:
        asked.append(Question("name_column_missing", -1))
    return tuple(asked)


# --- units


def _proposed(column: Column) -> Choice:
    return Choice(
        column=column.index,
        title=column.label.text,
        field=column.field,
        sure=column.sure,
        why=column.why,
        year=column.year,
    )


def _with_unit(table: Table, choice: Choice, vocabulary: Vocabulary) -> Choice:
    """Where nobody has said the unit yet: what the table says of it."""
    kind = vocabulary.fields[choice.field].kind if choice.field else Kind.TEXT
    if kind.is_money and not choice.unit_from:
        unit, where = unit_of(table, choice.column)
        return replace(choice, unit=unit, unit_from=where if unit or where == "cells" else "")
    if kind is Kind.PERCENT and not choice.percent:
        return replace(choice, percent=_percent_scale(table.cells(choice.column, most=SAMPLE)))
    return choice


def unit_of(table: Table, column: int) -> tuple[Money | None, str]:
    """The unit of a column of money and where it is said; (None, "") where it is not."""
    captions = _caption_units(table)
    for text in reversed(table.label(column).path):
        found = set(money_in(text))
        if len(found) > 1:
            return None, ""
        if found:
            return _whole(found.pop(), captions, table), "title"
    if len(captions) == 1:
        return _whole(next(iter(captions)), captions, table), "caption"
    if not captions and _own_units(table, column):
        return None, "cells"
    return None, ""


def _caption_units(table: Table) -> set[Money]:
    texts = [text for text, _ in table.captions]
    units = {unit for text in texts if (unit := caption_unit(text))}
    if not units:
        units = set(money_in(table.sheet.name))
    return units


def _whole(unit: Money, captions: set[Money], table: Table) -> Money | None:
    """The unit with its currency: «млн» alone is tenge where no other currency is named."""
    if unit.currency:
        return unit
    told = {caption.currency for caption in captions if caption.currency}
    if len(told) == 1:
        return Money(unit.power, told.pop())
    named = {m.currency for label in table.labels for part in label.path for m in money_in(part)}
    return Money(unit.power, HOME_CURRENCY) if named <= {"", HOME_CURRENCY} and not told else None


def _own_units(table: Table, column: int) -> bool:
    """Nearly every cell says its unit itself: «1,2 млрд тенге»."""
    texts = [cell for cell in table.cells(column, most=SAMPLE) if isinstance(cell, str)]
    units = [n.unit for cell in texts if isinstance(n := read_number(cell), Number)]
    count = len(table.cells(column, most=SAMPLE))
    own = sum(1 for unit in units if unit.power or unit.currency)
    return count > 0 and own >= OWN_UNITS * count


def _about_unit(table: Table, mapping: Mapping, choice: Choice) -> list[Question]:
    facts: dict[str, Fact] = {"title": choice.title}
    if choice.unit is None:
        if choice.unit_from == "cells":
            return []
        return [Question("unit_unknown", choice.column, facts)]
    if choice.unit_from == "answer":
        return []
    typical = typical_number(table, choice.column)
    if choice.unit_from == "remembered":
        if choice.typical and typical and _far(Decimal(choice.typical), typical):
            return [Question("unit_size_changed", choice.column, facts)]
        return []
    captions = _caption_units(table)
    if choice.unit_from == "title" and any(
        c.currency in ("", choice.unit.currency) and c.power != choice.unit.power for c in captions
    ):
        return [Question("unit_title_and_caption_differ", choice.column, facts)]
    if typical is None:
        return []
    rough = typical * choice.unit.scale * ROUGH_TENGE.get(choice.unit.currency, 1)
    if not LEAST_USUAL / 50 <= rough <= MOST_USUAL or (
        choice.field == "cost" and (rough < LEAST_USUAL or _absurd_per_job(table, mapping, choice))
    ):
        facts["typical"] = format(typical.normalize(), "f")
        return [Question("unit_makes_no_sense", choice.column, facts)]
    return []


def typical_number(table: Table, column: int) -> Decimal | None:
    """The middle one of the numbers above zero in a column, as they are written."""
    numbers = [
        n.value
        for cell in table.cells(column, most=SAMPLE)
        if isinstance(n := read_number(cell), Number) and n.value > 0 and not n.unit.power
    ]
    return median(numbers) if numbers else None


def _far(one: Decimal, other: Decimal) -> bool:
    return not one / SIZE_CHANGE < other < one * SIZE_CHANGE


def _absurd_per_job(table: Table, mapping: Mapping, cost: Choice) -> bool:
    """Cost for one job, in the middle of the rows, below a month's wage or above a power plant."""
    jobs = next((c for f in ("jobs_permanent", "jobs") if (c := mapping.of_field(f))), None)
    if jobs is None or cost.unit is None:
        return False
    shares = []
    for row in table.rows[:SAMPLE]:
        amount, people = (
            read_number(row.line.at(cost.column)),
            read_number(row.line.at(jobs.column)),
        )
        if isinstance(amount, Number) and isinstance(people, Number) and people.value > 0:
            shares.append(amount.value / people.value)
    if len(shares) < 3:
        return False
    share = median(shares) * cost.unit.scale * ROUGH_TENGE.get(cost.unit.currency, 1)
    return not LEAST_PER_JOB <= share <= MOST_PER_JOB


def _percent_scale(cells: Sequence[Raw]) -> str:
    numbers = [float(c) for c in cells if isinstance(c, int | float) and not isinstance(c, bool)]
    if not numbers:
        return "hundredths"
    if max(numbers) > 1:
        return "hundredths"
    return "fraction" if any(0 < n < 1 for n in numbers) else ""


# --- memory


def _key(title: str) -> str:
    return _undated(title)


def _undated(text: str) -> str:
    return " ".join(re.sub(r"[^\w%$₸№]+", " ", DATES.sub(" ", fold(text))).split())


def _recalled(proposed: Choice, same: Mapping) -> Choice:
    """As it was settled. A unit that a person said is kept; what titles say is read again."""
    old = same.choice(proposed.column)
    if old is None or _key(old.title) != _key(proposed.title):
        return proposed
    told = old.unit_from in ("answer", "remembered") and old.unit is not None
    return replace(
        proposed,
        field=old.field,
        sure=1.0,
        why="remembered",
        year=proposed.year or old.year,
        unit=old.unit if told else None,
        unit_from="remembered" if told else "",
        percent=old.percent,
        typical=old.typical if told else "",
    )


def _taught(choices: list[Choice], remembered: Sequence[Mapping]) -> list[Choice]:
    """Another table, but a title that a person once corrected: it means the same here."""
    known: dict[str, str] = {}
    for mapping in remembered:
        for choice in mapping.choices:
            if choice.why == "chosen":
                known.setdefault(_key(choice.title), choice.field)
    if not known:
        return choices
    taught = [
        replace(c, field=known[_key(c.title)], sure=0.95, why="remembered")
        if known.get(_key(c.title), c.field) != c.field
        else c
        for c in choices
    ]
    given = {c.field for c in taught if c.why == "remembered"}
    return [
        replace(c, field="", sure=0) if c.why != "remembered" and c.field in given else c
        for c in taught
    ]
