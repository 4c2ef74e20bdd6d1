"""`jolserik translations collect` and `check`: English in the source, Russian and Kazakh beside."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import polib
from django.conf import settings

from jolserik.cli import extraction, proofreading
from jolserik.site import translations as compiled

WIDE = 10_000  # no line is ever wrapped, so that a change touches one line


@click.group("translations")
def command() -> None:
    """Texts of pages: English in the source, Russian and Kazakh in the catalogues."""


@command.command("collect")
def collect() -> None:
    """Bring the catalogues up to the source: new texts come in empty, dead ones go.

    Terms of the glossary and messages of allauth are translated in their own files.
    """
    try:
        found = extraction.texts(_house())
    except ImportError:
        raise click.ClickException("Babel is missing; run: make test (or install it)") from None
    for language in compiled.TRANSLATED:
        added, gone, empty = _collect(language, found)
        click.echo(f"{language}: {added} new, {gone} gone, {empty} to translate")


def _collect(language: str, found: dict[extraction.Text, list[str]]) -> tuple[int, int, int]:
    path = _catalogue(language)
    old = polib.pofile(str(path), wrapwidth=WIDE)
    kept = {_text(entry): entry for entry in old if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=WIDE)
    fresh.metadata = old.metadata
    fresh.metadata_is_fuzzy = old.metadata_is_fuzzy
    elsewhere = _elsewhere(language)
    told = re.search(r"nplurals=(\d+)", old.metadata.get("Plural-Forms", ""))
    forms = int(told[1]) if told else 2
    wanted = [text for text in found if not _is_translated_elsewhere(text, elsewhere)]
    for text in wanted:
        entry = kept.get(text) or _empty(text, forms)
        entry.occurrences, entry.flags = [], []
        entry.comment = ", ".join(found[text])
        fresh.append(entry)
    fresh.save(str(path))
    have = set(kept)
    empty = sum(not _said(entry) or not all(_said(entry)) for entry in fresh)
    return len(set(wanted) - have), len(have - set(wanted)), empty


def _empty(text: extraction.Text, forms: int) -> polib.POEntry:
    if text.plural:
        plural = dict.fromkeys(range(forms), "")
        return polib.POEntry(
            msgid=text.msgid,
            msgctxt=text.context or None,
            msgid_plural=text.plural,
            msgstr_plural=plural,
        )
    return polib.POEntry(msgid=text.msgid, msgctxt=text.context or None, msgstr="")


@command.command("check")
def check() -> None:
    """Exit with 1 when a text is missing or in the wrong letters, with its place."""
    wrong = list(mistakes())
    for line in wrong:
        click.echo(line, err=True)
    if wrong:
        click.echo(f"{len(wrong)} mistakes; new texts come in by: jolserik translations collect")
        raise click.exceptions.Exit(1)
    click.echo("Every text stands in three languages.")


def mistakes() -> Iterator[str]:
    """Everything wrong with the catalogues, the words of the rooms, and the shared terms."""
    found = extraction.texts(_house())
    for text, files in found.items():
        for english in filter(None, (text.msgid, text.plural)):
            for said in proofreading.foreign("en", english):
                yield f"{files[0]}: “{_short(english)}” {said}"
    russian: dict[extraction.Text, list[str]] = {}
    for language in compiled.TRANSLATED:
        yield from _catalogue_mistakes(language, found, russian)
    for where, words in [*proofreading.words_files(_house()), *_terms()]:
        yield from _words_mistakes(where, words)


def _catalogue_mistakes(
    language: str,
    found: dict[extraction.Text, list[str]],
    russian: dict[extraction.Text, list[str]],
) -> Iterator[str]:
    file = polib.pofile(str(_catalogue(language)))
    have = {_text(entry): entry for entry in file if not entry.obsolete}
    elsewhere = _elsewhere(language)
    for text, files in found.items():
        if text in have or _is_translated_elsewhere(text, elsewhere):
            continue
        yield f"{language}: “{_short(text.msgid)}” ({files[0]}) is missing"
    for text, entry in have.items():
        if text not in found:
            yield f"{language}: “{_short(text.msgid)}” is used nowhere"
        said = _said(entry)
        for form in said:
            english = text.plural or text.msgid
            for mistake in proofreading.mistakes(
                english, language, form, is_form=bool(text.plural)
            ):
                yield f"{language}: “{_short(text.msgid)}” {mistake}"
        if language == "ru":
            russian[text] = said
        elif not text.plural and text in russian:
            if copied := proofreading.copied(russian[text][0], said[0]):
                yield f"{language}: “{_short(text.msgid)}” {copied}"


def _words_mistakes(where: str, said: Mapping[str, str]) -> Iterator[str]:
    if set(said) < {"ru", "kk", "en"}:
        yield f"{where} needs ru, kk and en"
        return
    yield from (f"{where} en {mistake}" for mistake in proofreading.foreign("en", said["en"]))
    for language in compiled.TRANSLATED:
        for mistake in proofreading.mistakes(said["en"], language, said[language]):
            yield f"{where} {language} {mistake}"
    if copied := proofreading.copied(said["ru"], said["kk"]):
        yield f"{where} kk {copied}"


def _terms() -> Iterator[tuple[str, dict[str, str]]]:
    """The glossary and allauth's messages, as three texts each."""
    for term in compiled.glossary():
        yield f"glossary “{term['en']}”", {code: term[code] for code in ("ru", "kk", "en")}
    kazakh = compiled.borrowed("kk")
    for english, russian in compiled.borrowed("ru").items():
        yield f"allauth “{_short(english)}”", {"ru": russian, "kk": kazakh[english], "en": english}


def _is_translated_elsewhere(text: extraction.Text, elsewhere: frozenset[str]) -> bool:
    return text.msgid in elsewhere and not text.plural and not text.context


def _elsewhere(language: str) -> frozenset[str]:
    return frozenset(term["en"] for term in compiled.glossary()) | set(compiled.borrowed(language))


def _text(entry: polib.POEntry) -> extraction.Text:
    return extraction.Text(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


def _said(entry: polib.POEntry) -> list[str]:
    """All forms of a translation."""
    if entry.msgid_plural:
        return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)]
    return [entry.msgstr]


def _catalogue(language: str) -> Path:
    return compiled.LOCALE / language / "LC_MESSAGES" / "django.po"


def _house() -> Path:
    house: Path = settings.HOUSE
    return house


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
