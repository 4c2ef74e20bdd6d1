"""`jolserik migrate`."""

import click

from jolserik.cli import database
from jolserik.ledger import measures
from jolserik.projects.actions import install_terms


@click.command("migrate")
def command() -> None:
    """Bring the database up to date: tables, guards, measures, lists. Safe to run again."""
    database.migrated()
    measures.install()
    install_terms()
    click.echo("The database is up to date.")
