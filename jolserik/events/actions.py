"""The one way to write into the diary."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from jolserik.core.refusal import Change, Fact
from jolserik.events.models import Event


def record(
    name: str,
    *,
    kind: str,
    key: str,
    by: uuid.UUID | None,
    now: dt.datetime,
    facts: Mapping[str, Fact] | None = None,
    changes: Iterable[Change] = (),
) -> Event:
    """Add one event in the caller's transaction; without one it is an error.

    `facts` and `changes` may hold keys, codes and amounts, never names of people, phones or
    identity numbers.
    """
    told: dict[str, Any] = dict(facts or {})
    if listed := [[change.field, change.old, change.new] for change in changes]:
        told["changes"] = listed
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to its act's transaction")
    return Event.objects.create(
        name=name, at=now, by=by, subject_kind=kind, subject_key=key, facts=told
    )
