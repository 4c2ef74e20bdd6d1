"""Units of money as tables write them: in titles, in captions above the table, in cells.

A unit is a scale and a currency: «млн. тенге» is a million and KZT. What is written in no
table is never guessed here.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jolserik.core.fold import fold

HOME_CURRENCY: Final = "KZT"
SCALES: Final = (
    (12, r"трлн|триллион\w*|trn|trillions?"),
    (9, r"млрд|миллиард\w*|bln|bn|billions?"),
    (6, r"млн|милион\w*|миллион\w*|mln|mio|millions?"),
    (3, r"тыс|тысяч\w*|мын|thousands?|thsd|ths"),
)
CURRENCIES: Final = (
    ("KZT", r"тенге\w*|тнг|тг|kzt|tenge|₸"),
    ("USD", r"долл\w*(?:\.? ?сша)?|usd|us ?\$|\$|ақш доллар\w*|акш доллар\w*"),
    ("EUR", r"евро|eur|euros?|€"),
    ("RUB", r"руб\w*|rub|₽"),
    ("CNY", r"юан\w*|cny|rmb|¥"),
)
_SCALE: Final = "|".join(f"(?P<e{power}>{words})" for power, words in SCALES)
_CURRENCY: Final = "|".join(f"(?P<{code}>{words})" for code, words in CURRENCIES)
_EDGE: Final = r"(?<![^\W\d_])"
_END: Final = r"(?![^\W\d_])"
SCALE: Final = re.compile(rf"{_EDGE}(?:{_SCALE}){_END}\.?")
CURRENCY: Final = re.compile(rf"(?:{_EDGE}(?:{_CURRENCY}){_END}\.?)")
LETTER_SCALES: Final = {"k": "ths", "m": "mln", "b": "bln", "t": "trn"}
BARE_SCALE: Final = re.compile(r"(?<![^\W\d_])(kzt|usd|eur|\$|€|₸)[ .]?([kmbt])(?!\w)")
SCALE_FIRST: Final = re.compile(r"(?<![^\W\d_])([kmbt])[ .]?(kzt|usd|eur|\$|€|₸)(?!\w)")
# A scale, a currency, or both in either order.
MONEY: Final = re.compile(
    rf"{_EDGE}(?:(?:{re.sub(r'[?]P<[^>]*>', '?:', _SCALE)}){_END}\.?[ ,]*"
    rf"(?:{re.sub(r'[?]P<[^>]*>', '?:', _CURRENCY)})?"
    rf"|(?:{re.sub(r'[?]P<[^>]*>', '?:', _CURRENCY)})[ ,.]*"
    rf"(?:(?:{re.sub(r'[?]P<[^>]*>', '?:', _SCALE)}){_END})?){_END}\.?"
)
# What else stands in a caption that tells only the unit.
CAPTION_WORDS: Final = re.compile(
    r"\b(?:в|все|суммы|сумма|стоимост\w*|указан\w*|приведен\w*|единиц\w*|измерени\w*|ед|изм|"
    r"барлык|сомалар\w*|корсетилген|олшем|бирлиги|all|amounts?|in|are|given|unit|units|of|measure)\b"
)
NOT_MONEY_AFTER: Final = re.compile(
    r"^[ .]*(?:тонн|тн|т\b|т/|шт|штук|гол|чел|адам|кв|куб|м2|м3|га\b|мвт|квт|ед\b|единиц|литр|"
    r"метр|дана|бас\b|tons?|people|units|доз|пар|дал|квтч|экз|км)"
)
BEFORE_NUMBER: Final = re.compile(
    r"\d[,.]? ?$|\b(?:свыше|более|менее|до|от|сумму|асатын|жогары|over) ?$"
)
YEAR_BEFORE: Final = re.compile(r"\b(?:19|20)\d\d[ .,)]*(?:г|гг|год\w*|ж|жыл\w*)?[ .,)]*$")


@dataclass(frozen=True)
class Money:
    """A scale (power of ten) and a currency; empty where the text does not say it."""

    power: int
    currency: str

    @property
    def scale(self) -> Decimal:
        return Decimal(1).scaleb(self.power)

    def in_full(self, home: str = HOME_CURRENCY) -> "Money":
        return Money(self.power, self.currency or home)

    def __str__(self) -> str:
        return f"{self.power}:{self.currency}"

    @classmethod
    def parse(cls, text: str) -> "Money":
        """From what `str` gave; anything else is a ValueError."""
        power, _, currency = text.partition(":")
        if int(power) not in (0, 3, 6, 9, 12) or not re.fullmatch(r"[A-Z]{3}", currency):
            raise ValueError(text)
        return cls(int(power), currency)


PHYSICAL: Final = re.compile(
    r"(?<![^\W\d_])(?:[мгк]вт(?:[*·]?ч)?|[mgk]wh?|га|ha|тонн\w*|т/год|т\. ?/|tons?|км|km"
    r"|м[23²³]|m[23²³]"
    r"|кв\.? ?м"
    r"|куб\.? ?м|литр\w*|гкал|голов|шт|дана)(?![^\W\d_])"
)


def is_physical(text: str) -> bool:
    """A unit of power, weight, area or number stands in the text: it is no money and no people."""
    return bool(PHYSICAL.search(fold(text)))


def money_in(text: str) -> tuple[Money, ...]:
    """Every unit of money that a text names, without those that belong to a number before them.

    «стоимость, млн. тенге» names one, «проекты свыше 500 млн тенге» none, «тыс. тонн» none.
    """
    return tuple(money for money, _ in _found(_spelled(text)))


def without_money(text: str) -> str:
    """The text, folded, with its units of money taken out."""
    folded = _spelled(text)
    for _, (start, end) in reversed(_found(folded)):
        folded = f"{folded[:start]} {folded[end:]}"
    return folded


def unit_of_number(text: str) -> Money | None:
    """What stands beside a number in its cell: «млрд», «$», «тыс. тг». None if it is no unit."""
    folded = _spelled(text).strip(" .,()")
    if not folded:
        return Money(0, "")
    found = MONEY.fullmatch(folded) or MONEY.fullmatch(folded + ".")
    return _money(folded) if found else None


def caption_unit(text: str) -> Money | None:
    """The unit that a caption above a table gives to all of it: «(в млн. тенге)», «…, тыс. тг».

    Only where the unit stands by itself, in brackets or at the very end.
    """
    folded = _spelled(text)
    found = _found(folded)
    if len({money for money, _ in found}) != 1:
        return None
    money, (start, end) = found[-1]
    rest = CAPTION_WORDS.sub(" ", folded[:start] + " " + folded[end:])
    by_itself = not re.search(r"\w", rest)
    bracketed = "(" in folded[:start] and folded[end:].lstrip(" .").startswith(")")
    at_the_end = not folded[end:].strip(" .)") and re.search(r"[,:;(]\s*(?:в )?$", folded[:start])
    return money if by_itself or bracketed or at_the_end else None


def _spelled(text: str) -> str:
    """Folded; a single letter beside a currency is its scale: `USD m`, `$12k`."""
    folded = BARE_SCALE.sub(lambda found: f"{found[1]} {LETTER_SCALES[found[2]]}", fold(text))
    return SCALE_FIRST.sub(lambda found: f"{LETTER_SCALES[found[1]]} {found[2]}", folded)


def _found(folded: str) -> list[tuple[Money, tuple[int, int]]]:
    found = []
    for match in MONEY.finditer(folded):
        money = _money(match[0])
        before = folded[: match.start()]
        if BEFORE_NUMBER.search(before) and not YEAR_BEFORE.search(before):
            continue
        if not money.currency and NOT_MONEY_AFTER.search(folded[match.end() :]):
            continue
        found.append((money, match.span()))
    return found


def _money(text: str) -> Money:
    scale, currency = SCALE.search(text), CURRENCY.search(text)
    power = next((int(k[1:]) for k, v in scale.groupdict().items() if v), 0) if scale else 0
    code = next((k for k, v in currency.groupdict().items() if v), "") if currency else ""
    return Money(power, code)
