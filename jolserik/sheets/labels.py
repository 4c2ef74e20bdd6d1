"""Words of a column title, made comparable: folded, cut to stems, abbreviations tolerated.

Titles are written by hand: «Наим-е проекта», «кол-во раб. мест (пост.)», a word broken over two
lines, a letter missing. So words are compared by their stems, an abbreviation meets every word
it may stand for, and one wrong letter in a long word is forgiven.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from os.path import commonprefix
from typing import Final

from rapidfuzz import fuzz

from jolserik.core.fold import fold

BROKEN_WORD: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad]\s*\n\s*(?=[^\W\d_])")
TOKEN: Final = re.compile(r"[^\W_]+\.?|[№#%$]")
# Written forms that are no plain cut of the word, folded. Longer ones first.
WRITTEN_SHORT: Final = tuple(
    (re.compile(rf"(?<!\w){short}(?!\w)"), full)
    for short, full in (
        (r"кол-?во|к-во|кол\.", "количество"),
        (r"наим-е|наим-ие|наимен-е|наим\.", "наименование"),
        (r"р/м|р\.м\.|раб\.? ?м\.", "рабочие места"),
        (r"ж/о|ж\.о\.", "жумыс орындары"),
        (r"п/п|п\.п\.", "порядку"),
        (r"р/с|р/н|к/с", "реттик"),
        (r"ф\. ?и\. ?о\.?", "фио"),
        (r"e-?mail|эл\.? ?почта", "email"),
        (r"ед\. ?изм\.?|ед\.? измерения", "единица измерения"),
        (r"олш\. ?б\.?|олшем бирлиги", "единица измерения"),
        (r"в т\. ?ч\.?|в том числе|из них|соның ишинде|сонын ишинде|онын ишинде", " "),
        (r"пр-т|пр-кт", "проект"),
        (r"произ-во|пр-во", "производство"),
        (r"стр-во|строит-во", "строительство"),
        (r"инвест\.", "инвестиции"),
        (r"с/х|а/ш", "сельское хозяйство"),
        (r"гос\.", "государственный"),
        (r"м-лекет", "мемлекет"),
        (r"тех\.", "технологическая"),
        (r"отв\.", "ответственный"),
        (r"исп\.", "исполнитель"),
        (r"перв\.", "первый"),
    )
)
ENDINGS: Final = tuple(
    sorted(
        {
            # Russian, by case and number
            *"ами ями ого его ому ему ыми ими ов ев ей ой ый ий ая яя ое ее ые ие ых их ую юю".split(),
            *"ам ям ах ях ом ем а я о е ы и у ю ь й ию ия ии ией иям".split(),
            # Kazakh, folded: whose, how many, in what
            *"нын нин дын дин тын тин лар лер дар дер тар тер лары лери дары дери тары тери".split(),
            *"га ге ка ке да де та те дан ден тан тен нан нен сы си ны ни ды ди ты ти ларынын".split(),
            *"леринин дарынын деринин тарынын теринин ында инде сында синде лыгы лиги".split(),
            # English
            "s",
            "es",
        },
        key=len,
        reverse=True,
    )
)
SHORTEST_STEM: Final = 3
SHORTEST_CUT: Final = 5
TYPO_RATIO: Final = 86


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a title, folded; an abbreviation keeps its point."""
    folded = fold(BROKEN_WORD.sub("", text))
    for short, full in WRITTEN_SHORT:
        folded = short.sub(full, folded)
    return tuple(_without_point(t) for t in TOKEN.findall(folded))


def _without_point(token: str) -> str:
    """A long word with a point ends a sentence; a short one is cut."""
    if token.endswith(".") and (len(token) > 9 or token[:-1].isdigit()):
        return token[:-1]
    return token


@lru_cache(maxsize=20_000)
def stem(token: str) -> str:
    """The word without its ending."""
    word = token.rstrip(".")
    if len(word) < SHORTEST_CUT:
        return word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=200_000)
def likeness(one: str, other: str) -> float:
    """How surely two words are the same: 1 equal, 0 not."""
    if one == other:
        return 1.0
    if stem(one) == stem(other):
        return 0.97
    for short, full in ((one, other), (other, one)):
        if short.endswith(".") and len(short) > 2 and full.startswith(short[:-1]):
            return 0.9
    a, b = one.rstrip("."), other.rstrip(".")
    longer = max(len(a), len(b))
    common = len(commonprefix([a, b]))
    if common >= 4 and common / longer >= 0.7:
        return 0.85
    if min(len(a), len(b)) >= 5 and fuzz.ratio(a, b) >= TYPO_RATIO:
        return 0.85
    return 0.0


@dataclass(frozen=True)
class Weighted:
    """Words with how much each of them says."""

    words: tuple[tuple[str, float], ...]

    @property
    def weight(self) -> float:
        return sum(weight for _, weight in self.words)


def overlap(label: Weighted, phrase: Weighted) -> float:
    """How much of both is the same, 0 to 1: what is matched against all that is said."""
    if not label.words or not phrase.words:
        return 0.0
    said = sum(w * max(likeness(t, p) for p, _ in phrase.words) for t, w in label.words)
    wanted = sum(w * max(likeness(t, p) for t, _ in label.words) for p, w in phrase.words)
    return (said + wanted) / (label.weight + phrase.weight)
