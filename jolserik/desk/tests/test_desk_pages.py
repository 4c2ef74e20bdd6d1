"""The desk: where each one starts, what the diary says, and who is turned away."""

from typing import Any

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from jolserik.desk.urls import urlpatterns
from jolserik.people.access import access_of
from jolserik.people.testing import AIGUL, CAST, DANA, ERLAN, GANI, MADINA, settle_cast
from jolserik.site.tests.reading import faults, read
from jolserik.site.tests.regions import load_second, load_sized

FIGURE = "figures/kato:98/fixed_capital_investment/2024/actual/statement/"
PAGES = ("", "region/98/", "zone/aisai/", "project/aisai-glass/", FIGURE, "diary/")


class TestDesk(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()
        load_second()
        load_sized(1)

    def heading(self, client: Client, address: str = "/desk/") -> str:
        page = read(client.get(address, follow=True).content.decode())
        return page.all("h1")[0].text()

    def test_every_address_declares_who_may_open_it(self) -> None:
        views = [url.callback for url in urlpatterns if isinstance(url, URLPattern)]
        assert len(views) == len(urlpatterns)
        assert all(access_of(view) is not None for view in views)

    def test_gani_is_turned_away_from_every_page_and_told_who_may(self) -> None:
        gani = GANI.client()
        for page in PAGES:
            response = gani.get(f"/desk/{page}")
            assert response.status_code == 403, page
            text = read(response.content.decode()).text()
            assert "Кто может" in text
            assert any(member.name in text for member in CAST if member is not GANI)
            assert faults(read(response.content.decode()), "ru") == []

    def test_who_has_not_signed_in_goes_to_sign_in(self) -> None:
        for page in PAGES:
            response: Any = Client().get(f"/desk/{page}")
            assert response.status_code == 302, page
            assert response.url.startswith("/sign-in/?next=%2Fdesk%2F")

    def test_whoever_has_a_scope_starts_there(self) -> None:
        assert self.heading(ERLAN.client()) == "Зона 0"
        assert self.heading(DANA.client()) == self.heading(DANA.client(), "/desk/region/98/")

    def test_a_scope_that_is_not_there_starts_at_the_region(self) -> None:
        assert self.heading(AIGUL.client()) == self.heading(DANA.client())

    def test_links_of_the_desk_stay_at_the_desk(self) -> None:
        page = read(DANA.client().get("/desk/region/98/").content.decode())
        inside = [e.get("href") for main in page.all("main") for e in main.all("a")]
        away = [h for h in inside if h.startswith("/") and not h.startswith("/desk/")]
        assert inside
        assert away == []

    def test_the_diary_is_for_whom_may_read_it(self) -> None:
        assert DANA.client().get("/desk/diary/").status_code == 403
        page = read(MADINA.client().get("/desk/diary/").content.decode())
        assert len(page.all("tr")) > 30
        assert faults(page, "ru") == []

    def test_the_diary_takes_any_page_number(self) -> None:
        for number in ("0", "-1", "x", "9" * 30, "\x00", "²"):
            response = MADINA.client().get("/desk/diary/", {"page": number})
            assert response.status_code == 200, number

    def test_the_diary_asks_as_often_for_a_hundred_lines_as_for_few(self) -> None:
        client = MADINA.client()
        counts = []
        for size in (2, 12):
            load_sized(size)
            client.get("/desk/diary/")
            with CaptureQueriesContext(connection) as asked:
                client.get("/desk/diary/")
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_the_diary_names_no_contacts(self) -> None:
        text = MADINA.client().get("/desk/diary/").content.decode()
        assert "@example.kz" not in text
        assert "+7 721" not in text

    def test_the_head_of_department_sees_who_recorded_a_row(self) -> None:
        sent = {"subject": "zone:aisai", "measure": "output", "series": "actual"}
        sent |= {"basis": "statement", "amount": "5 млн", "issuer": "second-akimat"}
        sent |= {"source_kind": "publication", "source_title": "Новость", "confirm": "1"}
        sent |= {"known_on": "2025-01-10"}
        assert DANA.client().post("/desk/statements/new/", sent).status_code == 302
        evidence = "figures/zone:aisai/output/-/actual/statement/"
        assert DANA.name in MADINA.client().get(f"/desk/{evidence}").content.decode()
        assert DANA.name not in Client().get(f"/{evidence}").content.decode()
