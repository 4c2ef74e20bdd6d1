"""Rows as records: values with their cells, several values in one cell, everything wrong."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from jolserik.sheets.cells import Amount, Contact, Quantity
from jolserik.sheets.dates import When
from jolserik.sheets.mapping import propose
from jolserik.sheets.records import Record, read_records
from jolserik.sheets.sums import differences
from jolserik.sheets.tables import find_tables
from jolserik.sheets.tests.make import recogniser, recogniser_with_places, sheet, table
from jolserik.sheets.values import Block, Raw, Sheet


def records(rows: list[list[Raw]], *, blocks: tuple[Block, ...] = ()) -> list[Record]:
    known = recogniser_with_places()
    (found,) = find_tables(sheet(rows, blocks=blocks), known.matcher)
    proposed = propose(found, known)
    assert proposed.questions == ()
    return list(read_records(found, proposed.mapping, known))


def one(title: str, cell: Raw, *others: Raw) -> Record:
    """The record of the first row of a list with one column beside the usual ones."""
    rows: list[Any] = [["Наименование проекта", "Инициатор", title]]
    for number, value in enumerate((cell, *others)):
        rows.append([f"Завод {number}", f"ТОО «Саз {number}»", value])
    return records(rows)[0]


def told(record: Record, field: str) -> object:
    assert record.problems == ()
    return record.told[field].value


@pytest.mark.parametrize(
    ("title", "cell", "field", "value"),
    [
        ("Стоимость, млн тенге", "1 200,5", "cost", Amount(Decimal("1200500000.0"))),
        ("Стоимость, млн тенге", "1,2 млрд", "cost", Amount(Decimal("1200000000.0"))),
        ("Стоимость, млн тенге", "$5 млн", "cost", Amount(Decimal(5_000_000), "USD")),
        ("Рабочие места (постоянные)", "120 чел.", "jobs_permanent", 120),
        ("Рабочие места", "85 рабочих мест", "jobs", 85),
        ("Готовность, %", "45 %", "readiness", 45),
        ("Готовность, %", 45.6, "readiness", 46),
        ("Страна", "КНР / Казахстан", "countries", ("CN", "KZ")),
        ("Стадия", "Ведутся СМР", "stage", "construction"),
        ("Стадия", "СМР, монтаж оборудования", "stage", "equipment"),
        ("Стадия", "Іске қосылды", "stage", "launched"),
        ("Район", "Аксуйский р-н", "place", "kato:9920"),
        ("Район", "Ақсу ауданы", "place", "kato:9920"),
        ("Перечень", "Региональный пул, ЕКИ", "lists", ("regional-pool", "industrialisation-map")),
        (
            "Ввод в эксплуатацию",
            "IV кв. 2025",
            "planned_launch",
            When(dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
        ),
        (
            "Мощность",
            "50 тыс. тонн в год",
            "capacity",
            Quantity("50 тыс. тонн в год", Decimal(50_000), "тонн в год"),
        ),
        (
            "Контакты",
            "Ахметова Д.С., 8 701 111-22-33, a@b.kz",
            "contact",
            Contact(
                "Ахметова Д.С., 8 701 111-22-33, a@b.kz",
                "Ахметова Д.С.",
                ("+7 701 111 22 33",),
                ("a@b.kz",),
            ),
        ),
    ],
)
def test_a_cell_becomes_a_value(title: str, cell: Raw, field: str, value: object) -> None:
    assert told(one(title, cell, cell, cell), field) == value


def test_a_value_knows_its_cell_and_what_is_written_there() -> None:
    kept = one("Стоимость, млн тенге", "1 200,5", 900, 800).told["cost"]
    assert (str(kept.place), kept.written) == ("Лист1!C2", "1 200,5")


@pytest.mark.parametrize(
    ("title", "cell", "values"),
    [
        (
            "Рабочие места (пост.)",
            "400 / 250 врем.",
            {"jobs_permanent": 400, "jobs_temporary": 250},
        ),
        ("Рабочие места", "пост. – 100, врем. – 30", {"jobs_permanent": 100, "jobs_temporary": 30}),
        ("Рабочие места (пост./врем.)", "100/30", {"jobs_permanent": 100, "jobs_temporary": 30}),
        ("Рабочие места (врем./пост.)", "30/100", {"jobs_permanent": 100, "jobs_temporary": 30}),
        (
            "Район",
            "г. Кенты, СЭЗ «Саз»",
            {"place": "kato:9910", "zone": "zone:saz", "site_kind": "sez"},
        ),
    ],
)
def test_several_values_in_one_cell(title: str, cell: str, values: dict[str, object]) -> None:
    record = one(title, cell, cell, cell)
    assert record.problems == ()
    assert {code: kept.value for code, kept in record.told.items() if code in values} == values


def test_a_bin_beside_the_name_of_the_company() -> None:
    rows: list[Any] = [["Наименование проекта", "Инициатор, БИН", "Район"]]
    rows += [[f"Завод {i}", "ТОО «Саз», БИН 040140001238", "г. Кенты"] for i in range(3)]
    found = records(rows)[0]
    wrong = [p.code for p in found.problems]
    if wrong:  # the invented number must have the right control digit
        assert wrong == ["cell_bin_wrong"]
        from jolserik.core.bin import has_valid_control_digit

        good = next(
            f"04014000123{d}" for d in range(10) if has_valid_control_digit(f"04014000123{d}")
        )
        rows = [rows[0], *([r[0], f"ТОО «Саз», БИН {good}", r[2]] for r in rows[1:])]
        found = records(rows)[0]
    assert found.told["initiator"].value == "ТОО «Саз»"
    assert len(str(found.told["initiator_bin"].value)) == 12


def test_zeros_that_a_spreadsheet_cut_off_come_back() -> None:
    from jolserik.core.bin import has_valid_control_digit

    number = next(
        f"04014000123{d}" for d in range(10) if has_valid_control_digit(f"04014000123{d}")
    )
    record = one("БИН", float(number), float(number), float(number))
    assert told(record, "initiator_bin") == number


@pytest.mark.parametrize(
    ("title", "cell", "code"),
    [
        ("Стоимость, млн тенге", "много", "cell_not_a_number"),
        ("Стоимость, млн тенге", "500-600", "cell_has_several_numbers"),
        ("Стоимость, млн тенге", -5, "cell_negative"),
        ("Стоимость, млн тенге", "12 $", "cell_unit_unclear"),
        ("Стоимость, млн тенге", 0.0009, "amount_unlikely"),
        ("Стоимость, млн тенге", dt.date(2025, 1, 2), "cell_date_for_number"),
        ("Рабочие места", 12.5, "cell_not_whole"),
        ("Рабочие места", 500_000, "jobs_unlikely"),
        ("Готовность, %", 145, "cell_percent_out_of_range"),
        ("Готовность, %", 0.5, "cell_percent_unclear"),
        ("БИН", "040140001230000", "cell_bin_wrong"),
        ("Страна", "Атлантида", "cell_country_unknown"),
        ("Стадия", "непонятно", "cell_choice_unknown"),
        ("Район", "Тридевятое царство", "cell_place_unknown"),
        ("Район", "Кенты, Аксуйский район", "cell_has_several_places"),
        ("Срок реализации", "36 мес.", "cell_not_a_date"),
        ("Срок реализации", "2026-2024", "cell_period_backwards"),
    ],
)
def test_a_wrong_cell_is_a_problem_with_its_place(title: str, cell: Raw, code: str) -> None:
    good: dict[str, Raw] = {
        "Стоимость, млн тенге": 900,
        "Рабочие места": 20,
        "Готовность, %": 45,
        "Страна": "Китай",
        "Стадия": "СМР",
        "Район": "г. Кенты",
        "Срок реализации": "2024-2026",
    }
    other = good.get(title)
    record = one(title, cell, *[other] * 7)
    assert [(p.code, p.place) for p in record.problems] == [(code, "Лист1!C2")]


def test_american_days_make_the_unclear_ones_a_problem() -> None:
    days: list[Raw] = ["12/25/2025", "03/04/2025", "25.04.2025"]
    rows: list[Any] = [["Наименование проекта", "Инициатор", "Дата обновления"]]
    rows += [[f"Завод {i}", "ТОО «А»", day] for i, day in enumerate(days)]
    codes = [[p.code for p in record.problems] for record in records(rows)]
    assert codes == [["cell_not_a_date"], ["cell_day_order_unclear"], []]


def test_a_cell_with_an_error_is_a_problem() -> None:
    rows: list[Any] = [
        ["Наименование проекта", "Инициатор", "Стоимость, млн тенге"],
        ["Завод 1", "ТОО «А»", None],
        ["Завод 2", "ТОО «Б»", 100],
    ]
    whole = sheet(rows)
    broken = Sheet(whole.name, whole.lines, errors=("C2",))
    (found,) = find_tables(broken, recogniser().matcher)
    mapping = propose(found, recogniser()).mapping
    first, second = read_records(found, mapping, recogniser())
    assert [(p.code, p.place) for p in first.problems] == [("cell_holds_an_error", "Лист1!C2")]
    assert second.is_good


def test_sections_tell_what_the_row_does_not() -> None:
    rows: list[Any] = [
        ["Наименование проекта", "Инициатор", "Район"],
        ["Аксуйский район"],
        ["Завод 1", "ТОО «А»", None],
        ["Завод 2", "ТОО «Б»", "г. Кенты"],
        ["Завод 3", "ТОО «В»", "г. Кенты"],
    ]
    first, second, _ = records(rows)
    assert (first.told["place"].value, str(first.told["place"].place)) == ("kato:9920", "Лист1!A2")
    assert second.told["place"].value == "kato:9910"


def test_one_amount_for_several_projects_must_be_divided() -> None:
    rows: list[Any] = [
        ["Наименование проекта", "Инициатор", "Стоимость, млн тенге"],
        ["Завод 1", "ТОО «А»", 900],
        ["Завод 2", "ТОО «А»", None],
        ["Завод 3", "ТОО «В»", 500],
    ]
    found = records(rows, blocks=(Block(1, 2, 2, 2),))
    assert [[p.code for p in r.problems] for r in found] == [["cell_for_several_rows"]] * 2 + [[]]


def test_parts_above_the_cost_are_a_doubt() -> None:
    rows: list[Any] = [
        ["Наименование проекта", "Стоимость, млн тенге", "Собственные средства, млн тенге"],
        ["Завод 1", 900, 9000],
        ["Завод 2", 900, 300],
        ["Завод 3", 900, 900],
    ]
    found = records(rows)
    assert [p.code for p in found[0].problems] == ["cost_parts_differ"]
    assert found[0].has_only_doubts
    assert found[1].is_good and found[2].is_good


def test_two_cells_that_say_different_things_are_a_problem() -> None:
    rows: list[Any] = [
        ["Наименование проекта", "Постоянные рабочие места", "Временные рабочие места"],
        ["Завод 1", 64, "400 / 250 врем."],
        ["Завод 2", 400, "400 / 250 врем."],
        ["Завод 3", 10, 20],
    ]
    found = records(rows)
    assert [(p.code, p.place) for p in found[0].problems] == [("cells_disagree", "Лист1!C2")]
    assert found[1].is_good and found[2].is_good


def test_a_row_without_a_name_is_a_problem() -> None:
    rows: list[Any] = [
        ["№", "Наименование проекта", "Инициатор", "Стоимость, млн тенге"],
        [1, None, "ТОО «А»", 900],
        [2, "Завод 2", "ТОО «Б»", 900],
        [3, "Завод 3", "ТОО «В»", 900],
    ]
    assert [p.code for p in records(rows)[0].problems] == ["row_without_name"]


def test_a_plan_by_years() -> None:
    rows: list[Any] = [
        ["Наименование проекта", "Инвестиции, млн тенге", None],
        [None, "2025", "2026 г."],
        ["Завод 1", 100, "1,5 млрд"],
        ["Завод 2", 100, 200],
    ]
    blocks = (Block(0, 0, 1, 0), Block(0, 1, 0, 2))
    years = records(rows, blocks=blocks)[0].years
    assert {year: kept.value for year, kept in years.items()} == {
        2025: Amount(Decimal(100_000_000)),
        2026: Amount(Decimal(1_500_000_000)),
    }


def test_lines_under_a_merged_name_give_several_values() -> None:
    rows: list[Any] = [
        ["№", "Наименование проекта", "Инициатор", "Телефон"],
        [1, "Завод 1", "ТОО «А»", "+7 701 111 22 33"],
        [None, None, None, "+7 701 444 55 66"],
        [2, "Завод 2", "ТОО «Б»", "+7 702 777 88 99"],
        [3, "Завод 3", "ТОО «В»", "+7 702 777 88 98"],
    ]
    blocks = tuple(Block(1, c, 2, c) for c in range(3))
    contact = records(rows, blocks=blocks)[0].told["contact"].value
    assert isinstance(contact, Contact)
    assert contact.phones == ("+7 701 111 22 33", "+7 701 444 55 66")


# --- totals


def totals(rows: list[list[Raw]]) -> list[tuple[str, str, Decimal, Decimal]]:
    found = table(rows)
    mapping = propose(found, recogniser()).mapping
    wrong = differences(found, mapping, recogniser().vocabulary)
    return [(str(d.place), d.text, d.stated, d.summed) for d in wrong]


HEAD: list[Raw] = ["№", "Наименование проекта", "Инициатор", "Стоимость, млн тенге"]


def test_totals_that_agree_are_silent() -> None:
    rows: list[Any] = [
        HEAD,
        ["Аксуйский район"],
        [1, "Завод 1", "ТОО «А»", "1 000"],
        [2, "Завод 2", "ТОО «Б»", "1,2 млрд"],
        [None, "Итого по району", None, 2200],
        ["г. Кенты"],
        [3, "Завод 3", "ТОО «В»", 300],
        [None, "Итого по городу", None, 300],
        [None, "Всего", None, 2500],
    ]
    assert totals(rows) == []


def test_a_total_that_differs_is_named_with_its_cell() -> None:
    rows: list[Any] = [
        HEAD,
        [1, "Завод 1", "ТОО «А»", 1000],
        [2, "Завод 2", "ТОО «Б»", 1200],
        [None, "Всего", None, 2300],
        [None, "в том числе иностранные", None, 1],
    ]
    assert totals(rows) == [("Лист1!D4", "Всего", Decimal(2300), Decimal(2200))]


def test_a_total_above_its_rows() -> None:
    rows: list[Any] = [
        HEAD,
        ["Всего", None, None, 2200],
        [1, "Завод 1", "ТОО «А»", 1000],
        [2, "Завод 2", "ТОО «Б»", 1200],
    ]
    assert totals(rows) == []
