import datetime as dt
import io
from decimal import Decimal
from typing import Any

from django.test import TestCase
from django.utils import timezone
from docx import Document

from jolserik.briefings import drawing, many
from jolserik.briefings.many import Reader
from jolserik.commitments import actions as commitments
from jolserik.commitments.actions import PromiseDraft
from jolserik.commitments.values import Side
from jolserik.companies.actions import change_company
from jolserik.companies.rules import CompanyDraft, OwnerDraft
from jolserik.indicators.moment import Moment
from jolserik.ledger import queries
from jolserik.people.actor import PROGRAM
from jolserik.people.testing import AIGUL, BOLAT, DANA, ERLAN, FARIDA, GANI
from jolserik.projects import actions
from jolserik.projects.models import Project
from jolserik.projects.testing import (
    DISTRICT,
    FULL,
    REGION,
    ZONE,
    company,
    project,
    settle_register,
    words,
)

WEEK = dt.timedelta(days=7)


class BriefingTestCase(TestCase):
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


class TestBriefing(BriefingTestCase):
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


class TestMany(BriefingTestCase):
    """Of a company, a sector, a country: what projects come to, and the first of them."""

    def text_of(self, address: str, member: Any = DANA, **query: str) -> str:
        answer = member.client().get(f"/desk/note/{address}.docx", query)
        assert answer.status_code == 200, (address, answer.status_code)
        return self.text(answer).replace("\u202f", " ").replace("\xa0", " ")

    def test_a_company_says_its_owners_and_what_its_projects_come_to(self) -> None:
        assert self.row.company
        draft = CompanyDraft(
            name=words("ТОО «Пример #set page[x]»"),
            bin=self.row.company.organisation.bin,
            owners=[OwnerDraft("Owner", "TR", Decimal("51.5"))],
        )
        change_company(self.row.company.key, draft, version=1, by=PROGRAM, now=timezone.now())
        said = self.text_of(f"company/{self.row.company.key}")
        for part in ("#set page[x]", "Owner, Турция – 51,5 %", "1 млрд ₸", "Завод плитки"):
            assert part in said, part
        assert "Сваи забиты" in said
        assert "Реестр проектов" in said

    def test_a_sector_and_a_country_hold_their_projects_alone(self) -> None:
        project("Ферма", now=timezone.now(), sector="01", countries="CN", jobs_permanent="7")
        sector = self.text_of("sector/A", within=REGION)
        assert "Ферма" in sector
        assert "Завод плитки" not in sector
        china = self.text_of("country/CN", within=DISTRICT)
        assert "Ферма" in china
        assert "Завод плитки" not in china
        assert "Завод плитки" in self.text_of("sector/23", within=REGION)
        assert "неизвестно ни одного" in self.text_of("country/FR", within=REGION)

    def test_what_is_no_sector_or_country_is_not_there(self) -> None:
        client = DANA.client()
        for address in ("sector/QQ", "sector/none", "country/china", "company/none", "city/x"):
            assert client.get(f"/desk/note/{address}.pdf?within={REGION}").status_code == 404
        unknown = f"/desk/note/sector/C.pdf?within=project:{self.row.slug}"
        assert client.get(unknown).status_code == 404

    def test_on_an_earlier_day_it_is_as_known_then(self) -> None:
        day = timezone.localdate() - dt.timedelta(days=5)
        version = Project.objects.get(pk=self.row.pk).version
        actions.change_project(
            self.row.pk,
            {"cost_own_kzt": "5600000000"},
            version=version,
            by=PROGRAM,
            now=timezone.now(),
        )
        for address in ("sector/23", f"project/{self.row.slug}", f"company/{self.row.company_id}"):
            now = self.text_of(address, within=REGION)
            then = self.text_of(address, within=REGION, as_of=day.isoformat())
            assert "6 млрд ₸" in now, address
            assert "1 млрд ₸" in then, address
            assert "Сваи забиты" not in then, address

    def test_a_large_one_stays_on_one_page_and_says_how_many_are_left_out(self) -> None:
        for n in range(40):
            name = f"Завод с очень длинным и подробным названием номер {n}"
            row = project(name, now=timezone.now(), sector="23", cost_kzt=str(n + 1))
            actions.tell_state(
                row.pk,
                text="Сделано. " * 40,
                next_step="Дальше " * 20,
                by=PROGRAM,
                now=timezone.now(),
            )
        actor = DANA.actor
        moment = Moment(
            timezone.localdate(), 0, timezone.localdate() - WEEK, timezone.localdate(), False
        )
        subject = queries.subject(REGION)
        assert subject
        for language in ("ru", "kk", "en"):
            reader = Reader(actor, moment, language, "https://example.kz/desk/projects/")
            made = drawing.fitted(many.of_sector("C", subject, reader))
            assert len(drawing._compiled(made, "svg")) == 1
            assert made.more
            assert str(41 - len(made.table)) in made.more

    def test_only_what_the_reader_may_see_is_told(self) -> None:
        other = project("Чужой", now=timezone.now(), **FULL)
        erlan = self.text_of("sector/23", ERLAN, within=REGION)
        assert "Завод плитки" in erlan
        assert "Чужой" not in erlan
        for member in (GANI, FARIDA, AIGUL):
            answer = member.client().get("/desk/note/sector/23.docx", {"within": REGION})
            if answer.status_code == 200:
                assert "Завод плитки" not in self.text(answer)
        company_page = f"/desk/note/company/{self.row.company_id}.pdf"
        assert ERLAN.client().get(company_page).status_code == 404
        assert GANI.client().get(company_page).status_code == 403
        assert other.pk

    def test_the_buttons_stand_where_notes_are_made(self) -> None:
        page = DANA.client().get(f"/desk/company/{self.row.company_id}/").content.decode()
        assert f"/desk/note/company/{self.row.company_id}.pdf" in page
        slug = REGION.partition(":")[2]
        region = DANA.client().get(f"/desk/region/{slug}/").content.decode()
        assert "/desk/note/sector/C.pdf?within=kato%3A90" in region
        records = DANA.client().get(f"/desk/region/{slug}/projects/?origin=KZ").content.decode()
        assert "/desk/note/country/KZ.docx?within=kato%3A90" in records
