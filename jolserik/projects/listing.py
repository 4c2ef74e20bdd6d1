"""The one list of projects: what is asked, read from an address and written back to it.

A value that is not understood is a problem beside the list, never an error: the rest still holds.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from jolserik.core.amounts import NotAnAmount, parse_amount, plain
from jolserik.core.fold import fold
from jolserik.core.legal_forms import without_legal_forms
from jolserik.core.refusal import Problem
from jolserik.people.actor import Actor
from jolserik.projects import oked, origin, passport
from jolserik.projects.access import below, visible_to
from jolserik.projects.models import Assignment, Membership, Project
from jolserik.projects.progress import Progress, standing
from jolserik.projects.totals import UNSAID, sector_is
from jolserik.projects.values import LAUNCHED, Stage, State

PAGE_SIZE: Final = 50
STALE_DAYS: Final = 30  # nobody did anything on the project for so long
MOST_PAGES: Final = 100_000
OPEN: Final = "open"
ONLY_PUBLISHED: Final = "published"  # in place of a stage: known from publications only
NAMES: Final = ("name_ru", "name_kk", "name_en")
# Sorted by → the column; empty values stand last whichever way it goes.
SORTS: Final[Mapping[str, str]] = {
    "name": "sort_name",
    "stage": "stage_place",
    "cost": "cost_kzt",
    "jobs": "jobs_permanent",
    "launch": "planned_launch_on",
    "touched": "touched_at",
}
COLUMNS: Final = (
    *("stage", "company", "bin", "place", "zone", "sector", "countries", "cost_kzt"),
    *("jobs_permanent", "planned_launch_on", "launched_on", "readiness", "product", "lead"),
    *("lists", "touched_at"),
)
# What a column needs besides the project's own row.
JOINS: Final[Mapping[str, str]] = {
    "company": "company__organisation",
    "bin": "company__organisation",
    "place": "place",
    "zone": "zone",
    "lead": "lead",
    "department": "department",
}
SHOWN_AT_FIRST: Final = (
    *("stage", "company", "place", "cost_kzt", "jobs_permanent", "planned_launch_on", "lead"),
)


@dataclass(frozen=True)
class Filters:
    """Which projects are asked for; empty means all. Money is tenge, days are inclusive.

    `place`, `zone` and `sector` mean what lies below them too (`sector` may say that none is
    told, see `totals.sector_is`); `country` is named in the passport, `origin` is the one country
    that totals count a project for; `progress`: launched or in work, as totals count, or OPEN for
    all that are not cancelled; `person` is on the team in any role; `list_on` is the day on which
    a project stood on the list, or on any (empty: still stands); `stale` is a number of days
    without any act; `missing` are codes of empty passport fields.
    """

    q: str = ""
    stage: tuple[str, ...] = ()
    place: str = ""
    zone: str = ""
    sector: str = ""
    country: str = ""
    origin: str = ""
    progress: str = ""
    company: str = ""
    person: str = ""
    list: str = ""
    list_on: dt.date | None = None
    cost_from: Decimal | None = None
    cost_to: Decimal | None = None
    jobs_from: int | None = None
    jobs_to: int | None = None
    launch_from: dt.date | None = None
    launch_to: dt.date | None = None
    late: bool = False
    stale: int | None = None
    missing: tuple[str, ...] = ()
    published: bool = False

    @property
    def any(self) -> bool:
        return self != Filters()


@dataclass(frozen=True)
class Listing:
    """A whole view of the list: what is asked, in which order, with which columns."""

    filters: Filters = field(default_factory=Filters)
    sort: str = "name"
    columns: tuple[str, ...] = SHOWN_AT_FIRST

    def query(self) -> str:
        """The address's part after `?`; what is as at first is left out."""
        pairs = _pairs(self.filters)
        if self.sort != "name":
            pairs.append(("sort", self.sort))
        if self.columns != SHOWN_AT_FIRST:
            pairs += [("columns", code) for code in self.columns]
        return urlencode(pairs)

    def asking(self, **changed: Any) -> "Listing":
        """The same view with other filters."""
        return replace(self, filters=replace(self.filters, **changed))

    def sorted_by(self, code: str) -> "Listing":
        """By another column; by the same one the other way round."""
        return replace(self, sort=f"-{code}" if self.sort == code else code)


def parse(query: Mapping[str, Sequence[str]]) -> tuple[Listing, tuple[Problem, ...]]:
    """A view from the parts of an address, with everything in it that was not understood."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, read in READERS.items():
        texts = [text.replace("\0", "").strip() for text in query.get(name, ())]
        texts = [text for text in texts if text]
        if not texts:
            continue
        try:
            found[name] = read(texts)
        except ValueError:
            problems.append(Problem(name, "filter_not_understood", {"text": texts[-1][:60]}))
    sort = _last(query, "sort")
    if sort and sort.removeprefix("-") not in SORTS:
        problems.append(Problem("sort", "filter_not_understood", {"text": sort[:60]}))
        sort = ""
    asked = query.get("columns", ())
    columns = tuple(code for code in COLUMNS if code in asked)
    listing = Listing(Filters(**found), sort or "name", columns or SHOWN_AT_FIRST)
    return listing, tuple(problems)


def matching(filters: Filters, actor: Actor, *, today: dt.date) -> QuerySet[Project]:
    """Projects the actor may see that the filters ask for, in no order."""
    rows = visible_to(actor).filter(merged_into__isnull=True)
    for condition in _conditions(filters, today):
        rows = rows.filter(condition)
    if filters.country:
        rows = rows.alias(named=Cast("countries", TextField()))
        rows = rows.filter(named__contains=f'"{filters.country}"')
    if filters.origin:
        code = "" if filters.origin == UNSAID else filters.origin
        rows = origin.of(rows, public=actor.is_public).filter(origin=code)
    return rows


def rows(
    listing: Listing, actor: Actor, *, page: int, today: dt.date, size: int = PAGE_SIZE
) -> list[Project]:
    """One page of a view, ready to be shown: a fixed number of queries. Pages count from 1.

    Which rows stand on the page is found first; what a line says is joined to these alone.
    """
    start = (min(max(page, 1), MOST_PAGES) - 1) * size
    keys = in_order(listing, actor, today=today).values("pk")[start : start + size]
    found = _in_order(Project.objects.filter(pk__in=keys), listing.sort)
    return list(ready(found.defer("description", "note"), listing.columns))


def in_order(listing: Listing, actor: Actor, *, today: dt.date) -> QuerySet[Project]:
    """All projects of a view, in its order."""
    return _in_order(matching(listing.filters, actor, today=today), listing.sort)


def _in_order(found: QuerySet[Project], sort: str) -> QuerySet[Project]:
    code = sort.removeprefix("-")
    if code == "stage":
        order = {stage: place for place, stage in enumerate(Stage)}
        whens = [When(stage=stage, then=Value(place)) for stage, place in order.items()]
        found = found.annotate(stage_place=Case(*whens, default=Value(len(order))))
    if code == "name":  # never empty
        return found.order_by(sort.replace(code, SORTS[code]), "pk")
    column = F(SORTS[code])
    by = column.desc(nulls_last=True) if sort[0] == "-" else column.asc(nulls_last=True)
    return found.order_by(by, "sort_name", "pk")


def ready(found: QuerySet[Project], columns: Collection[str] = COLUMNS) -> QuerySet[Project]:
    """With all that these columns of a line say."""
    joined = ["subject", *(path for column, path in JOINS.items() if column in columns)]
    found = found.select_related(*joined)
    if "company" in columns:
        found = found.prefetch_related("company__organisation__names")
    if "department" in columns:
        found = found.prefetch_related("department__names")
    if "lists" in columns:
        members = Membership.objects.filter(to_on__isnull=True).select_related("list")
        ordered = members.order_by("list__order")
        found = found.prefetch_related(
            Prefetch("memberships", queryset=ordered, to_attr="on_lists")
        )
    return found


def stage_counts(filters: Filters, actor: Actor, *, today: dt.date) -> dict[str, int]:
    """How many projects stand at each stage, whichever stages are asked for: one query.

    The key ONLY_PUBLISHED counts those known from publications only.
    """
    found = matching(replace(filters, stage=()), actor, today=today)
    counted: dict[str, int] = {}
    for stage, state, many in (
        found.order_by().values_list("stage", "state").annotate(many=Count("*"))
    ):
        key = ONLY_PUBLISHED if state == State.PUBLISHED else stage
        counted[key] = counted.get(key, 0) + many
    return counted


def total(filters: Filters, counts: Mapping[str, int]) -> int:
    """How many projects the filters find, from the counts of their stages."""
    return sum(many for stage, many in counts.items() if stage in (filters.stage or counts))


# --- conditions


def _conditions(filters: Filters, today: dt.date) -> list[Q]:
    found = [Q(subject__folded__contains=word) | _of_company(word) for word in _words(filters.q)]
    if filters.stage:
        named = [stage for stage in filters.stage if stage != ONLY_PUBLISHED]
        asked = ~Q(state=State.PUBLISHED) & Q(stage__in=named)
        found.append(asked | Q(state=State.PUBLISHED) if named != [*filters.stage] else asked)
    found += [Q(pk__in=below(code)) for code in (filters.place, filters.zone) if code]
    if filters.sector:
        found.append(sector_is(filters.sector))
    if filters.progress:
        found.append(standing(None if filters.progress == OPEN else Progress(filters.progress)))
    if filters.company:
        found.append(Q(company=filters.company))
    if filters.person:
        team = Assignment.objects.filter(person_id=uuid.UUID(filters.person), ended_at=None)
        found.append(Q(pk__in=team.values("project_id")))
    if filters.list or filters.list_on:
        found.append(Q(pk__in=_on_list(filters.list, filters.list_on)))
    ranges = {
        "cost_kzt__gte": filters.cost_from,
        "cost_kzt__lte": filters.cost_to,
        "jobs_permanent__gte": filters.jobs_from,
        "jobs_permanent__lte": filters.jobs_to,
        "planned_launch_on__gte": filters.launch_from,
        "planned_launch_on__lte": filters.launch_to,
    }
    found += [Q(**{name: value}) for name, value in ranges.items() if value is not None]
    if filters.late:
        found.append(is_late(today))
    if filters.stale is not None:
        found.append(is_stale(today, filters.stale))
    if filters.published:
        found.append(Q(published=True))
    return [*found, *(_is_empty(code) for code in filters.missing)]


def is_late(today: dt.date) -> Q:
    """The planned launch has passed, the project is live and not launched."""
    return Q(state=State.LIVE, planned_launch_on__lt=today, launched_on=None) & ~Q(
        stage__in=LAUNCHED
    )


def is_stale(today: dt.date, days: int) -> Q:
    """A live project on which nothing was done in so many days."""
    since = dt.datetime.combine(today - dt.timedelta(days=days), dt.time(), dt.UTC)
    return Q(state=State.LIVE) & (Q(touched_at__lt=since) | Q(touched_at=None))


def _words(text: str) -> list[str]:
    return fold(without_legal_forms(text)).split()[:8]


def _of_company(word: str) -> Q:
    by_name = Q(company__folded__contains=word)
    return by_name | Q(company__organisation__bin__startswith=word) if word.isdigit() else by_name


def _on_list(code: str, day: dt.date | None) -> "QuerySet[Membership, int]":
    on = Q(to_on=None) if day is None else Q(from_on__lte=day) & (Q(to_on=None) | Q(to_on__gte=day))
    members = Membership.objects.filter(on, **({"list__code": code} if code else {}))
    return members.values_list("project_id", flat=True)


def _is_empty(code: str) -> Q:
    if code in NAMES:
        return Q(**{f"subject__{code}": ""})
    kind = passport.BY_CODE[code].kind
    if kind is passport.Kind.COUNTRIES:
        return Q(countries=[])
    texts = (passport.Kind.TEXT, passport.Kind.LONG, passport.Kind.SECTOR, passport.Kind.SITE)
    return Q(**{code: ""}) if kind in texts else Q(**{f"{code}__isnull": True})


# --- reading and writing an address


def _pairs(filters: Filters) -> list[tuple[str, str]]:
    pairs = []
    for one in fields(filters):
        value = getattr(filters, one.name)
        values = value if isinstance(value, tuple) else (value,)
        pairs += [
            (one.name, _written(part)) for part in values if part or type(part) in (int, Decimal)
        ]
    return pairs


def _written(value: Any) -> str:
    if value is True:
        return "1"
    return plain(value) if isinstance(value, Decimal) else str(value)


def _last(query: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(reversed(query.get(name, ()))), "")


def _text(texts: Sequence[str]) -> str:
    return texts[-1][:100]


def _code(texts: Sequence[str]) -> str:
    if not all(sign.isalnum() or sign in ":-_" for sign in texts[-1]) or len(texts[-1]) > 80:
        raise ValueError
    return texts[-1]


def _stages(texts: Sequence[str]) -> tuple[str, ...]:
    if unknown := set(texts) - {*Stage, ONLY_PUBLISHED}:
        raise ValueError(unknown)
    return tuple(code for code in (*Stage, ONLY_PUBLISHED) if code in texts)


def _missing(texts: Sequence[str]) -> tuple[str, ...]:
    if unknown := set(texts) - set(passport.BY_CODE):
        raise ValueError(unknown)
    return tuple(code for code in passport.BY_CODE if code in texts)


def _sector(texts: Sequence[str]) -> str:
    """A section, division or class, or that none is told: `none`, of a section `C-none`."""
    section, mark, untold = texts[-1].rpartition("-")
    if texts[-1] == UNSAID or (mark and untold == UNSAID and section in oked.SECTIONS):
        return texts[-1]
    if not passport.SECTOR.fullmatch(texts[-1]) or not texts[-1].isascii():
        raise ValueError
    return texts[-1]


def _origin(texts: Sequence[str]) -> str:
    return UNSAID if texts[-1] == UNSAID else _country(texts)


def _progress(texts: Sequence[str]) -> str:
    if texts[-1] not in {OPEN, *Progress}:
        raise ValueError
    return texts[-1]


def _country(texts: Sequence[str]) -> str:
    if not passport.COUNTRY.fullmatch(texts[-1]):
        raise ValueError
    return texts[-1]


def _person(texts: Sequence[str]) -> str:
    return str(uuid.UUID(texts[-1]))


def _money(texts: Sequence[str]) -> Decimal:
    try:
        amount = parse_amount(texts[-1])
    except NotAnAmount as wrong:
        raise ValueError from wrong
    if not 0 <= amount <= passport.MOST_MONEY:
        raise ValueError
    return amount.quantize(Decimal("0.01"))


def _count(texts: Sequence[str]) -> int:
    if not (texts[-1].isascii() and texts[-1].isdigit() and len(texts[-1]) < 8):
        raise ValueError
    return int(texts[-1])


def _days(texts: Sequence[str]) -> int:
    if (days := _count(texts)) > 3660:
        raise ValueError
    return days


def _day(texts: Sequence[str]) -> dt.date:
    return dt.date.fromisoformat(texts[-1])


def _yes(texts: Sequence[str]) -> bool:
    return texts[-1] not in ("0", "false")


READERS: Final[Mapping[str, Callable[[Sequence[str]], Any]]] = {
    "q": _text,
    "stage": _stages,
    "place": _code,
    "zone": _code,
    "sector": _sector,
    "country": _country,
    "origin": _origin,
    "progress": _progress,
    "company": _code,
    "person": _person,
    "list": _code,
    "list_on": _day,
    "cost_from": _money,
    "cost_to": _money,
    "jobs_from": _count,
    "jobs_to": _count,
    "launch_from": _day,
    "launch_to": _day,
    "late": _yes,
    "stale": _days,
    "missing": _missing,
    "published": _yes,
}
