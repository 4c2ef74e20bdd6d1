"""What the pages of a region, zone and project show. One batch of questions a page."""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from typing import Any

from jolserik.core.month import Month, Period
from jolserik.indicators import totals
from jolserik.indicators.moment import Moment
from jolserik.indicators.totals import Totals
from jolserik.ledger import queries, rule
from jolserik.ledger.models import Target
from jolserik.ledger.values import (
    Answer,
    Level,
    MeasureValue,
    MonthSum,
    Question,
    Scenario,
    Standing,
    SubjectValue,
)
from jolserik.people.actor import Actor
from jolserik.projects import queries as projects
from jolserik.projects.queries import ProjectView
from jolserik.territory import queries as territory
from jolserik.territory.models import Place
from jolserik.territory.queries import ZoneView

EARLIER_YEARS = 3


@cache
def dashboards() -> Mapping[str, Any]:
    """`dashboards.toml`."""
    text = (resources.files("jolserik.indicators") / "dashboards.toml").read_text("utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True)
class Line:
    """One measure and all answers to it: both books, plan beside actual."""

    measure: MeasureValue
    period: Period | None
    actual: tuple[Answer, ...] = ()
    plan: tuple[Answer, ...] = ()

    @property
    def stated(self) -> tuple[Answer, ...]:
        return tuple(a for a in self.actual if not a.basis.booked)

    @property
    def booked(self) -> tuple[Answer, ...]:
        return tuple(a for a in self.actual if a.basis.booked)

    @property
    def gap(self) -> Decimal | None:
        """Stated less booked, where both books answer with one figure."""
        if len(self.stated) == 1 and len(self.booked) == 1:
            return self.stated[0].value - self.booked[0].value
        return None


@dataclass(frozen=True)
class Share:
    """How much of a plan is there, in per cent to one decimal; names both rows."""

    actual: Answer
    plan: Answer

    @property
    def percent(self) -> Decimal | None:
        if self.plan.amount == 0:
            return None
        ratio = Decimal(self.actual.amount * 100) / Decimal(self.plan.amount)
        return ratio.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class PathPoint:
    """A known point of a year: the total up to `end`. Nothing is drawn between the points."""

    year: int
    end: dt.date
    answer: Answer

    @property
    def booked(self) -> bool:
        return self.answer.basis.booked


@dataclass(frozen=True)
class Headline:
    """The year's figure against its plans, and the path of the year beside earlier years."""

    year: int
    line: Line
    span: Line | None  # the same for three years together, where anything is known of them
    shares: tuple[Share, ...]
    path: tuple[PathPoint, ...]
    years: tuple[int, ...]


@dataclass(frozen=True)
class Change:
    """An answer that is not what it was; `rows` are the stated rows that made the difference."""

    line: Line
    before: Answer | None
    after: Answer | None
    rows: tuple[Level, ...]

    @property
    def scenario(self) -> Scenario:
        return next(a for a in (self.after, self.before) if a).question.scenario

    @property
    def booked_rows(self) -> int:
        """How many booked rows more (or fewer) there are."""
        now = self.after.entries if self.after else 0
        return now - (self.before.entries if self.before else 0)


@dataclass(frozen=True)
class Goal:
    """A target with what came of it: reached, missed, failed (below critical), unknown, not due."""

    target: Target
    measure: MeasureValue
    period: Period | None
    until: Month
    answer: Answer | None

    @property
    def outcome(self) -> str:
        if self.answer is None:
            return "unknown"
        if self.answer.amount >= self.target.amount:
            return "reached"
        if self.answer.question.as_of < self.until.last_day:
            return "not_due"
        critical = self.target.critical
        return "failed" if critical is not None and self.answer.amount < critical else "missed"

    @property
    def value(self) -> Decimal:
        return self.measure.to_decimal(self.target.amount)

    @property
    def critical(self) -> Decimal | None:
        critical = self.target.critical
        return None if critical is None else self.measure.to_decimal(critical)


@dataclass(frozen=True)
class RowOf:
    """A row of a table: a subject and a cell for each column."""

    subject: SubjectValue
    cells: tuple[Line, ...]
    project: ProjectView | None = None


@dataclass(frozen=True)
class Table:
    """Subjects by measures."""

    columns: tuple[MeasureValue, ...]
    rows: tuple[RowOf, ...]


@dataclass(frozen=True)
class Picture:
    """All that a page shows. `headline`, tables and details where there are any."""

    subject: SubjectValue
    moment: Moment
    year: int
    above: tuple[SubjectValue, ...]
    headline: Headline | None
    of_year: tuple[Line, ...]
    key: tuple[Line, ...]
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    goals: tuple[Goal, ...]
    newest: dt.date | None  # the last day on which a stated row of the page became known
    zones: Table | None = None
    districts: Table | None = None
    projects: Table | None = None
    place: Place | None = None
    zone: ZoneView | None = None
    area: Line | None = None
    project: ProjectView | None = None
    totals: Totals | None = None

    @property
    def newest_since(self) -> str:
        """The day before the newest row: from then on it is a change."""
        return (self.newest - dt.timedelta(days=1)).isoformat() if self.newest else ""


def picture(subject: SubjectValue, *, actor: Actor, moment: Moment) -> Picture:
    """The picture of a subject, by its kind."""
    drawn = {"zone": zone, "project": project}.get(subject.kind, region)
    return drawn(subject, actor=actor, moment=moment)


def region(subject: SubjectValue, *, actor: Actor, moment: Moment) -> Picture:
    """The page of a region, city or district."""
    board = dashboards()
    month = Month.at(moment.as_of)
    around = queries.around(subject, kinds=("city", "district", "zone"), month=month)
    zones = [found.subject for found in around.below if found.subject.kind == "zone"]
    districts = [f.subject for f in around.below if f.subject.kind != "zone" and f.direct]
    known_projects = projects.below(subject, as_of=moment.as_of)
    asked = _Asked(subject, actor, moment)
    headline = board["headline"][0]
    columns = {
        "zones": (zones, board["tables"]["zones"]),
        "projects": ([view.subject for view in known_projects], board["tables"]["projects"]),
    }
    for subjects, codes in columns.values():
        asked.want(subjects, codes, None)
    asked.want([view.subject for view in known_projects], totals.MEASURES, None)
    asked.want(districts, [headline], *_years(moment.as_of.year, back=6))
    asked.want([subject], board["region"]["periodless"], None)
    asked.want_years([subject], board["region"]["year"])
    asked.want_headline(board["headline"])
    asked.go()
    views = {view.subject.id: view for view in known_projects}
    return replace(
        asked.picture("region", above=around.above),
        place=territory.place(subject),
        headline=asked.headline(board["headline"]),
        zones=asked.table(*columns["zones"]),
        districts=asked.latest_table(districts, headline),
        projects=asked.table(*columns["projects"], views=views),
        totals=_totals(asked, known_projects),
    )


def _totals(asked: "_Asked", known_projects: Sequence[ProjectView]) -> Totals | None:
    """The register's projects by sector and country; the ledger has answered for those known."""

    def answers(subject: SubjectValue, code: str) -> tuple[Answer, ...]:
        line = asked.line(subject, code, None)
        return (*line.plan, *line.actual)

    said = totals.published(known_projects, answers)
    scope = totals.within(asked.subject, asked.moment)
    found = totals.parts(scope, actor=asked.actor, moment=asked.moment, published=said)
    return totals.added(found) if found else None


def zone(subject: SubjectValue, *, actor: Actor, moment: Moment) -> Picture:
    """The page of a zone."""
    board = dashboards()
    known_projects = projects.below(subject, as_of=moment.as_of)
    asked = _Asked(subject, actor, moment)
    residents = [view.subject for view in known_projects]
    asked.want(residents, board["tables"]["projects"], None)
    asked.want([subject], [*board["zone"]["periodless"], "area"], None)
    asked.want_years([subject], board["zone"]["year"])
    asked.want_headline(["investment_made"])
    asked.go()
    views = {view.subject.id: view for view in known_projects}
    return replace(
        asked.picture("zone", above=_above(subject, moment)),
        zone=territory.zone(subject),
        area=asked.line(subject, "area", None),
        headline=asked.headline(["investment_made"]),
        projects=asked.table(residents, board["tables"]["projects"], views=views),
    )


def project(subject: SubjectValue, *, actor: Actor, moment: Moment) -> Picture:
    """The page of a project."""
    board = dashboards()
    asked = _Asked(subject, actor, moment)
    asked.want([subject], board["project"]["periodless"], None)
    asked.want_years([subject], [*board["project"]["year"], "investment_made"])
    asked.go()
    return replace(
        asked.picture("project", above=_above(subject, moment)),
        project=projects.project(subject, as_of=moment.as_of),
    )


def _years(last: int, *, back: int) -> list[Period]:
    return [Period.of_year(year) for year in range(last, last - back - 1, -1)]


def _above(subject: SubjectValue, moment: Moment) -> tuple[SubjectValue, ...]:
    return queries.around(subject, kinds=(), month=Month.at(moment.as_of)).above


def _span(last: int) -> Period:
    """Three years that end in `last`."""
    return Period(Month.of(last - 2, 1), Month.of(last, 12))


class _Asked:
    """The questions of one page, asked in one batch for its day and one for `since`."""

    def __init__(self, subject: SubjectValue, actor: Actor, moment: Moment) -> None:
        self.subject, self.actor, self.moment = subject, actor, moment
        self.seen = queries.sight(actor)
        self.measures = queries.measures()
        self.wanted: dict[Question, None] = {}
        self.reading = queries.Reading({}, {}, {})
        self.answers: Mapping[Question, list[Answer]] = {}
        self.goals: list[Goal] = []

    def want(
        self, subjects: Sequence[SubjectValue], codes: Sequence[str], *periods: Period | None
    ) -> None:
        for subject in subjects:
            for code in codes:
                for period in periods:
                    for scenario in Scenario:
                        self.wanted[self._question(subject, code, period, scenario)] = None

    def want_years(self, subjects: Sequence[SubjectValue], codes: Sequence[str]) -> None:
        """This year and enough before it to find the newest one with figures."""
        self.want(subjects, codes, *_years(self.moment.as_of.year, back=EARLIER_YEARS))

    def want_headline(self, codes: Sequence[str]) -> None:
        """The same for the biggest figure, with the three years that end in each year."""
        self.want_years([self.subject], codes)
        for period in _years(self.moment.as_of.year, back=EARLIER_YEARS):
            self.want([self.subject], codes, _span(period.start.year))

    def go(self) -> None:
        """Ask everything, and the page's own subject also as known on `since`."""
        targets = queries.targets_of(
            [self.subject.id],
            actor=self.actor,
            as_of=self.moment.as_of,
            at_posting=self.moment.at_posting,
            seen=self.seen,
        )
        goals = [(target, self._goal_question(target)) for target in targets]
        for _, question in goals:
            self.wanted[question] = None
        own = [q for q in self.wanted if q.subject.id == self.subject.id]
        self.earlier = {replace(q, as_of=self.moment.since): q for q in own}
        self.reading = queries.read([*self.wanted, *self.earlier], actor=self.actor, seen=self.seen)
        self.answers = self.reading.answers
        self.goals = [self._goal(target, question) for target, question in goals]

    def _question(
        self, subject: SubjectValue, code: str, period: Period | None, scenario: Scenario
    ) -> Question:
        moment, measure = self.moment, self.measures[code]
        return Question(subject, measure, period, scenario, moment.as_of, moment.at_posting)

    def line(self, subject: SubjectValue, code: str, period: Period | None) -> Line:
        actual = self.answers[self._question(subject, code, period, Scenario.ACTUAL)]
        plan = self.answers[self._question(subject, code, period, Scenario.PLAN)]
        return Line(self.measures[code], period, tuple(actual), tuple(plan))

    def picture(self, page: str, *, above: tuple[SubjectValue, ...]) -> Picture:
        board = dashboards()[page]
        year = self._year([*board["year"], *dashboards()["headline"]])
        period = Period.of_year(year)
        of_year = [self.line(self.subject, code, period) for code in board["year"]]
        known = [
            line
            for code in board["periodless"]
            if (line := self.line(self.subject, code, None)).actual or line.plan
        ]
        key = [line for code in board["key"] for line in known if line.measure.code == code]
        return Picture(
            subject=self.subject,
            moment=self.moment,
            year=year,
            above=above,
            headline=None,
            of_year=tuple(line for line in of_year if line.actual or line.plan),
            key=tuple(key),
            lines=tuple(line for line in known if line not in key),
            changes=tuple(self._changes()),
            goals=tuple(self.goals),
            newest=self._newest(),
        )

    def _year(self, codes: Sequence[str]) -> int:
        """The newest year, not after the as-of, for which anything actual is known."""
        newest = self.moment.as_of.year
        for period in _years(newest, back=EARLIER_YEARS):
            for code in codes:
                question = self._question(self.subject, code, period, Scenario.ACTUAL)
                if self.answers.get(question):
                    return period.start.year
        return newest

    def headline(self, codes: Sequence[str]) -> Headline | None:
        """The first of the measures that has a figure for the year."""
        for code in codes:
            year = self._year([code])
            line = self.line(self.subject, code, Period.of_year(year))
            if line.actual or line.plan:
                years = tuple(range(year - EARLIER_YEARS, year + 1))
                span = self.line(self.subject, code, _span(year))
                return Headline(
                    year=year,
                    line=line,
                    span=span if span.actual else None,
                    shares=shares_of(line),
                    path=self._path(code, years),
                    years=years,
                )
        return None

    def _path(self, code: str, years: Sequence[int]) -> tuple[PathPoint, ...]:
        """Every known total since January of each year: stated levels, booked months added up."""
        question = self._question(self.subject, code, None, Scenario.ACTUAL)
        series = queries.series_of(question)
        points: list[PathPoint] = []
        for year in years:
            points += _stated_points(question, year, self.reading.levels[series])
            points += _booked_points(question, year, self.reading.sums[question.as_of, series])
        return tuple(sorted(points, key=lambda p: (p.year, p.booked, p.end)))

    def table(
        self,
        subjects: Sequence[SubjectValue],
        codes: Sequence[str],
        views: Mapping[int, ProjectView] | None = None,
    ) -> Table | None:
        rows = [
            RowOf(
                subject,
                tuple(self.line(subject, code, None) for code in codes),
                (views or {}).get(subject.id),
            )
            for subject in subjects
        ]
        columns = tuple(self.measures[code] for code in codes)
        return Table(columns, tuple(rows)) if rows else None

    def latest_table(self, subjects: Sequence[SubjectValue], code: str) -> Table | None:
        """For each subject the newest year of a measure, its period said in the cell."""
        rows = []
        for subject in subjects:
            lines = (
                self.line(subject, code, period)
                for period in _years(self.moment.as_of.year, back=6)
            )
            newest = next((line for line in lines if line.actual), None)
            rows.append(RowOf(subject, (newest or Line(self.measures[code], None),)))
        return Table((self.measures[code],), tuple(rows)) if rows else None

    def _changes(self) -> list[Change]:
        changes = []
        for asked, question in self.earlier.items():
            before, after = self.answers[asked], self.answers[question]
            old = {(a.basis, a.standing): a for a in before}
            new = {(a.basis, a.standing): a for a in after}
            for key in sorted(old.keys() | new.keys()):
                was, now = old.get(key), new.get(key)
                if not _same(was, now):
                    line = Line(question.measure, question.period)
                    changes.append(Change(line, was, now, _new_rows(was, now)))
        return changes

    def _newest(self) -> dt.date | None:
        """When a stated row about the page's own subject last became known."""
        as_of, at_posting = self.moment.as_of, self.moment.at_posting
        levels = (
            level
            for (subject, _, _), found in self.reading.levels.items()
            if subject == self.subject.id
            for level in found
        )
        days = [lv.known.day for lv in levels if lv.live(as_of, at_posting)]
        return max(days, default=None)

    def _goal_question(self, target: Target) -> Question:
        until = Month(target.covers_to)
        start = target.covers_from
        period = Period.until(until) if start is None else Period(Month(start), until)
        return self._question(self.subject, target.measure.code, period, Scenario.ACTUAL)

    def _goal(self, target: Target, question: Question) -> Goal:
        found = sorted(self.answers[question], key=lambda a: a.basis.booked)
        answer = found[0] if found else None
        measure = self.measures[target.measure.code]
        return Goal(target, measure, question.period, Month(target.covers_to), answer)


def shares_of(line: Line) -> tuple[Share, ...]:
    """Share of the approved plan, then of the announced one; of the same book if there is one."""
    if not line.actual:
        return ()
    first = line.actual[0]
    shares = []
    for standing in (Standing.APPROVED, Standing.ANNOUNCED):
        plans = [plan for plan in line.plan if plan.standing is standing]
        plans.sort(key=lambda plan: plan.basis.booked != first.basis.booked)
        shares += [Share(first, plan) for plan in plans[:1]]
    return tuple(shares)


def _stated_points(question: Question, year: int, levels: Sequence[Level]) -> list[PathPoint]:
    """For each known end of a level that starts in January, what the rule says up to it."""
    start, last = Month.of(year, 1), Month.of(year, 12)
    live = [lv for lv in levels if lv.live(question.as_of, question.at_posting)]
    ends = {lv.end for lv in live if lv.covers_from == start and lv.end <= last.last_day}
    points = []
    for end in sorted(ends):
        at = replace(question, period=Period(start, Month.at(end)))
        ending_then = [lv for lv in live if lv.end == end]
        points += [PathPoint(year, end, answer) for answer in rule.stated(at, ending_then)]
    return points


def _booked_points(question: Question, year: int, sums: Sequence[MonthSum]) -> list[PathPoint]:
    points = []
    start = Month.of(year, 1)
    for month in sorted({s.month for s in sums if s.month.year == year}):
        at = replace(question, period=Period(start, month))
        points += [PathPoint(year, month.last_day, answer) for answer in rule.booked(at, sums)]
    return points


def _same(was: Answer | None, now: Answer | None) -> bool:
    if was is None or now is None:
        return was is now
    same_rows = {r.posting_no for r in was.rows} == {r.posting_no for r in now.rows}
    return was.amount == now.amount and was.qualifier == now.qualifier and same_rows


def _new_rows(was: Answer | None, now: Answer | None) -> tuple[Level, ...]:
    old = {row.posting_no for row in was.rows} if was else set()
    return tuple(row for row in (now.rows if now else ()) if row.posting_no not in old)
