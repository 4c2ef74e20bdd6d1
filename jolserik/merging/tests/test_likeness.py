"""Which records look like one: a table of pairs, without a database."""

from decimal import Decimal
from typing import Any

import pytest

from jolserik.core.words import vocabulary
from jolserik.merging.likeness import CompanySide, ProjectSide, of_companies, of_projects


def firm(name: str, key: str = "b", **rest: Any) -> CompanySide:
    return CompanySide(key=key, names=(name,), **{"country": "KZ", **rest})


COMPANIES: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("ТОО «Алтын дән»", "«Алтын дән» ЖШС", {}, "same_name_other_form"),
    ("ТОО «Алтын дән»", "Altyn Dan LLP", {}, "same_name_other_letters"),
    ("ТОО «Алтын дән»", "ТОО «Алтын дән»", {}, "same_name"),
    ("ТОО «КазАгроПром»", "KazAgroProm LLP", {}, "same_name_other_letters"),
    ("ТОО «Казагропром»", "ТОО «Казагропорм»", {}, "similar_name"),
    ("АО «Сарыарка Инвест Холдинг»", "ТОО «Сарыарка Инвест»", {}, "shortened_name"),
    ("ТОО «Алтын дән»", "ТОО «Керамика»", {}, ""),
    ("ТОО «Алтын дән»", "ТОО «Алтын дән»", {"bin": "990840000018"}, ""),
    ("ТОО «Алтын дән»", "ТОО «Алтын дән»", {"fictional": True}, ""),
    ("ТОО «Насос 1»", "ТОО «Насос 2»", {}, ""),
    ("Samsung", "Самсунг", {"country": "KR"}, "same_name_other_letters"),
    ("ТОО «Степь»", "ТОО «Степной»", {"country": "KR"}, ""),
)


@pytest.mark.parametrize(("name", "other", "more", "reason"), COMPANIES)
def test_companies(name: str, other: str, more: dict[str, Any], reason: str) -> None:
    one = firm(name, "a", bin="990840000022" if "bin" in more else "")
    found = of_companies(one, firm(other, **more))
    back = of_companies(firm(other, **more), one)
    assert (found.reasons[0] if found else "") == reason
    assert (found and found.points) == (back and back.points)


PROJECTS: tuple[tuple[str, str, dict[str, Any], bool], ...] = (
    ("Завод плитки", "Zavod plitki", {}, True),
    ("Завод плитки", "Завод по производству плитки", {"company": "c"}, True),
    ("Завод плитки", "Завод керамогранита", {}, False),
    ("Завод плитки", "Завод плитки", {"initiators": ("ТОО Б",), "place": "kato:2"}, False),
    ("Завод плитки", "Завод плитки", {"initiators": ("ТОО Б",)}, True),
    ("Завод плитки", "Завод кирпича", {"company": "c", "zone": "zone:a"}, False),
    ("Трубный завод", "Завод изолированных труб", {"initiators": ("ТОО Б",)}, False),
    ("Завод труб", "Завод изолированных труб", {"initiators": ("LLP A",)}, True),
    ("Станция № 1", "Станция № 2", {"company": "c", "zone": "zone:a"}, False),
    ("Завод плитки", "Завод плит", {"company": "c", "zone": "zone:a", "cost_kzt": 100}, True),
    ("Завод плитки", "Элеватор", {"company": "c", "zone": "zone:a", "cost_kzt": 100}, False),
)


@pytest.mark.parametrize(("name", "other", "more", "likely"), PROJECTS)
def test_projects(name: str, other: str, more: dict[str, Any], likely: bool) -> None:
    told: dict[str, Any] = {
        "company": "c",
        "initiators": ("ТОО А",),
        "place": "kato:1",
        "zone": "zone:a",
        "cost_kzt": Decimal(105),
    }
    one = ProjectSide(key="a", names=(name,), **told)
    two = ProjectSide(key="b", names=(other,), **{"place": "kato:1", **more})
    assert (of_projects(one, two) is not None) is likely


def test_the_remark_that_an_example_is_one_makes_nothing_alike() -> None:
    sides = [
        ProjectSide(key=key, names=(f"{name} (вымышленный)",), company="c", fictional=True)
        for key, name in (("a", "Завод стекла"), ("b", "Цех банок"))
    ]
    assert of_projects(*sides) is None


def test_the_reasons_are_in_words_and_the_weightiest_comes_first() -> None:
    one = firm("ТОО «Алтын дән»", "a", website="https://www.altyn.kz/x", zones=frozenset({"z"}))
    two = firm("Altyn Dan", website="http://altyn.kz", zones=frozenset({"z"}))
    found = of_companies(one, two)
    assert found is not None
    assert found.reasons == (
        "same_name_other_letters",
        "same_website",
        "same_zone",
        "same_country",
    )
    assert all(("likeness", reason) in vocabulary() for reason in found.reasons)
