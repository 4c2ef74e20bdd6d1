"""The evidence of a figure: the rows it was made of, and those it was not made of.

A stated figure is opened whole. A booked one may rest on millions of rows, so its rows come in
pages, newest first. They are looked for where there is less to look through: among all rows of the
figure, or in the newest blocks of posting numbers that hold a page, which the balances tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Subquery

from jolserik.core.known import KnownOn, Precision
from jolserik.core.month import Month
from jolserik.core.words import Words
from jolserik.ledger import queries, rule
from jolserik.ledger.balances import known_month
from jolserik.ledger.models import BLOCK, LONG_BLOCK, Entry, Source, Subject
from jolserik.ledger.values import (
    Answer,
    Level,
    Movement,
    SourceValue,
    Standing,
    SubjectValue,
)
from jolserik.people.actor import Actor

PAGE = 50
# Rows of a block are read on one after the other, those of a figure are sought subject by subject:
# so blocks are read as long as they are not this many times as long as the figure.
ROWS_FOR_A_SEEK = 4
NEWEST_BLOCKS = (resources.files("jolserik.ledger") / "newest_blocks.sql").read_text("utf-8")
NEWEST_BELOW = (resources.files("jolserik.ledger") / "newest_below.sql").read_text("utf-8")
NEWEST_IN_BLOCKS = (resources.files("jolserik.ledger") / "newest_in_blocks.sql").read_text("utf-8")
SHOWN = (
    "posting_no",
    "subject_id",
    "standing",
    "month",
    "amount",
    "known_on",
    "known_precision",
    "source_id",
    "place",
    "note",
    "reverses_id",
    "reversed_by_no",
    "recorded_at",
    "recorded_by",
)


@dataclass(frozen=True)
class Evidence:
    """All that stands behind one answer.

    `earlier`: live levels of the same series that the rule did not choose. `withdrawn`: levels
    that were never true. `entries`: the first page of booked rows; `next_posting` continues it.
    """

    answer: Answer
    earlier: tuple[Level, ...] = ()
    withdrawn: tuple[Level, ...] = ()
    entries: tuple[Movement, ...] = ()
    next_posting: int | None = None

    @property
    def used(self) -> tuple[Level, ...]:
        return self.answer.rows + self.answer.rivals

    @property
    def sources(self) -> list[tuple[SourceValue, str]]:
        """Source and exact place of each row shown, without repeats, in their order."""
        stated = [(level.source, level.place) for level in self.used]
        booked = [(row.source, row.place) for row in self.entries]
        return list(dict.fromkeys(stated + booked))


def evidence(answer: Answer, *, actor: Actor, before: int | None = None) -> Evidence:
    """Open an answer. `before` continues booked rows below that posting number."""
    return evidence_all([answer], actor=actor, before=before)[0]


def evidence_all(
    answers: Sequence[Answer], *, actor: Actor, before: int | None = None
) -> list[Evidence]:
    """Open answers to questions with one as-of; levels are fetched once for all of them."""
    stated = [answer.question for answer in answers if not answer.basis.booked]
    levels = queries.levels_of(list(dict.fromkeys(stated)), actor=actor)
    opened = []
    for answer in answers:
        if answer.basis.booked:
            rows = _page(answer, before=before)
            more = rows[-1].posting_no if len(rows) == PAGE else None
            opened.append(Evidence(answer, entries=tuple(rows), next_posting=more))
        else:
            question = answer.question
            key = (question.subject.id, question.measure.id, question.scenario.value)
            opened.append(_opened_levels(answer, levels[key]))
    return opened


def _opened_levels(answer: Answer, levels: Sequence[Level]) -> Evidence:
    question = answer.question
    series = [lv for lv in levels if (lv.basis, lv.standing) == (answer.basis, answer.standing)]
    used = {lv.posting_no for lv in answer.rows + answer.rivals}
    earlier = [
        lv
        for lv in series
        if lv.posting_no not in used and lv.live(question.as_of, question.at_posting)
    ]
    known = [
        lv
        for lv in series
        if lv.known.day <= question.as_of and lv.posting_no <= question.at_posting
    ]
    withdrawn = [lv for lv in known if not lv.live(question.as_of, question.at_posting)]
    earlier.sort(key=lambda lv: (lv.end, lv.known.day, lv.posting_no), reverse=True)
    return Evidence(answer, earlier=tuple(earlier), withdrawn=tuple(withdrawn))


def _page(answer: Answer, *, before: int | None) -> list[Movement]:
    newest = answer.question.at_posting if before is None else before - 1
    asked = _parameters(answer, min(newest, answer.question.at_posting))
    worth = answer.entries * ROWS_FOR_A_SEEK
    blocks = _blocks_with_rows(asked) if worth > BLOCK else []
    if 0 < len(blocks) * BLOCK < worth:
        numbers = _newest_in_blocks(asked, blocks)
    else:
        numbers = _numbers(NEWEST_BELOW, asked)
    return _movements(numbers, own=answer.question.subject)


def _movements(numbers: Sequence[int], *, own: SubjectValue) -> list[Movement]:
    """Rows as they are shown, newest first. Their few subjects and sources, and what reversed
    them, are looked up row by row: for joins PostgreSQL reads whole tables. `own` is the subject
    of the figure, known already."""
    reversal = Entry.objects.filter(reverses=OuterRef("pk")).values("posting_no")
    rows = Entry.objects.filter(posting_no__in=numbers).order_by("-posting_no")
    rows = rows.annotate(reversed_by_no=Subquery(reversal))
    found = [dict(zip(SHOWN, row, strict=True)) for row in rows.values_list(*SHOWN)]
    others = Subject.objects.in_bulk({row["subject_id"] for row in found} - {own.id})
    sources = Source.objects.in_bulk({row["source_id"] for row in found})
    subject_of = {own.id: own} | {key: subject.to_value() for key, subject in others.items()}
    source_of = {key: source.to_value() for key, source in sources.items()}
    return [
        Movement(
            posting_no=row["posting_no"],
            subject=subject_of[row["subject_id"]],
            standing=Standing(row["standing"]),
            month=Month(row["month"]),
            amount=row["amount"],
            known=KnownOn(row["known_on"], Precision(row["known_precision"])),
            source=source_of[row["source_id"]],
            place=row["place"],
            note=Words.of(row["note"]) if row["note"] else None,
            reverses=row["reverses_id"],
            reversed_by=row["reversed_by_no"],
            recorded_at=row["recorded_at"],
            recorded_by=row["recorded_by"],
        )
        for row in found
    ]


def _parameters(answer: Answer, newest: int) -> dict[str, Any]:
    question = answer.question
    first, last = rule.booked_months(question)
    return {
        "subject": question.subject.id,
        "measure": question.measure.id,
        "scenario": question.scenario.value,
        "standing": answer.standing.value,
        "basis": answer.basis.value,
        "first": first,
        "last": last,
        "day": connection.ops.adapt_datefield_value(question.as_of),
        "known_month": known_month(question.as_of),
        "newest": newest,
        "block": newest // BLOCK,
        "long_block": newest // LONG_BLOCK,
        "short_in_long": LONG_BLOCK // BLOCK,
        "page": PAGE,
    }


def _blocks_with_rows(asked: Mapping[str, Any]) -> list[int]:
    """The newest blocks that together hold a page of rows below the subject."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_BLOCKS, asked)
        counts = cursor.fetchall()
    chosen, found = [], 0
    for block, rows in counts:
        chosen.append(block)
        # The newest block may lie partly above `newest`, so its rows are not counted on.
        found += rows if block < asked["block"] else 0
        if found >= PAGE:
            break
    return chosen


def _newest_in_blocks(asked: Mapping[str, Any], blocks: Sequence[int]) -> list[int]:
    """Posting numbers of a page: the subject's own rows, and those of the blocks that lie below."""
    parameters, pairs = dict(asked), []
    for place, (start, end) in enumerate(_joined(blocks)):
        parameters |= {f"a{place}": start, f"z{place}": min(end, asked["newest"])}
        pairs.append((f"%(a{place})s", f"%(z{place})s"))
    entries, within = _within(pairs)
    sql = NEWEST_IN_BLOCKS.replace("{entries}", entries).replace("{within}", within)
    return _numbers(sql, parameters)


def _numbers(sql: str, parameters: Mapping[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


def _within(pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The entries and the condition that limits them to ranges of posting numbers.

    SQLite searches the index once for each range only if the ranges are a table; PostgreSQL
    only if they are alternatives.
    """
    if connection.vendor == "sqlite":
        ranges = ", ".join(f"({first}, {last})" for first, last in pairs)
        entries = f"(VALUES {ranges}) AS r CROSS JOIN ledger_entry e"
        return entries, "e.posting_no BETWEEN r.column1 AND r.column2"
    ranges = " OR ".join(f"e.posting_no BETWEEN {first} AND {last}" for first, last in pairs)
    return "ledger_entry e", f"({ranges})"


def _joined(blocks: Sequence[int]) -> list[tuple[int, int]]:
    """First and last posting number of each run of neighbouring blocks, newest first."""
    runs: list[tuple[int, int]] = []
    for block in blocks:
        start, end = block * BLOCK, (block + 1) * BLOCK - 1
        if runs and runs[-1][0] == end + 1:
            runs[-1] = (start, runs[-1][1])
        else:
            runs.append((start, end))
    return runs
