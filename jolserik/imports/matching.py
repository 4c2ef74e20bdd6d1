"""Which project of the register a row means: by what was settled before, BIN, name and place.

Surely the same: it was taken in as that project before; or the same company and nearly the same
name; or the same name where place and company do not object. Anything less certain is shown to a
person with the candidates.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from jolserik.core.likeness import alike as how_alike
from jolserik.core.likeness import holds, spelled

SURE_WITH_COMPANY: Final = 86
SURE_ALONE: Final = 93
LIKELY: Final = 62
LIKELY_ALONE: Final = 84
MOST_CANDIDATES: Final = 5


@dataclass(frozen=True)
class Known:
    """A project as far as matching needs it. `names`: in all languages."""

    project: int
    names: tuple[str, ...]
    company: str = ""
    place: str = ""


@dataclass(frozen=True)
class Sought:
    """What a row tells. `company`: key of a known company, empty if unknown or new."""

    name: str
    company: str = ""
    has_company: bool = False
    place: str = ""
    remembered: int | None = None


@dataclass(frozen=True)
class Match:
    """The project that is meant, or those it might be; neither for a new one."""

    project: int | None = None
    candidates: tuple[int, ...] = ()


class Matcher:
    """Knows all projects that a list may mean."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_id: dict[int, Known] = {}
        self._by_company: dict[str, list[Known]] = defaultdict(list)
        self._by_word: dict[str, list[Known]] = defaultdict(list)
        self._spelled: dict[int, tuple[str, ...]] = {}
        for one in known:
            self._by_id[one.project] = one
            self._spelled[one.project] = tuple(spelled(name) for name in one.names if name)
            if one.company:
                self._by_company[one.company].append(one)
            words = {word for text in self._spelled[one.project] for word in text.split()}
            for word in words:
                self._by_word[word].append(one)

    def find(self, sought: Sought) -> Match:
        """The project that a row means."""
        if sought.remembered in self._by_id:
            return Match(project=sought.remembered)
        name = spelled(sought.name)
        sure: list[tuple[float, int]] = []
        likely: list[tuple[float, int]] = []
        for one in self._near(sought, name):
            alike = max((how_alike(name, text) for text in self._spelled[one.project]), default=0)
            same_company = bool(sought.company) and one.company == sought.company
            other_company = sought.has_company and bool(one.company) and not same_company
            other_place = bool(sought.place and one.place) and sought.place != one.place
            shorter = same_company and any(holds(text, name) for text in self._spelled[one.project])
            if (
                shorter
                or (same_company and alike >= SURE_WITH_COMPANY)
                or (alike >= SURE_ALONE and not other_company and not other_place)
            ):
                sure.append((alike, one.project))
            elif (same_company and alike >= LIKELY) or (
                alike >= LIKELY_ALONE and not (other_company and other_place)
            ):
                likely.append((alike, one.project))
        if len(sure) == 1 or (len(sure) > 1 and _stands_out(sure)):
            return Match(project=max(sure)[1])
        found = sorted(sure or likely, key=lambda pair: (-pair[0], pair[1]))
        return Match(candidates=tuple(project for _, project in found[:MOST_CANDIDATES]))

    def _near(self, sought: Sought, name: str) -> Sequence[Known]:
        """Projects of the same company, and those that share a telling word of the name."""
        found = {one.project: one for one in self._by_company.get(sought.company, ())}
        words = sorted(set(name.split()), key=lambda word: len(self._by_word.get(word, ())))
        for word in words[:4]:
            for one in self._by_word.get(word, ())[:2000]:
                found[one.project] = one
        return list(found.values())


def _stands_out(found: Sequence[tuple[float, int]]) -> bool:
    first, second = sorted(found, reverse=True)[:2]
    return first[0] == 100 and second[0] < 100
