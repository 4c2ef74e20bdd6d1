"""`jolserik bench`: measure the ledger and the register, in databases of their own."""

import json
import os
import platform
import subprocess  # nosec B404  # measures in processes of their own
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import click
import django
from django.utils import timezone

from jolserik.workshop import bench, bench_register_report, bench_report

TRUE_SIZE = 0
SIZES = (100_000, 1_000_000, 10_000_000)
PROJECTS = 100_000
OUT = Path("docs")
LEDGER, REGISTER = "ledger", "register"
MODULES = {
    LEDGER: "jolserik.workshop.bench",
    REGISTER: "jolserik.workshop.bench_register",
}


@click.command("bench")
@click.option(
    "--part",
    "parts",
    type=click.Choice([LEDGER, REGISTER]),
    multiple=True,
    default=(LEDGER, REGISTER),
    help="what to measure; both unless said",
)
@click.option(
    "--rows", type=click.IntRange(1000), multiple=True, help="of the ledger; may be repeated"
)
@click.option("--projects", type=click.IntRange(1000), default=PROJECTS, help="of the register")
@click.option("--database-url", default="", help="a PostgreSQL server to measure besides SQLite")
@click.option("--sqlite/--no-sqlite", default=True, help="measure SQLite in a temporary folder")
@click.option("--note", default="", help="what else the page must say of the run, a sentence")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=OUT)
def command(
    parts: tuple[str, ...],
    rows: tuple[int, ...],
    projects: int,
    database_url: str,
    sqlite: bool,
    note: str,
    out: Path,
) -> None:
    """Measure the ledger, then the register, in databases made for this and taken away again.

    The ledger: a true size first (300 projects, 5 years), then more and more rows; ten million
    take some 15 minutes and 4 GB for each database. The register: with ten contacts, fifty events
    and five companies to a project; 100 thousand take some 15 minutes and 4 GB for each.
    Writes benchmarks.md and benchmarks.json into the folder; a part that is not measured stays.
    """
    urls = [url for url, wanted in (("", sqlite), (database_url, database_url)) if wanted]
    out.mkdir(parents=True, exist_ok=True)
    for part in dict.fromkeys(parts):
        load = os.getloadavg()[0]
        busy = f"The load of the machine was {load:.1f} before it began. {note}".strip()
        if part == LEDGER:
            found = _ledger(rows or SIZES, urls)
            bench_report.merge(out / JSON, part, found, measured=_measured(busy))
        else:
            told = _register(projects, urls)
            world = {name: told[0]["world"][name] for name in WORLD}
            lines = [line for one in told for line in one["lines"]]
            bench_report.merge(out / JSON, part, lines, measured=_measured(busy), world=world)
    _draw(out)
    click.echo(f"Written: {out / 'benchmarks.md'}, {out / JSON}")


JSON = "benchmarks.json"
WORLD = ("projects", "companies", "contacts", "events")


def _ledger(sizes: Sequence[int], urls: Sequence[str]) -> list[dict[str, Any]]:
    """All databases are filled first, and measured in turns."""
    with ExitStack() as stack:
        made = [
            stack.enter_context(_machine_for(LEDGER, size, url))
            for size in (TRUE_SIZE, *sizes)
            for url in urls
        ]
        for machine in made:
            machine.does("fill", str(machine.rows))
        told = [[machine.does("measure") for machine in made] for _ in range(bench.TURNS)][-1]
    return [line for result in told for line in _lines(result)]


def _register(projects: int, urls: Sequence[str]) -> list[dict[str, Any]]:
    """One database after the other."""
    told = []
    for url in urls:
        with _machine_for(REGISTER, projects, url) as machine:
            machine.does("fill", str(projects))
            told.append(machine.does("measure"))
    return told


@dataclass(frozen=True)
class _Machine:
    """A database of its own, in a folder or on the server."""

    part: str
    rows: int
    name: str
    folder: Path
    environment: dict[str, str]

    def does(self, task: str, *arguments: str) -> dict[str, Any]:
        what = "rows" if self.part == LEDGER else "projects"
        size = f"{self.rows:,} {what}" if self.rows else "true size"
        click.echo(f"{task}: {self.name}, {size}")
        result = self.folder / "result.json"
        called = [sys.executable, "-m", MODULES[self.part], task, str(result), *arguments]
        kept = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
        done = subprocess.run(called, env=kept | self.environment, check=False)  # nosec B603  # ours
        if done.returncode:
            raise click.ClickException("the measurement broke off; what it said stands above")
        told: dict[str, Any] = json.loads(result.read_text("utf-8"))
        return told


@contextmanager
def _machine_for(part: str, rows: int, url: str) -> Iterator[_Machine]:
    with tempfile.TemporaryDirectory(prefix="jolserik-bench-") as folder, _database(url) as own:
        environment = {"JOLSERIK_DATA": folder, "JOLSERIK_COMMAND": "1"} | own
        name = "PostgreSQL" if url else "SQLite"
        yield _Machine(part, rows, name, Path(folder), environment)


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
    lines = [asdict(line) | {"name": line.name + note} for line in bench.lines(result)]
    for name in ("fill", "verify"):
        once = round(result[f"{name}_seconds"] * 1000)
        lines.append(
            {
                "name": ("filling in bulk" if name == "fill" else "ledger verify") + note,
                "database": result["database"],
                "rows": result["filled"]["entries"],
                "ours_ms": once,
                "bare_ms": None,
                "ratio": None,
                "worst_ratio": None,
                "p95_ms": None,
                "bare_p95_ms": None,
                "queries": None,
            }
        )
    return lines


def _measured(note: str) -> str:
    """When, where and with what, as the page says it."""
    parts = f"Python {platform.python_version()}, Django {django.get_version()}"
    return f"Measured on {timezone.localdate().isoformat()}: {_machine()}. {parts}.\n{note}"


def _draw(out: Path) -> None:
    """The page anew, from all that the file holds."""
    kept = json.loads((out / JSON).read_text("utf-8"))
    told = []
    if LEDGER in kept:
        ledger = kept[LEDGER]
        told.append(bench_report.markdown(ledger["lines"], ledger["measured"]))
    if REGISTER in kept:
        own = kept[REGISTER]
        told.append(bench_register_report.markdown(own["lines"], own["world"], own["measured"]))
    (out / "benchmarks.md").write_text("\n".join(told), "utf-8")


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
