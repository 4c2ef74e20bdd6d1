"""How surely a title means a field: its words against the wordings of the vocabulary."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jolserik.sheets.fields import Vocabulary
from jolserik.sheets.labels import Weighted, likeness, tokens
from jolserik.sheets.units import without_money

# Words of grammar and of units: they tell nothing about the field.
_GRAMMAR: Final = (
    "в на по и с к о от до для из за при или а г гг год года годы году годов ж жж жыл жылы жылгы "
    "жылдын бойынша мен жане ушин the of and for in to by or per чел человек адам ед "
    "единиц шт га мвт квт тонн тонна тн % дана бирлик people units тыс млн мын "
    "согласно том числе также их его ее"
)
GRAMMAR: Final = frozenset(_GRAMMAR.split())
LIGHT: Final = 0.08
# Sums of anything: they tell little by themselves.
_SUMS: Final = "всего итого общий общая общее общие общего барлыгы жалпы total overall"
SUMS: Final = frozenset(_SUMS.split())
SUM_WEIGHT: Final = 0.25
GROUP_SHARES: Final = (1.0, 0.45, 0.3, 0.2)
# What says something only when it is the whole title below a group.
ALONE: Final = {
    "с": "начало",
    "по": "окончание",
    "до": "окончание",
    "from": "start",
    "to": "end",
    "%": "процент",
}
COVERAGE_SHARE: Final = 0.3
SAME: Final = 0.85
EXACT: Final = 0.97
MARKED, UNMARKED = 1.15, 0.75
DIGITS: Final = re.compile(r"\d+")


@dataclass(frozen=True)
class Meaning:
    """A field that a title may mean, 0 to 1."""

    field: str
    score: float


class Matcher:
    """Titles against one vocabulary; what was compared once is kept."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._wordings = [
            (field, self._lightened(wording)) for field, wording in vocabulary.wordings
        ]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for index, (_, wording) in enumerate(self._wordings):
            for word in {word for word, _ in wording.words}:
                self._holding[word].append(index)
        self._alike = lru_cache(maxsize=5_000)(self._find_alike)
        self.meanings = lru_cache(maxsize=5_000)(self._find_meanings)

    def best(self, text: str) -> float:
        """How surely a text by itself is the title of some field."""
        found = self.meanings((text,))
        return found[0].score if found else 0.0

    def _find_meanings(self, path: tuple[str, ...]) -> tuple[Meaning, ...]:
        """Fields that a title with its groups (outermost first) may mean, the surest first."""
        label = self._label(path)
        if not label.words:
            return ()
        said: dict[int, dict[int, float]] = defaultdict(dict)
        wanted: dict[int, dict[str, float]] = defaultdict(dict)
        for position, (word, _) in enumerate(label.words):
            for known, alike in self._alike(word):
                for index in self._holding[known]:
                    said[index][position] = max(alike, said[index].get(position, 0))
                    wanted[index][known] = max(alike, wanted[index].get(known, 0))
        best: dict[str, float] = {}
        for index in said:
            field, wording = self._wordings[index]
            told = sum(label.words[p][1] * alike for p, alike in said[index].items())
            met = sum(w * wanted[index].get(word, 0) for word, w in wording.words)
            whole = (told + met) / (label.weight + wording.weight)
            covered = met / wording.weight
            score = COVERAGE_SHARE * covered + (1 - COVERAGE_SHARE) * whole
            best[field] = max(best.get(field, 0), score)
        self._decide(best, {word for word, _ in label.words})
        ordered = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Meaning(field, round(score, 4)) for field, score in ordered)

    def _decide(self, best: dict[str, float], words: set[str]) -> None:
        """Between fields of one family a word that only one of them has decides."""
        fields = self.vocabulary.fields
        marked = {
            code
            for code, field in fields.items()
            if field.marks and any(likeness(w, m) >= SAME for w in words for m in field.marks)
        }
        for code, field in fields.items():
            if field.marked_as and marked >= set(field.marked_as):
                marked = (marked - set(field.marked_as)) | {code}
        decided = {fields[code].family for code in marked if code in best}
        for code in best:
            # A wording that is met to the letter stays: «бюджет проекта» is its cost.
            if fields[code].family in decided and (code in marked or best[code] < EXACT):
                best[code] = min(1.0, best[code] * (MARKED if code in marked else UNMARKED))

    def _label(self, path: tuple[str, ...]) -> Weighted:
        words: dict[str, float] = {}
        levels = [found for text in reversed(path) if (found := self._words(text))]
        if len(levels) > 1 and len(levels[0]) == 1:
            levels[0] = (ALONE.get(levels[0][0], levels[0][0]),)
        for share, level in zip(GROUP_SHARES, levels, strict=False):
            for word in level:
                weight = share * self._weight(word)
                words[word] = max(words.get(word, 0), weight)
        return Weighted(tuple(words.items()))

    def _words(self, text: str) -> tuple[str, ...]:
        """Words of one level; a level that tells only a unit tells nothing of the field."""
        found = tokens(without_money(text))
        empty = all(w.rstrip(".") in GRAMMAR and w not in ALONE for w in found)
        return () if empty else found

    def _weight(self, word: str) -> float:
        if word.rstrip(".") in GRAMMAR or DIGITS.fullmatch(word):
            return LIGHT
        return SUM_WEIGHT if word in SUMS else self.vocabulary.weight(word)

    def _lightened(self, wording: Weighted) -> Weighted:
        if len(wording.words) == 1:
            return wording
        return Weighted(tuple((word, self._weight(word)) for word, _ in wording.words))

    def _find_alike(self, word: str) -> tuple[tuple[str, float], ...]:
        found = ((known, likeness(word, known)) for known in self._holding)
        return tuple((known, alike) for known, alike in found if alike)
