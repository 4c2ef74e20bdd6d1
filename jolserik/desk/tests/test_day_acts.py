"""My day shows what is new in one's hands, and lets one act on it there."""

import datetime as dt
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jolserik.contacts.actions import record_contact
from jolserik.contacts.rules import ContactDraft
from jolserik.contacts.values import ContactKind
from jolserik.desk.tests.test_day_pages import TODAY, DayTestCase
from jolserik.people.actor import PROGRAM
from jolserik.people.models import User
from jolserik.people.queries import actor_for
from jolserik.people.testing import BOLAT, DANA, FARIDA, GANI, MADINA
from jolserik.projects.actions import assign_lead, plan_stage
from jolserik.projects.models import Project
from jolserik.projects.testing import project
from jolserik.projects.values import Stage
from jolserik.specialists import actions, queries
from jolserik.specialists.actions import hand_over
from jolserik.specialists.models import Handover, LeadKept
from jolserik.specialists.tests.make import colleague
from jolserik.specialists.values import HandoverKind


class TestHandovers(DayTestCase):
    def setUp(self) -> None:
        self.other = project("Фабрика", now=timezone.now())
        things = [("project", self.row.code), ("project", self.other.code)]
        self.saule = colleague(1, name="Сауле")
        kind = HandoverKind.LEAVING
        self.handover = hand_over(
            BOLAT.key, things, self.saule, kind=kind, by=DANA.actor, now=timezone.now()
        )
        self.client.force_login(User.objects.get(person_id=self.saule))

    def test_they_are_accepted_one_by_one_and_all_from_the_day(self) -> None:
        page = self.client.get(TODAY).content.decode()
        assert f"Вам передано от: {BOLAT.name}" in page
        address = f"/desk/handovers/{self.handover.pk}/accept/"
        item = self.handover.items.order_by("id")[0]
        answer = self.client.post(address, {"next": "today", "item": str(item.pk)})
        assert answer.headers["Location"] == TODAY
        assert self.handover.items.filter(accepted_at=None).count() == 1
        self.client.post(address, {"next": "today", "all": "1"})
        assert Handover.objects.get().closed_at is not None
        assert "Вам передано от" not in self.client.get(TODAY).content.decode()

    def test_a_project_comes_with_its_next_step_and_last_contact(self) -> None:
        day = timezone.localdate() + dt.timedelta(days=9)
        saule = actor_for(User.objects.get(person_id=self.saule), today=timezone.localdate())
        plan_stage(self.row.pk, Stage.MEMORANDUM, day, by=saule, now=timezone.now())
        for hours, notes in ((5, "Первый звонок"), (2, "Второй звонок")):
            moment = timezone.now() - dt.timedelta(hours=hours)
            draft = ContactDraft(ContactKind.CALL, moment, notes=notes)
            record_contact(self.row.pk, draft, by=saule, now=timezone.now())
        page = self.client.get("/desk/handovers/").content.decode()
        assert "меморандум" in page
        assert "Второй звонок" in page
        assert "Первый звонок" not in page

    def test_nobody_else_sees_them(self) -> None:
        assert "Вам передано от" not in BOLAT.client().get(TODAY).content.decode()
        assert GANI.client().get(TODAY).status_code == 403


class TestLeftWithTheHead(DayTestCase):
    def setUp(self) -> None:
        self.new = project("Обращение", lead=DANA.key, now=timezone.now())
        self.keeping = f"/desk/specialists/waiting/{self.new.pk}/keep/"

    def waits(self) -> list[Project]:
        return list(queries.waiting(DANA.actor, today=timezone.localdate()))

    def test_a_head_leads_it_themselves_and_it_waits_no_more(self) -> None:
        dana = DANA.client()
        assert "Оставить у себя" in dana.get(TODAY).content.decode()
        assert "Оставить у себя" in dana.get("/desk/specialists/waiting/").content.decode()
        answer = dana.post(self.keeping, {"next": "today"})
        assert answer.headers["Location"] == TODAY
        assert self.waits() == []
        assert "Оставить у себя" not in dana.get(TODAY).content.decode()
        before = Project.objects.get(pk=self.new.pk).version
        actions.keep(self.new.pk, by=DANA.actor, now=timezone.now())
        assert Project.objects.get(pk=self.new.pk).version == before

    def test_under_another_head_it_waits_again(self) -> None:
        actions.keep(self.new.pk, by=DANA.actor, now=timezone.now())
        second = colleague(2, "head_of_department", name="Вторая")
        assign_lead(self.new.pk, second, by=PROGRAM, now=timezone.now())
        assert self.waits() == [self.new]
        actions.keep(self.new.pk, by=DANA.actor, now=timezone.now())
        assert self.waits() == []
        assert LeadKept.objects.get().person_id == DANA.key

    def test_only_a_head_of_the_department_keeps_it(self) -> None:
        for member in (GANI, FARIDA, BOLAT, MADINA):
            assert member.client().post(self.keeping).status_code == 403, member.name
        assert not LeadKept.objects.exists()


class TestRecorded(DayTestCase):
    def test_what_one_wrote_down_lately_is_corrected_from_the_day(self) -> None:
        moment = timezone.now() - dt.timedelta(hours=1)
        draft = ContactDraft(ContactKind.CALL, moment, notes="Ждут ТУ")
        row = record_contact(self.row.pk, draft, by=BOLAT.actor, now=timezone.now())
        page = BOLAT.client().get(TODAY).content.decode()
        assert f"/desk/contacts/{row.number}/correct/" in page
        assert f"promises/new/?contact={row.pk}" in page
        assert str(row.number) not in DANA.client().get(TODAY).content.decode()


class TestCost(DayTestCase):
    def test_the_day_of_a_head_costs_the_same_for_3_and_30(self) -> None:
        def cost(number: int) -> int:
            for n in range(number):
                project(f"Обращение {n} {number}", lead=DANA.key, now=timezone.now())
            client: Any = DANA.client()
            client.get(TODAY)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(TODAY).status_code == 200
            return len(asked)

        few = cost(3)
        assert cost(27) == few <= 20
