import uuid
from typing import Any

from django.test import Client, TestCase

from jolserik.core.fold import fold
from jolserik.desk.people_views import people_urls
from jolserik.events.models import Event
from jolserik.people.access import access_of
from jolserik.people.models import Person, Post, User
from jolserik.people.rights import Right
from jolserik.people.testing import (
    BODY,
    BOLAT,
    DANA,
    FARIDA,
    GANI,
    MADINA,
    PASSWORD,
    SINCE,
    settle_cast,
)

LIST = "/desk/people/"
POST: dict[str, str] = {"role": "auditor", "organisation": BODY, "valid_from": "2026-01-01"}
SAULE = {"name_ru": "Сауле Нурланова", "email": "saule@example.kz", "language": "kk"}


def page(key: uuid.UUID, rest: str = "") -> str:
    return f"{LIST}{key}/{rest}"


class PeoplePagesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()

    def post(self, client: Client, address: str, data: dict[str, Any] | None = None) -> Any:
        return client.post(address, data or {})

    def events(self) -> list[str]:
        return list(Event.objects.order_by("id").values_list("name", flat=True))


class TestTurnedAway(PeoplePagesTestCase):
    def test_gani_and_farida_are_turned_away_from_every_page(self) -> None:
        for member in (GANI, FARIDA):
            client = member.client()
            for address in (LIST, f"{LIST}new/", page(BOLAT.key), page(BOLAT.key, "erase/")):
                assert client.get(address).status_code == 403
            for rest in ("contacts", "correct", "posts", "posts/1/end", "sign-in", "block"):
                assert self.post(client, page(BOLAT.key, f"{rest}/")).status_code == 403
            assert self.post(client, page(BOLAT.key, "unblock/")).status_code == 403
        assert self.events() == []

    def test_who_has_not_signed_in_is_sent_to_sign_in(self) -> None:
        response = self.client.get(LIST)
        assert response.status_code == 302
        assert response.url.startswith("/sign-in/")  # type: ignore[attr-defined]  # a redirect

    def test_a_specialist_sees_people_and_changes_nothing(self) -> None:
        client = BOLAT.client()
        assert client.get(page(DANA.key)).status_code == 200
        assert "/erase/" not in client.get(page(DANA.key)).content.decode()
        assert self.post(client, page(DANA.key, "posts/"), POST).status_code == 403
        assert self.post(client, page(DANA.key, "block/")).status_code == 403

    def test_every_address_declares_a_right(self) -> None:
        found = {access.right for url in people_urls if (access := access_of(url.callback))}
        assert found == {Right.SEE_PEOPLE, Right.MANAGE_PEOPLE, Right.BLOCK_SIGN_IN}


class TestList(PeoplePagesTestCase):
    def test_the_list_is_searched_by_name_and_role(self) -> None:
        client = DANA.client()
        assert all(m.name in client.get(LIST).content.decode() for m in (BOLAT, GANI))
        named = client.get(LIST, {"q": "тилеуов"}).content.decode()
        assert GANI.name in named
        assert BOLAT.name not in named
        with_role = client.get(LIST, {"role": "specialist"}).content.decode()
        assert BOLAT.name in with_role
        assert GANI.name not in with_role

    def test_the_list_asks_as_often_for_thirty_people_as_for_seven(self) -> None:
        client = DANA.client()
        with self.assertNumQueries(7):
            client.get(LIST)
        for number in range(100, 130):
            name = f"Человек {number}"
            person = Person.objects.create(
                key=uuid.UUID(int=number), name_ru=name, search_text=fold(name)
            )
            User.objects.create(person=person, email=f"many{number}@example.kz")
            Post.objects.create(
                person=person, organisation_id=BODY, role="specialist", valid_from=SINCE
            )
        with self.assertNumQueries(7):
            client.get(LIST)


class TestPerson(PeoplePagesTestCase):
    def test_contacts_are_shown_on_request_only_and_it_is_recorded(self) -> None:
        client = BOLAT.client()
        assert DANA.email not in client.get(page(DANA.key)).content.decode()
        response = self.post(client, page(DANA.key, "contacts/"))
        assert DANA.email in response.content.decode()
        assert "no-store" in response.headers["Cache-Control"]
        assert client.get(page(DANA.key, "contacts/")).status_code == 405
        assert self.events() == ["contacts_opened"]

    def test_a_post_is_given_and_ended(self) -> None:
        client = MADINA.client()
        assert self.post(client, page(GANI.key, "posts/"), POST).status_code == 302
        post = Post.objects.get(person_id=GANI.key)
        end = page(GANI.key, f"posts/{post.pk}/end/")
        assert self.post(client, end, {"last_day": "2026-01-31"}).status_code == 302
        post.refresh_from_db()
        assert str(post.valid_to) == "2026-01-31"
        assert self.events() == ["post_given", "post_ended"]

    def test_all_problems_of_a_post_are_shown_at_once(self) -> None:
        wrong = POST | {"role": "investor_representative"}
        response = self.post(MADINA.client(), page(GANI.key, "posts/"), wrong)
        assert response.status_code == 422
        shown = response.content.decode()
        assert "У доверенности есть срок" in shown
        assert "Укажите номер доверенности" in shown

    def test_a_refusal_is_shown_on_the_page_with_409(self) -> None:
        post = Post.objects.get(person_id=MADINA.key)
        end = page(MADINA.key, f"posts/{post.pk}/end/")
        response = self.post(MADINA.client(), end, {"last_day": "2026-01-31"})
        assert response.status_code == 409
        assert "последний администратор" in response.content.decode()
        assert self.post(MADINA.client(), end, {"last_day": "вчера"}).status_code == 422

    def test_a_post_is_not_ended_from_the_page_of_another(self) -> None:
        post = Post.objects.get(person_id=BOLAT.key)
        end = page(GANI.key, f"posts/{post.pk}/end/")
        assert self.post(MADINA.client(), end, {"last_day": "2026-01-31"}).status_code == 404

    def test_a_head_of_department_blocks_and_an_administrator_unblocks(self) -> None:
        bolat = BOLAT.client()
        assert bolat.get(LIST).status_code == 200
        assert self.post(DANA.client(), page(BOLAT.key, "block/")).status_code == 302
        assert bolat.get(LIST).status_code == 302
        assert self.post(DANA.client(), page(BOLAT.key, "unblock/")).status_code == 403
        assert self.post(MADINA.client(), page(BOLAT.key, "unblock/")).status_code == 302
        assert self.events() == ["sign_in_blocked", "sign_in_unblocked"]


class TestManaging(PeoplePagesTestCase):
    def test_a_person_is_added_with_a_sign_in(self) -> None:
        client = MADINA.client()
        assert client.get(f"{LIST}new/").status_code == 200
        typed = SAULE | {"password": PASSWORD}
        assert self.post(client, f"{LIST}new/", typed).status_code == 302
        saule = User.objects.get(email="saule@example.kz")
        assert saule.check_password(PASSWORD)
        assert self.events() == ["person_added", "sign_in_created"]

    def test_a_person_without_sign_in_gets_one_later(self) -> None:
        client = MADINA.client()
        self.post(client, f"{LIST}new/", SAULE)
        key = Person.objects.get(email="saule@example.kz").key
        assert self.post(client, page(key, "sign-in/"), {"password": "short"}).status_code == 422
        assert self.post(client, page(key, "sign-in/"), {"password": PASSWORD}).status_code == 302
        assert self.post(client, page(key, "sign-in/"), {"password": PASSWORD}).status_code == 409

    def test_wrong_fields_are_shown_together_and_kept(self) -> None:
        typed = {"name_ru": "", "email": "saule", "phone": "нет", "language": "ru"}
        response = self.post(MADINA.client(), f"{LIST}new/", typed)
        assert response.status_code == 422
        assert response.content.decode().count('class="jol-field__error"') == 3
        assert 'value="saule"' in response.content.decode()

    def test_correcting_opens_the_contacts_and_both_are_recorded(self) -> None:
        client = MADINA.client()
        opened = self.post(client, page(BOLAT.key, "correct/"), {"open": "1"})
        assert BOLAT.email in opened.content.decode()
        assert self.post(client, page(BOLAT.key, "correct/"), SAULE).status_code == 302
        assert Person.objects.get(key=BOLAT.key).name_ru == "Сауле Нурланова"
        assert self.events() == ["contacts_opened", "person_corrected"]
        taken = SAULE | {"email": DANA.email}
        assert self.post(client, page(BOLAT.key, "correct/"), taken).status_code == 422

    def test_erasing_asks_once_more(self) -> None:
        client, erase = MADINA.client(), page(BOLAT.key, "erase/")
        assert client.get(erase).status_code == 200
        assert self.post(client, erase).status_code == 422
        assert self.post(client, erase, {"understood": "on"}).status_code == 302
        assert client.get(page(BOLAT.key)).status_code == 404
        own = page(MADINA.key, "erase/")
        assert self.post(client, own, {"understood": "on"}).status_code == 409

    def test_pages_show_in_three_languages(self) -> None:
        client = MADINA.client()
        for language in ("ru", "kk", "en"):
            client.cookies["jol_language"] = language
            for address in (LIST, f"{LIST}new/", page(BOLAT.key), page(BOLAT.key, "erase/")):
                assert client.get(address).status_code == 200
