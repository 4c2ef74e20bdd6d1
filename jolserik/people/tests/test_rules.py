import datetime as dt

import pytest

from jolserik.people.actor import Role
from jolserik.people.rules import (
    PersonDraft,
    PostDraft,
    Span,
    organisation_problems,
    person_problems,
    post_problems,
    why_not_end_post,
    why_not_erase,
    why_not_rename,
    why_not_unblock,
)

MARCH, JUNE, JULY = dt.date(2026, 3, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 1)
REPRESENTATIVE = Role.INVESTOR_REPRESENTATIVE


@pytest.mark.parametrize(
    ("draft", "email_required", "codes"),
    [
        (PersonDraft(name_kk="Айгүл"), False, []),
        (PersonDraft(), True, ["name_missing", "email_missing"]),
        (PersonDraft(name_ru="А", email="a@b"), False, ["email_not_an_address"]),
        (PersonDraft(name_ru="А", phone="звоните"), False, ["phone_not_a_number"]),
        (PersonDraft(name_ru="А", phone="+7 (721) 200-00-00"), False, []),
        (PersonDraft(name_ru="А", language="de"), False, ["person_language_known"]),
    ],
)
def test_everything_wrong_with_a_person_is_told_at_once(
    draft: PersonDraft, email_required: bool, codes: list[str]
) -> None:
    found = person_problems(draft, email_required=email_required)
    assert [problem.code for problem in found] == codes


@pytest.mark.parametrize(
    ("draft", "codes"),
    [
        (PostDraft(Role.SPECIALIST, MARCH), []),
        (PostDraft(Role.SPECIALIST, MARCH, MARCH), []),
        (PostDraft(Role.SPECIALIST, JULY, JUNE), ["post_ends_after_start"]),
        (PostDraft(Role.ZONE_OPERATOR, MARCH), ["scope_of_role_missing"]),
        (PostDraft(Role.ZONE_OPERATOR, MARCH, scope="kato:35"), ["scope_of_role_missing"]),
        (PostDraft(Role.ZONE_OPERATOR, MARCH, scope="zone:saran"), []),
        (PostDraft(Role.DISTRICT_AKIMAT, MARCH, scope="kato:3522"), []),
        (PostDraft(Role.INVESTOR, MARCH, scope="мой завод"), ["scope_not_a_code"]),
        (
            PostDraft(REPRESENTATIVE, MARCH),
            ["post_representative_has_end", "post_representative_has_document"],
        ),
        (PostDraft(REPRESENTATIVE, MARCH, JUNE, document="№ 12"), []),
    ],
)
def test_everything_wrong_with_a_post_is_told_at_once(draft: PostDraft, codes: list[str]) -> None:
    assert [problem.code for problem in post_problems(draft)] == codes


@pytest.mark.parametrize(
    ("held", "is_problem"),
    [
        (Span(MARCH), True),
        (Span(MARCH, JUNE), False),
        (Span(MARCH, JULY), True),
        (Span(JULY, JULY), True),
    ],
)
def test_one_role_is_not_held_twice_on_a_day(held: Span, is_problem: bool) -> None:
    found = post_problems(PostDraft(Role.SPECIALIST, JULY), same_posts=[held])
    assert [problem.code for problem in found] == (["post_held_already"] if is_problem else [])


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"key": "land-department"}, []),
        ({"key": "Земля"}, ["key_not_a_slug"]),
        ({"key": "land", "bin": "123"}, ["bin_wrong"]),
        ({"key": "land", "kato": "районы"}, ["kato_wrong"]),
        ({"key": "land", "name_ru": ""}, ["name_missing"]),
    ],
)
def test_everything_wrong_with_an_organisation_is_told(
    fields: dict[str, str], codes: list[str]
) -> None:
    known = {"bin": "", "kato": "", "name_ru": "Земельное управление"} | fields
    assert [problem.code for problem in organisation_problems(**known)] == codes


@pytest.mark.parametrize(
    ("erased", "oneself", "last", "code"),
    [
        (False, False, False, None),
        (True, False, False, "person_erased"),
        (False, True, False, "erase_needs_somebody_else"),
        (False, False, True, "last_administrator"),
    ],
)
def test_erasing_needs_another_hand(
    erased: bool, oneself: bool, last: bool, code: str | None
) -> None:
    refusal = why_not_erase(erased=erased, oneself=oneself, last_administrator=last)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("held", "last_day", "last", "code"),
    [
        (Span(MARCH), JUNE, False, None),
        (Span(MARCH), MARCH, False, None),
        (Span(JULY), JUNE, False, "post_ends_before_start"),
        (Span(MARCH, JUNE), JUNE, False, "post_ends_already"),
        (Span(MARCH, JULY), JUNE, False, None),
        (Span(MARCH), JUNE, True, "last_administrator"),
    ],
)
def test_a_post_ends_within_its_days(
    held: Span, last_day: dt.date, last: bool, code: str | None
) -> None:
    refusal = why_not_end_post(held=held, last_day=last_day, last_administrator=last)
    assert (refusal.code if refusal else None) == code


def test_a_name_is_followed_by_a_later_one() -> None:
    assert why_not_rename(named_since=None, valid_from=MARCH) is None
    assert why_not_rename(named_since=MARCH, valid_from=MARCH) is None
    refusal = why_not_rename(named_since=JUNE, valid_from=MARCH)
    assert refusal is not None
    assert refusal.facts == {"since": "2026-06-30"}


def test_only_a_sign_in_that_exists_can_be_opened_again() -> None:
    assert why_not_unblock(erased=False, has_sign_in=True) is None
    assert getattr(why_not_unblock(erased=True, has_sign_in=True), "code", "") == "person_erased"
    missing = why_not_unblock(erased=False, has_sign_in=False)
    assert getattr(missing, "code", "") == "sign_in_missing"
