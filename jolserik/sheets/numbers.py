"""Numbers as they stand in cells: as numbers, as text, with spaces, units, «около», or several.

`12 345,6`, `1.200,5`, `1 200 000`, `1,2 млрд`, `~ 500`, `н/д`. A text that can be read in two
ways is a problem, never a guess.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jolserik.core.amounts import NotAnAmount, parse_amount
from jolserik.core.fold import fold
from jolserik.sheets.units import Money, unit_of_number
from jolserik.sheets.values import Raw

SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2007\u2009]+")
DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
NUMBER: Final = re.compile(
    r"(?<![\w.,])[-+]?(?:\d{1,3}(?:[ '’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)(?![.,]?\d)"
)
NOTHING: Final = {
    *(
        "",
        "-",
        "--",
        "---",
        "x",
        "х",
        "*",
        ".",
        "...",
        "…",
        "нет",
        "жок",
        "нд",
        "н/д",
        "н.д.",
        "н.д",
    ),
    *("нет данных", "не определено", "не определена", "не указано", "не указана", "уточняется"),
    *("на уточнении", "отсутствует", "отсутствуют", "не требуется", "дерек жок", "деректер жок"),
    *("аныкталмаган", "накталануда", "накты емес", "n/a", "na", "none", "no", "no data", "tbd"),
    *("не предусмотрено", "не имеется", "корсетилмеген", "#н/д", "#n/a"),
}
ABOUT: Final = re.compile(
    r"^(?:~|≈|>|<|≥|≤|около|ок\.?|примерно|порядка|свыше|более|менее|до|от|шамамен|about|approx\.?|"
    r"over|up to|всего|итого|план|факт|барлыгы)\s*"
)
REMARK: Final = re.compile(r"\(?\b(?:план|факт|жоспар|оценка|plan|fact)\b\)?")
DIGITS: Final = 15
NO_UNIT: Final = Money(0, "")


@dataclass(frozen=True)
class Number:
    """A number with the unit that stood beside it; `about`: the cell says «около», «до»."""

    value: Decimal
    unit: Money = NO_UNIT
    about: bool = False


@dataclass(frozen=True)
class Unreadable:
    """Why a cell gives no value: a code of a problem."""

    code: str


def is_nothing(cell: Raw) -> bool:
    """An empty cell, or one that says in words that there is nothing."""
    if cell is None:
        return True
    return isinstance(cell, str) and fold(cell).translate(DASHES).strip(" .") in NOTHING


def read_number(cell: Raw, *, decimal_mark: str = "") -> Number | Unreadable | None:
    """The number of a cell, None for an empty one.

    `decimal_mark`: what other cells of the column prove to stand before decimals, for texts
    like `1,234` that can be read in two ways.
    """
    if cell is None or isinstance(cell, str):
        return None if is_nothing(cell) else _read_text(str(cell), decimal_mark)
    if isinstance(cell, bool):
        return Unreadable("cell_not_a_number")
    if isinstance(cell, dt.date):
        return Unreadable("cell_date_for_number")
    return Number(exact(cell))


def exact(number: int | float) -> Decimal:
    """The number that was typed, without the tail of binary fractions."""
    return Decimal(number) if isinstance(number, int) else Decimal(f"{number:.{DIGITS}g}")


def _read_text(text: str, decimal_mark: str) -> Number | Unreadable:
    plain = SPACES.sub(" ", text.translate(DASHES)).strip().strip("'`").strip()
    found = NUMBER.findall(plain)
    if not found:
        return Unreadable("cell_not_a_number")
    if len(found) > 1:
        return Unreadable("cell_has_several_numbers")
    before, _, after = plain.partition(found[0])
    about = bool(ABOUT.match(fold(before)))
    unit = unit_of_number(ABOUT.sub("", fold(before)) + " " + REMARK.sub("", fold(after)))
    if unit is None:
        return Unreadable("cell_number_with_words")
    value = read_digits(found[0], decimal_mark=decimal_mark)
    return value if isinstance(value, Unreadable) else Number(value, unit, about)


def read_digits(text: str, *, decimal_mark: str = "") -> Decimal | Unreadable:
    """Digits with their marks, as `parse_amount` reads them; `1,234` by the mark of the column."""
    marks = [c for c in text if c in ",."]
    if len(marks) == 1:
        whole, _, tail = text.replace(" ", "").rpartition(marks[0])
        decimal = len(tail) != 3 or whole.lstrip("+-") == "0" or len(whole.lstrip("+-")) > 3
        if decimal or marks[0] == decimal_mark or " " in text:
            return Decimal(f"{whole}.{tail}".replace("'", "").replace("’", ""))
        if decimal_mark:
            return Decimal(whole + tail)
    try:
        return parse_amount(text.replace("’", "").replace("'", ""))
    except NotAnAmount as wrong:
        return Unreadable(
            "cell_number_two_ways" if wrong.code == "amount_ambiguous" else "cell_not_a_number"
        )


def numbers_in(text: str) -> tuple[str, ...]:
    """Every number of a text, as it is written."""
    return tuple(NUMBER.findall(SPACES.sub(" ", text.translate(DASHES))))


def decimal_mark_of(cells: Iterable[Raw]) -> str:
    """The mark that the texts of a column prove to stand before decimals; "" if none or both."""
    proved = set()
    for cell in cells:
        if not isinstance(cell, str):
            continue
        for number in numbers_in(cell):
            marks = [c for c in number if c in ",."]
            if not marks:
                continue
            tail = number.rpartition(marks[-1])[2]
            if len(set(marks)) == 2 or (len(marks) == 1 and len(tail) != 3):
                proved.add(marks[-1])
            elif len(marks) > 1:  # 1,234,567: the mark of thousands
                proved.add("." if marks[-1] == "," else ",")
    return proved.pop() if len(proved) == 1 else ""
