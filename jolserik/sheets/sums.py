"""Totals that stand in a table, compared with the sums of its rows.

A total is right if it is the sum of the rows since the last one, since its section began, of the
section below it, or of all rows: people put them everywhere.
"""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jolserik.sheets.fields import Vocabulary
from jolserik.sheets.mapping import Choice, Mapping
from jolserik.sheets.numbers import Number, decimal_mark_of, read_number
from jolserik.sheets.sections import is_part_of_total
from jolserik.sheets.tables import Table, Total
from jolserik.sheets.values import Place

TOLERANCE: Final = Decimal("0.005")


@dataclass(frozen=True)
class Difference:
    """A total that no sum of rows gives. Numbers as they are written, in the column's unit."""

    place: Place
    text: str
    title: str
    stated: Decimal
    summed: Decimal


def differences(table: Table, mapping: Mapping, vocabulary: Vocabulary) -> tuple[Difference, ...]:
    """Every total of a column of numbers that differs from its rows."""
    columns = {
        c.column: c
        for c in mapping.choices
        if c.field and vocabulary.fields[c.field].kind.is_numeric and not c.percent
    }
    sums = {column: _running_sums(table, choice) for column, choice in columns.items()}
    return tuple(
        difference
        for position, total in enumerate(table.totals)
        if not is_part_of_total(total.text)
        for difference in _of(table, position, total, columns, sums)
    )


def _running_sums(table: Table, choice: Choice) -> list[Decimal]:
    """In the unit of the column; «1,2 млрд» in a column of millions counts as 1200."""
    mark = decimal_mark_of(table.cells(choice.column, most=2000))
    power = choice.unit.power if choice.unit else 0
    sums = [Decimal(0)]
    for row in table.rows:
        number = read_number(row.line.at(choice.column), decimal_mark=mark)
        value = Decimal(0)
        if isinstance(number, Number):
            own = number.unit.power or number.unit.currency
            value = number.value.scaleb(number.unit.power - power) if own else number.value
        sums.append(sums[-1] + value)
    return sums


def _of(
    table: Table,
    position: int,
    total: Total,
    columns: Map[int, Choice],
    sums: Map[int, list[Decimal]],
) -> Iterator[Difference]:
    last = len(table.rows)
    before = [t.at for t in table.totals[:position] if t.at < total.at]
    begun = [b for b in table.breaks if b < total.at]
    ends = [b for b in (*table.breaks, *(t.at for t in table.totals)) if b > total.at]
    spans = [
        *((start, total.at) for start in sorted({0, *before, *begun}, reverse=True)),
        *((total.at, end) for end in sorted({*ends, last})),
        (0, last),
    ]
    spans = [(a, b) for a, b in spans if a < b]
    for column, choice in columns.items():
        number = read_number(total.line.at(column))
        if not isinstance(number, Number) or not number.value or not spans:
            continue
        found = [sums[column][b] - sums[column][a] for a, b in spans]
        if any(
            abs(s - number.value) <= max(abs(number.value) * TOLERANCE, Decimal(1) / 2)
            for s in found
        ):
            continue
        place = table.sheet.place(total.line.number, column)
        summed = min(found, key=lambda s: abs(s - number.value))
        yield Difference(place, total.text, choice.title, number.value, summed)
