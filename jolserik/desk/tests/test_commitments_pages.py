import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jolserik.commitments import actions
from jolserik.commitments.actions import InstructionDraft
from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import AboutKind, Side
from jolserik.contacts.actions import record_contact
from jolserik.contacts.models import Contact
from jolserik.contacts.rules import ContactDraft
from jolserik.contacts.values import ContactKind
from jolserik.desk.tests.test_day_pages import DayTestCase
from jolserik.documents.models import Document
from jolserik.ledger.models import Measure
from jolserik.people.models import Post
from jolserik.people.testing import AIGUL, BOLAT, DANA, ERLAN, FARIDA, GANI, MADINA
from jolserik.projects.testing import REGION, ZONE

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class CommitmentPagesTestCase(DayTestCase):
    def instruction(self, **values: Any) -> Instruction:
        known: dict[str, Any] = {
            "given_by": "Аким",
            "text": "Дать ответ",
            "holder": FARIDA.key,
            "due_on": timezone.localdate() + dt.timedelta(days=3),
            "about_kind": AboutKind.PROJECT,
            "about_key": self.row.code,
        }
        draft = InstructionDraft(**(known | values))
        return actions.give_instruction(draft, by=DANA.actor, now=timezone.now())

    def investor(self) -> Any:
        """Aigul, whose project it is."""
        Post.objects.filter(person_id=AIGUL.key).update(scope=self.row.code)
        return AIGUL.client()

    def met(self) -> Contact:
        moment = timezone.now() - dt.timedelta(days=2)
        draft = ContactDraft(ContactKind.MEETING, moment, notes="Говорили о воде")
        return record_contact(self.row.pk, draft, by=BOLAT.actor, now=timezone.now())


class TestPromisePage(CommitmentPagesTestCase):
    def test_why_not_stands_beside_the_greyed_button(self) -> None:
        row = self.promise(3)
        page = BOLAT.client().get(f"/desk/promises/{row.pk}/").content.decode()
        assert 'aria-describedby="why_release"' in page
        assert "сам себя от обещания не освобождает" in page
        assert 'name="kept"' in page
        page = MADINA.client().get(f"/desk/promises/{row.pk}/").content.decode()
        assert 'name="kept"' not in page
        assert 'aria-describedby="why_end"' in page

    def test_the_investor_sees_both_sides_and_lets_go_of_what_was_promised_to_them(self) -> None:
        client = self.investor()
        ours, theirs = self.promise(3), self.promise(4, Side.INVESTOR)
        page = client.get(f"/desk/project/{self.row.slug}/contacts/").content.decode()
        first = client.get(f"/desk/project/{self.row.slug}/").content.decode()
        for row in (ours, theirs):
            assert f"/desk/promises/{row.pk}/" in page
            assert f"/desk/promises/{row.pk}/" in first
        assert (
            client.get("/desk/promises/").content.decode().count('<li class="jol-owed__line') == 2
        )
        said = {"release": "1", "reason": "Вода есть"}
        assert client.post(f"/desk/promises/{theirs.pk}/", said).status_code == 422
        assert client.post(f"/desk/promises/{ours.pk}/", said).status_code == 302
        assert Promise.objects.get(pk=ours.pk).state == "released"
        assert Promise.objects.get(pk=theirs.pk).state == "open"

    def test_a_paper_proves_it_and_both_sides_read_it(self) -> None:
        row = self.promise(3)
        address = f"/desk/promises/{row.pk}/"
        paper = SimpleUploadedFile("ТУ.pdf", PDF, "application/pdf")
        said = {"kept": "1", "on": timezone.localdate().isoformat(), "proof": "ТУ № 4"}
        with tempfile.TemporaryDirectory() as name, override_settings(DATA=Path(name)):
            answer = BOLAT.client().post(address, said | {"paper": paper})
        assert answer.status_code == 302, answer.content.decode()
        document = Document.objects.get()
        assert (document.about_kind, document.about_key) == ("promise", str(row.pk))
        investor = self.investor()
        assert "ТУ № 4" in investor.get(address).content.decode()
        assert investor.get(f"/desk/documents/{document.number}/").status_code == 200
        for stranger in (GANI, FARIDA):
            page = stranger.client().get(f"/desk/documents/{document.number}/")
            assert page.status_code in (403, 404)

    def test_a_paper_that_is_a_program_is_refused_and_nothing_is_written(self) -> None:
        row = self.promise(3)
        paper = SimpleUploadedFile("акт.pdf", b"MZ\x90\x00 program", "application/pdf")
        said = {"kept": "1", "on": timezone.localdate().isoformat(), "proof": "акт"}
        with tempfile.TemporaryDirectory() as name, override_settings(DATA=Path(name)):
            answer = BOLAT.client().post(f"/desk/promises/{row.pk}/", said | {"paper": paper})
        assert answer.status_code == 422
        assert Promise.objects.get(pk=row.pk).state == "open"
        assert not Document.objects.exists()

    def test_it_is_given_at_a_meeting_on_its_day(self) -> None:
        meeting = self.met()
        client = BOLAT.client()
        address = f"{self.address('promises/new')}?contact={meeting.pk}"
        assert "Говорили о воде" in client.get(address).content.decode()
        due = (timezone.localdate() + dt.timedelta(days=4)).isoformat()
        data = {"side": "state", "text": "Вода", "due_on": due, "owner": str(BOLAT.key)}
        client.post(address, data | {"contact": str(meeting.pk)})
        row = Promise.objects.get()
        assert (row.contact, row.given_on) == (meeting, timezone.localdate(meeting.happened_at))
        page = client.get(f"/desk/contacts/{meeting.number}/").content.decode()
        assert f"/desk/promises/{row.pk}/" in page

    def test_a_meeting_with_another_project_is_no_choice(self) -> None:
        due = (timezone.localdate() + dt.timedelta(days=4)).isoformat()
        data = {"side": "state", "text": "Вода", "due_on": due, "owner": str(BOLAT.key)}
        answer = BOLAT.client().post(self.address("promises/new"), data | {"contact": "999"})
        assert answer.status_code == 422

    def test_recording_a_contact_leads_on_to_its_promise(self) -> None:
        moment = timezone.localtime() - dt.timedelta(minutes=2)
        data = {"kind": "meeting", "happened_at": moment.strftime("%Y-%m-%dT%H:%M"), "notes": "ок"}
        answer = BOLAT.client().post(self.address("contact"), data | {"promise": "1"})
        made = Contact.objects.get()
        assert answer.headers["Location"] == f"{self.address('promises/new')}?contact={made.pk}"


class TestInstructionPage(CommitmentPagesTestCase):
    def given(self, **data: str) -> Any:
        due = (timezone.localdate() + dt.timedelta(days=4)).isoformat()
        known = {"text": "Ответить", "given_by": "Аким", "due_on": due, "holder": str(FARIDA.key)}
        return DANA.client().post("/desk/instructions/new/", known | data)

    def test_it_may_be_about_a_zone_or_a_figure(self) -> None:
        measure = Measure.objects.get(code="investment_made")
        assert self.given(about_kind="zone", zone=ZONE).status_code == 302
        figure = {"about_kind": "figure", "measure": measure.code, "place": REGION}
        assert self.given(**figure).status_code == 302
        keys = list(Instruction.objects.order_by("id").values_list("about_kind", "about_key"))
        assert keys == [("zone", ZONE), ("figure", f"{REGION}/{measure.code}")]
        page = DANA.client().get("/desk/instructions/").content.decode()
        assert "Зона" in page
        assert measure.name_ru in page
        one = Instruction.objects.get(about_kind="figure")
        page = FARIDA.client().get(f"/desk/instructions/{one.pk}/").content.decode()
        assert f"{measure.name_ru}: <a href" in page

    def test_a_thing_that_is_not_chosen_is_said_at_its_field(self) -> None:
        for kind, field in (("project", "project"), ("zone", "zone"), ("figure", "measure")):
            answer = self.given(about_kind=kind)
            assert answer.status_code == 422
            assert f'href="#id_{field}"' in answer.content.decode()
        assert not Instruction.objects.exists()

    def test_it_is_passed_on_and_taken_back_with_reasons(self) -> None:
        row = self.instruction()
        address = f"/desk/instructions/{row.pk}/"
        passed = {"pass": "1", "holder": str(ERLAN.key), "reason": "Это зона"}
        assert FARIDA.client().post(address, passed | {"reason": ""}).status_code == 422
        assert FARIDA.client().post(address, passed).status_code == 302
        page = ERLAN.client().get(address).content.decode()
        assert "Это зона" in page
        assert 'aria-describedby="why_cancel"' in page
        assert FARIDA.client().get(address).status_code == 404
        back = {"cancel": "1", "reason": "Решено иначе"}
        assert ERLAN.client().post(address, back).status_code == 422
        assert DANA.client().post(address, back).status_code == 302
        assert Instruction.objects.get().state == "cancelled"
        assert "Решено иначе" in DANA.client().get(address).content.decode()

    def test_a_report_brings_its_paper(self) -> None:
        row = self.instruction()
        paper = SimpleUploadedFile("ответ.pdf", PDF, "application/pdf")
        said = {"report": "1", "proof": "Письмо № 7", "paper": paper}
        with tempfile.TemporaryDirectory() as name, override_settings(DATA=Path(name)):
            answer = FARIDA.client().post(f"/desk/instructions/{row.pk}/", said)
        assert answer.status_code == 302
        assert Document.objects.get().about_kind == "instruction"
        assert "Письмо № 7" in DANA.client().get("/desk/documents/").content.decode()
        assert "Письмо № 7" not in AIGUL.client().get("/desk/documents/").content.decode()

    def test_strangers_are_turned_away(self) -> None:
        row = self.instruction()
        for member in (GANI, AIGUL):
            assert member.client().get(f"/desk/instructions/{row.pk}/").status_code in (403, 404)
        assert GANI.client().get("/desk/instructions/new/").status_code == 403


class TestLists(CommitmentPagesTestCase):
    def test_the_address_says_all_that_is_asked_for(self) -> None:
        self.promise(-3)
        self.promise(2, Side.INVESTOR)
        self.promise(60)
        client = DANA.client()

        def shown(query: str) -> int:
            page = client.get(f"/desk/promises/?{query}").content.decode()
            return page.count('<li class="jol-owed__line')

        asked = {
            "": 3,
            "due=overdue": 1,
            "due=soon": 1,
            "due=later": 1,
            "side=investor": 1,
            "due=soon&side=state": 0,
            "state=kept": 0,
            "state=any": 3,
            f"holder={BOLAT.key}": 3,
            f"holder={DANA.key}": 0,
            "state=nonsense&due=x&holder=y&sort=z": 3,
        }
        assert {query: shown(query) for query in asked} == asked

    def test_each_choice_says_how_many_it_would_show(self) -> None:
        self.promise(-3)
        self.promise(2, Side.INVESTOR)
        page = DANA.client().get("/desk/promises/?side=state")
        counts = {choice.value: choice.count for choice in page.context["dues"]}
        assert counts == {"overdue": 1, "soon": 0, "later": 0}
        assert {c.value: c.count for c in page.context["sides"]} == {"state": 1, "investor": 1}

    def test_lists_cost_the_same_for_3_and_30(self) -> None:
        def cost(number: int, address: str, make: Any) -> int:
            for _ in range(number):
                make()
            client = DANA.client()
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            return len(asked)

        for address, make in (
            ("/desk/promises/", lambda: self.promise(3)),
            (
                "/desk/instructions/",
                lambda: self.instruction(about_kind=AboutKind.ZONE, about_key=ZONE),
            ),
        ):
            few = cost(3, address, make)
            assert cost(27, address, make) == few <= 15


class TestContactPage(CommitmentPagesTestCase):
    def test_it_is_corrected_and_the_former_wording_stays(self) -> None:
        row = self.met()
        client = BOLAT.client()
        address = f"/desk/contacts/{row.number}/"
        assert f"{address}correct/" in client.get(address).content.decode()
        moment = timezone.localtime(row.happened_at).strftime("%Y-%m-%dT%H:%M")
        said = {"kind": "call", "happened_at": moment, "notes": "Говорили о газе"}
        answer = client.post(f"{address}correct/", said)
        assert answer.status_code == 302
        page = client.get(answer.headers["Location"]).content.decode()
        assert "Говорили о газе" in page
        assert "Говорили о воде" in page
        assert "Действующая редакция" in client.get(address).content.decode()
        listed = client.get(f"/desk/project/{self.row.slug}/contacts/").content.decode()
        assert "Говорили о газе" in listed
        assert "Говорили о воде" not in listed

    def test_nobody_else_reads_or_corrects_it(self) -> None:
        row = self.met()
        for member in (GANI, FARIDA, ERLAN, AIGUL):
            for rest in ("", "correct/"):
                page = member.client().get(f"/desk/contacts/{row.number}/{rest}")
                assert page.status_code in (403, 404), member.name
        seen = MADINA.client().get(f"/desk/contacts/{row.number}/").content.decode()
        assert 'aria-describedby="why"' in seen
