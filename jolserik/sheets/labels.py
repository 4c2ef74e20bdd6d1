"""Words of a column title, made comparable: folded, cut to stems, abbreviations tolerated.

Titles are written by hand: «Наим-е проекта», «кол-во раб. мест (пост.)», a word broken over two
lines, a letter missing. So words are compared by their stems, an abbreviation meets every word
it may stand for, and one wrong letter in a long word is forgiven.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz

from jolserik.core.fold import LOOK_ALIKES, fold

BROKEN_WORD: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad]\s*\n\s*(?=[^\W\d_])")
MIXED_WORD: Final = re.compile(r"(?=\w*[a-zA-Z])(?=\w*[\u0400-\u04ff])[^\W\d_]+")
TOKEN: Final = re.compile(r"[^\W_]+~[^\W_]+|[^\W_]+\.?|[№#%$]")
# «строит-ва», «реал-ции»: the middle of a word left out; written with ~ inside.
CUT_MIDDLE: Final = re.compile(r"(?<![\w-])([^\W\d_]{2,})-(?=[^\W\d_]{1,3}(?![\w-]))")
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
        (r"в т\. ?ч\.?|в том числе|из них|сонын ишинде|онын ишинде", " "),
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
# By case and number; the Kazakh ones, folded, say whose, how many and where.
_RUSSIAN: Final = (
    "ами ями ого его ому ему ыми ими ов ев ей ой ый ий ая яя ое ее ые ие ых их ую юю ам ям ах ях "
    "ом ем а я о е ы и у ю ь й ию ия ии ией иям "
    "енный енная енное енные енных енного анный анная анное анные анных ено ена ены ано ана аны"
)
_KAZAKH: Final = (
    "нын нин дын дин тын тин лар лер дар дер тар тер лары лери дары дери тары тери га ге ка ке да "
    "де та те дан ден тан тен нан нен сы си ны ни ды ди ты ти ларынын леринин дарынын деринин "
    "тарынын теринин ында инде сында синде лыгы лиги"
)
_ENGLISH: Final = "s es"
ENDINGS: Final = tuple(
    sorted({*_RUSSIAN.split(), *_KAZAKH.split(), *_ENGLISH.split()}, key=len, reverse=True)
)
SHORTEST_STEM: Final = 3
SHORTEST_CUT: Final = 5
TYPO_RATIO: Final = 86


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a title, folded; an abbreviation keeps its point."""
    folded = fold(MIXED_WORD.sub(_one_alphabet, BROKEN_WORD.sub("", text)))
    for short, full in WRITTEN_SHORT:
        folded = short.sub(full, folded)
    return tuple(_without_point(t) for t in TOKEN.findall(CUT_MIDDLE.sub(r"\1~", folded)))


def _one_alphabet(match: re.Match[str]) -> str:
    """Latin letters that somebody typed among Cyrillic ones because they look the same."""
    return match[0].translate(LOOK_ALIKES)


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
        if "~" in short:
            start, _, end = short.partition("~")
            if full.rstrip(".") == start:  # an abbreviation with its ending: «БСН-і»
                return 0.97
            whole = full.startswith(start) and len(full) > len(start) + 1
            return 0.9 if whole and (len(start) >= 4 or full.endswith(end)) else 0.0
        if short.endswith(".") and len(short) > 2 and full.startswith(short[:-1]):
            return 0.9
    a, b = one.rstrip("."), other.rstrip(".")
    longer = max(len(a), len(b))
    begins_same = min(longer, max(4, math.ceil(longer * 0.75)))
    if a[:begins_same] == b[:begins_same]:
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
