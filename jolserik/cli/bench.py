"""`jolserik bench`: measure the ledger on many rows, in databases of its own."""

import json
import os
import platform
import subprocess  # nosec B404  # measures in processes of their own
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import click
import django
from django.utils import timezone

from jolserik.workshop import bench_report

TRUE_SIZE = 0
SIZES = (100_000, 1_000_000, 10_000_000)
OUT = Path("docs")


@click.command("bench")
@click.option("--rows", type=click.IntRange(1000), multiple=True, help="how many; may be repeated")
@click.option("--database-url", default="", help="a PostgreSQL server to measure besides SQLite")
@click.option("--sqlite/--no-sqlite", default=True, help="measure SQLite in a temporary folder")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=OUT)
def command(rows: tuple[int, ...], database_url: str, sqlite: bool, out: Path) -> None:
    """Fill, verify and measure: a true size first (300 projects, 5 years), then more and more rows.

    Writes benchmarks.md and benchmarks.json into the folder. Ten million rows take some 15 minutes
    and 3 GB for each database. Databases are made for this and taken away again.
    """
    urls = [url for url, wanted in (("", sqlite), (database_url, database_url)) if wanted]
    found = []
    for size in (TRUE_SIZE, *(rows or SIZES)):
        for url in urls:
            where = "PostgreSQL" if url else "SQLite"
            click.echo(f"{where}, {f'{size:,} rows' if size else 'true size'}")
            found += _lines(_measured(size, url))
            out.mkdir(parents=True, exist_ok=True)
            _write(out, found)  # after each, so that a broken run leaves what it found
    click.echo(f"Written: {out / 'benchmarks.md'}, {out / 'benchmarks.json'}")


def _measured(rows: int, url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="jolserik-bench-") as folder, _database(url) as own:
        result = Path(folder) / "result.json"
        kept = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
        ours = {"JOLSERIK_DATA": folder, "JOLSERIK_COMMAND": "1"}
        called = [sys.executable, "-m", "jolserik.workshop.bench", str(rows), str(result)]
        done = subprocess.run(called, env=kept | ours | own, check=False)  # nosec B603  # our own module
        if done.returncode:
            raise click.ClickException("the measurement broke off; what it said stands above")
        told: dict[str, Any] = json.loads(result.read_text("utf-8"))
        return told


@contextmanager
def _database(url: str) -> Iterator[dict[str, str]]:
    """A new database on the server, taken away afterwards; nothing for SQLite."""
    if not url:
        yield {}
        return
    import psycopg

    name = f"jolserik_bench_{uuid.uuid4().hex[:8]}"
    try:
        server = psycopg.connect(url, autocommit=True)
    except psycopg.Error as wrong:
        raise click.ClickException(f"the server does not answer ({wrong}); check the URL") from None
    with server:
        server.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield {"DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=f"/{name}"))}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _lines(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The measured lines, and how long filling and verifying took."""
    note = ", true size" if result["true_size"] else ""
    lines = [line | {"name": line["name"] + note} for line in result["measured"]]
    for name in ("fill", "verify"):
        once = round(result[f"{name}_seconds"] * 1000)
        lines.append(
            {
                "name": ("filling in bulk" if name == "fill" else "ledger verify") + note,
                "database": result["database"],
                "rows": result["rows"],
                "ours_ms": once,
                "bare_ms": None,
                "ratio": None,
                "p95_ms": None,
                "bare_p95_ms": None,
                "queries": None,
            }
        )
    return lines


def _write(out: Path, found: list[dict[str, Any]]) -> None:
    lines = bench_report.merge(out / "benchmarks.json", found)
    page = bench_report.markdown(
        lines,
        machine=_machine(),
        parts=f"Python {platform.python_version()}, Django {django.get_version()}",
        day=timezone.localdate().isoformat(),
    )
    (out / "benchmarks.md").write_text(page, "utf-8")


def _machine() -> str:
    cores = os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return f"{model}, {cores} cores, {memory:.0f} GB, {platform.system()} {platform.release()}"
