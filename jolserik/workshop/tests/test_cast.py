"""The cast of the demo: made up, the same on every machine, signed in by one click in a demo."""

import datetime as dt
from typing import Any

from django.test import Client, TestCase, override_settings

from jolserik.events.models import Event
from jolserik.people import actions
from jolserik.people.actor import PROGRAM, Role
from jolserik.people.models import Organisation, Person, Post, User
from jolserik.site.tests.reading import faults, read
from jolserik.site.tests.regions import FICTIONAL, NOW, quick_passwords
from jolserik.workshop import cast
from jolserik.workshop.folder import Folder
from jolserik.workshop.folder import read as read_folder

MADE_UP = ("ictional", "Made-up", "Imaginary")
SIGN_IN, ONE_CLICK = "/sign-in/", "/sign-in/cast/"


class TestCast(TestCase):
    folder: Folder

    @classmethod
    def setUpTestData(cls) -> None:
        cls.folder = read_folder(FICTIONAL)
        with quick_passwords:
            cast.settle(cls.folder, now=NOW)

    def test_the_same_person_has_the_same_key_everywhere(self) -> None:
        assert str(cast.key_of("dana")) == str(cast.key_of("dana"))
        assert cast.key_of("dana") != cast.key_of("gani")
        keys = {cast.key_of(line["key"]) for line in self.folder.of("person")}
        assert keys == set(Person.objects.values_list("key", flat=True))

    def test_settling_again_adds_nobody(self) -> None:
        assert not cast.settle(self.folder, now=NOW)
        assert Person.objects.count() == len(self.folder.of("person"))

    def test_every_role_is_played(self) -> None:
        assert set(Post.objects.values_list("role", flat=True)) == {role.value for role in Role}

    def test_nobody_of_the_cast_can_be_taken_for_somebody(self) -> None:
        assert all("Мысалов" in person.name_ru for person in Person.objects.all())
        assert all(user.email.endswith("@example.invalid") for user in User.objects.all())
        for body in Organisation.objects.prefetch_related("names"):
            assert any(w in body.called("en", NOW.date()) for w in MADE_UP), body.key

    def test_a_power_of_attorney_has_a_number_and_an_end(self) -> None:
        post = Post.objects.get(role=Role.INVESTOR_REPRESENTATIVE.value)
        assert post.valid_to is not None
        assert post.valid_to > dt.date(2026, 1, 1)
        assert post.document

    def test_contacts_of_the_cast_stand_in_no_event(self) -> None:
        facts = " ".join(str(event.facts) for event in Event.objects.all())
        for line in self.folder.of("person"):
            assert line["email"] not in facts
            assert line["phone"] not in facts
            assert line["names"]["ru"] not in facts

    @override_settings(DEMO=True)
    def test_the_sign_in_page_shows_everybody_with_what_they_do(self) -> None:
        for language in ("ru", "kk", "en"):
            page = read(Client().get(f"{SIGN_IN}?lang={language}").content.decode())
            assert faults(page, language) == []
            for line in self.folder.of("person"):
                assert line["names"][language] in page.text()
                assert line["story"][language] in page.text()

    @override_settings(DEMO=True)
    def test_one_click_signs_in_and_is_recorded(self) -> None:
        client = Client()
        response: Any = client.post(ONE_CLICK, {"key": str(cast.key_of("dana"))})
        assert (response.status_code, response.url) == (302, "/desk/")
        event = Event.objects.latest("id")
        assert (event.name, event.by) == ("signed_in", cast.key_of("dana"))

    @override_settings(DEMO=True)
    def test_one_click_goes_on_to_where_one_wanted_and_nowhere_else(self) -> None:
        key = str(cast.key_of("ilyas"))
        onward: Any = Client().post(ONE_CLICK, {"key": key, "next": "/desk/diary/"})
        assert onward.url == "/desk/diary/"
        away: Any = Client().post(ONE_CLICK, {"key": key, "next": "https://evil.example/"})
        assert away.url == "/desk/"

    @override_settings(DEMO=True)
    def test_one_click_signs_in_nobody_else(self) -> None:
        for key in ("", "x", "\x00", "9" * 5000, str(cast.key_of("nobody"))):
            assert Client().post(ONE_CLICK, {"key": key}).status_code == 404
        assert Client().get(ONE_CLICK).status_code == 405

    @override_settings(DEMO=True)
    def test_who_is_blocked_is_not_offered_and_not_signed_in(self) -> None:
        actions.block_sign_in(person=cast.key_of("gani"), by=PROGRAM, now=NOW)
        assert "Гани Мысалов" not in Client().get(SIGN_IN).content.decode()
        response = Client().post(ONE_CLICK, {"key": str(cast.key_of("gani"))})
        assert response.status_code == 404

    def test_outside_a_demo_there_is_no_such_thing(self) -> None:
        assert "Дана" not in Client().get(SIGN_IN).content.decode()
        assert Client().post(ONE_CLICK, {"key": str(cast.key_of("dana"))}).status_code == 404
