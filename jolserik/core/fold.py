"""Folding text for search.

`fold`: lower case, ё as е, Kazakh letters as their nearest Russian ones: for a column that is
searched by a part of it. SQLite cannot ignore case in Cyrillic, so folded text is stored.

`skeleton`: one Latin spelling for every way in which a word is written in Kazakh, Russian and
English, so that Сарань, Саран and Saran meet. It is for machines: ш is `w`, ч is `q`.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

FOLDS = str.maketrans("ёәғқңөұүһі", "еагкноуухи")

# Cyrillic as Latin letters; what sounds alike in the usual transliterations meets below.
CYRILLIC = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэё", "abvgdeziyklmnoprstufyee", strict=True))
    | dict(zip("әғқңөұүһіўїєґ", "agknouuhiuieg", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}
    | {"ь": "", "ъ": ""}
)
# Letters of the Kazakh Latin alphabet and its neighbours that would lose their sound otherwise.
LATIN = str.maketrans({"ş": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ñ": "n", "ŋ": "n"})
# Latin letters that somebody typed among Cyrillic ones because they look the same.
LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYIaceikmoptxyh", "АВСЕНКМОРТХУІасеікмортхуһ")
# Several letters for one sound, the longest first; `c` before e, i, y is ц, elsewhere к.
SOUNDS = {
    "shch": "w",
    "sch": "w",
    "sh": "w",
    "tch": "q",
    "ch": "q",
    "dzh": "j",
    "dj": "j",
    "zh": "j",
    "kh": "h",
    "gh": "g",
    "ph": "f",
    "th": "t",
    "ts": "c",
    "tz": "c",
    "ck": "k",
    "ya": "ia",
    "yu": "iu",
    "yo": "io",
    "ye": "e",
    "x": "ks",
    "w": "v",
    "q": "k",
    "y": "i",
}
_SOUND = re.compile("|".join([*SOUNDS, "c(?![eiy])"]))
_DOUBLED = re.compile(r"([a-z])\1+")
_APOSTROPHES = re.compile("(?<=\\w)['`´ʹʺʻʼ\u2018\u2019\u2032](?=\\w)|[ʹʺʼ]")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def fold(text: str) -> str:
    """Folded text with single spaces: what a search column holds and a query is turned into.

    NUL, which PostgreSQL does not take, becomes a space.
    """
    return " ".join(text.replace("\0", " ").lower().translate(FOLDS).split())


def skeleton(text: str) -> tuple[str, ...]:
    """The words of a text as skeletons of [a-z0-9]; letters and digits are words of their own."""
    found = (_of_word(word) for word in words_of(text))
    return tuple(word for word in found if word)


def words_of(text: str) -> list[str]:
    """The words of a text as they are written, without punctuation; apostrophes join."""
    return _WORD.findall(_APOSTROPHES.sub("", unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> str:
    if word.isascii() and word.isdigit():
        return word
    if _CYRILLIC.search(word):
        word = word.translate(LOOK_ALIKES)
    plain = word.lower().translate(CYRILLIC).translate(LATIN)
    if not plain.isascii():
        plain = anyascii(plain).lower()
    sounds = _SOUND.sub(lambda found: SOUNDS.get(found[0], "k"), plain)
    return _DOUBLED.sub(r"\1", re.sub("[^a-z0-9]", "", sounds))
