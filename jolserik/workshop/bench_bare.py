"""Bare SQL for the benchmarks: what somebody would write by hand over the raw rows.

No balances, no rule, no words: the sum and the first page of rows, with the ledger's indexes.
The answers are compared with the program's own and must be equal.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from jolserik.ledger.values import Kind, Question

BELOW = """
FROM ledger_entry e JOIN ledger_subjectpath p
  ON p.descendant_id = e.subject_id AND p.ancestor_id = %(subject)s
 AND e.month BETWEEN p.month_from AND p.month_to
 AND e.posting_no > p.posting_from AND e.posting_no <= p.posting_to
WHERE
"""
OWN = "FROM ledger_entry e WHERE e.subject_id = %(subject)s AND"  # nothing lies below a project
ASKED = """
  e.measure_id = %(measure)s AND e.scenario = 'actual' AND e.standing = ''
  AND e.basis = 'returns' AND e.month BETWEEN %(first)s AND %(last)s
  AND e.known_on <= %(day)s AND e.posting_no <= %(newest)s
"""
FIGURE = "SELECT SUM(e.amount), COUNT(*), MAX(e.month) {rows}"
PAGE = """
SELECT e.posting_no, e.amount, e.month, e.known_on, e.place, s.code, s.name_ru, src.title,
       e.recorded_at, e.recorded_by, e.reverses_id, r.posting_no
FROM (SELECT e.posting_no {rows} ORDER BY e.posting_no DESC LIMIT 50) AS page
JOIN ledger_entry e ON e.posting_no = page.posting_no
JOIN ledger_subject s ON s.id = e.subject_id
JOIN ledger_source src ON src.id = e.source_id
LEFT JOIN ledger_entry r ON r.reverses_id = e.posting_no
ORDER BY e.posting_no DESC
"""


@dataclass(frozen=True)
class Bare:
    """What bare SQL found; `amount` None where there is no row."""

    amount: int | None
    entries: int
    numbers: tuple[int, ...] = ()


def figure(question: Question) -> Bare:
    """The sum alone."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(FIGURE, question), _parameters(question))
        amount, entries, _ = cursor.fetchone()
    return Bare(None if amount is None else int(amount), entries)


def page(question: Question) -> tuple[int, ...]:
    """Posting numbers of the newest fifty rows; all that a page shows is fetched."""
    with connection.cursor() as cursor:
        cursor.execute(_sql(PAGE, question), _parameters(question))
        return tuple(row[0] for row in cursor.fetchall())


def figure_with_page(question: Question) -> Bare:
    """The sum and the first page of rows."""
    found = figure(question)
    return Bare(found.amount, found.entries, page(question))


def _sql(statement: str, question: Question) -> str:
    whose = OWN if question.subject.kind == "project" else BELOW
    return statement.replace("{rows}", whose + ASKED)


def _parameters(question: Question) -> dict[str, Any]:
    period = question.period
    first, last = (period.start.ordinal, period.end.ordinal) if period else (0, 99_999)
    if question.measure.kind is Kind.STOCK:
        day = question.as_of
        first, last = 0, min(last, day.year * 12 + day.month - 1)
    return {
        "subject": question.subject.id,
        "measure": question.measure.id,
        "first": first,
        "last": last,
        "day": connection.ops.adapt_datefield_value(question.as_of),
        "newest": question.at_posting,
    }


def of_many(questions: list[Question]) -> list[Bare]:
    """One statement for each question, as a page written by hand would do."""
    return [figure(question) for question in questions]
