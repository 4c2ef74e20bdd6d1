"""Sorting as a Kazakh reader expects it: Ә after А, Қ after К, numbers by their size.

Databases sort in the order of their own locale, if they know Kazakh at all. So the place of a
text in the alphabet is computed here and kept in a column: it is made of digits alone, which
every database sorts alike.
"""

import re
import unicodedata
from functools import cache

from anyascii import anyascii

CYRILLIC = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
SIGNS = 90  # letters and numbers that a key keeps
SORT_KEY_LENGTH = 200  # of a column that holds it
_SPACE, _NUMBER, _FIRST_LETTER = "00", "01", 10
_PIECE = re.compile(r"\d+|[^\W\d_]|\s+|[-–—/]")


def sort_key(text: str, language: str) -> str:
    """A text of digits that sorts as the text does among others of the same language.

    Words before longer words, numbers (by their size) before letters. A reader of English meets
    Latin letters first, one of Russian or Kazakh the Cyrillic ones. Case, quotes and other signs
    do not count. Only the beginning is kept, at most SORT_KEY_LENGTH digits.
    """
    places = _places(language == "en")
    key: list[str] = []
    for piece in _PIECE.findall(unicodedata.normalize("NFC", text).lower()):
        if piece.isdecimal():
            key.append(_number(piece))
        elif not (piece.isalpha() or piece.isdigit()):
            if key and key[-1] != _SPACE:
                key.append(_SPACE)
        else:
            known = piece if piece in places else anyascii(piece).lower()
            key.extend(places[letter] for letter in known if letter in places)
    while key and key[-1] == _SPACE:
        key.pop()
    return "".join(key[:SIGNS])[:SORT_KEY_LENGTH]


@cache
def _places(latin_first: bool) -> dict[str, str]:
    alphabet = LATIN + CYRILLIC if latin_first else CYRILLIC + LATIN
    return {letter: str(place) for place, letter in enumerate(alphabet, _FIRST_LETTER)}


def _number(digits: str) -> str:
    """Two digits say how long the number is, so that 9 comes before 10."""
    significant = str(int(digits[:60]))
    return f"{_NUMBER}{len(significant):02}{significant}"
