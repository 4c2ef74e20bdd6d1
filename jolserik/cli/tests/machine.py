"""A machine of its own for a test: a data folder or a PostgreSQL database, and the command on it.

Commands run as people run them, in a process of their own. PostgreSQL is played where
JOLSERIK_TEST_DATABASE_URL names a server (scripts/with-postgres does).
"""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

HOUSE = Path(__file__).resolve().parents[3]
KARAGANDA = HOUSE / "jolserik" / "workshop" / "regions" / "karaganda"
SERVER = os.environ.get("JOLSERIK_TEST_DATABASE_URL", "")
# What the developer's shell says of these does not reach a machine of a test. Without compiled
# files (as where writing them is switched off) every command would take twice as long.
OURS = ("JOLSERIK_", "DATABASE_URL", "EMAIL_URL", "DJANGO_", "PYTHONDONTWRITEBYTECODE")
LIMITED = """
import os, resource, sys
size = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""

beside_sqlite = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")),
    reason="machines of their own are played once, beside the tests on SQLite",
)
needs_postgres = pytest.mark.skipif(
    not SERVER or bool(os.environ.get("DATABASE_URL")),
    reason="needs a server, once, beside the tests on SQLite: scripts/with-postgres make test",
)


@dataclass
class Machine:
    """`url` empty: SQLite in the folder."""

    folder: Path
    url: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    def run(
        self,
        *arguments: str | Path,
        stdin: str = "",
        largest_file: int | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """`jolserik …`; with `largest_file` as on a disk that is full beyond so many bytes."""
        called = ["-m", "jolserik.cli.main", *map(str, arguments)]
        if largest_file is not None:
            called = ["-c", LIMITED, str(largest_file), *called]
        return subprocess.run(
            [sys.executable, *called],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            env=self.environ(environment or {}),
            cwd=HOUSE,
        )

    def does(self, *arguments: str | Path, **more: Any) -> str:
        """`jolserik …` that must succeed; returns what it printed."""
        done = self.run(*arguments, **more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refuses(self, *arguments: str | Path, **more: Any) -> str:
        """`jolserik …` that must end with code 2 and one line of words; returns the line."""
        done = self.run(*arguments, **more)
        lines = done.stderr.strip().splitlines()
        assert (done.returncode, done.stdout, len(lines)) == (2, "", 1), done
        assert lines[0].startswith("jolserik: ")
        return lines[0]

    def json(self, *arguments: str | Path) -> Any:
        return json.loads(self.does(*arguments))

    def python(self, code: str) -> str:
        """Run code with Django set up, as a programmer could."""
        start = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code],
            capture_output=True,
            text=True,
            timeout=120,
            env=self.environ({"DJANGO_SETTINGS_MODULE": "jolserik.site.settings"}),
            cwd=HOUSE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def environ(self, more: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        where = {"JOLSERIK_DATA": str(self.folder), "JOLSERIK_COMMAND": "1"}
        database = {"DATABASE_URL": self.url} if self.url else {}
        return kept | where | database | self.environment | dict(more)


@contextmanager
def postgres_database() -> Iterator[str]:
    """The address of a new, empty database; it is dropped afterwards."""
    import psycopg

    name = f"jolserik_machine_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
