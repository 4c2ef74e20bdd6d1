import datetime as dt
import tempfile
import uuid
from pathlib import Path

from django.db import connection
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from jolserik.companies.actions import change_company, register_company
from jolserik.companies.models import CompanyForm
from jolserik.companies.rules import CompanyDraft
from jolserik.desk.search_views import search_urls
from jolserik.documents import actions as documents
from jolserik.documents.actions import DocumentDraft
from jolserik.documents.models import Document
from jolserik.documents.testing import pdf
from jolserik.documents.values import DocumentKind, Upload
from jolserik.people import actions as people
from jolserik.people.access import access_of
from jolserik.people.actor import PROGRAM
from jolserik.people.rights import Right
from jolserik.people.rules import PersonDraft
from jolserik.people.testing import AIGUL, BOLAT, DANA, ERLAN, GANI, NOW, settle_cast
from jolserik.projects.actions import change_project
from jolserik.projects.models import Project
from jolserik.projects.testing import ZONE, company, project, settle_register, words
from jolserik.search import actions
from jolserik.site.tests.reading import read
from jolserik.site.tests.regions import load_second, load_sized

DESK, OPEN = "/desk/search/", "/search/"
TYPING = {"HX-Request": "true"}
MOST = 15
SOMEBODY = PersonDraft(
    name_ru="Өмірзақ Выдумкин", email="made-up@example.kz", phone="+7 700 1234567"
)


def shown(client: Client, address: str, text: str, **query: str) -> str:
    response = client.get(address, {"q": text} | query)
    assert response.status_code == 200
    return response.content.decode()


class TestSearchPages(TestCase):
    somebody: uuid.UUID

    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()
        load_second()
        cls.somebody = people.add_person(by=PROGRAM, now=NOW, draft=SOMEBODY).key

    def test_gani_is_turned_away_from_the_desk_and_finds_what_is_public(self) -> None:
        client = GANI.client()
        assert client.get(DESK, {"q": "айсай"}).status_code == 403
        assert client.get(DESK, {"q": "айсай"}, headers=TYPING).status_code == 403
        assert "/zone/aisai/" in shown(client, OPEN, "айсай")

    def test_every_address_declares_a_right(self) -> None:
        found = {access.right for url in search_urls if (access := access_of(url.callback))}
        assert found == {Right.USE_DESK}

    def test_a_visitor_finds_places_zones_and_projects_and_no_people(self) -> None:
        for text in ("айсай", "aisai", "Айсйа", "fqcfq"):
            with self.subTest(text):
                assert 'href="/zone/aisai/"' in shown(self.client, OPEN, text)
        assert "Выдумкин" not in shown(self.client, OPEN, "өмірзақ")
        assert "Выдумкин" not in shown(self.client, OPEN, "өмірзақ", kind="person")

    def test_people_are_found_by_who_may_see_them_and_never_by_phone(self) -> None:
        page = f"/desk/people/{self.somebody}/"
        for text in ("Омирзак", "Omirzaq", "выдумкен", "jvbhpfr"):
            assert page in shown(DANA.client(), DESK, text), text
            assert page not in shown(ERLAN.client(), DESK, text), text
            assert page not in shown(AIGUL.client(), DESK, text), text
        for text in ("7001234567", "+7 700 1234567", "made-up@example.kz"):
            assert page not in shown(DANA.client(), DESK, text), text

    def test_a_corrected_name_is_found_and_an_erased_one_never_again(self) -> None:
        client, page = DANA.client(), f"/desk/people/{self.somebody}/"
        changed = PersonDraft(name_ru="Небылица Сказочникова", email=SOMEBODY.email)
        people.correct_person(by=PROGRAM, now=NOW, person=self.somebody, draft=changed)
        assert page in shown(client, DESK, "сказочникова")
        assert page not in shown(client, DESK, "выдумкин")
        people.erase_person(by=PROGRAM, now=NOW, person=self.somebody)
        assert page not in shown(client, DESK, "сказочникова")
        actions.rebuild()
        assert page not in shown(client, DESK, "сказочникова")

    def test_a_project_that_is_not_published_is_not_found_by_visitors(self) -> None:
        project = Project.objects.select_related("subject").first()
        assert project is not None
        name, address = project.subject.name_ru, f"/project/{project.slug}/"
        assert f'href="{address}"' in shown(self.client, OPEN, name)
        Project.objects.filter(pk=project.pk).update(published=False)
        assert address not in shown(self.client, OPEN, name)
        assert f'href="/desk{address}"' in shown(DANA.client(), DESK, name)

    def test_while_typing_a_list_is_sent_and_not_a_page(self) -> None:
        response = self.client.get(OPEN, {"q": "айс"}, headers=TYPING)
        text = response.content.decode()
        assert 'role="listbox"' in text
        assert "<html" not in text
        assert "HX-Request" in response.headers["Vary"]
        assert self.client.get(OPEN, {"q": " "}, headers=TYPING).content.strip() == b""
        nothing = self.client.get(OPEN, {"q": "хщзъхщзъ"}, headers=TYPING).content.decode()
        assert "Ничего не найдено" in nothing
        assert "listbox" not in nothing
        of_desk = BOLAT.client().get(DESK, {"q": "айс"}, headers=TYPING).content.decode()
        assert 'href="/desk/zone/aisai/"' in of_desk

    def test_the_box_keeps_what_was_typed_and_asks_behind_the_same_door(self) -> None:
        page = read(shown(BOLAT.client(), DESK, '"><b>айс'))
        box = next(e for e in page.all("input") if e.get("id") == "search")
        assert (box.get("value"), box.get("hx-get")) == ('"><b>айс', DESK)
        assert 'hx-get="/search/"' in shown(self.client, OPEN, "айс")

    def test_kinds_are_chosen_by_address(self) -> None:
        page = shown(self.client, OPEN, "айсай", kind="place")
        assert "/zone/aisai/" not in page
        assert 'aria-current="true"' in page
        assert "/zone/aisai/" in shown(self.client, OPEN, "айсай", kind="nonsense")

    def test_an_empty_result_says_what_to_try(self) -> None:
        assert "Попробуйте название на другом языке" in shown(self.client, OPEN, "хщзъхщзъ")
        assert "Введите в строке выше часть названия" in shown(self.client, OPEN, "")
        assert "Атауын басқа тілде" in shown(self.client, OPEN, "хщзъхщзъ", lang="kk")

    def test_what_holds_only_some_of_the_words_is_said_to_be_near(self) -> None:
        near = "Всех этих слов нет ни в одном названии"
        assert near in shown(self.client, OPEN, "айсай марсианский")
        assert near not in shown(self.client, OPEN, "айсай")


class TestRegister(TestCase):
    """Projects and documents of the register: found by whoever may open them."""

    row: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project("Завод небылиц", zone=ZONE)

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        settings = override_settings(DATA=Path(folder.name))
        settings.enable()
        self.addCleanup(settings.disable)

    def add(self, title: str, *, confidential: bool) -> Document:
        draft = DocumentDraft(DocumentKind.LAND_ACT, title, confidential=confidential)
        upload = Upload("скан-акта.pdf", [pdf()])
        code = self.row.subject.code
        return documents.add_document("project", code, draft, upload, by=BOLAT.actor, now=NOW)

    def test_a_project_of_the_register_is_found_by_its_department_and_by_nobody_else(self) -> None:
        address = f"/desk/project/{self.row.slug}/"
        for member, finds in ((BOLAT, True), (DANA, True), (ERLAN, True), (AIGUL, False)):
            with self.subTest(member.name):
                assert (address in shown(member.client(), DESK, "небылицы")) is finds
        assert "Завод небылиц" not in shown(Client(), OPEN, "небылиц")

    def test_a_renamed_project_is_found_by_its_new_name(self) -> None:
        changed = {"name_ru": "Фабрика снов"}
        change_project(self.row.pk, changed, version=self.row.version, by=BOLAT.actor, now=NOW)
        assert "Фабрика снов" in shown(BOLAT.client(), DESK, "fabrika snov")
        assert "Фабрика снов" not in shown(BOLAT.client(), DESK, "завод небылиц", kind="project")

    def test_a_company_is_found_by_names_and_bin_by_who_may_see_companies(self) -> None:
        row = company("ТОО «Алтын небылица»", number=7)
        address = f"/desk/company/{row.key}/"
        bin = row.organisation.bin
        for text in ("алтын небылица жшс", "Altyn nebylitsa", "алтн", bin, bin[:5], f"БИН {bin}"):
            assert address in shown(BOLAT.client(), DESK, text), text
            assert address not in shown(ERLAN.client(), DESK, text), text
            assert address not in shown(Client(), OPEN, text), text

    def test_a_renamed_company_is_found_by_both_names(self) -> None:
        row = company("ТОО «Прежнее имя»", number=8, now=NOW - dt.timedelta(days=30))
        changed = CompanyDraft(name=words("ТОО «Новое имя»"), bin=row.organisation.bin)
        change_company(row.key, changed, version=row.version, by=BOLAT.actor, now=NOW)
        address = f"/desk/company/{row.key}/"
        for text in ("новое имя", "прежнее имя"):
            assert address in shown(BOLAT.client(), DESK, text), text

    def test_a_farm_is_found_by_its_iin_by_who_may_see_companies_alone(self) -> None:
        iin = "900101300017"
        draft = CompanyDraft(name=words("КХ «Небылица»"), form=CompanyForm.FARM, iin=iin)
        address = f"/desk/company/{register_company(draft, by=BOLAT.actor, now=NOW).key}/"
        for text in ("небылица", iin):
            assert address in shown(DANA.client(), DESK, text), text
            assert address not in shown(ERLAN.client(), DESK, text), text
            assert address not in shown(Client(), OPEN, text), text

    def test_a_document_is_found_by_its_name_file_and_kind_until_it_is_withdrawn(self) -> None:
        document = self.add("Акт о выделении участка", confidential=False)
        address = f"/desk/documents/{document.number}/"
        for text in ("выделении участка", "скан акта", "vydelenii uchastka"):
            assert address in shown(BOLAT.client(), DESK, text), text
        assert address not in shown(AIGUL.client(), DESK, "участка")
        assert address not in shown(Client(), OPEN, "участка")
        documents.withdraw_document(document, reason="Не тот", by=BOLAT.actor, now=NOW)
        assert address not in shown(BOLAT.client(), DESK, "участка")

    def test_a_confidential_document_is_found_by_the_team_alone(self) -> None:
        address = f"/desk/documents/{self.add('Тайный акт', confidential=True).number}/"
        assert address in shown(BOLAT.client(), DESK, "тайный")
        assert address not in shown(ERLAN.client(), DESK, "тайный")


class TestStatements(TestCase):
    def test_pages_ask_no_more_for_thirty_rows_than_for_three(self) -> None:
        settle_cast()
        load_sized(3)
        clients = ((Client(), OPEN), (DANA.client(), DESK), (ERLAN.client(), DESK))
        texts = ("завод", "зона 2", "звод", "pfdjl", "завод марсианский")
        few = [self.statements(c, address, t) for c, address in clients for t in texts]
        load_sized(30)
        many = [self.statements(c, address, t) for c, address in clients for t in texts]
        assert many == few
        assert max(many) <= MOST

    def statements(self, client: Client, address: str, text: str) -> int:
        shown(client, address, text)
        with CaptureQueriesContext(connection) as asked:
            shown(client, address, text)
        return len(asked)
