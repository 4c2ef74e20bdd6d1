"""`jolserik search rebuild`."""

import click

from jolserik.cli import database
from jolserik.search import actions


@click.group("search")
def command() -> None:
    """The index by which everything is found."""


@command.command("rebuild")
def rebuild() -> None:
    """Make the index anew from what is in the database. Safe at any time; the program may run on.

    What is right already is not written again.
    """
    database.ready()
    actions.rebuild(say=click.echo)
    click.echo("Everything can be found.")
