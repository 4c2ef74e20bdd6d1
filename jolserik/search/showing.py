"""How what was found is shown: its title in the reader's language, and where it was found."""

from collections.abc import Iterable, Sequence

from jolserik.core.words import Words
from jolserik.search.models import Entry
from jolserik.search.ranking import WORDS_IN_TEXTS, title_words
from jolserik.search.reading import EXACT, Reading
from jolserik.search.values import Hit

WHOLLY = EXACT * 10  # per mille
LONGEST_EXCERPT, WORDS_BEFORE = 100, 4


def hit(
    row: Entry,
    *,
    score: int,
    in_part: bool,
    number: str,
    readings: Sequence[Reading],
    language: str,
) -> Hit:
    """`number`: by which it was found, or empty."""
    titles = Words(row.title_ru, row.title_kk, row.title_en)
    title = titles.get(language) or titles.kk or titles.en
    texts = filter(None, (titles.ru, titles.kk, titles.en, *row.texts))
    return Hit(
        kind=row.kind,
        key=row.key,
        title=title,
        matched=number or _matched(title, texts, readings),
        score=score,
        fictional=row.fictional,
        in_part=in_part,
    )


def _matched(title: str, texts: Iterable[str], readings: Sequence[Reading]) -> str:
    """The text that fits better than the title, if there is one."""
    shows, matched = _fits(title, readings), ""
    for text in texts:
        fits = _fits(text, readings)
        if fits > shows:
            shows, matched = fits, text
    return _excerpt(matched, _beside(title, readings))


def _fits(text: str, readings: Sequence[Reading]) -> tuple[int, int]:
    """How well one text by itself is what was asked for; higher is better.

    That it is nothing else besides does not count: a title says enough without it.
    """
    words = f"| {' '.join(title_words(text, WORDS_IN_TEXTS))} |~ ~"
    scores = (reading.score(words) for reading in readings)
    found = [(-missing, min(score, WHOLLY)) for missing, score in scores if score]
    return max(found, default=(-len(readings), 0))


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
