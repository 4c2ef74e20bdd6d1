import datetime as dt

import pytest

from jolserik.companies.person_rules import (
    Consent,
    ConsentBasis,
    PersonDraft,
    dialled,
    erasing_problems,
    merged,
    messenger_address,
    person_problems,
    why_not_make_main,
)

TODAY = dt.date(2026, 3, 2)
AGREED = Consent(ConsentBasis.SPOKEN, TODAY)


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (PersonDraft("Директор"), []),
        (PersonDraft("Директор", name="Имя", consent=AGREED), []),
        (PersonDraft(""), ["position: position_missing"]),
        (PersonDraft("Директор +7 700 123 45 67"), ["position: position_hides_contact"]),
        (PersonDraft("Директор a@b.kz"), ["position: position_hides_contact"]),
        (PersonDraft("Директор", name="Имя"), ["basis: consent_missing"]),
        (PersonDraft("Директор", phones=("+7 700 000 00 01",)), ["basis: consent_missing"]),
        (PersonDraft("Директор", email="a@b.kz"), ["basis: consent_missing"]),
        (PersonDraft("Директор", messenger="@somebody"), ["basis: consent_missing"]),
        (
            PersonDraft("Директор", consent=Consent(on=TODAY)),
            ["basis: consent_basis_missing"],
        ),
        (
            PersonDraft("Директор", name="Имя", consent=Consent(ConsentBasis.EMAIL)),
            ["consent_on: consent_day_missing"],
        ),
        (
            PersonDraft(
                "Директор",
                name="Имя",
                consent=Consent(ConsentBasis.EMAIL, TODAY + dt.timedelta(days=1)),
            ),
            ["consent_on: consent_day_ahead"],
        ),
        (PersonDraft("Директор", consent=AGREED), ["name: contact_person_without_name"]),
        (
            PersonDraft("Директор", name="И", phones=("звоните",), email="нет", consent=AGREED),
            ["phones: phone_not_a_number", "email: email_not_an_address"],
        ),
        (
            PersonDraft("Директор", name="И", phones=("+7 700 000 00 01",) * 6, consent=AGREED),
            ["phones: too_many_phones"],
        ),
        (
            PersonDraft("Директор", language="de", projects=frozenset({"project:x"})),
            ["language: contact_person_language_known", "projects: project_not_of_company"],
        ),
    ],
)
def test_nothing_but_the_position_is_kept_without_consent(
    draft: PersonDraft, expected: list[str]
) -> None:
    found = person_problems(draft, today=TODAY)
    assert [f"{p.place}: {p.code}" for p in found] == expected


def test_a_consent_ends_by_erasing_and_never_by_an_edit() -> None:
    found = person_problems(PersonDraft("Директор"), today=TODAY, had_consent=True)
    assert [p.code for p in found] == ["consent_is_withdrawn_apart"]


def test_both_changes_are_kept_and_only_the_same_field_is_a_conflict() -> None:
    was = PersonDraft("Директор", name="Имя", email="a@b.kz", consent=AGREED)
    mine = PersonDraft("Директор", name="Имя", email="mine@b.kz", consent=AGREED)
    theirs = PersonDraft("Президент", name="Имя", email="a@b.kz", consent=AGREED)
    both, conflicts = merged(was, mine, theirs)
    assert (both.position, both.email, conflicts) == ("Президент", "mine@b.kz", ())
    theirs = PersonDraft("Президент", name="Имя", email="theirs@b.kz", consent=AGREED)
    both, conflicts = merged(was, mine, theirs)
    assert (both.position, both.email, conflicts) == ("Президент", "mine@b.kz", ("email",))
    assert merged(was, mine, mine) == (mine, ())


@pytest.mark.parametrize(
    ("erased", "has_consent", "is_main", "code"),
    [
        (False, True, False, ""),
        (True, True, False, "contact_person_erased"),
        (False, False, False, "main_contact_needs_consent"),
        (False, True, True, "main_contact_already"),
    ],
)
def test_the_main_contact_may_be_called(
    erased: bool, has_consent: bool, is_main: bool, code: str
) -> None:
    refusal = why_not_make_main(erased=erased, has_consent=has_consent, is_main=is_main)
    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (TODAY, ""),
        (TODAY + dt.timedelta(days=1), "erased_ahead"),
        (TODAY - dt.timedelta(days=9), "erased_before_consent"),
    ],
)
def test_data_are_erased_between_consent_and_today(on: dt.date, code: str) -> None:
    found = erasing_problems(on=on, today=TODAY, consent_on=TODAY - dt.timedelta(days=5))
    assert [p.code for p in found] == ([code] if code else [])


def test_numbers_are_dialled_from_anywhere() -> None:
    assert dialled("8 (721) 200-00-01") == "+77212000001"
    assert dialled("+7 700 000 00 01") == "+77000000001"
    assert dialled("+90 500 000 00 03") == "+905000000003"
    assert dialled("30-11-22") == "301122"


def test_a_messenger_has_a_page_only_where_it_is_known() -> None:
    assert messenger_address("@some_body") == "https://t.me/some_body"
    assert messenger_address("Telegram: @some_body") == "https://t.me/some_body"
    assert messenger_address("WhatsApp 8 700 000 00 01") == "https://wa.me/77000000001"
    for text in ("", "WeChat some", "javascript:alert(1)", "@a", "@x/../y", "WhatsApp нет"):
        assert messenger_address(text) == ""
