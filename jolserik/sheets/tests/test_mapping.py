"""Units and questions; corrections; what is remembered for next month."""

from decimal import Decimal
from typing import Any

import pytest

from jolserik.sheets.fields import project_list
from jolserik.sheets.mapping import Mapping, confirmed, corrected, propose
from jolserik.sheets.tests.make import recogniser, table
from jolserik.sheets.units import Money
from jolserik.sheets.values import Raw

MILLIONS = Money(6, "KZT")


def rows(
    title: str, costs: list[Raw], *, caption: str = "", jobs: list[int] | None = None
) -> list[list[Raw]]:
    titles: list[Raw] = ["Наименование проекта", "Инициатор", title, "Рабочие места"]
    above: list[list[Raw]] = [[caption]] if caption else []
    people = jobs or [100] * len(costs)
    body = [[f"Завод {i}", f"ТОО «Саз {i}»", c, people[i]] for i, c in enumerate(costs)]
    return [*above, titles, *body]


def about_cost(found: list[list[Raw]], name: str = "Лист1") -> tuple[Money | None, str, list[str]]:
    proposed = propose(table(found, name=name), recogniser())
    choice = proposed.mapping.of_field("cost")
    assert choice
    asked = [q.code for q in proposed.questions if q.column == choice.column]
    return choice.unit, choice.unit_from, asked


COSTS: list[Raw] = [1200, 900, 3000, 450]


@pytest.mark.parametrize(
    ("title", "caption", "unit", "where", "asked"),
    [
        ("Стоимость, млн тенге", "", MILLIONS, "title", []),
        ("Стоимость", "(млн тенге)", MILLIONS, "caption", []),
        ("Стоимость, млн", "", MILLIONS, "title", []),
        ("Стоимость", "", None, "", ["unit_unknown"]),
        ("Стоимость", "Проекты свыше 500 млн тенге", None, "", ["unit_unknown"]),
        ("Стоимость, млн тг / млн $", "", None, "", ["unit_unknown"]),
        ("Стоимость, млн", "(тыс. $)", Money(6, "USD"), "title", ["unit_title_and_caption_differ"]),
        (
            "Стоимость, млн тенге",
            "(тыс. тенге)",
            MILLIONS,
            "title",
            ["unit_title_and_caption_differ"],
        ),
        ("Стоимость, тенге", "", Money(0, "KZT"), "title", ["unit_makes_no_sense"]),
        ("Стоимость, млрд тенге", "", Money(9, "KZT"), "title", ["unit_makes_no_sense"]),
    ],
)
def test_the_unit_is_read_or_asked(
    title: str, caption: str, unit: Money | None, where: str, asked: list[str]
) -> None:
    assert about_cost(rows(title, COSTS, caption=caption)) == (unit, where, asked)


def test_the_name_of_the_sheet_may_tell_the_unit() -> None:
    found = about_cost(rows("Стоимость", COSTS), name="Пул (млн тенге)")
    assert found == (MILLIONS, "caption", [])


def test_cells_may_tell_their_units_themselves() -> None:
    costs: list[Raw] = ["1,2 млрд тенге", "900 млн тенге", "3 млрд тг"]
    assert about_cost(rows("Стоимость", costs)) == (None, "cells", [])


def test_a_few_cells_with_units_do_not_speak_for_the_others() -> None:
    costs: list[Raw] = ["1,2 млрд тенге", 900, 3000, 450]
    assert about_cost(rows("Стоимость", costs))[2] == ["unit_unknown"]


def test_a_cost_below_a_wage_for_each_job_is_asked_about() -> None:
    """12 million for 100 jobs: the title says thousands, and millions are meant."""
    costs: list[Raw] = [12_500, 9_800, 31_000]
    asked = about_cost(rows("Стоимость, тыс. тенге", costs))[2]
    assert asked == ["unit_makes_no_sense"]
    assert about_cost(rows("Стоимость, млн тенге", costs))[2] == []


@pytest.mark.parametrize(
    ("values", "scale", "asked"),
    [
        ([0.45, 1, 0.2], "fraction", False),
        ([45, 100, 20], "hundredths", False),
        (["45 %", "100%", "20 %"], "hundredths", False),
        ([1, 0, 1], "", True),
    ],
)
def test_per_cent_as_fraction_or_hundredths(values: list[Raw], scale: str, asked: bool) -> None:
    titles: list[Raw] = ["Наименование проекта", "Инициатор", "Готовность, %"]
    body = [[f"Завод {i}", "ТОО «А»", v] for i, v in enumerate(values)]
    proposed = propose(table([titles, *body]), recogniser())
    choice = proposed.mapping.of_field("readiness")
    assert choice and choice.percent == scale
    assert ("percent_scale_unclear" in [q.code for q in proposed.questions]) == asked


def test_a_list_without_a_name_is_asked_about() -> None:
    found: list[list[Raw]] = [["№", "БИН", "Район"], [1, "x", "Кенты"], [2, "y", "Кенты"]]
    assert [q.code for q in propose(table(found), recogniser()).questions] == [
        "name_column_missing"
    ]


def test_a_person_corrects_a_field_and_a_unit() -> None:
    found = table(rows("Затраты", COSTS))
    mapping = propose(found, recogniser()).mapping
    fixed = corrected(found, mapping, project_list(), column=2, field="cost", unit=MILLIONS)
    choice = fixed.choice(2)
    assert choice and (choice.field, choice.unit, choice.why) == ("cost", MILLIONS, "chosen")
    assert choice.unit_from == "answer"
    assert choice.typical == "1050"
    left = corrected(found, fixed, project_list(), column=2, field="")
    assert left.choice(2).field == ""  # type: ignore[union-attr]  # the column is there


def test_a_mapping_is_stored_and_comes_back() -> None:
    found = table(rows("Стоимость", COSTS))
    mapping = propose(found, recogniser()).mapping
    mapping = corrected(found, mapping, project_list(), column=2, field="cost", unit=MILLIONS)
    assert Mapping.from_dict(mapping.to_dict()) == mapping


def test_what_was_settled_holds_for_next_month() -> None:
    september = table(rows("Стоимость на 01.09.2025", COSTS))
    mapping = propose(september, recogniser()).mapping
    mapping = corrected(september, mapping, project_list(), column=2, field="cost", unit=MILLIONS)
    mapping = corrected(september, mapping, project_list(), column=3, field="jobs_permanent")
    october = table(rows("Стоимость на 01.10.2025", [1300, 950, 3100, 500, 700]))
    proposed = propose(october, recogniser(), remembered=[mapping])
    assert [(c.field, c.why) for c in proposed.mapping.choices[2:]] == [
        ("cost", "remembered"),
        ("jobs_permanent", "remembered"),
    ]
    assert proposed.mapping.choices[2].unit == MILLIONS
    assert proposed.questions == ()


def test_a_remembered_unit_is_asked_again_when_the_numbers_change_their_size() -> None:
    first = table(rows("Стоимость", COSTS))
    mapping = corrected(
        first,
        propose(first, recogniser()).mapping,
        project_list(),
        column=2,
        field="cost",
        unit=MILLIONS,
    )
    thousands: list[Raw] = [c * 1000 for c in (1200, 900, 3000, 450)]
    proposed = propose(table(rows("Стоимость", thousands)), recogniser(), remembered=[mapping])
    assert [q.code for q in proposed.questions] == ["unit_size_changed"]


def test_another_unit_in_the_title_is_another_table() -> None:
    """Next month in thousands: what was settled for millions is not taken over."""
    first = table(rows("Стоимость, млн тенге", COSTS))
    mapping = propose(first, recogniser()).mapping
    thousands: list[Raw] = [c * 1000 for c in (1200, 900, 3000, 450)]
    second = table(rows("Стоимость, тыс. тенге", thousands))
    proposed = propose(second, recogniser(), remembered=[mapping])
    choice = proposed.mapping.of_field("cost")
    assert choice and choice.unit == Money(3, "KZT")
    assert proposed.questions == ()


def test_a_correction_teaches_a_title_for_other_tables() -> None:
    first = table(rows("Деньги", COSTS))
    mapping = corrected(
        first,
        propose(first, recogniser()).mapping,
        project_list(),
        column=2,
        field="spent",
        unit=MILLIONS,
    )
    other: list[Any] = [
        ["Наименование проекта", "Деньги", "Район"],
        *([f"Завод {i}", 100 + i, "Кенты"] for i in range(4)),
    ]
    proposed = propose(table(other), recogniser(), remembered=[mapping])
    choice = proposed.mapping.choice(1)
    assert choice and (choice.field, choice.why, choice.unit) == ("spent", "remembered", None)
    assert [q.code for q in proposed.questions] == ["unit_unknown"]


def test_an_odd_unit_may_be_confirmed() -> None:
    found = table(rows("Стоимость, тенге", COSTS))
    proposed = propose(found, recogniser())
    settled = confirmed(found, proposed.mapping, 2)
    assert settled.choice(2).typical == str(Decimal(1050))  # type: ignore[union-attr]
    from jolserik.sheets.mapping import questions

    assert questions(found, settled, project_list()) == ()
