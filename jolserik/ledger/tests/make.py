"""Things for the ledger's tests: plain values for the rule, rows by the ledger's own acts."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from jolserik.core.known import KnownOn
from jolserik.core.month import Month, Period
from jolserik.core.words import Words
from jolserik.ledger import actions, measures, posting, queries, subjects
from jolserik.ledger.models import (
    Entry,
    Issuer,
    Measure,
    Source,
    Statement,
    Subject,
    SubjectLink,
)
from jolserik.ledger.values import (
    Answer,
    Basis,
    Kind,
    Level,
    MeasureValue,
    MonthSum,
    Qualifier,
    Question,
    Scenario,
    SourceValue,
    Standing,
    SubjectValue,
)
from jolserik.people.actor import PROGRAM, Actor, HeldPost, Role

NAMES = Words("а", "ә", "a")
LAST_DAY = dt.date(2030, 1, 1)
OFFICE, PAPER = 1, 2  # issuers
FARIDA = Actor(uuid.UUID(int=5), (HeldPost(Role.AUTHORITY_OFFICER),))  # answers for the grid


# --- plain values


def measure_value(
    kind: Kind = Kind.FLOW, *, can_fall: bool = False, needs_period: bool = False, scale: int = 2
) -> MeasureValue:
    return MeasureValue(1, "made", kind, "KZT", scale, can_fall, needs_period, NAMES, NAMES)


FLOW, STOCK = measure_value(), measure_value(Kind.STOCK, can_fall=True)
REGION = SubjectValue(1, "region", "kato:1", NAMES)


def question(
    period: str = "",
    *,
    measure: MeasureValue = FLOW,
    as_of: dt.date = LAST_DAY,
    at_posting: int = 10**6,
    scenario: Scenario = Scenario.ACTUAL,
) -> Question:
    asked = Period.parse(period) if period else None
    return Question(REGION, measure, asked, scenario, as_of, at_posting)


def source_value(number: int = 1) -> SourceValue:
    return SourceValue(number, "publication", f"source {number}", "", None, True)


def level(amount: int, covers: str = "", known: str = "2024-12-01", **rest: Any) -> Level:
    """`covers`: `2024-01..2024-10`, `2024-01..` (end not stated), `..2024-10` or empty."""
    first, _, last = covers.partition("..")
    values: dict[str, Any] = {
        "posting_no": 1,
        "subject_id": REGION.id,
        "subject": NAMES,
        "standing": Standing.NONE,
        "basis": Basis.STATEMENT,
        "covers_from": Month.parse(first) if first else None,
        "covers_to": Month.parse(last) if last else None,
        "amount": amount,
        "qualifier": Qualifier.NONE,
        "known": KnownOn.parse(known),
        "issuer_id": OFFICE,
        "issuer": NAMES,
        "source": source_value(),
    }
    return Level(**(values | rest))


def year(amount: int, number: int, known: str = "", **rest: Any) -> Level:
    """A level for a whole year, known in February of the next."""
    return level(amount, f"{number}-01..{number}-12", known or f"{number + 1}-02-15", **rest)


def month_sum(amount: int, month: str, **rest: Any) -> MonthSum:
    values: dict[str, Any] = {"standing": Standing.NONE, "basis": Basis.RETURNS, "entries": 1}
    return MonthSum(**(values | {"month": Month.parse(month), "amount": amount} | rest))


# --- rows


def moment(day: str) -> dt.datetime:
    """Noon in Almaty."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(7), dt.UTC)


NOW = moment("2024-11-25")


def measure(code: str = "output") -> Measure:
    if not Measure.objects.exists():
        measures.install()
    return Measure.objects.get(code=code)


def subject(code: str, *, kind: str = "district", fictional: bool = False) -> Subject:
    return subjects.add_subject(
        kind=kind, code=code, names=NAMES, fictional=fictional, by=PROGRAM, now=NOW
    )


def lies(child: Subject, parent: Subject, months: str = "..", **rest: Any) -> SubjectLink:
    first, _, last = months.partition("..")
    return subjects.link(
        child=child,
        parent=parent,
        first=Month.parse(first) if first else None,
        last=Month.parse(last) if last else None,
        by=PROGRAM,
        now=NOW,
        **rest,
    )


def source(key: str = "source", *, kind: str = "publication", public: bool | None = None) -> Source:
    found = Source.objects.filter(key=key).first()
    return found or actions.record_source(
        key=key, kind=kind, title=key, public=public, by=PROGRAM, now=NOW
    )


def issuer(code: str = "office") -> Issuer:
    names = {"name_ru": code, "name_kk": code, "name_en": code}
    return Issuer.objects.get_or_create(code=code, defaults=names)[0]


def entry_draft(about: Subject, amount: str | int, month: str, **rest: Any) -> actions.EntryDraft:
    values: dict[str, Any] = {
        "subject": about,
        "measure": rest.pop("measure", None) or measure(),
        "basis": Basis.RETURNS,
        "month": Month.parse(month),
        "amount": Decimal(amount),
        "source": rest.pop("source", None) or source("return", kind="file"),
    }
    return actions.EntryDraft(**(values | rest))


def book(
    about: Subject, amount: str | int, month: str = "2024-10", day: str = "2024-11-25", **rest: Any
) -> Entry:
    draft = entry_draft(about, amount, month, **rest)
    return actions.book([draft], by=PROGRAM, now=moment(day))[0]


def statement_draft(
    about: Subject, amount: str | int, covers: str = "", known: str = "2024-11-25", **rest: Any
) -> actions.StatementDraft:
    first, _, last = covers.partition("..")
    values: dict[str, Any] = {
        "subject": about,
        "measure": rest.pop("measure", None) or measure(),
        "scenario": Scenario.ACTUAL,
        "basis": Basis.STATEMENT,
        "amount": Decimal(amount),
        "issuer": rest.pop("issuer", None) or issuer(),
        "source": rest.pop("source", None) or source(),
        "known": KnownOn.parse(known),
        "covers_from": Month.parse(first) if first else None,
        "covers_to": Month.parse(last) if last else None,
    }
    return actions.StatementDraft(**(values | rest))


def state(
    about: Subject, amount: str | int, covers: str = "", known: str = "2024-11-25", **rest: Any
) -> Statement:
    now = rest.pop("now", NOW)
    draft = statement_draft(about, amount, covers, known, **rest)
    return actions.record_statement(draft, by=rest.pop("by", PROGRAM), now=now)


def ask(
    about: Subject,
    period: str = "",
    *,
    measure_code: str = "output",
    as_of: str = "2030-01-01",
    at_posting: int | None = None,
    actor: Actor = PROGRAM,
    scenario: Scenario = Scenario.ACTUAL,
) -> list[Answer]:
    asked = Question(
        about.to_value(),
        queries.measures()[measure_code],
        Period.parse(period) if period else None,
        scenario,
        dt.date.fromisoformat(as_of),
        posting.last() if at_posting is None else at_posting,
    )
    return queries.answer(asked, actor=actor)


def value(about: Subject, period: str = "", **rest: Any) -> float | Decimal | None:
    """The one answer there is, in plain units; None for none."""
    found = ask(about, period, **rest)
    assert len(found) < 2
    return found[0].value if found else None
