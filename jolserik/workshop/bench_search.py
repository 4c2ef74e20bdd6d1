"""Measuring search with made-up projects and companies by the hundred thousand.

Names are made of the words that companies like to be called by and of syllables, in Russian, Kazakh
and Latin letters. Everything goes through `search.actions.put`, as in real life. Questions are made
of things that are there: whole, begun, mistyped, in other letters.
"""

import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from anyascii import anyascii
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jolserik.core.keyboard import swapped
from jolserik.core.words import Words
from jolserik.people.actor import PROGRAM, Actor
from jolserik.search import actions, kinds, queries
from jolserik.search.models import Entry
from jolserik.search.values import IndexEntry

PROJECTS, COMPANIES = 100_000, 500_000
PROJECT, COMPANY = "bench_project", "bench_company"
SOMEBODY = Actor(key=uuid.UUID(int=1))  # sees a third of the projects
NEWCOMER = Actor(key=uuid.UUID(int=2))  # sees three hundred of them
QUESTIONS = 40  # of each sort
REPEATS = 3
PART = 20_000  # entries put in one transaction

_HEADS = (
    "кара сары ак кок бай нур тас кызыл жана дала алтын темир алма шах бек дос жан каз астана"
    " алатау орда арка мега агро эко евро азия транс береке отан сункар тулпар жайлау самал"
)
_TAILS = "бай бек тау кол су строй инвест сервис пром трейд ойл газ энерго маш мет снаб техно лидер"
HEADS, TAILS = _HEADS.split(), _TAILS.split()
WHAT = (
    ("завод", "зауыты", "plant"),
    ("фабрика", "фабрикасы", "factory"),
    ("комплекс", "кешені", "complex"),
    ("ферма", "фермасы", "farm"),
    ("теплица", "жылыжайы", "greenhouse"),
    ("производство", "өндірісі", "production"),
    ("терминал", "терминалы", "terminal"),
    ("склад", "қоймасы", "warehouse"),
)
OF_WHAT = (
    ("шин", "шина", "tyre"),
    ("кабеля", "кабель", "cable"),
    ("цемента", "цемент", "cement"),
    ("мебели", "жиһаз", "furniture"),
    ("молока", "сүт", "milk"),
    ("стекла", "шыны", "glass"),
    ("бумаги", "қағаз", "paper"),
    ("насосов", "сорғы", "pump"),
    ("ламп", "шам", "lamp"),
    ("удобрений", "тыңайтқыш", "fertiliser"),
)
CONSONANTS, VOWELS, CLOSING = "бвгджзклмнпрстхшч", "аеиоуы", "нрлмстк"


@dataclass(frozen=True)
class Asked:
    """Questions of one sort, and who asks them."""

    name: str
    texts: tuple[str, ...]
    actor: Actor = PROGRAM
    kinds: tuple[str, ...] = (PROJECT, COMPANY)


@dataclass
class _Times:
    milliseconds: list[float] = field(default_factory=list)
    queries: int = 0
    found: int = 0


def bench_search(
    *,
    projects: int = PROJECTS,
    companies: int = COMPANIES,
    say: Callable[[str], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Fill the index of this database, ask, and return the rows for docs/benchmarks.json.

    Times in milliseconds, median and 95th percentile, with a warm cache. There is no bare SQL for
    the same answer: what stands in `ours_ms` is all there is.
    """
    from jolserik.workshop.bench import database_name

    filled = fill(projects=projects, companies=companies, say=say)
    rows = projects + companies
    name = database_name()

    def line(what: str, middle: float, p95: float | None, asked: int | None) -> dict[str, Any]:
        return {
            "name": what,
            "database": name,
            "rows": rows,
            "ours_ms": round(middle, 2),
            "bare_ms": None,
            "ratio": None,
            "worst_ratio": None,
            "p95_ms": None if p95 is None else round(p95, 2),
            "bare_p95_ms": None,
            "queries": asked,
        }

    lines = [line("search, putting all entries", filled * 1000, None, None)]
    everything: list[float] = []
    for asked in questions():
        times = _ask(asked)
        everything += times.milliseconds
        middle, p95 = statistics.median(times.milliseconds), _p95(times.milliseconds)
        lines.append(line(f"search, {asked.name}", middle, p95, times.queries))
        say(
            f"{asked.name}: {middle:.1f} ms, p95 {p95:.1f} ms, {times.queries} statements,"
            f" {times.found} of {len(asked.texts)} questions found something"
        )
    lines.append(
        line("search, all of these", statistics.median(everything), _p95(everything), None)
    )
    say(f"all: {statistics.median(everything):.1f} ms, p95 {_p95(everything):.1f} ms")
    return lines


def fill(*, projects: int, companies: int, say: Callable[[str], None]) -> float:
    """Put made-up entries into the index; returns the seconds it took."""
    register()
    started = time.perf_counter()
    pending = entries(projects, companies)
    done = 0
    while part := list(islice(pending, PART)):
        done += actions.put(part)
        say(f"{done} entries, {time.perf_counter() - started:.0f} s")
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as the server does by itself in a quiet minute
    return time.perf_counter() - started


def register() -> None:
    """Kinds of this benchmark; who somebody is decides how many projects they may see."""

    def some_projects(actor: Actor) -> Any:
        if actor.is_program:
            return None
        keys = Entry.objects.filter(kind=PROJECT).values_list("key", flat=True)
        # Keys end in four random-looking digits, so these are spread over all projects.
        return keys.filter(key__lt="33") if actor == SOMEBODY else keys.filter(key__lt="003")

    for code, visible in ((PROJECT, some_projects), (COMPANY, lambda actor: None)):
        kinds.register(
            code,
            visible=visible,
            entries=lambda: (),
            url=lambda door, key: f"/{door}/{key}/",
            public=False,
        )


def entries(projects: int, companies: int) -> Iterator[IndexEntry]:
    """Made-up projects and companies, the same ones every time."""
    chance = random.Random(5)  # nosec B311  # made-up names
    names = [_name(chance) for _ in range(max(companies, projects))]
    for number in range(companies):
        yield _company(number, names[number], chance)
    for number in range(projects):
        yield _project(number, chance.choice(names), chance)


def questions() -> list[Asked]:
    """Sorts of questions, made of titles that are in the index."""
    chance = random.Random(11)  # nosec B311  # which ones are asked
    companies = _titles(COMPANY, chance)
    projects = _titles(PROJECT, chance)
    names = [_coined_word(title) for title in companies]
    whats = [what[0] for what in WHAT]
    of_whats = [of_what[0] for of_what in OF_WHAT]
    numbers = [
        str(row[0])
        for row in Entry.objects.filter(kind=COMPANY).values_list("numbers__0")[:QUESTIONS]
    ]
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
        Asked("a frequent word, a third is visible", tuple(whats), SOMEBODY, (PROJECT,)),
        Asked("a frequent word, few are visible", tuple(whats), NEWCOMER, (PROJECT,)),
    ]


def _ask(asked: Asked) -> _Times:
    times = _Times()
    for text in asked.texts:  # warms the cache and counts
        with CaptureQueriesContext(connection) as captured:
            times.found += bool(_find(text, asked))
        times.queries = max(times.queries, len(captured))
    for _ in range(REPEATS):
        for text in asked.texts:
            started = time.perf_counter()
            _find(text, asked)
            times.milliseconds.append((time.perf_counter() - started) * 1000)
    return times


def _find(text: str, asked: Asked) -> list[Any]:
    return list(queries.find(text, actor=asked.actor, kinds=asked.kinds, limit=10, language="ru"))


# --- made-up names


def _name(chance: random.Random) -> str:
    """One or two words: a coined one, sometimes with a number or another coined one."""
    words = [_coined(chance)]
    if chance.random() < 0.5:
        words.append(chance.choice(TAILS) if chance.random() < 0.5 else _coined(chance))
    if chance.random() < 0.1:
        words.append(str(chance.randrange(1, 2030)))
    return " ".join(word.title() for word in words)


def _coined(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(HEADS) + chance.choice(TAILS)
    if kind < 0.7:
        return chance.choice(HEADS) + "".join(
            _syllable(chance) for _ in range(chance.randint(1, 2))
        )
    return "".join(_syllable(chance) for _ in range(chance.randint(2, 4)))


def _syllable(chance: random.Random) -> str:
    closing = chance.choice(CLOSING) if chance.random() < 0.4 else ""
    return chance.choice(CONSONANTS) + chance.choice(VOWELS) + closing


def _company(number: int, name: str, chance: random.Random) -> IndexEntry:
    latin = anyascii(name)
    day = f"{chance.randrange(0, 26):02}{chance.randrange(1, 13):02}"
    return IndexEntry(
        kind=COMPANY,
        key=f"{_spread(number)}-{number}",
        title=Words(f"ТОО «{name}»", f"«{name}» ЖШС", f"{latin} LLP"),
        numbers=(f"{day}40{number % 10**6:06}",),
        weight=40,
    )


def _project(number: int, initiator: str, chance: random.Random) -> IndexEntry:
    (ru, kk, en), (of_ru, of_kk, of_en) = chance.choice(WHAT), chance.choice(OF_WHAT)
    name = _coined(chance).title()
    return IndexEntry(
        kind=PROJECT,
        key=f"{_spread(number)}-{number}",
        title=Words(
            f"{ru} {of_ru} «{name}»",
            f"«{name}» {of_kk} {kk}",
            f"{anyascii(name)} {of_en} {en}".capitalize(),
        ),
        texts=(f"ТОО «{initiator}»",),
        weight=50,
    )


def _spread(number: int) -> str:
    return f"{number * 7919 % 10_000:04}"


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


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]
