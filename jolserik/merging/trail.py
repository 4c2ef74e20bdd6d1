"""What a merger changed, written so that it can be put back exactly, and whether anything changed
since.

A trail is found by comparing all belongings before and after. Values that may name a person (of
sole traders and farms) are exchanged between the two records, so that the trail keeps no copy.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.apps import apps
from django.db.models import ForeignKey, JSONField, Model

from jolserik.merging.belongings import TABLE, Record, Relation
from jolserik.merging.values import Kind
from jolserik.specialists.models import Handover, HandoverItem

Rows = dict[tuple[str, str], dict[str, Any]]
# The rows of the records themselves, with the column that holds what they are known by.
OWN: Final[Mapping[Kind, tuple[tuple[str, str, str], ...]]] = {
    Kind.PROJECT: (("projects.Project", "pk", "pk"), ("ledger.Subject", "pk", "pk")),
    Kind.COMPANY: (("companies.Company", "pk", "pk"), ("people.Organisation", "pk", "pk")),
}
# Columns that count on, or that are made from others: never put back.
COUNTED_ON: Final[Mapping[str, frozenset[str]]] = {
    "projects.Project": frozenset({"version", "touched_at"}),
    "companies.Company": frozenset({"version", "touched_at", "folded"}),
    "ledger.Subject": frozenset({"folded"}),
}
# Columns that change without anybody having done anything with the record.
BY_ITSELF: Final[Mapping[str, frozenset[str]]] = {
    "specialists.LeadNotice": frozenset({"told_at", "attempts"}),
}
# Columns of companies that are exchanged, never copied.
EXCHANGED: Final[Mapping[str, frozenset[str]]] = {
    "companies.Company": frozenset({"form", "country", "iin", "foreign_number", "website", "note"}),
    "people.Organisation": frozenset({"bin"}),
    "people.OrganisationName": frozenset({"ru", "kk", "en"}),
}


def snapshot(kind: Kind, records: Iterable[Record]) -> Rows:
    """All rows that a merger may change, locked until the transaction ends."""
    listed = tuple(records)
    found: Rows = {}
    for label, column, by in OWN[kind]:
        keys = [getattr(record, by) for record in listed]
        model = apps.get_model(label)
        rows = model._default_manager.filter(**{f"{column}__in": keys}).order_by("pk")
        for row in rows.select_for_update(of=("self",)):
            found[label, str(row.pk)] = _columns(row, None)
    for relation in TABLE[kind]:
        if relation.derived or relation.append_only:
            continue
        for row in relation.of(*listed).select_for_update(of=("self",)):
            known = found.setdefault((_label(relation), str(row.pk)), {})
            known |= _columns(row, relation)
    if kind is Kind.PROJECT:  # a handover closes with the last of its things
        items = HandoverItem.objects.filter(project__in=[record.key for record in listed])
        rows = Handover.objects.filter(pk__in=items.values("handover")).order_by("pk")
        for row in rows.select_for_update(of=("self",)):
            found["specialists.Handover", str(row.pk)] = _columns(row, None)
    return found


def changed(before: Rows, after: Rows) -> list[list[Any]]:
    """[model, keys, old values, new values], rows that changed alike together."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for (label, pk), old in before.items():
        new = after.get((label, pk), {})
        left = COUNTED_ON.get(label, frozenset()) | EXCHANGED.get(label, frozenset())
        columns = [c for c in old if c in new and old[c] != new[c] and c not in left]
        if columns:
            was, is_now = ({c: values[c] for c in columns} for values in (old, new))
            key = label, json.dumps(was, sort_keys=True), json.dumps(is_now, sort_keys=True)
            groups.setdefault(key, []).append(pk)
    listed = [
        [label, keys, json.loads(was), json.loads(is_now)]
        for (label, was, is_now), keys in groups.items()
    ]
    # Rows go home first, so that no place is taken twice while others are put back.
    return sorted(listed, key=lambda change: not _goes_home(change))


def _goes_home(change: list[Any]) -> bool:
    model = apps.get_model(change[0])
    return any(isinstance(_field(model, column), ForeignKey) for column in change[2])


def put_back(listed: Iterable[list[Any]]) -> None:
    """Write the old values where the new ones still stand."""
    for label, keys, was, is_now in listed:
        model = apps.get_model(label)
        old = {column: _value(model, column, value) for column, value in was.items()}
        rows = model._default_manager.filter(pk__in=keys)
        # A row that lives on by itself may have moved on; then it stays where it is.
        for column, value in is_now.items():
            if isinstance(_field(model, column), ForeignKey):
                rows = rows.filter(**{column: value})
        rows.update(**old)


def exchange(label: str, one: Any, other: Any, columns: Iterable[str]) -> None:
    """Let two rows exchange the values of columns; doing it again puts them back."""
    model = apps.get_model(label)
    rows = {row.pk: row for row in model._default_manager.filter(pk__in=[one, other])}
    names = [_field(model, column).attname for column in columns]
    mine, theirs = ({n: getattr(rows[key], n) for n in names} for key in (one, other))
    if alone := [name for name in names if _is_alone(model, name)]:
        model._default_manager.filter(pk=one).update(**dict.fromkeys(alone, ""))
    model._default_manager.filter(pk=other).update(**mine)
    model._default_manager.filter(pk=one).update(**theirs)


def print_of(kind: Kind, records: Iterable[Record]) -> str:
    """One number for both records and all that belongs to them; any change gives another one."""
    listed = tuple(records)
    found = hashlib.sha256()
    for label, column, by in OWN[kind]:
        keys = [getattr(record, by) for record in listed]
        rows = apps.get_model(label)._default_manager.filter(**{f"{column}__in": keys})
        for row in rows.order_by("pk"):
            _feed(found, label, row.pk, _columns(row, None))
    for relation in TABLE[kind]:
        if relation.derived or relation.loose:
            continue
        label = _label(relation)
        rows = relation.of(*listed)
        if relation.append_only:
            for pk in rows.values_list("pk", flat=True):
                _feed(found, label, pk, {})
            continue
        left = BY_ITSELF.get(label, frozenset())
        for row in rows:
            values = {c: v for c, v in _columns(row, relation).items() if c not in left}
            _feed(found, label, row.pk, values)
    return found.hexdigest()


# --- rows as values


def _label(relation: Relation) -> str:
    return relation.name.rpartition(".")[0]


def _columns(row: Model, relation: Relation | None) -> dict[str, Any]:
    """The columns of a row as plain values; of a narrow relation only its own column."""
    if relation is not None and relation.narrow:
        field = _field(type(row), relation.column)
        return {field.attname: _plain(getattr(row, field.attname))}
    fields = type(row)._meta.concrete_fields
    return {f.attname: _plain(getattr(row, f.attname)) for f in fields if not f.primary_key}


def _plain(value: Any) -> Any:
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, uuid.UUID)) else value


def _value(model: type[Model], column: str, value: Any) -> Any:
    field = _field(model, column)
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(field, ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)


def _field(model: type[Model], column: str) -> Any:
    return next(f for f in model._meta.concrete_fields if column in (f.name, f.attname))


def _is_alone(model: type[Model], column: str) -> bool:
    """Whether no two rows may hold the same in this column."""
    return any(column in c.fields for c in model._meta.constraints if hasattr(c, "fields"))


def _feed(found: Any, label: str, pk: Any, values: Mapping[str, Any]) -> None:
    line = json.dumps([label, str(pk), values], sort_keys=True, ensure_ascii=True)
    found.update(line.encode() + b"\n")
