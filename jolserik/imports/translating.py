"""From a record of a sheet to what it wants of a project: tenge, days, codes of the register."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from jolserik.core.amounts import plain
from jolserik.core.refusal import Problem
from jolserik.imports.values import Initiator, Wanted
from jolserik.sheets.cells import Amount, Quantity
from jolserik.sheets.dates import When
from jolserik.sheets.records import Record, Told
from jolserik.sheets.units import HOME_CURRENCY

MONEY: Final = {
    "cost": "cost_kzt",
    "cost_own": "cost_own_kzt",
    "cost_bank": "cost_bank_kzt",
    "cost_state": "cost_state_kzt",
    "cost_other": "cost_other_kzt",
}
TEXTS: Final = {"product": 300, "plot": 120, "description": 4000}
SITES: Final = {"sez": "zone", "iz": "zone", "small_iz": "zone"}
# What the register has no place for, or not through a list: shown as "not taken over".
_NOT_KEPT: Final = (
    "number address cost_foreign spent jobs_created launched support responsible deadline contact "
    "note"
)
NOT_KEPT: Final = frozenset(_NOT_KEPT.split())
KAZAKH_LETTERS: Final = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
LONGEST_NAME, LONGEST_STEP, LONGEST_STATE = 300, 300, 4000
TIYN: Final = Decimal("0.01")


def wanted_of(
    record: Record, *, rates: Mapping[str, Decimal], as_of: dt.date
) -> tuple[Wanted, tuple[Problem, ...]]:
    """What a row says, and what of it cannot be said here. `rates`: tenge for one of a currency."""
    told = record.told
    name = _text(told, "name")[:LONGEST_NAME]
    wanted = Wanted(
        name=name,
        name_field=_language_of(name),
        initiator=Initiator(_text(told, "initiator"), _text(told, "initiator_bin")),
        stage=_text(told, "stage"),
        lists=tuple(_value(told, "lists") or ()),
        specialist=_text(told, "specialist"),
        next_step=_text(told, "solution")[:LONGEST_STEP],
        state=_state(told),
    )
    problems: list[Problem] = []
    values: dict[str, str] = {}
    slack: dict[str, str] = {}
    spans: dict[str, tuple[str, str]] = {}
    for code, field in MONEY.items():
        if code in told:
            amount, near = _tenge(told[code], rates)
            if amount is None:
                problems.append(_without_rate(told[code]))
            else:
                values[field], slack[field] = amount, near
    years = {}
    for year, kept in record.years.items():
        amount, _ = _tenge(kept, rates)
        if amount is None:
            problems.append(_without_rate(kept))
        elif Decimal(amount):
            years[str(year)] = amount
    values |= dict(_plain_values(told))
    for field, text, span in _days(told):
        values[field], spans[field] = text, span
    launch = _value(told, "planned_launch")
    updated = _value(told, "updated")
    if isinstance(launch, When):
        spans["planned_launch"] = (str(launch.first), str(launch.last))
    day = updated.last if isinstance(updated, When) and updated.last <= as_of else as_of
    wanted = replace(
        wanted,
        values=values,
        slack=slack,
        spans=spans,
        years=years,
        planned_launch=str(launch.last) if isinstance(launch, When) else "",
        state_on=str(day),
    )
    return wanted, tuple(problems)


def currencies(records: Iterator[Record]) -> tuple[str, ...]:
    """Foreign currencies in which rows tell money that is taken over."""
    found = set()
    for record in records:
        kept = [record.told[code] for code in MONEY if code in record.told]
        for told in (*kept, *record.years.values()):
            if isinstance(told.value, Amount) and told.value.currency != HOME_CURRENCY:
                found.add(told.value.currency)
    return tuple(sorted(found))


def _plain_values(told: Mapping[str, Told]) -> Iterator[tuple[str, str]]:
    for code, size in TEXTS.items():
        if text := _text(told, code):
            yield code, text[:size]
    for code in ("place", "zone"):
        if text := _text(told, code):
            yield code, text
    if countries := _value(told, "countries"):
        yield "countries", ",".join(countries)
    if sector := _text(told, "oked") or _text(told, "sector"):
        yield "sector", sector
    if site := _text(told, "site_kind"):
        yield "site_kind", SITES.get(site, site)
    if "jobs_permanent" in told or "jobs" in told:
        yield "jobs_permanent", _text(told, "jobs_permanent") or _text(told, "jobs")
    if "jobs_temporary" in told:
        yield "jobs_temporary", _text(told, "jobs_temporary")
    if "readiness" in told:
        yield "readiness", _text(told, "readiness")
    capacity = _value(told, "capacity")
    if isinstance(capacity, Quantity) and capacity.value is not None:
        unit = capacity.unit or _text(told, "capacity_unit")
        if unit:
            yield "capacity", plain(capacity.value)
            yield "capacity_unit", unit[:60]


def _days(told: Mapping[str, Told]) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """The start by its first day, the end by its last; with the span that the list names."""
    period = _value(told, "period")
    starts, ends = _value(told, "starts"), _value(told, "ends")
    if isinstance(period, tuple):
        starts, ends = starts or period[0], ends or period[1]
    if isinstance(starts, When):
        yield "starts_on", str(starts.first), (str(starts.first), str(starts.last))
    if isinstance(ends, When):
        yield "ends_on", str(ends.last), (str(ends.first), str(ends.last))


def _tenge(told: Told, rates: Mapping[str, Decimal]) -> tuple[str | None, str]:
    """Tenge to the tiyn as plain text, and half of what the last written digit stands for."""
    amount = told.value
    if not isinstance(amount, Amount):
        return None, ""
    rate = Decimal(1) if amount.currency == HOME_CURRENCY else rates.get(amount.currency)
    if rate is None:
        return None, ""
    exponent = amount.value.as_tuple().exponent
    last = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)
    value = (amount.value * rate).quantize(TIYN, ROUND_HALF_UP)
    return plain(value), plain(last * rate / 2)


def _without_rate(told: Told) -> Problem:
    assert isinstance(told.value, Amount)  # nosec B101  # asked by the caller
    facts = {"currency": told.value.currency, "written": told.written}
    return Problem(str(told.place), "currency_without_rate", facts)


def _state(told: Mapping[str, Told]) -> str:
    """The current state, with the problems that the list names below it."""
    parts = (_text(told, "state"), _text(told, "problems"))
    return "\n".join(part for part in parts if part)[:LONGEST_STATE]


def _language_of(name: str) -> str:
    if KAZAKH_LETTERS.search(name):
        return "name_kk"
    return "name_ru" if CYRILLIC.search(name) or not name else "name_en"


def _text(told: Mapping[str, Told], code: str) -> str:
    value = _value(told, code)
    return "" if value is None else str(value)


def _value(told: Mapping[str, Told], code: str) -> Any:
    return told[code].value if code in told else None
