"""Names of countries in three languages, as tables write them: «КНР», «Қытай», «South Korea»."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from babel import Locale

from jolserik.core.fold import fold

LANGUAGES: Final = ("ru", "kk", "en")
# What people write besides the full names.
ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "KZ": ("рк", "республика казахстан", "казахстан республикасы", "rk", "kaz"),
    "CN": ("кнр", "кхр", "prc", "китайская народная республика"),
    "RU": ("рф", "российская федерация", "ресей федерациясы", "russian federation"),
    "US": ("сша", "акш", "usa", "америка"),
    "AE": ("оаэ", "баэ", "uae", "эмираты", "дубай"),
    "GB": ("англия", "уэликобритания", "великобритания", "улыбритания", "uk", "britain", "england"),
    "KR": (
        "южная корея",
        "корея",
        "республика корея",
        "оңтустик корея",
        "онтустик корея",
        "корея республикасы",
        "south korea",
        "korea",
    ),
    "TR": ("турция", "туркия", "turkey", "turkiye"),
    "DE": ("фрг", "германия"),
    "SA": ("ксв", "саудовская аравия"),
    "UZ": ("рузб", "узбекистан"),
    "KG": ("кыргызстан", "киргизия", "кр"),
    "BY": ("беларусь", "белоруссия", "рб"),
    "NL": ("голландия", "нидерланды"),
    "CZ": ("чехия", "чешская республика"),
    "VG": ("бво", "bvi"),
    "IR": ("иран", "ири"),
}
BETWEEN: Final = re.compile(r"\s*(?:[,;/+&]|\n|\s-\s|\s–\s|\s(?:и|мен|және|and)\s)\s*")


@cache
def codes_by_name() -> Mapping[str, str]:
    """ISO code by folded name."""
    found = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[fold(name)] = code
    found |= {fold(name): code for code, names in ALSO.items() for name in names}
    return found


def read_countries(text: str) -> tuple[str, ...] | None:
    """Codes of the countries that a cell names, in order; None if a part is no country."""
    known = codes_by_name()
    parts = [part.strip(' .()«»"') for part in BETWEEN.split(text) if part.strip(' .()«»"')]
    codes = [known.get(fold(part)) or (part if part in known.values() else None) for part in parts]
    return tuple(dict.fromkeys(c for c in codes if c)) if codes and all(codes) else None
