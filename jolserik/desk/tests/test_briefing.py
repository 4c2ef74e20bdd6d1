import datetime as dt
import io
from typing import Any

from django.test import TestCase
from django.utils import timezone
from docx import Document

from jolserik.commitments import actions as commitments
from jolserik.commitments.actions import PromiseDraft
from jolserik.commitments.values import Side
from jolserik.people.testing import AIGUL, BOLAT, DANA, ERLAN, FARIDA, GANI
from jolserik.projects import actions
from jolserik.projects.models import Project
from jolserik.projects.testing import DISTRICT, FULL, ZONE, company, project, settle_register


class TestBriefing(TestCase):
    row: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        earlier = timezone.now() - dt.timedelta(days=40)
        maker = company("ТОО «Пример #set page[x]»").key
        cls.row = project("Завод плитки", now=earlier, zone=ZONE, company=maker, **FULL)
        actions.tell_state(
            cls.row.pk, text="Сваи забиты", next_step="Каркас", by=BOLAT.actor, now=timezone.now()
        )
        today = timezone.localdate()
        draft = PromiseDraft(
            side=Side.STATE,
            owner=BOLAT.key,
            text="Дорога",
            given_on=today - dt.timedelta(days=9),
            due_on=today - dt.timedelta(days=2),
        )
        commitments.promise(cls.row.pk, draft, by=BOLAT.actor, now=timezone.now())

    def get(self, member: Any, format: str = "docx", **query: str) -> Any:
        return member.client().get(f"/desk/note/project/{self.row.slug}.{format}", query)

    def text(self, answer: Any) -> str:
        document = Document(io.BytesIO(answer.content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(p.text for p in document.paragraphs), *cells])

    def test_it_says_what_how_much_what_was_done_and_what_hinders(self) -> None:
        said = self.text(self.get(BOLAT))
        for part in ("Завод плитки", "#set page[x]", "1 млрд", "Сваи забиты", "Каркас", "Болат"):
            assert part in said.replace("\u202f", " ").replace("\xa0", " "), part
        assert "Обещание не исполнено" in said

    def test_it_speaks_three_languages(self) -> None:
        assert "Briefing note on a project" in self.text(self.get(BOLAT, lang="en"))
        assert "Жоба туралы анықтама" in self.text(self.get(BOLAT, lang="kk"))

    def test_a_pdf_is_drawn_and_texts_cannot_become_markup(self) -> None:
        answer = self.get(BOLAT, "pdf")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")

    def test_as_of_an_earlier_day_it_knows_less(self) -> None:
        earlier = (timezone.localdate() - dt.timedelta(days=5)).isoformat()
        assert "Сваи забиты" not in self.text(self.get(BOLAT, as_of=earlier))

    def test_a_district_and_a_zone_list_their_projects(self) -> None:
        for code in (DISTRICT, ZONE):
            kind, _, slug = code.partition(":")
            answer = DANA.client().get(f"/desk/note/{kind}/{slug}.docx")
            assert "Завод плитки" in self.text(answer)

    def test_whom_it_does_not_concern_reads_nothing(self) -> None:
        for member in (GANI, FARIDA, AIGUL):
            assert self.get(member).status_code in (403, 404)
            answer = member.client().get(f"/desk/note/zone/{ZONE.partition(':')[2]}.docx")
            assert answer.status_code == 403 or "Завод плитки" not in self.text(answer)
        assert self.get(ERLAN).status_code == 200
        assert self.get(BOLAT, "exe").status_code == 404
