"""The checker of pages can fail: each fault is found on a small bad page."""

import pytest

from jolserik.site.tests.reading import faults, loose_figures, read

OTHERS = frozenset({"Наше прочтение: 850 млрд."})
FIGURES = frozenset({"850 млрд", "850 000 000 000", "106,3"})
GOOD = (
    '<html lang="ru"><body><h1>Область</h1>'
    '<a href="/figures/x/" data-evidence><span>850&nbsp;млрд ₸</span></a>'
    "<span data-evidence-value>850 000 000 000 тенге</span>"
    "<blockquote>план в 850 млрд тенге</blockquote>"
    '<a href="https://example.kz" rel="noopener external">850 млрд за год</a>'
    '<p class="jol-note">Наше прочтение: 850 млрд.</p>'
    '<div class="jol-field__hint">Как сказано: 850 млрд</div>'
    '<svg><a href="/figures/y/" data-evidence><text>2024: 850 млрд</text></a></svg>'
    "</body></html>"
)


@pytest.mark.parametrize(
    "loose",
    [
        "<p>Вложено 850 млрд ₸</p>",
        "<p>Вложено 850&nbsp;млрд&nbsp;₸</p>",
        "<td>850\u00a0000\u00a0000\u00a0000</td>",
        "<span>106,3</span> %",
        '<a href="/figures/x/">850 млрд</a>',
        "<svg><text>850 млрд</text></svg>",
        "<p>850 <b>млрд</b></p>",
        "<title>850 млрд</title>",
    ],
)
def test_a_figure_without_its_evidence_is_found(loose: str) -> None:
    assert loose_figures(read(GOOD.replace("</body>", f"{loose}</body>")), FIGURES, OTHERS)


@pytest.mark.parametrize("other", ["1 850 млрд", "850 млрдов", "2024", "106,35", "850", "№ 850"])
def test_another_number_is_no_figure(other: str) -> None:
    assert loose_figures(read(f"<p>{other}</p>"), FIGURES) == []


def test_a_figure_with_its_evidence_and_words_of_others_are_no_fault() -> None:
    assert loose_figures(read(GOOD), FIGURES, OTHERS) == []
    assert loose_figures(read(GOOD), FIGURES) == ["850 млрд"]
    assert faults(read(GOOD), "ru") == []


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ('<h1>Ещё</h1><input type="hidden" name="a">', "2 × h1"),
        ('<input name="q">', "no label: input q"),
        ('<p style="color: red">Текст</p>', "inline style on p"),
        ("<script>alert(1)</script>", "inline script"),
        ('<button onclick="f()">Да</button>', "inline onclick on button"),
        ('<form method="post" action="/x/"></form>', "a form without a token: /x/"),
        ("<p>What is counted</p>", "English: What is counted"),
        ('<p id="a">А</p><p id="a">Б</p>', "id twice: a"),
        ("<p>А</div>", "</div> closes <p>"),
    ],
)
def test_each_other_fault_is_found(bad: str, told: str) -> None:
    assert told in faults(read(GOOD.replace("</body>", f"{bad}</body>")), "ru")


def test_a_page_in_another_language_than_it_says_is_found() -> None:
    assert faults(read(GOOD), "kk") == ["html lang is ['ru'], not kk"]
