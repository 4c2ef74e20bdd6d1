"""The one rule by which every figure is made, in two pure functions: one per book.

`stated` takes levels and `booked` takes sums of months; both return answers, one for each basis
and, for a plan, each standing. In words, with examples: docs/figures.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jolserik.core.month import Month, Period
from jolserik.core.refusal import Refusal
from jolserik.ledger.values import (
    Answer,
    Basis,
    Kind,
    Level,
    MonthSum,
    Qualifier,
    Question,
    Rule,
    Scenario,
    Standing,
)

ALWAYS = (0, 99_999)  # ordinals of months, open at both ends


def why_not_ask(question: Question) -> Refusal | None:
    """A measure of the statistics office is a year-to-date total: it needs a period."""
    if question.measure.needs_period and question.period is None:
        return Refusal("period_required", {"measure": question.measure.code})
    return None


# --- the stated book


@dataclass(frozen=True)
class _Found:
    """What one step of the rule found for one period."""

    rule: Rule
    levels: tuple[Level, ...]
    rivals: tuple[Level, ...] = ()

    @property
    def amount(self) -> int:
        return sum(level.amount for level in self.levels)


def stated(question: Question, levels: Iterable[Level]) -> list[Answer]:
    """Answers of the stated book, from all levels of the subject and of its published parts.

    Levels of other measures or scenarios must not be passed. Order of rows does not matter.
    """
    live = _live(question, levels)
    answers = []
    for basis, standing in sorted({(lv.basis, lv.standing) for lv in live}):
        group = [lv for lv in live if (lv.basis, lv.standing) == (basis, standing)]
        answer = _stated_of(question, basis, standing, group)
        if answer is not None:
            answers.append(answer)
    return answers


def _live(question: Question, levels: Iterable[Level]) -> list[Level]:
    """Levels that count, without breakdowns of which a part was withdrawn and not given again."""
    day, number = question.as_of, question.at_posting
    known = [lv for lv in levels if lv.known.day <= day and lv.posting_no <= number]
    live = [lv for lv in known if lv.live(day, number)]
    there = {(_table(lv), lv.subject_id) for lv in live}
    gone = {(_table(lv), lv.subject_id) for lv in known if lv.part_of_id} - there
    broken = {table for table, _ in gone}
    return [lv for lv in live if lv.part_of_id is None or _table(lv) not in broken]


def _table(level: Level) -> tuple[object, ...]:
    """What the parts of one published breakdown have in common."""
    series = (level.part_of_id, level.basis, level.standing)
    return (*series, level.issuer_id, level.source.id, level.covers_from, level.covers_to)


def _stated_of(
    question: Question, basis: Basis, standing: Standing, levels: Sequence[Level]
) -> Answer | None:
    period = question.period
    if period is None or period.open_start or question.measure.kind is Kind.STOCK:
        found = _open_level(question, levels)
        return _answer(question, basis, standing, [found]) if found else None
    whole = _level_for(question, period, levels)
    if question.measure.kind is not Kind.FLOW:  # a ratio is kept as published, never rolled up
        return _answer(question, basis, standing, [whole]) if whole else None
    parts = [(part, _level_for(question, part, levels)) for part in period.parts()]
    known = [part for _, part in parts if part]
    if whole and not _is_only_first_part(whole, period, known):
        return _answer(question, basis, standing, [whole])
    if not known:
        return None
    gaps = _missing(parts)
    return _answer(question, basis, standing, known, rule=Rule.STATED_PARTS, missing=gaps)


def _is_only_first_part(whole: _Found, period: Period, known: Sequence[_Found]) -> bool:
    """A level that ends inside the first part says nothing of the others.

    January to October 2022 is no answer for 2022..2024; nor is January for a year of which
    February is known too. January alone is the year so far.
    """
    parts = period.parts()
    if not parts or max(level.end for level in whole.levels) > parts[0].end.last_day:
        return False
    return len(known) > 1 or (period.whole_years and parts[0].whole_years)


def _level_for(question: Question, period: Period, levels: Sequence[Level]) -> _Found | None:
    """Step 1: levels that start where the period starts and end inside it; the latest wins."""
    fitting = [
        lv for lv in levels if lv.covers_from == period.start and lv.end <= period.end.last_day
    ]
    return _latest(question, Rule.STATED_LEVEL, fitting) or _breakdown(question, fitting)


def _open_level(question: Question, levels: Sequence[Level]) -> _Found | None:
    """The latest level with an open start, not after the as-of or the end of the period.

    A plan may speak of a month to come; an actual may not.
    """
    last = question.period.end if question.period else None
    if question.scenario is Scenario.ACTUAL:
        today = Month.at(question.as_of)
        last = min(last, today) if last else today
    fitting = [
        lv for lv in levels if lv.covers_from is None and (last is None or Month.at(lv.end) <= last)
    ]
    return _latest(question, Rule.STATED_OPEN, fitting) or _breakdown(question, fitting)


def _order(level: Level) -> tuple[object, ...]:
    return (level.end, level.known.day, level.posting_no)


def _latest(question: Question, rule: Rule, levels: Sequence[Level]) -> _Found | None:
    own = [lv for lv in levels if lv.subject_id == question.subject.id]
    if not own:
        return None
    winner = max(own, key=_order)
    return _Found(rule, (winner,), _rivals(winner, own))


def _rivals(winner: Level, levels: Sequence[Level]) -> tuple[Level, ...]:
    """The latest level of each other issuer for the same stated end, where it differs."""
    if winner.covers_to is None:
        return ()
    latest: dict[int, Level] = {}
    for level in sorted(levels, key=_order):
        if level.covers_to == winner.covers_to:
            latest[level.issuer_id] = level
    others = (lv for key, lv in sorted(latest.items()) if key != winner.issuer_id)
    return tuple(lv for lv in others if lv.amount != winner.amount)


def _breakdown(question: Question, levels: Sequence[Level]) -> _Found | None:
    """Levels of child subjects, where the issuer published them as a complete breakdown."""
    tables: dict[tuple[object, ...], dict[int, Level]] = defaultdict(dict)
    for level in sorted(levels, key=_order):
        if level.part_of_id == question.subject.id:
            key = (level.issuer_id, level.source.id, level.covers_to)
            tables[key][level.subject_id] = level
    if not tables:
        return None
    chosen = max(tables.values(), key=lambda table: max(_order(lv) for lv in table.values()))
    return _Found(Rule.STATED_BREAKDOWN, tuple(chosen[key] for key in sorted(chosen)))


def _missing(parts: Sequence[tuple[Period, _Found | None]]) -> tuple[Period, ...]:
    """Parts without a level, and months of an inner part that its level does not reach."""
    gaps = []
    for index, (part, found) in enumerate(parts):
        if found is None:
            gaps.append(part)
        elif index < len(parts) - 1:
            reached = min(Month.at(level.end) for level in found.levels)
            if reached < part.end:
                gaps.append(Period(reached.plus(1), part.end))
    return tuple(gaps)


def _answer(
    question: Question,
    basis: Basis,
    standing: Standing,
    found: Sequence[_Found],
    *,
    rule: Rule | None = None,
    missing: tuple[Period, ...] = (),
) -> Answer:
    rows = tuple(level for part in found for level in part.levels)
    rivals = tuple(level for part in found for level in part.rivals)
    return Answer(
        question=question,
        basis=basis,
        standing=standing,
        amount=sum(part.amount for part in found),
        qualifier=_qualifier_of_sum(rows, missing, can_fall=question.measure.can_fall),
        covers_from=rows[0].covers_from,
        covers_to=max(rows, key=lambda level: level.end).covers_to,
        rule=rule or found[0].rule,
        entries=len(rows) + len(rivals),
        rows=rows,
        rivals=rivals,
        missing=missing,
    )


def _qualifier_of_sum(
    rows: Sequence[Level], missing: Sequence[Period], *, can_fall: bool
) -> Qualifier:
    present = {row.qualifier for row in rows} - {Qualifier.NONE}
    if missing and not can_fall:
        present.add(Qualifier.MORE_THAN)
    if len(present) > 1 or Qualifier.ABOUT in present:
        return Qualifier.ABOUT
    return present.pop() if present else Qualifier.NONE


# --- the booked book


def booked(question: Question, sums: Iterable[MonthSum]) -> list[Answer]:
    """Answers of the booked book, from the monthly sums of the subject and all below it.

    A flow adds the months lying in the period; a stock adds everything up to the end of the
    period or the as-of, whichever is earlier. Ratios are not booked.
    """
    kind = question.measure.kind
    if kind not in (Kind.FLOW, Kind.STOCK):
        return []
    answers = []
    first, last = booked_months(question)
    fitting = [s for s in sums if first <= s.month.ordinal <= last]
    for basis, standing in sorted({(s.basis, s.standing) for s in fitting}):
        group = [s for s in fitting if (s.basis, s.standing) == (basis, standing)]
        months = [s.month for s in group]
        answers.append(
            Answer(
                question=question,
                basis=basis,
                standing=standing,
                amount=sum(s.amount for s in group),
                qualifier=Qualifier.NONE,
                covers_from=min(months) if kind is Kind.FLOW else None,
                covers_to=max(months),
                rule=Rule.BOOKED_STOCK if kind is Kind.STOCK else Rule.BOOKED_FLOW,
                entries=sum(s.entries for s in group),
            )
        )
    return answers


def booked_months(question: Question) -> tuple[int, int]:
    """Ordinals of the first and last month whose movements count."""
    period = question.period
    first, last = (period.start.ordinal, period.end.ordinal) if period else ALWAYS
    if question.measure.kind is Kind.FLOW:
        return first, last
    return ALWAYS[0], min(last, Month.at(question.as_of).ordinal)
