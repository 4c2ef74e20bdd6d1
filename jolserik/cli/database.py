"""The database of a command: there, reachable, writable, up to date; or one line of words."""

import sqlite3
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def ready() -> None:
    """Refuse, with what to do, unless the database can be used."""
    _reachable()
    if _behind():
        raise click.ClickException("the database is not up to date; run: jolserik migrate")


def migrated() -> None:
    """Bring the database up to date, making it if it is SQLite and not there yet."""
    if connection.vendor == "sqlite":
        _folder_for(Path(str(settings.DATABASES["default"]["NAME"])))
    _reachable()
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    except (DatabaseError, sqlite3.Error) as wrong:
        raise click.ClickException(words_for(wrong)) from None


def _folder_for(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        probe = file.parent / ".writable"
        probe.write_text("x")
        probe.unlink()
    except OSError as wrong:
        raise click.ClickException(
            f"the data folder {file.parent} cannot be written ({wrong.strerror});"
            " free some space, change its owner, or set JOLSERIK_DATA to another folder"
        ) from None


def _reachable() -> None:
    if connection.vendor == "sqlite":
        file = Path(str(settings.DATABASES["default"]["NAME"]))
        if not file.parent.is_dir():
            raise click.ClickException(
                f"there is no database in {file.parent} yet; run: jolserik migrate"
            )
    try:
        connection.ensure_connection()
    except (DatabaseError, sqlite3.Error) as wrong:
        raise click.ClickException(words_for(wrong)) from None


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def words_for(wrong: Exception) -> str:
    """One line for a database that cannot be used: where it is, why, what to do."""
    first = str(wrong).strip().splitlines()[0] if str(wrong).strip() else type(wrong).__name__
    if connection.vendor == "sqlite":
        name = settings.DATABASES["default"]["NAME"]
        return (
            f"the database {name} cannot be used ({first});"
            " check the disk and who owns the folder, or set JOLSERIK_DATA to another one"
        )
    where = settings.DATABASES["default"]
    return (
        f"PostgreSQL at {where['HOST']}:{where['PORT'] or 5432} does not answer for database"
        f" {where['NAME']} ({first}); check DATABASE_URL and that the server runs"
    )
