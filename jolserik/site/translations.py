"""Compiling translations in Python: our catalogues, the glossary and the words of allauth.

Sources are English in templates and code; `locale/ru` and `locale/kk` hold the translations.
A glossary term is translated once, in `core/glossary.csv`; a catalogue may not contradict it.
"""

import csv
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent / "locale"
TRANSLATED = ("ru", "kk")


def glossary() -> list[dict[str, str]]:
    """Terms in three languages with a note, in the order of the file."""
    text = (resources.files("jolserik.core") / "glossary.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def catalogue(language: str) -> Mapping[str, str]:
    """The catalogue of one language by English text (singular)."""
    file = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
    return {entry.msgid: entry.msgstr for entry in file}


def borrowed(language: str) -> Mapping[str, str]:
    """Messages of allauth that our pages can show."""
    file = resources.files("jolserik.people") / "allauth.toml"
    if not file.is_file():
        return {}
    return {m["en"]: m[language] for m in tomllib.loads(file.read_text("utf-8"))["message"]}


def compile_all() -> None:
    """Write `django.mo` for each language whose sources are newer."""
    for language in TRANSLATED:
        folder = LOCALE / language / "LC_MESSAGES"
        target = folder / "django.mo"
        if target.exists() and target.stat().st_mtime >= _newest_source(folder):
            continue
        file = polib.pofile(str(folder / "django.po"))
        have = {entry.msgid for entry in file}
        extra = {term["en"]: term[language] for term in glossary()} | dict(borrowed(language))
        for english, text in extra.items():
            if english not in have:
                file.append(polib.POEntry(msgid=english, msgstr=text))
        # Another process may be reading the old file: put the new one in its place at once.
        fresh = target.with_suffix(".new")
        file.save_as_mofile(str(fresh))
        fresh.replace(target)


def _newest_source(folder: Path) -> float:
    house = LOCALE.parent.parent
    sources = (
        folder / "django.po",
        house / "core" / "glossary.csv",
        house / "people" / "allauth.toml",
        Path(__file__),
    )
    return max(source.stat().st_mtime for source in sources if source.exists())
