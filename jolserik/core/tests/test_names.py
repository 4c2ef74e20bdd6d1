"""Names as people write them: skeletons, keyboard layouts, legal forms."""

import pytest

from jolserik.core.fold import skeleton
from jolserik.core.keyboard import swapped
from jolserik.core.legal_forms import without_legal_forms

MEETING = [
    ("Сарань", "Саран", "Saran", "Saran'", "SARAN", "Cарaнь"),  # the last with Latin C and a
    ("Қарағанды", "Караганды", "Qaraghandy", "Qarağandy", "Qaragandy", "Karagandy"),
    ("Жезқазған", "Жезказган", "Zhezkazgan", "Jezqazgan", "Zhezqazghan"),
    ("Щучинск", "Shchuchinsk", "Schuchinsk"),
    ("Балхаш", "Balkhash", "Balhash"),
    ("Цемент", "Cement", "Tsement", "ЦЕМЕНТ"),
    ("Юлия Яковлева", "Yuliya Yakovleva", "Iuliia Iakovleva", "Yulia Yakovleva"),
    ("Дмитрий", "Dmitriy", "Dmitry", "Dmitrii"),
    ("Ұлытау", "Улытау", "Ulytau"),
    ("Теміртау", "Темиртау", "Temirtau"),
    ("Әсет", "Asset", "Aset"),
    ("Каз Карбон", "Qaz Carbon", "Kaz-Karbon", "«Қаз  Карбон»"),
    ("Подъезд", "Podezd"),
    ("O’Brian", "O'Brian", "OBrian"),
    ("Łódź Übung", "Lodz Ubung"),
]


@pytest.mark.parametrize("spellings", MEETING, ids=lambda group: group[0])
def test_spellings_of_one_name_have_one_skeleton(spellings: tuple[str, ...]) -> None:
    assert len({skeleton(text) for text in spellings}) == 1
    assert skeleton(spellings[0])


def test_a_skeleton_is_made_of_latin_letters_and_digits() -> None:
    for text in ("三星电子", "삼성 12", "ЦОФ-2 №12а", "ə ѣ ß"):
        assert skeleton(text)
        assert all(word.isascii() and word.isalnum() for word in skeleton(text))
    assert skeleton("ЦОФ-2 №12а") == ("cof", "2", "12", "a")
    assert skeleton("ь — «»\0") == ()


def test_digits_stay_as_they_are() -> None:
    assert skeleton("1001 ночь") == ("1001", "noq")


LAYOUTS = [
    ("cfhfym", "сарань"),
    ("ыфьыгтп", "samsung"),
    ("0fhf5fyls", "қарағанды"),
    (",fk[fi", "балхаш"),
    ("<FK{FI", "балхаш"),
    ("Cfhfym pfdjl", "сарань завод"),
    ("123 456", None),
    ("", None),
]


@pytest.mark.parametrize(("typed", "meant"), LAYOUTS)
def test_the_same_keys_in_the_other_layout(typed: str, meant: str | None) -> None:
    assert swapped(typed) == meant


FORMS = [
    ("ТОО «Алтын дән»", "Алтын дән"),
    ("«Алтын дән» ЖШС", "Алтын дән"),
    ("тоо алтын дән", "алтын дән"),
    ("Altyn Dan LLP", "Altyn Dan"),
    ("Товарищество с ограниченной ответственностью «Вектор»", "Вектор"),
    ("«Дән» жауапкершілігі шектеулі серіктестігі", "Дән"),
    ("«Орда» АҚ", "Орда"),
    ("Ақ Орда", "Ақ Орда"),
    ("АО «Ақ бидай»", "Ақ бидай"),
    ("А.О. «Вектор»", "Вектор"),
    ("Bau GmbH & Co. KG", "Bau"),
    ("Samsung Co., Ltd.", "Samsung"),
    ("Total S.A.", "Total"),
    ("ИП Выдумкина", "Выдумкина"),
    ("ШҚ «Береке»", "Береке"),
    ("ТОО", "ТОО"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "without"), FORMS)
def test_legal_forms_are_left_out(name: str, without: str) -> None:
    assert without_legal_forms(name) == without
