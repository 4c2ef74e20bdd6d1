"""`jolserik restore FILE`."""

from pathlib import Path

import click
from django.db import DatabaseError

from jolserik.cli import archive, database
from jolserik.search import actions as search


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Fill an empty database from a backup FILE: all of it, or nothing.

    The database must be migrated (jolserik migrate) and hold nothing. Before anything is kept,
    the whole ledger is computed again, as `jolserik ledger verify` does.
    """
    if not file.is_file():
        raise click.ClickException(f"there is no file {file}")
    database.ready()
    try:
        made = archive.fill(file)
    except archive.BadArchive as bad:
        raise click.ClickException(f"nothing was restored: {bad}") from None
    except OSError as wrong:
        raise click.ClickException(
            f"nothing was restored: {file} cannot be read ({wrong.strerror})"
        ) from None
    except DatabaseError as wrong:
        first = str(wrong).strip().splitlines()[0]
        raise click.ClickException(
            f"nothing was restored: the database does not take the rows ({first})"
        ) from None
    search.rebuild()
    click.echo(
        f"Restored {made.rows} rows of {made.tables} tables, up to posting {made.posting_no}, and"
        f" {made.files} files. The ledger is whole. Everybody signs in again."
    )
    if made.missing:
        click.echo(
            f"Careful: {len(made.missing)} files of documents were missing when the backup was"
            f" made, the first is {made.missing[0]}. An older backup may have them.",
            err=True,
        )
