"""Which project a row means."""

import pytest

from jolserik.imports.matching import Known, Match, Matcher, Sought

KNOWN = (
    Known(1, ("Строительство завода керамического кирпича", "", ""), "c-keramit", "kato:1"),
    Known(2, ("Тепличный комплекс", "Жылыжай кешені", "Greenhouse"), "c-zhaisan", "kato:1"),
    Known(3, ("Солнечная электростанция 50 МВт", "", ""), "c-sun", "kato:2"),
    Known(4, ("Солнечная электростанция 50 МВт", "", ""), "c-other", "kato:3"),
    Known(5, ("Завод KamaTyres, 1-я очередь", "", ""), "", ""),
)


@pytest.mark.parametrize(
    ("sought", "project"),
    [
        (Sought("Строительство завода керамического кирпича", "c-keramit", True, "kato:1"), 1),
        # the same company and nearly the same name
        (Sought("Строит-во завода керамического кирпича", "c-keramit", True), 1),
        # the same company, the name cut short
        (Sought("Завод керамического кирпича", "c-keramit", True), 1),
        # the name in another language
        (Sought("Жылыжай кешені", place="kato:1"), 2),
        # another alphabet, another order of words
        (Sought("1-я очередь, завод КамаТайрес"), 5),
        (Sought("Завод Kama Tyres 1-я очередь"), 5),
        # two of one name: the company tells
        (Sought("Солнечная электростанция 50 МВт", "c-other", True), 4),
        # remembered from last month, whatever it is called now
        (Sought("Совсем другое", remembered=3), 3),
    ],
)
def test_a_project_is_recognised(sought: Sought, project: int | None) -> None:
    assert Matcher(KNOWN).find(sought).project == project


def test_two_of_one_name_are_shown_to_a_person() -> None:
    found = Matcher(KNOWN).find(Sought("Солнечная электростанция 50 МВт"))
    assert found == Match(candidates=(3, 4))


def test_another_number_is_another_project() -> None:
    known = [Known(1, ("Солнечная станция № 1",), "c-sun", "kato:1")]
    sought = Sought("Солнечная станция № 2", "c-moon", True, "kato:1")
    assert Matcher(known).find(sought) == Match()
    same = Sought("Солнечная станция № 2", "c-sun", True, "kato:1")
    assert Matcher(known).find(same) == Match(candidates=(1,))


def test_the_same_name_by_another_company_elsewhere_is_another_project() -> None:
    sought = Sought("Тепличный комплекс", "c-new", True, "kato:3")
    assert Matcher(KNOWN).find(sought) == Match()


def test_the_same_name_by_another_company_in_the_same_place_is_unclear() -> None:
    sought = Sought("Тепличный комплекс", "c-new", True, "kato:1")
    assert Matcher(KNOWN).find(sought) == Match(candidates=(2,))


def test_another_project_of_the_same_company_is_new() -> None:
    assert Matcher(KNOWN).find(Sought("Молочная ферма", "c-zhaisan", True)) == Match()


def test_a_project_that_nobody_knows_is_new() -> None:
    assert Matcher(KNOWN).find(Sought("Мукомольный комбинат")) == Match()
    assert Matcher(()).find(Sought("Мукомольный комбинат")) == Match()
