"""Several processes that put and remove at once: on a SQLite file and on a PostgreSQL server."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jolserik.cli.tests.machine import HOUSE, Machine, needs_postgres, postgres_database

# Each process names, renames and removes things that share their words with those of the others.
WORK = """
import random, sys, time
from pathlib import Path
from jolserik.search import actions
from jolserik.search.tests.make import entry
me, start = sys.argv[1], Path(sys.argv[2])
chance = random.Random(me)
words = "завод фабрика ламп шин кабеля цемента сары арка темир тау".split()
print("ready", flush=True)
while not start.exists():
    time.sleep(0.001)
for number in range(60):
    key = f"{me}-{number % 7}"
    if chance.random() < 0.3:
        actions.remove("project", key)
    else:
        name = " ".join(chance.sample(words, 3)) + f" {me}{number}"
        actions.put([entry("project", key, name, numbers=(f"7{number:04}",))])
"""
CHECK = """
from jolserik.search import actions
from jolserik.search.models import *
from jolserik.search.ranking import folded
from jolserik.search.tests.make import entry
from jolserik.search.tests.test_actions import stored
from jolserik.core.words import Words
from jolserik.search.values import IndexEntry
before = stored()
kept = [
    IndexEntry(e.kind, e.key, Words(e.title_ru, e.title_kk, e.title_en), numbers=tuple(e.numbers))
    for e in Entry.objects.all()
]
for one in kept:
    actions.remove(one.kind, one.key)
assert not any(stored().values()), stored()
actions.put(kept)
after = stored()
print(len(kept) > 5 and all(before[name] == after[name] for name in before))
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_postgres)])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    if request.param == "sqlite":
        made = Machine(tmp_path)
        made.does("migrate")
        yield made
        return
    with postgres_database() as url:
        made = Machine(tmp_path, url)
        made.does("migrate")
        yield made


def test_the_index_is_whole_after_several_wrote_at_once(machine: Machine, tmp_path: Path) -> None:
    start = tmp_path / "start"
    setup = "import django; django.setup()\n"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", setup + WORK, name, str(start)],
            env=machine.environ({"DJANGO_SETTINGS_MODULE": "jolserik.site.settings"}),
            cwd=HOUSE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two", "three")
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    time.sleep(0.05)
    start.touch()
    for process in running:
        _, wrong = process.communicate(timeout=120)
        assert process.returncode == 0, wrong
    assert machine.python(CHECK).strip() == "True"
