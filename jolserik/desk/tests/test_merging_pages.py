"""Pages of similar records: seen, told apart, merged, taken apart, by the right people alone."""

from typing import Any

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from jolserik.companies.models import Company
from jolserik.events.models import Event
from jolserik.merging import actions
from jolserik.merging.models import Merger, Pair
from jolserik.merging.values import Kind, Standing
from jolserik.people.actor import PROGRAM
from jolserik.people.models import Organisation
from jolserik.people.testing import BODY, BOLAT, DANA, ERLAN, GANI, MADINA, NOW
from jolserik.projects.actions import show_to_everyone, tell_state
from jolserik.projects.models import Project
from jolserik.projects.testing import DISTRICT, company, made_up_bin, project, settle_register
from jolserik.specialists.tests.make import colleague

PROJECTS, COMPANIES = "/desk/duplicates/project/", "/desk/duplicates/company/"


class MergingPagesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.saule = colleague(1, name="Сәуле")
        cls.here = project("Завод плитки", jobs_permanent="80", cost_kzt="1000000000")
        cls.there = project("Zavod plitki", lead=cls.saule, jobs_permanent="90")
        actions.look(Kind.PROJECT, now=NOW)

    saule: Any
    here: Project
    there: Project

    @property
    def merge_page(self) -> str:
        return f"{PROJECTS}{self.here.slug}/{self.there.slug}/"

    def typed(self, **chosen: str) -> dict[str, str]:
        here, there = (Project.objects.get(pk=row.pk) for row in (self.here, self.there))
        versions = {"version_stays": str(here.version), "version_goes": str(there.version)}
        return versions | {f"choice:{code}": side for code, side in chosen.items()}

    def merge(self, **chosen: str) -> Merger:
        data = self.typed(**chosen) | {"do": "merge"}
        response = DANA.client().post(self.merge_page, data)
        assert response.status_code == 302, response.content.decode()[:3000]
        return Merger.objects.get()


class TestAccess(MergingPagesTestCase):
    def test_gani_and_who_may_not_merge_are_turned_away(self) -> None:
        pages = (PROJECTS, COMPANIES, f"{PROJECTS}{self.here.slug}/", self.merge_page)
        for member in (GANI, BOLAT, ERLAN):
            for address in pages:
                assert member.client().get(address).status_code == 403, address
            for act in ("look", "different"):
                assert member.client().post(f"{PROJECTS}{act}/").status_code == 403
        merger = self.merge()
        for member in (GANI, BOLAT, ERLAN):
            assert member.client().get(f"/desk/mergers/{merger.number}/").status_code == 403

    def test_what_one_does_not_see_is_not_there(self) -> None:
        firm = company()
        Project.objects.filter(pk=self.there.pk).update(department_id=firm.key)
        client = DANA.client()
        assert "Zavod plitki" not in client.get(PROJECTS).content.decode()
        assert client.get(self.merge_page).status_code == 404
        assert client.get(f"{PROJECTS}{self.there.slug}/").status_code == 404
        assert "Zavod plitki" in MADINA.client().get(PROJECTS).content.decode()


class TestList(MergingPagesTestCase):
    def test_pairs_with_their_reasons(self) -> None:
        page = DANA.client().get(PROJECTS).content.decode()
        assert "то же название другими буквами" in page
        assert self.merge_page in page or (f"{PROJECTS}{self.there.slug}/{self.here.slug}/" in page)
        assert "Похожих записей нет" in DANA.client().get(COMPANIES).content.decode()

    def test_different_ones_do_not_come_back(self) -> None:
        client = DANA.client()
        data = {"one": self.here.code, "other": self.there.code}
        assert client.post(f"{PROJECTS}different/", data).status_code == 302
        assert Pair.objects.get().standing == Standing.DIFFERENT
        assert "Zavod plitki" not in client.get(PROJECTS).content.decode()
        wrong = client.post(f"{PROJECTS}different/", {"one": "x", "other": self.here.code})
        assert wrong.status_code == 409

    def test_what_changed_is_looked_through_by_one_button(self) -> None:
        project("ЗАВОД ПЛИТКИ")
        client = DANA.client()
        assert "не просмотрено" in client.get(PROJECTS).content.decode()
        assert client.post(f"{PROJECTS}look/").status_code == 302
        page = client.get(PROJECTS).content.decode()
        assert "не просмотрено" not in page
        assert page.count('class="jol-twin"') == 3

    def test_the_same_number_of_queries_for_three_and_thirty(self) -> None:
        client = DANA.client()

        def cost() -> int:
            with CaptureQueriesContext(connection) as counter:
                assert client.get(PROJECTS).status_code == 200
            return len(counter)

        for number in range(2):
            self.pair(number)
        few = cost()
        for number in range(2, 24):
            self.pair(number)
        assert cost() == few <= 15

    def pair(self, number: int) -> None:
        one, other = (project(f"П{number}{side}") for side in "аб")
        Pair.objects.create(
            kind="project",
            one=min(one.code, other.code),
            other=max(one.code, other.code),
            points=90,
            reasons=["similar_name"],
        )

    def test_another_one_is_found_by_hand(self) -> None:
        page = DANA.client().get(f"{PROJECTS}{self.here.slug}/").content.decode()
        assert "Zavod plitki" in page
        other = project("Элеватор")
        found = DANA.client().get(f"{PROJECTS}{self.here.slug}/?q=элеватор").content.decode()
        assert f"/{other.slug}/" in found


class TestMerging(MergingPagesTestCase):
    def test_the_page_shows_what_differs_and_what_will_move(self) -> None:
        page = DANA.client().get(self.merge_page).content.decode()
        for text in ("Ведущий специалист", "90", "История", "Сәуле"):
            assert text in page, text
        assert "переходит" in page

    def test_the_page_asks_as_often_for_thirty_rows_as_for_three(self) -> None:
        client = DANA.client()

        def cost(address: str) -> int:
            with CaptureQueriesContext(connection) as counter:
                assert client.get(address).status_code == 200
            return len(counter)

        for number in range(3):
            tell_state(self.there.pk, text=f"{number}", by=PROGRAM, now=NOW)
        cost(self.merge_page)
        few = cost(self.merge_page)
        for number in range(27):
            tell_state(self.there.pk, text=f"{number}", by=PROGRAM, now=NOW)
        assert cost(self.merge_page) == few <= 30

    def test_counting_again_keeps_what_was_chosen_and_merges_nothing(self) -> None:
        data = self.typed(jobs_permanent="goes") | {"do": "count"}
        page = DANA.client().post(self.merge_page, data)
        assert page.status_code == 200
        assert not Merger.objects.exists()
        said = page.content.decode()
        assert 'name="choice:jobs_permanent" value="goes" checked' in said

    def test_merged_and_taken_apart(self) -> None:
        client = DANA.client()
        merger = self.merge(jobs_permanent="goes", name_ru="goes")
        here = Project.objects.get(pk=self.here.pk)
        assert (here.jobs_permanent, here.subject.name_ru) == (90, "Zavod plitki")
        page = client.get(f"/desk/mergers/{merger.number}/")
        assert page.status_code == 200
        assert "disabled" not in page.content.decode()
        history = client.get(f"/desk/project/{self.here.slug}/history/").content.decode()
        assert "Объединён с другой записью" in history
        assert f"/desk/mergers/{merger.number}/" in history
        assert client.post(f"/desk/mergers/{merger.number}/").status_code == 302
        assert Project.objects.get(pk=self.there.pk).merged_into_id is None
        assert client.get(f"/desk/project/{self.there.slug}/").status_code == 200
        assert Event.objects.filter(name="merge_undone").count() == 1

    def test_why_it_cannot_be_undone_stands_beside_the_button(self) -> None:
        merger = self.merge()
        tell_state(self.here.pk, text="Дальше", by=BOLAT.actor, now=NOW)
        page = DANA.client().get(f"/desk/mergers/{merger.number}/").content.decode()
        assert "запись меняли" in page
        assert "disabled" in page
        assert DANA.client().post(f"/desk/mergers/{merger.number}/").status_code == 409

    def test_a_second_click_and_a_second_person_are_told(self) -> None:
        data = self.typed() | {"do": "merge"}
        self.merge()
        again = DANA.client().post(self.merge_page, data)
        assert again.status_code == 409
        assert "уже объединена" in again.content.decode()
        assert Merger.objects.count() == 1

    def test_changed_meanwhile_is_shown_again(self) -> None:
        data = self.typed() | {"do": "merge"}
        tell_state(self.here.pk, text="Новое", by=BOLAT.actor, now=NOW)
        assert DANA.client().post(self.merge_page, data).status_code == 422
        assert not Merger.objects.exists()

    def test_nonsense_breaks_nothing(self) -> None:
        data = {"version_stays": "x", "version_goes": "²", "choice:cost": "?", "do": "merge"}
        assert DANA.client().post(self.merge_page, data).status_code == 422
        same = DANA.client().get(f"{PROJECTS}{self.here.slug}/{self.here.slug}/")
        assert same.status_code == 200
        assert "Выберите вторую" in same.content.decode()


class TestOldAddress(MergingPagesTestCase):
    def test_every_page_of_the_project_leads_on(self) -> None:
        self.merge()
        client = DANA.client()
        for part in ("", "passport/", "road/", "team/", "documents/", "history/", "contacts/"):
            old = client.get(f"/desk/project/{self.there.slug}/{part}?lang=kk")
            assert old.status_code == 302, part
            assert old["Location"].startswith(f"/desk/project/{self.here.slug}/{part}")
        posted = client.post(f"/desk/project/{self.there.slug}/state/", {"text": "x"})
        assert posted.status_code == 409

    def test_who_may_not_see_the_one_that_stays_is_led_nowhere(self) -> None:
        self.merge()
        response = ERLAN.client().get(f"/desk/project/{self.there.slug}/")
        assert response.status_code == 404

    def test_the_public_page_leads_on_where_it_was_public(self) -> None:
        show_to_everyone(self.there.pk, shown=True, by=DANA.actor, now=NOW)
        public = self.client_class()
        assert public.get(f"/project/{self.there.slug}/").status_code == 200
        self.merge()
        old = public.get(f"/project/{self.there.slug}/")
        assert (old.status_code, old["Location"]) == (302, f"/project/{self.here.slug}/")
        assert public.get(f"/project/{self.here.slug}/").status_code == 200

    def test_a_merged_one_is_in_no_list_export_search_or_caseload(self) -> None:
        self.merge()
        client = DANA.client()
        for address in ("/desk/projects/", "/desk/search/?q=zavod+plitki", "/desk/specialists/"):
            page = client.get(address).content.decode()
            assert f"/{self.there.slug}/" not in page, address
        export = b"".join(client.get("/desk/projects/export.csv")).decode()
        assert "Zavod plitki" not in export
        assert "Завод плитки" in export


class TestEntry(MergingPagesTestCase):
    def test_a_project_that_looks_like_another_is_asked_about_and_nothing_is_lost(self) -> None:
        data = {
            "name_ru": "Завод  плитки ",
            "place": DISTRICT,
            "product": "особая плитка",
            "department": BODY,
            "lead": str(BOLAT.key),
        }
        client = BOLAT.client()
        page = client.post("/desk/projects/new/", data)
        said = page.content.decode()
        assert page.status_code == 422
        assert Project.objects.count() == 2
        assert "Это не одна из этих записей?" in said
        assert "то же название" in said
        assert "особая плитка" in said
        sure = data | {"another": "1", "other_than": [self.here.code, self.there.code]}
        assert client.post("/desk/projects/new/", sure).status_code == 302
        assert Project.objects.count() == 3
        assert Pair.objects.filter(standing=Standing.DIFFERENT).count() == 2

    def test_a_company_likewise_with_its_owners(self) -> None:
        known = company("ТОО «Алтын дән»", number=3)
        Company.objects.filter(pk=known.pk).update(fictional=False)
        data = {
            "name_ru": "Altyn Dan",
            "form": "foreign",
            "country": "Корея",
            "owner_name_0": "Ким",
        }
        data |= {"country": "KR"}
        client = BOLAT.client()
        page = client.post("/desk/companies/new/", data)
        assert page.status_code == 422
        assert 'value="Ким"' in page.content.decode()
        assert known.key in page.content.decode()
        # Ticking without having been shown which ones is not enough.
        assert client.post("/desk/companies/new/", data | {"another": "1"}).status_code == 422
        sure = data | {"another": "1", "other_than": [known.key]}
        assert client.post("/desk/companies/new/", sure).status_code == 302

    def test_companies_are_merged_by_their_page(self) -> None:
        known = company("ТОО «Алтын дән»", number=3)
        other = company("Элеватор", number=4)
        Company.objects.filter(pk=other.pk).update(form="foreign", country="KR")
        Organisation.objects.filter(pk=other.pk).update(bin="")
        address = f"{COMPANIES}{known.key}/{other.key}/"
        client = DANA.client()
        assert client.get(address).status_code == 200
        data = {"version_stays": "1", "version_goes": "1", "do": "merge"}
        assert client.post(address, data).status_code == 302
        old = client.get(f"/desk/company/{other.key}/")
        assert (old.status_code, old["Location"]) == (302, f"/desk/company/{known.key}/")
        page = client.get(f"/desk/company/{known.key}/").content.decode()
        assert "Записи, вошедшие в эту" in page
        assert made_up_bin(3) in page
