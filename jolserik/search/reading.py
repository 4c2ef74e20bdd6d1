"""What a question may mean: words to look for, and other ways to read them. Pure.

A question is read as it is typed first. Only when that finds too little are its words taken with
typing errors, as typed in another keyboard layout, written together or apart.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz.distance import OSA

from jolserik.core.fold import skeleton, words_of
from jolserik.core.keyboard import swapped
from jolserik.search.ranking import LONGEST_WORD, title_words

LONGEST_QUESTION = 100
MOST_SLOTS = 6
MOST_INITIALS = 2  # slots of one letter: half of the index begins with one of them
SHORTEST_NUMBER = 3
EXACT, EXACT_IN_TEXT, BEGINS, BEGINS_IN_TEXT = 100, 95, 90, 86
SLIPPED, SLIPPED_BEGINNING, EACH_FURTHER_SLIP, IN_TEXT = 74, 66, 10, 3
OTHER_LAYOUT = 3  # worse than as typed
LEAST_PART = 3  # a third of the letters must be found
JOINED_OR_SPLIT = 20  # per mille
WHOLE_TITLE = 20
SHORTEST_PART = 3
LETTERS = "abcdefghijklmnopqrstuvwz"  # of skeletons
# From how many letters on one, two, three typing errors are forgiven.
SLIPS = ((12, 3), (8, 2), (4, 1))
SHORTEST_BEGINNING = 5  # that is recognised with an error in it
_KEYS = re.compile(r"[\[\];',.`{}:\"<>~]|[a-z]\d|\d[a-z]")
_SEPARATORS = re.compile(r"[\s\-–—./()]+")
_NUMBER_NAMES = frozenset(skeleton("бин иин бсн жсн bin iin bsn"))


@dataclass
class Slot:
    """A word that is looked for. `other`: what its keys give in the other layout, or empty."""

    text: str
    other: str = ""
    slips: int = 0
    _known: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text, self.other) if self.other else (self.text,)

    def quality(self, titles: str, texts: str) -> int:
        """How well it stands in an entry: 0 (not at all) to EXACT. See `ranking.Folded`."""
        best = _as_written(self.text, titles, texts)
        if self.other:
            best = max(best, _as_written(self.other, titles, texts) - OTHER_LAYOUT)
        if best < SLIPPED and self.slips:
            best = max(best, max(map(self.slipped, titles.split()), default=0))
            best = max(best, max(map(self.slipped, texts.split()), default=0) - IN_TEXT)
        return max(best, 0)

    def slipped(self, word: str) -> int:
        """How well a word of an entry fits, with typing errors in the slot or its beginning."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = self._slipped(word)
        return known

    def _slipped(self, word: str) -> int:
        length = len(self.text)
        slips = OSA.distance(self.text, word, score_cutoff=self.slips)
        whole = _with_slips(SLIPPED, slips) if slips <= self.slips else 0
        if length < SHORTEST_BEGINNING or len(word) <= length:
            return whole
        beginnings = {word[: length + more] for more in (-1, 0, 1)}
        slips = min(OSA.distance(self.text, b, score_cutoff=self.slips) for b in beginnings)
        return max(whole, _with_slips(SLIPPED_BEGINNING, slips) if slips <= self.slips else 0)


@dataclass(frozen=True)
class Reading:
    """One meaning of a question; `penalty` in per mille of the score."""

    slots: tuple[Slot, ...]
    penalty: int = 0
    whole: bool = False  # only what holds every slot counts

    def score(self, words: str) -> tuple[int, int]:
        """How many slots an entry does not hold, and how well it fits (per mille, 0: not)."""
        titles, _, texts = words.partition("~")
        missing, missing_letters, sum_, letters = 0, 0, 0, 0
        exact = True
        for slot in self.slots:
            quality = slot.quality(titles, texts)
            if not quality:
                missing += 1
                missing_letters += len(slot.text)
            exact = exact and quality >= EXACT
            sum_ += quality * len(slot.text)
            letters += len(slot.text)
        held = letters - missing_letters
        if missing and (self.whole or held * LEAST_PART < letters):
            return missing, 0
        bonus = WHOLE_TITLE if exact and self._is_whole_title(titles) else 0
        return missing, max(sum_ * 10 // letters + bonus - self.penalty, 1)

    def _is_whole_title(self, titles: str) -> bool:
        asked = {slot.text for slot in self.slots}
        return any(set(title.split()) == asked for title in titles.split("|"))


@dataclass(frozen=True)
class Question:
    """A question as typed: its first reading, other readings, and the number it may be."""

    typed: Reading | None
    others: tuple[Reading, ...]
    number: str
    splits: tuple[tuple[str, str], ...]


def question(text: str) -> Question:
    """Read a question. Legal forms are left out where other words are there."""
    text = text.replace("\0", " ")[:LONGEST_QUESTION].strip()
    slots = tuple(_not_too_many(_slots(text)))
    number = _number(text)
    if not slots:
        return Question(None, (), number, ())
    forgiving = tuple(Slot(s.text, s.other, _slips(s.text)) for s in slots)
    return Question(
        typed=Reading(tuple(Slot(slot.text) for slot in slots)),
        others=(Reading(forgiving), *_other_layout(text), *_joined(slots)),
        number=number,
        splits=tuple(_splits(slots)),
    )


def split(parts: tuple[str, str]) -> Reading:
    """Two words that were written as one."""
    return Reading(tuple(map(Slot, parts)), JOINED_OR_SPLIT, whole=True)


def edits(word: str) -> set[str]:
    """All that are one typing error away: a letter less, more, another, or two exchanged."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    less = {a + b[1:] for a, b in cuts if b}
    exchanged = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    another = {a + letter + b[1:] for a, b in cuts if b for letter in LETTERS}
    more = {a + letter + b for a, b in cuts for letter in LETTERS}
    return (less | exchanged | another | more) - {word, ""}


def _as_written(text: str, titles: str, texts: str) -> int:
    if f" {text} " in titles:
        return EXACT
    if f" {text} " in texts:
        return EXACT_IN_TEXT
    if f" {text}" in titles:
        return BEGINS
    return BEGINS_IN_TEXT if f" {text}" in texts else 0


def _with_slips(quality: int, slips: int) -> int:
    return quality - EACH_FURTHER_SLIP * max(slips - 1, 0)


def _slips(word: str) -> int:
    if word.isdigit():
        return 0
    return next((slips for length, slips in SLIPS if len(word) >= length), 0)


def _slots(text: str) -> Iterator[Slot]:
    """A slot for each word that is not a legal form; each word once."""
    kept = set(title_words(text))
    if _number(text):
        kept -= _NUMBER_NAMES
    seen = set()
    for written in words_of(text):
        for word in skeleton(written):
            word = word[:LONGEST_WORD]
            if word in kept and word not in seen:
                seen.add(word)
                other = skeleton(swapped(written) or "")
                yield Slot(word, other[0] if len(other) == 1 else "")


def _not_too_many(slots: Iterable[Slot]) -> Iterator[Slot]:
    initials = 0
    for slot in islice(slots, MOST_SLOTS):
        initials += len(slot.text) == 1
        if len(slot.text) > 1 or initials <= MOST_INITIALS:
            yield slot


def _other_layout(text: str) -> Iterator[Reading]:
    """Where keys of signs or digits were hit: `,fk[fi` is балхаш, `0fhf5fyls` is қарағанды.

    Words of letters alone are read both ways anyway.
    """
    meant = swapped(text)
    if meant and _KEYS.search(text.lower()):
        if words := dict.fromkeys(title_words(meant)):
            slots = tuple(map(Slot, words))[:MOST_SLOTS]
            yield Reading(slots, OTHER_LAYOUT * 10, whole=True)


def _joined(slots: tuple[Slot, ...]) -> Iterator[Reading]:
    """Neighbours written as one word: `сары арка` is Сарыарка."""
    for at in range(min(len(slots) - 1, 2)):
        one = Slot((slots[at].text + slots[at + 1].text)[:LONGEST_WORD])
        yield Reading((*slots[:at], one, *slots[at + 2 :]), JOINED_OR_SPLIT, whole=True)


def _splits(slots: tuple[Slot, ...]) -> Iterable[tuple[str, str]]:
    """`бухаржырау` is Бухар-Жырау: two parts of a lonely word, if both turn out to be words."""
    if len(slots) != 1 or slots[0].text.isdigit():
        return ()
    word = slots[0].text
    ends = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    return ((word[:at], word[at:]) for at in ends)


def _number(text: str) -> str:
    """The digits of a question that is a number, also in groups or after «БИН»; else empty."""
    pieces = [piece for piece in _SEPARATORS.split(text.strip(" №#:+")) if piece]
    if len(pieces) > 1 and skeleton(pieces[0].strip(":")) and not pieces[0].isdigit():
        if set(skeleton(pieces[0])) <= _NUMBER_NAMES:
            pieces = pieces[1:]
    digits = "".join(pieces)
    known = digits.isascii() and digits.isdigit()
    return digits if known and len(digits) >= SHORTEST_NUMBER else ""
