import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client, TestCase
from django.urls import NoReverseMatch, get_resolver, reverse

from jolserik.core.words import Words
from jolserik.events.models import Event
from jolserik.people import actions, urls
from jolserik.people.access import access_of
from jolserik.people.actor import PROGRAM
from jolserik.people.testing import BOLAT, DANA, GANI, MADINA, NOW, PASSWORD, settle_cast

LOGIN = "/sign-in/"


class SignInTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()

    def setUp(self) -> None:
        cache.clear()

    def sign_in(self, client: Client, password: str, email: str = BOLAT.email):  # type: ignore[no-untyped-def]  # the client's own response
        return client.post(LOGIN, {"login": email, "password": password})

    def events(self) -> list[tuple[str, str]]:
        return [(e.name, e.subject_key) for e in Event.objects.order_by("id")]


class TestPassword(SignInTestCase):
    def test_a_right_password_signs_in_and_is_recorded(self) -> None:
        response = self.sign_in(self.client, PASSWORD)
        assert (response.status_code, response.url) == (302, "/desk/")
        assert self.events() == [("signed_in", str(BOLAT.key))]

    def test_a_wrong_password_is_recorded_without_what_was_typed(self) -> None:
        assert self.sign_in(self.client, "wrong").status_code == 422
        assert self.sign_in(self.client, "wrong", email="nobody@example.kz").status_code == 422
        assert self.events() == [("sign_in_failed", str(BOLAT.key)), ("sign_in_failed", "")]
        assert {event.by for event in Event.objects.all()} == {None}
        assert [event.facts for event in Event.objects.all()] == [{}, {}]

    def test_five_failures_lock_even_the_right_password_out(self) -> None:
        for _ in range(5):
            assert self.sign_in(self.client, "wrong").status_code == 422
        response = self.sign_in(Client(), PASSWORD)
        assert response.status_code == 429
        assert self.sign_in(Client(), PASSWORD, email=DANA.email).status_code == 302

    def test_the_lock_out_says_what_to_do_in_three_languages(self) -> None:
        for _ in range(5):
            self.sign_in(self.client, "wrong")
        for language, words in (("ru", "15 минут"), ("kk", "15 минуттан"), ("en", "15 minutes")):
            self.client.cookies["jol_language"] = language
            assert words in self.sign_in(self.client, PASSWORD).content.decode()

    def test_a_new_password_by_letter_ends_the_lock_out(self) -> None:
        for _ in range(5):
            self.sign_in(self.client, "wrong")
        self.client.post("/sign-in/password/", {"email": BOLAT.email})
        link = re.search(r"https?://[^/]+(/sign-in/password/\S+)", str(mail.outbox[0].body))
        assert link is not None
        form = self.client.get(link[1], follow=True).redirect_chain[-1][0]
        typed = {"password1": "four plain words here", "password2": "four plain words here"}
        assert self.client.post(form, typed).status_code == 302
        assert self.sign_in(self.client, "four plain words here").status_code == 302
        assert ("password_changed", str(BOLAT.key)) in self.events()

    def test_no_letter_goes_to_who_is_unknown_or_blocked(self) -> None:
        actions.block_sign_in(by=DANA.actor, now=NOW, person=GANI.key)
        for email in ("nobody@example.kz", GANI.email, BOLAT.email):
            response = self.client.post("/sign-in/password/", {"email": email})
            assert response.url == "/sign-in/password/sent/"  # type: ignore[attr-defined]  # a redirect
        assert [letter.to for letter in mail.outbox] == [[BOLAT.email]]

    def test_a_weak_new_password_is_told_in_our_words(self) -> None:
        client = BOLAT.client()
        typed = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
        response = client.post("/account/password/", typed)
        assert response.status_code == 422
        assert "не меньше 12 знаков" in response.content.decode()

    def test_a_flood_of_attempts_gets_a_page_that_says_to_wait(self) -> None:
        with self.settings(ACCOUNT_RATE_LIMITS={"login": "1/m/ip"}):
            self.sign_in(self.client, PASSWORD)
            response = self.sign_in(Client(), PASSWORD)
        assert response.status_code == 429
        assert "<h1>" in response.content.decode()


class TestBlocking(SignInTestCase):
    def test_blocking_ends_every_session_at_once_and_for_good(self) -> None:
        telephone, desk = BOLAT.client(), BOLAT.client()
        assert telephone.get("/account/codes/").status_code == 200
        actions.block_sign_in(by=DANA.actor, now=NOW, person=BOLAT.key)
        assert telephone.get("/account/codes/").status_code == 302
        actions.unblock_sign_in(by=MADINA.actor, now=NOW, person=BOLAT.key)
        assert desk.get("/account/codes/").status_code == 302

    def test_a_blocked_person_is_told_so_after_the_right_password_only(self) -> None:
        actions.block_sign_in(by=DANA.actor, now=NOW, person=BOLAT.key)
        assert self.sign_in(self.client, "wrong").status_code == 422
        assert self.sign_in(self.client, PASSWORD).url == "/sign-in/blocked/"


class TestCodes(SignInTestCase):
    def code(self, secret: str) -> str:
        return str(format_hotp_value(hotp_value(secret, [*yield_hotp_counters_from_time()][-1])))

    def switch_on(self, client: Client) -> None:
        confirm = client.get("/account/codes/app/on/").url  # type: ignore[attr-defined]  # a redirect
        assert confirm.startswith("/account/confirm/")
        page = client.post(confirm, {"password": PASSWORD}, follow=True)
        secret = client.session["mfa.totp.secret"]
        assert secret in page.content.decode()
        with self.captureOnCommitCallbacks(execute=True):
            answer = client.post("/account/codes/app/on/", {"code": self.code(secret)})
        assert answer.status_code == 302

    def test_with_an_application_the_password_alone_is_not_enough(self) -> None:
        self.switch_on(BOLAT.client())
        response = self.sign_in(self.client, PASSWORD)
        assert response.url == "/sign-in/code/"
        assert self.client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
        codes = Authenticator.objects.get(user=BOLAT.user, type="recovery_codes").wrap()
        answer = self.client.post("/sign-in/code/", {"code": codes.get_unused_codes()[0]})
        assert answer.url == "/desk/"  # type: ignore[attr-defined]  # a redirect
        assert [name for name, _ in self.events()][-1] == "signed_in"

    def test_switching_on_and_off_is_recorded(self) -> None:
        client = BOLAT.client()
        self.switch_on(client)
        for page in ("", "app/off/", "recovery/", "recovery/new/", "recovery/file/"):
            assert client.get(f"/account/codes/{page}").status_code == 200
        with self.captureOnCommitCallbacks(execute=True):
            client.post("/account/codes/recovery/new/")
        with self.captureOnCommitCallbacks(execute=True):
            client.post("/account/codes/app/off/")
        names = [name for name, _ in self.events()]
        assert names[:2] == ["second_factor_added"] * 2
        assert names[2:] == ["recovery_codes_renewed", *["second_factor_removed"] * 2]


class TestCast(SignInTestCase):
    def join(self) -> None:
        story = Words("Ведёт проекты", "Жобаларды жүргізеді", "Accompanies projects")
        actions.add_to_cast(by=PROGRAM, now=NOW, person=BOLAT.key, story=story, order=1)

    def test_in_the_demo_one_click_signs_in_as_one_of_the_cast(self) -> None:
        self.join()
        with self.settings(DEMO=True):
            assert "Ведёт проекты" in self.client.get(LOGIN).content.decode()
            response = self.client.post("/sign-in/cast/", {"key": str(BOLAT.key)})
        assert response.status_code == 302
        assert Event.objects.get(name="signed_in").facts == {"way": "cast"}

    def test_in_the_demo_nobody_else_is_signed_in_as(self) -> None:
        self.join()
        with self.settings(DEMO=True):
            for key in (str(MADINA.key), "somebody", ""):
                assert self.client.post("/sign-in/cast/", {"key": key}).status_code == 404
            assert self.client.get("/sign-in/cast/").status_code == 405

    def test_outside_the_demo_there_is_no_such_page(self) -> None:
        self.join()
        with self.settings(DEMO=False):
            assert "Ведёт проекты" not in self.client.get(LOGIN).content.decode()
            response = self.client.post("/sign-in/cast/", {"key": str(BOLAT.key)})
        assert response.status_code == 404
        assert self.client.get("/account/codes/").status_code == 302


class TestDoor(SignInTestCase):
    def test_only_pages_with_a_declaration_are_open_and_sign_up_is_not_among_them(self) -> None:
        assert all(access_of(pattern.callback) for pattern in urls.urlpatterns)
        for name in ("account_signup", "account_email", "mfa_list_webauthn"):
            with pytest.raises(NoReverseMatch):
                reverse(name)
        assert "account_login" in get_resolver().reverse_dict

    def test_who_has_not_signed_in_is_sent_to_sign_in_first(self) -> None:
        for page in ("password/", "confirm/", "codes/", "codes/app/on/", "codes/recovery/"):
            response = self.client.get(f"/account/{page}")
            assert response.url.startswith(LOGIN)  # type: ignore[attr-defined]  # a redirect

    def test_every_open_page_shows_in_three_languages(self) -> None:
        client = GANI.client()
        for language in ("ru", "kk", "en"):
            client.cookies["jol_language"] = self.client.cookies["jol_language"] = language
            for page in ("", "blocked/", "password/", "password/sent/", "password/done/"):
                assert self.client.get(f"/sign-in/{page}").status_code == 200
            for page in ("password/", "confirm/", "codes/"):
                assert client.get(f"/account/{page}").status_code == 200
            assert client.get("/sign-out/").status_code == 200
        assert "account_signup" not in self.client.get(LOGIN).content.decode()

    def test_a_session_starts_in_the_language_of_the_person(self) -> None:
        BOLAT.user.person.__class__.objects.filter(key=BOLAT.key).update(language="kk")
        self.sign_in(self.client, PASSWORD)
        assert self.client.cookies["jol_language"].value == "kk"
