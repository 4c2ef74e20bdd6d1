"""The one way to write into the diary."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from jolserik.core.refusal import Fact
from jolserik.events.models import Event


def record(
    name: str,
    *,
    kind: str,
    key: str,
    by: uuid.UUID | None,
    now: dt.datetime,
    facts: Mapping[str, Fact] | None = None,
) -> Event:
    """Add one event in the caller's transaction; without one it is an error.

    `facts` may hold keys, codes and amounts, never names, phones or identity numbers.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to its act's transaction")
    return Event.objects.create(
        name=name, at=now, by=by, subject_kind=kind, subject_key=key, facts=dict(facts or {})
    )
