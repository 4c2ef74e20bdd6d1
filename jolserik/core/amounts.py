"""Amounts as people write them, read and written in Russian, Kazakh and English.

Read: `850 млрд`, `1,4 трлн тенге`, `1 000 000,50`, `1,000,000.50`. Written: `850 млрд ₸`.
`1,234` alone is refused: it is 1.234 in Russian and 1234 in English.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

NBSP: Final = "\u00a0"

# Word → power of ten. Longer words come with their grammatical endings cut off.
MULTIPLIERS: Final = (
    (("трлн", "триллион", "trn", "tn", "trillion"), 12),
    (("млрд", "миллиард", "bn", "billion"), 9),
    (("млн", "миллион", "mln", "million", "m"), 6),
    (("тыс", "тысяч", "мың", "thousand"), 3),
)
CURRENCY_WORDS: Final = re.compile(r"(тенге|теңге|тнг|тг|kzt|tenge|₸)\.?$")
SPACES: Final = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
# A space stands between thousands only: `1 000 000,5`, never `1 5`.
GROUPED: Final = re.compile(r"[+-]? ?([0-9][0-9.,]*|[0-9]{1,3}( [0-9]{3})+([.,][0-9]*)?)")

STEPS: Final = {
    "ru": ((12, "трлн"), (9, "млрд"), (6, "млн")),
    "kk": ((12, "трлн"), (9, "млрд"), (6, "млн")),
    "en": ((12, "trn"), (9, "bn"), (6, "m")),
}


class NotAnAmount(ValueError):
    """`code` names the problem, `text` what was typed."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code, self.text = code, text


def parse_amount(text: str) -> Decimal:
    """The number a person typed, in plain units. NotAnAmount says what is wrong with it."""
    rest = CURRENCY_WORDS.sub("", text.strip().lower()).strip()
    rest, power = _without_multiplier(rest)
    grouped = SPACES.sub(" ", rest).replace("\u2212", "-")
    if not GROUPED.fullmatch(grouped):
        raise NotAnAmount("amount_not_a_number", text)
    digits = _with_point(grouped.replace(" ", ""), has_multiplier=power > 0, text=text)
    return Decimal(f"{digits}e{power}")


def _without_multiplier(text: str) -> tuple[str, int]:
    match = re.search(r"([^\W\d_]+)\.?$", text)
    if not match:
        return text, 0
    for words, power in MULTIPLIERS:
        if any(match[1] == w or (len(w) > 4 and match[1].startswith(w)) for w in words):
            return text[: match.start()].strip(), power
    raise NotAnAmount("amount_unknown_word", text)


def _with_point(digits: str, *, has_multiplier: bool, text: str) -> str:
    """Digits with a point for the decimals, whichever of `,` and `.` stood for it."""
    marks = [c for c in digits if c in ",."]
    if not marks:
        return digits
    decimal_mark = marks[-1]
    tail = digits.rpartition(decimal_mark)[2]
    if len(set(marks)) == 1:
        if len(marks) > 1:  # 1,000,000: a separator of thousands
            decimal_mark = ""
        elif len(tail) == 3 and not has_multiplier:
            raise NotAnAmount("amount_ambiguous", text)
    elif marks.count(decimal_mark) > 1:
        raise NotAnAmount("amount_not_a_number", text)
    whole, _, fraction = digits.rpartition(decimal_mark) if decimal_mark else (digits, "", "")
    groups = re.split(r"[.,]", whole)
    if len(groups) > 1 and any(len(group) != 3 for group in groups[1:]):
        raise NotAnAmount("amount_not_a_number", text)
    return "".join(groups) + (f".{fraction}" if fraction else "")


def plain(value: Decimal) -> str:
    """Plain units without exponent and trailing zeros: `850000000000`, `106.3`."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def exact(value: Decimal, language: str) -> str:
    """All digits with thin groups: `850 000 000 000`, decimals after the language's mark."""
    whole, _, fraction = plain(value).partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = re.sub(r"(?<=\d)(?=(\d{3})+$)", NBSP, digits)
    mark = "." if language == "en" else ","
    return sign + groups + (mark + fraction if fraction else "")


def compact(value: Decimal, language: str) -> str:
    """As people say it: `850 млрд`, `1,4 трлн`, `24`; at most four figures, rounded half up."""
    above: tuple[int, str] | None = None
    for power, word in STEPS[language]:
        if abs(value) >= Decimal(10) ** power:
            rounded = _rounded(value.scaleb(-power))
            if above and abs(rounded) >= 1000:  # 999.96 m is 1 bn
                power, word = above
                rounded = _rounded(value.scaleb(-power))
            return f"{exact(rounded, language)}{NBSP}{word}"
        above = (power, word)
    return exact(value, language)


def _rounded(scaled: Decimal) -> Decimal:
    places = Decimal("0.01") if abs(scaled) < 10 else Decimal("0.1")
    return scaled.quantize(places, ROUND_HALF_UP)
