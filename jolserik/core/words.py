"""Words for codes in three languages, read from the `words.toml` beside each room.

A code is what a program says (`entry_already_reversed`); words are what a person reads.
One file per room, one table per kind: `[refusal.CODE]`, `[problem.CODE]`, `[event.CODE]`,
`[role.CODE]` and so on, each with `ru`, `kk` and `en`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LANGUAGES = ("ru", "kk", "en")
DEFAULT_LANGUAGE = "ru"
ROOMS = (
    "core",
    "events",
    "people",
    "workdays",
    "ledger",
    "documents",
    "search",
    "sheets",
    "territory",
    "companies",
    "projects",
    "commitments",
    "contacts",
    "specialists",
    "indicators",
    "briefings",
    "imports",
    "merging",
    "workshop",
    "desk",
    "portal",
    "cli",
    "site",
)


@dataclass(frozen=True)
class Words:
    """One text in the three languages of the program."""

    ru: str
    kk: str
    en: str

    def get(self, language: str) -> str:
        """The text in `language`, Russian when it is another language or empty."""
        return (
            self.kk if language == "kk" else self.en if language == "en" else self.ru
        ) or self.ru

    @classmethod
    def of(cls, table: Mapping[str, str]) -> "Words":
        """From a table with the keys ru, kk and en; a missing key is a KeyError."""
        return cls(ru=table["ru"], kk=table["kk"], en=table["en"])


@cache
def vocabulary() -> Mapping[tuple[str, str], Words]:
    """All words of all rooms by (kind, code). The same code in two rooms is an error."""
    found: dict[tuple[str, str], Words] = {}
    for room in ROOMS:
        file = resources.files("jolserik") / room / "words.toml"
        if not file.is_file():
            continue
        for kind, table in tomllib.loads(file.read_text("utf-8")).items():
            for code, texts in table.items():
                if (kind, code) in found:
                    raise ValueError(f"{kind}.{code} stands in two rooms, the second is {room}")
                found[kind, code] = Words.of(texts)
    return found


def word(kind: str, code: str, language: str, facts: Mapping[str, object] | None = None) -> str:
    """The words for a code, with `facts` filled in. An unknown code is a KeyError."""
    text = vocabulary()[kind, code].get(language)
    return text.format_map(facts) if facts else text
