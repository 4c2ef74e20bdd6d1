"""What is put into the index, and what comes out."""

from dataclasses import dataclass

from jolserik.core.words import Words

HEAVIEST = 1000


@dataclass(frozen=True)
class IndexEntry:
    """A thing that can be found.

    `title`: what it is called; empty languages are left out. `texts`: other names it is known by
    (an initiator, former names). `numbers`: found by their beginning, whole digits (a BIN).
    `weight`: among equally good ones the heavier comes first, 0 to 1000. Whoever may see the
    entry may find it by all of this, so nothing stands here that is only for some of them.
    """

    kind: str
    key: str
    title: Words
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    weight: int = 0
    fictional: bool = False


@dataclass(frozen=True)
class Hit:
    """A thing that was found. `title` is in the asked language; `matched` is the text that was
    found where the title does not show it, else empty; `score` is at most 1020, best first;
    `in_part`: not all words that were asked for stand in it."""

    kind: str
    key: str
    title: str
    matched: str
    score: int
    fictional: bool
    in_part: bool
