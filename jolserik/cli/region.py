"""`jolserik region load FOLDER`."""

from pathlib import Path

import click
from django.utils import timezone

from jolserik.cli import database
from jolserik.workshop import folder as folders
from jolserik.workshop import region


@click.group("region")
def command() -> None:
    """Regions are data: load one from a folder (docs/data-format.md)."""


@command.command("load")
@click.argument("folder", type=click.Path(path_type=Path))
def load(folder: Path) -> None:
    """Load what is new in FOLDER, all of it or nothing. May be run again."""
    database.migrated()
    try:
        added = region.load(folders.read(folder), now=timezone.now())
    except folders.BadFolder as bad:
        shown = bad.lines[:50]
        more = [f"… and {len(bad.lines) - 50} more"] if len(bad.lines) > 50 else []
        raise click.ClickException(
            "nothing was loaded:\n" + "\n".join(f"  {line}" for line in shown + more)
        ) from None
    told = ", ".join(f"{number} × {kind}" for kind, number in added.items())
    click.echo(f"Loaded: {told}." if told else "Nothing new to load.")
