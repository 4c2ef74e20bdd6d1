"""`jolserik doctor`: what is wrong with this machine, and how to mend it."""

import dataclasses
import datetime as dt
import json
import os
import platform
import re
import shutil
import socket
import sqlite3
import sys
from collections.abc import Generator, Iterator
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
import django
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from jolserik import __version__
from jolserik.documents import store
from jolserik.documents.models import Blob
from jolserik.events import guards
from jolserik.events.models import Event
from jolserik.ledger.models import Entry, Statement
from jolserik.search import queries as search
from jolserik.site import translations
from jolserik.workshop.models import DemoMark

OK, WARNING, WRONG = "ok", "warning", "wrong"
MARKS = {OK: "✓", WARNING: "!", WRONG: "✗"}
MEGABYTE = 1 << 20
LITTLE_SPACE, NO_SPACE = 1024 * MEGABYTE, 100 * MEGABYTE
BACKUP_EVERY = dt.timedelta(days=2)
CLOCK_SLACK = dt.timedelta(minutes=5)
MAIL_PATIENCE = 3  # seconds
SHORTEST_SECRET = 32
OLDEST_SQLITE = (3, 35, 0)
OLDEST_POSTGRES = 15_00_00


@dataclasses.dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `mend` is empty where all is well."""

    about: str
    state: str
    said: str
    mend: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="a list of objects: about, state, said, mend")
def command(as_json: bool) -> None:
    """Say what is wrong here and how to mend it; exit code 1 if something is wrong.

    Looks at settings, database, folder, mail, clock, versions, translations and backups, and
    changes nothing.
    """
    found = list(findings(now=timezone.now()))
    if as_json:
        listed = [dataclasses.asdict(finding) for finding in found]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        for finding in found:
            click.echo(f"{MARKS[finding.state]} {finding.about:13} {finding.said}")
            if finding.mend:
                click.echo(f"{'':15} → {finding.mend}")
        click.echo(_summary(found))
    if any(finding.state == WRONG for finding in found):
        raise click.exceptions.Exit(1)


def findings(*, now: dt.datetime) -> Iterator[Finding]:
    """Everything looked at, in a stable order."""
    yield from _settings()
    yield from _folder()
    reachable = yield from _database()
    if reachable:
        yield from _demo()
        yield from _clock(now)
        yield from _files()
        yield from _search()
    yield from _zones()
    yield from _mail()
    yield from _versions()
    yield from _translations()
    yield from _backups(now)


def _summary(found: list[Finding]) -> str:
    wrong = sum(finding.state == WRONG for finding in found)
    warnings = sum(finding.state == WARNING for finding in found)
    if not wrong and not warnings:
        return "All is well."
    return f"{wrong} wrong, {warnings} to look at, {len(found) - wrong - warnings} well."


def _settings() -> Iterator[Finding]:
    secret = os.environ.get("JOLSERIK_SECRET", "")
    example = "JOLSERIK_SECRET=$(python3 -c 'import secrets; print(secrets.token_urlsafe(48))')"
    trying = settings.DEMO or settings.DEBUG
    if not secret:
        state = OK if trying else WRONG
        said = "no secret key is set" + (": one is made at each start" if trying else "")
        yield Finding("secret", state, said, "" if trying else f"set it: {example}")
    elif len(secret) < SHORTEST_SECRET:
        said = f"the secret key has only {len(secret)} characters"
        yield Finding("secret", WRONG, said, f"set a longer one: {example}")
    else:
        yield Finding("secret", OK, "a long secret key is set")
    hosts = [host for host in settings.ALLOWED_HOSTS if host]
    local = set(hosts) <= {"localhost", "127.0.0.1", "[::1]"}
    if not trying and (local or "*" in hosts):
        said = "only this machine may ask" if local else "any host name may be asked for"
        yield Finding(
            "hosts", WARNING, said, "set JOLSERIK_HOSTS to the names people use: invest.example.kz"
        )
    else:
        yield Finding("hosts", OK, f"answers to {', '.join(hosts)}")
    if not settings.HTTPS:
        state = OK if trying else WARNING
        mend = "" if trying else "unset JOLSERIK_HTTPS and serve over https"
        yield Finding("https", state, "cookies also travel over plain http", mend)
    elif not getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        yield Finding(
            "https",
            WARNING,
            "https is asked for, but no proxy is announced, so every page redirects to itself",
            "set JOLSERIK_PROXY=1 behind a proxy that sets X-Forwarded-Proto (docs/operations.md)",
        )
    else:
        yield Finding("https", OK, "pages and cookies travel over https only")
    if settings.DEBUG:
        yield Finding(
            "debug",
            OK if settings.DEMO else WARNING,
            "developer's mode is on: error pages show the program's insides",
            "unset JOLSERIK_DEBUG where others can reach the program",
        )


def _folder() -> Iterator[Finding]:
    folder = Path(settings.DATA)
    if not folder.is_dir():
        yield Finding("folder", WRONG, f"there is no folder {folder}", "run: jolserik migrate")
        return
    probe = folder / f".doctor-{os.getpid()}"
    try:
        probe.write_bytes(b"x" * 4096)
    except OSError as wrong:
        yield Finding(
            "folder",
            WRONG,
            f"{folder} cannot be written ({wrong.strerror})",
            "free some space, or let the program's user own it: chown -R jolserik FOLDER",
        )
    else:
        yield Finding("folder", OK, f"{folder} can be written")
    finally:
        probe.unlink(missing_ok=True)
    free = shutil.disk_usage(folder).free
    said = f"{free // MEGABYTE} MB are free"
    state = WRONG if free < NO_SPACE else WARNING if free < LITTLE_SPACE else OK
    yield Finding("space", state, said, "" if state == OK else "free some space or move the folder")
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        yield Finding(
            "owner",
            WARNING,
            f"{folder} belongs to user {owner}, this command runs as {os.geteuid()}",
            f"run commands as its owner: sudo -u '#{owner}' jolserik …",
        )
    open_files = [file.name for file in folder.glob("*.sqlite3*") if file.stat().st_mode & 0o007]
    if open_files:
        yield Finding(
            "owner",
            OK if settings.DEMO else WARNING,
            f"everybody on this machine may read {open_files[0]}",
            "" if settings.DEMO else f"chmod 750 {folder}; chmod 640 {folder}/*.sqlite3*",
        )


def _database() -> Generator[Finding, None, bool]:
    """Returns whether the tables can be asked."""
    where = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite" and not Path(str(name)).is_file():
        yield Finding("database", WRONG, f"there is no {name} yet", "run: jolserik migrate")
        return False
    try:
        connection.ensure_connection()
    except (DatabaseError, sqlite3.Error) as wrong:
        first = str(wrong).strip().splitlines()[0]
        mend = (
            "check the disk and the owner of the file"
            if connection.vendor == "sqlite"
            else "check DATABASE_URL and that the server runs"
        )
        yield Finding("database", WRONG, f"{where} does not answer: {first}", mend)
        return False
    yield Finding("database", OK, f"{where} answers: {name}")
    try:
        yield from _sqlite() if connection.vendor == "sqlite" else _postgres()
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
        missing = guards.missing(connection)
    except (DatabaseError, sqlite3.Error) as wrong:
        said = f"the database cannot be read: {wrong}"
        yield Finding("database", WRONG, said, "restore it from a backup (docs/operations.md)")
        return False
    if behind:
        said = f"{len(behind)} migrations are not applied, the first is {behind[0][0]}"
        yield Finding(
            "migrations", WRONG, said, "run: jolserik backup FILE, then: jolserik migrate"
        )
        return False
    yield Finding("migrations", OK, "up to date")
    if missing:
        yield Finding(
            "guards",
            WRONG,
            f"{len(missing)} guards against changed rows are missing: {missing[0]}",
            "run: jolserik migrate, then: jolserik ledger verify",
        )
    else:
        yield Finding("guards", OK, "every guard against changed rows is in place")
    return True


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA foreign_keys")
        keys = cursor.fetchone()[0]
    state = OK if mode == "wal" else WARNING
    mend = "" if mode == "wal" else "move the data folder to a local disk: WAL needs one"
    yield Finding("journal", state, f"journal mode {mode}", mend)
    if not keys:
        yield Finding("keys", WRONG, "foreign keys are not enforced", "report this: it is a bug")


def _postgres() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        number = int(cursor.fetchone()[0])
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()[0]
    state = OK if number >= OLDEST_POSTGRES else WRONG
    mend = "" if state == OK else "use PostgreSQL 15 or newer"
    yield Finding("server", state, f"PostgreSQL {number // 10000}.{number % 10000}", mend)
    if encoding != "UTF8":
        mend = "make the database anew: CREATE DATABASE … ENCODING 'UTF8'"
        yield Finding("encoding", WRONG, f"the database is kept in {encoding}", mend)


def _demo() -> Iterator[Finding]:
    if not settings.DEMO:
        return
    if DemoMark.objects.exists():
        said = "this is a demo: anybody may sign in as anybody of its cast; keep no real data here"
        yield Finding("demo", OK, said)
        return
    yield Finding(
        "demo",
        WRONG,
        "JOLSERIK_DEMO=1 on a database that `jolserik demo` did not make",
        "unset JOLSERIK_DEMO, or point JOLSERIK_DATA or DATABASE_URL to an empty database",
    )


def _clock(now: dt.datetime) -> Iterator[Finding]:
    newest = [
        moment
        for moment in (
            Entry.objects.order_by("-posting_no").values_list("recorded_at", flat=True).first(),
            Statement.objects.order_by("-posting_no").values_list("recorded_at", flat=True).first(),
            Event.objects.order_by("-id").values_list("at", flat=True).first(),
        )
        if moment is not None
    ]
    told = timezone.localtime(now).strftime("%Y-%m-%d %H:%M")
    if newest and max(newest) > now + CLOCK_SLACK:
        yield Finding(
            "clock",
            WRONG,
            f"it is {told} here, but something was recorded at"
            f" {timezone.localtime(max(newest)):%Y-%m-%d %H:%M}",
            "set the clock: timedatectl set-ntp true",
        )
    else:
        yield Finding("clock", OK, f"it is {told} in {settings.TIME_ZONE}")


def _search() -> Iterator[Finding]:
    wrong = [kind for kind in search.counted() if kind.there != kind.indexed]
    if wrong:
        said = ", ".join(f"{kind.indexed} of {kind.there} × {kind.kind}" for kind in wrong)
        yield Finding("search", WRONG, f"it finds {said}", "run: jolserik search rebuild")
    else:
        yield Finding("search", OK, "everything can be found")


def _zones() -> Iterator[Finding]:
    mend = "install the package tzdata (pip install tzdata, or apt-get install tzdata)"
    try:
        almaty = ZoneInfo("Asia/Almaty")
    except ZoneInfoNotFoundError:
        yield Finding("time zones", WRONG, "Asia/Almaty is not known here", mend)
        return
    # All of Kazakhstan went to UTC+5 on 1 March 2024; an older database does not know it.
    if dt.datetime(2024, 3, 2, tzinfo=almaty).utcoffset() != dt.timedelta(hours=5):
        said = "the time zone database is older than March 2024: Almaty is an hour wrong"
        yield Finding("time zones", WRONG, said, mend)
        return
    yield Finding("time zones", OK, "Asia/Almaty is known, UTC+5")


def _mail() -> Iterator[Finding]:
    if not os.environ.get("EMAIL_URL"):
        state = OK if settings.DEMO or settings.DEBUG else WARNING
        mend = "" if state == OK else "set EMAIL_URL=smtp+tls://user:password@host:587"
        yield Finding("mail", state, "no mail server is set: letters go to the log", mend)
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        address = (settings.EMAIL_HOST, settings.EMAIL_PORT)
        with socket.create_connection(address, timeout=MAIL_PATIENCE):
            pass
    except OSError as wrong:
        said = f"the mail server {where} does not answer ({wrong.strerror or wrong})"
        yield Finding("mail", WRONG, said, "check EMAIL_URL, the firewall and the server")
    else:
        yield Finding("mail", OK, f"the mail server {where} answers")


def _versions() -> Iterator[Finding]:
    python = sys.version_info >= (3, 11)
    said = (
        f"jolserik {__version__}, Python {platform.python_version()}, Django {django.__version__}"
    )
    if not python or django.VERSION[:2] != (5, 2):
        yield Finding("versions", WRONG, said, "use Python 3.11 or newer and run: make setup")
    else:
        yield Finding("versions", OK, said)
    if connection.vendor == "sqlite":
        state = OK if sqlite3.sqlite_version_info >= OLDEST_SQLITE else WRONG
        mend = "" if state == OK else "use SQLite 3.35 or newer, or PostgreSQL"
        yield Finding("sqlite", state, f"SQLite {sqlite3.sqlite_version}", mend)
    lock = translations.LOCALE.parents[2] / "requirements.txt"
    if lock.is_file():
        yield _locked(lock)


def _locked(lock: Path) -> Finding:
    wanted = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text("utf-8"), re.MULTILINE)
    missing, other = [], []
    for name, version in wanted:
        try:
            have = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
        else:
            if have != version:
                other.append(f"{name} {have} instead of {version}")
    if missing:
        said = f"not installed: {', '.join(missing)}"
        return Finding("parts", WRONG, said, "run: make setup")
    if other:
        return Finding("parts", WARNING, ", ".join(other), "run: make setup")
    return Finding("parts", OK, f"{len(wanted)} parts are as locked")


def _translations() -> Iterator[Finding]:
    for language in translations.TRANSLATED:
        folder = translations.LOCALE / language / "LC_MESSAGES"
        source, compiled = folder / "django.po", folder / "django.mo"
        if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            said = f"{compiled} is missing or older than its source"
            mend = f"let the program write {folder} once, or run any command as its owner"
            yield Finding("translations", WRONG, said, mend)
            return
    yield Finding("translations", OK, "Russian and Kazakh are compiled")


def _files() -> Iterator[Finding]:
    """Every file that a document names is there and is what it was, by its hash."""
    pairs = Blob.objects.values_list("sha256", "thumbnail")
    names = sorted({name for pair in pairs for name in pair if name})
    states = {name: store.state_of(name) for name in names}
    for state, words in ((store.State.MISSING, "missing"), (store.State.CHANGED, "changed")):
        gone = [name for name, found in states.items() if found is state]
        if gone:
            said = f"{len(gone)} of {len(names)} files of documents are {words}: {gone[0]}"
            mend = f"bring {store.path_of(gone[0])} back: it is files/{gone[0]} in a backup file"
            yield Finding("files", WRONG, said, mend)
    if parts := store.half_written():
        said = f"{len(parts)} uploads were broken off and left {parts[0].name}"
        yield Finding("files", WARNING, said, f"rm {store.folder()}/{store.PART}*")
    if all(state is store.State.WHOLE for state in states.values()):
        yield Finding("files", OK, f"{len(names)} files of documents are what they were")


def _backups(now: dt.datetime) -> Iterator[Finding]:
    folder = Path(settings.DATA) / "backups"
    files = [file.stat().st_mtime for file in folder.glob("*.zip")] if folder.is_dir() else []
    mend = f"run daily: jolserik backup {folder}/$(date +%F).zip (docs/operations.md)"
    if not files:
        state = OK if settings.DEMO or settings.DEBUG else WARNING
        said = f"there is no backup in {folder}"
        yield Finding("backups", state, said, "" if state == OK else mend)
        return
    age = now - dt.datetime.fromtimestamp(max(files), dt.UTC)
    old = age > BACKUP_EVERY
    said = f"{len(files)} in {folder}, the newest {age.days} days old"
    yield Finding("backups", WARNING if old else OK, said, mend if old else "")
