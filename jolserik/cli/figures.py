"""`jolserik figures`: any figure, as known on any date, with the rows it was made of."""

import json
import sys
from typing import Any

import click
from django.utils import timezone

from jolserik.cli import database
from jolserik.core.amounts import plain
from jolserik.core.refusal import Refused
from jolserik.core.words import word
from jolserik.ledger import asking
from jolserik.ledger.evidence import Evidence, evidence_all
from jolserik.ledger.values import Answer, Movement, Question
from jolserik.people.actor import PROGRAM


@click.command("figures")
@click.option("--scope", required=True, help="kato:35, zone:SLUG or project:CODE")
@click.option("--measure", default="", help="code of a measure; all that have rows without it")
@click.option("--period", default="", help="2024, 2022..2024 or 2024-03; the latest without it")
@click.option("--scenario", default="", help="actual or plan; both without it")
@click.option("--basis", default="", help="returns, register, statement or statistics")
@click.option("--as-of", default="", help="YYYY-MM-DD, inclusive; today in Almaty without it")
@click.option("--at-posting", type=int, help="only rows posted up to this number")
@click.option("--evidence", is_flag=True, help="also the rows")
@click.option("--json", "as_json", is_flag=True, help="JSON (the default when not a terminal)")
def command(
    scope: str,
    measure: str,
    period: str,
    scenario: str,
    basis: str,
    as_of: str,
    at_posting: int | None,
    evidence: bool,
    as_json: bool,
) -> None:
    """Ask a figure. One object for each basis that has rows; none is an empty list.

    Figures are computed by one written rule from rows that never change: docs/figures.md.
    """
    database.ready()
    asked = asking.Asked(scope, measure, period, scenario, basis, as_of, at_posting)
    try:
        answers = asking.answers(asked, actor=PROGRAM, today=timezone.localdate())
    except Refused as refused:
        said = word("refusal", refused.refusal.code, "en", refused.refusal.facts)
        raise click.ClickException(said) from None
    opened = evidence_all(answers, actor=PROGRAM)
    if as_json or evidence or not sys.stdout.isatty():
        objects = [_object(found, with_rows=evidence) for found in opened]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=2))
    else:
        click.echo(_table([found.answer for found in opened]))


def _object(found: Evidence, *, with_rows: bool) -> dict[str, Any]:
    sources = found.sources
    result = asking.as_json(
        found.answer, sources=[s for s, _ in sources], places=[p for _, p in sources]
    )
    if with_rows:
        question = found.answer.question
        stated = [asking.level_json(level, question) for level in found.used]
        result["rows"] = stated + [_movement(row, question) for row in found.entries]
        result["rows_before_posting"] = found.next_posting
    return result


def _movement(row: Movement, question: Question) -> dict[str, Any]:
    return {
        "posting_no": row.posting_no,
        "subject": row.subject.code,
        "standing": row.standing.value or None,
        "month": str(row.month),
        "amount": plain(question.measure.to_decimal(row.amount)),
        "unit": question.measure.unit,
        "known_on": str(row.known),
        "source": row.source.title,
        "place": row.place,
        "reverses": row.reverses,
        "recorded_at": row.recorded_at.isoformat(),
        "recorded_by": str(row.recorded_by) if row.recorded_by else None,
    }


def _table(answers: list[Answer]) -> str:
    """For people: one line a figure."""
    if not answers:
        return "No rows answer this question."
    lines = []
    for found in answers:
        question = found.question
        period = str(question.period) if question.period else "latest"
        scenario = " ".join(part for part in (question.scenario, found.standing) if part)
        told = found.qualifier.replace("_", " ")
        value = f"{told} {plain(found.value)} {question.measure.unit}".strip()
        notes = "  DISPUTED" if found.disputed else ""
        notes += f"  missing {', '.join(map(str, found.missing))}" if found.missing else ""
        lines.append(
            f"{question.measure.code:28} {period:12} {scenario:15} {found.basis:11} {value}{notes}"
        )
    return "\n".join(lines)
