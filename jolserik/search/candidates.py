"""Finding candidates in the index with hand-written SQL, the same for both databases.

Indexes only propose; `reading` and `ranking` decide. Nothing is ever scanned as a whole:

- A beginning of a word is a range of the index of words, of which the words with the best entries
  are taken.
- The postings of a word are read in the order of their rank, so the first few hold the best.
- Of several words the rarest leads: its entries, the best first and not more than a bound, are
  asked for the others. When even the rarest is that frequent, the others are so too.
- Words with typing errors are proposed by what is one error away (short words) and by trigrams
  that they share (longer ones).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from jolserik.search.ranking import grams
from jolserik.search.reading import EXACT, Slot, edits

BEGINNING = 60  # words that begin as asked
SIMILAR = 200  # words proposed by trigrams
LONGEST_BY_EDITS = 7  # letters up to which everything one error away is tried
SHORTEST_BY_GRAMS = 5
COUNTED = 10_000  # postings counted to know which word is rare
LED = COUNTED  # entries of the rarest word that are asked for the others
LED_IN_PART = 600  # the same where one of the others is enough
NTH_RANK = (
    "SELECT n.rank FROM search_posting n WHERE n.word_id = %s ORDER BY n.rank LIMIT 1 OFFSET %s"
)
LAST_RANK = 2**63 - 1
PATTERNS = 20  # similar words that are asked for


@dataclass(frozen=True)
class Found:
    """A word of the index that fits a slot; `quality` as if it stood in a title."""

    id: int
    kind: str
    text: str
    quality: int


@dataclass(frozen=True)
class Candidate:
    """An entry that may be what is asked for."""

    id: int
    kind: str
    key: str
    words: str
    precedence: int


@dataclass(frozen=True)
class Wanted:
    """A slot with the words that fit it, and how many postings they have (counted to COUNTED)."""

    slot: Slot
    words: tuple[Found, ...]
    postings: int = COUNTED

    @property
    def is_known(self) -> bool:
        """Whether the slot is a word by itself, as typed or in the other layout."""
        return any(word.text in self.slot.texts for word in self.words)

    @property
    def is_in_other_layout(self) -> bool:
        return any(word.text == self.slot.other for word in self.words)

    @property
    def patterns(self) -> list[str]:
        """How the words look in `Entry.words`."""
        written = [f"% {text}%" for text in self.slot.texts]
        others = [w.text for w in self.words if not w.text.startswith(self.slot.texts)]
        return written + [f"% {text} %" for text in others[:PATTERNS]]


@dataclass(frozen=True)
class Plan:
    """How to find entries: those of the rarest slot in which the others stand too.

    `in_part`: one of the others is enough, or none where there is but one.
    """

    wanted: tuple[Wanted, ...]
    in_part: bool = False

    @property
    def lead(self) -> Wanted:
        return min(self.wanted, key=lambda w: (w.postings, -len(w.slot.text), w.slot.text))

    @property
    def is_bounded(self) -> bool:
        """Whether even the rarest word may stand in more entries than are looked at."""
        return len(self.wanted) > 1 and self.lead.postings >= COUNTED


@dataclass(frozen=True)
class Bounds:
    """How much is read: entries in all, of one word that only begins so, of the leading word."""

    entries: int
    of_word: int
    led: int = LED


# --- words


def beginning(
    texts: Iterable[str], kinds: Collection[str]
) -> dict[str, list[tuple[int, str, str]]]:
    """(id, kind, text) of words that begin so, for each text: itself first, then the best ones."""
    asked = sorted(set(texts))
    found: dict[str, list[tuple[int, str, str]]] = {text: [] for text in asked}
    if not asked or not kinds:
        return found
    each = (
        f"SELECT %s AS asked, id, kind, text FROM search_word"
        f" WHERE text >= %s AND text < %s AND kind IN ({_places(kinds)})"
        f" ORDER BY CASE WHEN text = %s THEN 0 ELSE 1 END, best, text, kind LIMIT {BEGINNING}"
    )
    parameters: list[Any] = []
    for number, text in enumerate(asked):
        parameters += [number, text, _after(text), *kinds, text]
    for number, id_, kind, text in _rows(_union([each] * len(asked)), parameters):
        found[asked[number]].append((id_, kind, text))
    return found


def exactly(texts: Collection[str], kinds: Collection[str]) -> list[Found]:
    """Words that are one of the texts."""
    if not texts or not kinds:
        return []
    sql = (
        f"SELECT id, kind, text FROM search_word WHERE text IN ({_places(texts)})"
        f" AND kind IN ({_places(kinds)})"
    )
    rows = _rows(sql, [*sorted(texts), *kinds])
    return [Found(id_, kind, text, EXACT) for id_, kind, text in rows]


def similar(slots: Sequence[Slot], kinds: Collection[str]) -> list[list[Found]]:
    """For each slot the words that it may be with typing errors, the best first."""
    selects: list[str] = []
    parameters: list[Any] = []
    for number, slot in enumerate(slots):
        for sql, values in _similar(slot.text, slot.slips, kinds):
            selects.append(sql)
            parameters += [number, *values]
    found: list[dict[int, Found]] = [{} for _ in slots]
    if selects and kinds:
        for number, id_, kind, text in _rows(_union(selects), parameters):
            quality = slots[number].slipped(text)
            if quality:
                found[number][id_] = Found(id_, kind, text, quality)
    return [sorted(words.values(), key=_best_first) for words in found]


def _best_first(word: Found) -> tuple[int, str, str]:
    return -word.quality, word.text, word.kind


def _similar(text: str, slips: int, kinds: Collection[str]) -> Iterable[tuple[str, list[Any]]]:
    if not slips:
        return
    columns = "SELECT %s AS asked, w.id, w.kind, w.text FROM search_word w"
    of_kinds = f"w.kind IN ({_places(kinds)})"
    if len(text) <= LONGEST_BY_EDITS:
        near = sorted(edits(text))
        yield f"{columns} WHERE w.text IN ({_places(near)}) AND {of_kinds}", [*near, *kinds]
    if len(text) >= SHORTEST_BY_GRAMS:
        asked = sorted(grams(text))
        # A slip changes at most four trigrams; that a word goes on changes one more.
        fewest = max(len(asked) - 3 * slips - 2, 2)
        sql = (
            f"{columns} JOIN (SELECT word_id, COUNT(*) AS shared FROM search_gram"
            f" WHERE gram IN ({_places(asked)}) GROUP BY word_id HAVING COUNT(*) >= {fewest}) AS g"
            f" ON g.word_id = w.id WHERE {of_kinds} AND LENGTH(w.text) >= {len(text) - slips}"
            f" ORDER BY g.shared DESC, LENGTH(w.text), w.best, w.text, w.kind LIMIT {SIMILAR}"
        )
        yield sql, [*asked, *kinds]


# --- entries


def counted(found: Sequence[Wanted]) -> list[Wanted]:
    """The same with the number of their postings, so that the rarest can lead."""
    selects, parameters = [], list[Any]()
    for number, wanted in enumerate(found):
        ids = [word.id for word in wanted.words]
        selects.append(
            f"SELECT %s AS asked, COUNT(*) AS postings FROM (SELECT 1 FROM search_posting"
            f" WHERE word_id IN ({_places(ids)}) LIMIT {COUNTED}) AS p"
        )
        parameters += [number, *ids]
    numbers = dict(_rows(_union(selects), parameters)) if selects else {}
    return [Wanted(w.slot, w.words, numbers[at]) for at, w in enumerate(found)]


def entries(plans: Sequence[Plan], bounds: Bounds) -> list[Candidate]:
    """The best entries of all plans."""
    selects, parameters = [], list[Any]()
    for plan in plans:
        sql, values = _plan(plan, bounds)
        selects.append(sql)
        parameters += values
    if not selects:
        return []
    return list({row[0]: Candidate(*row) for row in _rows(_union(selects), parameters)}.values())


def by_number(digits: str, kinds: Collection[str], limit: int) -> list[tuple[str, Candidate]]:
    """Entries with a number that begins so, each with that number: itself first."""
    if not kinds:
        return []
    sql = (
        "SELECT n.text, e.id, e.kind, e.key, e.words, e.precedence FROM ("
        f"SELECT text, rank, entry_id FROM search_number WHERE text >= %s AND text < %s"
        f" AND kind IN ({_places(kinds)})"
        f" ORDER BY CASE WHEN text = %s THEN 0 ELSE 1 END, rank, text LIMIT {limit}"
        ") AS n JOIN search_entry e ON e.id = n.entry_id"
    )
    rows = _rows(sql, [digits, _after(digits), *kinds, digits])
    return [(number, Candidate(*row)) for number, *row in rows]


def _plan(plan: Plan, bounds: Bounds) -> tuple[str, list[Any]]:
    lead = plan.lead
    others = [wanted for wanted in plan.wanted if wanted is not lead and wanted.words]
    if plan.in_part and len(others) < 2:
        others = []
    conditions, values = [], list[Any]()
    for wanted in others:
        condition, more = _stands(wanted)
        conditions.append(condition)
        values += more
    together = (" OR " if plan.in_part else " AND ").join(conditions)
    led = min(bounds.led, LED_IN_PART) if plan.in_part else bounds.led
    lists, parameters = [], list[Any]()
    for word in lead.words:
        sql = "SELECT p.entry_id, p.rank, %s AS worse FROM search_posting p WHERE p.word_id = %s"
        parameters += [EXACT - word.quality, word.id]
        if together:
            sql += f" AND p.rank <= COALESCE(({NTH_RANK}), {LAST_RANK}) AND ({together})"
            parameters += [word.id, led - 1, *values]
        lists.append(f"{sql} ORDER BY p.rank LIMIT %s")
        parameters.append(bounds.entries if word.quality == EXACT else bounds.of_word)
    sql = (
        "SELECT e.id, e.kind, e.key, e.words, e.precedence"
        f" FROM (SELECT * FROM ({_union(lists)}) AS l ORDER BY worse, rank LIMIT {bounds.entries})"
        " AS c JOIN search_entry e ON e.id = c.entry_id"
    )
    return sql, parameters


def _stands(wanted: Wanted) -> tuple[str, list[Any]]:
    """That one of the words stands in an entry too: by the index, unless not all are known."""
    if len(wanted.words) < BEGINNING:
        ids = [word.id for word in wanted.words]
        sql = (
            "EXISTS (SELECT 1 FROM search_posting o WHERE o.entry_id = p.entry_id"
            f" AND o.word_id IN ({_places(ids)}))"
        )
        return sql, ids
    patterns = wanted.patterns
    like = " OR ".join(["o.words LIKE %s"] * len(patterns))
    return f"EXISTS (SELECT 1 FROM search_entry o WHERE o.id = p.entry_id AND ({like}))", patterns


def _union(selects: Sequence[str]) -> str:
    """Each with a LIMIT of its own, which SQLite allows only inside."""
    return " UNION ALL ".join(f"SELECT * FROM ({sql}) AS u{n}" for n, sql in enumerate(selects))


def _places(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _after(text: str) -> str:
    """The least text after all that begin with `text`, byte by byte."""
    return text[:-1] + chr(ord(text[-1]) + 1)


def _rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
