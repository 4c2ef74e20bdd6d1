"""The report of the benchmarks: benchmarks.json keeps the figures, the page is drawn from it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]
LARGEST, SMALLEST = 9_000_000, 110_000  # rows of the sizes that the budgets compare
WITH_EVIDENCE = "with evidence"
SHOWN = ("ours_ms", "bare_ms", "ratio", "worst_ratio", "p95_ms", "queries")
MOST_TIMES_BARE, MOST_TIMES_SMALLEST = 2, 3
FLOOR_MS = 10  # a figure that is as quick as this need not be compared (ADR 17)

HEAD = """# Benchmarks

How long the ledger takes to answer, against *bare* SQL: what somebody would write by hand over the
raw rows, with our indexes and without balances, giving the same sum and the same first page of
rows. `make bench` makes this page anew, from databases that it fills itself and takes away again;
nothing here is asserted by a test.

Each figure is asked as known on ten days from 2020 to 2025, old ones included, with a warm cache.
All databases are filled first, PostgreSQL as `scripts/with-postgres` starts it. Then they take five
turns, so that all sizes meet the machine in the same mood. In a turn both answers are compared and
then timed, three times for each day, ours and bare one after the other; where bare SQL is slow it
is asked of some days only, and of others in the next turn. Times are medians in milliseconds; p95
is the 95th percentile; the ratio is ours by bare, and the *worst day* that of the day on which ours
compares worst. Ours counts everything a page needs: the rule, the levels of the stated book, the
rows with their sources; bare fetches plain tuples.

Every database holds projects in 100 zones of 20 districts of one region, monthly returns of eight
measures over five years, one row in a hundred corrected later, and must stand up to
`jolserik ledger verify`. The *true size* is a region of 300 projects.
"""

FOOT = """
What is behind the budgets. A figure's time grows little with the rows: most of it is the fixed
price of asking some statements through Django, and of making values of what they bring. Bare SQL
has no such price, and grows with the rows below the subject. So the ratio is best for a region and
worst for a single project: its figure has twelve to sixty rows however large the ledger is, and
bare SQL finds them at once.

A p95 that is several times its median tells of the machine, which was busy with something else just
then, rather than of the program; and it flatters or wrongs a size by chance. The growth of the
medians stands beside it for that reason.
"""


def merge(file: Path, part: str, found: Iterable[Line], **told: Any) -> dict[str, Any]:
    """Write what was found of a part into the file, and what is told of the run; what other parts
    and other lines of the same part said before stays. Returns all parts."""
    kept: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    new = list(found)
    known = {(line["name"], line["database"]) for line in new}
    before = kept.get(part, {}).get("lines", [])
    rest = [line for line in before if (line["name"], line["database"]) not in known]
    kept[part] = {**told, "lines": new + rest}
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return kept


def markdown(lines: Sequence[Line], measured: str) -> str:
    """The page's part on the ledger. `measured`: when, where, and what else must be known."""
    told = [HEAD, f"{measured}\n", "## Budgets\n"]
    told += [*_budgets(lines), FOOT, "## Figures\n", *_tables(lines)]
    return "\n".join(told).rstrip() + "\n"


def _tables(lines: Sequence[Line]) -> list[str]:
    told = []
    for database in dict.fromkeys(line["database"] for line in lines):
        told.append(f"### {database}\n")
        told.append("| rows | what | ours | bare | ratio | worst day | ours p95 | statements |")
        told.append("|---:|---|---:|---:|---:|---:|---:|---:|")
        for line in lines:
            if line["database"] == database:
                rows = f"{line['rows']:,}".replace(",", " ")
                said = " | ".join([rows, line["name"], *(_number(line[key]) for key in SHOWN)])
                told.append(f"| {said} |")
        told.append("")
    return told


def _number(value: float | int | None) -> str:
    if value is None:
        return "–"
    if value == 0:  # of a ratio, after rounding
        return "< 0.01"
    if value >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:g}"


def _budgets(lines: Sequence[Line]) -> list[str]:
    """Each budget of the design, and whether it is met; honest words where it is not."""
    large = [x for x in lines if WITH_EVIDENCE in x["name"] and x["rows"] > LARGEST]
    if not large:
        return ["Not measured this time: the budgets are about 10 million rows."]
    told = [
        f"Any figure with its evidence: at most {MOST_TIMES_BARE} × bare SQL at 10 million rows (on"
        f" the worst of the ten days, too) or at most {FLOOR_MS} ms ([ADR 17]"
        "(adr/0017-a-floor-for-small-figures.md)), and p95 at 10 million at most"
        f" {MOST_TIMES_SMALLEST} × that at 100 thousand.\n",
        "| database | figure | ours, ms | × bare | worst day | met | p95 by p95 at 100 thousand |"
        " met | median by median at 100 thousand |",
        "|---|---|---:|---:|---:|---|---:|---|---:|",
    ]
    for line in large:
        small = _same_at_smallest(lines, line)
        p95, median = (
            round(line[key] / small[key], 2) if small else None for key in ("p95_ms", "ours_ms")
        )
        cells = [
            line["database"],
            line["name"].removesuffix(f", {WITH_EVIDENCE}"),
            _number(line["ours_ms"]),
            _number(line["ratio"]),
            _number(line["worst_ratio"]),
            _quick(line),
            _number(p95),
            _met(p95, MOST_TIMES_SMALLEST),
            _number(median),
        ]
        told.append(f"| {' | '.join(cells)} |")
    return told


def _same_at_smallest(lines: Sequence[Line], line: Line) -> Line | None:
    same = (
        other
        for other in lines
        if (other["name"], other["database"]) == (line["name"], line["database"])
        and other["rows"] < SMALLEST
    )
    return next(same, None)


def _quick(line: Line) -> str:
    if line["worst_ratio"] > MOST_TIMES_BARE and line["ours_ms"] <= FLOOR_MS:
        return f"yes, ≤ {FLOOR_MS} ms"
    return _met(line["worst_ratio"], MOST_TIMES_BARE)


def _met(times: float | None, most: float) -> str:
    if times is None:
        return "not measured"
    return "yes" if times <= most else "**no**"
