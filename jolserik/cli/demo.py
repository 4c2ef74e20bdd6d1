"""`jolserik demo`: the demo region, filled and served."""

import os

import click
from django.utils import timezone

from jolserik.cli import database
from jolserik.workshop import demo, folder


@click.command("demo")
@click.option("--serve/--no-serve", default=True, help="only fill the database")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def command(serve: bool, host: str, port: int) -> None:
    """Fill the demo region into the configured database, serve it, say how to sign in.

    May be run again safely: what is there stays. A database with other work in it is refused.
    """
    database.migrated()
    try:
        told = demo.fill(now=timezone.now())
    except demo.NotADemo as refused:
        raise click.ClickException(str(refused)) from None
    except folder.BadFolder as bad:
        raise click.ClickException("nothing was loaded:\n" + "\n".join(bad.lines)) from None
    click.echo(told)
    if not serve:
        return
    click.echo(
        f"\n  Jolserik is at   http://localhost:{port}\n"
        f"  Sign in          http://localhost:{port}/sign-in/  (choose one of the cast)\n"
        "  Stop             Ctrl+C\n"
    )
    os.environ["JOLSERIK_DEMO"] = "1"
    from django.conf import settings

    settings.DEMO = True
    from jolserik.cli.run import serve as serve_program

    serve_program(host=host, port=port)
