"""What is asked of search in benchmarks: made of titles that are in the index.

Whole, begun, mistyped, in other letters and in another keyboard layout.
"""

import random
from dataclasses import dataclass

from anyascii import anyascii

from jolserik.companies.indexing import COMPANY
from jolserik.core.keyboard import swapped
from jolserik.projects.indexing import PROJECT
from jolserik.search.models import Entry
from jolserik.workshop.bench_names import CONSONANTS, OF_WHAT, VOWELS, WHAT

QUESTIONS = 20  # of each sort
HEAD, OPERATOR = "head", "operator"  # sees a department's projects; sees those of one zone


@dataclass(frozen=True)
class Asked:
    """Questions of one sort, and who asks them."""

    name: str
    texts: tuple[str, ...]
    reader: str = HEAD


def questions() -> list[Asked]:
    """Sorts of questions, made of titles that are in the index."""
    chance = random.Random(11)  # nosec B311  # which ones are asked
    companies = _titles(COMPANY, chance)
    projects = _titles(PROJECT, chance)
    names = [_coined_word(title) for title in companies]
    whats = [what[0] for what in WHAT]
    of_whats = [of_what[0] for of_what in OF_WHAT]
    numbered = Entry.objects.filter(kind=COMPANY).exclude(numbers=[]).order_by("key")
    numbers = [str(n) for n in numbered.values_list("numbers__0", flat=True)[:QUESTIONS]]
    mistyped = [_mistyped(name, chance) for name in names]
    return [
        Asked("two letters", tuple(name[:2] for name in names)),
        Asked("four letters", tuple(name[:4] for name in names)),
        Asked("a name", tuple(names)),
        Asked("a name in Latin letters", tuple(map(anyascii, names))),
        Asked("a name with a typing error", tuple(mistyped)),
        Asked("a name in the wrong layout", tuple(swapped(name) or "" for name in names)),
        Asked("a frequent word", tuple(whats)),
        Asked(
            "two frequent words",
            tuple(f"{a} {b}" for a, b in zip(of_whats, whats * 2, strict=False)),
        ),
        Asked(
            "a frequent word and a name",
            tuple(f"{chance.choice(whats)} {n}" for n in map(_coined_word, projects)),
        ),
        Asked(
            "the same with a typing error",
            tuple(f"{chance.choice(whats)} {_mistyped(_coined_word(p), chance)}" for p in projects),
        ),
        Asked("a whole title", tuple(projects)),
        Asked("a BIN", tuple(numbers)),
        Asked("the beginning of a BIN", tuple(number[:5] for number in numbers)),
        Asked("a frequent word, few are visible", tuple(whats), OPERATOR),
    ]


def _titles(kind: str, chance: random.Random) -> list[str]:
    rows = Entry.objects.filter(kind=kind).order_by("key").values_list("title_ru", flat=True)
    every = max(rows.count() // QUESTIONS, 1)
    return [str(title) for title in list(rows)[chance.randrange(every) :: every]][:QUESTIONS]


def _coined_word(title: str) -> str:
    """The longest word of the name in quotes."""
    return max(title.partition("«")[2].rstrip("»").split(), key=len)


def _mistyped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return (
        word[:at] + word[at + 1 :],
        word[:at] + chance.choice(VOWELS) + word[at:],
        word[:at] + chance.choice(CONSONANTS) + word[at + 1 :],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    )[chance.randrange(4)]
