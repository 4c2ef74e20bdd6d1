"""Totals of the register on a page: named, put in order, each number with the way to its records.

At the desk, today, a count opens the list of projects that asks for the same. Amounts, the public
and earlier days open the records themselves, where what is added up stands line by line.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from babel import Locale
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jolserik.core import amounts
from jolserik.core.collation import sort_key
from jolserik.core.words import word
from jolserik.indicators.moment import Moment
from jolserik.indicators.totals import Records, Row, Sum, Totals
from jolserik.ledger.values import SubjectValue
from jolserik.projects import oked
from jolserik.projects.listing import OPEN, READERS
from jolserik.projects.progress import Progress
from jolserik.projects.totals import UNSAID, Asked, Declared
from jolserik.site import say
from jolserik.site.bars import Bar, bars

Named = Callable[[str], str]
MOST_BARS: Final = 8


@dataclass(frozen=True)
class Cell:
    """A number with its way on; `under` says of how many projects it was told."""

    title: str
    text: str
    url: str
    under: str = ""
    amount: bool = False  # not a count of projects


@dataclass(frozen=True)
class Line:
    name: str
    cells: tuple[Cell, ...]
    part: bool = False  # of the section above
    note: str = ""  # the address of its briefing note, where there is one


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    head: str
    titles: tuple[str, ...]
    lines: tuple[Line, ...]
    whole: Line
    chart: SafeString


@dataclass(frozen=True)
class Place:
    """Where the totals stand: the territory, the day, the door, and what the reader may open."""

    subject: SubjectValue
    moment: Moment
    door: str
    lists: bool  # whether the list of projects may be opened

    def records(self, asked: Asked) -> str:
        query = _query(asked)
        if not self.moment.is_today or self.moment.pinned:
            query.append(("as_of", self.moment.as_of.isoformat()))
        if self.moment.pinned:
            query.append(("at", str(self.moment.at_posting)))
        slug = self.subject.code.partition(":")[2]
        address = reverse(f"{self.door}:region_projects", args=[slug])
        return f"{address}?{urlencode(query)}" if query else address

    def listed(self, asked: Asked) -> str:
        """The list of projects where it finds the same today, else the records."""
        if not (self.lists and self.moment.is_today and not self.moment.pinned):
            return self.records(asked)
        query = dict(_query(asked))
        far = query.pop("progress", OPEN)
        found = {"place": self.subject.code, **query, "progress": far}
        return f"{reverse('desk:projects')}?{urlencode(found)}"

    def note(self, asked: Asked, format: str = "pdf") -> str:
        """The briefing note of a sector or country here, where there is one."""
        untold = UNSAID in asked.sector or asked.origin == UNSAID
        one = bool(asked.sector) != bool(asked.origin) and not asked.progress
        if self.door != "desk" or untold or not one:
            return ""
        kind, slug = ("sector", asked.sector) if asked.sector else ("country", asked.origin)
        query = {"within": self.subject.code}
        if not self.moment.is_today:
            query["as_of"] = self.moment.as_of.isoformat()
        return f"{reverse('desk:briefing', args=[kind, slug, format])}?{urlencode(query)}"


def tables(totals: Totals, place: Place) -> tuple[Table, Table]:
    """By sector and by country of origin."""
    untold = totals.whole.unsaid > 0
    titles = (
        _("Projects"),
        word("progress", Progress.IN_WORK, say.language()),
        word("progress", Progress.LAUNCHED, say.language()),
        *([word("progress", Progress.UNSAID, say.language())] if untold else []),
        _("Cost"),
        _("Jobs"),
    )
    sectors: list[Line] = []
    for row in _in_order(totals.sectors, sector_name):
        sectors.append(_line(row, Asked(sector=row.code), place, sector_name, titles))
        sectors += [
            _line(part, Asked(sector=part.code), place, sector_name, titles, part=True)
            for part in _in_order(row.parts, sector_name)
        ]
    countries = [
        _line(row, Asked(origin=row.code), place, country_name, titles)
        for row in _in_order(totals.countries, country_name)
    ]
    whole = Line(_("Total"), _cells(totals.whole, Asked(), place, titles))
    by_sector, by_country = _("By sector"), _("By country of origin")
    return (
        Table(
            "sectors",
            by_sector,
            word("field", "sector", say.language()),
            titles,
            tuple(sectors),
            whole,
            _chart(totals.sectors, sector_name, "sector", place, by_sector),
        ),
        Table(
            "countries",
            by_country,
            word("field", "origin", say.language()),
            titles,
            tuple(countries),
            whole,
            _chart(totals.countries, country_name, "origin", place, by_country),
        ),
    )


def sector_name(code: str) -> str:
    """The name of a section or division, or that none was told."""
    section, _mark, untold = code.rpartition("-")
    if code == UNSAID or section == UNSAID:
        return word("untold", "sector", say.language())
    if untold == UNSAID:
        return word("untold", "division", say.language())
    named = oked.name_of(code)
    return named.get(say.language()) if named else code


def country_name(code: str) -> str:
    if code == UNSAID:
        return word("untold", "country", say.language())
    return str(Locale(say.language()).territories.get(code, code))


def asked_in_words(asked: Asked) -> list[str]:
    """What some records have in common."""
    told = [sector_name(asked.sector)] if asked.sector else []
    if asked.sector.endswith(f"-{UNSAID}") and not asked.sector.startswith(UNSAID):
        told.insert(0, sector_name(asked.sector[0]))
    if asked.origin:
        told.append(country_name(asked.origin))
    if asked.progress:
        told.append(word("progress", asked.progress, say.language()))
    return told


def tenge(declared: Declared) -> str:
    """An amount with how exactly it was said; nothing where nobody said it."""
    if not declared.said:
        return ""
    text = f"{amounts.compact(declared.amount, say.language())}{say.NBSP}₸"
    return say.qualified(text, declared.qualifier)


def count(declared: Declared) -> str:
    if not declared.said:
        return ""
    return say.qualified(amounts.exact(declared.amount, say.language()), declared.qualifier)


def of_how_many(declared: Declared, projects: int) -> str:
    """`of 3 of 5`, where not of all."""
    if not declared.said or declared.said == projects:
        return ""
    return _("of %(said)s of %(projects)s") % {"said": declared.said, "projects": projects}


def _line(
    row: Row,
    asked: Asked,
    place: Place,
    named: Named,
    titles: Sequence[str],
    *,
    part: bool = False,
) -> Line:
    return Line(named(row.code), _cells(row.sum, asked, place, titles), part, place.note(asked))


def _cells(found: Sum, asked: Asked, place: Place, titles: Sequence[str]) -> tuple[Cell, ...]:
    counts = [(found.projects, ""), (found.in_work, "in_work"), (found.launched, "launched")]
    if len(titles) > len(counts) + 2:
        counts.append((found.unsaid, "unsaid"))
    texts = [amounts.exact(Decimal(many), say.language()) if many else "" for many, _far in counts]
    ways = [place.listed(Asked(asked.sector, asked.origin, far)) for _many, far in counts]
    cells = [Cell("", text, way) for text, way in zip(texts, ways, strict=True)]
    records = place.records(asked)
    for declared, text in ((found.cost, tenge(found.cost)), (found.jobs, count(found.jobs))):
        under = of_how_many(declared, found.projects)
        cells.append(Cell("", text, records, under, amount=True))
    return tuple(replace(cell, title=title) for cell, title in zip(cells, titles, strict=True))


def _in_order(rows: Iterable[Row], named: Named) -> list[Row]:
    """The largest amounts first; equal ones where a reader of the language expects their names."""

    def place(row: Row) -> tuple[object, ...]:
        untold = row.code.endswith(UNSAID)
        name = sort_key(named(row.code), say.language())
        return untold, -row.sum.cost.amount, -row.sum.projects, name

    return sorted(rows, key=place)


def _chart(rows: Sequence[Row], named: Named, field: str, place: Place, label: str) -> SafeString:
    """The largest rows by cost, or by number where nobody told of a cost; one bar says nothing."""
    by_cost = any(row.sum.cost.said for row in rows)
    if len(rows) < 2:
        return SafeString("")
    ordered = _in_order(rows, named)
    if by_cost:
        ordered = [row for row in ordered if row.sum.cost.said]
    ordered.sort(key=lambda row: -(row.sum.cost.amount if by_cost else row.sum.projects))
    shown = [
        Bar(
            name=named(row.code),
            value=float(row.sum.cost.amount if by_cost else row.sum.projects),
            text=tenge(row.sum.cost) if by_cost else str(row.sum.projects),
            url=place.records(Asked(**{field: row.code})),
        )
        for row in ordered[:MOST_BARS]
    ]
    said = _("cost") if by_cost else _("number of projects")
    return bars(shown, label=f"{label}: {said}")


def _query(asked: Asked) -> list[tuple[str, str]]:
    return [(name, value) for name, value in vars(asked).items() if value]


# --- the page of the records


def asked_of(query: QueryDict) -> Asked:
    """Which records an address asks for; one that is not understood is not there."""
    told = {name: query[name] for name in ("sector", "origin", "progress") if query.get(name)}
    try:
        read: dict[str, str] = {n: READERS[n]([str(text)]) for n, text in told.items()}
    except ValueError as unknown:
        raise Http404 from unknown
    if read.get("progress") == OPEN:
        del read["progress"]
    return Asked(**read)


def records_page(place: Place, asked: Asked, found: Records) -> dict[str, Any]:
    """What the page of some records shows: each with its amounts, and what they come to."""
    here = place.records(asked)
    mark = "&" if "?" in here else "?"
    return {
        "subject": place.subject,
        "moment": place.moment,
        "said": asked_in_words(asked),
        "kept": _query(asked),
        "records": found.rows,
        "sum": found.sum,
        "whole_cost": tenge(found.sum.cost),
        "whole_jobs": count(found.sum.jobs),
        "cost_under": of_how_many(found.sum.cost, found.sum.projects),
        "jobs_under": of_how_many(found.sum.jobs, found.sum.projects),
        "page": found.page,
        "pages": found.pages,
        "back": f"{here}{mark}page={found.page - 1}" if found.page > 1 else "",
        "further": f"{here}{mark}page={found.page + 1}" if found.page < found.pages else "",
        "list_url": place.listed(asked) if place.lists else "",
        "notes": [(f.upper(), url) for f in ("pdf", "docx") if (url := place.note(asked, f))],
    }
