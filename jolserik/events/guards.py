"""Guards in the database: rows of an append-only table are never changed or removed.

Triggers stop UPDATE, DELETE, REPLACE and TRUNCATE from any program on both databases.
A model is guarded when it says `append_only = True`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

MESSAGE = "rows of {table} are only added"
BODY = " BEGIN RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME; END "
TEST_DATABASES = ("test_", "file:memorydb_")  # as Django names them
SQLITE_GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
POSTGRESQL_GUARDS = """
SELECT t.tgname, f.prosrc FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid
WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
  AND t.tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
"""


def guarded_models() -> list[type[models.Model]]:
    """All models that say `append_only = True`, in a stable order."""
    found = [m for m in apps.get_models() if getattr(m, "append_only", False)]
    return sorted(found, key=lambda m: m._meta.db_table)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place, replacing older ones. Tables that do not exist yet are left."""
    existing = set(connection.introspection.table_names())
    # In one transaction: a disk that fills up in between must not leave a table unguarded.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for model in guarded_models():
            if model._meta.db_table in existing:
                for statement in _statements(connection.vendor, model):
                    cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of guards that should be in the database and are not, were switched off or changed."""
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_GUARDS if connection.vendor == "sqlite" else POSTGRESQL_GUARDS)
        present = {row[0]: row[1] for row in cursor.fetchall()}
    wanted: dict[str, str] = {}
    for model in guarded_models():
        names = _names(connection.vendor, model._meta.db_table)
        created = [s for s in _statements(connection.vendor, model) if "CREATE TRIGGER" in s]
        bodies = created if connection.vendor == "sqlite" else [BODY] * len(names)
        wanted |= dict(zip(names, bodies, strict=True))
    return [name for name, body in wanted.items() if present.get(name) != body]


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lift the guards for a while; refused anywhere but in a test database."""
    name = str(connection.settings_dict["NAME"]).rpartition("/")[2]
    if not getattr(settings, "TESTING", False) or not name.startswith(TEST_DATABASES):
        raise RuntimeError("guards are lifted only in a test database")
    with connection.cursor() as cursor:
        for model in guarded_models():
            for name in _names(connection.vendor, model._meta.db_table):
                on = "" if connection.vendor == "sqlite" else f" ON {model._meta.db_table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
    try:
        yield
    finally:
        install(connection)


def _names(vendor: str, table: str) -> list[str]:
    kinds = ("update", "delete", "replace") if vendor == "sqlite" else ("change", "truncate")
    return [f"{table}_no_{kind}" for kind in kinds]


def _unique_together(model: type[models.Model]) -> list[tuple[str, ...]]:
    """Columns by which a row can collide with another: keys, unique columns and constraints, and
    on SQLite the row's own number where no integer key stands for it."""
    meta = model._meta
    found: list[tuple[str, ...]] = [
        (str(f.column),) for f in meta.local_fields if f.primary_key or f.unique
    ]
    for constraint in meta.total_unique_constraints:
        by_name = {field.name: str(field.column) for field in meta.local_fields}
        found.append(tuple(by_name[name] for name in constraint.fields))
    if not isinstance(meta.pk, models.IntegerField):
        found.append(("rowid",))
    return found


def _statements(vendor: str, model: type[models.Model]) -> list[str]:
    table = model._meta.db_table
    message = MESSAGE.format(table=table)
    if vendor == "sqlite":
        # REPLACE removes the row it collides with and fires no delete trigger, so an insert
        # that would collide on any unique column is stopped before it.
        collides = " OR ".join(
            "(" + " AND ".join(f"NEW.{c} IS NOT NULL AND {c} = NEW.{c}" for c in columns) + ")"
            for columns in _unique_together(model)
        )
        guard = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        return [
            f"DROP TRIGGER IF EXISTS {table}_no_update",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {guard}",
            f"DROP TRIGGER IF EXISTS {table}_no_delete",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {guard}",
            f"DROP TRIGGER IF EXISTS {table}_no_replace",
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {collides}) {guard}",  # nosec B608  # our names
        ]
    return [
        "CREATE OR REPLACE FUNCTION jolserik_only_added() RETURNS trigger LANGUAGE plpgsql AS"
        f" $${BODY}$$",
        f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION jolserik_only_added()",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION jolserik_only_added()",
    ]
