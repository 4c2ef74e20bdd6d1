"""Bare SQL: what somebody would write by hand over the tables of the register, for one answer.

The same on both databases, with our indexes, and with plain tuples as its result.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection

from jolserik.core.fold import fold
from jolserik.ledger.models import LAST_MONTH, LAST_POSTING

BY_COST = "p.cost_kzt DESC NULLS LAST, p.sort_name, p.subject_id"
BY_LAUNCH = "p.planned_launch_on NULLS LAST, p.sort_name, p.subject_id"
BY_TOUCH = "p.touched_at DESC NULLS LAST, p.sort_name, p.subject_id"
BY_NAME = "p.sort_name, p.subject_id"
PAGE = 50
Shown = tuple[int, list[str]]  # how many there are, which ones a page shows


@dataclass(frozen=True)
class Where:
    """Conditions on projects; `stage` is left out where stages are counted."""

    sql: tuple[str, ...]
    values: tuple[Any, ...] = ()
    stage: str = ""

    def __and__(self, other: "Where") -> "Where":
        return Where(self.sql + other.sql, self.values + other.values, self.stage or other.stage)


def everything() -> Where:
    return Where(("p.merged_into_id IS NULL",))


def seen_by_department(department: str) -> Where:
    return everything() & Where(("(p.department_id = %s OR p.state = 'published')",), (department,))


def in_section(section: str) -> Where:
    return Where(("p.sector_section = %s",), (section,))


def below(code: str) -> Where:
    sql = (
        "p.subject_id IN (SELECT w.descendant_id FROM ledger_subjectpath w"
        " JOIN ledger_subject a ON a.id = w.ancestor_id"
        " WHERE a.code = %s AND w.posting_to = %s AND w.month_to = %s)"
    )
    return Where((sql,), (code, LAST_POSTING, LAST_MONTH))


def at_stage(stage: str) -> Where:
    return Where((), (), stage)


def of_country(code: str) -> Where:
    return Where(("CAST(p.countries AS text) LIKE %s",), (f'%"{code}"%',))


def costs_from(tiyn: int) -> Where:
    return Where(("p.cost_kzt >= %s",), (tiyn,))


def late(today: dt.date) -> Where:
    sql = (
        "p.state = 'live' AND p.planned_launch_on < %s AND p.launched_on IS NULL"
        " AND p.stage NOT IN ('launched', 'design_capacity')"
    )
    return Where((sql,), (today,))


def named(part: str) -> Where:
    sql = (
        "(EXISTS (SELECT 1 FROM ledger_subject n WHERE n.id = p.subject_id AND n.folded LIKE %s)"
        " OR EXISTS (SELECT 1 FROM companies_company c WHERE c.organisation_id = p.company_id"
        " AND c.folded LIKE %s))"
    )
    return Where((sql,), (f"%{fold(part)}%",) * 2)


def projects(where: Where, *, order: str, offset: int = 0) -> Shown:
    """A page of the list, and the count of each stage above it."""
    conditions = " AND ".join(where.sql)
    counted = _rows(
        f"SELECT p.stage, p.state, COUNT(*) FROM projects_project p WHERE {conditions}"  # nosec B608  # our own words
        " GROUP BY p.stage, p.state",
        where.values,
    )
    values = where.values
    if where.stage:
        conditions += " AND p.state <> 'published' AND p.stage = %s"
        values += (where.stage,)
    rows = _rows(
        "SELECT s.code FROM (SELECT p.* FROM projects_project p"  # nosec B608  # our own words
        f" WHERE {conditions} ORDER BY {order} LIMIT {PAGE} OFFSET {offset}) p"
        f" JOIN ledger_subject s ON s.id = p.subject_id ORDER BY {order}",
        values,
    )
    total = sum(
        number
        for stage, state, number in counted
        if not where.stage or (stage == where.stage and state != "published")
    )
    return total, [code.partition(":")[2] for (code,) in rows]


def companies(part: str, *, offset: int = 0) -> Shown:
    """A page of the list of companies, and how many there are."""
    found = "FROM companies_company c WHERE c.merged_into_id IS NULL"
    values: list[Any] = []
    if part:
        found, values = f"{found} AND c.folded LIKE %s", [f"%{fold(part)}%"]
    ((total,),) = _rows(f"SELECT COUNT(*) {found}", values)  # nosec B608  # our own words
    rows = _rows(
        f"SELECT c.organisation_id {found} ORDER BY c.folded, c.organisation_id"  # nosec B608
        f" LIMIT {PAGE} OFFSET {offset}",
        values,
    )
    return total, [key for (key,) in rows]


def detail(code: str) -> list[str]:
    """Names that the page of a project must hold: its own and its company's."""
    ((number, name, company),) = _rows(
        "SELECT p.subject_id, s.name_ru, p.company_id FROM projects_project p"
        " JOIN ledger_subject s ON s.id = p.subject_id WHERE s.code = %s",
        [code],
    )
    for table, order in (
        ("projects_stagedate", "stage"),
        ("projects_statetext", "id DESC LIMIT 2"),
        ("projects_assignment", "id"),
    ):
        _rows(f"SELECT * FROM {table} WHERE project_id = %s ORDER BY {order}", [number])  # nosec B608
    _rows(
        "SELECT * FROM events_event WHERE subject_kind = 'project' AND subject_key = %s"
        " ORDER BY id DESC LIMIT 10",
        [code],
    )
    _rows("SELECT ru FROM people_organisationname WHERE organisation_id = %s", [company])
    return [name]


def carried(department: str | None) -> list[int]:
    """How many live projects each specialist leads, in order of the number."""
    mine, values = ("AND department_id = %s", [department]) if department else ("", [])
    rows = _rows(
        "SELECT lead_id, stage, COUNT(*) FROM projects_project"  # nosec B608  # our own words
        f" WHERE state = 'live' {mine} GROUP BY lead_id, stage",
        values,
    )
    _rows(
        "SELECT p.lead_id, m.list_id, COUNT(*) FROM projects_membership m"  # nosec B608
        f" JOIN projects_project p ON p.subject_id = m.project_id WHERE p.state = 'live' {mine}"
        " AND m.to_on IS NULL GROUP BY p.lead_id, m.list_id",
        values,
    )
    found: dict[Any, int] = {}
    for lead, _, number in rows:
        found[lead] = found.get(lead, 0) + number
    return sorted(found.values())


def _rows(sql: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())
