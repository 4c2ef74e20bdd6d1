"""Every filter of the two lists: what the page finds, the export holds, alone and together."""

import csv
import datetime as dt
import io
from urllib.parse import urlencode

from django.test import TestCase
from django.utils import timezone

from jolserik.companies.models import Company
from jolserik.people.testing import BOLAT, DANA, FARIDA
from jolserik.projects import actions
from jolserik.projects.models import Membership, Project, Term
from jolserik.projects.testing import (
    DISTRICT,
    FULL,
    REGION,
    ZONE,
    company,
    project,
    settle_register,
)
from jolserik.projects.values import Stage, State, TeamRole
from jolserik.site.tests.reading import read

LIST, COMPANIES = "/desk/projects/", "/desk/companies/"
DAY = dt.timedelta(days=1)
TILES, FARM, BARE = "Завод плитки", "Ферма", "Без всего"
ALL = {TILES, FARM, BARE}


class FiltersTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        now = timezone.now()
        settle_register(now=now - 90 * DAY)
        cls.today = timezone.localdate()
        cls.firm = company("ТОО «Алтын дән»", number=3)
        cls.other = company("ТОО «Керамика»", number=4)
        cls.tiles = project(TILES, now=now, company=cls.firm.key, zone=ZONE, **FULL)
        cls.farm = project(
            FARM, now=now, company=cls.other.key, sector="01", countries="CN", cost_kzt="50000000"
        )
        cls.bare = project(BARE, now=now)
        actions.add_to_team(
            cls.farm.pk, FARIDA.key, TeamRole.SECTOR_DEPARTMENT, by=DANA.actor, now=now
        )
        cls.term = Term.objects.filter(kind="list")[0]
        Membership.objects.create(
            project=cls.farm,
            list=cls.term,
            from_on=cls.today - 60 * DAY,
            to_on=cls.today - 30 * DAY,
        )
        Membership.objects.create(project=cls.tiles, list=cls.term, from_on=cls.today - 20 * DAY)
        Project.objects.filter(pk=cls.farm.pk).update(
            stage=Stage.CONSTRUCTION,
            planned_launch_on=cls.today - 3 * DAY,
            touched_at=now - 45 * DAY,
        )

    today: dt.date
    firm: Company
    other: Company
    tiles: Project
    farm: Project
    bare: Project
    term: Term

    def listed(self, **asked: object) -> set[str]:
        """What the page finds; its count and the export have to say the same."""
        query = urlencode(asked, doseq=True)
        client = DANA.client()
        page = read(client.get(f"{LIST}?{query}").content.decode())
        assert page.problems == [], query
        found = {
            e.text().removesuffix(" вымышленный") for e in page.all("th") if e.get("scope") == "row"
        }
        assert next(e for e in page.all("h1")).text() == f"Проекты {len(found)}", query
        text = b"".join(client.get(f"{LIST}export.csv?{query}")).decode().removeprefix("\ufeff")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        name = next(title for title in rows[0] if "русск" in title) if rows else ""
        assert {row[name] for row in rows} == found, query
        return found


class TestProjects(FiltersTestCase):
    def test_each_filter_alone(self) -> None:
        cases: list[tuple[dict[str, object], set[str]]] = [
            ({}, ALL),
            ({"q": "завод"}, {TILES}),
            ({"stage": "construction"}, {FARM}),
            ({"stage": ["construction", "enquiry"]}, ALL),
            ({"place": REGION}, ALL),
            ({"place": DISTRICT}, ALL),
            ({"zone": ZONE}, {TILES}),
            ({"sector": "C"}, {TILES}),
            ({"sector": "23"}, {TILES}),
            ({"sector": "A"}, {FARM}),
            ({"sector": "none"}, {BARE}),
            ({"country": "Китай"}, {FARM}),
            ({"origin": "CN"}, {FARM}),
            ({"origin": "none"}, {BARE}),
            ({"progress": "in_work"}, ALL),
            ({"progress": "launched"}, set()),
            ({"company": self.firm.key}, {TILES}),
            ({"person": FARIDA.key}, {FARM}),
            ({"person": BOLAT.key}, ALL),
            ({"list": self.term.code}, {TILES}),
            ({"list": self.term.code, "list_on": self.today - 40 * DAY}, {FARM}),
            ({"list_on": self.today - 40 * DAY}, {FARM}),
            ({"cost_from": "1 млрд"}, {TILES}),
            ({"cost_to": "50 млн"}, {FARM}),
            ({"jobs_from": 80, "jobs_to": 80}, {TILES}),
            ({"launch_to": self.today}, {FARM}),
            ({"launch_from": self.today}, set()),
            ({"late": 1}, {FARM}),
            ({"stale": 30}, {FARM}),
            ({"stale": 60}, set()),
            ({"missing": "product"}, {FARM, BARE}),
            ({"missing": ["product", "sector"]}, {BARE}),
        ]
        for asked, found in cases:
            assert self.listed(**asked) == found, asked

    def test_all_of_them_together(self) -> None:
        asked = {
            "q": "ферма",
            "stage": "construction",
            "place": REGION,
            "sector": "01",
            "country": "CN",
            "origin": "CN",
            "progress": "in_work",
            "company": self.other.key,
            "person": FARIDA.key,
            "list": self.term.code,
            "list_on": self.today - 40 * DAY,
            "cost_from": "1",
            "cost_to": "1 млрд",
            "launch_to": self.today,
            "late": 1,
            "stale": 30,
            "missing": ["product", "jobs_permanent"],
        }
        assert self.listed(**asked) == {FARM}
        contradicting = {
            "q": "завод",
            "stage": "enquiry",
            "sector": "C",
            "country": "DE",
            "origin": "KZ",
            "progress": "launched",
            "company": self.firm.key,
            "list_on": self.today,
            "cost_from": "1 млрд",
            "launch_to": self.today - 9 * DAY,
            "stale": 60,
            "missing": ["product", "sector"],
        }
        for name, value in contradicting.items():
            assert self.listed(**asked | {name: value}) == set(), name

    def test_late_stale_and_missing_hold_with_each_other_and_with_a_stage(self) -> None:
        Project.objects.filter(pk=self.bare.pk).update(planned_launch_on=self.today - DAY)
        assert self.listed(late=1) == {FARM, BARE}
        assert self.listed(late=1, stale=30) == {FARM}
        assert self.listed(late=1, missing="cost_kzt") == {BARE}
        assert self.listed(late=1, stage="enquiry") == {BARE}
        assert self.listed(stale=30, missing="product", stage="construction") == {FARM}

    def test_a_saved_view_asks_for_the_same(self) -> None:
        query = "sector=none&origin=none&progress=in_work&missing=sector"
        client = DANA.client()
        saved = client.post(f"{LIST}views/", {"name": "Пустые", "query": query})
        assert saved["Location"] == f"{LIST}?{query}"
        assert BARE in client.get(saved["Location"]).content.decode()


class TestCompanies(FiltersTestCase):
    def found(self, **asked: object) -> set[str]:
        query = urlencode(asked)
        page = read(DANA.client().get(f"{COMPANIES}?{query}").content.decode())
        rows = {e.text() for e in page.all("th") if e.get("scope") == "row"}
        text = b"".join(DANA.client().get(f"{COMPANIES}export.csv?{query}")).decode()
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
        names = {name.removesuffix(" вымышленный") for name in rows}
        assert {line[0] for line in lines[1:]} == names, query
        return names

    def test_by_the_stage_of_their_projects(self) -> None:
        tiles, ceramics = "ТОО «Алтын дән»", "ТОО «Керамика»"
        assert self.found() == {tiles, ceramics}
        assert self.found(stage="construction") == {ceramics}
        assert self.found(stage="enquiry") == {tiles}
        assert self.found(stage="enquiry", live=1, country="KZ", q="дән") == {tiles}
        assert self.found(stage="launched") == set()
        Project.objects.filter(pk=self.farm.pk).update(state=State.PUBLISHED)
        assert self.found(stage="published") == {ceramics}
        assert self.found(stage="construction") == set()

    def test_a_stage_that_does_not_exist_is_said(self) -> None:
        answer = DANA.client().get(f"{COMPANIES}?stage=somewhere")
        assert "somewhere" in answer.content.decode()
        assert DANA.client().get(f"{COMPANIES}export.csv?stage=somewhere").status_code == 422
