"""`jolserik ledger verify`: everything computed again, by other means.

Plain Python over raw rows; no query, sum or path is shared with the rest of the ledger. What it
finds is returned as lines of words; no line means that the ledger is whole.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from jolserik.events import guards
from jolserik.ledger.models import Row

FETCH = 20_000
BLOCK_SIZE = 1024
LONG_BLOCK_SIZE = 128 * BLOCK_SIZE
BILLION = 10**9
NOW = 2**62
Cells = dict[tuple[Any, ...], list[int]]  # ancestor, measure … month, when known → amount, rows


def verify() -> list[str]:
    """All differences found, as English lines. Reads one moment, while others may write."""
    with _one_moment():
        wrong = [f"guard {name} is not in place" for name in guards.missing(connection)]
        wrong += _numbering()
        wrong += _reversals()
        wrong += _fiction()
        wrong += _paths()
        wrong += _balances()
    return wrong


@contextmanager
def _one_moment() -> Iterator[None]:
    """One snapshot for all questions; nobody waits for it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # atomic() would lock out writers
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while chunk := cursor.fetchmany(FETCH):
            yield from chunk


def _numbering() -> list[str]:
    """Posting numbers run from 1 to the head without a gap, each given once over all tables."""
    tables = sorted(m._meta.db_table for m in apps.get_models() if issubclass(m, Row))
    head = next(iter(_rows("SELECT last_posting_no FROM ledger_ledgerhead")), (0,))[0]
    union = " UNION ALL ".join(f"SELECT posting_no FROM {table}" for table in tables)  # nosec B608  # our own names
    wrong, previous = [], 0
    for (number,) in _rows(f"SELECT posting_no FROM ({union}) AS rows_ ORDER BY posting_no"):  # nosec B608  # our own names
        if number == previous:
            wrong.append(f"posting number {number} was given twice")
        if number > previous + 1:
            wrong.append(_gap(previous, number))
        previous = number
    if previous > head:
        wrong.append(f"posting number {previous} is above the head {head}")
    if previous < head:
        wrong.append(_gap(previous, head + 1))
    return wrong


def _gap(before: int, after: int) -> str:
    if after - before == 2:
        return f"the row with posting number {before + 1} is gone"
    return f"rows with posting numbers {before + 1} to {after - 1} are gone"


def _reversals() -> list[str]:
    """A reversal copies every dimension with the opposite amount and is not itself reversed."""
    dimensions = ["subject_id", "measure_id", "scenario", "standing", "basis", "month"]
    pairs = ", ".join(f"r.{name}, o.{name}" for name in dimensions)
    sql = (
        f"SELECT r.posting_no, r.amount + o.amount, o.reverses_id, {pairs} FROM ledger_entry r"
        " JOIN ledger_entry o ON o.posting_no = r.reverses_id"  # nosec B608  # our own names
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
        links = _links()
        ends = {replaced: number for number, *_, replaced in links if replaced}
        self.turns = sorted(number for number, *_ in links)
        self.known: dict[tuple[int, int, int], frozenset[int]] = {}
        self.upwards: dict[int, list[tuple[int, int, int, int, int]]] = defaultdict(list)
        for number, child, parent, first, last, _ in links:
            self.upwards[child].append((parent, first, last, number, ends.get(number, NOW)))

    def ancestors(self, subject: int, month: int, number: int) -> frozenset[int]:
        key = (subject, month, bisect_left(self.turns, number))
        if key not in self.known:
            self.known[key] = frozenset(self._climb(subject, month, number))
        return self.known[key]

    def _climb(self, subject: int, month: int, number: int) -> set[int]:
        found: set[int] = set()
        waiting = [subject]
        while waiting:
            for parent, first, last, since, until in self.upwards[waiting.pop()]:
                if first <= month <= last and since < number <= until and parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found

    def edges(self, subject: int) -> tuple[set[int], set[int]]:
        """Months and posting numbers at which anything above the subject ever changes."""
        months: set[int] = set()
        numbers: set[int] = set()
        waiting, seen = [subject], {subject}
        while waiting:
            for parent, first, last, since, until in self.upwards[waiting.pop()]:
                months |= {first, last + 1}
                numbers |= {since + 1, until + 1}
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return months, numbers


def _paths() -> list[str]:
    """The derived paths say what the links say, for every month and posting number."""
    tree = _Tree()
    stored: dict[int, list[tuple[int, int, int, int, int]]] = defaultdict(list)
    sql = (
        "SELECT descendant_id, ancestor_id, month_from, month_to, posting_from, posting_to"
        " FROM ledger_subjectpath"
    )
    for descendant, *path in _rows(sql):
        stored[descendant].append(tuple(path))
    wrong = []
    for subject in sorted(set(tree.upwards) | set(stored)):
        months, numbers = tree.edges(subject)
        for _, first, last, since, until in stored[subject]:
            months |= {first, last + 1}
            numbers |= {since + 1, until + 1}
        wrong += next(_wrong_paths(tree, subject, stored[subject], months, numbers), [])
    return wrong


def _wrong_paths(
    tree: _Tree,
    subject: int,
    stored: list[tuple[int, int, int, int, int]],
    months: set[int],
    numbers: set[int],
) -> Iterator[list[str]]:
    for number in sorted({min(number, NOW) for number in numbers}):
        for month in sorted(months):
            told = {
                ancestor
                for ancestor, first, last, since, until in stored
                if first <= month <= last and since < number <= until
            }
            if told != tree.ancestors(subject, month, number):
                yield [
                    f"paths of subject {subject} in month {month} differ from its links"
                    f" for rows posted as {number}"
                    if number < NOW
                    else f"paths of subject {subject} in month {month} differ from its links"
                ]


def _balances() -> list[str]:
    """Every row added up again, block by block, against the balances kept for it."""
    tree = _Tree()
    short = _Kept("ledger_balance", "known_on")
    long = _Kept("ledger_longbalance", "known_month")
    entries = _rows(
        "SELECT posting_no, subject_id, measure_id, scenario, standing, basis, month, known_on,"
        " amount FROM ledger_entry ORDER BY posting_no"
    )
    wrong: list[str] = []
    long_block, long_cells = 0, _no_cells()
    for block, rows in groupby(entries, key=lambda row: row[0] // BLOCK_SIZE):
        if block // (LONG_BLOCK_SIZE // BLOCK_SIZE) != long_block:
            wrong += long.compare(long_block, long_cells)
            long_block, long_cells = block // (LONG_BLOCK_SIZE // BLOCK_SIZE), _no_cells()
        cells = _added_up(rows, tree)
        for (*series, day), (amount, count) in cells.items():
            cell = long_cells[(*series, int(day[:4]) * 12 + int(day[5:7]) - 1)]
            cell[0] += amount
            cell[1] += count
        wrong += short.compare(block, cells)
    wrong += long.compare(long_block, long_cells)
    return wrong + short.compare(NOW, {}) + long.compare(NOW, {})


def _no_cells() -> Cells:
    return defaultdict(lambda: [0, 0])


def _added_up(rows: Iterator[tuple[Any, ...]], tree: _Tree) -> Cells:
    cells = _no_cells()
    for number, subject, measure, scenario, standing, basis, month, known_on, amount in rows:
        day = str(known_on)
        for ancestor in tree.ancestors(subject, month, number):
            cell = cells[ancestor, measure, scenario, standing, basis, month, day]
            cell[0] += amount
            cell[1] += 1
    return cells


class _Kept:
    """Balances of one table in the order of their blocks."""

    def __init__(self, table: str, known: str) -> None:
        self.table = table
        rows = _rows(
            f"SELECT block, ancestor_id, measure_id, scenario, standing, basis, month, {known},"
            f" high, low, entries FROM {table} ORDER BY block"  # nosec B608  # our own names
        )
        self.groups = ((block, list(kept)) for block, kept in groupby(rows, key=itemgetter(0)))
        self.next = next(self.groups, None)

    def compare(self, block: int, cells: Cells) -> list[str]:
        """Differences up to this block; kept blocks left out before it have no rows behind them."""
        wrong: list[str] = []
        while self.next and self.next[0] <= block:
            number, kept = self.next
            wrong += self._differences(number, cells if number == block else {}, kept)
            self.next = next(self.groups, None)
        return wrong + self._differences(block, cells, [])

    def _differences(self, block: int, cells: Cells, kept: list[tuple[Any, ...]]) -> list[str]:
        """What differs in one block. Takes the cells it has seen out of `cells`."""
        wrong = []
        for _, *series, known, high, low, count in kept:
            told = known if isinstance(known, int) else str(known)
            amount = high * BILLION + low
            expected = cells.pop((*series, told), [0, 0])
            if [amount, count] != expected:
                wrong.append(
                    f"{self.table} of subject {series[0]}, measure {series[1]}, month {series[5]},"
                    f" block {block}: kept {amount} from {count} rows,"
                    f" rows give {expected[0]} from {expected[1]}"
                )
        if not kept:
            wrong += [f"{self.table} misses {key} in block {block}" for key in cells]
            cells.clear()
        return wrong
