"""The passport as one table: every field of a project, used by form, history, list, import.

A field's value as plain text is what the history keeps: amounts in plain tenge, days as ISO,
codes as they are; empty means "not known".
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from jolserik.core.amounts import plain
from jolserik.core.refusal import Problem
from jolserik.projects.values import SiteKind

MOST_MONEY: Final = Decimal(10) ** 14  # tenge; the ledger refuses more in one row
SECTOR: Final = re.compile(r"[A-U]|\d{2,5}")
COUNTRY: Final = re.compile(r"[A-Z]{2}")


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    LONG = "long"
    MONEY = "money"
    NUMBER = "number"
    COUNT = "count"
    PERCENT = "percent"
    DAY = "day"
    COUNTRIES = "countries"
    SECTOR = "sector"
    SUBJECT = "subject"
    COMPANY = "company"
    SITE = "site"


@dataclass(frozen=True)
class Field:
    """A field of the passport. `promised`: it freezes with the launch."""

    code: str
    kind: Kind
    promised: bool = False
    size: int = 300


FIELDS: Final = (
    Field("name_ru", Kind.TEXT),
    Field("name_kk", Kind.TEXT),
    Field("name_en", Kind.TEXT),
    Field("company", Kind.COMPANY),
    Field("countries", Kind.COUNTRIES),
    Field("sector", Kind.SECTOR),
    Field("place", Kind.SUBJECT),
    Field("zone", Kind.SUBJECT),
    Field("site_kind", Kind.SITE),
    Field("plot", Kind.TEXT, size=120),
    Field("product", Kind.TEXT),
    Field("capacity", Kind.NUMBER, promised=True),
    Field("capacity_unit", Kind.TEXT, promised=True, size=60),
    Field("cost_kzt", Kind.MONEY, promised=True),
    Field("cost_own_kzt", Kind.MONEY, promised=True),
    Field("cost_bank_kzt", Kind.MONEY, promised=True),
    Field("cost_state_kzt", Kind.MONEY, promised=True),
    Field("cost_other_kzt", Kind.MONEY, promised=True),
    Field("jobs_permanent", Kind.COUNT, promised=True),
    Field("jobs_temporary", Kind.COUNT),
    Field("starts_on", Kind.DAY, promised=True),
    Field("ends_on", Kind.DAY, promised=True),
    Field("readiness", Kind.PERCENT),
    Field("description", Kind.LONG, size=4000),
)
BY_CODE: Final[Mapping[str, Field]] = {field.code: field for field in FIELDS}
COST_PARTS: Final = ("cost_own_kzt", "cost_bank_kzt", "cost_state_kzt", "cost_other_kzt")


def as_text(value: Any) -> str:
    """A value as the history keeps it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ",".join(str(part) for part in value)
    return str(value).strip()


def from_text(field: Field, text: str) -> Any:
    """The value of a text that `problems` finds nothing wrong with."""
    match field.kind:
        case Kind.MONEY | Kind.NUMBER:
            return Decimal(text) if text else None
        case Kind.COUNT | Kind.PERCENT:
            return int(text) if text else None
        case Kind.DAY:
            return dt.date.fromisoformat(text) if text else None
        case Kind.COUNTRIES:
            return [code for code in text.split(",") if code]
        case _:
            return text


def number(text: str) -> Decimal:
    """The number of a text of the history; nought for what is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)


def field_problem(field: Field, text: str) -> Problem | None:
    """What is wrong with the text of one field by itself, or None. Empty is never wrong here."""
    if not text:
        return None
    match field.kind:
        case Kind.MONEY | Kind.NUMBER:
            return _number_problem(field, text)
        case Kind.COUNT:
            if not (text.isascii() and text.isdigit() and int(text) <= 1_000_000):
                return Problem(field.code, "count_wrong")
        case Kind.PERCENT:
            if not (text.isascii() and text.isdigit() and int(text) <= 100):
                return Problem(field.code, "percent_wrong")
        case Kind.DAY:
            if not _is_day(text):
                return Problem(field.code, "day_wrong")
        case Kind.COUNTRIES:
            if not all(COUNTRY.fullmatch(code) for code in text.split(",")):
                return Problem(field.code, "country_unknown")
        case Kind.SECTOR:
            if not SECTOR.fullmatch(text):
                return Problem(field.code, "sector_wrong")
        case Kind.SITE:
            if text not in set(SiteKind):
                return Problem(field.code, "site_kind_wrong")
        case _:
            if len(text) > field.size:
                return Problem(field.code, "too_long", {"most": field.size})
    return None


def problems(values: Mapping[str, str]) -> tuple[Problem, ...]:
    """Everything wrong with the values of a passport, field by field and together."""
    found = [p for code, text in values.items() if (p := field_problem(BY_CODE[code], text))]
    wrong = {problem.place for problem in found}
    if not (values.get("name_ru") or values.get("name_kk") or values.get("name_en")):
        found.append(Problem("name_ru", "name_missing"))
    if values.get("capacity") and not values.get("capacity_unit"):
        found.append(Problem("capacity_unit", "capacity_without_unit"))
    start, end = values.get("starts_on", ""), values.get("ends_on", "")
    if start and end and not wrong & {"starts_on", "ends_on"} and end < start:
        found.append(Problem("ends_on", "ends_before_start"))
    found += _cost_problems(values, wrong)
    return tuple(found)


def completed(values: Mapping[str, str]) -> dict[str, str]:
    """The values with the total cost filled in where only its parts are known."""
    parts = [Decimal(values[code]) for code in COST_PARTS if values.get(code)]
    if parts and not values.get("cost_kzt"):
        return {**values, "cost_kzt": plain(sum(parts, Decimal(0)))}
    return dict(values)


def _cost_problems(values: Mapping[str, str], wrong: set[str]) -> list[Problem]:
    parts = [code for code in COST_PARTS if values.get(code)]
    total = values.get("cost_kzt", "")
    if not parts or not total or wrong & {*parts, "cost_kzt"}:
        return []
    added = sum((Decimal(values[code]) for code in parts), Decimal(0))
    whole = Decimal(total)
    if added > whole or (len(parts) == len(COST_PARTS) and added != whole):
        return [Problem("cost_kzt", "cost_is_not_its_parts", {"sum": plain(added)})]
    return []


def _number_problem(field: Field, text: str) -> Problem | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Problem(field.code, "number_wrong")
    if not number.is_finite() or number < 0 or number > MOST_MONEY:
        return Problem(field.code, "number_out_of_range")
    exponent = number.as_tuple().exponent
    most = 2 if field.kind is Kind.MONEY else 6
    if isinstance(exponent, int) and -exponent > most:
        return Problem(field.code, "too_many_decimals", {"most": most})
    return None


def _is_day(text: str) -> bool:
    try:
        return 1950 <= dt.date.fromisoformat(text).year <= 2150
    except ValueError:
        return False
