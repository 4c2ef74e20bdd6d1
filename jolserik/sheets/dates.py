"""Days, months, quarters and years as tables write them, each as the span that it means.

`25.12.2024`, `IV кв. 2025`, `2025 жылғы қыркүйек`, `2024-2026 гг.`, `до конца 2026 г.`, a serial
number of a spreadsheet. A month means all its days: the reader decides which end it needs.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from jolserik.core.fold import fold
from jolserik.sheets.numbers import DASHES, Unreadable, is_nothing
from jolserik.sheets.values import Raw

EPOCH: Final = dt.date(1899, 12, 30)  # day 0 of a spreadsheet's serial numbers
SERIALS: Final = range(25_569, 73_051)  # 1970 to 2099
FIRST_YEAR, LAST_YEAR = 1950, 2099
MONTHS: Final = (
    r"янв\w*|кантар\w*|jan\w*",
    r"фев\w*|акпан\w*|feb\w*",
    r"март\w*|мар|наурыз\w*|mar\w*",
    r"апр\w*|сауир\w*|apr\w*",
    r"мая|май|мамыр\w*|may",
    r"июн\w*|маусым\w*|june?",
    r"июл\w*|шилде\w*|july?",
    r"авг\w*|тамыз\w*|aug\w*",
    r"сен\w*|кыркуйек\w*|sep\w*",
    r"окт\w*|казан\w*|oct\w*",
    r"ноя\w*|караша\w*|nov\w*",
    r"дек\w*|желтоксан\w*|dec\w*",
)
_MONTH: Final = "|".join(MONTHS)
_YEAR: Final = r"(?:19[5-9]\d|20\d\d)"
_OF_YEAR: Final = r"[ ,]*(?:года?\w*|гг?\.?|жылгы|жылдын|жылы?|жж?\.?|y\.|year)?[ ,(]*"
# Cyrillic І of Kazakh keyboards folds to и.
_QUARTER: Final = (
    r"(?P<{0}>[iи]v|[iи]{{3}}|[iи]{{2}}|[iи]|[1-4])[ -]*(?:й|ый|ий|ой|ши|инши|st|nd|rd|th)?[ -]*"
)
_QUARTER_WORD: Final = r"(?:кв(?:артал\w*|\.)?|токсан\w*|quarter)\.?"
_HALF: Final = (
    r"(?P<{0}>[iи]{{1,2}}|[12]|перв\w+|втор\w+|биринши|екинши|first|second)"
    r"[ -]*(?:е|ое|ой|ши|инши)?[ -]*(?:полугоди\w*|п/г|п\.г\.|жартыжылды\w*|half)"
)
WHEN: Final = re.compile(
    "(?<![\\w.])(?:"
    + "|".join(
        (
            rf"(?P<iy>{_YEAR})-(?P<im>\d{{1,2}})-(?P<id>\d{{1,2}})(?!\d)(?:[t ]\d\d:[\d:]+)?",
            r"(?P<dd>\d{1,2})(?P<mark>[./-])(?P<dm>\d{1,2})(?P=mark)(?P<dy>\d{4}|\d{2})(?!\d)",
            rf"(?P<wd>\d{{1,2}}) +(?P<wm>{_MONTH})\.?[ ,]*(?P<wy>{_YEAR})(?!\d)",
            rf"(?P<ky>{_YEAR}){_OF_YEAR}(?P<kd>\d{{1,2}}) +(?P<km>{_MONTH})(?!\w)",
            rf"(?P<em>{_MONTH}) +(?P<ed>\d{{1,2}}), *(?P<ey>{_YEAR})(?!\d)",
            rf"{_QUARTER.format('q')}{_QUARTER_WORD}[ ,]*(?P<qy>{_YEAR})(?!\d)",
            rf"q(?P<eq>[1-4])[ ,/-]*(?P<eqy>{_YEAR})(?!\d)",
            rf"(?P<rqy>{_YEAR}){_OF_YEAR}(?:{_QUARTER.format('rq')}{_QUARTER_WORD}|q(?P<rqe>[1-4]))",
            rf"{_HALF.format('h')}[ ,]*(?P<hy>{_YEAR})(?!\d)",
            rf"h(?P<eh>[12])[ ,/-]*(?P<ehy>{_YEAR})(?!\d)",
            rf"(?P<rhy>{_YEAR}){_OF_YEAR}{_HALF.format('rh')}",
            rf"(?P<mm>{_MONTH})\.?[ ,]*(?P<my>{_YEAR})(?!\d)",
            rf"(?P<rmy>{_YEAR}){_OF_YEAR}(?P<rmm>{_MONTH})(?!\w)",
            rf"(?P<nm>0?[1-9]|1[0-2])[./](?P<ny>{_YEAR})(?!\d)",
            rf"(?P<sy>{_YEAR})[.-](?P<sm>0[1-9]|1[0-2])(?![\d.])",
            rf"(?P<y>{_YEAR})(?!\d)",
        )
    )
    + ")"
)
SHARED_YEAR: Final = re.compile(
    rf"(?<!\w)(?P<one>{_MONTH}|(?:[iи]v|[iи]{{1,3}}|[1-4])(?= ?-))\.? ?- ?"
    rf"(?P<rest>(?:(?:{_MONTH})\.?|(?:[iи]v|[iи]{{1,3}}|[1-4])[ -]*{_QUARTER_WORD})"
    rf"[ ,]*(?P<year>{_YEAR}))"
)
SHORT_SECOND_YEAR: Final = re.compile(
    r"\b(?P<cent>19|20)(?P<a>\d\d) ?[-/] ?(?P<b>\d\d)(?!\d)(?![./-])"
)
TAIL: Final = re.compile(
    r"(?:года?\w*|годы|гг?\.?|жылдар\w*|жыл\w*|жж?\.?|years?|y\.|план\w*|факт\w*|до|к|с|по|in|by|from|"
    r"to|в|кон[ец]ц?\w*|сон\w*|начал\w*|течени\w*|аяг\w*|басы\w*|дейин|бастап|бойы|end|of|ввод\w*|запуск\w*|and|и|"
    r"срок\w*|период\w*|эксплуатаци\w*|the)\b"
)


@dataclass(frozen=True, order=True)
class When:
    """Days `first` to `last`, both inclusive; one day when they are equal."""

    first: dt.date
    last: dt.date

    @property
    def is_day(self) -> bool:
        return self.first == self.last

    def __str__(self) -> str:
        return str(self.first) if self.is_day else f"{self.first}/{self.last}"


def read_when(cell: Raw) -> When | Unreadable | None:
    """The day, month, quarter, half or year of a cell; None for an empty one."""
    found = _all(cell)
    if not isinstance(found, list):
        return found
    if len(found) > 1:
        return Unreadable("cell_has_several_dates")
    return found[0]


def read_period(cell: Raw) -> tuple[When, When] | Unreadable | None:
    """From when to when: both ends, equal where the cell names a single year or month."""
    found = _all(cell)
    if not isinstance(found, list):
        return found
    if len(found) > 2:
        return Unreadable("cell_has_several_dates")
    start, end = found[0], found[-1]
    if start.first > end.last:
        return Unreadable("cell_period_backwards")
    return start, end


def day_in(text: str) -> dt.date | None:
    """The only day that a line of text names, «по состоянию на 1 октября 2025 года»."""
    found = set()
    for match in WHEN.finditer(fold(text.translate(DASHES))):
        try:
            when = _when({k: v for k, v in match.groupdict().items() if v})
        except ValueError:
            continue
        if when.is_day:
            found.add(when.first)
    return found.pop() if len(found) == 1 else None


def is_month_first(cell: Raw) -> bool:
    """A day that only makes sense with the month first, `12/25/2024`."""
    match = WHEN.fullmatch(fold(cell)) if isinstance(cell, str) else None
    return bool(match and match["dd"] and int(match["dm"]) > 12 >= int(match["dd"]))


def is_order_unclear(cell: Raw) -> bool:
    """A day in which either number may be the month, `03/04/2025`."""
    match = WHEN.fullmatch(fold(cell)) if isinstance(cell, str) else None
    return bool(match and match["dd"] and int(match["dm"]) <= 12 and int(match["dd"]) <= 12)


def _all(cell: Raw) -> list[When] | Unreadable | None:
    if is_nothing(cell):
        return None
    if isinstance(cell, dt.date):
        day = cell if type(cell) is dt.date else dt.date(cell.year, cell.month, cell.day)
        return [When(day, day)]
    if isinstance(cell, int | float):
        return _number(cell)
    return _text(str(cell))


def _number(cell: int | float) -> list[When] | Unreadable:
    if cell == int(cell) and FIRST_YEAR <= cell <= LAST_YEAR:
        return [_year(int(cell))]
    if int(cell) in SERIALS:
        day = EPOCH + dt.timedelta(days=int(cell))
        return [When(day, day)]
    return Unreadable("cell_not_a_date")


def _text(text: str) -> list[When] | Unreadable:
    folded = fold(text.translate(DASHES))
    if re.fullmatch(r"\d{5}", folded) and int(folded) in SERIALS:
        return _number(int(folded))
    quarters = "кв" in folded or "токсан" in folded
    one = r"\g<one> кв. \g<year>-\g<rest>" if quarters else r"\g<one> \g<year>-\g<rest>"
    folded = SHARED_YEAR.sub(one, folded)
    folded = SHORT_SECOND_YEAR.sub(_second_year, folded)
    found, end, rest = [], 0, ""
    for match in WHEN.finditer(folded):
        try:
            found.append(_when({k: v for k, v in match.groupdict().items() if v}))
        except ValueError:
            return Unreadable("cell_not_a_date")
        rest += " " + folded[end : match.start()]
        end = match.end()
    rest = TAIL.sub(" ", rest + " " + folded[end:])
    if not found or re.search(r"\w", rest):
        return Unreadable("cell_not_a_date")
    return found


def _second_year(match: re.Match[str]) -> str:
    """`2024-26` is 2024-2026; `2024-12` stays a month, since 12 is no later year."""
    if int(match["b"]) <= int(match["a"]) or int(match["b"]) <= 12:
        return match[0]
    return f"{match['cent']}{match['a']}-{match['cent']}{match['b']}"


def _when(parts: dict[str, str]) -> When:
    """The span of one match; its groups are named by kind and part."""
    match parts:
        case {"iy": year, "im": month, "id": day} | {"dy": year, "dm": month, "dd": day}:
            return _day(_full_year(year), int(month), int(day))
        case (
            {"wy": year, "wm": name, "wd": day}
            | {"ky": year, "km": name, "kd": day}
            | {"ey": year, "em": name, "ed": day}
        ):
            return _day(int(year), _month_number(name), int(day))
        case (
            {"qy": year, "q": part}
            | {"eqy": year, "eq": part}
            | {"rqy": year, "rq": part}
            | {"rqy": year, "rqe": part}
        ):
            quarter = _ordinal(part)
            return _months(int(year), quarter * 3 - 2, quarter * 3)
        case {"hy": year, "h": part} | {"ehy": year, "eh": part} | {"rhy": year, "rh": part}:
            half = _ordinal(part)
            return _months(int(year), half * 6 - 5, half * 6)
        case {"my": year, "mm": name} | {"rmy": year, "rmm": name}:
            return _months(int(year), _month_number(name), _month_number(name))
        case {"ny": year, "nm": month} | {"sy": year, "sm": month}:
            return _months(int(year), int(month), int(month))
        case {"y": year}:
            return _year(int(year))
    raise ValueError(parts)


def _day(year: int, month: int, day: int) -> When:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    date = dt.date(year, month, day)
    return When(date, date)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _months(year: int, first: int, last: int) -> When:
    return When(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))


def _year(year: int) -> When:
    return _months(year, 1, 12)


def _month_number(name: str) -> int:
    return next(i for i, words in enumerate(MONTHS, 1) if re.fullmatch(words, name))


def _ordinal(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith(("перв", "биринши", "first")):
        return 1
    if text.startswith(("втор", "екинши", "second")):
        return 2
    roman = text.replace("и", "i")
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4}[roman]
