"""Reading a page as its readers meet it, and saying what is wrong with it.

The one strict check: a ledger figure stands on a page only inside a link to its evidence, or as
the evidence itself. Numbers in words of others (quotes, titles, notes, acts) are theirs.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

from django.utils import translation

from jolserik.core.words import Words
from jolserik.ledger.models import Entry, Measure, Source, Statement, Subject, Target
from jolserik.projects.models import Project, ProjectFact
from jolserik.site import say
from jolserik.site.translations import catalogue
from jolserik.territory.models import Place, Zone

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
NUMBER = re.compile(
    r"(?<![\d.,\w])[−-]?\d+(?: \d{3})*(?:[.,]\d+)?(?: (?:трлн|млрд|млн|trn|bn|m)\b)?"
)


@dataclass
class Element:
    """A tag with what it holds, in order."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: "list[Element | str]" = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> set[str]:
        return set(self.get("class").split())

    def all(self, *tags: str) -> "Iterator[Element]":
        """Every element below with one of the tags, or every element at all."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def above(self) -> "Iterator[Element]":
        here: Element | None = self
        while here is not None:
            yield here
            here = here.parent

    def texts(self, without: "Without | None" = None) -> Iterator[tuple["Element", str]]:
        """Pieces of text with their element, leaving out whole elements."""
        for child in self.children:
            if isinstance(child, str):
                yield self, child
            elif not (without and without(child)):
                yield from child.texts(without)

    def text(self) -> str:
        return one_line(" ".join(piece for _, piece in self.texts()))


Without = Callable[[Element], bool]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.here = self.top = Element("", {})
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(
            Element(tag, {name: value or "" for name, value in attrs}, self.here)
        )

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.here.tag != tag or self.here.parent is None:
            self.wrong.append(f"</{tag}> closes <{self.here.tag}>")
            return
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


@dataclass(frozen=True)
class Page:
    """A page that was read; `wrong` names tags that do not match."""

    top: Element
    wrong: tuple[str, ...]

    def all(self, *tags: str) -> list[Element]:
        return list(self.top.all(*tags))

    def text(self) -> str:
        return self.top.text()

    @property
    def links(self) -> list[str]:
        """Addresses inside the site, in order."""
        found = (e.get("href") for e in self.all("a"))
        return [href for href in found if href.startswith("/") and not href.startswith("//")]

    @property
    def figures(self) -> list[str]:
        """Texts of the figures that are links to their evidence, charts left out."""
        links = [e for e in self.all("a") if "data-evidence" in e.attributes]
        return [e.text() for e in links if not any(a.tag == "svg" for a in e.above())]

    @property
    def values(self) -> list[str]:
        """Texts of the figures of an evidence page."""
        return [e.text() for e in self.all() if "data-evidence-value" in e.attributes]

    @property
    def problems(self) -> list[str]:
        """Messages of the summary above a form."""
        return [e.text() for e in self.all() if "jol-errors" in e.classes]


def read(html: str) -> Page:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Page(reader.top, tuple(reader.wrong))


def one_line(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f\u2009]+", " ", text).strip()


# --- ledger figures outside a link


def figures_of_the_ledger(language: str) -> frozenset[str]:
    """Every amount of every row as pages write it, where it cannot be taken for another number."""
    found = set()
    with translation.override(language):
        for row in [
            *Statement.objects.select_related("measure"),
            *Entry.objects.select_related("measure"),
            *Target.objects.select_related("measure"),
        ]:
            measure = row.measure.to_value()
            for amount in {row.amount, getattr(row, "critical", None) or row.amount}:
                for text in (say.compact(amount, measure), say.exact(amount, measure)):
                    found |= {one_line(n) for n in NUMBER.findall(one_line(text))}
    return frozenset(number for number in found if _distinctive(number))


def _distinctive(number: str) -> bool:
    """Nobody writes a year, a count of rows or a distance so."""
    return " " in number or "," in number or "." in number


def words_of_others(language: str, figures: Collection[str]) -> frozenset[str]:
    """Texts of the data in which such numbers stand: titles, notes, acts, facts, definitions."""
    told: list[Any] = []
    for statement in Statement.objects.select_related("withdrawal"):
        told += [statement.place, statement.note, statement.act]
        told.append(statement.withdrawal.reason if hasattr(statement, "withdrawal") else "")
    for target in Target.objects.all():
        told += [target.place, target.note, target.act]
    for entry in Entry.objects.all():
        told += [entry.place, entry.note]
    told += Source.objects.values_list("title", flat=True)
    told += [fact.text for fact in ProjectFact.objects.all()]
    told += [row.note for kind in (Project, Zone, Place) for row in kind.objects.all()]
    told += [measure.to_value().definition for measure in Measure.objects.all()]
    told += [subject.names for subject in Subject.objects.all()]
    texts = {one_line(_in(text, language)) for text in told if text}
    return frozenset(text for text in texts if set(NUMBER.findall(text)) & set(figures))


def _in(text: Any, language: str) -> str:
    if isinstance(text, Words):
        return text.get(language)
    return text if isinstance(text, str) else str(text[language])


def loose_figures(
    page: Page, figures: Collection[str], others: Collection[str] = frozenset()
) -> list[str]:
    """Ledger figures that stand in the text of a page without their evidence.

    Words of others are left out: quotes, links to sources, and the texts given.
    """
    rest = one_line(" ".join(text for _, text in page.top.texts(without=_has_its_evidence)))
    for text in sorted(others, key=len, reverse=True):
        rest = rest.replace(text, "…")
    return [number for number in NUMBER.findall(rest) if number in figures]


def _has_its_evidence(element: Element) -> bool:
    """Or needs none: a quote, the title of a source, an example of how to type a number, and a
    value of the register (a passport says what was promised; its evidence is the history)."""
    if {"data-evidence", "data-evidence-value", "data-register"} & element.attributes.keys():
        return True
    external = "external" in element.get("rel").split()
    return element.tag == "blockquote" or external or "jol-field__hint" in element.classes


# --- everything else a page owes its readers


def faults(page: Page, language: str) -> list[str]:
    """What is wrong with a page whatever it shows."""
    return [
        *page.wrong,
        *_frame(page, language),
        *_unlabelled(page),
        *_inline(page),
        *_open_forms(page),
        *_untranslated(page, language),
        *_repeated_ids(page),
    ]


def _frame(page: Page, language: str) -> Iterator[str]:
    spoken = [e.get("lang") for e in page.all("html")]
    if spoken != [language]:
        yield f"html lang is {spoken}, not {language}"
    if len(page.all("h1")) != 1:
        yield f"{len(page.all('h1'))} × h1"


def _unlabelled(page: Page) -> Iterator[str]:
    named = {e.get("for") for e in page.all("label")}
    for element in page.all("input", "select", "textarea"):
        if element.get("type") in ("hidden", "submit"):
            continue
        inside = any(a.tag == "label" for a in element.above())
        if not (inside or element.get("aria-label") or element.get("id") in named):
            yield f"no label: {element.tag} {element.get('name')}"


def _inline(page: Page) -> Iterator[str]:
    for element in page.all():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline {element.tag}"
        for name in element.attributes:
            if name == "style" or name.startswith(("on", "hx-on")):
                yield f"inline {name} on {element.tag}"


def _open_forms(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        names = {e.get("name") for e in form.all("input")}
        if form.get("method").lower() == "post" and "csrfmiddlewaretoken" not in names:
            yield f"a form without a token: {form.get('action')}"


def _untranslated(page: Page, language: str) -> Iterator[str]:
    """A piece of text that is word for word an English text of ours."""
    if language == "en":
        return
    english = _to_be_translated(language)
    for element, text in page.top.texts():
        if one_line(text) in english and not _in_english(element):
            yield f"English: {one_line(text)}"
    for element in page.all():
        for name in ("aria-label", "placeholder", "title", "data-label"):
            if element.get(name) in english and not _in_english(element):
                yield f"English: {element.get(name)}"


@cache
def _to_be_translated(language: str) -> frozenset[str]:
    return frozenset(msgid for msgid, text in catalogue(language).items() if msgid != text)


def _in_english(element: Element) -> bool:
    spoken = next((e.get("lang") for e in element.above() if e.get("lang")), "")
    return spoken == "en"


def _repeated_ids(page: Page) -> Iterator[str]:
    ids = [e.get("id") for e in page.all() if e.get("id")]
    yield from (f"id twice: {name}" for name in sorted({i for i in ids if ids.count(i) > 1}))
