"""Two people merge the same two records at once: one does, the other is told."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from jolserik.cli.tests.machine import HOUSE, Machine, needs_postgres, postgres_database

SETTLE = """
from jolserik.projects.testing import project, settle_register
settle_register()
print(project("Завод плитки").code, project("Zavod plitki").code)
"""
MERGE = """
import sys, time
from pathlib import Path
from django.utils import timezone
from jolserik.core.refusal import Refused
from jolserik.merging import actions
from jolserik.people.testing import DANA
from jolserik.projects.models import Project
codes, start = sys.argv[1:3], Path(sys.argv[3])
rows = {row.code: row for row in Project.objects.select_related("subject")}
versions = tuple(rows[code].version for code in codes)
print("ready", flush=True)
while not start.exists():
    time.sleep(0.001)
try:
    actions.merge_projects(
        *codes, chosen={}, versions=versions, by=DANA.actor, now=timezone.now()
    )
    print("merged")
except Refused as refused:
    print(refused.refusal.code)
"""
COUNT = """
import json
from jolserik.ledger import verify
from jolserik.merging.models import Merger
from jolserik.projects.models import Project
left = Project.objects.filter(merged_into=None).count()
print(json.dumps([Merger.objects.count(), left, verify.verify()]))
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


def test_one_merges_and_the_other_is_told(machine: Machine) -> None:
    one, other = machine.python(SETTLE).split()
    start = machine.folder / "go"
    # In opposite directions, so that locks taken in another order would wait for each other.
    both = [_start(machine, *codes, str(start)) for codes in ((one, other), (other, one))]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    start.touch()
    said = sorted(process.communicate(timeout=60)[0].strip() for process in both)
    assert said == ["merged", "merged_already"]
    assert json.loads(machine.python(COUNT)) == [1, 1, []]


def _start(machine: Machine, *told: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{MERGE}", *told],
        stdout=subprocess.PIPE,
        text=True,
        env=machine.environ({"DJANGO_SETTINGS_MODULE": "jolserik.site.settings"}),
        cwd=HOUSE,
    )
