"""What the values of a column look like: how many are numbers, days, BIN, companies, places."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from jolserik.core.bin import has_valid_control_digit
from jolserik.core.fold import fold
from jolserik.sheets.choosing import Chooser
from jolserik.sheets.countries import read_countries
from jolserik.sheets.dates import read_period, read_when
from jolserik.sheets.numbers import Number, Unreadable, is_nothing, numbers_in, read_number
from jolserik.sheets.values import Raw

LEGAL_FORM: Final = re.compile(
    r"(?<!\w)(?:тоо|ао|ип|кх|к/х|ф/х|кфх|спк|гкп|кгп|ргп|пк|ооо|зао|оао|жшс|ак|жк|шк|ш/к|мкк|кмк|"
    r"llp|llc|jsc|ltd|inc|gmbh|co)(?!\w)\.?"
)
PHONE: Final = re.compile(
    r"(?:\+?[78][\s(-]*)\d{3}[\s)-]*\d{2,3}[\s-]*\d{2}[\s-]*\d{2}|\b\d{2,3}-\d{2}-\d{2}\b"
)
EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")
_CAPITAL: Final = "[А-ЯЁӘҒҚҢӨҰҮҺІA-Z]"
PERSON: Final = re.compile(
    rf"{_CAPITAL}[\w'-]+ +{_CAPITAL}(?:\.|[\w'-]+)(?: ?{_CAPITAL}(?:\.|[\w'-]+))?\.?"
)
OKED: Final = re.compile(r"[A-UА-У]?\s?\d{2}(?:\.?\d{1,3}){0,2}|[A-U]")
LETTERS: Final = re.compile(r"[^\W\d_]")
IDENTIFIER: Final = re.compile(r"\d{11,12}")


@dataclass(frozen=True)
class Profile:
    """Shares of the values of a column that are of a kind, 0 to 1, and their usual length."""

    count: int = 0
    number: float = 0
    whole: float = 0
    day: float = 0
    span: float = 0
    identifier: float = 0
    text: float = 0
    company: float = 0
    contact: float = 0
    person: float = 0
    country: float = 0
    place: float = 0
    zone: float = 0
    stage: float = 0
    site: float = 0
    percent: float = 0
    hundred: float = 0
    measured: float = 0
    two_numbers: float = 0
    counting: float = 0
    distinct: float = 0
    length: float = 0


def profile_of(cells: Sequence[Raw], choosers: dict[str, Chooser]) -> Profile:
    """Of the cells that hold something."""
    values = [cell for cell in cells if not is_nothing(cell)]
    if not values:
        return Profile()
    texts = [str(v) for v in values if isinstance(v, str)]
    count = len(values)

    def share(found: int) -> float:
        return found / count

    numbers = [n for v in values if isinstance(n := read_number(v), Number)]
    return Profile(
        count=count,
        number=share(len(numbers)),
        whole=share(sum(n.value == int(n.value) for n in numbers)),
        day=share(sum(_is_when(v) for v in values)),
        span=share(sum(_is_span(v) for v in values)),
        identifier=share(sum(_is_identifier(v) for v in values)),
        text=share(sum(bool(LETTERS.search(t)) for t in texts)),
        company=share(sum(bool(LEGAL_FORM.search(fold(t))) for t in texts)),
        contact=share(sum(bool(PHONE.search(t) or EMAIL.search(t)) for t in texts)),
        person=share(sum(bool(PERSON.fullmatch(t.strip())) for t in texts)),
        country=share(sum(read_countries(t) is not None for t in texts)),
        place=share(_naming(choosers, "place", texts)),
        zone=share(_naming(choosers, "zone", texts)),
        stage=share(_naming(choosers, "stage", texts)),
        site=share(_naming(choosers, "site_kind", texts)),
        percent=share(sum(t.strip().endswith("%") for t in texts)),
        hundred=share(sum(0 <= n.value <= 100 for n in numbers)),
        measured=share(sum(bool(numbers_in(t)) and bool(LETTERS.search(t)) for t in texts)),
        two_numbers=share(sum(len(numbers_in(t)) == 2 for t in texts)),
        counting=_counting(values),
        distinct=len({str(v) for v in values}) / count,
        length=sum(len(str(v)) for v in values) / count,
    )


def _is_when(value: Raw) -> bool:
    if isinstance(value, dt.date):
        return True
    found = read_when(value)
    if found is None or isinstance(found, Unreadable):
        return False
    return isinstance(value, str) or found.first.year >= 2000


def _is_span(value: Raw) -> bool:
    found = read_period(value) if isinstance(value, str) else None
    return isinstance(found, tuple) and found[0] != found[1]


def _is_identifier(value: Raw) -> bool:
    if isinstance(value, float) and value == int(value):
        value = int(value)
    digits = str(value).strip()
    return bool(IDENTIFIER.fullmatch(digits)) and has_valid_control_digit(digits.zfill(12))


def _naming(choosers: dict[str, Chooser], field: str, texts: Sequence[str]) -> int:
    chooser = choosers.get(field)
    return sum(bool(chooser.any_in(t)) for t in texts if len(t) <= 80) if chooser else 0


def _counting(values: Sequence[Raw]) -> float:
    """How far the values are 1, 2, 3 …"""
    numbers = [n.value for v in values if isinstance(n := read_number(v), Number)]
    steps = list(pairwise(numbers))
    if len(numbers) < 3 or len(numbers) < 0.8 * len(values) or numbers[0] > 2:
        return 0
    return sum(b - a == 1 or b == 1 for a, b in steps) / len(steps)
