"""What the browser may do, error pages that help, the language switch, cookies."""

import logging
import re
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client, TestCase, override_settings

from jolserik.indicators import public
from jolserik.people.testing import DANA, PASSWORD, settle_cast
from jolserik.site.tests.reading import faults, read
from jolserik.site.tests.regions import load_second

FIGURE = "/figures/kato:98/fixed_capital_investment/2024/actual/statement/"
PUBLIC = ("/", "/region/98/", "/zone/aisai/", "/regions/", "/measures/", "/glossary/", FIGURE)
LANGUAGES = ("ru", "kk", "en")


class AnswersTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()
        load_second()

    @pytest.fixture(autouse=True)
    def _tools(self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
        self.monkeypatch, self.caplog = monkeypatch, caplog


class TestHeaders(AnswersTestCase):
    def test_the_browser_runs_and_draws_only_what_is_ours(self) -> None:
        for address in (*PUBLIC, "/nowhere/", "/desk/", "/sign-in/"):
            headers = self.client.get(address).headers
            policy = dict(
                part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
            )
            assert policy["default-src"] == "'none'"
            assert policy["script-src"] == policy["style-src"] == "'self'"
            assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "same-origin"

    def test_public_pages_set_no_cookie(self) -> None:
        for address in PUBLIC:
            assert not self.client.get(address).cookies, address

    def test_cookies_are_kept_from_scripts_and_other_sites(self) -> None:
        client = Client()
        client.get("/sign-in/?lang=kk")
        client.post("/sign-in/", {"login": DANA.email, "password": PASSWORD})
        names = {"sessionid", "csrftoken", settings.LANGUAGE_COOKIE_NAME}
        assert names <= client.cookies.keys()
        for name in names:
            assert client.cookies[name]["httponly"], name
            assert client.cookies[name]["samesite"] == "Lax", name

    @override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
    def test_behind_https_cookies_travel_by_https_only(self) -> None:
        client = Client()
        client.get("/sign-in/?lang=kk", secure=True)
        sent = {"login": DANA.email, "password": PASSWORD}
        client.post("/sign-in/", sent, secure=True)
        assert {name for name, cookie in client.cookies.items() if not cookie["secure"]} == set()

    def test_every_page_carries_its_own_files_only(self) -> None:
        for address in PUBLIC:
            page = read(self.client.get(address).content.decode())
            files = [e.get("src") or e.get("href") for e in page.all("script", "link", "img")]
            assert all(file.startswith("/static/") for file in files), files


class TestLanguage(AnswersTestCase):
    def test_the_switch_keeps_the_page_and_its_query(self) -> None:
        address = f"{FIGURE}?as_of=2025-03-01"
        page = read(self.client.get(address).content.decode())
        switch = [e.get("href") for e in page.all("a") if e.get("hreflang")]
        assert switch == [f"{address}&lang={language}" for language in LANGUAGES]

    def test_the_choice_lasts_and_another_one_replaces_it(self) -> None:
        client = Client()
        for language in LANGUAGES:
            assert client.get(f"/?lang={language}").headers["Content-Language"] == language
            page = read(client.get("/measures/").content.decode())
            assert page.all("html")[0].get("lang") == language

    def test_a_language_that_is_not_spoken_changes_nothing(self) -> None:
        for language in ("de", "", "ru-RU", "\x00", "k" * 5000):
            response = self.client.get("/", {"lang": language})
            assert response.headers["Content-Language"] == "ru"
            assert not response.cookies

    def test_russian_is_spoken_whatever_the_browser_prefers(self) -> None:
        response = self.client.get("/", headers={"Accept-Language": "en"})
        assert response.headers["Content-Language"] == "ru"


class TestErrorPages(AnswersTestCase):
    def test_a_page_that_is_not_there_offers_the_search(self) -> None:
        for language in LANGUAGES:
            response = self.client.get(f"/zone/no-such-zone/?lang={language}")
            assert response.status_code == 404
            page = read(response.content.decode())
            assert faults(page, language) == []
            fields = {e.get("name"): e.get("value") for e in page.all("input") if e.get("value")}
            assert fields["q"] == "no such zone"

    def test_text_of_a_mistyped_address_is_shown_and_never_run(self) -> None:
        response = self.client.get("/%3Cscript%3Ealert(1)%3C/script%3E/")
        assert response.status_code == 404
        assert "<script>alert" not in response.content.decode()

    def test_a_page_that_broke_gives_a_number_which_the_log_has_too(self) -> None:
        self.broken(ZeroDivisionError("secret"))
        response = Client(raise_request_exception=False).get("/regions/")
        assert response.status_code == 500
        html = response.content.decode()
        number = read(html).all("strong")[0].text()
        assert re.fullmatch(r"[0-9a-f]{8}", number)
        assert "secret" not in html
        told = [r for r in self.caplog.records if getattr(r, "number", "") == number]
        assert any(r.levelno == logging.ERROR for r in told)

    def test_a_broken_page_speaks_the_readers_language(self) -> None:
        self.broken(ZeroDivisionError())
        for language in LANGUAGES:
            client = Client(raise_request_exception=False)
            page = read(client.get(f"/regions/?lang={language}").content.decode())
            assert faults(page, language) == []

    def test_a_busy_database_says_to_try_again(self) -> None:
        self.broken(OperationalError("database is locked"))
        response = self.client.get("/regions/")
        assert response.status_code == 503
        assert response.headers["Retry-After"]
        assert faults(read(response.content.decode()), "ru") == []

    def test_a_form_that_grew_too_old_says_so(self) -> None:
        client = Client(enforce_csrf_checks=True)
        response = client.post("/sign-in/", {"login": "a", "password": "b"})
        assert response.status_code == 403
        assert faults(read(response.content.decode()), "ru") == []

    def test_a_method_that_a_page_does_not_know_breaks_nothing(self) -> None:
        for address in PUBLIC:
            for method in ("post", "put", "delete", "patch", "options", "head"):
                answer: Any = getattr(self.client, method)(address)
                assert answer.status_code in (200, 403, 405), (method, address)

    def test_a_host_that_is_not_ours_is_refused(self) -> None:
        response = self.client.get("/", headers={"Host": "evil.example"})
        assert response.status_code == 400

    def broken(self, error: Exception) -> None:
        def break_down() -> None:
            raise error

        self.monkeypatch.setattr(public, "regions", break_down)
