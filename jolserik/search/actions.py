"""Putting entries into the index, taking them out, and making all of it anew.

`put` and `remove` run in the transaction of the act that changes the thing, so search never shows
what is not so. They leave no event, for the index is derived. Words that stand in no entry any
more go at once: they may be the name of a person who was erased.
"""

import json
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef, Subquery

from jolserik.core.words import Words
from jolserik.search import kinds
from jolserik.search.models import LONGEST_NUMBER, Entry, Gram, Number, Posting, Word
from jolserik.search.ranking import Folded, folded, grams
from jolserik.search.values import HEAVIEST, IndexEntry

BATCH = 500
MOST_PASSES = 3
_Word = tuple[str, str]  # kind and text
_Row = tuple[int, int, int]  # word, rank, entry


@transaction.atomic
def put(entries: Iterable[IndexEntry]) -> int:
    """Let things be found; what is there already under the kind and key is replaced.

    Putting the same again changes nothing. Returns how many are new or changed.
    """
    pending = iter(entries)
    changed = 0
    while batch := list(islice(pending, BATCH)):
        changed += _put({(entry.kind, entry.key): entry for entry in batch})
    return changed


@transaction.atomic
def remove(kind: str, key: str) -> None:
    """Let a thing be found no more. Nothing happens where it is not in the index."""
    _remove(list(Entry.objects.select_for_update().filter(kind=kind, key=key)))


def rebuild(*, say: Callable[[str], None] = lambda _: None) -> None:
    """Make the index of every kind anew from what the rooms say, while everything goes on.

    What is right already is not written again. Acts that change things meanwhile are not blocked
    for longer than a batch; as one of them could be overwritten by what was read before it, all is
    read again until nothing differs.
    """
    for kind in kinds.all_kinds():
        for _ in range(MOST_PASSES):
            changed, removed = _rebuild(kind)
            say(f"{kind.code}: {changed} put, {removed} removed")
            if not changed and not removed:
                break
    known = [kind.code for kind in kinds.all_kinds()]
    _remove_all(Entry.objects.exclude(kind__in=known).values_list("id", flat=True))


# --- one batch


@dataclass
class _Changes:
    """What a batch adds to the words and takes from them."""

    added: set[_Row] = field(default_factory=set)
    removed: set[_Row] = field(default_factory=set)


def _put(batch: dict[_Word, IndexEntry]) -> int:
    ready = {key: (entry, folded(entry)) for key, entry in batch.items()}
    stored = {(row.kind, row.key): row for row in _stored(batch.values())}
    changed = {
        key: _row(entry, words)
        for key, (entry, words) in ready.items()
        if key not in stored or _differs(stored[key], _row(entry, words))
    }
    if not changed:
        return 0
    Entry.objects.bulk_create(
        # In one order, so that two acts do not wait for each other.
        [changed[key] for key in sorted(changed)],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=_COLUMNS,
    )
    ids = {(row.kind, row.key): row.pk for row in _stored(batch.values())}
    _post({ids[key]: (ready[key][0].kind, ready[key][1]) for key in changed})
    _number({ids[key]: ready[key] for key in changed})
    return len(changed)


_COLUMNS = (
    *("precedence", "words", "title_ru", "title_kk", "title_en"),
    *("texts", "numbers", "weight", "fictional"),
)


def _stored(entries: Iterable[IndexEntry]) -> list[Entry]:
    by_kind: dict[str, list[str]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry.key)
    return [
        row
        for kind, keys in sorted(by_kind.items())
        for row in Entry.objects.select_for_update().filter(kind=kind, key__in=keys).order_by("key")
    ]


def _row(entry: IndexEntry, words: Folded) -> Entry:
    title = entry.title
    return Entry(
        kind=entry.kind,
        key=entry.key,
        precedence=words.precedence,
        words=words.words,
        title_ru=_clean(title.ru),
        title_kk=_clean(title.kk),
        title_en=_clean(title.en),
        texts=list(map(_clean, entry.texts)),
        numbers=list(map(_clean, entry.numbers)),
        weight=min(max(entry.weight, 0), HEAVIEST),
        fictional=entry.fictional,
    )


def _clean(text: str) -> str:
    return text.replace("\0", " ")  # which PostgreSQL does not take


def _differs(old: Entry, new: Entry) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in _COLUMNS)


# --- words and postings


def _post(entries: dict[int, tuple[str, Folded]]) -> None:
    """Make the postings of these entries what they are to be."""
    best: dict[_Word, int] = {}
    for kind, words in entries.values():
        for text, rank in words.ranks.items():
            best[kind, text] = min(rank, best.get((kind, text), rank))
    before = _postings(entries)
    known = _words(best)
    changed = before ^ _wanted(entries, known)
    # Who takes a posting away may leave a word alone, so nobody else may count on it meanwhile.
    _lock({word for word, _, _ in changed}, exclusively=bool(before - _wanted(entries, known)))
    known = _words(best)
    while new := {word: rank for word, rank in best.items() if word not in known}:
        _lock(_new_words(new), exclusively=False)
        known = _words(best)
    after = _wanted(entries, known)
    _delete_postings(before - after)
    _insert(Posting, ("word_id", "rank", "entry_id"), sorted(after - before))
    better = [
        (rank, known[word][0], rank) for word, rank in sorted(best.items()) if rank < known[word][1]
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE search_word SET best = %s WHERE id = %s AND best > %s", better)
    _tidy(before - after)


def _postings(entries: Iterable[int]) -> set[_Row]:
    rows = Posting.objects.filter(entry__in=list(entries))
    return set(rows.values_list("word_id", "rank", "entry_id"))


def _wanted(
    entries: dict[int, tuple[str, Folded]], known: dict[_Word, tuple[int, int]]
) -> set[_Row]:
    """The postings that are to be, of the words that are known."""
    return {
        (known[kind, text][0], rank, entry)
        for entry, (kind, words) in entries.items()
        for text, rank in words.ranks.items()
        if (kind, text) in known
    }


def _words(wanted: Iterable[_Word]) -> dict[_Word, tuple[int, int]]:
    """Number and best rank of the words that are there."""
    by_kind: dict[str, list[str]] = {}
    for kind, text in wanted:
        by_kind.setdefault(kind, []).append(text)
    return {
        (kind, text): (id_, best)
        for kind, texts in sorted(by_kind.items())
        for text, id_, best in Word.objects.filter(kind=kind, text__in=texts).values_list(
            "text", "id", "best"
        )
    }


def _new_words(best: dict[_Word, int]) -> set[int]:
    """Add words with their trigrams, in one order, so that two acts do not wait for each other.

    Returns their numbers. One that another act added and removed meanwhile is not there.
    """
    new = [Word(kind=kind, text=text, best=best[kind, text]) for kind, text in sorted(best)]
    Word.objects.bulk_create(new, ignore_conflicts=True)
    known = _words(best)
    marks = [(gram, id_) for (_, text), (id_, _) in known.items() for gram in grams(text)]
    _insert(Gram, ("gram", "word_id"), sorted(marks))
    return {id_ for id_, _ in known.values()}


def _lock(words: Collection[int], *, exclusively: bool) -> None:
    """Until this transaction ends nobody removes the words; exclusively: nor uses them anew.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor != "postgresql" or not words:
        return
    places = ", ".join(["%s"] * len(words))
    sql = f"SELECT id FROM search_word WHERE id IN ({places}) ORDER BY id"  # nosec B608
    with connection.cursor() as cursor:
        strength = "FOR UPDATE" if exclusively else "FOR KEY SHARE"
        cursor.execute(f"{sql} {strength}", sorted(words))


def _insert(model: type[Any], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows that may be there already."""
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({places})"
            " ON CONFLICT DO NOTHING",  # nosec B608
            rows,
        )


def _delete_postings(rows: Collection[_Row]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM search_posting WHERE word_id = %s AND rank = %s AND entry_id = %s",
            sorted(rows),
        )


def _tidy(removed: Collection[_Row]) -> None:
    """After postings went: words that stand nowhere go too, the others know their best rank.

    The words are locked exclusively.
    """
    if not removed:
        return
    affected = Word.objects.filter(pk__in={word for word, _, _ in removed})
    standing = Posting.objects.filter(word=OuterRef("pk"))
    gone = list(affected.filter(~Exists(standing)).values_list("pk", flat=True))
    Gram.objects.filter(word__in=gone).delete()
    Word.objects.filter(pk__in=gone).delete()
    ranks = {word: rank for word, rank, _ in sorted(removed, reverse=True)}
    lowest = standing.values("word").annotate(lowest=Min("rank")).values("lowest")
    for word, best in affected.order_by("pk").values_list("pk", "best"):
        if best == ranks[word]:
            Word.objects.filter(pk=word).update(best=Subquery(lowest))


def _number(entries: dict[int, tuple[IndexEntry, Folded]]) -> None:
    Number.objects.filter(entry__in=entries).delete()
    rows = sorted(
        {
            (digits[:LONGEST_NUMBER], entry.kind, words.precedence, id_)
            for id_, (entry, words) in entries.items()
            for digits in ("".join(filter(str.isalnum, number)) for number in entry.numbers)
            if digits.isascii() and digits.isdigit()
        }
    )
    _insert(Number, ("text", "kind", "rank", "entry_id"), rows)


def _remove(rows: Sequence[Entry]) -> None:
    removed = _postings(row.pk for row in rows)
    _lock({word for word, _, _ in removed}, exclusively=True)
    Posting.objects.filter(entry__in=rows).delete()
    Number.objects.filter(entry__in=rows).delete()
    Entry.objects.filter(pk__in=[row.pk for row in rows]).delete()
    _tidy(removed)


# --- all of it


def _rebuild(kind: kinds.Kind) -> tuple[int, int]:
    """Read all entries, put what differs, remove what is no more; how many of each."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        # Nothing is written while reading: SQLite would not let a reader become a writer.
        keys = _spool(kind.entries(), spool)
        spool.seek(0)
        changed, read = 0, _read(spool)
        while batch := list(islice(read, BATCH)):
            changed += put(batch)
    stored = Entry.objects.filter(kind=kind.code).values_list("id", "key")
    return changed, _remove_all(id_ for id_, key in list(stored) if key not in keys)


def _spool(entries: Iterable[IndexEntry], spool: IO[str]) -> set[str]:
    keys = set()
    for entry in entries:
        keys.add(entry.key)
        spool.write(json.dumps(asdict(entry), ensure_ascii=True) + "\n")
    return keys


def _read(spool: IO[str]) -> Iterator[IndexEntry]:
    for line in spool:
        told = json.loads(line)
        told["title"] = Words.of(told["title"])
        told["texts"], told["numbers"] = tuple(told["texts"]), tuple(told["numbers"])
        yield IndexEntry(**told)


def _remove_all(ids: Iterable[int]) -> int:
    pending, removed = iter(list(ids)), 0
    while batch := list(islice(pending, BATCH)):
        with transaction.atomic():
            _remove(list(Entry.objects.select_for_update().filter(pk__in=batch)))
        removed += len(batch)
    return removed
