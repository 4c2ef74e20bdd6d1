"""What a row that is no data says: a section, a total, a note. Told by its words."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from jolserik.core.fold import fold
from jolserik.sheets.values import Place

TOTAL: Final = re.compile(
    r"^[\s:*-]*(?:итого|всего|барлыгы|жиыны|жалпы|total|totals|grand total|subtotal|sum|сумма)\b"
    r"|\b(?:итого|всего|барлыгы|жиыны|total)[\s:.]*(?:\(?\d+[^)]*\)?)?$"
)
PARTS: Final = re.compile(
    r"^(?:в том числе|в т\.? ?ч|из них|онын ишинде|сонын ишинде|including|of which)\b"
)
NOTE: Final = re.compile(
    r"^(?:\*|\d\)|(?:примечани|исп[.:]|исполнитель|ескерт|орындаушы|note|источник|подпись|source|"
    r"дереккоз|тел[.:]))"
)
TOTAL_WORDS: Final = ("итого", "всего", "барлы", "жиын", "жалпы", "total", "sum", "сумма", "в т")
LONGEST_SECTION: Final = 200


class SectionKind(StrEnum):
    """What a section tells about the rows below it, as far as its words say."""

    ZONE = "zone"
    PLACE = "place"
    STAGE = "stage"
    SECTOR = "sector"
    YEAR = "year"
    OTHER = "other"


SIGNS: Final = (
    (
        SectionKind.ZONE,
        r"\bсэз\b|\bаэа\b|\bsez\b|\bмпз\b|\bшиа\b|(?:индустриальн|промышленн|экономическ)\w* зон"
        r"|индустриялык айма|экономикалык айма|(?:industrial|economic) zone",
    ),
    (
        SectionKind.PLACE,
        r"\bрайон\w{0,2}\b|\bр-н\b|\bаудан\w*|\bгород\w{0,2}\b|\bг\.|\bкала\w{0,3}\b|област|облыс"
        r"|\bdistrict\b|\bcity\b|\bregion\b",
    ),
    (
        SectionKind.STAGE,
        r"^(?:проекты,? )?(?:введен|запущен|реализуем|реализованн|планируем|приостановлен|завершен"
        r"|действующ|перспективн|прорабатываем|на стадии|в стадии|launched|planned|ongoing"
        r"|suspended|completed|under construction)|иске косыл|иске асырыл|жоспарлан|токтатыл",
    ),
    (
        SectionKind.SECTOR,
        r"промышленност|хозяйств|энергет|машиностро|металлург|химич|транспорт|туризм|торговл"
        r"|стройиндустр|\bапк\b|горнодобыв|здравоохранен|образован|онеркасип|шаруашыл"
        r"|курылыс материал|\bindustry\b|agricultur|\benergy\b|\bmining\b|manufactur|tourism"
        r"|logist",
    ),
    (SectionKind.YEAR, r"^(?:проекты )?(?:на |в )?(?:19|20)\d\d ?(?:г|год|ж|жыл|year)?\w*\.?$"),
)
PATTERNS: Final = tuple((kind, re.compile(signs)) for kind, signs in SIGNS)


@dataclass(frozen=True)
class Section:
    """A text that stands over rows and tells something about them."""

    text: str
    kind: SectionKind
    place: Place


def kind_of(text: str) -> SectionKind:
    """What the words of a section tell."""
    folded = fold(text)
    return next((kind for kind, signs in PATTERNS if signs.search(folded)), SectionKind.OTHER)


def is_total(text: str) -> bool:
    """«Итого», «Всего по району: 12 проектов», «в том числе»: sums, not a project."""
    folded = fold(text)
    return bool(TOTAL.search(folded) or PARTS.search(folded))


def is_part_of_total(text: str) -> bool:
    """«В том числе», «из них»: sums of some rows, which cannot be compared."""
    return bool(PARTS.search(fold(text)))


def may_be_total(text: str) -> bool:
    """A quick look, before the long one."""
    return any(word in text.lower() for word in TOTAL_WORDS)


def is_note(text: str) -> bool:
    """A footnote, a source, a signature: a text that is over no rows."""
    return bool(NOTE.search(fold(text))) or len(text) > LONGEST_SECTION
