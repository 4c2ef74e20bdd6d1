import datetime as dt
import io
from typing import Any

import openpyxl
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jolserik.commitments import actions as commitments
from jolserik.commitments.actions import InstructionDraft, PromiseDraft
from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import Side
from jolserik.contacts.models import Contact
from jolserik.events.models import Event
from jolserik.people.models import Post, StandIn
from jolserik.people.testing import AIGUL, BOLAT, DANA, ERLAN, FARIDA, GANI, MADINA
from jolserik.projects import actions
from jolserik.projects.actions import enlist
from jolserik.projects.models import Project, StageDate, StateText
from jolserik.projects.testing import project, settle_register
from jolserik.projects.values import Stage
from jolserik.specialists import my_day
from jolserik.specialists.my_day import Kind, Mark

TODAY = "/desk/today/"


class DayTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project("Завод", now=timezone.now() - dt.timedelta(days=20))

    row: Project

    def address(self, rest: str) -> str:
        return f"/desk/project/{self.row.slug}/{rest}/"

    def promise(self, days: int, side: Side = Side.STATE) -> Promise:
        now = timezone.now()
        draft = PromiseDraft(
            side=side,
            owner=BOLAT.key,
            text="Письмо в таможню",
            given_on=timezone.localdate() - dt.timedelta(days=30),
            due_on=timezone.localdate() + dt.timedelta(days=days),
        )
        return commitments.promise(self.row.pk, draft, by=BOLAT.actor, now=now)


class TestMyDay(DayTestCase):
    def test_what_waits_stands_by_its_day(self) -> None:
        self.promise(-3)
        self.promise(0, Side.INVESTOR)
        self.promise(5)
        self.promise(90)
        found = my_day.day(BOLAT.actor, now=timezone.now())
        assert [t.kind for t in found.overdue] == [Kind.FIRST_CONTACT, Kind.PROMISE]
        assert [t.kind for t in found.due] == [Kind.REMINDER]
        assert [t.kind for t in found.ahead] == [Kind.PROMISE]
        assert [card.mark for card in found.strip] == [Mark.LATE]

    def test_a_planned_day_that_passed_makes_the_project_late(self) -> None:
        day = timezone.localdate() + dt.timedelta(days=3)
        actions.plan_stage(self.row.pk, Stage.MEMORANDUM, day, by=BOLAT.actor, now=timezone.now())
        passed = timezone.localdate() - dt.timedelta(days=1)
        StageDate.objects.filter(project=self.row).update(planned_on=passed)
        found = my_day.day(BOLAT.actor, now=timezone.now())
        assert Kind.STAGE in [t.kind for t in found.overdue]
        assert found.marks == {Mark.LATE: 1}

    def test_a_stand_in_sees_it_all_marked(self) -> None:
        today = timezone.localdate()
        StandIn.objects.create(
            absent_id=BOLAT.key,
            stand_in_id=FARIDA.key,
            valid_from=today,
            valid_to=today,
            reason="отпуск",
        )
        page = FARIDA.client().get(TODAY).content.decode()
        assert "Завод" in page
        assert f"за: {BOLAT.name}" in page
        assert FARIDA.client().get(self.address("contact")).status_code == 200

    def test_the_page_costs_the_same_for_3_and_30(self) -> None:
        def cost(number: int) -> int:
            for n in range(number):
                project(f"Завод {n} {number}", now=timezone.now())
            client = BOLAT.client()
            client.get(TODAY)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(TODAY).status_code == 200
            return len(asked)

        few = cost(3)
        assert cost(27) == few <= 15

    def test_who_edits_no_projects_has_no_day_here(self) -> None:
        for member in (GANI, FARIDA, ERLAN, AIGUL):
            assert member.client().get(TODAY).status_code == 403


class TestContactPage(DayTestCase):
    def post(self, member: Any, **more: str) -> Any:
        moment = timezone.localtime() - dt.timedelta(minutes=2)
        data = {"kind": "call", "happened_at": moment.strftime("%Y-%m-%dT%H:%M"), "notes": "ок"}
        return member.client().post(self.address("contact"), data | more)

    def test_a_contact_is_recorded_in_one_form(self) -> None:
        answer = self.post(BOLAT)
        assert answer.status_code == 302
        assert Contact.objects.get().notes == "ок"

    def test_a_wrong_moment_is_said_beside_the_field(self) -> None:
        later = timezone.localtime() + dt.timedelta(days=2)
        answer = self.post(BOLAT, happened_at=later.strftime("%Y-%m-%dT%H:%M"))
        assert answer.status_code == 422
        assert "ещё не случилось" in answer.content.decode()

    def test_nobody_else_records(self) -> None:
        for member in (GANI, FARIDA, ERLAN, AIGUL, MADINA):
            assert self.post(member).status_code in (403, 404, 409), member.name
        assert not Contact.objects.exists()


class TestSweep(DayTestCase):
    def test_projects_come_one_after_another_until_all_are_told_of(self) -> None:
        second = project("Второй", now=timezone.now())
        client = BOLAT.client()
        assert "1 из 2" in client.get("/desk/sweep/").content.decode()
        client.post("/desk/sweep/", {"project": self.row.slug, "text": "Идут сваи", "readiness": 7})
        client.post("/desk/sweep/", {"project": second.slug, "same": "1"})
        assert [s.text for s in StateText.objects.order_by("id")] == ["Идут сваи", ""]
        assert Project.objects.get(pk=self.row.pk).readiness == 7
        assert "Все обновлены" in client.get("/desk/sweep/").content.decode()

    def test_a_moved_day_without_a_reason_is_not_taken(self) -> None:
        day = timezone.localdate() + dt.timedelta(days=30)
        actions.plan_stage(self.row.pk, Stage.MEMORANDUM, day, by=BOLAT.actor, now=timezone.now())
        moved = (day + dt.timedelta(days=30)).isoformat()
        data = {"project": self.row.slug, "text": "x", "planned_on": moved}
        client = BOLAT.client()
        assert client.post("/desk/sweep/", data).status_code == 422
        assert not StateText.objects.exists()
        assert client.post("/desk/sweep/", data | {"reason": "financing"}).status_code == 302
        assert StageDate.objects.get(project=self.row, stage="memorandum").shifts == 1


class TestCommitmentPages(DayTestCase):
    def test_a_promise_is_given_moved_and_kept(self) -> None:
        client = BOLAT.client()
        due = (timezone.localdate() + dt.timedelta(days=4)).isoformat()
        data = {"side": "state", "text": "Дорога", "due_on": due, "owner": str(BOLAT.key)}
        assert client.post(self.address("promises/new"), data).status_code == 302
        row = Promise.objects.get()
        address = f"/desk/promises/{row.pk}/"
        later = (timezone.localdate() + dt.timedelta(days=9)).isoformat()
        moved = {"move": "1", "due_on": later, "reason": "дождь"}
        assert client.post(address, moved).status_code == 302
        kept = {"kept": "1", "on": timezone.localdate().isoformat(), "proof": "акт"}
        assert client.post(address, kept).status_code == 302
        assert Promise.objects.get().state == "kept"
        assert "дождь" in client.get(address).content.decode()

    def test_an_instruction_is_given_reported_and_accepted(self) -> None:
        due = (timezone.localdate() + dt.timedelta(days=4)).isoformat()
        data = {"text": "Ответить", "given_by": "Аким", "due_on": due, "holder": str(FARIDA.key)}
        data["about_kind"] = "general"
        dana, farida = DANA.client(), FARIDA.client()
        assert dana.post("/desk/instructions/new/", data).status_code == 302
        address = f"/desk/instructions/{Instruction.objects.get().pk}/"
        assert farida.post(address, {"report": "1", "proof": "письмо"}).status_code == 302
        assert dana.post(address, {"answer": "accept"}).status_code == 302
        assert Instruction.objects.get().state == "done"

    def test_what_is_not_theirs_nobody_opens(self) -> None:
        row = self.promise(3)
        draft = InstructionDraft(
            given_by="Аким",
            text="x",
            holder=BOLAT.key,
            due_on=timezone.localdate(),
        )
        given = commitments.give_instruction(draft, by=DANA.actor, now=timezone.now())
        for address in (f"/desk/promises/{row.pk}/", f"/desk/instructions/{given.pk}/"):
            for member in (GANI, FARIDA, AIGUL):
                assert member.client().get(address).status_code in (403, 404)
        for address in ("/desk/instructions/new/", self.address("promises/new")):
            for member in (GANI, FARIDA, ERLAN, AIGUL):
                assert member.client().get(address).status_code in (403, 404, 409)

    def test_lists_cost_the_same_for_3_and_30(self) -> None:
        def cost(number: int) -> int:
            for _ in range(number):
                self.promise(3)
            client = BOLAT.client()
            client.get("/desk/promises/")
            with CaptureQueriesContext(connection) as asked:
                client.get("/desk/promises/")
            return len(asked)

        few = cost(3)
        assert cost(27) == few <= 15


class TestNotesAndCalls(DayTestCase):
    def test_a_line_is_a_contact_or_how_it_stands(self) -> None:
        client = BOLAT.client()
        said = {"kind": "call", "text": "Ждёт ТУ", "row": "1"}
        answer = client.post(self.address("note"), said)
        assert answer.headers["Location"] == f"{TODAY}?at=1#r1"
        client.post(self.address("note"), {"kind": "state", "text": "Идут сваи"})
        assert Contact.objects.get().notes == "Ждёт ТУ"
        assert StateText.objects.get().text == "Идут сваи"
        assert client.post(self.address("note"), {"kind": "call"}).status_code == 422

    def test_a_telephone_opens_by_a_press_and_on_the_record(self) -> None:
        Post.objects.filter(person_id=AIGUL.key).update(scope=self.row.code)
        client = BOLAT.client()
        shown = client.get(self.address("call")).content.decode()
        assert AIGUL.name in shown
        assert "tel:" not in shown
        opened = client.post(self.address("call"), {"person": str(AIGUL.key)}).content.decode()
        assert 'href="tel:+77212000001"' in opened
        assert Event.objects.filter(name="contacts_opened", by=BOLAT.key).count() == 1
        assert client.post(self.address("call"), {"person": str(DANA.key)}).status_code == 404

    def test_nobody_else_notes_or_calls(self) -> None:
        for rest in ("note", "call"):
            for member in (GANI, FARIDA, ERLAN, AIGUL):
                assert member.client().get(self.address(rest)).status_code in (403, 404, 409)

    def test_a_specialist_starts_with_the_day_and_a_head_sees_who_is_late(self) -> None:
        assert BOLAT.client().get("/desk/").headers["Location"] == TODAY
        page = DANA.client().get(TODAY).content.decode()
        assert "Просрочено в управлении" in page
        assert BOLAT.name in page


class TestTables(DayTestCase):
    def table(self, code: str = "akim") -> Any:
        answer = BOLAT.client().get(f"/desk/sweep/tables/{code}/")
        assert answer.status_code == 200
        return openpyxl.load_workbook(io.BytesIO(answer.content)).active

    def test_the_words_of_the_sweep_fill_the_tables_and_are_no_formulas(self) -> None:
        actions.tell_state(
            self.row.pk, text="=1+1", readiness=7, by=BOLAT.actor, now=timezone.now()
        )
        rows = list(self.table().iter_rows(min_row=3))
        column = {cell.value: n for n, cell in enumerate(rows[0])}
        told = rows[1][column["Что сделано"]]
        assert (told.value, told.data_type) == ("=1+1", "s")
        assert rows[1][column["Готовность, %"]].value == 7

    def test_the_map_holds_projects_of_its_list_alone(self) -> None:
        assert self.table("industrialisation_map").max_row == 3
        enlist(
            self.row.pk,
            "industrialisation-map",
            from_on=timezone.localdate(),
            by=BOLAT.actor,
            now=timezone.now(),
        )
        assert self.table("industrialisation_map").max_row == 4

    def test_a_table_that_is_none_and_a_stranger(self) -> None:
        assert BOLAT.client().get("/desk/sweep/tables/other/").status_code == 404
        assert BOLAT.client().get("/desk/sweep/tables/akim/?month=x").status_code == 404
        assert GANI.client().get("/desk/sweep/tables/akim/").status_code == 403


class TestSheetToTakeAlong(DayTestCase):
    def test_it_says_what_to_know_and_to_look_at(self) -> None:
        self.promise(3)
        actions.tell_state(self.row.pk, text="Идут сваи", by=BOLAT.actor, now=timezone.now())
        address = self.address("visit/sheet")
        sheet = BOLAT.client().get(address).content.decode()
        for part in ("Идут сваи", "Письмо в таможню", "На площадке работают люди", "не видно"):
            assert part in sheet, part
        for member in (GANI, FARIDA, ERLAN, AIGUL):
            assert member.client().get(address).status_code in (403, 404, 409)
