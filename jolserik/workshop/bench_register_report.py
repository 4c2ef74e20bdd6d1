"""What the page of benchmarks says of the register."""

from collections.abc import Mapping, Sequence
from typing import Any

Line = Mapping[str, Any]
MOST_LIST, MOST_DETAIL, MOST_SEARCH_MS, MOST_MEMORY_MB = 8, 12, 50, 200
WRITES = ("create a project", "stage move")

HEAD = """# The register

How quick the pages of the register are in a region of {projects} projects, {companies} companies,
{contacts} contacts and {events} events, all of them in the search index. Each page is asked for by
somebody who has signed in, as a browser asks for it, through the whole program but the network;
what a list or caseload shows is first compared with *bare* SQL, written by hand over the same
tables with the same indexes, and then both are timed in turns. Bare SQL has no page to draw and no
session to read: most of the difference is that. Writes are done once each, on things of their own.
`make bench` makes this part, too; alone: `jolserik bench --part register`.

Times are medians in milliseconds, p95 the 95th percentile; *per second* are requests of one
process, one after the other (of an export: rows). *Statements* and *transactions* are the most that
one request needed, those of the session and of who acts among them. Memory is the most that a
process of its own held while the file was made and written. Where more rows are exported than there
are projects, these come again and again in the one file.
"""


def markdown(lines: Sequence[Line], world: Mapping[str, Any], measured: str) -> str:
    head = HEAD.format(**{name: f"{number:,}".replace(",", " ") for name, number in world.items()})
    told = [head, f"{measured}\n", "## Aims\n", *_aims(lines), ""]
    for database in dict.fromkeys(line["database"] for line in lines):
        told += [f"## The register on {database}\n", *_table(lines, database), ""]
    return "\n".join(told).rstrip() + "\n"


def _table(lines: Sequence[Line], database: str) -> list[str]:
    told = [
        "| what | ours | p95 | per second | bare | ratio | statements | transactions |"
        " memory, MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    keys = (
        *("ours_ms", "p95_ms", "per_second", "bare_ms", "ratio"),
        *("queries", "transactions", "memory_mb"),
    )
    for line in lines:
        if line["database"] == database:
            told.append(f"| {' | '.join([line['name'], *(_number(line[k]) for k in keys)])} |")
    return told


def _aims(lines: Sequence[Line]) -> list[str]:
    """Each aim of the work, and whether it is met; the worst that was measured."""
    told = ["| aim | database | worst | met |", "|---|---|---:|---|"]
    for database in dict.fromkeys(line["database"] for line in lines):
        own = [line for line in lines if line["database"] == database]
        for aim, worst, most in (
            (f"list: at most {MOST_LIST} statements", _most(own, "list,", "queries"), MOST_LIST),
            (
                f"detail: at most {MOST_DETAIL} statements",
                _most(own, "detail", "queries"),
                MOST_DETAIL,
            ),
            (
                f"search: p95 at most {MOST_SEARCH_MS} ms",
                _most(own, "search", "p95_ms"),
                MOST_SEARCH_MS,
            ),
            (
                "a write: one transaction",
                max((_most(own, name, "transactions") or 0 for name in WRITES), default=None),
                1,
            ),
            (
                f"export of a million rows: at most {MOST_MEMORY_MB} MB",
                _most(own, "export", "memory_mb"),
                MOST_MEMORY_MB,
            ),
        ):
            met = "not measured" if worst is None else "yes" if worst <= most else "**no**"
            told.append(f"| {aim} | {database} | {_number(worst)} | {met} |")
    return told


def _most(lines: Sequence[Line], begins: str, key: str) -> float | None:
    found = [line[key] for line in lines if line["name"].startswith(begins)]
    return max((value for value in found if value is not None), default=None)


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}".replace(",", " ") if value >= 1000 else f"{value:g}"
