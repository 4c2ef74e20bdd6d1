"""Languages: their names, and which are spoken where (CLDR, by babel)."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from babel import Locale
from babel.languages import get_official_languages

# Everybody in the region speaks with an investor in these, so they distinguish nobody.
OWN: Final = frozenset({"ru", "kk"})


@cache
def codes() -> frozenset[str]:
    """ISO 639-1."""
    return frozenset(str(code) for code in Locale("en").languages if len(str(code)) == 2)


def name(code: str, language: str) -> str:
    return str(Locale(language).languages.get(code, code))


def of_countries(countries: Iterable[str]) -> frozenset[str]:
    """What is officially spoken in countries, without the languages that everybody here speaks."""
    spoken = {
        language.partition("_")[0]
        for country in countries
        for language in get_official_languages(country.upper())
    }
    return frozenset(spoken & codes()) - OWN
