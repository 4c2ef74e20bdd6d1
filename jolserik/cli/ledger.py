"""`jolserik ledger verify`."""

import click

from jolserik.cli import database
from jolserik.ledger import verify as verification


@click.group("ledger")
def command() -> None:
    """Prove that the ledger is whole."""


@command.command("verify")
def verify() -> None:
    """Compute everything again by other means; exit code 1 on any difference."""
    database.ready()
    wrong = verification.verify()
    for line in wrong:
        click.echo(line, err=True)
    if wrong:
        raise click.exceptions.Exit(1)
    click.echo("The ledger is whole.")
