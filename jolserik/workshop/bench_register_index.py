"""Projects and companies into an empty search index in bulk, as `search.actions.put` would."""

from collections.abc import Callable, Iterator
from itertools import chain

from jolserik.companies import indexing as companies
from jolserik.projects import indexing as projects
from jolserik.search.models import Entry, Gram, Number, Posting, Word
from jolserik.search.ranking import folded, grams
from jolserik.search.values import IndexEntry
from jolserik.site import findable
from jolserik.workshop.bench_bulk import as_json, insert, last_number, run, settle, without_indexes

TABLES = (Entry, Word, Gram, Posting, Number)
_ENTRY = (
    *("id", "kind", "key", "precedence", "words", "title_ru", "title_kk", "title_en"),
    *("texts", "numbers", "weight", "fictional"),
)


def fill(*, say: Callable[[str], None]) -> int:
    """Index whatever stands in the tables; places and people are there already or are put now."""
    from jolserik.search import actions

    actions.put(findable.people())
    indexes = without_indexes(*TABLES)
    index = _Index()
    made = insert(Entry, _ENTRY, index.entries(chain(companies.companies(), projects.projects())))
    say(f"{made} entries")
    index.write_words()
    say("words and postings")
    run(indexes)
    settle(Entry, Word)
    return made


class _Index:
    """The words of all entries, gathered while these are written."""

    def __init__(self) -> None:
        self.last = last_number(Entry)
        self.first_word = last_number(Word) + 1
        self.words: dict[tuple[str, str], int] = {}
        self.best: list[int] = []
        self.postings: list[tuple[int, int, int]] = []
        self.numbers: list[tuple[str, str, int, int]] = []

    def entries(self, entries: Iterator[IndexEntry]) -> Iterator[tuple[object, ...]]:
        for number, entry in enumerate(entries, self.last + 1):
            ready = folded(entry)
            for text, rank in ready.ranks.items():
                self._post(entry.kind, text, rank, number)
            self.numbers += [(n, entry.kind, ready.precedence, number) for n in entry.numbers]
            yield (
                *(number, entry.kind, entry.key, ready.precedence, ready.words),
                *(entry.title.ru, entry.title.kk, entry.title.en),
                *(as_json(entry.texts), as_json(entry.numbers), entry.weight, entry.fictional),
            )

    def _post(self, kind: str, text: str, rank: int, entry: int) -> None:
        at = self.words.setdefault((kind, text), len(self.best))
        if at == len(self.best):
            self.best.append(rank)
        elif rank < self.best[at]:
            self.best[at] = rank
        self.postings.append((self.first_word + at, rank, entry))

    def write_words(self) -> None:
        insert(
            Word,
            ("id", "kind", "text", "best"),
            (
                (self.first_word + at, kind, text, self.best[at])
                for (kind, text), at in self.words.items()
            ),
        )
        marks = [(g, self.first_word + at) for (_, t), at in self.words.items() for g in grams(t)]
        insert(Gram, ("gram", "word_id"), sorted(marks))
        insert(Posting, ("word_id", "rank", "entry_id"), sorted(self.postings))
        insert(Number, ("text", "kind", "rank", "entry_id"), sorted(self.numbers))
