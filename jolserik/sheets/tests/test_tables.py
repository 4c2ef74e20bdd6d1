"""Finding a table in a sheet: titles, sections, totals, notes, further tables."""

from typing import Any

from jolserik.sheets.sections import SectionKind
from jolserik.sheets.tables import find_tables
from jolserik.sheets.tests.make import recogniser, sheet, table
from jolserik.sheets.values import Block, Raw

TITLES: list[Raw] = ["№ п/п", "Наименование проекта", "Инициатор", "Стоимость, млн тенге"]


def project(number: int, name: str = "Завод", cost: float = 100) -> list[Raw]:
    return [number, f"{name} {number}", f"ТОО «Саз {number}»", cost]


def test_titles_of_the_sheet_stand_above_the_table() -> None:
    found = table([["Перечень проектов"], [], ["на 1 октября"], TITLES, project(1), project(2)])
    assert [text for text, _ in found.captions] == ["Перечень проектов", "на 1 октября"]
    assert [label.text for label in found.labels] == TITLES
    assert [row.number for row in found.rows] == [4, 5]


def test_groups_above_titles_and_a_row_of_numbers() -> None:
    rows: list[Any] = [
        ["№", "Наименование проекта", "Стоимость", None, "Рабочие места", None],
        [None, None, "всего", "собственные", "пост.", "врем."],
        [1, 2, 3, 4, 5, 6],
        [1, "Завод", 100, 40, 10, 20],
        [2, "Ферма", 50, 50, 5, 1],
    ]
    blocks = [
        Block(0, 0, 1, 0),
        Block(0, 1, 1, 1),
        Block(0, 2, 0, 3),
        Block(0, 4, 0, 5),
    ]
    titles = ["№", "Наименование проекта", "Стоимость › всего", "Стоимость › собственные"]
    titles += ["Рабочие места › пост.", "Рабочие места › врем."]
    for known in (blocks, []):  # a text table tells no merged cells
        found = table(rows, blocks=known)
        assert [label.text for label in found.labels] == titles
        assert found.header.numbering
        assert len(found.rows) == 2


def test_titles_of_the_sheet_beside_each_other_are_no_groups() -> None:
    found = table(
        [
            ["Управление", None, "обновлено 1.10.2025", None],
            TITLES,
            project(1),
            project(2),
        ]
    )
    assert [label.text for label in found.labels] == TITLES


def test_a_row_of_units_belongs_to_the_titles() -> None:
    titles: list[Raw] = ["№", "Наименование проекта", "Стоимость", "Рабочие места"]
    units: list[Raw] = [None, None, "млн тенге", "чел."]
    found = table(
        [titles, units, [*project(1)[:2], 100, 5], [*project(2)[:2], 90, 4]],
        blocks=[Block(0, 0, 1, 0), Block(0, 1, 1, 1)],
    )
    assert found.labels[2].path == ("Стоимость", "млн тенге")
    assert len(found.rows) == 2


def test_sections_are_carried_to_the_rows_below_them() -> None:
    found = table(
        [
            TITLES,
            ["Аксуйский район"],
            ["Промышленность"],
            project(1),
            ["Сельское хозяйство"],
            project(2),
            ["г. Кенты"],
            project(3),
        ],
        blocks=[Block(1, 0, 1, 3)],
    )
    said = [[(s.kind, s.text) for s in row.context] for row in found.rows]
    place, sector = SectionKind.PLACE, SectionKind.SECTOR
    assert said == [
        [(place, "Аксуйский район"), (sector, "Промышленность")],
        [(place, "Аксуйский район"), (sector, "Сельское хозяйство")],
        [(place, "г. Кенты")],
    ]
    assert str(found.rows[0].context[0].place) == "Лист1!A2"


def test_a_numbered_section_is_no_project() -> None:
    rows: list[Any] = [
        TITLES,
        ["I", "Введённые проекты"],
        project(1),
        ["II", "Планируемые"],
        project(2),
    ]
    found = table(rows)
    assert [row.context[0].text for row in found.rows] == ["Введённые проекты", "Планируемые"]


def test_a_project_of_which_only_the_name_is_known_is_a_row() -> None:
    found = table([TITLES, project(1), [2, "Строительство фермы"], project(3)])
    assert len(found.rows) == 3


def test_totals_are_no_rows() -> None:
    rows: list[Any] = [
        TITLES,
        project(1),
        project(2),
        [None, "Итого по району: 2 проекта", None, 200],
        project(3),
        [None, "в том числе:", None, 50],
        [None, None, None, 300],
        ["ВСЕГО", None, None, 300],
    ]
    found = table(rows)
    assert len(found.rows) == 3
    assert [total.at for total in found.totals] == [2, 3, 3, 3]


def test_a_company_called_total_is_a_row() -> None:
    row: list[Raw] = [2, "Total Solar, 50 МВт", "ТОО «Total Solar»", 900]
    assert len(table([TITLES, project(1), row, project(3)]).rows) == 3


def test_a_section_with_its_sums_is_a_section() -> None:
    rows: list[Any] = [
        ["№", "Наименование проекта", "Инициатор", "Район", "Стоимость, млн тенге"],
        [None, "Пищевая промышленность", None, None, 300],
        [1, "Завод 1", "ТОО «А»", "Кенты", 100],
        [2, "Завод 2", "ТОО «Б»", "Кенты", 200],
    ]
    found = table(rows)
    assert [row.context[0].kind for row in found.rows] == [SectionKind.SECTOR] * 2
    assert found.totals[0].over_section


def test_repeated_titles_and_numbers_are_left_out() -> None:
    rows: list[Any] = [TITLES, [1, 2, 3, 4], project(1), TITLES, [1, 2, 3, 4], project(2)]
    assert [row.line.at(0) for row in table(rows).rows] == [1, 2]


def test_notes_below_the_table_are_kept_as_notes() -> None:
    rows: list[Any] = [
        TITLES,
        project(1),
        project(2),
        [],
        ["* без НДС"],
        ["Исп. Смагулова, тел. 2-15-40"],
    ]
    found = table(rows)
    assert [text for text, _ in found.notes] == ["* без НДС", "Исп. Смагулова, тел. 2-15-40"]
    assert len(found.rows) == 2


def test_rows_below_a_table_that_hold_nothing_of_it_are_notes() -> None:
    rows: list[Any] = [TITLES, *(project(i) for i in range(1, 9)), [], [None, None, None, "MW"]]
    found = table(rows)
    assert len(found.rows) == 8
    assert ("MW", "Лист1!D11") in [(text, str(place)) for text, place in found.notes]


def test_several_tables_on_one_sheet() -> None:
    other: list[Raw] = ["Зона", "Участник", "Рабочие места"]
    rows: list[Any] = [
        TITLES,
        project(1),
        project(2),
        [],
        ["Участники зоны"],
        other,
        ["СЭЗ", "ТОО «Б»", 10],
    ]
    first, second = find_tables(sheet(rows), recogniser().matcher)
    assert (len(first.rows), len(second.rows)) == (2, 1)
    assert [text for text, _ in second.captions] == ["Участники зоны"]


def test_values_merged_over_several_rows_belong_to_all_of_them() -> None:
    rows: list[Any] = [
        TITLES,
        [1, "Завод 1", "ТОО «А»", 100],
        [2, "Завод 2", None, 200],
        [3, "Завод 3", "ТОО «Б»", 300],
    ]
    found = table(rows, blocks=[Block(1, 2, 2, 2)])
    assert [found.cell(row, 2) for row in found.rows] == ["ТОО «А»", "ТОО «А»", "ТОО «Б»"]


def test_lines_under_a_merged_name_belong_to_its_row() -> None:
    rows: list[Any] = [
        ["№", "Наименование проекта", "Инициатор", "Телефон"],
        [1, "Завод 1", "ТОО «А»", "+7 701 111 22 33"],
        [None, None, None, "+7 701 444 55 66"],
        [2, "Завод 2", "ТОО «Б»", "+7 702 777 88 99"],
    ]
    found = table(rows, blocks=[Block(1, c, 2, c) for c in range(3)])
    assert [len(row.more) for row in found.rows] == [1, 0]


def test_a_sheet_without_titles_has_no_table() -> None:
    assert find_tables(sheet([[1, 2, 3], [4, 5, 6]]), recogniser().matcher) == ()
    assert find_tables(sheet([["письмо"], ["просим рассмотреть"]]), recogniser().matcher) == ()


def test_years_may_be_titles() -> None:
    rows: list[Any] = [[None, 2023, 2024], ["Кенты", 10, 12], ["Аксу", 5, 7]]
    assert [label.text for label in table(rows).labels] == ["", "2023", "2024"]
