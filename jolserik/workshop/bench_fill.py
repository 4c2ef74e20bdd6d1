"""Filling an empty database with made-up rows by the hundred thousand: a bulk path of its own.

Projects lie in zones, zones in districts, districts in a region; one zone is handed to another
district in the middle of the years. A zone's return for a month is accepted on a day of the next
month; one row in a hundred is corrected weeks or months later. Posting numbers follow the
calendar. What is derived is made by set-based SQL and must stand up to `ledger verify`.
"""

import datetime as dt
import heapq
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from jolserik.core.month import Month
from jolserik.core.words import Words
from jolserik.ledger import measures, paths, posting, subjects
from jolserik.ledger.balances import BASE
from jolserik.ledger.models import (
    BLOCK,
    FIRST_MONTH,
    LAST_MONTH,
    LONG_BLOCK,
    Entry,
    Issuer,
    LedgerHead,
    Measure,
    Source,
    Statement,
    Subject,
    SubjectLink,
    SubjectPath,
)
from jolserik.people.actor import PROGRAM
from jolserik.workshop import bench_bulk

FIRST, MONTHS = Month.of(2020, 1), 60
DISTRICTS, ZONES = 20, 100
RETURNED = (
    "investment_made",
    "output",
    "taxes_paid",
    "public_money_spent",
    "jobs_created",
    "jobs_permanent",
    "production_lines",
    "power_capacity",
)
CORRECTED = 0.01  # share of rows
CHUNK = 20_000
MOMENT = "2025-06-01 00:00:00"
NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Filled:
    """What was filled in."""

    region: str
    zones: tuple[str, ...]
    districts: tuple[str, ...]
    projects: int
    entries: int


def fill(*, rows: int | None, projects: int = 300, say: Say, seed: int = 2024) -> Filled:
    """Fill an empty, migrated database with about `rows` entries, or with so many projects."""
    measures.install()
    if rows is not None:
        projects = max(ZONES, round(rows / (MONTHS * len(RETURNED) * (1 + 2 * CORRECTED))))
    tree = _Tree(projects)
    say(f"{projects} projects in {ZONES} zones of {DISTRICTS} districts")
    number = _statements(tree, tree.last_posting)
    sources = _sources()
    indexes = bench_bulk.without_indexes(Entry)
    entries = 0
    lines = _entries(tree, random.Random(seed), number, sources)  # nosec B311  # made-up amounts
    for chunk in bench_bulk.chunks(lines, CHUNK):
        entries += bench_bulk.insert(Entry, COLUMNS, chunk)
        if entries % 500_000 < CHUNK:
            say(f"{entries} entries")
    number += entries
    LedgerHead.objects.update_or_create(pk=1, defaults={"last_posting_no": number})
    bench_bulk.run(indexes)
    say("indexes are back")
    _balances(number)
    say("balances are made")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return Filled(
        tree.region.code,
        tuple(zone.code for zone in tree.zones),
        tuple(district.code for district in tree.districts),
        projects,
        entries,
    )


# --- subjects


class _Tree:
    """Places and zones by the ledger's own acts, thousands of projects in bulk."""

    def __init__(self, projects: int) -> None:
        self.region = self._act("region", 0)
        self.districts = [self._act("district", n) for n in range(DISTRICTS)]
        self.zones = [self._act("zone", n) for n in range(ZONES)]
        for district in self.districts:
            self._lay(district, self.region)
        handed_over = Month.of(2022, 6)
        self._lay(self.zones[0], self.districts[0], last=handed_over.plus(-1))
        self._lay(self.zones[0], self.districts[1], first=handed_over)
        for n, zone in enumerate(self.zones[1:], start=1):
            self._lay(zone, self.districts[n % DISTRICTS])
        self.last_posting = posting.last()
        self.projects_of: list[list[int]] = [[] for _ in self.zones]
        self._projects(projects)

    def _act(self, kind: str, number: int) -> Subject:
        name = code(kind, number)
        return subjects.add_subject(
            kind=kind,
            code=name,
            names=Words(name, name, name),
            fictional=True,
            by=PROGRAM,
            now=NOW,
        )

    def _lay(
        self, child: Subject, parent: Subject, first: Month | None = None, last: Month | None = None
    ) -> None:
        subjects.link(child=child, parent=parent, first=first, last=last, by=PROGRAM, now=NOW)

    def _projects(self, count: int) -> None:
        above = [
            paths.Link(row.child_id, row.parent_id, (row.month_from, row.month_to))
            for row in SubjectLink.objects.all()
        ]
        codes = [code("project", n) for n in range(count)]
        made = Subject.objects.bulk_create(
            (
                Subject(
                    kind="project",
                    code=c,
                    name_ru=c,
                    name_kk=c,
                    name_en=c,
                    folded=c,
                    fictional=True,
                )
                for c in codes
            ),
            batch_size=2000,
        )
        links, derived = [], []
        for n, project in enumerate(made):
            zone = self.zones[n % ZONES]
            self.projects_of[n % ZONES].append(project.pk)
            self.last_posting += 1
            links.append(
                SubjectLink(
                    posting_no=self.last_posting, recorded_at=NOW, child=project, parent=zone
                )
            )
            own = paths.Link(project.pk, zone.pk, (FIRST_MONTH, LAST_MONTH))
            for ancestor, intervals in paths.ancestors([*above, own], project.pk).items():
                derived += [
                    SubjectPath(
                        ancestor_id=ancestor,
                        descendant_id=project.pk,
                        month_from=first,
                        month_to=last,
                        posting_from=self.last_posting,
                    )
                    for first, last in intervals
                ]
        SubjectLink.objects.bulk_create(links, batch_size=2000)
        SubjectPath.objects.bulk_create(derived, batch_size=2000)


def code(kind: str, number: int) -> str:
    """The code of a made-up subject."""
    return f"bench:{kind}-{number}"


# --- rows


def _sources() -> list[int]:
    """A return of each zone for each month."""
    rows = [
        Source(
            key=f"bench-{month}-{zone}",
            kind="file",
            title=f"Return of zone {zone}, {FIRST.plus(month)}",
            public=False,
        )
        for month in range(MONTHS)
        for zone in range(ZONES)
    ]
    return [row.pk for row in Source.objects.bulk_create(rows, batch_size=2000)]


def _statements(tree: _Tree, number: int) -> int:
    """What was stated about the region, its districts and zones: a year's total for each."""
    issuer = Issuer.objects.create(code="bench", name_ru="bench", name_kk="bench", name_en="bench")
    source = Source.objects.create(key="bench", kind="statistics", title="Yearbook", public=True)
    measure = Measure.objects.get(code="investment_made")
    rows = []
    for subject in [tree.region, *tree.districts, *tree.zones]:
        for year in range(2020, 2025):
            number += 1
            rows.append(
                Statement(
                    posting_no=number,
                    recorded_at=NOW,
                    subject=subject,
                    measure=measure,
                    scenario="actual",
                    basis="statement",
                    covers_from=Month.of(year, 1).ordinal,
                    covers_to=Month.of(year, 12).ordinal,
                    amount=10**14 + subject.pk * year,
                    issuer=issuer,
                    source=source,
                    known_on=dt.date(year + 1, 2, 15),
                )
            )
    Statement.objects.bulk_create(rows, batch_size=1000)
    return number


COLUMNS = (
    "posting_no",
    "recorded_at",
    "amount",
    "place",
    "known_on",
    "known_precision",
    "original_currency",
    "rate_source",
    "scenario",
    "standing",
    "basis",
    "month",
    "measure_id",
    "source_id",
    "subject_id",
    "reverses_id",
)
Line = tuple[Any, ...]


def _entries(tree: _Tree, chance: random.Random, number: int, sources: list[int]) -> Iterator[Line]:
    """Lines in the order of their days: returns, and the corrections that have fallen due."""
    ids = [Measure.objects.get(code=code).pk for code in RETURNED]
    money = {ids[n] for n in range(4)}
    due: list[tuple[dt.date, int, Line]] = []  # day, number of the wrong row, the wrong row
    for day, month, zone in _calendar(chance):
        while due and due[0][0] <= day:
            when, wrong, line = heapq.heappop(due)
            number += 2
            right = line[2] + chance.randrange(1, 10**6)
            yield _again(line, number - 1, when, -line[2], wrong)
            yield _again(line, number, when, right, None)
        told = day.isoformat()
        source = sources[month * ZONES + zone]
        for row, project in enumerate(tree.projects_of[zone]):
            place = f"Form 1, sheet 1, row {row + 8}"
            for measure in ids:
                amount = (
                    chance.randrange(10**6, 10**10) if measure in money else chance.randrange(9)
                )
                number += 1
                line = (
                    *(number, MOMENT, amount, place, told, "day", "", "", "actual", ""),
                    *("returns", FIRST.ordinal + month, measure, source, project, None),
                )
                if chance.random() < CORRECTED:
                    later = day + dt.timedelta(days=chance.randrange(10, 200))
                    heapq.heappush(due, (later, number, line))
                yield line


def _again(line: Line, number: int, day: dt.date, amount: int, reverses: int | None) -> Line:
    """The same row with another number, day and amount."""
    return (number, MOMENT, amount, line[3], day.isoformat(), *line[5:15], reverses)


def _calendar(chance: random.Random) -> list[tuple[dt.date, int, int]]:
    """Day of acceptance, month and zone of every return, in order."""
    days = []
    for month in range(MONTHS):
        first = FIRST.plus(month + 1).first_day
        for zone in range(ZONES):
            days.append((first + dt.timedelta(days=chance.randrange(4, 27)), month, zone))
    return sorted(days)


# --- balances

ABOVE = """
FROM ledger_entry e JOIN ledger_subjectpath p
  ON p.descendant_id = e.subject_id AND e.month BETWEEN p.month_from AND p.month_to
 AND e.posting_no > p.posting_from AND e.posting_no <= p.posting_to
WHERE e.posting_no >= %s AND e.posting_no < %s
"""
OF_BLOCKS = f"""
INSERT INTO ledger_balance
  (ancestor_id, measure_id, scenario, standing, basis, month, known_on, block,
   high, low, entries)
SELECT p.ancestor_id, e.measure_id, e.scenario, e.standing, e.basis, e.month, e.known_on,
       e.posting_no / {BLOCK}, SUM(e.amount / {BASE}), SUM(e.amount %% {BASE}), COUNT(*)
{ABOVE}
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
ORDER BY 8, 1, 2, 7, 6
"""  # nosec B608  # constants
OF_LONG_BLOCKS = """
INSERT INTO ledger_longbalance
  (ancestor_id, measure_id, scenario, standing, basis, month, known_month, block,
   high, low, entries)
SELECT ancestor_id, measure_id, scenario, standing, basis, month,
       {known_month}, block / {many}, SUM(high), SUM(low), SUM(entries)
FROM ledger_balance
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
KNOWN_MONTH = {
    "sqlite": "CAST(strftime('%%Y', known_on) AS INTEGER) * 12"
    " + CAST(strftime('%%m', known_on) AS INTEGER) - 1",
    "postgresql": "CAST(EXTRACT(YEAR FROM known_on) * 12 + EXTRACT(MONTH FROM known_on) - 1"
    " AS INTEGER)",
}


def _balances(newest: int) -> None:
    """Cells never cross a block, so the blocks are done some hundreds at a time."""
    step = 512 * BLOCK
    long = OF_LONG_BLOCKS.replace("{known_month}", KNOWN_MONTH[connection.vendor])
    with connection.cursor() as cursor:
        for start in range(0, newest + 1, step):
            cursor.execute(OF_BLOCKS, [start, start + step])
        cursor.execute(long.replace("{many}", str(LONG_BLOCK // BLOCK)), [])
