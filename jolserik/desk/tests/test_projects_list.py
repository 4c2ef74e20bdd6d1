import csv
import io
from typing import Any

from django.test import TestCase

from jolserik.events.models import Event
from jolserik.people.testing import BOLAT, DANA, ERLAN, FARIDA, GANI, Member
from jolserik.projects.models import Project, SavedView
from jolserik.projects.testing import FULL, ZONE, company, project, settle_register
from jolserik.projects.values import Stage

LIST = "/desk/projects/"


class ProjectsListTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.firm = company("ТОО «Алтын дән»", number=3)
        cls.tiles = project("Завод плитки", company=cls.firm.key, zone=ZONE, **FULL)
        cls.farm = project("Ферма", sector="01")

    firm: Any
    tiles: Project
    farm: Project

    def read(self, query: str = "", member: Member = DANA) -> str:
        response = member.client().get(LIST + query)
        assert response.status_code == 200, response.status_code
        return response.content.decode()


class TestList(ProjectsListTestCase):
    def test_gani_is_turned_away(self) -> None:
        client = GANI.client()
        for address in (LIST, f"{LIST}export.csv", f"{LIST}export.xlsx"):
            assert client.get(address).status_code == 403, address
        for address in (f"{LIST}views/", f"{LIST}views/1/remove/"):
            assert client.post(address).status_code == 403, address

    def test_each_finds_what_they_may_see(self) -> None:
        assert "Ферма" in self.read(member=BOLAT)
        zone = self.read(member=ERLAN)
        assert "Завод плитки" in zone
        assert "Ферма" not in zone
        assert "Завод плитки" not in self.read(member=FARIDA)

    def test_the_address_says_it_all(self) -> None:
        page = self.read("?sector=C&sort=-cost&columns=bin&late=0")
        assert "Завод плитки" in page
        assert "Ферма" not in page
        assert self.firm.organisation.bin in page
        assert 'aria-sort="descending"' not in page  # the column of the order is not shown
        assert "export.csv?sector=C&amp;sort=-cost&amp;columns=bin" in page

    def test_the_strip_counts_stages_and_filters_by_a_press(self) -> None:
        Project.objects.filter(pk=self.farm.pk).update(stage=Stage.CONSTRUCTION)
        page = self.read("?stage=construction")
        assert "Завод плитки" not in page
        assert f'href="{LIST}?stage=enquiry"' in page
        assert f'href="{LIST}"' in page

    def test_empty_parts_of_a_form_leave_the_address(self) -> None:
        response = DANA.client().get(f"{LIST}?q=&country=Германия&stage=&cost_from=1+млрд")
        assert response.status_code == 302
        assert response["Location"] == f"{LIST}?country=DE&cost_from=1000000000"

    def test_what_is_not_understood_is_said_and_nothing_breaks(self) -> None:
        page = self.read("?cost_from=много&page=x&stage=nowhere")
        assert "«много»" in page
        assert "Ферма" in page
        for query in ("?page=999999", "?page=-1", "?place=%00", "?q=%00%27", "?columns=shoe"):
            assert DANA.client().get(LIST + query).status_code == 200, query

    def test_nothing_found_says_what_to_do(self) -> None:
        assert "Уберите одно из условий" in self.read("?q=нетакого")

    def test_three_languages(self) -> None:
        client = DANA.client()
        columns = "&".join(f"columns={c}" for c in ("stage", "sector", "lists", "countries"))
        for language in ("ru", "kk", "en"):
            client.cookies["jol_language"] = language
            query = f"?{columns}&missing=company&late=1&stale=3&jobs_from=1&launch_to=2027-01-01"
            assert client.get(LIST + query).status_code == 200
            assert client.get(f"{LIST}?{columns}").status_code == 200

    def test_the_same_number_of_queries_for_three_and_thirty(self) -> None:
        project("Третий")
        client = DANA.client()

        def cost() -> int:
            with self.assertNumQueries(_Any()) as counter:
                client.get(LIST)
            return len(counter.captured_queries)

        cost()
        before = cost()
        for n in range(27):
            project(f"Ещё {n}", company=company(f"Фирма {n}", number=100 + n).key)
        assert cost() == before <= 15


class TestViews(ProjectsListTestCase):
    def test_a_view_is_saved_shared_and_removed(self) -> None:
        client = BOLAT.client()
        data = {"name": "Стройка", "query": "stage=construction", "shared": "1"}
        response = client.post(f"{LIST}views/", data)
        assert response["Location"] == f"{LIST}?stage=construction"
        assert "Стройка" in self.read(member=DANA)
        view = SavedView.objects.get()
        assert DANA.client().post(f"{LIST}views/{view.pk}/remove/").status_code == 409
        assert client.post(f"{LIST}views/{view.pk}/remove/").status_code == 302
        assert not SavedView.objects.exists()

    def test_a_view_of_somebody_else_is_not_there(self) -> None:
        BOLAT.client().post(f"{LIST}views/", {"name": "Личный", "query": ""})
        view = SavedView.objects.get()
        assert DANA.client().post(f"{LIST}views/{view.pk}/remove/").status_code == 404


class TestExport(ProjectsListTestCase):
    def test_a_csv_holds_exactly_what_is_filtered(self) -> None:
        response = DANA.client().get(f"{LIST}export.csv?sector=C")
        assert response.streaming
        text = b"".join(response).decode()
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
        assert len(lines) == 2
        assert "Завод плитки" in lines[1]
        event = Event.objects.get(name="projects_exported")
        assert (event.facts["rows"], event.facts["query"]) == (1, "sector=C")

    def test_a_workbook_is_sent(self) -> None:
        response = DANA.client().get(f"{LIST}export.xlsx")
        body = b"".join(response)
        assert body[:2] == b"PK"
        assert ".xlsx" in response["Content-Disposition"]

    def test_a_filter_that_is_not_understood_takes_nothing_away(self) -> None:
        assert DANA.client().get(f"{LIST}export.csv?cost_from=много").status_code == 422
        assert not Event.objects.filter(name="projects_exported").exists()


class _Any(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__
