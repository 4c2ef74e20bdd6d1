"""What tests of merging compare: every table of the database as plain values."""

import datetime as dt
from typing import Any, Final

from django.apps import apps

# Made from other rows, or counting on whatever happens.
DERIVED: Final = frozenset(
    {
        *("ledger.Balance", "ledger.LongBalance", "ledger.SubjectPath", "ledger.LedgerHead"),
        *("search.Entry", "search.Word", "search.Gram", "search.Posting", "search.Number"),
        *("merging.Pair", "merging.Merger", "merging.Looked"),
    }
)
COUNTING: Final = {
    "projects.Project": {"version", "touched_at"},
    "companies.Company": {"version", "touched_at"},
}
Dump = dict[tuple[str, str], dict[str, Any]]


def dump(*, append_only: bool = False) -> Dump:
    """All rows that may change (or, `append_only`, all that never do), by model and key."""
    found: Dump = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        if not model.__module__.startswith("jolserik.") and not model._meta.auto_created:
            continue
        if label in DERIVED or bool(getattr(model, "append_only", False)) is not append_only:
            continue
        left = COUNTING.get(label, set())
        for row in model._default_manager.all():
            columns = [f.attname for f in model._meta.concrete_fields if f.attname not in left]
            found[label, str(row.pk)] = {name: getattr(row, name) for name in columns}
    return found


def differences(before: Dump, after: Dump) -> list[str]:
    """Where two dumps differ, for people to read."""
    told = [f"{key} is gone" for key in before if key not in after]
    told += [f"{key} is new: {after[key]}" for key in after if key not in before]
    for key, values in before.items():
        for name, value in values.items():
            now = after.get(key, values)[name]
            if now != value:
                told.append(f"{key}.{name}: {value!r} → {now!r}")
    return told


DAY: Final = dt.timedelta(days=1)
