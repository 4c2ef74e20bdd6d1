"""The list of commands, and Django started only for the command that was called."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

import click


@dataclass(frozen=True)
class Command:
    """Where a command stands in the help, its line there, and where its code is."""

    section: str
    summary: str
    module: str
    needs_database: bool = True


COMMANDS: Mapping[str, Command] = {
    "demo": Command(
        "Start here",
        "Fill the demo region, serve it, print the address and how to sign in.",
        "jolserik.cli.demo",
    ),
    "run": Command("Start here", "Serve the program.", "jolserik.cli.run"),
    "administrator": Command(
        "Start here", "Add the first administrator.", "jolserik.cli.administrator"
    ),
    "figures": Command(
        "Figures", "Ask a figure, as known on any date, with its evidence.", "jolserik.cli.figures"
    ),
    "ledger": Command(
        "Figures", "Prove that the ledger is whole: ledger verify.", "jolserik.cli.ledger"
    ),
    "region": Command(
        "Figures", "Load another region from a folder: region load.", "jolserik.cli.region"
    ),
    "migrate": Command("Keep it running", "Bring the database up to date.", "jolserik.cli.migrate"),
    "doctor": Command(
        "Keep it running", "Say what is wrong and how to mend it.", "jolserik.cli.doctor"
    ),
    "tick": Command(
        "Keep it running",
        "Do what is due now; let cron run it every five minutes.",
        "jolserik.cli.tick",
    ),
    "backup": Command("Keep it running", "Write everything into one file.", "jolserik.cli.backup"),
    "restore": Command(
        "Keep it running", "Fill an empty database from a backup.", "jolserik.cli.restore"
    ),
    "search": Command(
        "Keep it running", "Make the index of search anew: search rebuild.", "jolserik.cli.search"
    ),
    "duplicates": Command(
        "Keep it running",
        "Find records that look like one: duplicates look.",
        "jolserik.cli.duplicates",
    ),
    "docs": Command("For makers", "Draw the documents that come from data.", "jolserik.cli.docs"),
    "translations": Command(
        "For makers", "Collect texts to translate; check them.", "jolserik.cli.translations"
    ),
    "bench": Command("For makers", "Measure the ledger on many rows.", "jolserik.cli.bench"),
}


def load(name: str) -> click.Command:
    """Import a command's module, with Django ready to use."""
    start_django()
    command: click.Command = import_module(COMMANDS[name].module).command
    return command


def start_django() -> None:
    """Set Django up. Wrong settings or a folder that cannot be written are one line of words."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        # A command is one process with one connection. A pool would try a wrong password in the
        # background for half a minute and say only that it waited.
        options = settings.DATABASES["default"].get("OPTIONS")
        if isinstance(options, dict):
            options.pop("pool", None)
        django.setup()
    except ImproperlyConfigured as wrong:
        raise click.ClickException(str(wrong)) from None
