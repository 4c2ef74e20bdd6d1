"""The fields to look for, and their wordings: a vocabulary read from a TOML file.

The program knows one, `project_list.toml`; another list needs another file and no code.
"""

import math
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from typing import Any, Final

from jolserik.sheets.labels import Weighted, stem, tokens

LANGUAGES: Final = ("ru", "kk", "en")
LEAST_WEIGHT: Final = 0.35


class Kind(StrEnum):
    """How the cells of a column are read."""

    ORDINAL = "ordinal"
    TEXT = "text"
    COMPANY = "company"
    BIN = "bin"
    COUNTRIES = "countries"
    SECTOR = "sector"
    OKED = "oked"
    PLACE = "place"
    ZONE = "zone"
    CHOICE = "choice"
    CHOICES = "choices"
    QUANTITY = "quantity"
    UNIT = "unit"
    AMOUNT = "amount"
    YEARLY = "yearly"
    COUNT = "count"
    JOBS_PAIR = "jobs_pair"
    PERCENT = "percent"
    DAY = "day"
    PERIOD = "period"
    PERSON = "person"
    CONTACT = "contact"

    @property
    def is_money(self) -> bool:
        return self in (Kind.AMOUNT, Kind.YEARLY)

    @property
    def is_numeric(self) -> bool:
        return self in (Kind.AMOUNT, Kind.YEARLY, Kind.COUNT, Kind.PERCENT)


@dataclass(frozen=True)
class Field:
    """A field of the list. `phrases`: its wordings in all languages; `repeats`: many columns.

    Fields of one `family` are easily confused; a word of `marks` in a title decides between them.
    """

    code: str
    kind: Kind
    phrases: tuple[str, ...]
    repeats: bool = False
    family: str = ""
    marks: tuple[str, ...] = ()
    marked_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choices:
    """Words by which cells name the choices of one field, by code."""

    words: Mapping[str, tuple[str, ...]]

    def joined(self, other: "Choices") -> "Choices":
        codes = {**self.words, **other.words}
        return Choices(
            {code: (*self.words.get(code, ()), *other.words.get(code, ())) for code in codes}
        )


@dataclass(frozen=True)
class Vocabulary:
    """Fields by code, with the choices that cells may name.

    `choices` of the file may be joined by others that the caller knows: places, zones, sectors.
    """

    fields: Mapping[str, Field]
    choices: Mapping[str, Choices]

    def with_choices(self, more: Mapping[str, Choices]) -> "Vocabulary":
        codes = {**self.choices, **more}
        none = Choices({})
        joined = {code: self.choices.get(code, none).joined(more.get(code, none)) for code in codes}
        return Vocabulary(self.fields, joined)

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """How much a word tells, by stem: «инициатор» much, «проект» little."""
        seen: Counter[str] = Counter()
        for field in self.fields.values():
            seen.update({stem(t) for phrase in field.phrases for t in tokens(phrase)})
        most = math.log(len(self.fields) + 1)
        return {
            word: max(LEAST_WEIGHT, math.log((len(self.fields) + 1) / times) / most)
            for word, times in seen.items()
        }

    def weight(self, token: str) -> float:
        """A word that no wording holds tells something, but of no field."""
        return self.weights.get(stem(token), 0.6 if len(token) > 2 else 0.3)

    @cached_property
    def wordings(self) -> tuple[tuple[str, Weighted], ...]:
        """(field code, its wording as weighted words), for all wordings of all fields."""
        return tuple(
            (field.code, Weighted(tuple((t, self.weight(t)) for t in words)))
            for field in self.fields.values()
            for words in dict.fromkeys(tokens(phrase) for phrase in field.phrases)
        )


@cache
def project_list() -> Vocabulary:
    """The vocabulary of a project list."""
    return vocabulary_of(tomllib.loads(_text("project_list.toml")))


def vocabulary_of(table: Mapping[str, Any]) -> Vocabulary:
    """From the tables `field` and `choice`; an unknown kind or a missing language is an error."""
    fields = {
        code: Field(
            code=code,
            kind=Kind(about["kind"]),
            phrases=_all(about),
            repeats=about.get("repeats", False),
            family=about.get("family", ""),
            marks=tuple(t for mark in about.get("marks", ()) for t in tokens(mark)),
            marked_as=tuple(about.get("marked_as", ())),
        )
        for code, about in table["field"].items()
    }
    choices = {
        code: Choices({choice: _all(words) for choice, words in about.items()})
        for code, about in table.get("choice", {}).items()
    }
    return Vocabulary(fields, choices)


def _all(about: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(phrase for language in LANGUAGES for phrase in about[language])


def _text(name: str) -> str:
    return (resources.files("jolserik.sheets") / name).read_text("utf-8")
