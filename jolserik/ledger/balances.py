"""Keeping the balances of everything that lies above newly booked rows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from jolserik.core.month import Month
from jolserik.ledger.models import BLOCK, LAST_POSTING, LONG_BLOCK, Entry, SubjectPath

BASE = 10**9
UPSERT = """
INSERT INTO {table}
  (ancestor_id, measure_id, scenario, standing, basis, month, {known}, block,
   high, low, entries)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (ancestor_id, measure_id, scenario, standing, basis, month, {known}, block)
DO UPDATE SET high = {table}.high + excluded.high,
              low = {table}.low + excluded.low,
              entries = {table}.entries + excluded.entries
"""
SHORT = UPSERT.format(table="ledger_balance", known="known_on")
LONG = UPSERT.format(table="ledger_longbalance", known="known_month")
Cells = Mapping[tuple[Any, ...], list[int]]


def split(amount: int) -> tuple[int, int]:
    """`high` and `low` with `high * 10^9 + low == amount`, both of the amount's sign."""
    sign = -1 if amount < 0 else 1
    high, low = divmod(abs(amount), BASE)
    return sign * high, sign * low


def add(entries: Sequence[Entry]) -> None:
    """Add rows just booked to the balances of their ancestors, in the same transaction."""
    above = _ancestors({entry.subject_id for entry in entries})
    short: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    long: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for entry in entries:
        sums = (*split(entry.amount), 1)
        series = (entry.measure_id, entry.scenario, entry.standing, entry.basis, entry.month)
        short_end = (entry.known_on, entry.posting_no // BLOCK)
        long_end = (known_month(entry.known_on), entry.posting_no // LONG_BLOCK)
        for ancestor, first, last in above[entry.subject_id]:
            if first <= entry.month <= last:
                _add_to(short[ancestor, *series, *short_end], sums)
                _add_to(long[ancestor, *series, *long_end], sums)
    _upsert(SHORT, short)
    _upsert(LONG, long)


def known_month(day: dt.date) -> int:
    """The month by which long balances are kept, as an ordinal."""
    return Month.at(day).ordinal


def _ancestors(subjects: set[int]) -> dict[int, list[tuple[int, int, int]]]:
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    paths = SubjectPath.objects.filter(descendant_id__in=subjects, posting_to=LAST_POSTING)
    for path in paths.values_list("descendant_id", "ancestor_id", "month_from", "month_to"):
        found[path[0]].append(path[1:])
    return found


def _add_to(cell: list[int], sums: tuple[int, int, int]) -> None:
    for place, number in enumerate(sums):
        cell[place] += number


def _upsert(sql: str, cells: Cells) -> None:
    if cells:
        with connection.cursor() as cursor:
            cursor.executemany(sql, [(*key, *sums) for key, sums in cells.items()])
