"""Which of the things come first: pure and the same on every database.

An entry is folded into words that stand where they stand (`Folded.words`), for example

    | saran |~ gorod kalasi citi tengri tires ~

titles before `~`, each different one once; other texts, and words like «город», after it. Its
precedence says which of equally good entries comes first: real before fictional, heavy before
light, few words before many. Those that are still equal have an order by lot, the same everywhere:
by the alphabet, all that begin with one word would stand together, and the first few hundred of a
frequent word would be no sample of it. The rank of a posting is the precedence behind a field: the
only word of a title, in a title, in a text.
"""

import hashlib
from dataclasses import dataclass

from jolserik.core.fold import skeleton
from jolserik.core.legal_forms import without_legal_forms
from jolserik.search.common import KINDS, SMALL
from jolserik.search.values import HEAVIEST, IndexEntry

LONGEST_WORD = 40
WORDS_IN_TITLE, WORDS_IN_TEXTS = 30, 120
ALONE, IN_TITLE, IN_TEXT = 0, 1, 2
FIELD_BITS = 61
LOT_BITS = 46
_WORD_BITS, _WEIGHT_BITS = 4, 10
_MANY_WORDS = (1 << _WORD_BITS) - 1


@dataclass(frozen=True)
class Folded:
    """What is stored of an entry: its words, its precedence, and the rank of each word."""

    words: str
    precedence: int
    ranks: dict[str, int]


def folded(entry: IndexEntry) -> Folded:
    """Fold an entry for the index."""
    names = (entry.title.ru, entry.title.kk, entry.title.en)
    whole = [words for words in map(title_words, names) if words]
    titles = list(dict.fromkeys(map(_telling, whole)))
    beside = (word for title in whole for word in title if word in KINDS)
    others = (word for text in entry.texts for word in title_words(text, WORDS_IN_TEXTS))
    texts = list(dict.fromkeys([*beside, *others]))[:WORDS_IN_TEXTS]
    precedence = _precedence(entry, min(map(len, titles), default=0))
    fields = dict.fromkeys(texts, IN_TEXT)
    fields |= {word: IN_TITLE for title in titles for word in title}
    fields |= {title[0]: ALONE for title in titles if len(set(title)) == 1}
    shown = "".join(f"| {' '.join(title)} " for title in titles)
    return Folded(
        words=f"{shown}|~ {' '.join(texts)} ~",
        precedence=precedence,
        ranks={word: (field << FIELD_BITS) | precedence for word, field in fields.items()},
    )


def title_words(text: str, most: int = WORDS_IN_TITLE) -> tuple[str, ...]:
    """The words of a name that are looked for: no legal forms, no small words; not too many."""
    words = skeleton(without_legal_forms(text))
    words = tuple(word for word in words if word not in SMALL) or words
    return tuple(word[:LONGEST_WORD] for word in words[:most])


def _telling(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in KINDS) or words


def grams(word: str) -> frozenset[str]:
    """Every three neighbouring letters of `^word$`; none of a number."""
    if word.isdigit():
        return frozenset()
    marked = f"^{word}$"
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))


def _precedence(entry: IndexEntry, words: int) -> int:
    light = HEAVIEST - min(max(entry.weight, 0), HEAVIEST)
    number = (int(entry.fictional) << _WEIGHT_BITS) | light
    number = (number << _WORD_BITS) | min(words, _MANY_WORDS)
    return (number << LOT_BITS) | _lot(f"{entry.kind}\0{entry.key}")


def _lot(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - LOT_BITS)
