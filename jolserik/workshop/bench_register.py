"""Measuring the register on one database, through its real pages, against bare SQL.

Run as processes of their own for each database (`jolserik bench` does that): first
`python -m jolserik.workshop.bench_register fill FILE PROJECTS`, then `… measure FILE`, which also
runs `… export FILE FORM` for itself, so that the memory of an export is its own. A page is asked
for as a browser would, by somebody who has signed in; what it shows is compared with what
hand-written SQL finds.
"""

import json
import logging
import os
import re
import resource
import statistics
import subprocess  # nosec B404  # measures in processes of their own
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

REPEATS, WRITES = 4, 30
COMPANIES, CONTACTS, EVENTS = 5, 10, 50  # for each project
EXPORTED = 1_000_000
Say = Callable[[str], None]
Asked = Any


@dataclass(frozen=True)
class Case:
    """Something to be timed, asked in several ways; `same` compares it with bare SQL."""

    name: str
    ours: Callable[[Asked], Any]
    asked: Sequence[Asked]
    bare: Callable[[Asked], Any] | None = None
    same: Callable[[Any, Any], bool] | None = None
    repeats: int = REPEATS


@dataclass
class Times:
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    queries: int = 0
    transactions: int = 0


def fill(projects: int, *, say: Say) -> dict[str, Any]:
    """Fill the database; returns what was filled in, and how long it took."""
    from django.core.management import call_command

    from jolserik.workshop import bench_register_fill, bench_register_index
    from jolserik.workshop.bench import database_name

    call_command("migrate", verbosity=0, interactive=False)
    started = time.perf_counter()
    world = bench_register_fill.fill(
        projects=projects,
        companies=projects * COMPANIES,
        contacts=projects * CONTACTS,
        events=projects * EVENTS,
        say=say,
    )
    bench_register_index.fill(say=say)
    seconds = time.perf_counter() - started
    say(f"filled in {seconds:.0f} s")
    return {"database": database_name(), "world": asdict(world), "fill_seconds": round(seconds, 1)}


def measure(told: dict[str, Any], file: Path, *, say: Say) -> list[dict[str, Any]]:
    """All lines for docs/benchmarks.json."""
    from django.core.management import call_command

    from jolserik.workshop.bench_register_cases import cases
    from jolserik.workshop.bench_register_fill import World

    call_command("collectstatic", verbosity=0, interactive=False)
    world = World(**told["world"])
    lines = [_once(told, "filling in bulk, with the search index", told["fill_seconds"] * 1000)]
    known = cases(world)
    for case in (case for case in known if case.repeats):
        lines.append(_timed(told, case, say))
    for form in ("csv", "xlsx"):
        for many in (world.projects, max(EXPORTED, world.projects)):
            line = _exported(told, file, form, many)
            say(f"{line['name']}: {line['ours_ms'] / 1000:.0f} s, {line['memory_mb']} MB")
            lines.append(line)
    # Last, for they add to what the others read.
    lines += [_timed(told, case, say) for case in known if not case.repeats]
    return lines


def _timed(told: dict[str, Any], case: Case, say: Say) -> dict[str, Any]:
    line = _line(told, case, _taken(case))
    say(
        f"{case.name}: {line['ours_ms']:.1f} ms, p95 {line['p95_ms']:.1f} ms,"
        f" bare {line['bare_ms']}, {line['queries']} statements"
    )
    return line


# --- the stopwatch


def _taken(case: Case) -> Times:
    """Once unmeasured to warm up, to count and to compare; then in turns, ours and bare."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times = Times()
    if case.repeats:
        case.ours(case.asked[0])  # what the first request of a process asks for all later ones
        for asked in case.asked:
            with CaptureQueriesContext(connection) as captured:
                ours = case.ours(asked)
            _count(times, captured)
            if case.bare and case.same and not case.same(ours, case.bare(asked)):
                raise SystemExit(f"{case.name}: ours and bare SQL differ for {asked}")
    for _ in range(case.repeats):
        for asked in case.asked:
            times.ours.append(_milliseconds(case.ours, asked))
            if case.bare:
                times.bare.append(_milliseconds(case.bare, asked))
    if not case.repeats:  # writes: each is done once
        half = len(case.asked) // 2
        for asked in case.asked[:half]:
            with CaptureQueriesContext(connection) as captured:
                case.ours(asked)
            _count(times, captured)
        times.ours = [_milliseconds(case.ours, asked) for asked in case.asked[half:]]
    return times


def _count(times: Times, captured: Any) -> None:
    said = [query["sql"] for query in captured.captured_queries]
    ends = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
    times.queries = max(times.queries, sum(not sql.startswith(ends) for sql in said))
    times.transactions = max(times.transactions, sum(sql.startswith("BEGIN") for sql in said))


def _milliseconds(act: Callable[[Any], Any], asked: Any) -> float:
    started = time.perf_counter()
    act(asked)
    return (time.perf_counter() - started) * 1000


def _line(told: dict[str, Any], case: Case, times: Times) -> dict[str, Any]:
    middle = statistics.median(times.ours)
    bare = statistics.median(times.bare) if times.bare else None
    return _once(told, case.name, middle) | {
        "p95_ms": round(_p95(times.ours), 2),
        "per_second": round(1000 / statistics.fmean(times.ours), 1),
        "bare_ms": None if bare is None else round(bare, 2),
        "ratio": None if bare is None else round(middle / bare, 2),
        "queries": times.queries,
        "transactions": times.transactions,
    }


def _once(told: dict[str, Any], name: str, milliseconds: float) -> dict[str, Any]:
    return {
        "name": name,
        "database": told["database"],
        "rows": told["world"]["projects"],
        "ours_ms": round(milliseconds, 2),
        "p95_ms": None,
        "per_second": None,
        "bare_ms": None,
        "ratio": None,
        "queries": None,
        "transactions": None,
        "memory_mb": None,
    }


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


# --- exports


def _exported(told: dict[str, Any], file: Path, form: str, many: int) -> dict[str, Any]:
    """An export in a process of its own: how long, how large, how much memory at most."""
    result = file.with_suffix(f".{form}.json")
    command = [sys.executable, "-m", __name__ if __name__ != "__main__" else _MODULE]
    command += ["export", str(file), str(result), form, str(many)]
    subprocess.run(command, check=True)  # nosec B603  # ours
    found = json.loads(result.read_text("utf-8"))
    name = f"export of {many:,} rows as {form.upper()}".replace(",", " ")
    return _once(told, name, found["seconds"] * 1000) | {
        "per_second": round(many / found["seconds"]),
        "memory_mb": found["memory_mb"],
        "file_mb": found["file_mb"],
    }


def export(world: Any, result: Path, form: str, many: int) -> None:
    """Take away what somebody who sees everything sees. Where there are fewer projects than asked
    for, they come again and again in the one file."""
    from jolserik.workshop.bench_register_cases import exported

    memory = partial(resource.getrusage, resource.RUSAGE_SELF)
    started, size, held = time.perf_counter(), 0, Path(f"{result}.{form}")
    with held.open("wb") as file:
        for piece in exported(world, form, many):
            size += file.write(piece)
    told = {
        "seconds": time.perf_counter() - started,
        "memory_mb": round(memory().ru_maxrss / 1024),
        "file_mb": round(size / 2**20, 1),
    }
    rows = _rows_in(held, form)
    held.unlink()
    if rows != many:
        raise SystemExit(f"{form}: {rows} rows in the file instead of {many}")
    result.write_text(json.dumps(told), "utf-8")


def _rows_in(file: Path, form: str) -> int:
    """Rows without the head; a workbook must be whole."""
    import zipfile

    if form == "csv":
        with file.open("rb") as lines:
            return sum(line.endswith(b"\r\n") for line in lines) - 1
    with zipfile.ZipFile(file) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        return sum(_count_rows(book.open(name)) - 1 for name in sheets)


def _count_rows(part: Any) -> int:
    rows, rest = 0, b""
    while piece := part.read(1 << 20):
        text = rest + piece
        rows += len(re.findall(b"<row ", text))
        rest = text[-4:]
    return rows


_MODULE = "jolserik.workshop.bench_register"


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jolserik.site.settings")
    django.setup()
    logging.disable(logging.INFO)
    say: Say = partial(print, "  ", flush=True)
    task, name, *rest = sys.argv[1:]
    file = Path(name)
    if task == "export":
        from jolserik.workshop.bench_register_fill import World

        world = World(**json.loads(file.read_text("utf-8"))["world"])
        export(world, Path(rest[0]), rest[1], int(rest[2]))
        return
    if task == "fill":
        told = fill(int(rest[0]), say=say)
    else:
        told = json.loads(file.read_text("utf-8"))
        told["lines"] = measure(told, file, say=say)
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
