"""The commands of whoever runs the machine, played as typed."""

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from jolserik.cli.lazy import COMMANDS, load
from jolserik.cli.main import SECTIONS
from jolserik.cli.tests.machine import HOUSE, Machine, beside_sqlite

pytestmark = beside_sqlite
SECRETLY = {"JOLSERIK_SECRET": "a long enough text that nobody guesses"}
NOTHING: Mapping[str, str] = {}
PASSWORD = "an open road to the east\n"


def test_help_names_every_command_and_needs_no_database(tmp_path: Path) -> None:
    said = Machine(tmp_path / "nowhere").does("--help")
    assert all(name in said for name in COMMANDS)
    assert {command.section for command in COMMANDS.values()} == set(SECTIONS)


def test_every_command_says_what_it_is_for() -> None:
    for name in COMMANDS:
        command = load(name)
        assert command.help, name
        for below in getattr(command, "commands", {}).values():
            assert below.help, f"{name} {below.name}"


# --- administrator


def test_administrator_is_let_in_with_a_post_and_events(empty: Machine) -> None:
    empty.does("administrator", "Madina@example.kz", "--name", "Мадина", stdin=PASSWORD)
    told = empty.python(
        "from jolserik.events.models import Event\n"
        "from jolserik.people.models import Post, User\n"
        "user = User.objects.get(email='madina@example.kz')\n"
        "print(user.check_password('an open road to the east'), Post.objects.get().role)\n"
        "print(*Event.objects.order_by('id').values_list('name', flat=True))"
    )
    assert told.split() == [
        *("True", "administrator", "organisation_added", "person_added"),
        *("sign_in_created", "post_given"),
    ]
    assert "Somebody else signs in" in empty.refuses(
        "administrator", "madina@example.kz", "--name", "Мадина", stdin=PASSWORD
    )


@pytest.mark.parametrize(
    ("email", "stdin"),
    [("madina@example.kz", "short\n"), ("no address", PASSWORD), ("madina@example.kz", "")],
)
def test_administrator_with_something_wrong_leaves_nothing(
    email: str, stdin: str, empty: Machine
) -> None:
    empty.refuses("administrator", email, "--name", "Мадина", stdin=stdin)
    left = empty.python(
        "from jolserik.people.models import Organisation, Person\n"
        "print(Person.objects.count(), Organisation.objects.count())"
    )
    assert left.split() == ["0", "0"]


# --- doctor


def states(
    machine: Machine, environment: Mapping[str, str] = NOTHING
) -> tuple[int, dict[str, str]]:
    done = machine.run("doctor", "--json", environment=environment)
    return done.returncode, {found["about"]: found["state"] for found in json.loads(done.stdout)}


def test_doctor_finds_a_tended_machine_well(empty: Machine) -> None:
    empty.folder.chmod(0o700)
    (empty.folder / "jolserik.sqlite3").chmod(0o600)
    (empty.folder / "backups").mkdir()
    empty.does("backup", empty.folder / "backups" / "today.zip")
    with listening() as port:
        code, found = states(
            empty,
            SECRETLY
            | {
                "JOLSERIK_HOSTS": "invest.example.kz",
                "JOLSERIK_PROXY": "1",
                "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            },
        )
    assert code == 0
    assert {about for about, state in found.items() if state != "ok"} <= {"parts", "owner", "space"}
    assert {"database", "guards", "clock", "time zones", "mail", "translations"} <= set(found)


def test_doctor_says_what_is_wrong_and_how_to_mend_it(empty: Machine) -> None:
    empty.python(
        "import datetime as dt\n"
        "from django.db import connection\n"
        "from django.utils import timezone\n"
        "from jolserik.events.models import Event\n"
        "later = timezone.now() + dt.timedelta(days=1)\n"
        "Event.objects.create(name='x', at=later, subject_kind='x', subject_key='x')\n"
        "connection.cursor().execute('DROP TRIGGER ledger_entry_no_update')"
    )
    trouble = {"JOLSERIK_SECRET": "short", "EMAIL_URL": "smtp://127.0.0.1:9", "JOLSERIK_DEMO": "1"}
    code, found = states(empty, trouble)
    wrong = {about for about, state in found.items() if state == "wrong"}
    assert (code, wrong) == (1, {"secret", "guards", "demo", "clock", "mail"})
    said = empty.run("doctor", environment=trouble).stdout
    assert said.count("→") >= len(wrong)
    assert "jolserik migrate" in said


def test_doctor_works_where_nothing_is_there_yet(tmp_path: Path) -> None:
    code, found = states(Machine(tmp_path / "nowhere"))
    assert (code, found["folder"], found["database"]) == (1, "wrong", "wrong")


# --- run


@contextlib.contextmanager
def listening() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_port_that_is_taken_is_named(migrated: Machine) -> None:
    with listening() as port:
        said = migrated.refuses("run", "--port", str(port), environment=SECRETLY)
    assert f"port {port} on 127.0.0.1 is taken" in said


def test_program_serves_its_health_and_stops_in_order(empty: Machine) -> None:
    with listening() as port:
        pass
    called = [sys.executable, "-m", "jolserik.cli.main", "run", "--port", str(port)]
    environment = empty.environ(SECRETLY)
    with subprocess.Popen(called, env=environment, cwd=HOUSE) as served:
        try:
            told = _asked(f"http://127.0.0.1:{port}/health/", served)
        finally:
            served.terminate()
            served.wait(30)
    assert told == {"status": "ok", "database": "ok", "guards": "ok", "version": "0.1.0"}
    assert served.returncode == 0
    assert (empty.folder / "static" / "staticfiles.json").is_file()


def _asked(address: str, served: "subprocess.Popen[bytes]") -> object:
    for _ in range(300):
        assert served.poll() is None, "the server has stopped"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return json.load(answer)
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    raise AssertionError("the server did not answer within 30 seconds")
