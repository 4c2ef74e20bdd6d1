"""The report of the benchmarks: benchmarks.json keeps the figures, the page is drawn from it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]
LARGEST, SMALLEST = 9_000_000, 110_000  # rows of the sizes that the budgets compare
WITH_EVIDENCE = "with evidence"
MOST_TIMES_BARE, MOST_TIMES_SMALLEST = 2, 3

HEAD = """# Benchmarks

How long the ledger takes to answer, against *bare* SQL: what somebody would write by hand over the
raw rows, with our indexes and without balances, giving the same sum and the same first page of
rows. Both answers are compared on every day before anything is timed. `make bench` makes this page
anew; nothing here is asserted by a test.

Each figure is asked as known on ten days from 2020 to 2025 (old ones included), five times each,
with a warm cache, ours and bare in turns; bare SQL that takes longer than 40 seconds in all is
asked less often. All databases are filled first and measured one after the other. Times are the
median in milliseconds; p95 is the 95th percentile. Ours counts everything a page needs: the
rule, the levels of the stated book, the rows with their sources; bare fetches plain tuples. Every
database is filled (projects in 100 zones of 20 districts, monthly returns of five years, one
row in a hundred corrected later) and
must stand up to `jolserik ledger verify`.
"""


def merge(file: Path, found: Iterable[Line]) -> list[Line]:
    """Write what was found into the file beside what other benchmarks left there."""
    kept: list[Line] = json.loads(file.read_text("utf-8")) if file.is_file() else []
    new = list(found)
    names = {line["name"] for line in new}
    merged = new + [line for line in kept if line["name"] not in names]
    file.write_text(json.dumps(merged, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return merged


def markdown(lines: Sequence[Line], *, machine: str, parts: str, day: str) -> str:
    """The page."""
    told = [HEAD, f"Measured on {day}: {machine}. {parts}.\n", "## Budgets\n"]
    told += [*_budgets(lines), "\n## Figures\n", *_tables(lines)]
    return "\n".join(told).rstrip() + "\n"


def _tables(lines: Sequence[Line]) -> list[str]:
    told = []
    for database in dict.fromkeys(line["database"] for line in lines):
        told.append(f"### {database}\n")
        told.append("| rows | what | ours | bare | ratio | ours p95 | statements |")
        told.append("|---:|---|---:|---:|---:|---:|---:|")
        for line in lines:
            if line["database"] == database:
                cells = [_number(line[key]) for key in ("ours_ms", "bare_ms", "ratio", "p95_ms")]
                rows = f"{line['rows']:,}".replace(",", " ")
                said = " | ".join([rows, line["name"], *cells, _number(line["queries"])])
                told.append(f"| {said} |")
        told.append("")
    return told


def _number(value: float | int | None) -> str:
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:g}"


def _budgets(lines: Sequence[Line]) -> list[str]:
    """Each budget of the design, and whether it is met; honest words where it is not."""
    told = ["| budget | database | what | measured | met |", "|---|---|---|---:|---|"]
    for line in lines:
        if WITH_EVIDENCE not in line["name"] or line["rows"] < LARGEST:
            continue
        where = f"{line['database']} | {line['name']}"
        told.append(
            f"| at most {MOST_TIMES_BARE} × bare at 10 million rows | {where}"
            f" | {line['ratio']:g} × | {_met(line['ratio'] <= MOST_TIMES_BARE)} |"
        )
        small = _same_at_smallest(lines, line)
        if small:
            times = round(line["p95_ms"] / small["p95_ms"], 2)
            told.append(
                f"| p95 at most {MOST_TIMES_SMALLEST} × that at 100 thousand | {where}"
                f" | {times:g} × | {_met(times <= MOST_TIMES_SMALLEST)} |"
            )
    if len(told) == 2:
        return ["Not measured this time: the budgets are about 10 million rows."]
    return told


def _same_at_smallest(lines: Sequence[Line], line: Line) -> Line | None:
    same = (
        other
        for other in lines
        if (other["name"], other["database"]) == (line["name"], line["database"])
        and other["rows"] < SMALLEST
    )
    return next(same, None)


def _met(met: bool) -> str:
    return "yes" if met else "**no**"
