"""Measuring the ledger on one database: ours against bare SQL, on ten days, with a warm cache.

Run as processes of their own for each database and size (`jolserik bench` does that), first
`python -m jolserik.workshop.bench fill FILE ROWS`, with ROWS 0 for the true size, then
`… measure FILE` once for each turn. The database must be empty; it is filled and must stand up to
`ledger verify`. `lines` adds the turns up.
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
from pathlib import Path
from typing import Any

DAYS = 10
TURNS = 5  # of all databases, so that all sizes meet the machine in the same mood
REPEATS = 3  # in one turn
# Of bare SQL in one turn; if it is slow, each turn asks it of other days.
COMPARE_SECONDS, ENOUGH_SECONDS = 8.0, 4.0


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
        "turns": [],
    }


def measure(told: dict[str, Any], *, say: Callable[[str], None]) -> dict[str, Any]:
    """Take a turn at measuring a database that was filled; adds it to what was told of it."""
    from jolserik.workshop.bench_fill import Filled

    turn = len(told["turns"])
    taken = {case.name: _taken(case, turn) for case in cases(Filled(**told["filled"]))}
    for name, times in taken.items():
        ours, bare = (statistics.median(ms for _, ms in times[whose]) for whose in ("ours", "bare"))
        say(f"{name}: ours {ours:.2f} ms, bare {bare:.2f} ms")
    return told | {"turns": [*told["turns"], taken]}


def lines(told: Mapping[str, Any]) -> list[Measured]:
    """What all turns of a database say together, by case."""
    return [_line(told, name) for name in told["turns"][0]]


def _line(told: Mapping[str, Any], name: str) -> Measured:
    turns = [turn[name] for turn in told["turns"]]
    ours, bare = (
        [(day, ms) for turn in turns for day, ms in turn[whose]] for whose in ("ours", "bare")
    )
    middle, bare_middle = (statistics.median(ms for _, ms in times) for times in (ours, bare))
    by_day, bare_by_day = _by_day(ours), _by_day(bare)
    return Measured(
        name=name,
        database=told["database"],
        rows=told["filled"]["entries"],
        ours_ms=round(middle, 2),
        bare_ms=round(bare_middle, 2),
        ratio=round(middle / bare_middle, 2),
        worst_ratio=round(max(by_day[day] / bare_by_day[day] for day in bare_by_day), 2),
        p95_ms=round(_p95([ms for _, ms in ours]), 2),
        bare_p95_ms=round(_p95([ms for _, ms in bare]), 2),
        queries=max(turn["queries"] for turn in turns),
    )


def _by_day(times: Sequence[tuple[int, float]]) -> dict[int, float]:
    """The median of each day."""
    days = sorted({day for day, _ in times})
    return {day: statistics.median(ms for d, ms in times if d == day) for day in days}


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


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


def _taken(case: Case, turn: int) -> dict[str, Any]:
    """Times of one turn as pairs of day and milliseconds, after both ways were compared."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    days = list(enumerate(case.asked))
    start = turn * DAYS // TURNS
    days = days[start:] + days[:start]
    queries, began = 0, time.perf_counter()
    for _, asked in days:  # warms the cache, counts and compares
        with CaptureQueriesContext(connection) as captured:
            ours = case.ours(asked)
        queries = max(queries, len(captured))
        if time.perf_counter() - began < COMPARE_SECONDS and not case.same(ours, case.bare(asked)):
            raise SystemExit(f"{case.name}: ours and bare SQL differ for {asked}")
    times: dict[str, list[tuple[int, float]]] = {"ours": [], "bare": []}
    for _ in range(REPEATS):
        for day, asked in days:
            times["ours"].append((day, _milliseconds(case.ours, asked)))
            if sum(ms for _, ms in times["bare"]) < ENOUGH_SECONDS * 1000:
                times["bare"].append((day, _milliseconds(case.bare, asked)))
    return {"queries": queries, **times}


def _milliseconds(act: Callable[[Any], Any], asked: Any) -> float:
    started = time.perf_counter()
    act(asked)
    return (time.perf_counter() - started) * 1000


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
