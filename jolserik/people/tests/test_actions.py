import datetime as dt
import uuid

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import TestCase

from jolserik.core.refusal import Refused
from jolserik.core.words import Words
from jolserik.events.models import Event
from jolserik.people import actions
from jolserik.people.actor import PROGRAM, Role
from jolserik.people.models import Organisation, OrganisationKind, Person, Post, User
from jolserik.people.queries import actor_for, display_names
from jolserik.people.rules import Invalid, PersonDraft, PostDraft
from jolserik.people.testing import (
    BODY,
    BOLAT,
    DANA,
    GANI,
    MADINA,
    NOW,
    PASSWORD,
    TODAY,
    settle_cast,
)

NEW = uuid.UUID(int=99)
SAULE = PersonDraft(name_ru=" Сауле  Нурланова ", email="Saule@Example.kz", phone="+77212000000")


class PeopleTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()

    def events(self) -> list[tuple[str, str, uuid.UUID | None]]:
        return [(e.name, e.subject_key, e.by) for e in Event.objects.order_by("id")]


class TestPersons(PeopleTestCase):
    def test_adding_writes_tidy_data_and_one_event_without_them(self) -> None:
        person = actions.add_person(by=MADINA.actor, now=NOW, draft=SAULE, key=NEW)
        assert (person.name_ru, person.email) == ("Сауле Нурланова", "saule@example.kz")
        assert person.search_text == "сауле нурланова"
        assert self.events() == [("person_added", str(NEW), MADINA.key)]
        assert Event.objects.get().facts == {}

    def test_adding_is_refused_to_who_may_not_manage_people(self) -> None:
        with pytest.raises(Refused, match="no_right"):
            actions.add_person(by=DANA.actor, now=NOW, draft=SAULE)
        assert self.events() == []

    def test_correcting_moves_the_sign_in_to_the_new_address(self) -> None:
        draft = PersonDraft(name_ru=BOLAT.name, email="new@example.kz", phone="+77212000002")
        actions.correct_person(by=MADINA.actor, now=NOW, person=BOLAT.key, draft=draft)
        assert BOLAT.user.email == "new@example.kz"
        assert EmailAddress.objects.get(user=BOLAT.user).email == "new@example.kz"
        assert Event.objects.get().facts == {"fields": "email, phone"}

    def test_an_address_of_somebody_else_is_a_problem_of_the_field(self) -> None:
        draft = PersonDraft(name_ru=BOLAT.name, email=DANA.email)
        with pytest.raises(Invalid) as caught:
            actions.correct_person(by=MADINA.actor, now=NOW, person=BOLAT.key, draft=draft)
        assert [(p.place, p.code) for p in caught.value.problems] == [("email", "email_taken")]
        assert Person.objects.get(key=BOLAT.key).email == BOLAT.email

    def test_erasing_leaves_a_key_and_nothing_else(self) -> None:
        actions.erase_person(by=MADINA.actor, now=NOW, person=BOLAT.key)
        row = Person.objects.get(key=BOLAT.key)
        assert (row.name_ru, row.email, row.phone, row.search_text) == ("", "", "", "")
        assert display_names([BOLAT.key], "ru") == {BOLAT.key: "удалённые данные"}
        assert not BOLAT.user.is_active
        assert not EmailAddress.objects.filter(user=BOLAT.user).exists()
        assert Post.objects.get(person=row).valid_to == TODAY
        assert self.events() == [("person_erased", str(BOLAT.key), MADINA.key)]

    def test_nobody_erases_themselves_or_somebody_twice(self) -> None:
        with pytest.raises(Refused, match="erase_needs_somebody_else"):
            actions.erase_person(by=MADINA.actor, now=NOW, person=MADINA.key)
        actions.erase_person(by=MADINA.actor, now=NOW, person=GANI.key)
        with pytest.raises(Refused, match="person_erased"):
            actions.erase_person(by=MADINA.actor, now=NOW, person=GANI.key)

    def test_the_last_administrator_is_not_erased(self) -> None:
        with pytest.raises(Refused, match="last_administrator"):
            actions.erase_person(by=PROGRAM, now=NOW, person=MADINA.key)

    def test_an_erased_row_that_still_holds_a_name_is_impossible(self) -> None:
        broken = pytest.raises(IntegrityError, match="person_erased_holds_nothing")
        with broken, transaction.atomic():
            Person.objects.filter(key=GANI.key).update(erased_at=NOW)

    def test_opening_contacts_is_recorded_and_ones_own_are_not(self) -> None:
        opened = actions.open_contacts(by=BOLAT.actor, now=NOW, person=DANA.key)
        assert opened.email == DANA.email
        actions.open_contacts(by=GANI.actor, now=NOW, person=GANI.key)
        assert self.events() == [("contacts_opened", str(DANA.key), BOLAT.key)]
        with pytest.raises(Refused, match="no_right"):
            actions.open_contacts(by=GANI.actor, now=NOW, person=DANA.key)


class TestPosts(PeopleTestCase):
    def test_a_given_post_gives_the_role_from_its_first_day_to_its_last(self) -> None:
        june = dt.date(2026, 6, 30)
        draft = PostDraft(Role.AUDITOR, TODAY, june)
        actions.give_post(by=MADINA.actor, now=NOW, person=GANI.key, organisation=BODY, draft=draft)
        day = dt.timedelta(days=1)
        for today, held in ((TODAY - day, False), (TODAY, True), (june, True), (june + day, False)):
            assert (Role.AUDITOR in actor_for(GANI.user, today=today).roles) is held
        assert self.events() == [("post_given", str(GANI.key), MADINA.key)]

    def test_all_problems_of_a_post_come_together(self) -> None:
        draft = PostDraft(Role.INVESTOR_REPRESENTATIVE, TODAY)
        with pytest.raises(Invalid) as caught:
            actions.give_post(
                by=MADINA.actor, now=NOW, person=GANI.key, organisation=BODY, draft=draft
            )
        assert [p.place for p in caught.value.problems] == ["valid_to", "document"]
        assert self.events() == []

    def test_the_database_too_wants_the_end_of_a_power_of_attorney(self) -> None:
        body = Organisation.objects.get(key=BODY)
        broken = pytest.raises(IntegrityError, match="post_representative_has_end")
        with broken, transaction.atomic():
            Post.objects.create(
                person_id=GANI.key,
                organisation=body,
                role=Role.INVESTOR_REPRESENTATIVE,
                document="12",
                valid_from=TODAY,
            )

    def test_an_ended_post_ends_the_role_on_the_next_day(self) -> None:
        post = Post.objects.get(person_id=BOLAT.key)
        actions.end_post(by=MADINA.actor, now=NOW, post=post.pk, last_day=TODAY)
        assert actor_for(BOLAT.user, today=TODAY).roles == {Role.SPECIALIST}
        assert actor_for(BOLAT.user, today=TODAY + dt.timedelta(days=1)).roles == frozenset()
        assert self.events() == [("post_ended", str(BOLAT.key), MADINA.key)]

    def test_the_post_of_the_last_administrator_does_not_end(self) -> None:
        post = Post.objects.get(person_id=MADINA.key)
        with pytest.raises(Refused, match="last_administrator"):
            actions.end_post(by=MADINA.actor, now=NOW, post=post.pk, last_day=TODAY)
        draft = PostDraft(Role.ADMINISTRATOR, TODAY)
        actions.give_post(by=MADINA.actor, now=NOW, person=DANA.key, organisation=BODY, draft=draft)
        actions.end_post(by=MADINA.actor, now=NOW, post=post.pk, last_day=TODAY)


class TestSignIns(PeopleTestCase):
    def test_a_person_with_sign_in_is_added_with_one_event_for_each_act(self) -> None:
        actions.add_person_with_sign_in(
            by=MADINA.actor, now=NOW, draft=SAULE, password=PASSWORD, key=NEW
        )
        user = User.objects.get(person_id=NEW)
        assert user.check_password(PASSWORD)
        assert user.password.startswith("argon2")
        assert [name for name, _, _ in self.events()] == ["person_added", "sign_in_created"]

    def test_a_weak_password_and_a_missing_name_are_told_together(self) -> None:
        draft = PersonDraft(email="saule@example.kz")
        with pytest.raises(Invalid) as caught:
            actions.add_person_with_sign_in(
                by=MADINA.actor, now=NOW, draft=draft, password="password"
            )
        codes = [problem.code for problem in caught.value.problems]
        assert codes == ["name_missing", "password_too_short", "password_too_common"]
        assert self.events() == []

    def test_blocking_is_never_refused_to_who_may_not_even_for_oneself(self) -> None:
        for by, person in ((DANA, MADINA), (DANA, DANA), (MADINA, GANI)):
            actions.block_sign_in(by=by.actor, now=NOW, person=person.key)
            assert not person.user.is_active
        actions.block_sign_in(by=DANA.actor, now=NOW, person=GANI.key)
        assert len(self.events()) == 3

    def test_a_blocked_person_is_the_public_and_holds_no_post(self) -> None:
        actions.block_sign_in(by=DANA.actor, now=NOW, person=MADINA.key)
        assert actor_for(MADINA.user, today=TODAY).is_public

    def test_only_an_administrator_opens_a_sign_in_again(self) -> None:
        actions.block_sign_in(by=DANA.actor, now=NOW, person=BOLAT.key)
        with pytest.raises(Refused, match="no_right"):
            actions.unblock_sign_in(by=DANA.actor, now=NOW, person=BOLAT.key)
        actions.unblock_sign_in(by=MADINA.actor, now=NOW, person=BOLAT.key)
        assert BOLAT.user.is_active


class TestOrganisations(PeopleTestCase):
    def add(self, key: str, bin: str = "") -> Organisation:
        return actions.add_organisation(
            by=MADINA.actor,
            now=NOW,
            key=key,
            kind=OrganisationKind.BODY,
            name=Words("Комитет", "Комитет", "Committee"),
            valid_from=dt.date(2024, 1, 1),
            bin=bin,
        )

    def test_an_old_name_holds_for_the_old_days(self) -> None:
        committee = self.add("committee")
        agency = Words("Агентство", "Агенттік", "Agency")
        actions.rename_organisation(
            by=MADINA.actor, now=NOW, organisation="committee", name=agency, valid_from=TODAY
        )
        assert committee.called("en", TODAY - dt.timedelta(days=1)) == "Committee"
        assert committee.called("kk", TODAY) == "Агенттік"
        assert committee.called("ru", dt.date(2020, 1, 1)) == "Комитет"
        assert [name for name, _, _ in self.events()] == [
            "organisation_added",
            "organisation_renamed",
        ]

    def test_two_organisations_share_neither_key_nor_bin(self) -> None:
        self.add("first", bin="990340004710")
        for key, bin, code in (
            ("first", "", "organisation_key_taken"),
            ("second", "990340004710", "organisation_bin_taken"),
        ):
            with pytest.raises(Invalid) as caught:
                self.add(key, bin)
            assert [problem.code for problem in caught.value.problems] == [code]
