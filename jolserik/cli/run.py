"""`jolserik run`: the web server."""

import hashlib
import multiprocessing
import os
import socket
from pathlib import Path

import click
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections

from jolserik.cli import database

THREADS = 4  # as many as the pool of database connections holds


@click.command("run")
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=click.IntRange(1, 64), help="processes (default: one a core, ≤ 4)")
def command(host: str, port: int, workers: int | None) -> None:
    """Serve the program until it is stopped (Ctrl+C or SIGTERM).

    Before others can reach it, put a reverse proxy with TLS before it: docs/operations.md.
    """
    database.ready()
    serve(host, port, workers)


def serve(host: str, port: int, workers: int | None = None) -> None:
    """Check, prepare the files and serve until stopped. Raises ClickException with what to do."""
    _safe()
    _free(host, port)
    prepare_files()
    # Workers are started afresh and read the settings anew: all must have one secret, and none
    # is a command.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ.setdefault("JOLSERIK_SECRET", settings.SECRET_KEY)
    os.environ.pop("JOLSERIK_COMMAND", None)
    connections.close_all()
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "jolserik.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or min(os.cpu_count() or 1, 4),
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
        log_level=LogLevels.warning,
        process_name=None,
    ).serve()


def _safe() -> None:
    from jolserik.site.start import reasons_not_to_serve

    if not (os.environ.get("JOLSERIK_SECRET") or settings.DEMO or settings.DEBUG):
        raise click.ClickException(
            "JOLSERIK_SECRET is not set. Set it to a long random text, for example:"
            " JOLSERIK_SECRET=$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')"
        )
    if reasons := reasons_not_to_serve():
        raise click.ClickException("\n  ".join(reasons))


def _free(host: str, port: int) -> None:
    """Refuse in words where the server would die with a stack of lines."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError:
        raise click.ClickException(
            f"port {port} is kept for the system; choose one above 1023, for example --port 8000"
        ) from None
    except OSError as wrong:
        if isinstance(wrong, socket.gaierror) or wrong.errno != 98:
            raise click.ClickException(f"cannot listen on {host}: {wrong.strerror}") from None
        raise click.ClickException(
            f"port {port} on {host} is taken by another program;"
            f" stop it or choose another: --port {port + 1 if port < 65535 else 8000}"
        ) from None


def prepare_files() -> None:
    """Collect static files, where they changed, and compile translations."""
    from jolserik.site import translations

    try:
        translations.compile_all()
        if not (settings.DEBUG or settings.TESTING):
            _collect()
    except OSError as wrong:
        raise click.ClickException(
            f"{wrong.filename or settings.STATIC_ROOT} cannot be written ({wrong.strerror});"
            " free some space, change its owner, or set JOLSERIK_DATA to another folder"
        ) from None


def _collect() -> None:
    """Names with hashes, compressed once. Skipped when no file changed since."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = _fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def _fingerprint() -> str:
    told = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            state = os.stat(storage.path(path))
            told.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return told.hexdigest()
