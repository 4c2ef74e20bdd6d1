"""`jolserik backup FILE`."""

from pathlib import Path

import click
from django.utils import timezone

from jolserik.cli import archive, database


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Write everything into one FILE, as it stands at one moment: rows and documents.

    The program may go on running. The file holds personal data and sign-ins: only its owner may
    read it, so keep it so. It can be restored into SQLite and PostgreSQL alike.
    """
    database.ready()
    if file.exists():
        raise click.ClickException(f"{file} is there already; choose another name")
    if not file.parent.is_dir():
        raise click.ClickException(f"there is no folder {file.parent}; make it first")
    try:
        made = archive.write(file, now=timezone.now())
    except OSError as wrong:
        raise click.ClickException(
            f"the backup could not be written to {file} ({wrong.strerror}); nothing was left there"
        ) from None
    click.echo(
        f"{file}: {made.rows} rows of {made.tables} tables, up to posting {made.posting_no},"
        f" {made.files} files, {made.size / 1024:.0f} KiB."
    )
    if made.missing:
        click.echo(
            f"Careful: {len(made.missing)} files of documents are missing or changed and are not in"
            f" it, the first is {made.missing[0]}. Run: jolserik doctor",
            err=True,
        )
