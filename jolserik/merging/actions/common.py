"""What the acts of the room share."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from jolserik.core.refusal import Fact, Refusal, ensure
from jolserik.events.actions import record
from jolserik.merging import finding
from jolserik.merging.models import Pair
from jolserik.merging.rules import why_not_say_different
from jolserik.merging.values import Kind, Standing
from jolserik.people.actor import Actor
from jolserik.search import actions as search


def ensure_seen(kind: Kind, keys: Iterable[str], by: Actor, merged: Iterable[Any] = ()) -> None:
    """Nobody merges what they may not see. `merged`: rows as they are now that they are locked;
    one that was merged meanwhile is seen by nobody, and that is said first."""
    wanted = list(keys)
    gone = {getattr(row, "code", row.pk) for row in merged if row.merged_into_id}
    ensure(Refusal("merged_already") if gone & set(wanted) else None)
    if set(wanted) - finding.seen(kind, wanted, by):
        ensure(Refusal("merge_not_seen"))


def keep_different(kind: Kind, key: str, other: str, *, by: Actor, now: dt.datetime) -> Pair:
    """Write that two records are two things. Runs in the caller's transaction, asks no right."""
    ensure(why_not_say_different([key, other], frozenset([key, other])))
    one, two = sorted((key, other))
    pair, _ = Pair.objects.update_or_create(
        kind=kind,
        one=one,
        other=two,
        defaults={"standing": Standing.DIFFERENT, "said_by": by.key, "said_at": now},
    )
    facts: dict[str, Fact] = {f"other_{kind.value}": two}
    record("pair_different", kind=kind, key=one, by=by.key, now=now, facts=facts)
    return pair


def stop_being_found(kind: Kind, key: str) -> None:
    search.remove(kind, key)


def fold_pairs(kind: Kind, key: str) -> None:
    """A merged record waits in no list; what somebody said about it stays."""
    waiting = Pair.objects.filter(kind=kind, standing=Standing.WAITING)
    waiting.filter(one=key).delete()
    waiting.filter(other=key).delete()
