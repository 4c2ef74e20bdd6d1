"""From a cell to a value of its field, or a problem. Several values in one cell are told apart."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jolserik.core.bin import has_valid_control_digit
from jolserik.core.fold import fold
from jolserik.sheets.choosing import Chooser
from jolserik.sheets.countries import read_countries
from jolserik.sheets.dates import When, read_period, read_when
from jolserik.sheets.numbers import (
    DASHES,
    SPACES,
    Number,
    Unreadable,
    exact,
    is_nothing,
    numbers_in,
    read_digits,
    read_number,
)
from jolserik.sheets.profiles import EMAIL, IDENTIFIER, PERSON, PHONE
from jolserik.sheets.units import HOME_CURRENCY, Money
from jolserik.sheets.values import Raw

PERMANENT: Final = re.compile(r"пост|эксплуатац|туракт|perm|пайдалану")
TEMPORARY: Final = re.compile(r"врем|смр|строит|уакытша|temp|курылыс|constr")
JOBS_PART: Final = re.compile(r"(?:\d{1,3}(?:[ \u00a0]\d{3})+|\d+)")
BIN_WORDS: Final = re.compile(
    r"[(,;\s]*(?:бин|иин|бсн|жсн|bin|iin)?\s*(?:/\s*(?:иин|жсн|iin))?[\s:№]*\d{12}\)?",
    re.IGNORECASE,
)
YEARLY_OUTPUT: Final = re.compile(r"^[\s,;:–—-]+|[\s,;]+$")
EMPTY_BRACKETS: Final = re.compile(r"\(\s*[,;]?\s*\)|\(\s*$")
MOST_TEXT: Final = 4000
UNEVEN: Final = re.compile(r"^\s|\s$|\s\s|[^\S ]")


@dataclass(frozen=True)
class Amount:
    """Money in full units of its currency."""

    value: Decimal
    currency: str = HOME_CURRENCY


@dataclass(frozen=True)
class Quantity:
    """A measured amount as written: number and unit, or only the text where it cannot be split."""

    text: str
    value: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True)
class Contact:
    """People, telephones and e-mails of one cell."""

    text: str
    person: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


Value = str | int | Amount | Quantity | Contact | When | tuple[When, When] | tuple[str, ...]
Read = Mapping[str, Value] | Unreadable | None


def read_text(cell: Raw) -> Read:
    return None if is_nothing(cell) else {"": plain_text(cell)}


def plain_text(cell: Raw) -> str:
    """The text of a cell, lines kept; a whole number without its point."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return format(exact(cell).normalize(), "f")
    if isinstance(cell, str) and not UNEVEN.search(cell):
        return cell[:MOST_TEXT]
    lines = (SPACES.sub(" ", line).strip() for line in str(cell).splitlines())
    return "\n".join(line for line in lines if line)[:MOST_TEXT]


def read_company(cell: Raw) -> Read:
    """The company; a BIN beside its name is a value of its own."""
    if is_nothing(cell):
        return None
    text = plain_text(cell)
    if len(re.findall(r"\d{12}", text)) > 1:
        return Unreadable("cell_has_several_companies")
    found: dict[str, Value] = {}
    if number := re.search(r"(?<!\d)\d{12}(?!\d)", text):
        if not has_valid_control_digit(number[0]):
            return Unreadable("cell_bin_wrong")
        found["initiator_bin"] = number[0]
        text = BIN_WORDS.sub(" ", text)
    name = EMPTY_BRACKETS.sub(" ", " ".join(text.split()))
    name = " ".join(name.split()).strip(" ,;")
    return {**found, "": name} if name else found


def read_bin(cell: Raw) -> Read:
    """Twelve digits with the right control digit; zeros that a spreadsheet cut off come back."""
    if is_nothing(cell):
        return None
    digits = re.sub(r"[\s'`-]", "", plain_text(cell))
    digits = re.sub(r"^(?:бин|бсн|иин|жсн|bin|iin)[:/.]*", "", digits, flags=re.IGNORECASE)
    if not digits.isdigit() or not digits.isascii():
        several = len(re.findall(r"\d{12}", digits)) > 1
        return Unreadable("cell_has_several_companies" if several else "cell_bin_wrong")
    if not IDENTIFIER.fullmatch(digits) and not (
        isinstance(cell, int | float) and len(digits) >= 8
    ):
        return Unreadable("cell_bin_wrong")
    number = digits.zfill(12)
    return {"": number} if has_valid_control_digit(number) else Unreadable("cell_bin_wrong")


def read_amount(cell: Raw, *, unit: Money | None, decimal_mark: str) -> Read:
    """Money in full units. A unit in the cell counts before that of the column."""
    number = read_number(cell, decimal_mark=decimal_mark)
    if not isinstance(number, Number):
        return number
    own = number.unit
    if own.power or own.currency:
        if not own.power and own.currency and unit and unit.power and own.currency != unit.currency:
            return Unreadable("cell_unit_unclear")  # «12 $» in a column of millions of tenge
        power = own.power
        if not own.power and own.currency == (unit.currency if unit else HOME_CURRENCY):
            power = 0  # «1 200 тенге» in a column of millions: a unit of its own
        currency = own.currency or (unit.currency if unit else HOME_CURRENCY)
        return _amount(number.value, Money(power, currency))
    if unit is None:
        return None if number.value == 0 else Unreadable("cell_unit_unknown")
    return _amount(number.value, unit)


def _amount(value: Decimal, unit: Money) -> Read:
    if value < 0:
        return Unreadable("cell_negative")
    return {"": Amount(value * unit.scale, unit.currency)}


def read_count(cell: Raw, *, decimal_mark: str) -> Read:
    """People; «400 / 250 врем.» and «120 (пост. 100, врем. 20)» tell both kinds."""
    number = read_number(cell, decimal_mark=decimal_mark)
    if isinstance(number, Unreadable) and isinstance(cell, str):
        return _jobs_by_words(cell) or _one_with_words(cell) or number
    if not isinstance(number, Number):
        return number
    return _people(number.value * number.unit.scale)


def _people(value: Decimal) -> Read:
    if value != int(value):
        return Unreadable("cell_not_whole")
    return Unreadable("cell_negative") if value < 0 else {"": int(value)}


def _one_with_words(text: str) -> Read:
    """«120 чел.», «85 рабочих мест»: one number and the word for people."""
    found = numbers_in(text)
    rest = fold(JOBS_PART.sub(" ", text)).strip(" .,()")
    people = re.fullmatch(
        r"(?:чел\w*|адам|раб\w*\.? ?м\w*\.?|жумыс орн\w*|people|jobs|мест)\.?", rest
    )
    if len(found) != 1 or not people:
        return None
    value = read_digits(found[0])
    return value if isinstance(value, Unreadable) else _people(value)


def _jobs_by_words(text: str) -> Read:
    """Numbers, each with the word for its kind beside it."""
    folded = fold(text.translate(DASHES))
    parts = [part for part in re.split(r"[/;,\n+()]|\sи\s", folded) if JOBS_PART.search(part)]
    kinds: dict[str, Value] = {}
    plain: list[int] = []
    for part in parts:
        numbers = JOBS_PART.findall(part)
        if len(numbers) != 1:
            return None
        value = int(re.sub(r"\D", "", numbers[0]))
        if PERMANENT.search(part):
            kinds["jobs_permanent"] = value
        elif TEMPORARY.search(part):
            kinds["jobs_temporary"] = value
        else:
            plain.append(value)
    if not kinds or len(plain) > 1:
        return None
    if plain and set(kinds) == {"jobs_temporary"}:  # «400 / 250 врем.»
        kinds["jobs_permanent"] = plain[0]
    elif plain and set(kinds) == {"jobs_permanent"}:  # «120, из них 100 пост.»
        kinds["jobs"] = plain[0]
    elif plain and sum(int(str(v)) for v in kinds.values()) != plain[0]:
        return Unreadable("cell_has_several_numbers")
    return kinds


def read_jobs_pair(cell: Raw, *, title: str) -> Read:
    """Two numbers in the order of the title; words in the cell count before it."""
    if is_nothing(cell):
        return None
    if not isinstance(cell, str):
        return Unreadable("cell_jobs_of_one_kind")
    if told := _jobs_by_words(cell):
        return told
    numbers = JOBS_PART.findall(cell)
    if len(numbers) != 2:
        return Unreadable(
            "cell_jobs_of_one_kind" if len(numbers) == 1 else "cell_has_several_numbers"
        )
    first, second = (int(re.sub(r"\D", "", number)) for number in numbers)
    folded = fold(title)
    permanent, temporary = PERMANENT.search(folded), TEMPORARY.search(folded)
    if permanent is None or temporary is None:
        return Unreadable("cell_has_several_numbers")
    if permanent.start() > temporary.start():
        first, second = second, first
    return {"jobs_permanent": first, "jobs_temporary": second}


def read_percent(cell: Raw, *, scale: str) -> Read:
    """Whole per cent, 0 to 100."""
    if isinstance(cell, str) and (found := re.fullmatch(r"\s*(.*?)\s*%\s*", cell)):
        number = read_number(found[1])
        factor = 1
    else:
        number, factor = read_number(cell), 100 if scale == "fraction" else 1
        if scale != "fraction" and isinstance(number, Number) and 0 < number.value < 1:
            return Unreadable("cell_percent_unclear")
    if not isinstance(number, Number):
        return number
    value = number.value * factor
    if not 0 <= value <= 100:
        return Unreadable("cell_percent_out_of_range")
    return {"": int(value.to_integral_value())}


def read_day(cell: Raw) -> Read:
    found = read_when(cell)
    return {"": found} if isinstance(found, When) else found


def read_span(cell: Raw) -> Read:
    found = read_period(cell)
    return {"": found} if isinstance(found, tuple) else found


def read_country_names(cell: Raw) -> Read:
    if is_nothing(cell):
        return None
    codes = read_countries(plain_text(cell))
    return {"": codes} if codes else Unreadable("cell_country_unknown")


def read_quantity(cell: Raw, *, decimal_mark: str) -> Read:
    """«50 тыс. тонн в год»: the first number and what stands after it, if it is the only one."""
    if is_nothing(cell):
        return None
    text = plain_text(cell)
    if not isinstance(cell, str):
        return {"": Quantity(text, exact(cell) if isinstance(cell, int | float) else None)}
    found = numbers_in(text)
    if len(found) != 1:
        return {"": Quantity(text)}
    plain = SPACES.sub(" ", text.translate(DASHES))
    before, _, after = plain.partition(found[0])
    value = read_digits(found[0], decimal_mark=decimal_mark)
    if isinstance(value, Unreadable) or len(before.strip()) > 3 or len(after) > 60:
        return {"": Quantity(text)}
    unit = YEARLY_OUTPUT.sub("", after).strip()
    scaled = re.match(r"(тыс|млн|млрд|мың)\.?\s+(?=\S)", unit, re.IGNORECASE)
    if scaled:
        power = {"тыс": 3, "мың": 3, "млн": 6, "млрд": 9}[scaled[1].lower()]
        value, unit = value.scaleb(power), unit[scaled.end() :]
    return {"": Quantity(text, value, unit)}


def read_contact(cell: Raw) -> Read:
    if is_nothing(cell):
        return None
    text = plain_text(cell)
    phones = tuple(dict.fromkeys(_phone(found[0]) for found in PHONE.finditer(text)))
    person = PERSON.search(text)
    return {"": Contact(text, person[0] if person else "", phones, tuple(EMAIL.findall(text)))}


def _phone(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    if len(digits) == 11 and digits[0] in "78":
        return f"+7 {digits[1:4]} {digits[4:7]} {digits[7:9]} {digits[9:]}"
    return written.strip()


def read_choice(cell: Raw, chooser: Chooser) -> Read:
    if is_nothing(cell):
        return None
    code = chooser.one(plain_text(cell))
    return {"": code} if code else Unreadable("cell_choice_unknown")


def read_choices(cell: Raw, chooser: Chooser) -> Read:
    if is_nothing(cell):
        return None
    codes = chooser.all(plain_text(cell))
    return {"": codes} if codes else Unreadable("cell_choice_unknown")


def read_place(cell: Raw, choosers: Mapping[str, Chooser]) -> Read:
    """A place, and beside it a zone or the kind of site: «Сарань, СЭЗ»."""
    if is_nothing(cell):
        return None
    text = plain_text(cell)
    found: dict[str, Value] = {}
    places = choosers["place"].any_in(text) if "place" in choosers else ()
    if len(places) > 1 and (best := choosers["place"].one(text)):
        places = (best,)
    if len(places) > 1:
        return Unreadable("cell_has_several_places")
    if "zone" in choosers and (zone := choosers["zone"].one(text)):
        found["zone"] = zone
    if "site_kind" in choosers and (site := choosers["site_kind"].one(text)):
        found["site_kind"] = site
    if "place" not in choosers:
        return {**found, "": text}
    if places:
        return {**found, "": places[0]}
    return found or Unreadable("cell_place_unknown")
