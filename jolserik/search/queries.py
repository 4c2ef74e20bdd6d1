"""Finding: candidates from the index, ranked by us, as far as the actor may see them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from jolserik.core.words import Words
from jolserik.people.actor import Actor
from jolserik.search import candidates
from jolserik.search import kinds as registry
from jolserik.search.candidates import Bounds, Candidate, Found, Plan, Wanted
from jolserik.search.kinds import Keys
from jolserik.search.models import Entry, Number
from jolserik.search.ranking import LOT_BITS, WORDS_IN_TEXTS, title_words
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
from jolserik.search.values import Hit

# Of what is asked for `limit` hits: this many entries, and of one beginning word this many.
ENTRIES, OF_WORD = 10, 3
MOST_ENTRIES = 400
DEEP = Bounds(entries=3000, of_word=300, led=30_000)  # where the rest is far down
FEW = 1000  # keys that an actor may see, if looking at all of them is quicker
WHOLLY = EXACT * 10  # per mille
LONGEST_EXCERPT, WORDS_BEFORE = 100, 4
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
    search = _Search(asked, seen, limit)
    search.as_typed()
    if search.hold_every_word < limit:
        search.further()
        if search.hold_every_word < limit:
            search.deeper()
        if not search.hold_every_word:
            search.in_part()
    return _hits(search.best, search.readings, language)


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
    seen: Mapping[str, Keys | None]
    limit: int
    readings: list[Reading] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    found: dict[int, Candidate] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    visible: dict[tuple[str, str], bool] = field(default_factory=dict)
    best: list[_Ranked] = field(default_factory=list)
    in_part_plans: list[Plan] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return sorted(self.seen)

    @property
    def hold_every_word(self) -> int:
        return sum(not ranked.missing for ranked in self.best)

    @property
    def bounds(self) -> Bounds:
        return Bounds(min(self.limit * ENTRIES, MOST_ENTRIES), self.limit * OF_WORD)

    @property
    def hidden(self) -> list[str]:
        """Kinds of which something fits that this actor may not see."""
        return sorted({kind for (kind, _), visible in self.visible.items() if not visible})

    def as_typed(self) -> None:
        """Every word or its beginning; and by number."""
        self._take_numbers(self.bounds)
        if self.asked.typed:
            slots = self.asked.typed.slots
            known = candidates.beginning((slot.text for slot in slots), self.kinds)
            plan = Plan(tuple(_wanted(slot, known) for slot in slots))
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
        known = candidates.beginning({text for slot in slots for text in slot.texts}, self.kinds)
        wanted = {id(slot): _wanted(slot, known) for slot in slots}
        doubtful = [slot for slot in slots if slot.slips and not wanted[id(slot)].is_known]
        if len(self.asked.typed.slots) == 1 or not (doubtful or self.best):
            doubtful = [s for s in slots if s.slips and not wanted[id(s)].is_in_other_layout]
        alike = candidates.similar(doubtful, self.kinds)
        for slot, words in zip(doubtful, alike, strict=True):
            wanted[id(slot)] = _wanted(slot, known, words)
        plans = [Plan(tuple(wanted[id(s)] for s in reading.slots)) for reading in readings]
        self.in_part_plans = _in_part(plans[0].wanted) if plans else []
        apart = _apart(self.asked.splits, self.kinds)
        readings += [split(parts) for parts in apart]
        self._take(readings, [*plans, *apart.values()])
        self._rank()

    def in_part(self) -> None:
        """Nothing holds every word: what holds most of them."""
        self._take([], self.in_part_plans)
        self._rank()
        if len(self.best) < self.limit:
            self.deeper()

    def deeper(self) -> None:
        """What this actor may see stands far behind what they may not, or words are frequent."""
        far = len(self.best) < self.limit and not all(map(self._all_of, self.hidden))
        if far or any(plan.is_bounded for plan in self.plans):
            self._add(candidates.entries(self.plans, DEEP))
            self._take_numbers(DEEP)
        self._rank()

    def _all_of(self, kind: str) -> bool:
        """Look at everything of the kind that the actor may see, if that is little."""
        keys = self.seen[kind]
        own = list(map(str, keys[: FEW + 1])) if keys is not None else []
        if keys is None or len(own) > FEW:
            return False
        rows = Entry.objects.filter(kind=kind, key__in=own)
        columns = ("id", "kind", "key", "words", "precedence")
        self._add(Candidate(*row) for row in rows.values_list(*columns))
        if self.asked.number:
            digits = Number.objects.filter(entry__in=rows, text__startswith=self.asked.number)
            self.numbers |= dict(digits.order_by("-text").values_list("entry_id", "text"))
        return True

    def _take_numbers(self, bounds: Bounds) -> None:
        number, kinds = self.asked.number, self.kinds
        if number:
            for digits, found in candidates.by_number(number, kinds, bounds.entries):
                self.found[found.id] = found
                self.numbers.setdefault(found.id, digits)

    def _add(self, found: Iterable[Candidate]) -> None:
        self.found |= {one.id: one for one in found}

    def _take(self, readings: Sequence[Reading], plans: Sequence[Plan]) -> None:
        possible = [plan for plan in plans if all(wanted.words for wanted in plan.wanted)]
        several = {
            id(wanted): wanted
            for plan in possible
            if len(plan.wanted) > 1
            for wanted in plan.wanted
        }
        counted = dict(zip(several, candidates.counted(list(several.values())), strict=True))
        ready = [
            Plan(tuple(counted.get(id(wanted), wanted) for wanted in plan.wanted), plan.in_part)
            for plan in possible
        ]
        self._add(candidates.entries(ready, self.bounds))
        self.readings += readings
        self.plans += ready

    def _rank(self) -> None:
        """The best that the actor may see."""
        ranked = sorted(filter(None, map(self._ranked, self.found.values())), key=_place)
        best: list[_Ranked] = []
        at, step = 0, self.limit * CHECKED
        while at < len(ranked) and len(best) < self.limit:
            part = ranked[at : at + step]
            self._look_who_is_visible(part)
            best += [r for r in part if self.visible[r.candidate.kind, r.candidate.key]]
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

    def _look_who_is_visible(self, ranked: Sequence[_Ranked]) -> None:
        for kind, keys in self.seen.items():
            asked = [r.candidate.key for r in ranked if r.candidate.kind == kind]
            asked = [key for key in asked if (kind, key) not in self.visible]
            may = set(asked) if keys is None else _among(keys, asked)
            self.visible |= {(kind, key): key in may for key in asked}


def _place(ranked: _Ranked) -> tuple[int, int, int, str, str, str]:
    return ranked.place


def _among(keys: Keys, asked: Sequence[str]) -> set[str]:
    """Which of the keys are in a queryset of one column."""
    if not asked:
        return set()
    query = keys.query
    name = next(iter((*query.values_select, *query.annotation_select)))
    return {str(key) for key in keys.filter(**{f"{name}__in": asked})}


def _wanted(
    slot: Slot,
    known: Mapping[str, Sequence[tuple[int, str, str]]],
    alike: Iterable[Found] = (),
) -> Wanted:
    """A slot with all words that fit it: as typed, in the other layout, with typing errors."""
    words: dict[int, Found] = {}
    for text, worse in ((slot.text, 0), (slot.other, OTHER_LAYOUT)):
        for id_, kind, found in known.get(text, ()):
            quality = (EXACT if found == text else BEGINS) - worse
            words.setdefault(id_, Found(id_, kind, found, quality))
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


def _apart(
    splits: Sequence[tuple[str, str]], kinds: Collection[str]
) -> dict[tuple[str, str], Plan]:
    """The splits of which both parts are words."""
    words: dict[str, list[Found]] = {}
    for word in candidates.exactly({part for parts in splits for part in parts}, kinds):
        words.setdefault(word.text, []).append(word)
    return {
        parts: Plan(tuple(Wanted(Slot(part), tuple(words[part])) for part in parts))
        for parts in splits
        if all(part in words for part in parts)
    }


# --- what is shown


def _hits(best: Sequence[_Ranked], readings: Sequence[Reading], language: str) -> list[Hit]:
    rows = Entry.objects.in_bulk([ranked.candidate.id for ranked in best])
    # Whatever was removed in between is left out.
    return [
        _hit(rows[r.candidate.id], r, readings, language) for r in best if r.candidate.id in rows
    ]


def _hit(row: Entry, ranked: _Ranked, readings: Sequence[Reading], language: str) -> Hit:
    titles = Words(row.title_ru, row.title_kk, row.title_en)
    title = titles.get(language) or titles.kk or titles.en
    texts = [text for text in (titles.ru, titles.kk, titles.en, *row.texts) if text]
    shows, matched = _fits(title, readings), ""
    for text in texts:
        fits = _fits(text, readings)
        if fits > shows:
            shows, matched = fits, text
    return Hit(
        kind=row.kind,
        key=row.key,
        title=title,
        matched=ranked.number or _excerpt(matched, _beside(title, readings)),
        score=ranked.score,
        fictional=row.fictional,
        in_part=ranked.missing > 0,
    )


def _beside(title: str, readings: Sequence[Reading]) -> tuple[str, ...]:
    """What was asked for and does not stand in the title."""
    shown = title_words(title)
    asked = {text for reading in readings for slot in reading.slots for text in slot.texts}
    return tuple(text for text in asked if not any(word.startswith(text) for word in shown))


def _excerpt(text: str, asked: tuple[str, ...]) -> str:
    """A long text around the first word that was asked for."""
    if len(text) <= LONGEST_EXCERPT:
        return text
    words = text.split()
    fitting = (
        at for at, word in enumerate(words) if any(w.startswith(asked) for w in title_words(word))
    )
    first = max(next(fitting, 0) - WORDS_BEFORE, 0)
    last = first
    while last < len(words) and len(" ".join(words[first : last + 1])) <= LONGEST_EXCERPT:
        last += 1
    shown = " ".join(words[first:last])
    return f"{'… ' if first else ''}{shown}{' …' if last < len(words) else ''}"


def _fits(text: str, readings: Sequence[Reading]) -> tuple[int, int]:
    """How well one text by itself is what was asked for; higher is better.

    That it is nothing else besides does not count: a title says enough without it.
    """
    words = f"| {' '.join(title_words(text, WORDS_IN_TEXTS))} |~ ~"
    scores = (reading.score(words) for reading in readings)
    found = [(-missing, min(score, WHOLLY)) for missing, score in scores if score]
    return max(found, default=(-len(readings), 0))


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
