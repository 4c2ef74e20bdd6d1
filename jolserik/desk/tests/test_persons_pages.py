import datetime as dt
from typing import Any

from django.core import mail
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jolserik.companies.models import Company, ContactPerson
from jolserik.companies.person_actions import add_person
from jolserik.companies.person_rules import Consent, ConsentBasis, PersonDraft
from jolserik.events.models import Event
from jolserik.people.actor import PROGRAM, Role
from jolserik.people.models import Organisation, Person, Post
from jolserik.people.testing import (
    AIGUL,
    BODY,
    BOLAT,
    DANA,
    ERLAN,
    FARIDA,
    GANI,
    MADINA,
    SINCE,
)
from jolserik.projects import actions
from jolserik.projects.testing import ZONE, company, project, settle_register
from jolserik.specialists.models import LeadNotice

NAME, PHONE, EMAIL = "Вымышлев Нұрлан", "8 700 111 22 33", "nurlan@firm.example"
TEL = "tel:+77001112233"


class PersonsPagesTestCase(TestCase):
    firm: Company
    plant: Any
    today: dt.date

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.today = timezone.localdate()
        cls.firm = company("ТОО «Алтын дән»", number=3)
        cls.plant = project("Завод", company=cls.firm.key, now=timezone.now())

    @property
    def new(self) -> str:
        return f"/desk/company/{self.firm.key}/persons/new/"

    @property
    def passport(self) -> str:
        return f"/desk/project/{self.plant.slug}/passport/"

    def typed(self, **changed: Any) -> dict[str, Any]:
        first = {"position": "Директор", "name": NAME, "phones": PHONE, "email": EMAIL}
        first |= {"language": "kk", "basis": "spoken", "consent_on": f"{self.today}"}
        return first | changed

    def add(self, **changed: Any) -> ContactPerson:
        first = {"position": "Директор", "name": NAME, "phones": (PHONE,), "email": EMAIL}
        consent = Consent(ConsentBasis.SPOKEN, self.today)
        draft = PersonDraft(**(first | {"consent": consent} | changed))
        return add_person(self.firm.key, draft, by=BOLAT.actor, now=timezone.now())

    def read(self, address: str, member: Any = BOLAT) -> str:
        page: str = member.client().get(address).content.decode()
        return page

    def cost(self, client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as counter:
            assert client.get(address).status_code == 200
        return len(counter.captured_queries)


class TestWhoMay(PersonsPagesTestCase):
    def test_gani_is_turned_away_and_whom_it_does_not_concern_finds_nothing(self) -> None:
        row = self.add()
        one = f"/desk/contact-persons/{row.key}/"
        pages = (one, f"{one}change/", f"{one}erase/", self.new)
        people = f"/desk/company/{self.firm.key}/persons/"
        for address in (*pages, people):
            assert GANI.client().get(address).status_code == 403, address
            assert FARIDA.client().get(address).status_code == 404, address
            assert Client().get(address).status_code == 302, address
        assert GANI.client().post(f"{one}main/").status_code == 403
        assert FARIDA.client().post(f"{one}main/").status_code == 404

    def test_who_may_see_may_not_change_by_that(self) -> None:
        row = self.add()
        one = f"/desk/contact-persons/{row.key}/"
        page = self.read(one, MADINA)
        assert TEL in page
        assert "erase/" not in page
        for address in (f"{one}change/", f"{one}erase/", self.new):
            assert MADINA.client().get(address).status_code == 409, address
            assert MADINA.client().post(address, self.typed()).status_code == 409, address
        assert MADINA.client().post(f"{one}main/").status_code == 409
        assert not Event.objects.filter(name="contact_person_changed").exists()

    def test_the_public_never_sees_anybody(self) -> None:
        self.add()
        actions.show_to_everyone(self.plant.pk, shown=True, by=DANA.actor, now=timezone.now())
        page = Client().get(f"/projects/{self.plant.slug}/")
        found = Client().get(f"/search/?q={NAME}")
        for response in (page, found):
            assert "firm.example" not in response.content.decode()
            assert TEL not in response.content.decode()

    def test_a_zone_sees_those_of_its_projects_without_a_page_of_the_company(self) -> None:
        project("Цех", company=self.firm.key, zone=ZONE)
        row = self.add()
        page = self.read(f"/desk/contact-persons/{row.key}/", ERLAN)
        assert TEL in page
        assert f"/desk/company/{self.firm.key}/persons/#persons" not in page
        assert f'href="/desk/company/{self.firm.key}/persons/"' in page
        assert ERLAN.client().get(f"/desk/company/{self.firm.key}/").status_code == 403

    def test_the_investor_keeps_the_people_of_their_own_company(self) -> None:
        Post.objects.filter(person_id=AIGUL.key).delete()
        Post.objects.create(
            person_id=AIGUL.key,
            organisation=Organisation.objects.get(pk=self.firm.key),
            role=Role.INVESTOR.value,
            valid_from=SINCE,
        )
        people = f"/desk/company/{self.firm.key}/persons/"
        assert self.new in self.read(people, AIGUL)
        response = AIGUL.client().post(self.new, self.typed())
        assert response["Location"] == people
        assert NAME in self.read(people, AIGUL)
        assert NAME in self.read(self.passport, AIGUL)
        other = company("ТОО «Керамика»", number=4)
        address = f"/desk/company/{other.key}/persons/"
        assert AIGUL.client().get(address).status_code == 404


class TestKeeping(PersonsPagesTestCase):
    def test_from_the_passport_somebody_is_added_for_the_project(self) -> None:
        address = f"{self.new}?project={self.plant.slug}"
        assert address in self.read(self.passport)
        form = self.read(address)
        assert f'value="project:{self.plant.slug}"' in form
        assert "checked" in form
        data = self.typed(phones=f"{PHONE}, +7 721 200 00 05", projects=[self.plant.subject.code])
        response = BOLAT.client().post(address, data)
        assert response["Location"] == f"{self.passport}#persons"
        row = ContactPerson.objects.get()
        assert row.phone_list == (PHONE, "+7 721 200 00 05")
        page = self.read(self.passport)
        assert TEL in page
        assert f"mailto:{EMAIL}" in page

    def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(self) -> None:
        response = BOLAT.client().post(self.new, self.typed(basis="", consent_on=""))
        page = response.content.decode()
        assert response.status_code == 422
        assert "id_basis_error" in page
        assert f'value="{NAME}"' in page
        for bad in (
            {"position": "", "email": "нет", "phones": "звоните"},
            {"consent_on": "завтра", "projects": ["project:x"], "language": "de"},
        ):
            page = BOLAT.client().post(self.new, self.typed(**bad)).content.decode()
            for name in bad:
                assert f'href="#id_{name}"' in page, name
        assert not ContactPerson.objects.exists()

    def test_without_consent_the_position_stands_and_nothing_can_be_called(self) -> None:
        data = {"position": "Главный инженер", "language": "ru"}
        assert BOLAT.client().post(self.new, data).status_code == 302
        page = self.read(f"/desk/company/{self.firm.key}/")
        assert "Главный инженер" in page
        assert "tel:" not in page

    def test_both_see_both_versions_and_one_chooses(self) -> None:
        row = self.add()
        address = f"/desk/contact-persons/{row.key}/change/"
        opened = BOLAT.client().get(address)
        hidden = {"was": opened.context["was"], "version": opened.context["version"]}
        data = self.typed(language="ru")
        theirs = DANA.client().post(address, data | hidden | {"position": "Президент"})
        assert theirs.status_code == 302
        mine = data | hidden | {"position": "Глава", "messenger": "@somebody"}
        conflict = BOLAT.client().post(address, mine)
        page = conflict.content.decode()
        assert conflict.status_code == 409
        assert "Президент" in page
        assert "Глава" in page
        again = mine | {"was": conflict.context["was"], "version": conflict.context["version"]}
        done = BOLAT.client().post(address, again | {"choice_position": "theirs"})
        assert done.status_code == 302
        row.refresh_from_db()
        assert (row.position, row.messenger) == ("Президент", "@somebody")

    def test_a_form_with_spoilt_hidden_fields_overwrites_nothing(self) -> None:
        row = self.add()
        address = f"/desk/contact-persons/{row.key}/change/"
        for was in ("", "{", "[]", '{"position": 1}', "null"):
            data = self.typed(position="Глава") | {"was": was, "version": "x"}
            assert BOLAT.client().post(address, data).status_code == 409, was
        row.refresh_from_db()
        assert row.position == "Директор"

    def test_another_is_made_the_main_contact(self) -> None:
        self.add()
        row = self.add(name="Вторая")
        bare = add_person(self.firm.key, PersonDraft("Инженер"), by=BOLAT.actor, now=timezone.now())
        response = BOLAT.client().post(f"/desk/contact-persons/{row.key}/main/")
        assert response.status_code == 302
        assert Company.objects.get(pk=self.firm.pk).main_contact == row
        refused = BOLAT.client().post(f"/desk/contact-persons/{bare.key}/main/")
        assert refused.status_code == 409
        assert "согласия этого человека нет" in refused.content.decode()


class TestErasing(PersonsPagesTestCase):
    def test_consent_is_withdrawn_and_the_person_is_gone_everywhere(self) -> None:
        row = self.add()
        one = f"/desk/contact-persons/{row.key}/"
        assert NAME in self.read(f"{one}erase/")
        data = {"because": "withdrawn", "on": f"{self.today}"}
        response = BOLAT.client().post(f"{one}erase/", data)
        assert response["Location"] == f"/desk/company/{self.firm.key}/#persons"
        BOLAT.client().get("/desk/")  # the message is read
        for address in (one, self.passport, f"/desk/company/{self.firm.key}/", "/desk/today/"):
            page = self.read(address)
            assert NAME not in page, address
            assert TEL not in page, address
        assert "согласие отозвано" in self.read(one)
        for act in ("change/", "erase/"):
            assert BOLAT.client().get(f"{one}{act}").status_code == 409
        assert NAME not in self.read(f"/desk/search/?q={NAME[:5]}")

    def test_a_wrong_day_erases_nothing(self) -> None:
        row = self.add()
        address = f"/desk/contact-persons/{row.key}/erase/"
        ahead = self.today + dt.timedelta(days=1)
        for data in (
            {"because": "withdrawn", "on": f"{ahead}"},
            {"because": "tired", "on": f"{self.today}"},
            {},
        ):
            assert BOLAT.client().post(address, data).status_code == 422
        assert ContactPerson.objects.get().name == NAME


class TestReaching(PersonsPagesTestCase):
    def test_my_day_calls_and_writes_to_the_main_contact(self) -> None:
        call = f'href="/desk/project/{self.plant.slug}/call/"'
        assert self.read("/desk/today/").count(call) > 1
        self.add()
        page = self.read("/desk/today/")
        assert page.count(f'href="{TEL}"') == 2  # in the line and under the thumb
        assert f'href="mailto:{EMAIL}?subject=' in page
        assert page.count(call) == 1  # the next action, with a place for the note

    def test_the_page_of_a_call_shows_whom_to_call_and_where_to_write_it_down(self) -> None:
        address = f"/desk/project/{self.plant.slug}/call/"
        assert f"{self.new}?project={self.plant.slug}" in self.read(address)
        self.add()
        page = self.read(address)
        assert TEL in page
        assert f'action="/desk/project/{self.plant.slug}/note/"' in page
        assert not Event.objects.filter(name="contacts_opened").exists()

    def test_a_letter_about_a_new_specialist_goes_to_who_agreed_in_their_language(self) -> None:
        self.add(language="kk", position="Общий")
        self.add(name="Другой", email="other@firm.example", language="en")
        self.add(name="Тот же", email=EMAIL.upper())
        Person.objects.filter(pk=FARIDA.key).update(email="farida@example.kz")
        Post.objects.create(
            person_id=FARIDA.key,
            organisation=Organisation.objects.get(pk=BODY),
            role=Role.SPECIALIST.value,
            valid_from=SINCE,
        )
        with self.captureOnCommitCallbacks(execute=True):
            actions.assign_lead(self.plant.pk, FARIDA.key, by=PROGRAM, now=timezone.now())
        assert LeadNotice.objects.get().told_at is not None
        letters = {letter.to[0]: letter.body for letter in mail.outbox}
        assert len(mail.outbox) == len(letters) == 2
        assert "Сәлеметсіз бе" in letters[EMAIL]
        assert "Байланыс" in letters[EMAIL] or "байланыс тұлғасы" in letters[EMAIL]
        assert "withdraw your consent" in letters["other@firm.example"]


class TestPages(PersonsPagesTestCase):
    def test_the_same_number_of_queries_for_three_and_thirty(self) -> None:
        client = BOLAT.client()
        row = self.add(projects=frozenset({self.plant.subject.code}))
        addresses = (
            self.passport,
            f"/desk/company/{self.firm.key}/",
            f"/desk/company/{self.firm.key}/persons/",
            f"/desk/contact-persons/{row.key}/",
            f"/desk/contact-persons/{row.key}/change/",
            "/desk/today/",
            f"/desk/project/{self.plant.slug}/call/",
        )
        for n in range(2):
            self.add(name=f"Имя {n}", projects=frozenset({self.plant.subject.code}))
        before = [self.cost(client, address) for address in addresses]
        for n in range(27):
            self.add(name=f"Ещё {n}", projects=frozenset({self.plant.subject.code}))
        assert [self.cost(client, address) for address in addresses] == before
        assert max(before) <= 15, before

    def test_three_languages(self) -> None:
        client, row = BOLAT.client(), self.add()
        one = f"/desk/contact-persons/{row.key}/"
        for language in ("ru", "kk", "en"):
            client.cookies["jol_language"] = language
            for address in (one, f"{one}change/", f"{one}erase/", self.new, self.passport):
                assert client.get(address).status_code == 200, (language, address)
