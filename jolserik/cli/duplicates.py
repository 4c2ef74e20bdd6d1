"""`jolserik duplicates look`."""

import click
from django.utils import timezone

from jolserik.cli import database
from jolserik.merging import actions
from jolserik.merging.values import Kind


@click.group("duplicates")
def command() -> None:
    """Records that look like one."""


@command.command("look")
def look() -> None:
    """Compare what changed since the last time, the whole register at first.

    Safe at any time; the program may run on. Run it every night.
    """
    database.ready()
    for kind in Kind:
        many = 0
        while looked := actions.look(kind, now=timezone.now()):
            many += looked
        click.echo(f"{kind.value}: {many} looked at")
