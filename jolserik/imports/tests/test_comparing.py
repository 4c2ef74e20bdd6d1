"""Old against new."""

from typing import Any

import pytest

from jolserik.imports.comparing import differences, of_new, parsed_years
from jolserik.imports.values import Difference, Present, Wanted
from jolserik.projects import passport

EMPTY = dict.fromkeys(passport.BY_CODE, "")


def present(values: dict[str, str] | None = None, **rest: Any) -> Present:
    known = EMPTY | {"name_ru": "Завод кирпича"} | (values or {})
    return Present(project=1, code="project:a", state="live", version=3, values=known, **rest)


def wanted(values: dict[str, str] | None = None, **rest: Any) -> Wanted:
    return Wanted(name="Завод кирпича", values=values or {}, **rest)


def found(one: Wanted, other: Present, company: str = "") -> list[Difference]:
    return list(differences(one, other, company=company)[0])


def test_what_the_list_does_not_say_stays() -> None:
    assert found(wanted(), present({"cost_kzt": "100", "product": "кирпич"})) == []


def test_a_field_that_differs_is_shown_old_against_new() -> None:
    differing = found(wanted({"jobs_permanent": "50"}), present({"jobs_permanent": "40"}))
    assert differing == [Difference("jobs_permanent", "40", "50")]


@pytest.mark.parametrize(
    ("field", "old", "new", "slack"),
    [
        ("cost_kzt", "1234549000", "1234500000", "50000"),  # the list rounds to 0.1 million
        ("product", "Кирпич керамический", "кирпич, керамический", ""),
        ("sector", "23320", "23", ""),
        ("countries", "KZ,CN", "CN,KZ", ""),
        ("capacity", "12", "12.0", ""),
    ],
)
def test_a_rounder_list_changes_nothing(field: str, old: str, new: str, slack: str) -> None:
    one = wanted({field: new}, slack={field: slack} if slack else {})
    assert found(one, present({field: old})) == []


def test_an_amount_beyond_the_rounding_is_a_change() -> None:
    one = wanted({"cost_kzt": "1234500000"}, slack={"cost_kzt": "50000"})
    assert found(one, present({"cost_kzt": "1234600000"}))


def test_a_year_does_not_change_a_known_day_within_it() -> None:
    one = wanted({"ends_on": "2027-12-31"}, spans={"ends_on": ("2027-01-01", "2027-12-31")})
    assert found(one, present({"ends_on": "2027-06-15"})) == []
    assert found(one, present({"ends_on": "2026-06-15"})) != []


def test_another_wording_of_the_name_is_offered_and_not_ticked() -> None:
    one = Wanted(name="Завод по выпуску кирпича")
    assert found(one, present()) == [
        Difference("name_ru", "Завод кирпича", "Завод по выпуску кирпича", take=False)
    ]
    assert found(Wanted(name="ЗАВОД  КИРПИЧА"), present()) == []
    assert found(Wanted(name="Кірпіш зауыты", name_field="name_kk"), present()) == [
        Difference("name_kk", "", "Кірпіш зауыты")
    ]


def test_promises_freeze_with_the_launch() -> None:
    one = wanted({"jobs_permanent": "50", "product": "плитка"})
    other = present({"jobs_permanent": "40"}, launched=True)
    differing, notes = differences(one, other, company="")
    assert [d.field for d in differing] == ["product"]
    assert [n.code for n in notes] == ["frozen_after_launch"]


def test_a_description_is_only_filled() -> None:
    one = wanted({"description": "коротко"})
    assert found(one, present({"description": "подробно"})) == []
    assert found(one, present()) == [Difference("description", "", "коротко")]


def test_what_lies_beside_the_passport() -> None:
    one = wanted(
        planned_launch="2026-12-31",
        spans={"planned_launch": ("2026-10-01", "2026-12-31")},
        state="Кровля готова",
        lists=("regional-pool", "green-corridor"),
        years={"2026": "100", "2027": "200"},
    )
    other = present(
        planned_launch="2026-08-01",
        last_state="Фундамент залит",
        lists=frozenset(["regional-pool"]),
        years={"2026": "100"},
    )
    assert found(one, other) == [
        Difference("planned_launch", "2026-08-01", "2026-12-31"),
        Difference("state", "Фундамент залит", "Кровля готова"),
        Difference("lists", "", "green-corridor"),
        Difference("years", "", "2027:200"),
    ]
    same = present(
        planned_launch="2026-11-15",
        last_state="кровля  готова",
        lists=frozenset(["regional-pool", "green-corridor"]),
        years={"2026": "100", "2027": "200"},
    )
    assert found(one, same) == []
    assert parsed_years("2027:200") == {2027: 200}


def test_a_company_that_differs() -> None:
    assert found(wanted(), present({"company": "c-1"}), "c-1") == []
    assert found(wanted(), present({"company": "c-1"}), "c-2") == [
        Difference("company", "c-1", "c-2")
    ]
    assert found(wanted(), present({"company": "c-1"}), "") == []


def test_a_new_project_shows_all_it_would_get() -> None:
    one = wanted({"jobs_permanent": "50"}, state="Начато", lists=("regional-pool",))
    assert [d.field for d in of_new(one, company="c-1")] == [
        "name_ru",
        "company",
        "jobs_permanent",
        "state",
        "lists",
    ]
