"""Another region is another folder: the same pages show its own figures."""

from decimal import Decimal

from django.test import TestCase, override_settings

from jolserik.core import amounts
from jolserik.people.testing import DANA, settle_cast
from jolserik.site.tests.reading import Page, one_line, read
from jolserik.site.tests.regions import KARAGANDA, load_second, row
from jolserik.workshop.folder import Folder
from jolserik.workshop.folder import read as read_folder

YEAR = "/figures/kato:98/fixed_capital_investment/2024/actual/statement/"
PAGES = ("/", "/region/98/", "/region/9810/", "/zone/aisai/", "/project/aisai-glass/", YEAR)


def billions(folder: Folder, key: str, kind: str = "statement") -> str:
    """An amount of the file as a Russian page shows it, without the currency."""
    return one_line(amounts.compact(Decimal(row(folder, key, kind)["amount"]), "ru"))


class TestSecondRegion(TestCase):
    folder: Folder

    @classmethod
    def setUpTestData(cls) -> None:
        cls.folder = load_second()

    def page(self, address: str) -> Page:
        response = self.client.get(address)
        assert response.status_code == 200, address
        return read(response.content.decode())

    def test_the_first_page_is_its_own(self) -> None:
        page = self.page("/")
        assert self.folder.region["names"]["ru"] in page.all("h1")[0].text()
        huge = [e.text() for e in page.all("a") if "jol-figure--huge" in e.classes]
        assert huge == [f"{billions(self.folder, 'second-fci-2024')} ₸"]
        assert any(billions(self.folder, "second-fci-2024-plan") in f for f in page.figures)

    def test_its_districts_zones_and_projects_stand_on_its_page(self) -> None:
        text = self.page("/region/98/").text()
        for kind in ("place", "zone", "project"):
            assert all(one_line(line["names"]["ru"]) in text for line in self.folder.of(kind))
        assert billions(self.folder, "second-fci-2024-city") in text
        assert billions(self.folder, "second-fci-2024-district") in text

    def test_its_zone_shows_both_counts_that_contradict_each_other(self) -> None:
        shown = [f for f in self.page("/zone/aisai/").figures if " или " in f]
        akimat = row(self.folder, "second-plants-akimat")["amount"]
        newspaper = row(self.folder, "second-plants-newspaper")["amount"]
        assert shown
        assert {*shown[0].split(" или ")} == {str(akimat), str(newspaper)}

    def test_its_zone_shows_what_came_of_the_target_to_who_sees_acts(self) -> None:
        settle_cast()
        page = read(DANA.client().get("/desk/zone/aisai/").content.decode())
        target = row(self.folder, "aisai-invested-2024", "target")
        for amount in (target["amount"], target["critical"]):
            shown = one_line(amounts.compact(Decimal(amount), "ru"))
            assert any(shown in figure for figure in page.figures)
        assert "не достигнут" in page.text()

    def test_its_project_shows_the_cost_and_what_was_published(self) -> None:
        page = self.page("/project/aisai-glass/")
        assert any(billions(self.folder, "second-glass-cost") in f for f in page.figures)
        fact = row_of_project(self.folder, "project:aisai-glass")["fact"][0]
        assert fact["text"]["ru"] in page.text()

    def test_its_evidence_names_its_own_source(self) -> None:
        page = self.page(YEAR)
        source = row(self.folder, "SECOND_NEWS", "source")
        assert source["title"] in page.text()
        assert any(e.get("href") == source["url"] for e in page.all("a"))

    def test_nothing_of_karaganda_appears(self) -> None:
        karaganda = read_folder(KARAGANDA)
        names = {
            name
            for kind in ("place", "zone", "project", "issuer")
            for line in karaganda.of(kind)
            for name in line["names"].values()
        }
        for address in PAGES:
            text = self.page(address).text()
            assert [name for name in names if name in text] == [], address

    def test_all_its_pages_say_that_it_is_made_up(self) -> None:
        for address in PAGES:
            page = self.page(address)
            assert any("jol-fictional" in e.classes for e in page.all("p")), address

    def test_the_region_of_the_first_page_can_be_chosen(self) -> None:
        with override_settings(REGION="kato:98"):
            assert self.client.get("/").status_code == 200
        with override_settings(REGION="kato:35"):
            assert "jolserik region load" in self.page("/").text()


def row_of_project(folder: Folder, code: str) -> dict[str, list[dict[str, dict[str, str]]]]:
    return next(dict(line) for line in folder.of("project") if line["code"] == code)


class TestNoRegion(TestCase):
    def test_without_any_region_the_first_page_says_what_to_do(self) -> None:
        response = self.client.get("/")
        assert response.status_code == 200
        assert "jolserik demo" in response.content.decode()
