from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jolserik.core.amounts import NBSP, NotAnAmount, compact, exact, parse_amount, plain

READ = [
    ("820", "820"),
    ("820 млрд", "820000000000"),
    ("820 МЛРД.", "820000000000"),
    ("820 млрд тенге", "820000000000"),
    ("1,7 трлн тенге", "1700000000000"),
    ("1,7 триллиона", "1700000000000"),
    ("172,3 миллиардов тенге", "172300000000"),
    ("2 миллиона", "2000000"),
    ("3 тысячи", "3000"),
    ("12 мың теңге", "12000"),
    ("820 bn", "820000000000"),
    ("1.7 trn", "1700000000000"),
    ("1.5 million tenge", "1500000"),
    ("820 m", "820000000"),
    ("1 000 000,50", "1000000.50"),
    (f"1{NBSP}000{NBSP}000 ₸", "1000000"),
    ("1\u202f234\u202f567", "1234567"),
    ("1'234'567.8", "1234567.8"),
    ("1,000,000.50", "1000000.50"),
    ("1.000.000,50", "1000000.50"),
    ("1,000,000", "1000000"),
    ("−5 млн", "-5000000"),
    ("+7", "7"),
    ("0", "0"),
    ("1,25", "1.25"),
    ("5,", "5"),
]


@pytest.mark.parametrize(("typed", "number"), READ)
def test_amounts_are_read_as_people_write_them(typed: str, number: str) -> None:
    assert parse_amount(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["1,234", "1.234", "12,345", " 1 234,567 "])
def test_a_mark_before_three_digits_is_ambiguous(typed: str) -> None:
    with pytest.raises(NotAnAmount) as wrong:
        parse_amount(typed)
    assert wrong.value.code == "amount_ambiguous"


RUBBISH = ["", "-", "тенге", "1-2", "1 5", "12 34 млрд", "1,23,456.7", "1.2.3", "1e5", "٥", "½"]


@pytest.mark.parametrize("typed", [*RUBBISH, "820 млрд 500 млн", "1.000,5.0", "0x10", "NaN", "1 2"])
def test_rubbish_is_no_amount(typed: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(typed)


def test_an_unknown_word_is_named() -> None:
    with pytest.raises(NotAnAmount) as wrong:
        parse_amount("5 мешков")
    assert (wrong.value.code, wrong.value.text) == ("amount_unknown_word", "5 мешков")


def test_all_digits_typed_are_kept() -> None:
    typed = "0,1234567890123456789012345678901234 трлн"
    assert parse_amount(typed) == Decimal("123456789012.3456789012345678901234")


@settings(deadline=None)
@given(st.decimals(min_value=-(10**16), max_value=10**16, places=2, allow_nan=False))
def test_what_is_written_exactly_is_read_back(value: Decimal) -> None:
    assert parse_amount(exact(value, "ru")) == value


WRITTEN = [
    ("820000000000", "820 млрд", "820 млрд", "820 bn"),
    ("1700000000000", "1,7 трлн", "1,7 трлн", "1.7 trn"),
    ("172300000000", "172,3 млрд", "172,3 млрд", "172.3 bn"),
    ("12345000", "12,3 млн", "12,3 млн", "12.3 m"),
    ("999960000", "1 млрд", "1 млрд", "1 bn"),
    ("999940000", "999,9 млн", "999,9 млн", "999.9 m"),
    ("999999999999", "1 трлн", "1 трлн", "1 trn"),
    ("1234000000000000", "1 234 трлн", "1 234 трлн", "1 234 trn"),
    ("-2500000", "−2,5 млн", "−2,5 млн", "−2.5 m"),
    ("27", "27", "27", "27"),
    ("104.2", "104,2", "104,2", "104.2"),
    ("999999", "999 999", "999 999", "999 999"),
    ("0", "0", "0", "0"),
]


@pytest.mark.parametrize(("value", "ru", "kk", "en"), WRITTEN)
def test_amounts_are_written_as_people_say_them(value: str, ru: str, kk: str, en: str) -> None:
    said = [compact(Decimal(value), language).replace(NBSP, " ") for language in ("ru", "kk", "en")]
    assert said == [ru, kk, en]


PLAIN = [("1E+3", "1000"), ("820000000000.00", "820000000000"), ("104.20", "104.2"), ("0.00", "0")]


@pytest.mark.parametrize(("value", "text"), PLAIN)
def test_plain_has_no_exponent_and_no_trailing_zeros(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text
