"""Keeping the balances of everything that lies above newly booked rows."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from jolserik.ledger.models import BLOCK, LAST_POSTING, Entry, SubjectPath

BASE = 10**9

UPSERT = """
INSERT INTO ledger_balance
  (ancestor_id, measure_id, scenario, standing, basis, month, known_on, block,
   high, low, entries)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (ancestor_id, measure_id, scenario, standing, basis, month, known_on, block)
DO UPDATE SET high = ledger_balance.high + excluded.high,
              low = ledger_balance.low + excluded.low,
              entries = ledger_balance.entries + excluded.entries
"""


def split(amount: int) -> tuple[int, int]:
    """`high` and `low` with `high * 10^9 + low == amount`, both of the amount's sign."""
    sign = -1 if amount < 0 else 1
    high, low = divmod(abs(amount), BASE)
    return sign * high, sign * low


def add(entries: Sequence[Entry]) -> None:
    """Add rows just booked to the balances of their ancestors, in the same transaction."""
    above = _ancestors({entry.subject_id for entry in entries})
    cells: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for entry in entries:
        high, low = split(entry.amount)
        for ancestor, first, last in above[entry.subject_id]:
            if first <= entry.month <= last:
                cell = cells[
                    ancestor,
                    entry.measure_id,
                    entry.scenario,
                    entry.standing,
                    entry.basis,
                    entry.month,
                    entry.known_on,
                    entry.posting_no // BLOCK,
                ]
                cell[0] += high
                cell[1] += low
                cell[2] += 1
    if cells:
        with connection.cursor() as cursor:
            cursor.executemany(UPSERT, [(*key, *sums) for key, sums in cells.items()])


def _ancestors(subjects: set[int]) -> dict[int, list[tuple[int, int, int]]]:
    found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    paths = SubjectPath.objects.filter(descendant_id__in=subjects, posting_to=LAST_POSTING)
    for path in paths.values_list("descendant_id", "ancestor_id", "month_from", "month_to"):
        found[path[0]].append(path[1:])
    return found
