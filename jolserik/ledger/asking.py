"""From words typed by a person or a program to questions, and from answers to JSON.

Shared by the command and the pages, so that both understand and say the same.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from jolserik.core.amounts import plain
from jolserik.core.known import KnownOn, Precision
from jolserik.core.month import Month, NotAPeriod, Period
from jolserik.core.refusal import Refusal, Refused, ensure
from jolserik.ledger import posting, queries, rule
from jolserik.ledger.values import (
    Answer,
    Basis,
    Level,
    Question,
    Scenario,
    SourceValue,
)
from jolserik.people.actor import Actor


@dataclass(frozen=True)
class Asked:
    """A question as it was typed. Empty texts ask for everything there is."""

    scope: str
    measure: str = ""
    period: str = ""
    scenario: str = ""
    basis: str = ""
    as_of: str = ""
    at_posting: int | None = None


def answers(asked: Asked, *, actor: Actor, today: dt.date) -> list[Answer]:
    """Answers in the order scope, measure, period, scenario, basis. Raises Refused."""
    found = []
    asked_questions = questions(asked, actor=actor, today=today)
    by_question = queries.answer_all(asked_questions, actor=actor)
    basis = parse_basis(asked.basis)
    for question in asked_questions:
        found += [a for a in by_question[question] if basis is None or a.basis is basis]
    return found


def questions(asked: Asked, *, actor: Actor, today: dt.date) -> list[Question]:
    """The questions that were asked; every measure the scope has rows for, if none was named."""
    subject = queries.subject(asked.scope)
    if subject is None:
        raise Refused(Refusal("unknown_scope", {"scope": asked.scope}))
    all_measures = queries.measures()
    if asked.measure and asked.measure not in all_measures:
        raise Refused(Refusal("unknown_measure", {"measure": asked.measure}))
    period = parse_period(asked.period)
    scenarios = [parse_scenario(asked.scenario)] if asked.scenario else list(Scenario)
    parse_basis(asked.basis)
    as_of = parse_as_of(asked.as_of, today=today)
    newest = posting.last()
    at_posting = newest if asked.at_posting is None else asked.at_posting
    if not 0 <= at_posting <= newest:
        raise Refused(Refusal("unknown_posting", {"posting_no": at_posting, "newest": newest}))
    if asked.measure:
        pairs = [(all_measures[asked.measure], scenario) for scenario in scenarios]
    else:
        held = queries.asked_measures(subject, actor=actor)
        pairs = [(m, s) for m, s in held if s in scenarios and (period or not m.needs_period)]
        pairs.sort(key=lambda pair: (pair[0].code, pair[1]))
    made = [Question(subject, m, period, s, as_of, at_posting) for m, s in pairs]
    for question in made:
        ensure(rule.why_not_ask(question))
    return made


def parse_period(text: str) -> Period | None:
    """A period, None for an empty text or `-`; Refused for anything else."""
    if text in ("", "-"):
        return None
    try:
        return Period.parse(text)
    except NotAPeriod:
        raise Refused(Refusal("unknown_period", {"period": text})) from None


def parse_scenario(text: str) -> Scenario:
    try:
        return Scenario(text)
    except ValueError:
        raise Refused(Refusal("unknown_scenario", {"scenario": text})) from None


def parse_basis(text: str) -> Basis | None:
    try:
        return Basis(text) if text else None
    except ValueError:
        raise Refused(Refusal("unknown_basis", {"basis": text})) from None


def parse_as_of(text: str, *, today: dt.date) -> dt.date:
    """A day; today when empty. A day to come is refused: nothing is known of it."""
    if not text:
        return today
    try:
        known = KnownOn.parse(text)
    except ValueError:
        known = None
    if known is None or known.precision is not Precision.DAY:
        raise Refused(Refusal("unknown_date", {"date": text}))
    day = known.day
    if day > today:
        raise Refused(Refusal("date_in_the_future", {"date": text}))
    return day


# --- JSON


def as_json(found: Answer, *, sources: list[SourceValue], places: list[str]) -> dict[str, Any]:
    """The command's object for one answer; keys and order as FIGURES in docs/figures.md."""
    question = found.question
    return {
        "scope": question.subject.code,
        "measure": question.measure.code,
        "period": str(question.period) if question.period else None,
        "scenario": question.scenario.value,
        "standing": found.standing.value or None,
        "basis": found.basis.value,
        "as_of": question.as_of.isoformat(),
        "posting_no": question.at_posting,
        "value": plain(found.value),
        "unit": question.measure.unit,
        "qualifier": found.qualifier.value or None,
        "covers_from": _month(found.covers_from),
        "covers_to": _month(found.covers_to),
        "disputed": found.disputed,
        "rivals": [level_json(rival, question) for rival in found.rivals],
        "missing": [str(part) for part in found.missing],
        "entries": found.entries,
        "sources": [
            {
                "title": source.title,
                "url": source.url,
                "published_on": _known(source.published_on),
                "place": place,
            }
            for source, place in zip(sources, places, strict=True)
        ],
        "fictional": question.subject.fictional,
    }


def level_json(level: Level, question: Question) -> dict[str, Any]:
    """One stated row."""
    return {
        "posting_no": level.posting_no,
        "subject": level.subject.en,
        "standing": level.standing.value or None,
        "covers_from": _month(level.covers_from),
        "covers_to": _month(level.covers_to),
        "amount": plain(question.measure.to_decimal(level.amount)),
        "unit": question.measure.unit,
        "qualifier": level.qualifier.value or None,
        "known_on": str(level.known),
        "issuer": level.issuer.en,
        "source": level.source.title,
        "url": level.source.url,
        "place": level.place,
        "note": level.note.en if level.note else None,
        "recorded_at": level.recorded_at.isoformat() if level.recorded_at else None,
        "recorded_by": str(level.recorded_by) if level.recorded_by else None,
    }


def _month(month: Month | None) -> str | None:
    return None if month is None else str(month)


def _known(known: KnownOn | None) -> str | None:
    return None if known is None else str(known)
