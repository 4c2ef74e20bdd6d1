"""Which choice a cell names: a stage, a kind of site, a district, a zone.

A word of a choice must stand in the cell as a word; endings may differ, and the choice whose
words are longest counts: «СМР, монтаж оборудования» is told by «монтаж оборудования».
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jolserik.sheets.fields import Choices
from jolserik.sheets.labels import likeness, stem, tokens

CLOSE: Final = 0.84
_EMPTY: Final = (
    "г г. город города р-н р район района аудан ауданы кала каласы город. district city of the "
    "облысы область области region на в и по тоо"
)
EMPTY_WORDS: Final = frozenset(_EMPTY.split())
SPLIT: Final = re.compile(r"\s*(?:[,;/+\n]|\s(?:и|және|and)\s)\s*")


@dataclass(frozen=True)
class Named:
    """A choice that a text names, and how much of the text it explains (words)."""

    code: str
    words: int


class Chooser:
    """The choices of one field, ready to be looked for in texts."""

    def __init__(self, choices: Choices) -> None:
        self._wordings = [
            (code, meaning)
            for code, phrases in choices.words.items()
            for phrase in phrases
            if (meaning := _meaning(phrase))
        ]
        self.named = lru_cache(maxsize=10_000)(self._named)

    def one(self, text: str) -> str | None:
        """The code of the only choice that the text names best; None if none or several."""
        found = self.named(text)
        if not found:
            return None
        best = [named for named in found if named.words == found[0].words]
        return best[0].code if len({named.code for named in best}) == 1 else None

    def all(self, text: str) -> tuple[str, ...] | None:
        """Codes of the choices of a list in one cell; None if a part of it names none."""
        codes = [self.one(part) for part in SPLIT.split(text.strip()) if part]
        if codes and all(codes):
            return tuple(dict.fromkeys(c for c in codes if c))
        whole = self.one(text)
        return (whole,) if whole else None

    def any_in(self, text: str) -> tuple[str, ...]:
        """Codes of all choices that the text names, the surest first."""
        return tuple(dict.fromkeys(named.code for named in self.named(text)))

    def _named(self, text: str) -> tuple[Named, ...]:
        words = tokens(text)
        found = []
        for code, meaning in self._wordings:
            tells = not EMPTY_WORDS.issuperset(meaning)
            # A name of general words («Район») is meant only where nothing else is said.
            if _stand_in(meaning, words) if tells else meaning == words:
                found.append(Named(code, len(meaning)))
        return tuple(sorted(found, key=lambda named: (-named.words, named.code)))


def _meaning(phrase: str) -> tuple[str, ...]:
    words = tokens(phrase)
    telling = tuple(word for word in words if word not in EMPTY_WORDS)
    return telling or words


def _stand_in(meaning: Iterable[str], words: tuple[str, ...]) -> bool:
    """Every word of the meaning is a word of the text."""
    return all(any(_same(one, other) for other in words) for one in meaning)


def _same(one: str, other: str) -> bool:
    """Short words must be equal: «из» is a zone, «изд» is not."""
    if min(len(one), len(other)) <= 4:
        return one.rstrip(".") == other.rstrip(".") or (
            len(one) == 4 and len(other) >= 4 and stem(one) == stem(other)
        )
    return likeness(one, other) >= CLOSE
