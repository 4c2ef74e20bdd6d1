"""The evidence of a figure: the rows it was made of, and those it was not made of.

A stated figure is opened whole. A booked one may rest on millions of rows, so its rows come in
pages, newest first; the balances tell in which blocks of posting numbers to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from jolserik.core.month import Month
from jolserik.ledger import queries
from jolserik.ledger.models import (
    BLOCK,
    FIRST_MONTH,
    LAST_MONTH,
    Balance,
    Entry,
    SubjectPath,
)
from jolserik.ledger.values import Answer, Kind, Level, Question, SourceValue
from jolserik.people.actor import Actor

PAGE = 50


@dataclass(frozen=True)
class Evidence:
    """All that stands behind one answer.

    `earlier`: live levels of the same series that the rule did not choose. `withdrawn`: levels
    that were never true. `entries`: the first page of booked rows; `next_posting` continues it.
    """

    answer: Answer
    earlier: tuple[Level, ...] = ()
    withdrawn: tuple[Level, ...] = ()
    entries: tuple[Entry, ...] = ()
    next_posting: int | None = None

    @property
    def used(self) -> tuple[Level, ...]:
        return self.answer.rows + self.answer.rivals

    @property
    def sources(self) -> list[tuple[SourceValue, str]]:
        """Source and exact place of each row shown, without repeats, in their order."""
        stated = [(level.source, level.place) for level in self.used]
        booked = [(entry.source.to_value(), entry.place) for entry in self.entries]
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
            rows = _entries_page(answer, before=before)
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


def _entries_page(answer: Answer, *, before: int | None) -> list[Entry]:
    question = answer.question
    newest = question.at_posting if before is None else min(question.at_posting, before - 1)
    own = _of_series(answer).filter(subject_id=question.subject.id, posting_no__lte=newest)
    numbers = list(own.order_by("-posting_no").values_list("posting_no", flat=True)[:PAGE])
    blocks = _blocks_with_rows(answer, newest)
    if blocks:
        numbers += _numbers_below(answer, blocks, newest)
    page = sorted(numbers, reverse=True)[:PAGE]
    rows = Entry.objects.filter(posting_no__in=page)
    return list(
        rows.select_related("subject", "source", "reverses", "reversed_by").order_by("-posting_no")
    )


def _of_series(answer: Answer) -> QuerySet[Entry]:
    question = answer.question
    first, last = _months(question)
    return Entry.objects.filter(
        measure_id=question.measure.id,
        scenario=question.scenario,
        standing=answer.standing,
        basis=answer.basis,
        month__gte=first,
        month__lte=last,
        known_on__lte=question.as_of,
    )


def _months(question: Question) -> tuple[int, int]:
    """First and last month that count, as the rule has it."""
    period = question.period
    if question.measure.kind is Kind.FLOW:
        return (period.start.ordinal, period.end.ordinal) if period else (FIRST_MONTH, LAST_MONTH)
    today = Month.at(question.as_of)
    return FIRST_MONTH, (min(period.end, today) if period else today).ordinal


def _blocks_with_rows(answer: Answer, newest: int) -> list[int]:
    """The newest blocks that together hold a page of rows below the subject."""
    question = answer.question
    first, last = _months(question)
    counts = (
        Balance.objects.filter(
            ancestor_id=question.subject.id,
            measure_id=question.measure.id,
            scenario=question.scenario,
            standing=answer.standing,
            basis=answer.basis,
            month__gte=first,
            month__lte=last,
            known_on__lte=question.as_of,
            block__lte=newest // BLOCK,
        )
        .values_list("block")
        .annotate(rows=Sum("entries"))
        .order_by("-block")
    )
    chosen, found = [], 0
    for block, rows in counts[: PAGE + 1]:
        chosen.append(block)
        # The newest block may lie partly above `newest`, so its rows are not counted on.
        found += rows if block < newest // BLOCK else 0
        if found >= PAGE:
            break
    return chosen


def _numbers_below(answer: Answer, blocks: Sequence[int], newest: int) -> list[int]:
    question = answer.question
    within = Q()
    for block in blocks:
        within |= Q(posting_no__gte=block * BLOCK, posting_no__lt=(block + 1) * BLOCK)
    rows = _of_series(answer).filter(within, posting_no__lte=newest)
    below = SubjectPath.objects.filter(ancestor_id=question.subject.id)
    paths: dict[int, list[tuple[int, int, int, int]]] = {}
    wanted = rows.order_by("-posting_no").values_list("posting_no", "subject_id", "month")
    candidates = list(wanted)
    for path in below.filter(descendant_id__in={c[1] for c in candidates}).values_list(
        "descendant_id", "month_from", "month_to", "posting_from", "posting_to"
    ):
        paths.setdefault(path[0], []).append(path[1:])
    return [
        number
        for number, subject, month in candidates
        if any(
            first <= month <= last and since < number <= until
            for first, last, since, until in paths.get(subject, ())
        )
    ][:PAGE]
