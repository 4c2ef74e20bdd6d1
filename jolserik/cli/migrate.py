"""`jolserik migrate`."""

import click

from jolserik.cli import database
from jolserik.ledger import measures
from jolserik.projects.actions import install_terms
from jolserik.search import actions as search
from jolserik.search import queries as search_queries


@click.command("migrate")
def command() -> None:
    """Bring the database up to date: tables, guards, measures, lists, search.

    Safe to run again.
    """
    database.migrated()
    measures.install()
    install_terms()
    if any(kind.there and not kind.indexed for kind in search_queries.counted()):
        search.rebuild()  # after an update that brings search, or a new kind of things to find
    click.echo("The database is up to date.")
