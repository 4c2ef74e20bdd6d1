"""Two processes at once, and one that is killed: on a SQLite file, and on a PostgreSQL server."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jolserik.cli.tests.machine import (
    HOUSE,
    Machine,
    needs_postgres,
    postgres_database,
)

SECOND = HOUSE / "tests" / "regions" / "second"
EACH = 200
MAKE = """
from jolserik.ledger.tests import make
make.measure(), make.source("return", kind="file")
make.lies(make.subject("kato:1"), make.subject("kato:0"))
"""
POST = """
import sys, time
from pathlib import Path
from jolserik.ledger.models import Subject
from jolserik.ledger.tests import make
district = Subject.objects.get(code="kato:1")
start = Path(sys.argv[1])
print("ready", flush=True)
while not start.exists():
    time.sleep(0.001)
for amount in range(200):
    make.book(district, amount + 1)
"""
COUNT = """
import json
from jolserik.ledger import posting, verify
from jolserik.ledger.models import *
from jolserik.events.models import Event
numbers = list(Entry.objects.order_by("posting_no").values_list("posting_no", flat=True))
tables = [Subject, Source, Statement, Issuer, Target, SubjectPath, Event]
print(json.dumps([numbers, posting.last(), verify.verify(), [t.objects.count() for t in tables]]))
"""
LOAD_AND_WAIT = """
import sys, time
from pathlib import Path
from django.utils import timezone
from jolserik.ledger.models import Statement
from jolserik.workshop import folder, region
target = region._Loader.target
def waiting(self, line):
    print(Statement.objects.count(), flush=True)
    time.sleep(60)
region._Loader.target = waiting
region.load(folder.read(Path(sys.argv[1])), now=timezone.now())
"""


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=needs_postgres)])
def machine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        made = Machine(folder)
        made.does("migrate")
        yield made
        return
    with postgres_database() as url:
        made = Machine(folder, url)
        made.does("migrate")
        yield made


def start(machine: Machine, code: str, *arguments: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{code}", *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env=machine.environ({"DJANGO_SETTINGS_MODULE": "jolserik.site.settings"}),
        cwd=HOUSE,
    )
    assert process.stdout is not None
    return process


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_two_processes_post_at_once_without_a_gap(machine: Machine) -> None:
    machine.python(MAKE)
    go = machine.folder / "go"
    both = [start(machine, POST, go) for _ in range(2)]
    assert [said(process) for process in both] == ["ready", "ready"]
    go.touch()
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    numbers, last, wrong, _ = json.loads(machine.python(COUNT))
    assert numbers == list(range(2, 2 * EACH + 2))  # 1 is the link
    assert (last, wrong) == (2 * EACH + 1, [])
    asked = ("figures", "--scope", "kato:0", "--measure", "output")
    (figure,) = machine.json(*asked)
    assert (figure["value"], figure["entries"]) == (str(EACH * (EACH + 1)), 2 * EACH)


def test_a_load_that_is_killed_leaves_nothing_and_can_be_run_again(machine: Machine) -> None:
    before = json.loads(machine.python(COUNT))
    process = start(machine, LOAD_AND_WAIT, SECOND)
    inside = int(said(process))  # statements written so far, as the dying process sees them
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=30) == -signal.SIGKILL and inside > 5
    time.sleep(0.2)  # the server needs a moment to notice
    assert json.loads(machine.python(COUNT)) == before
    assert "statement" in machine.does("region", "load", SECOND)
    numbers, last, wrong, _ = json.loads(machine.python(COUNT))
    assert (numbers, wrong) == (before[0], []) and last > before[1] + inside
