"""Trouble with the machine: one clear line on stderr, exit code 2, nothing half-written."""

import re
from pathlib import Path

import pytest

from jolserik.cli.tests.machine import KARAGANDA, SERVER, Machine, beside_sqlite, needs_postgres

pytestmark = beside_sqlite
SECRETLY = {"JOLSERIK_SECRET": "a long enough text that nobody guesses"}


def test_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = Machine(tmp_path / "file" / "data").refuses("migrate")
    assert "cannot be written" in said
    assert "JOLSERIK_DATA" in said


def test_database_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "jolserik.sqlite3").write_text("Dear akim, this is a letter. " * 100)
    for command in (["migrate"], ["figures", "--scope", "kato:35"], ["run"]):
        assert "cannot be used" in Machine(tmp_path).refuses(*command)


def test_disk_that_is_full_at_the_start(tmp_path: Path) -> None:
    assert "cannot be used" in Machine(tmp_path).refuses("migrate", largest_file=100_000)
    Machine(tmp_path).does("migrate")


def test_disk_that_fills_up_while_a_region_is_loaded(empty: Machine) -> None:
    empty.does("migrate")
    files = [file.stat().st_size for file in empty.folder.rglob("*.sqlite3*")]
    empty.refuses("region", "load", KARAGANDA, largest_file=max(files) + 50_000)
    assert "No territory" in empty.refuses("figures", "--scope", "kato:35")
    assert "whole" in empty.does("ledger", "verify")
    assert "155 × statement" in empty.does("region", "load", KARAGANDA)


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://a:b@host/name", "postgresql://", "postgresql://a b:%%@[/x"]
)
def test_database_url_that_is_none(url: str, tmp_path: Path) -> None:
    assert "DATABASE_URL" in Machine(tmp_path, url).refuses("migrate")


@pytest.mark.parametrize(
    "url", ["postgresql://a:b@nowhere.invalid/name", "postgresql://a:b@127.0.0.1:9/name"]
)
def test_server_that_does_not_answer(url: str, tmp_path: Path) -> None:
    said = Machine(tmp_path, url).refuses("figures", "--scope", "kato:35")
    assert "does not answer" in said
    assert "check DATABASE_URL" in said


@needs_postgres
def test_wrong_password_and_wrong_name_are_named(tmp_path: Path) -> None:
    url = re.sub(r":[^:@/]+@", ":wrong@", SERVER)
    assert "password authentication failed" in Machine(tmp_path, url).refuses("migrate")
    url = re.sub(r"/\w+$", "/nothing", SERVER)
    assert "does not exist" in Machine(tmp_path, url).refuses("migrate")


def test_program_is_not_served_without_a_secret(migrated: Machine) -> None:
    said = migrated.refuses("run")
    assert "JOLSERIK_SECRET is not set" in said
    assert "secrets.token_urlsafe" in said


def test_demo_is_not_served_on_a_database_that_demo_did_not_make(migrated: Machine) -> None:
    assert "was not made by `jolserik demo`" in migrated.refuses(
        "run", environment={"JOLSERIK_DEMO": "1"}
    )


def test_program_is_not_served_before_migrating(tmp_path: Path) -> None:
    assert "jolserik migrate" in Machine(tmp_path).refuses("run", environment=SECRETLY)


def test_program_is_not_served_without_its_guards(empty: Machine) -> None:
    empty.python(
        "from django.db import connection\n"
        "connection.cursor().execute('DROP TRIGGER ledger_entry_no_update')"
    )
    said = empty.refuses("run", environment=SECRETLY)
    assert "ledger_entry_no_update" in said
    assert "jolserik migrate" in said


@pytest.mark.parametrize(
    ("question", "named"),
    [
        (("--scope", "kato:99"), "kato:99"),
        (("--scope", "kato:35", "--measure", "happiness"), "happiness"),
        (("--scope", "kato:35", "--period", "20x4"), "20x4"),
        (("--scope", "kato:35", "--as-of", "25.11.2024"), "25.11.2024"),
        (("--scope", "kato:35", "--as-of", "2999-01-01"), "2999-01-01"),
        (("--scope", "kato:35", "--scenario", "dream"), "dream"),
        (("--scope", "kato:35", "--basis", "hearsay"), "hearsay"),
        ((), "--scope"),
    ],
)
def test_question_that_cannot_be_asked(
    question: tuple[str, ...], named: str, karaganda: Machine
) -> None:
    assert named in karaganda.refuses("figures", *question)


def test_question_without_rows_is_an_empty_list(karaganda: Machine) -> None:
    measures = karaganda.python(
        "from jolserik.ledger.models import Measure\n"
        "print(*Measure.objects.exclude(kind='derived_ratio').values_list('code', flat=True))"
    ).split()
    asked = ("--scope", "kato:35", "--measure", measures[0], "--period", "1999")
    assert karaganda.json("figures", *asked, "--as-of", "2024-11-25") == []


def test_unknown_command_is_one_line(migrated: Machine) -> None:
    assert "No such command" in migrated.refuses("dance")
