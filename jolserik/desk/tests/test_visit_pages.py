"""Site visits: the pages, what comes from a device later, and what stays on it."""

import datetime as dt
import uuid
from typing import Any

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jolserik.contacts.models import Contact
from jolserik.events.models import Event
from jolserik.people.testing import AIGUL, BOLAT, DANA, ERLAN, FARIDA, GANI
from jolserik.projects.actions import assign_lead, move_project
from jolserik.projects.models import Project
from jolserik.projects.rules import Move
from jolserik.projects.testing import project, settle_register
from jolserik.projects.values import Stage

VISITS = "/desk/visits/"
NUMBER = uuid.UUID(int=77)


class VisitTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project("Завод", now=timezone.now() - dt.timedelta(days=20))

    row: Project

    @property
    def form(self) -> str:
        return f"{VISITS}at/{self.row.slug}/"

    def send(self, client: Client | None = None, **more: Any) -> Any:
        moment = timezone.localtime() - dt.timedelta(minutes=2)
        data = {
            "happened_at": moment.strftime("%Y-%m-%dT%H:%M"),
            "check_people_at_work": "yes",
            "present": "директор, прораб",
            "number": str(NUMBER),
        }
        later = {"X-Sent-Later": "1"}
        return (client or BOLAT.client()).post(self.form, data | more, headers=later)

    def is_cancelled(self) -> None:
        move = Move(to=Stage.CANCELLED, on=timezone.localdate(), reason="investor-left")
        move_project(self.row.pk, move, by=DANA.actor, now=timezone.now())


class TestSentLater(VisitTestCase):
    def test_a_visit_sent_twice_is_kept_once(self) -> None:
        assert self.send().json() == self.send().json()
        assert self.send().json() == {"number": str(NUMBER), "next": f"{VISITS}{NUMBER}/"}
        row = Contact.objects.get()
        assert (row.kind, row.checks) == ("site_visit", {"people_at_work": "yes"})
        assert Event.objects.filter(name="contact_recorded").count() == 1

    def test_from_the_site_one_goes_on_to_a_promise(self) -> None:
        assert "/promises/new/" in self.send(promise="1").json()["next"]

    def test_what_is_wrong_is_said_and_nothing_is_kept(self) -> None:
        answer = self.send(check_people_at_work="")
        assert answer.status_code == 422
        assert "Что увидели" in answer.json()["errors"][0]
        assert not Contact.objects.exists()

    def test_answers_to_the_questions_of_a_stage_that_is_over_are_kept(self) -> None:
        self.send(asked_at=Stage.CONSTRUCTION, check_machines_at_work="no")
        assert Contact.objects.get().checks == {"people_at_work": "yes", "machines_at_work": "no"}

    def test_a_project_that_is_live_no_more_refuses_in_words(self) -> None:
        self.is_cancelled()
        answer = self.send()
        assert answer.status_code == 409
        assert answer.json()["refused"]
        assert not Contact.objects.exists()

    def test_what_was_recorded_before_is_confirmed_also_when_the_project_is_closed(self) -> None:
        self.send()
        self.is_cancelled()
        assert self.send().json()["number"] == str(NUMBER)

    def test_whom_it_concerns_no_more_is_refused_in_words(self) -> None:
        answer = self.send(client=AIGUL.client())
        assert answer.status_code == 403
        assign_lead(self.row.pk, DANA.key, by=DANA.actor, now=timezone.now())
        answer = self.send()
        assert answer.status_code == 409
        assert answer.json()["refused"]
        assert not Contact.objects.exists()


class TestOnTheDevice(VisitTestCase):
    def test_the_token_is_for_whoever_records_visits(self) -> None:
        told = BOLAT.client().get(f"{VISITS}token/")
        assert told.json()["person"] == str(BOLAT.key)
        assert "no-store" in told.headers["Cache-Control"]
        assert self.client.get(f"{VISITS}token/").status_code == 302
        assert GANI.client().get(f"{VISITS}token/").status_code == 403

    def test_a_fresh_token_opens_what_an_old_page_could_not(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.cookies = BOLAT.client().cookies
        assert self.send(client=client).status_code == 403
        token = client.get(f"{VISITS}token/").json()["token"]
        assert self.send(client=client, csrfmiddlewaretoken=token).status_code == 200

    def test_the_worker_serves_its_own_folder_alone(self) -> None:
        answer = self.client.get(f"{VISITS}worker.js")
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert "Service-Worker-Allowed" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-cache"

    def test_signing_out_wipes_the_device(self) -> None:
        client = BOLAT.client()
        assert "Clear-Site-Data" not in client.get("/sign-out/").headers
        assert client.post("/sign-out/").headers["Clear-Site-Data"] == '"storage"'


class TestPages(VisitTestCase):
    def test_the_list_names_ones_own_sites_with_the_last_visit(self) -> None:
        project("Мельница", now=timezone.now())
        before = BOLAT.client().get(VISITS).content.decode()
        assert before.count("выездов ещё не было") == 2
        self.send()
        after = BOLAT.client().get(VISITS).content.decode()
        assert after.count("выездов ещё не было") == 1
        assert self.form in after

    def test_it_costs_the_same_for_3_and_30(self) -> None:
        def cost(number: int) -> int:
            for n in range(number):
                project(f"Завод {n} {number}", now=timezone.now())
            client = BOLAT.client()
            client.get(VISITS)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(VISITS).status_code == 200
            return len(asked)

        few = cost(3)
        assert cost(27) == few <= 15

    def test_strangers_are_turned_away(self) -> None:
        for member in (GANI, FARIDA, ERLAN, AIGUL):
            assert member.client().get(self.form).status_code in (403, 404, 409)
            assert member.client().get(VISITS).status_code == 403

    def test_the_sheet_shows_the_answers_and_strangers_see_none(self) -> None:
        self.send()
        address = f"{VISITS}{NUMBER}/"
        sheet = BOLAT.client().get(address).content.decode()
        assert "На площадке работают люди" in sheet
        assert "директор, прораб" in sheet
        assert AIGUL.client().get(address).status_code == 404
        assert GANI.client().get(address).status_code == 403
