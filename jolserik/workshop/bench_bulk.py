"""Rows into an empty database by the hundred thousand, past the acts: for benchmarks alone."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

CHUNK = 20_000
Row = tuple[Any, ...]


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> int:
    """Add rows; `names` are columns in Python's words (`project_id`), values as the database keeps
    them (days and moments as text, UUIDs as 32 digits, JSON as text, tenge in tiyn).

    Columns that are not named get their defaults. Returns how many.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rest = [
        field
        for name, field in fields.items()
        if name not in names and not isinstance(field, models.AutoField)
    ]
    usual = tuple(field.get_db_prep_save(field.get_default(), connection) for field in rest)
    columns = [str(field.column) for field in (*(fields[name] for name in names), *rest)]
    done = 0
    for chunk in chunks((*row, *usual) for row in rows):
        _write(model._meta.db_table, columns, chunk)
        done += len(chunk)
    return done


def last_number(model: type[models.Model]) -> int:
    """The greatest number of a row; 0 in an empty table."""
    return model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0


def chunks(rows: Iterable[Row], size: int = CHUNK) -> Iterator[list[Row]]:
    left = iter(rows)
    while chunk := list(islice(left, size)):
        yield chunk


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write(table: str, columns: Sequence[str], chunk: list[Row]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            places = ", ".join(["?"] * len(columns))
            sql = f"INSERT INTO {table} ({named}) VALUES ({places})"  # nosec B608  # our own names
            cursor.cursor.connection.executemany(sql, chunk)
            return
        with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
            for line in chunk:
                copy.write_row(line)


def without_indexes(*tables: type[models.Model]) -> list[str]:
    """Take the plain indexes of tables away; returns the statements that bring them back."""
    found: list[tuple[str, str]] = []
    _check_references()
    with connection.cursor() as cursor:
        for model in tables:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s"
                    " AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%%'",
                    [model._meta.db_table],
                )
            else:
                cursor.execute(
                    "SELECT i.indexname, i.indexdef FROM pg_indexes i"
                    " WHERE i.tablename = %s AND i.indexdef NOT LIKE '%%UNIQUE%%'",
                    [model._meta.db_table],
                )
            found += cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def run(statements: Iterable[str]) -> None:
    _check_references()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _check_references() -> None:
    """PostgreSQL changes no table of which rows wait to be checked at the end of a transaction."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        connection.check_constraints()


def without_guards() -> None:
    """Take away what SQLite asks before each row of a table whose rows are only added; they come
    back by `events.guards.install`."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')


def settle(*tables: type[models.Model]) -> None:
    """Numbers that were given go on after the greatest one; the planner knows the tables."""
    run(connection.ops.sequence_reset_sql(no_style(), list(tables)))
    plain = connection.vendor == "sqlite" or connection.in_atomic_block
    run(["ANALYZE" if plain else "VACUUM ANALYZE"])
