"""Measuring the ledger on one database: ours against bare SQL, on ten days, with a warm cache.

Run as processes of their own for each database and size (`jolserik bench` does that), first
`python -m jolserik.workshop.bench fill FILE ROWS`, with ROWS 0 for the true size, then
`… measure FILE`. The database must be empty; it is filled and must stand up to `ledger verify`.
"""

import datetime as dt
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

DAYS = 10
REPEATS = 5
ENOUGH_SECONDS = 40.0  # of bare SQL in one measurement; if it is slow it is repeated less often
COMPARE_SECONDS = 120.0  # after which a slow bare SQL is compared no further


@dataclass(frozen=True)
class Measured:
    """One line of docs/benchmarks.json. Times in milliseconds, median and 95th percentile.

    `worst_ratio` is that of the day on which ours compares worst, medians of that day.
    """

    name: str
    database: str
    rows: int
    ours_ms: float
    bare_ms: float
    ratio: float
    worst_ratio: float
    p95_ms: float
    bare_p95_ms: float
    queries: int


@dataclass(frozen=True)
class Case:
    """Something to be timed on a day, both ways; `same` compares what came out."""

    name: str
    ours: Callable[[Any], Any]
    bare: Callable[[Any], Any]
    same: Callable[[Any, Any], bool]
    asked: Sequence[Any]


def fill(rows: int, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Fill the database and verify it. Returns what was filled in and how long it took."""
    from django.core.management import call_command

    from jolserik.ledger import verify
    from jolserik.workshop import bench_fill

    call_command("migrate", verbosity=0, interactive=False)
    started = time.perf_counter()
    filled = bench_fill.fill(rows=rows or None, say=say)
    fill_seconds = time.perf_counter() - started
    say(f"{filled.entries} entries filled in {fill_seconds:.0f} s; verifying")
    started = time.perf_counter()
    wrong = verify.verify()
    verify_seconds = time.perf_counter() - started
    if wrong:
        raise SystemExit("ledger verify found differences:\n" + "\n".join(wrong[:20]))
    say(f"ledger verify found no difference in {verify_seconds:.0f} s")
    return {
        "database": database_name(),
        "true_size": rows == 0,
        "filled": asdict(filled),
        "fill_seconds": round(fill_seconds, 1),
        "verify_seconds": round(verify_seconds, 1),
    }


def measure(told: dict[str, Any], *, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure a database that was filled; adds the measured lines to what was told of it."""
    from jolserik.workshop.bench_fill import Filled

    filled = Filled(**told["filled"])
    found = [_measure(case, filled.entries, say=say) for case in cases(filled)]
    return told | {"measured": [asdict(line) for line in found]}


def database_name() -> str:
    """Such as `SQLite 3.40.1` or `PostgreSQL 15.18`."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            return f"SQLite {cursor.fetchone()[0]}"
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


# --- what is measured


def cases(filled: Any) -> list[Case]:
    """Figures of subjects of each kind on ten days, old ones included, and the region page."""
    from jolserik.core.month import Period
    from jolserik.ledger import posting, queries
    from jolserik.ledger.evidence import evidence
    from jolserik.ledger.values import Answer, Basis, Question, Scenario
    from jolserik.people.actor import PROGRAM
    from jolserik.workshop import bench_bare as bare
    from jolserik.workshop.bench_fill import RETURNED, code

    newest = posting.last()
    measures = queries.measures()
    chance = random.Random(7)  # nosec B311  # days to ask about
    projects = [code("project", n) for n in chance.sample(range(filled.projects), DAYS)]
    subjects = queries.subjects([filled.region, *filled.zones, *filled.districts, *projects])
    region = subjects[filled.region]
    days = sorted(
        dt.date(2020, 9, 1) + dt.timedelta(days=chance.randrange(1700)) for _ in range(DAYS)
    )

    def question(day: dt.date, scope: Any, measure: str, year: int | None) -> Question:
        period = None if year is None else Period.of_year(year)
        return Question(scope, measures[measure], period, Scenario.ACTUAL, day, newest)

    def booked(asked: Question) -> Answer:
        found = queries.answer(asked, actor=PROGRAM)
        return next(answer for answer in found if answer.basis is Basis.RETURNS)

    def opened(asked: Question) -> Any:
        return evidence(booked(asked), actor=PROGRAM)

    def same_opened(ours: Any, plain: bare.Bare) -> bool:
        rows = tuple(entry.posting_no for entry in ours.entries)
        answer = ours.answer
        return (answer.amount, answer.entries, rows) == (plain.amount, plain.entries, plain.numbers)

    def same_many(ours: Mapping[Question, list[Answer]], plain: list[bare.Bare]) -> bool:
        amounts = [
            next((a.amount for a in answers if a.basis is Basis.RETURNS), None)
            for answers in ours.values()
        ]
        return amounts == [one.amount for one in plain]

    def page(day: dt.date) -> list[Question]:
        year = day.year
        asked = [question(day, region, measure, year) for measure in RETURNED]
        asked += [question(day, region, measure, None) for measure in RETURNED]
        asked += [question(day, region, "investment_made", y) for y in range(2020, year)]
        asked += [question(day, subjects[c], "investment_made", year) for c in filled.districts]
        return list(dict.fromkeys(asked))

    years = [chance.randrange(2020, max(day.year - (day.month < 4), 2020) + 1) for day in days]

    def flows(codes: Sequence[str], measure: str) -> list[Question]:
        asked = zip(days, codes, years, strict=True)
        return [question(day, subjects[about], measure, year) for day, about, year in asked]

    def stocks(codes: Sequence[str]) -> list[Question]:
        asked = zip(days, codes, strict=True)
        return [question(day, subjects[about], "jobs_permanent", None) for day, about in asked]

    regions = [filled.region] * DAYS
    districts = chance.sample(filled.districts, DAYS)
    zones = chance.sample(filled.zones, DAYS)
    of_region = flows(regions, "investment_made")
    with_evidence = partial(Case, ours=opened, bare=bare.figure_with_page, same=same_opened)
    return [
        with_evidence("region, flow of a year, with evidence", asked=of_region),
        with_evidence("region, stock, with evidence", asked=stocks(regions)),
        with_evidence("district, flow of a year, with evidence", asked=flows(districts, "output")),
        with_evidence("district, stock, with evidence", asked=stocks(districts)),
        with_evidence("zone, flow of a year, with evidence", asked=flows(zones, "output")),
        with_evidence("zone, stock, with evidence", asked=stocks(zones)),
        with_evidence("project, flow of a year, with evidence", asked=flows(projects, "output")),
        with_evidence("project, stock, with evidence", asked=stocks(projects)),
        Case(
            "evidence page alone",
            lambda answer: evidence(answer, actor=PROGRAM),
            lambda answer: bare.page(answer.question),
            lambda ours, plain: tuple(e.posting_no for e in ours.entries) == plain,
            [booked(asked) for asked in of_region],
        ),
        Case(
            "region page, about forty figures",
            lambda asked: queries.answer_all(asked, actor=PROGRAM),
            bare.of_many,
            same_many,
            [page(day) for day in days],
        ),
    ]


# --- the stopwatch


def _measure(case: Case, rows: int, *, say: Callable[[str], None]) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries = 0
    began = time.perf_counter()
    for asked in case.asked:  # warms the cache, counts and compares
        with CaptureQueriesContext(connection) as captured:
            ours = case.ours(asked)
        queries = max(queries, len(captured))
        if time.perf_counter() - began > COMPARE_SECONDS:
            continue
        if not case.same(ours, case.bare(asked)):
            raise SystemExit(f"{case.name}: ours and bare SQL differ for {asked}")
    ours_ms, bare_ms = _times(case)
    all_ours, all_bare = list(chain(*ours_ms)), list(chain(*bare_ms))
    middle, bare_middle = statistics.median(all_ours), statistics.median(all_bare)
    by_day = [
        statistics.median(ours) / statistics.median(bare)
        for ours, bare in zip(ours_ms, bare_ms, strict=True)
        if bare
    ]
    line = Measured(
        name=case.name,
        database=database_name(),
        rows=rows,
        ours_ms=round(middle, 2),
        bare_ms=round(bare_middle, 2),
        ratio=round(middle / bare_middle, 2),
        worst_ratio=round(max(by_day), 2),
        p95_ms=round(_p95(all_ours), 2),
        bare_p95_ms=round(_p95(all_bare), 2),
        queries=queries,
    )
    say(
        f"{line.name}: ours {line.ours_ms} ms (p95 {line.p95_ms}), bare {line.bare_ms} ms,"
        f" ratio {line.ratio} (worst day {line.worst_ratio}), {line.queries} queries"
    )
    return line


def _times(case: Case) -> tuple[list[list[float]], list[list[float]]]:
    """Times by day. Ours and bare in turns, so that both meet the machine in the same mood."""
    ours: list[list[float]] = [[] for _ in case.asked]
    bare: list[list[float]] = [[] for _ in case.asked]
    for _ in range(REPEATS):
        for day, asked in enumerate(case.asked):
            ours[day].append(_milliseconds(case.ours, asked))
            if sum(chain(*bare)) < ENOUGH_SECONDS * 1000:
                bare[day].append(_milliseconds(case.bare, asked))
    return ours, bare


def _milliseconds(act: Callable[[Any], Any], asked: Any) -> float:
    started = time.perf_counter()
    act(asked)
    return (time.perf_counter() - started) * 1000


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jolserik.site.settings")
    django.setup()
    say: Callable[[str], None] = partial(print, "  ", flush=True)
    task, file, *rows = sys.argv[1:]
    told: dict[str, Any]
    if task == "fill":
        told = fill(int(rows[0]), say=say)
    else:
        told = measure(json.loads(Path(file).read_text("utf-8")), say=say)
    Path(file).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
