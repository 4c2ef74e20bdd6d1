"""Which field a column is. How often that is right: on lists in the manner of many offices."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from jolserik.core.words import vocabulary
from jolserik.sheets.fields import project_list
from jolserik.sheets.mapping import Proposal, propose
from jolserik.sheets.reading import read_book
from jolserik.sheets.tables import Table, find_tables
from jolserik.sheets.tests.lists_of_others import HELD_OUT, LISTINGS, Listing, write
from jolserik.sheets.tests.lists_unseen import UNSEEN
from jolserik.sheets.tests.make import recogniser, table
from jolserik.sheets.values import Raw


def proposal(listing: Listing, folder: Path) -> tuple[Table, Proposal]:
    book = read_book(write(listing, folder), name=listing.key)
    tables = [t for s in book.sheets for t in find_tables(s, recogniser().matcher)]
    found = max(tables, key=lambda t: len(t.rows))
    return found, propose(found, recogniser())


def right(listings: Sequence[Listing], folder: Path) -> float:
    """The share of columns that are recognised without help."""
    good = count = 0
    for listing in listings:
        _, proposed = proposal(listing, folder)
        for position, column in enumerate(listing.columns):
            choice = proposed.mapping.choice(position + listing.offset)
            field = choice.field if choice else ""
            good += field == column.field or field in column.also
            count += 1
    return good / count


@pytest.mark.parametrize(
    "listings",
    [
        [one for one in LISTINGS if one.key not in HELD_OUT],
        [one for one in LISTINGS if one.key in HELD_OUT],
        UNSEEN,
    ],
    ids=["looked-at", "held-out", "unseen"],
)
def test_nine_of_ten_columns_are_right_without_help(
    listings: Sequence[Listing], tmp_path: Path
) -> None:
    assert right(listings, tmp_path) >= 0.9


@pytest.mark.parametrize("listing", [*LISTINGS, *UNSEEN], ids=lambda one: one.key)
def test_no_unit_is_wrong_in_silence(listing: Listing, tmp_path: Path) -> None:
    """A unit is the one that the list has, or somebody is asked; all rows are found."""
    found, proposed = proposal(listing, tmp_path)
    assert len(found.rows) == len(listing.data)
    asked = {question.column for question in proposed.questions}
    for position, column in enumerate(listing.columns):
        choice = proposed.mapping.choice(position + listing.offset)
        if choice is None or choice.unit is None or choice.column in asked:
            continue
        assert column.said
        assert (choice.unit.power, choice.unit.currency) == column.unit


def test_every_field_has_a_name_in_three_languages() -> None:
    named = {code for kind, code in vocabulary() if kind == "column"}
    assert set(project_list().fields) <= named


def test_every_wording_means_its_own_field() -> None:
    """No wording of the vocabulary is understood as another field, but for shared ones."""
    matcher = recogniser().matcher
    wrong = []
    for field in project_list().fields.values():
        for phrase in field.phrases:
            found = matcher.meanings((phrase,))
            best = {meaning.field for meaning in found if meaning.score >= found[0].score - 0.02}
            if field.code not in best:
                wrong.append((field.code, phrase, [m.field for m in found[:2]]))
    assert len(wrong) <= 0.02 * sum(len(f.phrases) for f in project_list().fields.values()), wrong


def fields(rows: Sequence[Sequence[Raw]]) -> list[str]:
    return [choice.field for choice in propose(table(rows), recogniser()).mapping.choices]


def test_values_speak_where_there_is_no_title() -> None:
    rows: list[Any] = [
        ["Наименование проекта", "Инициатор", "Район", None, None],
        ["Завод", "ТОО «А»", "Кенты", "040141003456", "+7 701 111 22 33"],
        ["Ферма", "ТОО «Б»", "Кенты", "100340012343", "+7 701 111 22 34"],
        ["Цех", "ТОО «В»", "Кенты", "991140000100", "+7 701 111 22 35"],
    ]
    numbers = [row[3] for row in rows[1:]]
    rows = [
        rows[0],
        *([*row[:3], _bin(str(n)), row[4]] for row, n in zip(rows[1:], numbers, strict=True)),
    ]
    assert fields(rows)[3:] == ["initiator_bin", "contact"]


def _bin(number: str) -> str:
    from jolserik.core.bin import has_valid_control_digit

    first = number[:11]
    return next(first + str(d) for d in range(10) if has_valid_control_digit(first + str(d)))


def test_values_contradict_a_title() -> None:
    """«Срок» full of money is no deadline."""
    rows: list[Any] = [
        ["Наименование проекта", "Инициатор", "Срок исполнения"],
        *([f"Завод {i}", "ТОО «А»", 120.5 + i] for i in range(5)),
    ]
    assert fields(rows)[2] == ""


def test_two_columns_never_get_one_field() -> None:
    rows: list[Any] = [
        [
            "Наименование проекта",
            "Инициатор проекта",
            "Инвестор",
            "Стоимость, млн тг",
            "Сумма, млн тг",
        ],
        *([f"Завод {i}", "ТОО «А»", "ТОО «Б»", 100 + i, 90 + i] for i in range(4)),
    ]
    found = [field for field in fields(rows) if field]
    assert len(found) == len(set(found))


def test_a_column_of_megawatts_is_no_money() -> None:
    rows: list[Any] = [
        ["Наименование проекта", "Инициатор", "Всего, МВт"],
        *([f"ВЭС {i}", "ТОО «А»", 50 + i] for i in range(4)),
    ]
    assert fields(rows)[2] not in ("cost", "jobs")


def test_letters_of_another_alphabet_among_ours_are_understood() -> None:
    titles = ["Hаименование проекта", "Cтоимость, млн тг"]  # Latin H and C
    rows: list[Any] = [titles, *([f"Завод {i}", 100 + i] for i in range(4))]
    assert fields(rows) == ["name", "cost"]
