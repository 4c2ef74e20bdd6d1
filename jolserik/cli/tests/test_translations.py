"""Finding texts, keeping catalogues, and reading translations again."""

from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from click.testing import CliRunner

from jolserik.cli import extraction, proofreading, translations
from jolserik.cli.extraction import Text
from jolserik.site import translations as compiled

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals={forms}; plural=0;\\n"

msgid "Dead text"
msgstr "Мёртвый текст"

msgid "Kept text"
msgstr "Оставлен как был"
"""


# --- finding


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "Save" %}', Text("Save")),
        ("{% trans 'Don\"t' %}", Text('Don"t')),
        ('{% translate "May" context "month" %}', Text("May", "month")),
        ('{{ _("Barrier") }}', Text("Barrier")),
        ('{% include "x.html" with title=_("Zone") %}', Text("Zone")),
        ("<p>\n   {% blocktranslate %}It's {{ day }}{% endblocktranslate %}", Text("It's %(day)s")),
        (
            "{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}",
            Text("Two lines"),
        ),
        (
            "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows"
            "{% endblocktranslate %}",
            Text("%(n)s row", "", "%(n)s rows"),
        ),
        ("{% blocktranslate %}50 % of it{% endblocktranslate %}", Text("50 %% of it")),
    ],
)
def test_texts_of_templates_are_found(source: str, found: Text) -> None:
    around = "<ul>\n  <li>it's (not [text\n\t" + source + "\n {% if a %} </li>{% endif %}"
    assert list(extraction.of_template(around)) == [found]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_("Save")', [Text("Save")]),
        ('gettext_lazy("One " "text")', [Text("One text")]),
        ('ngettext("%d row", "%d rows", n)', [Text("%d row", "", "%d rows")]),
        ('translation.pgettext("month", "May")', [Text("May", "month")]),
        ('npgettext("a", "b", "c", n)', [Text("b", "a", "c")]),
        ("_(computed)", []),
        ('other("Save")', []),
    ],
)
def test_texts_of_python_are_found(source: str, found: list[Text]) -> None:
    assert list(extraction.of_python(source)) == found


# --- keeping


@pytest.fixture
def collected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], polib.POFile]:
    """Collect from a house with two texts into catalogues with one of them; the Russian one."""
    house, locale = tmp_path / "house", tmp_path / "locale"
    (house / "room" / "templates").mkdir(parents=True)
    (house / "room" / "templates" / "a.html").write_text('{% translate "Kept text" %}')
    (house / "room" / "views.py").write_text('_("investor")\nngettext("A row", "Rows", n)')
    for language, forms in (("ru", 4), ("kk", 2)):
        folder = locale / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "django.po").write_text(HEAD.format(forms=forms))
    monkeypatch.setattr(compiled, "LOCALE", locale)
    monkeypatch.setattr(translations, "_house", lambda: house)

    def collect() -> polib.POFile:
        done = CliRunner().invoke(translations.command, ["collect"])
        assert done.exit_code == 0, done.output
        return polib.pofile(str(locale / "ru" / "LC_MESSAGES" / "django.po"))

    return collect


def test_new_texts_come_in_empty_and_dead_ones_go(collected: Callable[[], polib.POFile]) -> None:
    file = collected()
    # "investor" is a term of the glossary and is translated there.
    assert [entry.msgid for entry in file] == ["A row", "Kept text"]
    assert file[0].msgstr_plural == {0: "", 1: "", 2: "", 3: ""}
    assert file[1].msgstr == "Оставлен как был"
    assert [str(entry) for entry in collected()] == [str(entry) for entry in file]


def test_check_names_what_is_missing_with_its_place(collected: Callable[[], polib.POFile]) -> None:
    collected()
    done = CliRunner().invoke(translations.command, ["check"])
    assert done.exit_code == 1
    assert "ru: “A row” is missing" in done.output
    assert "kk: “Kept text” says the same as the Russian text" in done.output


# --- reading again


@pytest.mark.parametrize(
    ("english", "language", "text", "mistake"),
    [
        ("Save", "ru", "", "is missing"),
        ("{n} rows", "ru", "строки", "fills other places"),
        ("%(n)s rows", "kk", "%(m)s жол", "fills other places"),
        ("50 %% of {n}", "ru", "50 %% от {n}", None),
        ("Save", "ru", "Сақтау", "Kazakh letter"),
        ("Save", "ru", "Save", "Latin letters: Save"),
        ("Save as PDF", "ru", "Сохранить как PDF", None),
        ("See {link}", "ru", "См. <a href='x'>{link}</a>", None),
        ("Write kato:35", "kk", "kato:35 деп жазыңыз", None),
        ("Save", "kk", "Сақтау", None),
    ],
)
def test_translation_is_read_again(
    english: str, language: str, text: str, mistake: str | None
) -> None:
    found = list(proofreading.mistakes(english, language, text))
    assert [mistake in line for line in found] == [True] if mistake else found == []


def test_form_of_a_plural_may_leave_the_number_out() -> None:
    assert not list(proofreading.mistakes("%(n)s rows", "ru", "одна строка", is_form=True))
    assert list(proofreading.mistakes("%(n)s rows", "ru", "%(m)s строк", is_form=True))


def test_kazakh_that_repeats_the_russian_is_found() -> None:
    assert proofreading.copied("Это целое предложение", "Это целое предложение")
    assert proofreading.copied("Инвестор", "Инвестор") is None


def test_english_with_a_cyrillic_letter_is_found() -> None:
    assert list(proofreading.foreign("en", "Bаrrier"))  # the а is Cyrillic
    assert not list(proofreading.foreign("en", "Barrier — “solved”"))


def test_compiled_catalogues_hold_glossary_and_words(
    collected: Callable[[], polib.POFile],
) -> None:
    collected()
    compiled.compile_all()
    file = polib.mofile(str(compiled.LOCALE / "ru" / "LC_MESSAGES" / "django.mo"))
    said = {entry.msgid: entry.msgstr for entry in file}
    assert said["investor"] == "инвестор"
    assert said["Kept text"] == "Оставлен как был"
    assert "A row" not in said
