"""Numbers, amounts and units as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jolserik.sheets.numbers import (
    Number,
    Unreadable,
    decimal_mark_of,
    exact,
    is_nothing,
    read_number,
)
from jolserik.sheets.units import Money, caption_unit, is_physical, money_in
from jolserik.sheets.values import Raw


def value(cell: Raw, mark: str = "") -> Decimal:
    found = read_number(cell, decimal_mark=mark)
    assert isinstance(found, Number), found
    return found.value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12 345,6", "12345.6"),
        ("12\u00a0345,6", "12345.6"),
        ("1.200,5", "1200.5"),
        ("1,200.5", "1200.5"),
        ("1 200 000", "1200000"),
        ("1'200'000", "1200000"),
        ("1,234,567", "1234567"),
        ("0,234", "0.234"),
        ("1234,567", "1234.567"),
        ("12 345.678", "12345.678"),
        ("−12,5", "-12.5"),
        ("'125", "125"),
        ("~ 500", "500"),
        ("около 1,5", "1.5"),
        ("до 1200", "1200"),
    ],
)
def test_a_number_as_text(text: str, number: str) -> None:
    assert value(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("1,2 млрд", "1.2", Money(9, "")),
        ("350 млн тг", "350", Money(6, "KZT")),
        ("12,5 млрд.тенге", "12.5", Money(9, "KZT")),
        ("$5 млн", "5", Money(6, "USD")),
        ("USD 5m", "5", Money(6, "USD")),
        ("5 млн долл. США", "5", Money(6, "USD")),
        ("700 мың теңге", "700", Money(3, "KZT")),
        ("850 млн. тенге (план)", "850", Money(6, "KZT")),
        ("12 €", "12", Money(0, "EUR")),
    ],
)
def test_a_unit_beside_the_number(text: str, number: str, unit: Money) -> None:
    found = read_number(text)
    assert isinstance(found, Number)
    assert (found.value, found.unit) == (Decimal(number), unit)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1,234", "cell_number_two_ways"),
        ("1.234", "cell_number_two_ways"),
        ("1,200 млн", "cell_number_two_ways"),
        ("500-600", "cell_has_several_numbers"),
        ("400 / 250 врем.", "cell_has_several_numbers"),
        ("сто", "cell_not_a_number"),
        ("12.5.3", "cell_not_a_number"),
        ("5 тонн", "cell_number_with_words"),
        (True, "cell_not_a_number"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(cell: Raw, code: str) -> None:
    assert read_number(cell) == Unreadable(code)


@pytest.mark.parametrize("cell", [None, "", " ", "-", "—", "н/д", "Нет данных", "жоқ", "n/a", "…"])
def test_nothing_is_written_in_many_ways(cell: Raw) -> None:
    assert is_nothing(cell)
    assert read_number(cell) is None


def test_the_column_proves_what_the_mark_means() -> None:
    assert decimal_mark_of(["12,5", "1,234"]) == ","
    assert decimal_mark_of(["1,234,567", "1,234"]) == "."
    assert decimal_mark_of(["12.5", "7,25"]) == ""  # both: nothing is proved
    assert value("1,234", ",") == Decimal("1.234")
    assert value("1,234", ".") == 1234


@given(
    whole=st.integers(0, 10**15),
    hundredths=st.integers(0, 99),
    group=st.sampled_from([" ", "\u00a0", "\u202f"]),
    mark=st.sampled_from([",", "."]),
    minus=st.sampled_from(["", "-", "−"]),
)
def test_every_grouped_number_is_read_to_the_last_digit(
    whole: int, hundredths: int, group: str, mark: str, minus: str
) -> None:
    text = f"{minus}{whole:,}".replace(",", group) + f"{mark}{hundredths:02}"
    expected = Decimal(f"{whole}.{hundredths:02}")
    assert value(text) == (-expected if minus else expected)


@given(st.decimals(-(10**12), 10**12, places=4, allow_nan=False, allow_infinity=False))
def test_a_number_cell_is_what_was_typed(number: Decimal) -> None:
    shown = number.normalize()
    if len(shown.as_tuple().digits) <= 15:
        assert exact(float(number)) == number


@given(st.text(max_size=40))
def test_any_text_gives_a_number_or_a_reason(text: str) -> None:
    found = read_number(text)
    assert found is None or isinstance(found, Number | Unreadable)


@pytest.mark.parametrize(
    ("title", "units"),
    [
        ("Стоимость проекта, млн. тенге", [Money(6, "KZT")]),
        ("Құны (млрд теңге)", [Money(9, "KZT")]),
        ("мың теңге", [Money(3, "KZT")]),
        ("Сумма, тенге", [Money(0, "KZT")]),
        ("Стоимость, млн", [Money(6, "")]),
        ("Cost (KZT million)", [Money(6, "KZT")]),
        ("FDI, USD m", [Money(6, "USD")]),
        ("тыс.долл.США", [Money(3, "USD")]),
        ("Стоимость, млрд тг / $ млн", [Money(9, "KZT"), Money(6, "USD")]),
        ("Проекты свыше 500 млн тенге", []),
        ("Мощность, тыс. тонн", []),
        ("Инвестиции за 2025, млн тенге", [Money(6, "KZT")]),
    ],
)
def test_units_of_a_title(title: str, units: list[Money]) -> None:
    assert list(money_in(title)) == units


@pytest.mark.parametrize(
    ("caption", "unit"),
    [
        ("(в млн. тенге)", Money(6, "KZT")),
        ("тыс. тг", Money(3, "KZT")),
        ("Единица измерения: млрд. тенге", Money(9, "KZT")),
        ("млн теңгемен", Money(6, "KZT")),
        ("Перечень проектов, млн.тг.", Money(6, "KZT")),
        ("Перечень проектов (млн тенге) области", Money(6, "KZT")),
        ("Проекты стоимостью более 1 млрд. тенге", None),
        ("Вложено 500 млн тенге", None),
        ("Перечень в тенге и млн $", None),
        ("Перечень проектов", None),
    ],
)
def test_a_caption_gives_a_unit_only_where_it_stands_by_itself(
    caption: str, unit: Money | None
) -> None:
    assert caption_unit(caption) == unit


def test_power_and_weight_are_no_money() -> None:
    assert is_physical("Мощность, МВт")
    assert is_physical("тонн в год")
    assert not is_physical("Стоимость, млн тенге")
