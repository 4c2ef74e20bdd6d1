"""What the acts on an upload share: the right, the locked row, the event."""

import datetime as dt
from collections.abc import Mapping

from jolserik.core.refusal import Fact, Refusal, ensure
from jolserik.events.actions import record
from jolserik.imports import queries
from jolserik.imports.models import Upload
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not


def may(by: Actor, department: str) -> None:
    """Lists are taken in for one's own department."""
    ensure(why_not(by, Right.IMPORT_LISTS))
    if not by.is_program and department not in queries.departments(by):
        ensure(Refusal("not_your_department"))


def locked(upload: Upload) -> Upload:
    """The row of an upload, locked until the transaction ends."""
    return Upload.objects.select_for_update().get(pk=upload.pk)


def note(
    name: str,
    upload: Upload,
    *,
    by: Actor,
    now: dt.datetime,
    facts: Mapping[str, Fact] | None = None,
) -> None:
    record(name, kind="list", key=str(upload.key), by=by.key, now=now, facts=facts)
