"""Named examples of every component, shown on the component page and rendered by tests.

Figures here are made up and carry a made-up subject, so that no example can be taken for real.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from jolserik.core.known import KnownOn
from jolserik.core.month import Month, Period
from jolserik.core.words import Words
from jolserik.indicators.moment import Moment
from jolserik.indicators.pictures import Change, Headline, Line, PathPoint, RowOf, Share, Table
from jolserik.ledger.values import (
    Answer,
    Basis,
    Kind,
    Level,
    MeasureValue,
    Qualifier,
    Question,
    Rule,
    Scenario,
    SourceValue,
    Standing,
    SubjectValue,
)
from jolserik.search.values import Hit

DAY = dt.date(2001, 11, 25)
SUBJECT = SubjectValue(
    0, "zone", "zone:example", Words("Зона-пример", "Үлгі аймақ", "Example zone"), True
)
MEASURE = MeasureValue(
    id=0,
    code="example",
    kind=Kind.FLOW,
    unit="KZT",
    scale=2,
    can_fall=False,
    needs_period=False,
    names=Words("Вложено", "Салынды", "Invested"),
    definition=Words("Пример.", "Үлгі.", "An example."),
)


FOUND = {
    "searched": "пример",
    "hits": [
        Hit("zone", "zone:example", "Зона-пример", "", 1020, True, False),
        Hit("project", "project:example", "Завод-үлгі", "Үлгі аймақ", 950, True, False),
    ],
}


@dataclass(frozen=True)
class Example:
    """A component's template with the context of one example."""

    component: str
    name: str
    template: str
    context: dict[str, Any]


def examples() -> list[Example]:
    """All examples, grouped by component."""
    plain = _answer(123_400_000_000_00)
    booked = replace(_answer(117_000_000_000_00), basis=Basis.RETURNS, rows=(), entries=22)
    about = replace(plain, qualifier=Qualifier.ABOUT)
    disputed = replace(plain, rivals=(replace(plain.rows[0], amount=98_700_000_000_00),))
    gaps = replace(plain, missing=(Period.of_year(1999),))
    plan = replace(
        _answer(150_000_000_000_00),
        question=replace(plain.question, scenario=Scenario.PLAN),
        standing=Standing.APPROVED,
    )
    line = Line(MEASURE, Period.of_year(2001), (booked, plain), (plan,))
    path = (
        PathPoint(2000, dt.date(2000, 12, 31), replace(plain, amount=90_000_000_000_00)),
        PathPoint(2001, dt.date(2001, 6, 30), replace(plain, amount=60_000_000_000_00)),
        PathPoint(2001, dt.date(2001, 10, 31), plain),
    )
    headline = Headline(
        2001,
        Line(MEASURE, line.period, (plain,), (plan,)),
        Line(MEASURE, Period(Month.of(1999, 1), Month.of(2001, 12)), (about,)),
        (Share(plain, plan),),
        path,
        (2000, 2001),
    )
    table = Table((MEASURE,), (RowOf(SUBJECT, (line,)), RowOf(SUBJECT, (Line(MEASURE, None),))))
    moment = Moment(DAY, 1, DAY - dt.timedelta(days=30), DAY, pinned=False)
    change = Change(line, replace(plain, amount=60_000_000_000_00), plain, plain.rows)
    figure = "workshop/figure.html"
    return [
        Example("figure", "stated", figure, {"answer": plain}),
        Example("figure", "booked", figure, {"answer": booked}),
        Example("figure", "about", figure, {"answer": about}),
        Example("figure", "disputed", figure, {"answer": disputed}),
        Example("figure", "with a gap", figure, {"answer": gaps}),
        Example("headline", "against a plan", "parts/headline.html", {"headline": headline}),
        Example(
            "lines", "both books", "parts/lines.html", {"lines": [line], "key": "l1", "title": "…"}
        ),
        Example(
            "subjects",
            "with an empty cell",
            "parts/subjects.html",
            {"table": table, "key": "s1", "title": "…"},
        ),
        Example(
            "changes",
            "one change",
            "parts/changes.html",
            {"picture": {"moment": moment, "changes": (change,)}},
        ),
        Example(
            "changes",
            "nothing changed",
            "parts/changes.html",
            {"picture": {"moment": moment, "changes": ()}},
        ),
        Example("fictional", "the notice", "parts/fictional.html", {"subject": SUBJECT}),
        Example("search", "found while typing", "search/list.html", FOUND),
        Example("search", "nothing found", "search/list.html", {"searched": "ыы", "hits": []}),
        Example("small things", "buttons and tags", "workshop/small.html", {}),
        Example("form", "a wrong field", "workshop/form.html", {}),
    ]


def _answer(amount: int) -> Answer:
    question = Question(SUBJECT, MEASURE, Period.of_year(2001), Scenario.ACTUAL, DAY, 1)
    source = SourceValue(0, "publication", "Example News", "", KnownOn(DAY), True)
    level = Level(
        posting_no=1,
        subject_id=0,
        subject=SUBJECT.names,
        standing=Standing.NONE,
        basis=Basis.STATEMENT,
        covers_from=Month.of(2001, 1),
        covers_to=None,
        amount=amount,
        qualifier=Qualifier.NONE,
        known=KnownOn(DAY),
        issuer_id=0,
        issuer=Words("Пример", "Үлгі", "Example"),
        source=source,
    )
    return Answer(
        question=question,
        basis=Basis.STATEMENT,
        standing=Standing.NONE,
        amount=amount,
        qualifier=Qualifier.NONE,
        covers_from=level.covers_from,
        covers_to=None,
        rule=Rule.STATED_LEVEL,
        entries=1,
        rows=(level,),
    )
