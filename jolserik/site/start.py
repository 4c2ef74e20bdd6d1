"""What must hold before anything is served."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jolserik.events import guards
from jolserik.workshop.models import DemoMark


def refuse_unsafe() -> None:
    """Raise ImproperlyConfigured, with what to do, where serving would be unsafe."""
    for reason in reasons_not_to_serve():
        raise ImproperlyConfigured(reason)


def reasons_not_to_serve() -> list[str]:
    """Why not to serve, each with what to do about it; empty when all is well."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["The database is not up to date. Run: jolserik migrate"]
    reasons = []
    if missing := guards.missing(connection):
        reasons.append(
            f"{len(missing)} guards of the ledger are not in the database ({missing[0]} …)."
            " Run: jolserik migrate, then: jolserik ledger verify"
        )
    if settings.DEMO and not DemoMark.objects.exists():
        reasons.append(
            "JOLSERIK_DEMO=1 lets anybody sign in as anybody, and this database was not made by"
            " `jolserik demo`. Unset JOLSERIK_DEMO, or point JOLSERIK_DATA or DATABASE_URL to an"
            " empty database and run: jolserik demo"
        )
    return reasons
