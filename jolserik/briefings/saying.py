"""Numbers, days, names and figures as a note says them, in one language, with their sources."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from babel import Locale

from jolserik.core import amounts
from jolserik.core.words import word
from jolserik.indicators.totals import Record, Sum
from jolserik.ledger.values import Answer, Level, MeasureValue, Qualifier
from jolserik.projects.totals import Declared

COUNTED: Final = ("piece", "person")
NBSP: Final = "\u00a0"
MOST_SOURCES: Final = 3  # of one figure


class Say:
    """Numbers, days and names in one language; organisations are called as on `today`."""

    def __init__(self, language: str, today: dt.date) -> None:
        self.language, self.today = language, today
        self.sources: list[str] = []

    def note(self, code: str, facts: Mapping[str, object] | None = None) -> str:
        return word("note", code, self.language, facts)

    def word(self, kind: str, code: str) -> str:
        return word(kind, code, self.language) if code else ""

    def day(self, day: dt.date | None) -> str:
        if day is None:
            return ""
        return day.isoformat() if self.language == "en" else f"{day:%d.%m.%Y}"

    def known(self, known: Any) -> str:
        precise = str(known)
        return self.day(known.day) if len(precise) == 10 else precise

    def countries(self, codes: Sequence[str]) -> str:
        names = Locale(self.language).territories
        return ", ".join(names.get(code, code) for code in codes)

    def label(self, answer: Answer) -> str:
        """The measure with its period, and what a plan is."""
        parts = [answer.question.measure.names.get(self.language)]
        if answer.question.period:
            parts.append(str(answer.question.period))
        if answer.standing:
            parts.append(word("note", answer.standing, self.language))
        return ", ".join(parts)

    def answer(self, answer: Answer) -> str:
        measure = answer.question.measure
        shown = [(answer.amount, answer.qualifier)]
        shown += [(rival.amount, rival.qualifier) for rival in answer.rivals]
        return " / ".join(self._amount(amount, qual, measure) for amount, qual in shown)

    def _amount(self, amount: int, qualifier: Qualifier, measure: MeasureValue) -> str:
        text = amounts.compact(Decimal(measure.to_decimal(amount)), self.language)
        if measure.unit == "KZT":
            text = f"{text}{NBSP}₸"
        elif measure.unit not in COUNTED:
            text = f"{text} {word('unit', measure.unit, self.language)}"
        return self.qualified(text, qualifier)

    def tenge(self, amount: Decimal | None) -> str:
        return "" if amount is None else f"{amounts.compact(amount, self.language)}{NBSP}₸"

    def number(self, amount: Decimal | int) -> str:
        return amounts.exact(Decimal(amount), self.language)

    def declared(self, declared: Declared, *, money: bool) -> str:
        """What was declared, with how exactly; nothing where nobody said it."""
        if not declared.said:
            return ""
        amount = declared.amount
        text = self.tenge(amount) if money else self.number(amount)
        return self.qualified(text, declared.qualifier)

    def of_many(self, declared: Declared, whole: Sum, *, money: bool) -> str:
        """The same of several projects, with of how many it was said."""
        text = self.declared(declared, money=money)
        if not text or declared.said == whole.projects:
            return text
        told = {"said": declared.said, "projects": whole.projects}
        return f"{text} ({word('note', 'of_how_many', self.language, told)})"

    def qualified(self, text: str, qualifier: Qualifier) -> str:
        if qualifier is Qualifier.NONE:
            return text
        return word("qualifier", qualifier, self.language, {"value": text})

    # --- sources, each with its number

    def source(self, text: str) -> int:
        """The number of a source, which is told at the end of the note."""
        if text not in self.sources:
            self.sources.append(text)
        return self.sources.index(text) + 1

    def published(self, rows: Sequence[Level]) -> str:
        """The mark of the publications behind a figure: ` [1, 2]`."""
        numbers = {self.source(f"{r.source.title}, {self.known(r.known)}"): None for r in rows}
        return f"{NBSP}[{', '.join(map(str, [*numbers][:MOST_SOURCES]))}]" if numbers else ""

    def registered(self) -> str:
        """The mark of the register as it was on the day."""
        return f"{NBSP}[{self.source(self.note('register') + ', ' + self.day(self.today))}]"

    def told(self, declared: Declared, answer: Answer | None, *, money: bool) -> str:
        """An amount of one project with its source: a publication, or the passport."""
        text = self.declared(declared, money=money)
        if not text:
            return "–"
        return text + (self.published(answer.rows) if answer else self.registered())

    def cells(self, record: Record) -> tuple[str, str]:
        """Cost and jobs of a line."""
        part = record.part
        return (
            self.told(part.cost, record.cost_told, money=True),
            self.told(part.jobs, record.jobs_told, money=False),
        )
