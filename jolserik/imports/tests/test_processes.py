"""Two imports at once, and one that is killed: on a SQLite file and on a PostgreSQL server."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from jolserik.cli.tests.machine import HOUSE, Machine, needs_postgres, postgres_database

ROWS = 12
SETTLE = """
from jolserik.imports.tests import make
make.settle()
"""
COMPARE = """
from jolserik.imports.tests import make
lines = [make.line(number) for number in range({first}, {first} + {rows})]
print(*[make.compared(lines, name=f"list-{{n}}.xlsx").pk for n in range(2)])
"""
TAKE = """
import sys, time
from pathlib import Path
from django.utils import timezone
from jolserik.imports import actions
from jolserik.imports.models import Upload
from jolserik.people.testing import DANA
upload, start = Upload.objects.get(pk=sys.argv[1]), Path(sys.argv[2])
print("ready", flush=True)
while not start.exists():
    time.sleep(0.001)
actions.take_in(upload, most=1000, by=DANA.actor, now=timezone.now())
"""
# Dies inside the fourth row: its project is written, the row is not.
TAKE_AND_WAIT = """
import sys, time
from django.utils import timezone
from jolserik.imports.actions import take
from jolserik.imports.models import Upload
from jolserik.people.testing import DANA
rows = []
def waiting(upload, row, project, *, now):
    rows.append(row)
    if len(rows) > 3:
        print("inside", flush=True)
        time.sleep(60)
    remember(upload, row, project, now=now)
remember, take._remember = take._remember, waiting
upload = Upload.objects.get(pk=sys.argv[1])
take.take_in(upload, most=1000, by=DANA.actor, now=timezone.now())
"""
# Projects and their companies of the lists, and what came of the rows.
COUNT = """
import json
from collections import Counter
from jolserik.imports.models import Row
from jolserik.ledger import verify
from jolserik.projects.models import Project
names = [make.line(number)[1] for number in range({first}, {first} + {rows})]
projects = Project.objects.filter(subject__name_ru__in=names)
rows = Row.objects.filter(upload__in={lists!r})
outcomes = Counter(rows.order_by("pk").values_list("outcome", flat=True))
companies = set(projects.values_list("company", flat=True))
print(json.dumps([projects.count(), len(companies), outcomes, verify.verify()]))
"""


class Lists:
    """Two lists with the same new rows, compared and ready to be taken in."""

    def __init__(self, machine: Machine, first: int) -> None:
        self.machine, self.first = machine, first
        self.go = machine.folder / f"go-{first}"
        code = COMPARE.format(first=first, rows=ROWS)
        self.keys = machine.python(code).split()

    def start(self, code: str, key: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{code}", key, str(self.go)],
            stdout=subprocess.PIPE,
            text=True,
            env=self.machine.environ({"DJANGO_SETTINGS_MODULE": "jolserik.site.settings"}),
            cwd=HOUSE,
        )

    def take_at_once(self, *keys: str) -> None:
        processes = [self.start(TAKE, key) for key in keys]
        assert {said(process) for process in processes} == {"ready"}
        self.go.touch()
        assert {process.wait(timeout=120) for process in processes} == {0}

    def count(self) -> Any:
        code = COUNT.format(first=self.first, rows=ROWS, lists=self.keys)
        return json.loads(self.machine.python("from jolserik.imports.tests import make\n" + code))


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=needs_postgres)])
def machine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        made = Machine(folder)
        made.does("migrate")
        made.python(SETTLE)
        yield made
        return
    with postgres_database() as url:
        made = Machine(folder, url)
        made.does("migrate")
        made.python(SETTLE)
        yield made


def test_two_imports_at_once_register_each_project_once(machine: Machine) -> None:
    lists = Lists(machine, 1)
    lists.take_at_once(*lists.keys)
    # The row that came second stays in the rest of its list, with its reason.
    assert lists.count() == [ROWS, ROWS, {"taken": ROWS, "failed": ROWS}, []]


def test_one_list_taken_in_by_two_requests_is_taken_in_once(machine: Machine) -> None:
    lists = Lists(machine, 31)
    lists.take_at_once(lists.keys[0], lists.keys[0])
    assert lists.count() == [ROWS, ROWS, {"taken": ROWS, "waiting": ROWS}, []]


def test_an_import_that_is_killed_leaves_whole_rows_and_goes_on(machine: Machine) -> None:
    lists = Lists(machine, 61)
    process = lists.start(TAKE_AND_WAIT, lists.keys[0])
    assert said(process) == "inside"
    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=30) == -signal.SIGKILL
    time.sleep(0.2)  # the server needs a moment to notice
    assert lists.count() == [3, 3, {"taken": 3, "waiting": 2 * ROWS - 3}, []]
    lists.take_at_once(lists.keys[0])
    assert lists.count() == [ROWS, ROWS, {"taken": ROWS, "waiting": ROWS}, []]
