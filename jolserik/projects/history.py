"""What happened to a thing, in human words: who changed what, when, from what to what.

Reads the diary. Names of people, companies, places and terms are found in one query.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from babel import Locale
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from jolserik.companies.models import Company
from jolserik.core import amounts
from jolserik.core.words import Words, vocabulary, word
from jolserik.documents.queries import kind_words
from jolserik.events.models import Event
from jolserik.ledger.models import Measure, Subject
from jolserik.people.models import OrganisationName, Person
from jolserik.projects import family, oked, passport
from jolserik.projects.models import Term
from jolserik.projects.passport import Kind

# Events that only accompany another one of the same act, or that change nothing.
QUIET: Final = ("subject_added", "subject_linked", "document_opened")
HIDDEN: Final = "•"  # a personal value: the diary says only that it changed
MONEY: Final = ("amount", "amount_kzt")

# What the values of facts and fields are. Those of the passport are read from its table.
KINDS: Final[Mapping[str, str]] = {
    "lead": "person",
    "former": "person",
    "person": "person",
    "subject": "subject",
    "parent": "subject",
    "stage": "stage",
    "before": "stage",
    "role": "team_role",
    "form": "company_form",
    "country": "country",
    "list": "list",
    "on": "day",
    "due": "day",
    "due_on": "day",
    "contact": "contact_kind",
    "contacted_on": "day",
    "old": "day",
    "new": "day",
    "reason": "term",
    "other_project": "subject",
    "other_company": "company",
    "document_kind": "document_kind",
    "document_signed_on": "day",
    "document_confidential": "yes_no",
    "erased_because": "erased_because",
}


@dataclass(frozen=True)
class Told:
    """Which facts of an event are shown: the label's code, the old and the new fact's name."""

    label: str
    old: str
    new: str
    kind: str = ""


TOLD: Final[Mapping[str, tuple[Told, ...]]] = {
    "project_registered": (Told("stage", "", "stage"), Told("lead", "", "lead")),
    "project_taken_on": (Told("stage", "", "stage"), Told("lead", "", "lead")),
    "project_moved": (
        Told("stage", "before", "stage"),
        Told("on", "", "on"),
        Told("reason", "", "reason"),
    ),
    "plan_set": (Told("planned", "old", "new"),),
    "plan_moved": (Told("planned", "old", "new"), Told("reason", "", "reason")),
    "lead_assigned": (Told("lead", "former", "lead"),),
    "lead_kept": (Told("lead", "", "lead"),),
    "team_joined": (Told("team", "", "person"),),
    "team_left": (Told("team", "person", ""),),
    "list_joined": (Told("list", "", "list"), Told("on", "", "on")),
    "list_left": (Told("list", "list", ""), Told("on", "", "on")),
    "support_given": (Told("support", "", "measure", "support"),),
    "obligation_added": (Told("due", "", "due"),),
    "obligation_kept": (Told("on", "", "on"),),
    "obligation_broken": (Told("on", "", "on"),),
    "projects_merged": (
        Told("merged_record", "", "other_project"),
        Told("lead", "former", "lead"),
        Told("stage", "before", "stage"),
    ),
    "companies_merged": (Told("merged_record", "", "other_company"),),
    "pair_different": (
        Told("merged_record", "", "other_project"),
        Told("merged_record", "", "other_company"),
    ),
    "merge_undone": (
        Told("merged_record", "other_project", ""),
        Told("merged_record", "other_company", ""),
    ),
    "contact_recorded": (Told("contact", "", "kind", "contact_kind"), Told("on", "", "on")),
    "document_added": (Told("document", "", "kind", "document_kind"),),
    "document_version_added": (Told("document", "", "kind", "document_kind"),),
    "document_withdrawn": (Told("document", "kind", "", "document_kind"),),
}


@dataclass(frozen=True)
class Shown:
    """A field that changed, with its old and new value in words; empty is "not given"."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """An act: when, by whom (empty: the program), what, and what it changed."""

    number: int
    at: dt.datetime
    who: str
    said: str
    changes: tuple[Shown, ...]


def of(
    kind: str,
    key: str,
    *,
    language: str,
    limit: int = 10,
    before: int | None = None,
    has_merged: bool = True,
) -> list[Line]:
    """The newest acts on a thing, newest first; `before`: a line's number, to turn the page.

    Asks no right: who sees the thing sees its history, and that of what was merged into it
    (`has_merged`: something may have been). Three queries, else two.
    """
    keys = _keys(kind, key) if has_merged else [key]
    events = Event.objects.filter(subject_kind__in=(kind, "subject"), subject_key__in=keys)
    events = events.exclude(name__in=QUIET).order_by("-id")
    if before is not None:
        events = events.filter(id__lt=before)
    return lines(list(events[:limit]), language=language)


def _keys(kind: str, key: str) -> list[str]:
    """The thing itself and those that were merged into it."""
    if kind == "project":
        return family.codes(key)
    merged = Company.objects.filter(merged_into=key) if kind == "company" else ()
    return [key, *(row.key for row in merged)]


def lines(events: Iterable[Event], *, language: str) -> list[Line]:
    """These events in words, in their order; one query for all names."""
    listed = list(events)
    said = _Saying(language, _names(listed))
    return [said.line(event) for event in listed]


# --- names


Names = Mapping[tuple[str, str], Words]


def _names(events: Iterable[Event]) -> Names:
    """Names of all that the events mention."""
    wanted: dict[str, set[str]] = {}
    for event in events:
        if event.by:
            wanted.setdefault("person", set()).add(event.by.hex)
        for kind, value in _mentioned(event):
            if value:
                wanted.setdefault(kind, set()).add(value)
    return named(wanted)


def named(wanted: Mapping[str, Iterable[str]]) -> Names:
    """Names by kind (person, company, subject, term, measure) and key, in one query."""
    text = CharField()
    people = [uuid.UUID(key) for key in wanted.get("person", ()) if _is_key(key)]
    parts = [
        OrganisationName.objects.filter(
            organisation_id__in=list(wanted.get("company", ())), valid_to=None
        ).values_list(
            Value("company", text), Cast("organisation_id", text), F("ru"), F("kk"), F("en")
        ),
        Subject.objects.filter(code__in=list(wanted.get("subject", ()))).values_list(
            Value("subject", text), Cast("code", text), F("name_ru"), F("name_kk"), F("name_en")
        ),
        Term.objects.annotate(path=Concat("kind", Value(":"), "code", output_field=text))
        .filter(path__in=list(wanted.get("term", ())))
        .order_by()
        .values_list(Value("term", text), F("path"), F("ru"), F("kk"), F("en")),
        Measure.objects.filter(code__in=list(wanted.get("measure", ()))).values_list(
            Value("measure", text), Cast("code", text), F("name_ru"), F("name_kk"), F("name_en")
        ),
    ]
    persons = (
        Person.objects.filter(pk__in=people)
        .order_by()
        .values_list(
            Value("person", text), Cast("key", text), F("name_ru"), F("name_kk"), F("name_en")
        )
    )
    found: dict[tuple[str, str], Words] = {}
    for kind, key, ru, kk, en in persons.union(*(part.order_by() for part in parts), all=True):
        plain = uuid.UUID(key).hex if kind == "person" else key
        found[kind, plain] = Words(ru or kk or en, kk, en)
    return found


def _mentioned(event: Event) -> Iterable[tuple[str, str]]:
    """(kind, key) of what an event names: people, companies, places, terms."""
    told = {fact.new: fact.kind for fact in TOLD.get(event.name, ()) if fact.kind}
    for name, value in event.facts.items():
        if isinstance(value, str):
            yield _reference(told.get(name) or _kind_of(name), value)
    for field, old, new in event.facts.get("changes", ()):
        yield _reference(_kind_of(field), old)
        yield _reference(_kind_of(field), new)
    yield "subject", event.subject_key


def _reference(kind: str, value: str) -> tuple[str, str]:
    """Under which kind and key the name of a value is looked up."""
    if kind in ("list", "support"):
        return "term", f"{kind}:{value}"
    if kind == "person":
        return kind, uuid.UUID(value).hex if _is_key(value) else ""
    return (kind, value) if kind in ("company", "subject", "term", "measure") else ("", "")


def _kind_of(field: str) -> str:
    known = passport.BY_CODE.get(field)
    if known is not None:
        return known.kind.value
    return KINDS.get(field) or ("measure" if field == "measure" else "")


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


# --- words


class _Saying:
    """Values and events in one language."""

    def __init__(self, language: str, names: Names) -> None:
        self.language, self.names = language, names

    def line(self, event: Event) -> Line:
        facts = {
            name: self.value(_kind_of(name), str(value))
            for name, value in event.facts.items()
            if isinstance(value, (str, int))
        }
        subject = self.value("subject", event.subject_key)
        return Line(
            number=event.pk,
            at=event.at,
            who=self.value("person", event.by.hex) if event.by else "",
            said=word("event", event.name, self.language, {"subject": subject} | facts),
            changes=tuple(self._told(event)) + tuple(self._changed(event)),
        )

    def _told(self, event: Event) -> Iterable[Shown]:
        facts: Mapping[str, Any] = event.facts
        for told in TOLD.get(event.name, ()):
            old, new = (
                self.value(told.kind or _kind_of(name), str(facts.get(name, ""))) if name else ""
                for name in (told.old, told.new)
            )
            if old or new:
                yield Shown(self._label(told.label, facts), old, new)

    def _changed(self, event: Event) -> Iterable[Shown]:
        for field, old, new in event.facts.get("changes", ()):
            kind = "money" if field.startswith("year_") or field in MONEY else _kind_of(field)
            yield Shown(self.field(field), self.value(kind, old), self.value(kind, new))

    def _label(self, code: str, facts: Mapping[str, Any]) -> str:
        """`planned` names its stage and phase, `team` the role."""
        if code == "team":
            return word("team_role", str(facts["role"]), self.language)
        if code == "planned":
            stage = word("stage", str(facts["stage"]), self.language)
            phase = facts.get("phase")
            told = {"stage": stage, "phase": phase}
            return word("history", "planned_of_phase" if phase else "planned", self.language, told)
        return word("history", code, self.language)

    def field(self, code: str) -> str:
        """What a field is called; its code where no room has words for it."""
        if code.startswith("year_"):
            return word("history", "year", self.language, {"year": code.removeprefix("year_")})
        said = vocabulary().get(("field", code))
        return said.get(self.language) if said else code

    def value(self, kind: str, text: str) -> str:
        """A value of the diary as a person reads it."""
        if text in ("", HIDDEN):
            return word("history", "hidden", self.language) if text else ""
        lookup, key = _reference(kind, text)
        if lookup:
            found = self.names.get((lookup, key))
            if lookup == "person":
                name = found.get(self.language) if found else ""
                return name or word("person", "erased", self.language)
            return found.get(self.language) if found else text
        return value_in_words(kind, text, self.language)


def value_in_words(kind: str, text: str, language: str) -> str:
    """A value that names no other thing: an amount, a day, a code."""
    match kind:
        case Kind.MONEY:
            return f"{amounts.exact(passport.number(text), language)}\u00a0₸"
        case Kind.NUMBER | Kind.COUNT:
            return amounts.exact(passport.number(text), language)
        case Kind.PERCENT:
            return f"{text}\u00a0%"
        case Kind.DAY:
            return _day(text, language)
        case Kind.COUNTRIES | "country":
            territories = Locale(language).territories
            return ", ".join(territories.get(code, code) for code in text.split(","))
        case Kind.SECTOR:
            name = oked.name_of(text)
            return f"{name.get(language)} ({text})" if name else text
        case Kind.SITE:
            return word("site_kind", text, language)
        case "document_kind":
            said = kind_words(frozenset({text})).get(text)
            return said.get(language) if said else text
    if kind and (kind, text) in vocabulary():
        return word(kind, text, language)
    return text


def _day(text: str, language: str) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return text
    return day.isoformat() if language == "en" else f"{day:%d.%m.%Y}"
