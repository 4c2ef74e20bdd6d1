"""Questions to the ledger. All start from what the actor may see and run the one rule.

Any number of questions with the same as-of and posting number costs the same few statements.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import chain

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from jolserik.core.month import LAST_YEAR, Month
from jolserik.ledger import rule
from jolserik.ledger.balances import BASE, known_month
from jolserik.ledger.models import (
    BLOCK,
    LAST_MONTH,
    LAST_POSTING,
    LONG_BLOCK,
    LedgerHead,
    Measure,
    Statement,
    Subject,
    SubjectLink,
    SubjectPath,
    Target,
)
from jolserik.ledger.values import (
    Answer,
    Basis,
    Level,
    MeasureValue,
    MonthSum,
    Question,
    Scenario,
    Standing,
    SubjectValue,
)
from jolserik.people import rights
from jolserik.people.actor import Actor
from jolserik.people.rights import Right

MONTH_SUMS = (resources.files("jolserik.ledger") / "month_sums.sql").read_text("utf-8")
LAST_DAY = Month.of(LAST_YEAR, 12).last_day
Series = tuple[int, int, str]  # subject, measure, scenario
MonthSumRow = tuple[int, int, str, str, str, int, int, int, int]


@dataclass(frozen=True)
class Sight:
    """Ids of the subjects whose booked or unpublished figures an actor may see; None means all.

    A booked figure is a sum over everything below a subject, so it is shown whole or not at all.
    """

    booked: frozenset[int] | None
    unpublished: frozenset[int] | None

    def sees_booked(self, subject_id: int) -> bool:
        return self.booked is None or subject_id in self.booked

    def sees_whole(self, part: Statement) -> bool:
        """All parts of a breakdown, so that nobody is shown the sum of the few he may see."""
        return self.unpublished is None or part.source.public or part.part_of_id in self.unpublished


def sight(actor: Actor) -> Sight:
    """What the actor may see of the books. No query for the public and for whoever sees all."""
    booked = rights.scopes(actor, Right.SEE_BOOKED_FIGURES)
    unpublished = rights.scopes(actor, Right.SEE_UNPUBLISHED_SOURCES)
    ids = _within(booked)
    return Sight(booked=ids, unpublished=ids if unpublished == booked else _within(unpublished))


def _within(scopes: frozenset[str] | None) -> frozenset[int] | None:
    """Ids of the subjects of these codes and of all below them, in one query."""
    if not scopes:
        return scopes if scopes is None else frozenset()
    below = SubjectPath.objects.filter(
        ancestor__code__in=scopes, posting_to=LAST_POSTING, month_to=LAST_MONTH
    )
    found = Subject.objects.filter(Q(code__in=scopes) | Q(pk__in=below.values("descendant_id")))
    return frozenset(found.values_list("pk", flat=True))


def statements_visible_to(actor: Actor) -> QuerySet[Statement]:
    """Stated rows the actor may see, with all that a level needs, in order of posting."""
    return _visible_statements(sight(actor))


def _visible_statements(seen: Sight) -> QuerySet[Statement]:
    rows = Statement.objects.select_related("subject", "issuer", "source", "withdrawal")
    if seen.unpublished is not None:
        rows = rows.filter(Q(source__public=True) | Q(subject_id__in=seen.unpublished))
    return rows.order_by("posting_no")


@dataclass(frozen=True)
class Reading:
    """Answers to a batch of questions, and the rows they were made of.

    `levels` are all stated rows of a series the actor may see, whenever known; `sums` are the
    booked months of a series by as-of.
    """

    answers: Mapping[Question, list[Answer]]
    levels: Mapping[Series, list[Level]]
    sums: Mapping[tuple[dt.date, Series], list[MonthSum]]


def answer(question: Question, *, actor: Actor) -> list[Answer]:
    """All answers to one question, in the order of basis and standing."""
    return read([question], actor=actor).answers[question]


def answer_all(questions: Iterable[Question], *, actor: Actor) -> Mapping[Question, list[Answer]]:
    """Answers to many questions at once."""
    return read(questions, actor=actor).answers


def read(questions: Iterable[Question], *, actor: Actor, seen: Sight | None = None) -> Reading:
    """Ask many questions: one statement for the stated book, one for each as-of of the booked.

    They share one posting number. `seen` is the actor's sight, where it is known already.
    """
    wanted = list(dict.fromkeys(questions))
    if len({question.at_posting for question in wanted}) > 1:
        raise ValueError("questions asked together share one posting number")
    seen = seen or sight(actor)
    levels = _levels(wanted, seen)
    sums: dict[tuple[dt.date, Series], list[MonthSum]] = defaultdict(list)
    for as_of, at_posting in sorted({(q.as_of, q.at_posting) for q in wanted}):
        asked = [q for q in wanted if (q.as_of, q.at_posting) == (as_of, at_posting)]
        for series, months in _month_sums(asked, seen).items():
            sums[as_of, series] = months
    answers = {}
    for question in wanted:
        key = series_of(question)
        stated = rule.stated(question, levels[key])
        booked = rule.booked(question, sums[question.as_of, key])
        answers[question] = sorted(stated + booked, key=_in_order)
    return Reading(answers, levels, sums)


def levels_of(questions: Sequence[Question], *, actor: Actor) -> Mapping[Series, list[Level]]:
    """Levels of the questions' subjects and of their published parts, by series."""
    return _levels(questions, sight(actor))


def _levels(questions: Sequence[Question], seen: Sight) -> Mapping[Series, list[Level]]:
    subjects = {question.subject.id for question in questions}
    measures = {question.measure.id for question in questions}
    found: dict[Series, list[Level]] = defaultdict(list)
    if not questions:
        return found
    rows = _visible_statements(seen).filter(
        Q(subject_id__in=subjects) | Q(part_of_id__in=subjects), measure_id__in=measures
    )
    for row in rows:
        level = row.to_level()
        if row.subject_id in subjects:
            found[row.subject_id, row.measure_id, row.scenario].append(level)
        whole = row.part_of_id
        if whole in subjects and whole != row.subject_id and seen.sees_whole(row):
            found[whole, row.measure_id, row.scenario].append(level)
    return found


def _month_sums(questions: Sequence[Question], seen: Sight) -> Mapping[Series, list[MonthSum]]:
    """Booked months of questions that share an as-of and a posting number."""
    found: dict[Series, list[MonthSum]] = defaultdict(list)
    mine = [q for q in questions if seen.sees_booked(q.subject.id)]
    if not mine:
        return found
    rows = month_sum_rows(_asked(mine), mine[0].as_of, mine[0].at_posting)
    for subject, measure, scenario, standing, basis, month, high, low, entries in rows:
        found[subject, measure, scenario].append(
            MonthSum(
                Standing(standing),
                Basis(basis),
                Month(month),
                int(high) * BASE + int(low),
                int(entries),
            )
        )
    return found


def _asked(questions: Sequence[Question]) -> list[tuple[int, int, int, int]]:
    """Each subject and measure once, with the first and last month that any question counts."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for question in questions:
        pair = question.subject.id, question.measure.id
        first, last = rule.booked_months(question)
        earliest, latest = found.get(pair, (first, last))
        found[pair] = min(first, earliest), max(last, latest)
    return sorted((*pair, *months) for pair, months in found.items())


def month_sum_rows(
    asked: Sequence[tuple[int, int, int, int]], as_of: dt.date, at_posting: int
) -> list[MonthSumRow]:
    """Rows of `month_sums.sql`: subject … month, high, low, entries; one statement.

    `asked`: subject, measure, first and last month.
    """
    listed = {f"a{place}": number for place, number in enumerate(chain.from_iterable(asked))}
    names = iter(listed)
    pairs = (", ".join(f"%({next(names)})s" for _ in pair) for pair in asked)
    sql = MONTH_SUMS.replace("{asked}", ", ".join(f"({pair})" for pair in pairs))
    block = at_posting // BLOCK
    long_block = at_posting // LONG_BLOCK
    adapt = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                **listed,
                "day": adapt(as_of),
                "month_began": adapt(as_of.replace(day=1)),
                "known_month": known_month(as_of),
                "at_posting": at_posting,
                "block": block,
                "block_end": (block + 1) * BLOCK,
                "long_block": long_block,
                "short_blocks": long_block * (LONG_BLOCK // BLOCK),
            },
        )
        rows: list[MonthSumRow] = cursor.fetchall()
    return rows


def series_of(question: Question) -> Series:
    """What a question's rows are filed under."""
    return question.subject.id, question.measure.id, question.scenario.value


def _in_order(found: Answer) -> tuple[str, str]:
    # Approved plans stand before announced ones; bases in the alphabet of their codes.
    standing = {"approved": "0", "announced": "1"}.get(found.standing, "")
    return found.basis, standing


# --- what there is to ask about


def measures() -> Mapping[str, MeasureValue]:
    """All measures by code, in the order of their table."""
    return {row.code: row.to_value() for row in Measure.objects.all()}


def measures_now() -> tuple[Mapping[str, MeasureValue], int]:
    """All measures by code, and the newest posting number, as one statement saw both."""
    head = LedgerHead.objects.filter(pk=1).values("last_posting_no")
    rows = list(Measure.objects.annotate(newest=Subquery(head)))
    newest = rows[0].newest if rows else None
    return {row.code: row.to_value() for row in rows}, newest or 0


def subject(code: str) -> SubjectValue | None:
    """The subject of this code."""
    if "\0" in code:  # PostgreSQL does not even look for it
        return None
    row = Subject.objects.filter(code=code).first()
    return row.to_value() if row else None


def subjects(codes: Iterable[str]) -> Mapping[str, SubjectValue]:
    """Subjects by code; unknown codes are left out."""
    rows = Subject.objects.filter(code__in=list(codes))
    return {row.code: row.to_value() for row in rows}


@dataclass(frozen=True)
class Below:
    """A subject that lies below another, at once or further down."""

    subject: SubjectValue
    direct: bool


@dataclass(frozen=True)
class Around:
    """What a subject lies in, the widest first, and what lies below it, by code."""

    above: tuple[SubjectValue, ...]
    below: tuple[Below, ...]


WIDEST_FIRST = ("region", "city", "district", "zone", "project")


def around(subject: SubjectValue, *, kinds: Sequence[str], month: Month) -> Around:
    """What lies above a subject in a month, and what of some kinds lies below it; one query."""
    in_month = {"month_from__lte": month.ordinal, "month_to__gte": month.ordinal}
    paths = SubjectPath.objects.filter(posting_to=LAST_POSTING, **in_month)
    links = SubjectLink.objects.filter(replaced_by=None, **in_month)
    above = paths.filter(descendant_id=subject.id).values("ancestor_id")
    below = paths.filter(ancestor_id=subject.id).values("descendant_id")
    rows = Subject.objects.filter(Q(pk__in=above) | Q(pk__in=below, kind__in=kinds)).annotate(
        is_above=Exists(paths.filter(descendant_id=subject.id, ancestor_id=OuterRef("pk"))),
        direct=Exists(links.filter(parent_id=subject.id, child_id=OuterRef("pk"))),
    )
    found = list(rows.order_by("code"))
    higher = [row for row in found if row.is_above]
    higher.sort(key=lambda row: WIDEST_FIRST.index(row.kind) if row.kind in WIDEST_FIRST else 9)
    return Around(
        above=tuple(row.to_value() for row in higher),
        below=tuple(Below(row.to_value(), row.direct) for row in found if not row.is_above),
    )


def asked_measures(
    subject_value: SubjectValue, *, actor: Actor
) -> list[tuple[MeasureValue, Scenario]]:
    """Measures and scenarios for which the subject has any row the actor may see."""
    stated = (
        statements_visible_to(actor)
        .filter(Q(subject_id=subject_value.id) | Q(part_of_id=subject_value.id))
        .order_by()
        .values_list("measure_id", "scenario")
        .distinct()
    )
    found = set(stated)
    if sight(actor).sees_booked(subject_value.id):
        asked = [(subject_value.id, m.id, *rule.ALWAYS) for m in measures().values()]
        rows = month_sum_rows(asked, LAST_DAY, LAST_POSTING)
        found |= {(row[1], row[2]) for row in rows}
    ordered = [(m, s) for m in measures().values() for s in Scenario if (m.id, s.value) in found]
    return ordered


def targets_visible_to(actor: Actor, seen: Sight | None = None) -> QuerySet[Target]:
    """Targets from sources the actor may see, in order of posting."""
    rows = Target.objects.select_related("subject", "measure", "source")
    unpublished = (seen or sight(actor)).unpublished
    if unpublished is not None:
        rows = rows.filter(Q(source__public=True) | Q(subject_id__in=unpublished))
    return rows.order_by("posting_no")


def targets_of(
    subject_ids: Iterable[int],
    *,
    actor: Actor,
    as_of: dt.date,
    at_posting: int,
    seen: Sight | None = None,
) -> list[Target]:
    """Goals known by then, the newest row for each subject, measure and period, by end."""
    rows = targets_visible_to(actor, seen).filter(
        subject_id__in=list(subject_ids), known_on__lte=as_of, posting_no__lte=at_posting
    )
    newest = {(t.subject_id, t.measure_id, t.covers_from, t.covers_to): t for t in rows}
    return sorted(newest.values(), key=lambda t: (t.covers_to, t.posting_no))
