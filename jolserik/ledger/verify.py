"""`jolserik ledger verify`: everything computed again, by other means.

Plain Python over raw rows; no query, sum or path is shared with the rest of the ledger. What it
finds is returned as lines of words; no line means that the ledger is whole.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from jolserik.events import guards

FETCH = 20_000
BLOCK_SIZE = 1024
BILLION = 10**9
Cell = tuple[int, int, str, str, str, int, str]


def verify() -> list[str]:
    """All differences found, as English lines."""
    wrong = [f"guard {name} is not in place" for name in guards.missing(connection)]
    wrong += _numbering()
    wrong += _reversals()
    wrong += _fiction()
    wrong += _paths()
    wrong += _balances()
    return wrong


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        while chunk := cursor.fetchmany(FETCH):
            yield from chunk


def _numbering() -> list[str]:
    """Posting numbers are unique over all tables and none is above the head."""
    tables = (
        "ledger_entry",
        "ledger_statement",
        "ledger_withdrawal",
        "ledger_target",
        "ledger_subjectlink",
    )
    head = next(iter(_rows("SELECT last_posting_no FROM ledger_ledgerhead")), (0,))[0]
    union = " UNION ALL ".join(f"SELECT posting_no FROM {table}" for table in tables)
    wrong, previous = [], 0
    for (number,) in _rows(f"SELECT posting_no FROM ({union}) AS rows_ ORDER BY posting_no"):
        if number == previous:
            wrong.append(f"posting number {number} was given twice")
        if number > head:
            wrong.append(f"posting number {number} is above the head {head}")
        previous = number
    return wrong


def _reversals() -> list[str]:
    """A reversal copies every dimension with the opposite amount and is not itself reversed."""
    dimensions = "subject_id measure_id scenario standing basis month".split()
    pairs = ", ".join(f"r.{name}, o.{name}" for name in dimensions)
    sql = (
        f"SELECT r.posting_no, r.amount + o.amount, o.reverses_id, {pairs} FROM ledger_entry r"
        " JOIN ledger_entry o ON o.posting_no = r.reverses_id"
    )
    wrong = []
    for number, rest, grandparent, *values in _rows(sql):
        same = all(a == b for a, b in zip(values[::2], values[1::2], strict=True))
        if rest != 0 or grandparent is not None or not same:
            wrong.append(f"reversal {number} does not mirror the row it reverses")
    return wrong


def _fiction() -> list[str]:
    """Nothing fictional lies in anything real, nor the other way round."""
    sql = (
        "SELECT c.code, p.code, c.fictional, p.fictional FROM ledger_subjectlink l"
        " JOIN ledger_subject c ON c.id = l.child_id JOIN ledger_subject p ON p.id = l.parent_id"
    )
    return [
        f"{child} and its parent {parent} are not both fictional or both real"
        for child, parent, child_fictional, parent_fictional in _rows(sql)
        if bool(child_fictional) != bool(parent_fictional)
    ]


def _links() -> list[tuple[int, int, int, int, int, int | None]]:
    """(posting_no, child, parent, first month, last month, posting number it replaces)"""
    sql = (
        "SELECT posting_no, child_id, parent_id, month_from, month_to, replaces_id"
        " FROM ledger_subjectlink ORDER BY posting_no"
    )
    return list(_rows(sql))


class _Tree:
    """Ancestors of a subject in a month, as the links stood before a posting number."""

    def __init__(self) -> None:
        self.links = _links()
        self.ends = {replaced: number for number, *_, replaced in self.links if replaced}
        self.turns = sorted(number for number, *_ in self.links)
        self.known: dict[tuple[int, int, int], frozenset[int]] = {}
        self.upwards: dict[int, list[tuple[int, int, int, int, int]]] = defaultdict(list)
        for number, child, parent, first, last, _ in self.links:
            until = self.ends.get(number, 2**62)
            self.upwards[child].append((parent, first, last, number, until))

    def epoch(self, number: int) -> int:
        """How many links were recorded before a posting number."""
        low, high = 0, len(self.turns)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.turns[middle] < number else (low, middle)
        return low

    def ancestors(self, subject: int, month: int, number: int) -> frozenset[int]:
        key = (subject, month, self.epoch(number))
        if key not in self.known:
            found: set[int] = set()
            waiting = [subject]
            while waiting:
                for parent, first, last, since, until in self.upwards[waiting.pop()]:
                    if first <= month <= last and since < number <= until and parent not in found:
                        found.add(parent)
                        waiting.append(parent)
            self.known[key] = frozenset(found)
        return self.known[key]


def _paths() -> list[str]:
    """The derived paths say what the links say, today, in the months where anything changes."""
    tree = _Tree()
    now = 2**62
    edges = {m for _, _, _, first, last, _ in tree.links for m in (first, last, last + 1)}
    months = sorted(edges)
    stored: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    sql = (
        "SELECT descendant_id, ancestor_id, month_from, month_to FROM ledger_subjectpath"
        f" WHERE posting_to = {now}"
    )
    for descendant, ancestor, first, last in _rows(sql):
        stored[descendant, ancestor].append((first, last))
    below: dict[int, set[int]] = defaultdict(set)
    for descendant, ancestor in stored:
        below[descendant].add(ancestor)
    wrong = []
    for subject in sorted({child for _, child, *_ in tree.links} | set(below)):
        for month in months:
            told = {
                ancestor
                for ancestor in below[subject]
                if any(first <= month <= last for first, last in stored[subject, ancestor])
            }
            if told != tree.ancestors(subject, month, now):
                wrong.append(f"paths of subject {subject} in month {month} differ from its links")
                break
    return wrong


def _balances() -> list[str]:
    """Each block of rows, added up again, against the balances kept for it."""
    tree = _Tree()
    entries = _blocks(
        "SELECT posting_no, subject_id, measure_id, scenario, standing, basis, month, known_on,"
        " amount FROM ledger_entry ORDER BY posting_no",
        lambda row: row[0] // BLOCK_SIZE,
    )
    balances = _blocks(
        "SELECT block, ancestor_id, measure_id, scenario, standing, basis, month, known_on,"
        " high, low, entries FROM ledger_balance ORDER BY block",
        lambda row: row[0],
    )
    wrong: list[str] = []
    left, right = next(entries, None), next(balances, None)
    while left or right:
        block = min(side[0] for side in (left, right) if side)
        rows = left[1] if left and left[0] == block else []
        kept = right[1] if right and right[0] == block else []
        wrong += _compare(block, _added_up(rows, tree), kept)
        left = next(entries, None) if left and left[0] == block else left
        right = next(balances, None) if right and right[0] == block else right
    return wrong


def _blocks(sql: str, block_of: Callable[[tuple[Any, ...]], int]) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    current: int | None = None
    held: list[tuple[Any, ...]] = []
    for row in _rows(sql):
        block = block_of(row)
        if block != current:
            if current is not None:
                yield current, held
            current, held = block, []
        held.append(row)
    if current is not None:
        yield current, held


def _added_up(rows: list[tuple[Any, ...]], tree: _Tree) -> dict[Cell, list[int]]:
    cells: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for number, subject, measure, scenario, standing, basis, month, known_on, amount in rows:
        for ancestor in tree.ancestors(subject, month, number):
            key = (ancestor, measure, scenario, standing, basis, month, str(known_on))
            cell = cells[key]
            cell[0] += amount
            cell[1] += 1
    return cells


def _compare(
    block: int, cells: dict[Cell, list[int]], kept: list[tuple[Any, ...]]
) -> list[str]:
    wrong = []
    for _, ancestor, measure, scenario, standing, basis, month, known_on, high, low, count in kept:
        key = (ancestor, measure, scenario, standing, basis, month, str(known_on))
        amount = high * BILLION + low
        expected = cells.pop(key, [0, 0])
        if [amount, count] != expected:
            wrong.append(
                f"balance of subject {ancestor}, measure {measure}, month {month}, block {block}:"
                f" kept {amount} from {count} rows, rows give {expected[0]} from {expected[1]}"
            )
    wrong += [f"balance missing for {key} in block {block}" for key in cells]
    return wrong
