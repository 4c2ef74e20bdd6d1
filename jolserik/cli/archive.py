"""The backup file: a zip with `manifest.json` and one member of JSON lines for each table.

Nothing in it belongs to one database: a file made on SQLite fills PostgreSQL and back. Rows are
read and written one by one, so memory does not grow with the ledger. Sessions, the cache and what
`jolserik migrate` makes anew (content types, permissions) are left out, and so is the index of
search, which is derived.
"""

import base64
import datetime as dt
import hashlib
import json
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from jolserik import __version__
from jolserik.documents import store
from jolserik.documents.models import Blob
from jolserik.ledger.fields import MoneyField
from jolserik.ledger.models import LedgerHead
from jolserik.ledger.verify import verify

FORMAT = 2
KIND = "jolserik backup"
MANIFEST = "manifest.json"
LEFT_OUT = frozenset({"sessions", "contenttypes", "auth", "admin", "search"})  # apps
# Filled by migrate.
SEEDED = frozenset({"ledger_measure", "ledger_ledgerhead", "django_site", "projects_term"})
FILES = "files/"  # the bytes of documents, by their hash
HASH = re.compile(r"[0-9a-f]{64}")
CHUNK = 1 << 20
BATCH = 2000
LARGEST_MANIFEST = 64 << 20  # mostly of missing files, should a whole disk be lost
LONGEST_LINE = 8 << 20
# Rows of a ledger shrink to a tenth; thousandfold is what a file made to fill a disk does.
STEEPEST = 300
MODES = {"zip_stored": zipfile.ZIP_STORED, "zip_deflated": zipfile.ZIP_DEFLATED}


class BadArchive(Exception):
    """The file cannot be restored; the text says why. Nothing was written."""


@dataclass(frozen=True)
class Made:
    """What a backup holds. `missing`: hashes of files that rows name and that it has not."""

    tables: int
    rows: int
    posting_no: int
    size: int
    files: int = 0
    missing: tuple[str, ...] = ()


# --- writing


def write(file: Path, *, now: dt.datetime) -> Made:
    """Write everything as it stands at one moment. The file appears whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            os.fchmod(out.fileno(), 0o600)
            with _snapshot():
                made = _fill(out, now=now)
            out.flush()
            os.fsync(out.fileno())
            size = out.tell()
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return replace(made, size=size)


@contextmanager
def _snapshot() -> Iterator[None]:
    """All reads see one moment; nobody who writes has to wait."""
    if connection.vendor == "sqlite":
        # Not atomic(): that would take the one lock of writers for as long as the copy takes.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _fill(out: IO[bytes], *, now: dt.datetime) -> Made:
    tables = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for model in archived_models():
            tables.append(_write_table(archive, model))
        names = _file_names()
        missing = tuple(name for name in names if not _write_file(archive, name))
        head = LedgerHead.objects.first()
        posting_no = head.last_posting_no if head else 0
        manifest = {
            "kind": KIND,
            "format": FORMAT,
            "jolserik": __version__,
            "made_at": now.astimezone(dt.UTC).isoformat(),
            "database": connection.vendor,
            "posting_no": posting_no,
            "migrations": migrations(),
            "tables": tables,
            "files": len(names) - len(missing),
            "missing": missing,
        }
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    rows = sum(table["rows"] for table in tables)
    return Made(len(tables), rows, posting_no, 0, len(names) - len(missing), missing)


def _write_table(archive: zipfile.ZipFile, model: type[models.Model]) -> dict[str, Any]:
    fields = columns(model)
    digest, rows, size = hashlib.sha256(), 0, 0
    name = model._meta.db_table
    writers = [_writer(field) for field in fields]
    found = model._base_manager.order_by("pk").values_list(*(f.attname for f in fields))
    info = zipfile.ZipInfo(f"{name}.jsonl")
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    with archive.open(info, "w", force_zip64=True) as member:
        for row in found.iterator(chunk_size=BATCH):
            values = [None if v is None else w(v) for w, v in zip(writers, row, strict=True)]
            # Sorted keys: PostgreSQL forgets their order, and equal rows are to be equal bytes.
            text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            line = text.encode() + b"\n"
            member.write(line)
            digest.update(line)
            rows += 1
            size += len(line)
    return {
        "name": name,
        "columns": [field.column for field in fields],
        "rows": rows,
        "bytes": size,
        "sha256": digest.hexdigest(),
    }


def _file_names() -> list[str]:
    """Hashes of all bytes that documents and photos need, each once."""
    pairs = Blob.objects.values_list("sha256", "thumbnail")
    return sorted({name for pair in pairs for name in pair if name})


def _write_file(archive: zipfile.ZipFile, sha256: str) -> bool:
    """One file as it is; they are packed already. False where it is missing or changed: a backup
    without one file is better than none, and restoring says what it has not."""
    if store.state_of(sha256) is not store.State.WHOLE:
        return False
    file = store.opened(sha256)
    if file is None:
        return False
    info = zipfile.ZipInfo(FILES + sha256)
    info.external_attr = 0o600 << 16
    with file, archive.open(info, "w", force_zip64=True) as member:
        shutil.copyfileobj(file, member, CHUNK)
    return True


# --- what is archived


def archived_models() -> list[type[models.Model]]:
    """All tables that are kept, in the order of their names."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def columns(model: type[models.Model]) -> list[Any]:
    """Fields with a column of their own."""
    return list(model._meta.local_concrete_fields)


def migrations() -> list[str]:
    """Names of the applied migrations of all apps that still exist, in order."""
    installed = {config.label for config in apps.get_app_configs()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app in installed)


def _base(field: Any) -> Any:
    """The field that says of what kind the values are: of a key, the one it points to."""
    while field.remote_field is not None:
        field = field.target_field
    return field


def _writer(field: Any) -> Any:
    """How a value of this field is written as JSON; a field of an unknown kind is an error."""
    return _KINDS[kind_of(field)][0]


def kind_of(field: Any) -> str:
    """One word for what a field holds; TypeError for a field that a backup cannot keep."""
    base = _base(field)
    for kind, classes in _CLASSES:
        if isinstance(base, classes):
            return kind
    raise TypeError(f"{field} is of a kind that a backup cannot keep: {type(base).__name__}")


_CLASSES: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("decimal", (MoneyField,)),  # an integer in the database, a Decimal outside
    ("json", (models.JSONField,)),
    ("uuid", (models.UUIDField,)),
    ("moment", (models.DateTimeField,)),
    ("date", (models.DateField,)),
    ("decimal", (models.DecimalField,)),
    ("bool", (models.BooleanField,)),
    ("int", (models.IntegerField, models.AutoField)),
    ("float", (models.FloatField,)),
    ("bytes", (models.BinaryField,)),
    ("text", (models.CharField, models.TextField, models.FileField, models.GenericIPAddressField)),
)


def _exactly(kind: type) -> Any:
    def reader(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"{kind.__name__} expected")
        return value

    return reader


def _from_text(parse: Any) -> Any:
    def reader(value: Any) -> Any:
        return parse(_exactly(str)(value))

    return reader


def _same(value: Any) -> Any:
    return value


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat()


_KINDS: dict[str, tuple[Any, Any]] = {
    "json": (_same, _same),
    "uuid": (str, _from_text(UUID)),
    "moment": (_moment, _from_text(dt.datetime.fromisoformat)),
    "date": (dt.date.isoformat, _from_text(dt.date.fromisoformat)),
    "decimal": (str, _from_text(Decimal)),
    "bool": (bool, _exactly(bool)),
    "int": (int, _exactly(int)),
    "float": (float, _exactly(float)),
    "bytes": (lambda v: base64.b64encode(bytes(v)).decode(), _from_text(base64.b64decode)),
    "text": (str, _exactly(str)),
}


# --- reading


def fill(file: Path) -> Made:
    """Fill an empty, migrated database and the folder of files from the backup: all of it, proved
    by `ledger verify` and by the hash of each file, or nothing. Raises BadArchive."""
    with _opened(file) as archive:
        manifest = _manifest(archive)
        tables = _same_tables(manifest)
        _whole(archive, tables)
        names = _files_of(archive)
        # Files first taken away again when the rows are not kept, since they stand outside of it.
        with store.all_or_nothing() as brought, _committed_or_nothing():
            _empty()
            for model in archived_models():
                _read_table(archive, model, tables[model._meta.db_table])
            _check(manifest)
            _check_files(names, manifest)
            for name in names:
                brought.append(_read_file(archive, name))
    rows = sum(table["rows"] for table in tables.values())
    return Made(
        len(tables),
        rows,
        manifest["posting_no"],
        file.stat().st_size,
        len(names),
        tuple(manifest["missing"]),
    )


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError) as wrong:
        raise BadArchive(f"{file.name} is no whole backup file ({wrong})") from None
    except (NotImplementedError, RuntimeError) as wrong:  # packed or locked in a way not ours
        raise BadArchive(f"{file.name} is no backup file of this program ({wrong})") from None


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    names = archive.namelist()
    if names.count(MANIFEST) != 1:
        raise BadArchive("this is no backup file of this program: it has no manifest.json")
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise BadArchive("the manifest of the backup is too large to be true")
    with archive.open(MANIFEST) as member:
        text = member.read(LARGEST_MANIFEST + 1)
    try:
        manifest = json.loads(text)
        if manifest["kind"] != KIND:
            raise BadArchive("this is no backup file of this program")
        if manifest["format"] != FORMAT:
            raise BadArchive(
                f"the backup has format {manifest['format']} and this program reads {FORMAT};"
                f" restore it with jolserik {manifest['jolserik']}"
            )
        _of_same_migrations(manifest)
        wanted = {MANIFEST, *(f"{table['name']}.jsonl" for table in manifest["tables"])}
        wanted |= {name for name in names if name.startswith(FILES)}
        ok = all(
            type(table[name]) is int and table[name] >= 0
            for table in manifest["tables"]
            for name in ("rows", "bytes")
        )
        posting_no = manifest["posting_no"]
        ok = ok and type(manifest["files"]) is int
        ok = ok and all(HASH.fullmatch(name) for name in manifest["missing"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadArchive("the manifest of the backup is damaged") from None
    if sorted(names) != sorted(wanted) or not ok or type(posting_no) is not int:
        raise BadArchive("the backup does not hold what its manifest says: it was changed or cut")
    return dict(manifest)


def _of_same_migrations(manifest: dict[str, Any]) -> None:
    theirs, ours = set(manifest["migrations"]), set(migrations())
    if theirs - ours:
        raise BadArchive(
            f"the backup was made by jolserik {manifest['jolserik']}, which knows"
            f" {sorted(theirs - ours)[0]}; this database does not. Use that version,"
            " run: jolserik migrate, and restore again"
        )
    if ours - theirs:
        raise BadArchive(
            f"the backup was made by jolserik {manifest['jolserik']}, before"
            f" {sorted(ours - theirs)[0]}. Restore it with that version into an empty database,"
            " then install this one and run: jolserik migrate"
        )


def _same_tables(manifest: dict[str, Any]) -> dict[str, Any]:
    tables = {table["name"]: table for table in manifest["tables"]}
    ours = {m._meta.db_table: [f.column for f in columns(m)] for m in archived_models()}
    if {name: table["columns"] for name, table in tables.items()} != ours:
        raise BadArchive("the tables of the backup are not those of this program")
    return tables


def _whole(archive: zipfile.ZipFile, tables: dict[str, Any]) -> None:
    """Every member is what the manifest says, to the byte; looked at before anything is written."""
    for name, table in tables.items():
        info = archive.getinfo(f"{name}.jsonl")
        steep = info.file_size > 10 * CHUNK and info.file_size > STEEPEST * info.compress_size
        if info.compress_type not in MODES.values() or steep or info.file_size != table["bytes"]:
            raise BadArchive(f"the table {name} in the backup is damaged or not a real one")
        digest, size = hashlib.sha256(), 0
        with archive.open(info) as member:
            while chunk := member.read(CHUNK):
                size += len(chunk)
                if size > table["bytes"]:
                    break
                digest.update(chunk)
        if size != table["bytes"] or digest.hexdigest() != table["sha256"]:
            raise BadArchive(f"the table {name} in the backup is damaged")


@contextmanager
def _committed_or_nothing() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as wrong:
        first = str(wrong).strip().splitlines()[0]
        raise BadArchive(f"rows of the backup contradict each other: {first}") from None


def _empty() -> None:
    """Refuse unless nothing but what migrating makes is there; take that away."""
    for model in archived_models():
        table = model._meta.db_table
        rows = model._base_manager.all()
        if table == "ledger_ledgerhead":
            rows = rows.filter(last_posting_no__gt=0)
        elif table in SEEDED:
            continue
        if rows.exists():
            raise BadArchive(
                f"the database is not empty: {table} has rows. Restore into a new one: point"
                " JOLSERIK_DATA or DATABASE_URL to an empty database and run: jolserik migrate"
            )
    for model in archived_models():
        if model._meta.db_table in SEEDED:
            model._base_manager.all().delete()


def _read_table(archive: zipfile.ZipFile, model: type[models.Model], table: dict[str, Any]) -> None:
    fields = columns(model)
    quote = connection.ops.quote_name
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)}"  # nosec: the names are the models'
        f" ({', '.join(quote(field.column) for field in fields)})"
        f" VALUES ({', '.join(['%s'] * len(fields))})"
    )
    rows = _rows(archive, table, fields)
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            try:
                cursor.executemany(sql, batch)
            except OverflowError:
                raise BadArchive(f"a number in {table['name']} is too large") from None


def _rows(archive: zipfile.ZipFile, table: dict[str, Any], fields: list[Any]) -> Iterator[Any]:
    readers = [_KINDS[kind_of(field)][1] for field in fields]
    number = 0
    with archive.open(f"{table['name']}.jsonl") as member:
        while line := member.readline(LONGEST_LINE):
            number += 1
            try:
                values = json.loads(line)
                if len(values) != len(fields) or type(values) is not list:
                    raise ValueError("another number of columns")
                ready = [
                    field.get_db_prep_save(None if v is None else reader(v), connection)
                    for field, reader, v in zip(fields, readers, values, strict=True)
                ]
            except (ValueError, TypeError, ArithmeticError, RecursionError):
                raise BadArchive(
                    f"row {number} of {table['name']} in the backup is damaged"
                ) from None
            yield ready
    if number != table["rows"]:
        raise BadArchive(
            f"{table['name']} in the backup has {number} rows, not {table['rows']} as promised"
        )


def _files_of(archive: zipfile.ZipFile) -> list[str]:
    """Hashes of the files in the backup; each is read once and is what its name says."""
    names = []
    for info in archive.infolist():
        if not info.filename.startswith(FILES):
            continue
        name = info.filename.removeprefix(FILES)
        if not HASH.fullmatch(name) or info.compress_type != zipfile.ZIP_STORED:
            raise BadArchive("the backup holds a file that is not a real one")
        digest = hashlib.sha256()
        with archive.open(info) as member:
            while chunk := member.read(CHUNK):
                digest.update(chunk)
        if digest.hexdigest() != name:
            raise BadArchive(f"the file {name} in the backup is damaged")
        names.append(name)
    return names


def _check_files(names: list[str], manifest: dict[str, Any]) -> None:
    """The files are those that the rows name, but for those that the backup says it has not."""
    same = sorted([*names, *manifest["missing"]]) == _file_names()
    if not same or len(names) != manifest["files"]:
        raise BadArchive("the files of the backup are not those that its rows name")


def _read_file(archive: zipfile.ZipFile, name: str) -> store.Kept:
    """Put one file in its place. Raises BadArchive when the disk does not take it."""
    with archive.open(FILES + name) as member:
        try:
            return store.keep_stream(iter(lambda: member.read(CHUNK), b""))
        except OSError as wrong:
            raise BadArchive(
                f"the data folder does not take the files ({wrong.strerror}); free some space"
            ) from wrong


def _check(manifest: dict[str, Any]) -> None:
    """Keys point somewhere, sequences go on after the rows, and the ledger is whole."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), archived_models()):
            cursor.execute(sql)
    head = LedgerHead.objects.first()
    if (head.last_posting_no if head else 0) != manifest["posting_no"]:
        raise BadArchive("the last posting number of the backup is not the one it promises")
    if wrong := verify():
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise BadArchive(f"the ledger of the backup is not whole: {wrong[0]}{more}")
