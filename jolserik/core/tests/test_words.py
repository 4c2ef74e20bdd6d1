import pytest

from jolserik.core.bin import has_valid_control_digit
from jolserik.core.fold import fold
from jolserik.core.refusal import Refusal, Refused, ensure
from jolserik.core.words import Words, vocabulary, word


def test_words_fall_back_to_russian() -> None:
    told = Words("область", "", "region")
    assert [told.get(x) for x in ("ru", "kk", "en", "de")] == [
        "область",
        "область",
        "region",
        "область",
    ]


def test_every_code_has_words_in_three_languages() -> None:
    empty = [key for key, w in vocabulary().items() if not (w.ru and w.kk and w.en)]
    assert empty == []


def test_every_language_fills_in_the_same_facts() -> None:
    def facts(text: str) -> set[str]:
        return {part.partition("}")[0] for part in text.split("{")[1:]}

    told = {key: [facts(w.ru), facts(w.kk), facts(w.en)] for key, w in vocabulary().items()}
    assert {key: f for key, f in told.items() if not f[0] == f[1] == f[2]} == {}


def test_facts_are_filled_in() -> None:
    said = word("refusal", "unknown_measure", "en", {"measure": "gold"})
    assert "gold" in said and "{" not in said


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("refusal", "no_such_code", "en")


FOLDED = [
    ("Қарағанды облысы", "караганды облысы"),
    ("ЁЛКА", "елка"),
    ("Өскемен", "оскемен"),
    ("  Saran \u00a0 zone ", "saran zone"),
    ("ҰЛЫТАУ", "улытау"),
    ("Үшарал, Іле", "ушарал, иле"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folding_forgets_case_and_kazakh_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


# The control digit was worked out by hand: 9·1+8·2+0·3+5·4+4·5+0·6+0·7+0·8+0·9+1·10+2·11 = 97 → 9.
NUMBERS = [("980540000129", True), ("980540000128", False), ("98054000012", False), ("", False)]


@pytest.mark.parametrize(
    ("number", "right"), [*NUMBERS, ("98054000012x", False), ("٩" * 12, False)]
)
def test_a_bin_is_right_when_its_control_digit_is(number: str, right: bool) -> None:
    assert has_valid_control_digit(number) is right


def test_the_second_row_of_weights_is_tried_when_the_first_gives_ten() -> None:
    assert has_valid_control_digit("980540000007")
    assert not any(has_valid_control_digit(f"98054000000{digit}") for digit in "012345689")


def test_a_number_for_which_both_rows_give_ten_is_never_right() -> None:
    assert not any(has_valid_control_digit(f"98054000007{digit}") for digit in "0123456789")


def test_a_refusal_is_raised_with_its_facts() -> None:
    ensure(None)
    with pytest.raises(Refused) as raised:
        ensure(Refusal("unknown_scope", {"scope": "kato:0"}))
    assert raised.value.refusal == Refusal("unknown_scope", {"scope": "kato:0"})
