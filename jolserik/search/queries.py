"""Finding: candidates from the index, ranked by us, as far as the actor may see them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from jolserik.people.actor import Actor
from jolserik.search import candidates
from jolserik.search import kinds as registry
from jolserik.search.candidates import Bounds, Candidate, Found, Plan, Wanted
from jolserik.search.models import Entry, Number
from jolserik.search.ranking import LOT_BITS
from jolserik.search.reading import (
    BEGINS,
    EXACT,
    OTHER_LAYOUT,
    Question,
    Reading,
    Slot,
    question,
    split,
)
from jolserik.search.showing import hit
from jolserik.search.sight import Sight
from jolserik.search.values import Hit

# Of what is asked for `limit` hits: this many entries, and of one beginning word this many.
ENTRIES, OF_WORD = 10, 3
MOST_ENTRIES = 400
DEEP = Bounds(entries=3000, of_word=300, led=30_000)  # where the rest is far down
CHECKED = 4  # times the limit: how many are asked about at first
NUMBER, BEGINNING_OF_NUMBER = 1000, 900


def find(
    text: str,
    *,
    actor: Actor,
    kinds: Collection[str] | None = None,
    limit: int = 10,
    language: str,
) -> list[Hit]:
    """What the actor may see and the text may mean, the best first, at most `limit`.

    Words are found by their beginning, in any order, language and script; if that finds less than
    `limit`, also with typing errors, in another keyboard layout, joined and split. Where nothing
    holds all of the words, what holds some of them.
    """
    asked = question(text)
    seen = registry.open_to(actor, kinds)
    if not seen or not (asked.typed or asked.number):
        return []
    search = _Search(asked, Sight(seen), limit)
    search.as_typed()
    for step in (search.further, search.deeper, search.in_part):
        if search.hold_every_word < limit:
            step()
    return search.hits(language)


@dataclass(frozen=True)
class _Ranked:
    """A candidate with its place: fewest slots missing, best score, precedence."""

    candidate: Candidate
    missing: int
    score: int
    number: str

    @property
    def place(self) -> tuple[int, int, int, str, str, str]:
        """Equal ones by their words, which is nearly the alphabet."""
        found = self.candidate
        equals = found.precedence >> LOT_BITS
        return self.missing, -self.score, equals, found.words, found.kind, found.key


@dataclass
class _Search:
    """One question of one actor. Each step asks a fixed number of statements."""

    asked: Question
    sight: Sight
    limit: int
    known: Mapping[str, Sequence[Found]] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    unsure: Plan | None = None
    found: dict[int, Candidate] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    best: list[_Ranked] = field(default_factory=list)

    @property
    def hold_every_word(self) -> int:
        return sum(not ranked.missing for ranked in self.best)

    @property
    def bounds(self) -> Bounds:
        return Bounds(min(self.limit * ENTRIES, MOST_ENTRIES), self.limit * OF_WORD)

    def as_typed(self) -> None:
        """Every word or its beginning; and by number."""
        self._take_numbers(self.bounds)
        if self.asked.typed:
            readings = (self.asked.typed, *self.asked.others)
            texts = {text for r in readings for slot in r.slots for text in slot.texts}
            parts = {part for parts in self.asked.splits for part in parts}
            self.known = candidates.words(texts, parts, self.sight.kinds)
            plan = Plan(tuple(_wanted(slot, self.known) for slot in self.asked.typed.slots))
            self._take([self.asked.typed], [plan])
        self._rank()

    def further(self) -> None:
        """With typing errors, in the other layout, joined and split.

        Several words that are all known and were found together have no typing errors.
        """
        if self.asked.typed is None:
            return
        readings = list(self.asked.others)
        slots = [slot for reading in readings for slot in reading.slots]
        wanted = {id(slot): _wanted(slot, self.known) for slot in slots}
        doubtful = [slot for slot in slots if slot.slips and not wanted[id(slot)].is_known]
        if len(self.asked.typed.slots) == 1 or not (doubtful or self.best):
            doubtful = [s for s in slots if s.slips and not wanted[id(s)].is_in_other_layout]
        alike = candidates.similar(doubtful, self.sight.kinds)
        for slot, words in zip(doubtful, alike, strict=True):
            wanted[id(slot)] = _wanted(slot, self.known, words)
        plans = [Plan(tuple(wanted[id(s)] for s in reading.slots)) for reading in readings]
        for parts in self.asked.splits:
            if all(part in self.known for part in parts):
                reading = split(parts)
                readings.append(reading)
                plans.append(Plan(tuple(_wanted(slot, self.known) for slot in reading.slots)))
        self.unsure = plans[0]
        self._take(readings, plans)
        self._rank()

    def deeper(self) -> None:
        """What this actor may see stands far behind what they may not, or words are frequent."""
        self._take_few()
        far = len(self.best) < self.limit and self.sight.is_partly_hidden
        if far or any(plan.is_bounded for plan in self.plans):
            self._add(candidates.entries(self.plans, DEEP))
            self._take_numbers(DEEP)
        if far:
            self._forget_hidden()
        self._rank()

    def in_part(self) -> None:
        """Nothing holds every word: what holds most of them."""
        if self.unsure is None or self.hold_every_word:
            return
        self._take([], _in_part(self.unsure.wanted))
        self._rank()
        if len(self.best) < self.limit:
            self._take_few()
            self._rank()

    def hits(self, language: str) -> list[Hit]:
        rows = Entry.objects.in_bulk([ranked.candidate.id for ranked in self.best])
        return [
            hit(
                rows[ranked.candidate.id],
                score=ranked.score,
                in_part=ranked.missing > 0,
                number=ranked.number,
                readings=self.readings,
                language=language,
            )
            for ranked in self.best
            if ranked.candidate.id in rows  # not removed in between
        ]

    # --- gathering

    def _take(self, readings: Sequence[Reading], plans: Sequence[Plan]) -> None:
        possible = [plan for plan in plans if all(wanted.words for wanted in plan.wanted)]
        ready = candidates.counted(possible)
        self._add(candidates.entries(ready, self.bounds))
        self.readings += readings
        self.plans += ready

    def _take_numbers(self, bounds: Bounds) -> None:
        if not self.asked.number:
            return
        kinds = self.sight.kinds
        for digits, found in candidates.by_number(self.asked.number, kinds, bounds.entries):
            self.found[found.id] = found
            self.numbers.setdefault(found.id, digits)

    def _take_few(self) -> None:
        """Everything of the kinds of which the actor may see little, and something was hidden."""
        few = self.sight.few
        if not any(few.values()):
            return
        own = Q(pk__in=())
        for kind, keys in sorted(few.items()):
            own |= Q(kind=kind, key__in=sorted(keys))
        rows = Entry.objects.filter(own)
        columns = ("id", "kind", "key", "words", "precedence")
        self._add(Candidate(*row) for row in rows.values_list(*columns))
        if self.asked.number:
            digits = Number.objects.filter(entry__in=rows, text__startswith=self.asked.number)
            self.numbers |= dict(digits.order_by("-text").values_list("entry_id", "text"))

    def _forget_hidden(self) -> None:
        """Where most of what was gathered is hidden, ranking all of it takes longer than asking."""
        self.sight.look((found.kind, found.key) for found in self.found.values())
        self.found = {
            number: found
            for number, found in self.found.items()
            if self.sight.sees((found.kind, found.key))
        }

    def _add(self, found: Iterable[Candidate]) -> None:
        self.found |= {one.id: one for one in found}

    # --- ranking

    def _rank(self) -> None:
        """The best that the actor may see."""
        ranked = sorted(filter(None, map(self._ranked, self.found.values())), key=_place)
        best: list[_Ranked] = []
        at, step = 0, self.limit * CHECKED
        while at < len(ranked) and len(best) < self.limit:
            part = ranked[at : at + step]
            self.sight.look((r.candidate.kind, r.candidate.key) for r in part)
            best += [r for r in part if self.sight.sees((r.candidate.kind, r.candidate.key))]
            at, step = at + step, len(ranked)
        if any(not ranked.missing for ranked in best):
            best = [ranked for ranked in best if not ranked.missing]
        self.best = best[: self.limit]

    def _ranked(self, found: Candidate) -> _Ranked | None:
        scores = [reading.score(found.words) for reading in self.readings]
        number = self.numbers.get(found.id, "")
        if number:
            scores.append((0, NUMBER if number == self.asked.number else BEGINNING_OF_NUMBER))
        fitting = [(missing, -score) for missing, score in scores if score]
        if not fitting:
            return None
        missing, score = min(fitting)
        return _Ranked(found, missing, -score, number)


def _place(ranked: _Ranked) -> tuple[int, int, int, str, str, str]:
    return ranked.place


def _wanted(
    slot: Slot, known: Mapping[str, Sequence[Found]], alike: Iterable[Found] = ()
) -> Wanted:
    """A slot with all words that fit it: as typed, in the other layout, with typing errors."""
    words: dict[int, Found] = {}
    for text, worse in ((slot.text, 0), (slot.other, OTHER_LAYOUT)):
        for word in known.get(text, ()):
            quality = (EXACT if word.text == text else BEGINS) - worse
            words.setdefault(word.id, Found(word.id, word.kind, word.text, quality))
    for word in alike:
        words.setdefault(word.id, word)
    return Wanted(slot, tuple(words.values()))


def _in_part(whole: tuple[Wanted, ...]) -> list[Plan]:
    """What is asked for if words are left out: all that are unknown, else any."""
    known = tuple(wanted for wanted in whole if wanted.words)
    if len(whole) < 2 or not known:
        return []
    in_part = Plan(known, in_part=True)
    return [in_part] if len(known) == len(whole) else [Plan(known), in_part]


# --- whether the index is whole


@dataclass(frozen=True)
class Counted:
    """How many things of a kind there are, and how many of them can be found."""

    kind: str
    there: int
    indexed: int


def counted() -> list[Counted]:
    """For every kind what there is and what is indexed; a difference asks for a rebuild."""
    rows = Entry.objects.values_list("kind").annotate(Count("id"))
    indexed = dict(rows.order_by())
    return [
        Counted(kind.code, kind.count(), indexed.get(kind.code, 0)) for kind in registry.all_kinds()
    ]
