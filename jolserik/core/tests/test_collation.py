import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jolserik.core.collation import SORT_KEY_LENGTH, sort_key

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
IN_ORDER = {
    "letters": list(ALPHABET),
    "kazakh": [
        "Алма",
        "Әлем",
        "Бал",
        "Караганда",
        "Кызыл",
        "Қарағанды",
        "Қызыл",
        "Лада",
        "Ұя",
        "Үй",
    ],
    "numbers": ["2-ая линия", "9 завод", "10 завод", "Завод", "Завод 2", "Завод 10"],
    "words before longer ones": ["Саран", "Саран ауданы", "Саранский", "Сарань"],
    "quotes and case do not count": ["«Алма»", "АЛМАТЫ", "алтын"],
}


@pytest.mark.parametrize("texts", IN_ORDER.values(), ids=IN_ORDER)
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_kazakh_reader_finds_names_where_expected(texts: list[str], language: str) -> None:
    shuffled = random.Random(3).sample(texts, len(texts))
    assert sorted(shuffled, key=lambda text: sort_key(text, language)) == texts


def test_latin_comes_first_for_readers_of_english_only() -> None:
    names = ["Ялта", "Zhezkazgan"]
    assert sort_key(names[0], "ru") < sort_key(names[1], "ru")
    assert sort_key(names[0], "kk") < sort_key(names[1], "kk")
    assert sort_key(names[1], "en") < sort_key(names[0], "en")


def test_letters_of_other_alphabets_stand_by_their_nearest_latin_ones() -> None:
    assert sort_key("Łódź", "en") == sort_key("Lodz", "en")


@given(st.text(max_size=200), st.sampled_from(["ru", "kk", "en"]))
def test_a_key_is_digits_and_fits_the_column(text: str, language: str) -> None:
    key = sort_key(text, language)
    assert len(key) <= SORT_KEY_LENGTH
    assert key == "" or (key.isascii() and key.isdigit())


@given(st.text(ALPHABET, max_size=20), st.text(ALPHABET, max_size=20))
def test_texts_of_letters_sort_as_the_alphabet_says(one: str, other: str) -> None:
    by_alphabet = [ALPHABET.index(letter) for letter in one] < [ALPHABET.index(x) for x in other]
    assert (sort_key(one, "kk") < sort_key(other, "kk")) is by_alphabet


@given(st.integers(0, 10**40), st.integers(0, 10**40))
def test_numbers_sort_by_their_size(one: int, other: int) -> None:
    assert (sort_key(f"№{one}", "ru") < sort_key(f"№{other}", "ru")) is (one < other)
