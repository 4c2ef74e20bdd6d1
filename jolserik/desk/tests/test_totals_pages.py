"""The totals of a territory and the records behind them, at the desk and for everybody."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jolserik.people.testing import BOLAT, DANA, ERLAN, GANI
from jolserik.projects.models import Project
from jolserik.projects.testing import FULL, REGION, ZONE, company, project, settle_register
from jolserik.site.tests.reading import Element, Page, faults, read

MOST = 15
SLUG = REGION.partition(":")[2]
REGION_PAGE = f"/desk/region/{SLUG}/"
RECORDS = f"/desk/region/{SLUG}/projects/"
PUBLIC_PAGE = f"/region/{SLUG}/"
PUBLIC_RECORDS = f"/region/{SLUG}/projects/"
WEEK = dt.timedelta(days=7)


def tables(page: Page) -> dict[str, dict[str, Element]]:
    """Rows of both tables by their heading; the total is one of them."""
    found = [t for t in page.all("table") if "jol-totals__table" in t.classes]
    assert len(found) == 2
    return {
        key: {row_name(row): row for row in table.all("tr") if list(row.all("td"))}
        for key, table in zip(("sectors", "countries"), found, strict=True)
    }


def row_name(row: Element) -> str:
    return next(row.all("th")).text().removesuffix(" справка")


def cells(row: Element) -> list[str]:
    return [cell.text() for cell in row.all("td")]


def ways(row: Element) -> list[str]:
    """Addresses of the numbers of a row, its note left out."""
    return [a.get("href") for a in row.all("a") if "jol-figure" in a.classes]


class TotalsTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register(now=timezone.now() - 5 * WEEK)
        earlier = timezone.now() - 4 * WEEK
        cls.tiles = project("Завод плитки", now=earlier, zone=ZONE, **FULL)
        cls.farm = project(
            "Ферма", now=timezone.now(), sector="01", countries="CN", cost_kzt="3000000000"
        )
        cls.bare = project("Без отрасли", now=earlier)
        Project.objects.filter(pk=cls.tiles.pk).update(published=True)

    tiles: Project
    farm: Project
    bare: Project

    def open(self, address: str, client: Client | None = None) -> Page:
        response = (client or DANA.client()).get(
            address, {"lang": "ru"} if "?" not in address else {}
        )
        assert response.status_code == 200, (address, response.status_code)
        return read(response.content.decode())


class TestRegion(TotalsTestCase):
    def test_both_tables_come_to_the_same_total(self) -> None:
        found = tables(self.open(REGION_PAGE))
        assert cells(found["sectors"]["Всего"]) == cells(found["countries"]["Всего"])
        assert cells(found["sectors"]["Всего"]) == [
            "3",
            "3",
            "—",
            "4 млрд ₸ по 2 из 3",
            "80 по 1 из 3",
        ]
        assert [*found["countries"]] == ["Китай", "Казахстан", "страна не указана", "Всего"]
        assert cells(found["sectors"]["отрасль не указана"])[0] == "1"

    def test_a_count_opens_exactly_its_projects_in_the_list(self) -> None:
        client = DANA.client()
        for table in tables(self.open(REGION_PAGE)).values():
            for name, row in table.items():
                for text, way in zip(cells(row), ways(row), strict=False):
                    if not way.startswith("/desk/projects/"):
                        continue
                    page = self.open(way, client)
                    title = next(e for e in page.all("h1")).text()
                    assert title == f"Проекты {text}", (name, way)

    def test_an_amount_opens_the_records_that_come_to_it(self) -> None:
        client = DANA.client()
        for table in tables(self.open(REGION_PAGE)).values():
            for name, row in table.items():
                cost = next((w for w in ways(row) if w.startswith(RECORDS)), None)
                if cost is None:
                    continue
                page = self.open(cost, client)
                foot = next(page.top.all("tfoot")).text()
                assert cells(row)[-2].split(" по ")[0] in foot, (name, cost)

    def test_on_an_earlier_day_it_is_as_known_then(self) -> None:
        day = (timezone.localdate() - WEEK).isoformat()
        found = tables(self.open(f"{REGION_PAGE}?as_of={day}&lang=ru"))
        assert cells(found["sectors"]["Всего"])[0] == "2"
        assert "Китай" not in found["countries"]
        way = ways(found["sectors"]["Всего"])[0]
        assert way.startswith(RECORDS)
        assert f"as_of={day}" in way
        assert "Ферма" not in self.open(way).text()

    def test_each_counts_what_they_may_see(self) -> None:
        assert cells(tables(self.open(REGION_PAGE, ERLAN.client()))["sectors"]["Всего"])[0] == "1"
        assert cells(tables(self.open(REGION_PAGE, BOLAT.client()))["sectors"]["Всего"])[0] == "3"

    def test_the_public_counts_published_projects_without_their_passports(self) -> None:
        page = self.open(PUBLIC_PAGE, Client())
        found = tables(page)
        assert cells(found["sectors"]["Всего"])[0] == "1"
        assert "млрд" not in " ".join(cells(found["sectors"]["Всего"]))
        assert not [a for a in page.links if a.startswith("/desk/")]
        way = ways(found["sectors"]["Всего"])[0]
        assert way.startswith(PUBLIC_RECORDS)
        shown = self.open(way, Client()).text()
        assert "Завод плитки" in shown
        assert "Ферма" not in shown

    def test_every_number_of_the_tables_says_that_it_is_of_the_register(self) -> None:
        page = self.open(REGION_PAGE)
        for table in tables(page).values():
            for row in table.values():
                for cell in row.all("td"):
                    assert "data-register" in cell.attributes


class TestRecords(TotalsTestCase):
    def test_gani_is_turned_away_at_the_desk(self) -> None:
        assert GANI.client().get(RECORDS).status_code == 403

    def test_what_is_not_understood_is_not_there(self) -> None:
        for query in ("sector=Q9", "sector=%00", "origin=Narnia", "progress=soon", "sector=none-x"):
            for client, address in ((DANA.client(), RECORDS), (Client(), PUBLIC_RECORDS)):
                assert client.get(f"{address}?{query}").status_code == 404, query
        assert Client().get("/region/nowhere/projects/").status_code == 404
        assert DANA.client().get(f"{RECORDS}?page=99&sector=none").status_code == 200

    def test_three_languages_are_sound(self) -> None:
        for language in ("ru", "kk", "en"):
            for client, address in (
                (DANA.client(), REGION_PAGE),
                (DANA.client(), RECORDS),
                (Client(), PUBLIC_RECORDS),
                (DANA.client(), f"{RECORDS}?sector=C-none&origin=none&progress=unsaid"),
            ):
                mark = "&" if "?" in address else "?"
                page = self.open(f"{address}{mark}lang={language}", client)
                assert faults(page, language) == [], address

    def test_the_same_number_of_queries_for_three_and_thirty(self) -> None:
        past = (timezone.localdate() - WEEK).isoformat()
        pages = [REGION_PAGE, RECORDS, f"{REGION_PAGE}?as_of={past}", f"{RECORDS}?as_of={past}"]

        def costs() -> list[int]:
            found = []
            for member in (DANA, ERLAN):
                client = member.client()
                for page in pages:
                    client.get(page)
                    with CaptureQueriesContext(connection) as asked:
                        client.get(page)
                    found.append(len(asked))
            return found

        project("Новый в зоне", now=timezone.now(), zone=ZONE)  # so that both wind something back
        few = costs()
        for n in range(27):
            values: dict[str, Any] = {"company": company(f"Фирма {n}", number=200 + n).key}
            project(f"Ещё {n}", now=timezone.now() - 3 * WEEK * (n % 2), zone=ZONE, **values)
        assert costs() == few
        assert max(few) <= MOST, few
