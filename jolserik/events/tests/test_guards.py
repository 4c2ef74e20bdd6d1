"""Rows of append-only tables are only added, whoever asks and from wherever."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, models

from jolserik.commitments.models import DueShift, Promise
from jolserik.contacts.models import Contact, Photo
from jolserik.core.known import KnownOn
from jolserik.core.month import Month
from jolserik.documents.models import Blob, Document, Version
from jolserik.events import guards
from jolserik.events.actions import record
from jolserik.events.models import Event
from jolserik.events.testing import CommittingTestCase
from jolserik.ledger import actions
from jolserik.ledger.tests import make
from jolserik.ledger.tests.make import NOW
from jolserik.people.actor import PROGRAM
from jolserik.people.models import Person
from jolserik.projects import actions as projects
from jolserik.projects.models import PlanShift, Project, StageMove, StateText

GUARDED = {
    "commitments_dueshift",
    "contacts_contact",
    "contacts_photo",
    "documents_blob",
    "documents_version",
    "events_event",
    "ledger_entry",
    "ledger_source",
    "ledger_statement",
    "ledger_subjectlink",
    "ledger_target",
    "ledger_withdrawal",
    "projects_planshift",
    "projects_projectfact",
    "projects_stagemove",
    "projects_statetext",
}


def one_row_of_the_register() -> None:
    """Written straight to the tables: the guards, not the acts, are tried here."""
    today = NOW.date()
    subject = make.subject("project:guarded", kind="project")
    row = Project.objects.create(subject=subject)
    person = Person.objects.create(name_ru="Болат")
    blob = Blob.objects.create(sha256="a" * 64, size=1, media="text/plain")
    document = Document.objects.create(
        about_kind="project", about_key="x", kind="other", title="x", added_at=NOW
    )
    Version.objects.create(document=document, no=1, blob=blob, file_name="a.txt", at=NOW)
    contact = Contact.objects.create(project=row, kind="call", happened_at=NOW, at=NOW)
    Photo.objects.create(contact=contact, blob=blob)
    StageMove.objects.create(project=row, to="enquiry", on=today, at=NOW)
    PlanShift.objects.create(project=row, stage="launched", new_on=today, at=NOW)
    StateText.objects.create(project=row, on=today, at=NOW)
    days = {"given_on": today, "due_on": today, "first_due_on": today}
    promise = Promise.objects.create(
        project=row, side="state", owner=person, text="x", at=NOW, **days
    )
    DueShift.objects.create(promise=promise, old_on=today, new_on=today, reason="x", at=NOW)


def one_row_in_every_table() -> None:
    one_row_of_the_register()
    region, district = make.subject("kato:0"), make.subject("kato:1")
    make.lies(district, region)
    row = make.book(district, 5)
    actions.reverse(row, source=row.source, by=PROGRAM, now=NOW)
    stated = make.state(region, 6)
    actions.withdraw(stated, reason="misread", by=PROGRAM, now=NOW)
    actions.set_target(
        subject=region,
        measure=make.measure(),
        covers_from=None,
        covers_to=Month.of(2024, 12),
        amount=Decimal(1),
        critical=None,
        source=make.source(),
        known=KnownOn.parse("2024-01"),
        by=PROGRAM,
        now=NOW,
    )
    project = projects.add_project(
        code="project:1", names=make.NAMES, fictional=False, place=district, by=PROGRAM, now=NOW
    )
    known, source = KnownOn.parse("2024"), make.source()
    projects.add_fact(
        project, kind="state", text=make.NAMES, known=known, source=source, by=PROGRAM, now=NOW
    )


@contextmanager
def stranger() -> Iterator[Any]:
    """A cursor of a connection that knows nothing of this program's settings."""
    raw: Any
    if connection.vendor == "sqlite":
        import sqlite3

        raw = sqlite3.connect(str(settings.DATABASES["default"]["NAME"]), uri=True)
    else:
        import psycopg

        raw = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None})
    try:
        yield raw.cursor()
    finally:
        raw.rollback()
        raw.close()


def attempts(model: type[models.Model]) -> dict[str, str]:
    table, key = model._meta.db_table, model._meta.pk
    assert key is not None
    names = [f'"{field.column}"' for field in model._meta.local_fields]
    columns, number = ", ".join(names), f'"{key.column}"'
    rest = ", ".join(name for name in names if name != number)
    other = next(name for name in names if name != number)
    conflict = f"ON CONFLICT ({number}) DO UPDATE SET {other} = excluded.{other}"
    tried = {
        "update": f"UPDATE {table} SET {other} = {other}",
        "delete": f"DELETE FROM {table}",
        "upsert": f"INSERT INTO {table} ({columns})"
        f" SELECT {columns} FROM {table} WHERE true {conflict}",
    }
    if connection.vendor == "sqlite":
        tried["replace"] = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        tried["update or replace"] = f"UPDATE OR REPLACE {table} SET {number} = {number}"
        # An integer key is the row's number itself; another key is given a new value here.
        keyed = isinstance(key, models.IntegerField)
        into, given = (rest, rest) if keyed else (f"{number}, {rest}", f"'new', {rest}")
        tried["replace by rowid"] = (
            f"INSERT OR REPLACE INTO {table} (rowid, {into}) SELECT rowid, {given} FROM {table}"
        )
    else:
        tried["truncate"] = f"TRUNCATE {table} CASCADE"
    return tried


class TestGuards(CommittingTestCase):
    def test_nobody_changes_or_removes_rows(self) -> None:
        one_row_in_every_table()
        tables = guards.guarded_models()
        assert {model._meta.db_table for model in tables} == GUARDED
        for model in tables:
            assert model._default_manager.exists()
            for name, sql in attempts(model).items():
                with stranger() as cursor, pytest.raises(Exception, match="only added") as stopped:
                    cursor.execute(sql)
                assert model._meta.db_table in str(stopped.value), (name, sql)

    def test_columns_that_are_unique_together_cannot_be_used_to_replace_a_row(self) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("only SQLite has REPLACE")
        one_row_in_every_table()
        columns = "document_id, no, blob_id, file_name, note, at"
        sql = (
            f"INSERT OR REPLACE INTO documents_version ({columns})"
            f" SELECT {columns} FROM documents_version"
        )
        with stranger() as cursor, pytest.raises(Exception, match="only added"):
            cursor.execute(sql)

    def test_truncating_what_rows_hang_on_is_stopped_too(self) -> None:
        if connection.vendor == "sqlite":
            pytest.skip("SQLite has no TRUNCATE")
        one_row_in_every_table()
        with stranger() as cursor, pytest.raises(Exception, match="only added"):
            cursor.execute("TRUNCATE ledger_subject CASCADE")

    def test_a_unique_column_cannot_be_used_to_replace_a_row(self) -> None:
        if connection.vendor != "sqlite":
            pytest.skip("only SQLite has REPLACE")
        one_row_in_every_table()
        columns = "key, kind, title, url, language, published_precision, sha256, public"
        sql = (
            f"INSERT OR REPLACE INTO ledger_source ({columns})"
            " SELECT key, kind, 'other', url, language, published_precision, sha256, public"
            " FROM ledger_source"
        )
        with stranger() as cursor, pytest.raises(Exception, match="only added"):
            cursor.execute(sql)

    def test_the_program_itself_is_stopped(self) -> None:
        one_row_in_every_table()
        event = Event.objects.all()[0]
        with pytest.raises(DatabaseError, match="only added"):
            Event.objects.filter(pk=event.pk).update(name="other")
        with pytest.raises(DatabaseError, match="only added"):
            event.delete()

    def test_guards_come_back_after_migrating(self) -> None:
        with guards.lifted(connection):
            assert len(guards.missing(connection)) >= len(GUARDED)
            call_command("migrate", verbosity=0)
            assert guards.missing(connection) == []

    def test_guards_come_back_when_a_test_fails_under_them(self) -> None:
        with pytest.raises(ZeroDivisionError), guards.lifted(connection):
            raise ZeroDivisionError
        assert guards.missing(connection) == []


@pytest.mark.django_db
def test_guards_are_not_lifted_outside_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TESTING", False)
    with pytest.raises(RuntimeError, match="test database"), guards.lifted(connection):
        pass


@pytest.mark.django_db
def test_guards_are_not_lifted_on_a_database_that_is_not_of_tests() -> None:
    real = connections["default"].copy()
    real.settings_dict = {**real.settings_dict, "NAME": "/srv/jolserik/jolserik.sqlite3"}
    with pytest.raises(RuntimeError, match="test database"), guards.lifted(real):
        pass


def test_every_model_that_says_so_is_guarded() -> None:
    said = [m for m in apps.get_models() if getattr(m, "append_only", False)]
    assert set(said) == set(guards.guarded_models())


class TestTheDiary(CommittingTestCase):
    def test_an_event_belongs_to_a_transaction(self) -> None:
        with pytest.raises(RuntimeError, match="transaction"):
            record("something_done", kind="x", key="1", by=None, now=NOW)
        assert not Event.objects.exists()
