"""How alike two names are, in whichever letters and with whichever legal form they are written."""

from typing import Final

from rapidfuzz import fuzz

from jolserik.core.fold import skeleton
from jolserik.core.legal_forms import without_legal_forms

OTHER_NUMBER: Final = 80  # «станция № 1» and «№ 2» are never surely the same
SAME_WORD: Final = 85


def spelled(name: str) -> str:
    """A name in one spelling for all alphabets, without legal forms."""
    return " ".join(skeleton(without_legal_forms(name)))


def alike(one: str, other: str) -> float:
    """How alike two spelled names are, 0 to 100; the order of words does not matter, a different
    number does."""
    found = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    return min(found, OTHER_NUMBER) if other_numbers(one, other) else found


def other_numbers(one: str, other: str) -> bool:
    """Both spelled names say numbers, and not the same."""
    numbers, others = (set(filter(str.isdigit, text.split())) for text in (one, other))
    return bool(numbers and others and numbers != others)


def holds(one: str, other: str) -> bool:
    """One spelled name is the other with words left out: at least two stay, endings may differ."""
    few, many = sorted((set(one.split()), set(other.split())), key=len)
    return len(few) >= 2 and all(
        any(word == more or fuzz.ratio(word, more) >= SAME_WORD for more in many) for word in few
    )
