"""Dates, periods and amounts in words, in the reader's language."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never

from django.utils import timezone, translation
from django.utils.dates import MONTHS, MONTHS_ALT
from django.utils.translation import gettext as _

from jolserik.core import amounts
from jolserik.core.known import KnownOn, Precision
from jolserik.core.month import Month, Period
from jolserik.core.words import word
from jolserik.ledger.values import Answer, Kind, Level, MeasureValue, Qualifier

NBSP = "\u00a0"
KILO, TEN = Decimal(1024), Decimal(10)


def language() -> str:
    """Two letters: ru, kk or en."""
    return (translation.get_language() or "ru")[:2]


def day(value: dt.date) -> str:
    """`25 ноября 2024 года`, `2024 жылғы 25 қараша`, `25 November 2024`."""
    month = str(MONTHS_ALT[value.month] if language() == "ru" else MONTHS[value.month])
    if language() == "kk":
        return f"{value.year} жылғы {value.day}{NBSP}{month.lower()}"
    if language() == "ru":
        return f"{value.day}{NBSP}{month.lower()} {value.year}"
    return f"{value.day}{NBSP}{month} {value.year}"


def near(value: dt.date, today: dt.date) -> str:
    """The same without the year where it is this one: `25 ноября`, `25 қараша`."""
    if value.year != today.year:
        return day(value)
    month = str(MONTHS_ALT[value.month] if language() == "ru" else MONTHS[value.month])
    return f"{value.day}{NBSP}{month if language() == 'en' else month.lower()}"


def moment(value: dt.datetime) -> str:
    """A day and time in Almaty: `25 ноября 2024, 14:05`."""
    local = timezone.localtime(value)
    return f"{day(local.date())}, {local:%H:%M}"


def month(value: Month, *, genitive: bool = False) -> str:
    """`ноябрь 2024`; after a preposition in Russian `ноября 2024`."""
    name = str((MONTHS_ALT if genitive and language() == "ru" else MONTHS)[value.month])
    if language() == "kk":
        return f"{value.year} жылғы {name.lower()}"
    return f"{name.lower() if language() == 'ru' else name} {value.year}"


def known(value: KnownOn) -> str:
    """As precisely as it is known: a day, a month, a season or only a year."""
    match value.precision:
        case Precision.DAY:
            return day(value.day)
        case Precision.MONTH:
            return month(Month.at(value.day))
        case Precision.SEASON:
            return word("season", value.season, language(), {"year": value.day.year})
        case Precision.YEAR:
            return word("season", "whole_year", language(), {"year": value.day.year})
        case _:
            assert_never(value.precision)


def period(value: Period | None) -> str:
    """`2024`, `2022–2024`, `январь–октябрь 2024`; for None `latest known`."""
    if value is None:
        return _("latest known")
    return span(None if value.open_start else value.start, value.end)


def covers(first: Month | None, last: Month | None, kind: Kind) -> str:
    """What a row or answer speaks of: months, or for a balance the moment it stands for."""
    if kind is Kind.STOCK:
        if last is None:
            return _("on the day it was told")
        return _("at the end of %(month)s") % {"month": month(last, genitive=True)}
    return span(first, last)


def span(first: Month | None, last: Month | None) -> str:
    """Months from `first` (None: since it began) to `last` (None: the end is not stated)."""
    if first is None:
        return _("since it began") + (f", {_until(last)}" if last else "")
    if last is None:
        return _("from %(month)s, end not stated") % {"month": month(first, genitive=True)}
    whole = Period(first, last)
    if whole.whole_years:
        years = str(whole)
        return years.replace("..", "–")
    if first == last:
        return month(first)
    if first.year == last.year and language() != "kk":
        start = str(MONTHS[first.month])
        return f"{start.lower() if language() == 'ru' else start}–{month(last)}"
    return f"{month(first)} – {month(last)}"


def _until(last: Month) -> str:
    return _("to the end of %(month)s") % {"month": month(last, genitive=True)}


def file_size(size: int) -> str:
    """How much a file takes: `140 байт`, `9,7 КБ`, `12 МБ`."""
    units = (_("B"), _("KB"), _("MB"))
    value, step = Decimal(size), 0
    while value >= KILO and step < len(units) - 1:
        value, step = value / KILO, step + 1
    places = Decimal("0.1") if step and value < TEN else Decimal(1)
    rounded = value.quantize(places, ROUND_HALF_UP)
    return f"{amounts.exact(rounded, language())}{NBSP}{units[step]}"


def unit(measure: MeasureValue) -> str:
    """What follows a number: `₸`, `%`, `га`; nothing for things that are counted."""
    if measure.unit == "KZT":
        return "₸"
    if measure.unit in ("piece", "person"):
        return ""
    return word("unit", measure.unit, language())


def compact(amount: int, measure: MeasureValue) -> str:
    """`850 млрд ₸`."""
    text = amounts.compact(measure.to_decimal(amount), language())
    return f"{text}{NBSP}{unit(measure)}".strip(NBSP)


def exact(amount: int, measure: MeasureValue) -> str:
    """`850 000 000 000 тенге`: every digit, with the unit in words."""
    text = amounts.exact(measure.to_decimal(amount), language())
    return f"{text}{NBSP}{word('unit', measure.unit, language())}"


def qualified(text: str, qualifier: Qualifier) -> str:
    """`более 2 трлн ₸`."""
    if qualifier is Qualifier.NONE:
        return text
    return word("qualifier", qualifier, language(), {"value": text})


def answer(found: Answer) -> str:
    """The figure in a few signs, with its qualifier."""
    return qualified(compact(found.amount, found.question.measure), found.qualifier)


def level(row: Level, measure: MeasureValue) -> str:
    """The same for one stated row."""
    return qualified(compact(row.amount, measure), row.qualifier)


def code(kind: str, value: str) -> str:
    """The words for a code."""
    return word(kind, value, language())
