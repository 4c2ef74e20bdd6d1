"""Finding candidates in the index with hand-written SQL, the same for both databases.

Indexes only propose; `reading` and `ranking` decide. Nothing is ever scanned as a whole:

- A beginning of a word is a range of the index of words, of which the words with the best entries
  are taken.
- The postings of a word are read in the order of their rank, so the first few hold the best.
- Of several words the rarest leads: its entries, the best first and not more than a bound, are
  asked for the others. When even the rarest is that frequent, the others are so too.
- Words with typing errors are proposed by what is one error away (short words) and by trigrams
  that they share (longer ones).

Texts of statements are put together from ours alone; whatever was typed is a parameter.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from jolserik.search.ranking import grams
from jolserik.search.reading import EXACT, Slot, edits

BEGINNING = 60  # words that begin as asked
SHARING = 2000  # words that share enough trigrams
SIMILAR = 200  # words of which that is the best
LONGEST_BY_EDITS = 7  # letters up to which everything one error away is tried
SHORTEST_BY_GRAMS = 5
COUNTED = 10_000  # postings counted to know which word is rare
LED = COUNTED  # entries of the rarest word that are asked for the others
MOST_LEADING = 20  # words that lead, where they are frequent
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
    """A slot with the words that fit it, and how many postings they have, if that was counted.

    They are counted to COUNTED at most.
    """

    slot: Slot
    words: tuple[Found, ...]
    postings: int | None = None

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
        return min(
            self.wanted, key=lambda w: (w.postings or COUNTED, -len(w.slot.text), w.slot.text)
        )

    @property
    def is_bounded(self) -> bool:
        """Whether even the rarest word may stand in more entries than are looked at."""
        return len(self.wanted) > 1 and (self.lead.postings or COUNTED) >= COUNTED


@dataclass(frozen=True)
class Bounds:
    """How much is read: entries in all, of one word that only begins so, of the leading word."""

    entries: int
    of_word: int
    led: int = LED


# --- words


def words(
    beginnings: Iterable[str], whole: Iterable[str], kinds: Collection[str]
) -> dict[str, list[Found]]:
    """For each text the words that begin so: itself first, then those with the best entries.

    Of the texts that are asked for as a `whole` only the words that are the same.
    """
    asked = sorted(set(beginnings))
    exact = sorted(set(whole) - set(asked))
    selects, parameters = [], list[Any]()
    for text in asked:
        selects.append(
            "SELECT %s AS asked, id, kind, text FROM search_word"  # nosec B608
            f" WHERE text >= %s AND text < %s AND kind IN ({_places(kinds)})"
            f" ORDER BY CASE WHEN text = %s THEN 0 ELSE 1 END, best, text, kind LIMIT {BEGINNING}"
        )
        parameters += [text, text, _after(text), *kinds, text]
    if exact:
        selects.append(
            "SELECT text AS asked, id, kind, text FROM search_word"  # nosec B608
            f" WHERE text IN ({_places(exact)}) AND kind IN ({_places(kinds)})"
        )
        parameters += [*exact, *kinds]
    found: dict[str, list[Found]] = {}
    if selects and kinds:
        for text, id_, kind, word in _rows(_union(selects), parameters):
            found.setdefault(text, []).append(Found(id_, kind, word, EXACT))
    return found


def similar(slots: Sequence[Slot], kinds: Collection[str]) -> list[list[Found]]:
    """For each slot the words that it may be with typing errors, the best first."""
    if not slots or not kinds:
        return [[] for _ in slots]
    sharing = _sharing(slots)
    selects, parameters = [], list[Any]()
    for number, slot in enumerate(slots):
        near = sorted(edits(slot.text)) if len(slot.text) <= LONGEST_BY_EDITS else []
        for column, values in (("text", near), ("id", sharing[number])):
            if values:
                selects.append(
                    f"SELECT %s AS asked, id, kind, text FROM search_word"  # nosec B608
                    f" WHERE {column} IN ({_places(values)}) AND kind IN ({_places(kinds)})"
                )
                parameters += [number, *values, *kinds]
    found: list[dict[int, Found]] = [{} for _ in slots]
    if selects:
        for number, id_, kind, text in _rows(_union(selects), parameters):
            quality = slots[number].slipped(text)
            if quality:
                found[number][id_] = Found(id_, kind, text, quality)
    return [sorted(each.values(), key=_best_first)[:SIMILAR] for each in found]


def _sharing(slots: Sequence[Slot]) -> list[list[int]]:
    """For each slot the words that share enough trigrams with it."""
    selects, parameters = [], list[Any]()
    for number, slot in enumerate(slots):
        asked = sorted(grams(slot.text))
        if len(slot.text) < SHORTEST_BY_GRAMS:
            continue
        # A slip changes three trigrams; that a word goes on changes one more.
        fewest = max(len(asked) - 3 * slot.slips - 1, 2)
        selects.append(
            f"SELECT %s AS asked, word_id, COUNT(*) AS shared FROM search_gram"  # nosec B608
            f" WHERE gram IN ({_places(asked)}) GROUP BY word_id HAVING COUNT(*) >= {fewest}"
            f" ORDER BY 3 DESC LIMIT {SHARING + 1}"
        )
        parameters += [number, *asked]
    found: list[list[tuple[int, int]]] = [[] for _ in slots]
    for number, word, shared in _rows(_union(selects), parameters) if selects else ():
        found[number].append((shared, word))
    return [_fairly_cut(each) for each in found]


def _fairly_cut(shared: list[tuple[int, int]]) -> list[int]:
    """Where there were too many, those that share the least go, all of them."""
    least = min((number for number, _ in shared), default=0) if len(shared) > SHARING else 0
    return sorted(word for number, word in shared if number > least)


def _best_first(word: Found) -> tuple[int, str, str]:
    return -word.quality, word.text, word.kind


# --- entries


def counted(plans: Sequence[Plan]) -> list[Plan]:
    """The same; where several words are asked for, with the number of their postings."""
    several = {id(w): w for plan in plans if len(plan.wanted) > 1 for w in plan.wanted}
    waiting = [wanted for wanted in several.values() if wanted.postings is None]
    selects, parameters = [], list[Any]()
    for number, wanted in enumerate(waiting):
        ids = [word.id for word in wanted.words]
        selects.append(
            f"SELECT %s AS asked, COUNT(*) AS postings FROM (SELECT 1 FROM search_posting"
            f" WHERE word_id IN ({_places(ids)}) LIMIT {COUNTED}) AS p"  # nosec B608
        )
        parameters += [number, *ids]
    rows = _rows(_union(selects), parameters) if selects else []
    ready = {id(waiting[at]): replace(waiting[at], postings=postings) for at, postings in rows}
    return [
        replace(plan, wanted=tuple(ready.get(id(wanted), wanted) for wanted in plan.wanted))
        for plan in plans
    ]


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
        "SELECT n.text, e.id, e.kind, e.key, e.words, e.precedence FROM ("  # nosec B608
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
    lists, parameters = [], list[Any]()
    for sql, more in _lists(plan, together, values, bounds):
        lists.append(sql)
        parameters += more
    sql = (
        "SELECT e.id, e.kind, e.key, e.words, e.precedence"  # nosec B608
        f" FROM (SELECT * FROM ({_union(lists)}) AS l ORDER BY worse, rank LIMIT {bounds.entries})"
        " AS c JOIN search_entry e ON e.id = c.entry_id"
    )
    return sql, parameters


def _lists(
    plan: Plan, together: str, values: list[Any], bounds: Bounds
) -> Iterator[tuple[str, list[Any]]]:
    """The postings of the leading words, the best first, in which the others stand too."""
    columns = "SELECT p.entry_id, p.rank, %s AS worse FROM search_posting p"
    lead, most = plan.lead, bounds.entries
    if not together:
        for word in lead.words:
            of_word = most if word.quality == EXACT else bounds.of_word
            sql = f"{columns} WHERE p.word_id = %s ORDER BY p.rank LIMIT {of_word}"
            yield sql, [EXACT - word.quality, word.id]
    elif lead.postings is not None and lead.postings < COUNTED:
        for quality, same in _by_quality(lead.words):
            sql = f"{columns} WHERE p.word_id IN ({_places(same)}) AND ({together})"
            yield f"{sql} ORDER BY p.rank LIMIT {most}", [EXACT - quality, *same, *values]
    else:
        led = min(bounds.led, LED_IN_PART) if plan.in_part else bounds.led
        for word in lead.words[:MOST_LEADING]:
            sql = (
                f"{columns} WHERE p.word_id = %s AND p.rank <= COALESCE(({NTH_RANK}), {LAST_RANK})"
            )
            given = [EXACT - word.quality, word.id, word.id, led - 1, *values]
            yield f"{sql} AND ({together}) ORDER BY p.rank LIMIT {most}", given


def _by_quality(words: Iterable[Found]) -> list[tuple[int, list[int]]]:
    found: dict[int, list[int]] = {}
    for word in words:
        found.setdefault(word.quality, []).append(word.id)
    return sorted(found.items(), reverse=True)


def _stands(wanted: Wanted) -> tuple[str, list[Any]]:
    """That one of the words stands in an entry too: by the index, unless not all are known."""
    if len(wanted.words) < BEGINNING:
        ids = [word.id for word in wanted.words]
        stands = f"o.entry_id = p.entry_id AND o.word_id IN ({_places(ids)})"
        return f"EXISTS (SELECT 1 FROM search_posting o WHERE {stands})", ids  # nosec B608
    patterns = wanted.patterns
    like = " OR ".join(["o.words LIKE %s"] * len(patterns))
    stands = f"o.id = p.entry_id AND ({like})"
    return f"EXISTS (SELECT 1 FROM search_entry o WHERE {stands})", patterns  # nosec B608


def _union(selects: Sequence[str]) -> str:
    """Each with a LIMIT of its own, which SQLite allows only inside."""
    each = (f"SELECT * FROM ({sql}) AS u{at}" for at, sql in enumerate(selects))  # nosec B608
    return " UNION ALL ".join(each)


def _places(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _after(text: str) -> str:
    """The least text after all that begin with `text`, byte by byte."""
    return text[:-1] + chr(ord(text[-1]) + 1)


def _rows(sql: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
