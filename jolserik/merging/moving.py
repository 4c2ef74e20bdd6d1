"""Letting rows refer to the record that stays."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import F, Value
from django.db.models.functions import Replace

from jolserik.merging.belongings import Record, Relation
from jolserik.merging.values import Fate

# A row stays with the record that goes where the other one has one with the same in these columns.
SAME: Final[Mapping[str, tuple[tuple[str, ...], dict[str, Any]]]] = {
    "projects.Membership.project": (("list_id",), {"to_on": None}),
    "companies.ContactProject.subject": (("person_id",), {}),
    "specialists.Interest.company": (("person_id",), {}),
    "specialists.HandoverItem.key": (("handover_id", "kind"), {}),
}


def move(relation: Relation, goes: Record, stays: Record) -> None:
    """Let rows that refer to the one that goes refer to the one that stays, but for those that the
    other has already."""
    if relation.fate is not Fate.MOVES:
        return
    old, new = getattr(goes, relation.by), getattr(stays, relation.by)
    rows = relation.of(goes).exclude(pk__in=taken(relation, goes, stays)).order_by()
    if relation.column == "query":
        rows.update(query=Replace(F("query"), Value(f"company={old}"), Value(f"company={new}")))
    else:
        rows.update(**{relation.column: new})


def taken(relation: Relation, goes: Record, stays: Record) -> list[Any]:
    """Rows of the one that goes that say what a row of the other says already."""
    same = SAME.get(relation.name)
    if same is None:
        return []
    columns, open_rows = same
    there = relation.of(stays).filter(**open_rows).values_list(*columns)
    known = set(there)
    mine = relation.of(goes).filter(**open_rows).values_list("pk", *columns)
    return [pk for pk, *values in mine if tuple(values) in known]
