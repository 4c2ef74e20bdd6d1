"""The health address: for the proxy and the watchman, cheap and without secrets."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from jolserik import __version__
from jolserik.events import guards
from jolserik.people.access import EVERYONE, open_to

log = logging.getLogger("jolserik.health")


@open_to(EVERYONE)
def health(request: HttpRequest) -> JsonResponse:
    """200 when the program can work; 503 with what fails when it cannot. Asks two questions."""
    found = {"database": _database()}
    if found["database"] == "ok":
        found["guards"] = "ok" if not guards.missing(connection) else "missing"
    well = all(state == "ok" for state in found.values())
    status = {"status": "ok" if well else "failing"}
    response = JsonResponse(status | found | {"version": __version__}, status=200 if well else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_posting_no FROM ledger_ledgerhead")
            cursor.fetchone()
    except DatabaseError as wrong:
        # What exactly is wrong names hosts and users: it goes to the log and not to the world.
        log.error("database_unreachable", extra={"error": type(wrong).__name__})
        return "unreachable"
    return "ok"
