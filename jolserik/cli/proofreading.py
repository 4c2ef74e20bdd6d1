"""Reading the translations again: what is missing, differs, or stands in the wrong letters."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

KAZAKH_ONLY = re.compile(r"[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
CYRILLIC = re.compile(r"[\u0400-\u04FF]")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")
PYTHON_PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]")
BRACE_PLACE = re.compile(r"\{(\w*)[^{}]*\}")
# Not words of a language: tags, entities, places to fill, addresses, codes, file names.
NOT_WORDS = re.compile(
    r"<[^<>]*>|&\w+;|%\(\w+\)[sd]|%[sd]|\{[^{}]*\}|`[^`]*`|https?://\S+|\S+@\S+"
    r"|\b[a-z_]+:[\w…-]+|\b\w+\.(?:toml|csv|xlsx|json|geojson)\b|\b\w*_\w*\b"
)
NAMES = Path(__file__).resolve().parent.parent / "site" / "locale" / "names.txt"


@cache
def names() -> frozenset[str]:
    """Names and abbreviations that stand in foreign letters in any language, lower case."""
    lines = NAMES.read_text("utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line and not line.startswith("#"))


def places(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Names of the places to fill: those of Python's % and those in braces."""
    percent = text.replace("%%", "")
    return (
        frozenset(match[0] for match in PYTHON_PLACE.finditer(percent)),
        frozenset(match[1] for match in BRACE_PLACE.finditer(text)),
    )


def mistakes(english: str, language: str, text: str, *, is_form: bool = False) -> Iterator[str]:
    """What is wrong with one translation. A form of a plural may leave the number out."""
    if not text.strip():
        yield "is missing"
        return
    wanted, given = (frozenset().union(*places(said)) for said in (english, text))
    if not (given <= wanted if is_form else given == wanted):
        told = sorted(given ^ wanted)
        yield f"fills other places than the English text: {', '.join(told)}"
    yield from foreign(language, text)


def foreign(language: str, text: str) -> Iterator[str]:
    """Letters and words of another language in a text."""
    plain = " ".join(
        word for word in NOT_WORDS.sub(" ", text).split() if _bare(word) not in names()
    )
    if language == "en":
        if found := CYRILLIC.search(plain):
            yield f"has a Cyrillic letter: {_around(plain, found)}"
        return
    if language == "ru" and (found := KAZAKH_ONLY.search(plain)):
        yield f"has a Kazakh letter: {_around(plain, found)}"
    for match in LATIN_WORD.finditer(plain):
        if match[0].lower() not in names():
            yield f"has a word in Latin letters: {match[0]} (a name? add it to {NAMES.name})"


def copied(ru: str, kk: str) -> str | None:
    """Kazakh that is the Russian text again is no translation; short terms may be the same."""
    words = [word for word in NOT_WORDS.sub(" ", ru).split() if CYRILLIC.search(word)]
    return "says the same as the Russian text" if ru == kk and len(words) > 2 else None


def words_files(house: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """(where, the three texts) of every code in the words.toml of every room."""
    for file in sorted(house.glob("*/words.toml")):
        for kind, table in tomllib.loads(file.read_text("utf-8")).items():
            for code, said in table.items():
                yield f"{file.parent.name}/words.toml [{kind}.{code}]", said


def _bare(word: str) -> str:
    return word.strip(".,:;!?()«»“”\"'’…—–-").lower()


def _around(text: str, found: re.Match[str]) -> str:
    return f"“{text[max(0, found.start() - 12) : found.end() + 12]}”"
