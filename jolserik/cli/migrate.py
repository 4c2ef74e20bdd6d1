"""`jolserik migrate`."""

import click

from jolserik.cli import database
from jolserik.ledger import measures


@click.command("migrate")
def command() -> None:
    """Bring the database up to date: tables, guards, measures. Safe to run again."""
    database.migrated()
    measures.install()
    click.echo("The database is up to date.")
