"""What the pages of similar records show, gathered in few queries."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from jolserik.companies.models import Company
from jolserik.core.words import vocabulary, word
from jolserik.ledger.models import Measure
from jolserik.merging.choices import BOTH, HERE, THERE, Choice
from jolserik.merging.counting import Counts
from jolserik.merging.finding import Alike
from jolserik.merging.models import Merger, Pair
from jolserik.merging.rules import STATES
from jolserik.merging.values import Kind
from jolserik.people.queries import display_names
from jolserik.projects import history, passport
from jolserik.projects.models import Project
from jolserik.site.say import code, language
from jolserik.site.templatetags import jol

FATES = ("moves", "read", "stays", "back")
ONE_BELOW_THE_OTHER = 60  # letters from which values do not stand side by side


@dataclass(frozen=True)
class Card:
    """A record in a few words. `facts`: what tells it from another one of the same name."""

    key: str
    name: str
    url: str
    facts: tuple[str, ...]
    fictional: bool
    rank: tuple[int | str, ...]  # of two records the lower one is proposed to stay


@dataclass(frozen=True)
class PairLine:
    """Two records that may be one, with the reasons in words."""

    one: Card
    other: Card
    points: int
    reasons: tuple[str, ...]
    merge_url: str


def merge_url(kind: str, stays: str, goes: str) -> str:
    return reverse("desk:merge", args=[kind, stays.split(":")[-1], goes.split(":")[-1]])


def record_url(kind: str, key: str) -> str:
    if kind == Kind.COMPANY:
        return reverse("desk:company", args=[key])
    return reverse("desk:project", args=[key.partition(":")[2]])


def pair_lines(pairs: Sequence[Pair]) -> list[PairLine]:
    """Three queries for companies, two for projects, however many pairs."""
    if not pairs:
        return []
    kind = Kind(pairs[0].kind)
    known = cards(kind, {key for pair in pairs for key in (pair.one, pair.other)})
    lines = []
    for pair in pairs:
        both = [known[key] for key in (pair.one, pair.other) if key in known]
        if len(both) == 2:
            first, second = sorted(both, key=lambda card: card.rank)
            address = merge_url(kind, first.key, second.key)
            reasons = reasons_in_words(pair.reasons)
            lines.append(PairLine(first, second, pair.points, reasons, address))
    return lines


def alike_lines(kind: Kind, found: Iterable[Alike]) -> list[tuple[Card, tuple[str, ...]]]:
    """Records that a new one may be, with the reasons."""
    listed = list(found)
    known = cards(kind, [one.key for one in listed])
    return [(known[a.key], reasons_in_words(a.likeness.reasons)) for a in listed if a.key in known]


def reasons_in_words(reasons: Iterable[str]) -> tuple[str, ...]:
    return tuple(code("likeness", reason) for reason in reasons)


def cards(kind: Kind, keys: Iterable[str]) -> dict[str, Card]:
    """Records as they are shown beside each other, by key; asks no right."""
    return _companies(keys) if kind is Kind.COMPANY else _projects(keys)


def _companies(keys: Iterable[str]) -> dict[str, Card]:
    today = timezone.localdate()
    rows = Company.objects.filter(pk__in=sorted(keys)).select_related("organisation")
    return {
        row.key: Card(
            key=row.key,
            name=row.organisation.called(language(), today),
            url=record_url(Kind.COMPANY, row.key),
            facts=_told(
                row.organisation.bin or row.iin or row.foreign_number,
                jol.countries([row.country]),
                code("company_form", row.form),
                row.website,
            ),
            fictional=row.fictional,
            rank=(not (row.organisation.bin or row.iin), row.key),
        )
        for row in rows.prefetch_related("organisation__names")
    }


def _projects(keys: Iterable[str]) -> dict[str, Card]:
    today = timezone.localdate()
    rows = Project.objects.filter(subject__code__in=sorted(keys)).select_related(
        "subject", "place", "zone", "company__organisation", "lead"
    )
    return {
        row.code: Card(
            key=row.code,
            name=row.subject.names.get(language()),
            url=record_url(Kind.PROJECT, row.code),
            facts=_told(
                code("stage", row.stage) if row.stage else "",
                row.company.organisation.called(language(), today)
                if row.company
                else row.initiator,
                (row.zone or row.place).names.get(language()) if row.zone or row.place else "",  # type: ignore[union-attr]  # one of them
                history.value_in_words("money", passport.as_text(row.cost_kzt), language())
                if row.cost_kzt is not None
                else "",
                row.lead.name(language()) if row.lead else "",
            ),
            fictional=row.subject.fictional,
            rank=(-STATES.index(row.state), row.pk),
        )
        for row in rows.prefetch_related("company__organisation__names")
    }


def _told(*facts: str) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact)


# --- the page of a merger


@dataclass(frozen=True)
class Option:
    """One of the values to choose from."""

    value: str
    said: str
    chosen: bool


@dataclass(frozen=True)
class Line:
    """A field in which the records differ."""

    code: str
    title: str
    options: tuple[Option, ...]
    fixed: bool
    long: bool


def choice_lines(choices: Sequence[Choice], wanted: Mapping[str, str]) -> list[Line]:
    """Each choice in words; one query for all names."""
    said = _Said(choices)
    lines = []
    for choice in choices:
        texts = {HERE: said.of(choice, choice.here), THERE: said.of(choice, choice.there)}
        if choice.both:
            texts[BOTH] = code("merge_both", choice.code.partition(":")[0])
        options = tuple(
            Option(side, texts[side], wanted[choice.code] == side) for side in choice.options
        )
        long = any(len(text) > ONE_BELOW_THE_OTHER for text in texts.values())
        lines.append(Line(choice.code, said.title(choice), options, choice.fixed, long))
    return lines


@dataclass(frozen=True)
class Counted:
    """What becomes of how many rows: a table of what they are by their fate."""

    fates: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]


def counted(counts: Counts) -> Counted:
    """Only fates that some rows have."""
    found = [fate for fate in FATES if any(many.get(fate) for many in counts.values())]
    return Counted(
        fates=tuple(code("fate", fate) for fate in found),
        lines=tuple(
            (code("belonging", what), tuple(many.get(fate, 0) for fate in found))
            for what, many in counts.items()
        ),
    )


class _Said:
    """Values of both records in one language."""

    def __init__(self, choices: Sequence[Choice]) -> None:
        wanted: dict[str, set[str]] = {}
        for choice in choices:
            if choice.kind in ("company", "subject"):
                wanted.setdefault(choice.kind, set()).update((choice.here, choice.there))
        self.names = history.named(wanted) if wanted else {}
        people = {p for c in choices if c.kind == "person" for p in (c.here, c.there)}
        self.people = display_names(set(map(_key, people)), language()) if people else {}
        self.measures = {
            row.code: row.names.get(language())
            for row in Measure.objects.filter(
                code__in=[c.code.split(":")[1] for c in choices if c.kind == "books"]
            )
        }

    def title(self, choice: Choice) -> str:
        if choice.kind == "books":
            _, measure, scenario, basis = choice.code.split(":")
            return ", ".join(
                (self.measures[measure], code("scenario", scenario), code("basis", basis))
            )
        for kind in ("merge_field", "field"):
            if (kind, choice.code) in vocabulary():
                return word(kind, choice.code, language())
        return choice.code

    def of(self, choice: Choice, text: str) -> str:
        """A value in words; a dash where there is none."""
        return (self._value(choice, text) if text else "") or "–"

    def _value(self, choice: Choice, text: str) -> str:
        lang, parts = language(), text.split("|")
        match choice.kind:
            case "person":
                return self.people.get(_key(text), "")
            case "company" | "subject":
                found = self.names.get((choice.kind, text))
                return found.get(lang) if found else text
            case "sector":
                return history.value_in_words("sector", parts[0], lang)
            case "capacity":
                return f"{history.value_in_words('number', parts[0], lang)} {parts[1]}"
            case "cost":
                return self._cost(parts)
            case "period":
                return " – ".join(
                    history.value_in_words("day", p, lang) if p else "…" for p in parts
                )
            case "road":
                on = history.value_in_words("day", parts[1], lang) if parts[1] else ""
                return ", ".join(filter(None, (code("stage", parts[0]), on)))
            case "law":
                form, country, number = parts
                told = (code("company_form", form), jol.countries([country]), number)
                return ", ".join(filter(None, told))
            case "books":
                amount, first, last = parts
                said = history.value_in_words("number", amount, lang)
                return f"{said} ({first})" if first == last else f"{said} ({first} – {last})"
        return history.value_in_words(choice.kind, text, lang)

    def _cost(self, parts: list[str]) -> str:
        lang = language()
        codes = ("cost_kzt", *passport.COST_PARTS)
        told = [
            history.value_in_words("money", text, lang)
            if field == "cost_kzt"
            else f"{word('field', field, lang)}: {history.value_in_words('money', text, lang)}"
            for field, text in zip(codes, parts, strict=True)
            if text
        ]
        return "; ".join(told)


def _key(text: str) -> uuid.UUID:
    return uuid.UUID(text)


# --- what was merged into a record


@dataclass(frozen=True)
class Merged:
    """A record that was merged into the one whose page it is."""

    name: str
    merger: Merger
    url: str


def merged_into(kind: Kind, mergers: Sequence[Merger]) -> list[Merged]:
    if not mergers:
        return []
    known = cards(kind, [merger.goes for merger in mergers])
    return [Merged(known[m.goes].name, m, reverse("desk:merger", args=[m.number])) for m in mergers]
