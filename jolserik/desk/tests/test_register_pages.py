import datetime as dt
import uuid
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from django.test import Client, TestCase

from jolserik.core.fold import fold
from jolserik.events.models import Event
from jolserik.ledger.models import Entry
from jolserik.people.models import Person
from jolserik.people.testing import (
    AIGUL,
    BOLAT,
    DANA,
    ERLAN,
    FARIDA,
    GANI,
    MADINA,
    NOW,
    TODAY,
    Member,
)
from jolserik.projects import actions
from jolserik.projects.actions.phases import PhaseDraft
from jolserik.projects.gates import table
from jolserik.projects.models import Assignment, Project, StageDate, Support, Term
from jolserik.projects.rules import Move
from jolserik.projects.testing import (
    DISTRICT,
    FULL,
    ZONE,
    company,
    project,
    settle_register,
    words,
)
from jolserik.projects.values import Stage, TeamRole, TermKind

PAPERS = frozenset(need.code for need in table()[1] if need.kind == "document")
READ = ("", "passport/", "road/", "contacts/", "support/", "team/", "documents/", "history/")
FORMS = (
    "passport/change/",
    "state/",
    "phases/new/",
    "years/",
    "lists/new/",
    "support/new/",
    "team/new/",
    "road/launched/plan/",
)


class RegisterPagesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.company = company()
        cls.row = project("Завод плитки", company=cls.company.key, zone=ZONE, **FULL)

    company: Any
    row: Project

    def url(self, rest: str = "") -> str:
        return f"/desk/project/{self.row.slug}/{rest}"

    def read(self, rest: str = "", member: Member = DANA) -> str:
        response = member.client().get(self.url(rest))
        assert response.status_code == 200, (rest, response.status_code)
        return response.content.decode()

    def post(self, rest: str, data: dict[str, Any], member: Member = DANA) -> Any:
        return member.client().post(self.url(rest), data)

    def now(self) -> Project:
        return Project.objects.select_related("subject").get(pk=self.row.pk)

    def with_papers(self) -> None:
        papers = patch("jolserik.projects.facts._documents", return_value=PAPERS)
        papers.start()
        self.addCleanup(papers.stop)

    def plan(self) -> None:
        for stage in (Stage.CONSTRUCTION, Stage.LAUNCHED):
            day = dt.date(2027, 6, 1)
            actions.plan_stage(self.row.pk, stage, day, by=BOLAT.actor, now=NOW)
        years = {2026: Decimal(400_000_000), 2027: Decimal(600_000_000)}
        actions.plan_years(self.row.pk, years, by=BOLAT.actor, now=NOW)


class TestWhoSees(RegisterPagesTestCase):
    def test_gani_is_turned_away_from_every_page(self) -> None:
        client = GANI.client()
        for rest in (*READ, *FORMS, "road/memorandum/move/", "lead/", "take-on/"):
            assert client.get(self.url(rest)).status_code == 403, rest
            assert client.post(self.url(rest)).status_code == 403, rest
        for address in ("/desk/projects/new/", "/desk/terms/", "/desk/terms/list/new/"):
            assert client.get(address).status_code == 403
        assert client.post(self.url("show/"), {"shown": "1"}).status_code == 403

    def test_who_has_no_business_with_the_project_does_not_find_it(self) -> None:
        for member in (FARIDA, AIGUL):
            for rest in READ:
                assert member.client().get(self.url(rest)).status_code == 404

    def test_the_zone_sees_its_resident_and_changes_nothing(self) -> None:
        for rest in READ:
            assert "Завод плитки" in self.read(rest, ERLAN)
        for rest in FORMS:
            assert ERLAN.client().get(self.url(rest)).status_code == 403
        assert "/passport/change/" not in self.read("passport/", ERLAN)

    def test_the_lead_is_named_with_a_phone_for_who_sees_the_project(self) -> None:
        page = self.read("", ERLAN)
        assert BOLAT.name in page
        assert "tel:+7721200000" in page

    def test_every_page_in_three_languages(self) -> None:
        client = DANA.client()
        for language in ("ru", "kk", "en"):
            client.cookies["jol_language"] = language
            for rest in (*READ, *FORMS, "road/memorandum/move/", "road/cancelled/move/", "lead/"):
                assert client.get(self.url(rest)).status_code == 200, (language, rest)
            assert client.get("/desk/projects/new/").status_code == 200
            assert client.get("/desk/terms/").status_code == 200


class TestQueries(RegisterPagesTestCase):
    def counted(self, client: Client) -> dict[str, int]:
        found = {}
        for rest in READ:
            with self.assertNumQueries(AnyNumber()) as counter:
                client.get(self.url(rest))
            found[rest] = len(counter.captured_queries)
        return found

    def fill(self, times: int) -> None:
        start = Assignment.objects.count()
        for n in range(start, start + times):
            person = Person.objects.create(
                key=uuid.UUID(int=1000 + n),
                name_ru=f"Человек {n}",
                search_text=fold(f"человек {n}"),
            )
            actions.add_to_team(self.row.pk, person.key, TeamRole.DEPUTY, by=BOLAT.actor, now=NOW)
            actions.add_phase(
                self.row.pk, PhaseDraft(names=words(f"Очередь {n}")), by=BOLAT.actor, now=NOW
            )
            actions.tell_state(self.row.pk, text=f"Состояние {n}", by=BOLAT.actor, now=NOW)
            code = f"list-{n}"
            Term.objects.create(kind=TermKind.LIST, code=code, ru=code, kk=code, en=code)
            actions.enlist(self.row.pk, code, from_on=TODAY, by=BOLAT.actor, now=NOW)
            support = actions.give_support(
                self.row.pk, "sez-regime", given_on=TODAY, by=BOLAT.actor, now=NOW
            )
            actions.add_obligation(
                support.pk, text="Рабочие места", due_on=TODAY, by=BOLAT.actor, now=NOW
            )
            actions.plan_stage(
                self.row.pk,
                Stage.DESIGN_CAPACITY,
                dt.date(2029, 1, 1) + dt.timedelta(days=n),
                reason="financing",
                by=BOLAT.actor,
                now=NOW,
            )

    def test_thirty_rows_ask_as_often_as_three_and_at_most_fifteen_times(self) -> None:
        self.fill(3)
        client = DANA.client()
        self.counted(client)
        few = self.counted(client)
        self.fill(27)
        assert self.counted(client) == few
        assert max(few.values()) <= 15, few

    def test_the_list_of_terms_asks_as_often_for_more(self) -> None:
        client = MADINA.client()
        client.get("/desk/terms/")
        with self.assertNumQueries(4):
            client.get("/desk/terms/")
        for n in range(30):
            Term.objects.create(kind=TermKind.LIST, code=f"x-{n}", ru="а", kk="а", en="a")
        with self.assertNumQueries(4):
            client.get("/desk/terms/")


class AnyNumber(int):
    """Counts queries without asking for a number."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class TestRegistering(RegisterPagesTestCase):
    address = "/desk/projects/new/"

    def test_a_name_and_a_lead_are_enough(self) -> None:
        typed = {"name_ru": "Новый завод", "lead": str(BOLAT.key), "department": "test-department"}
        response = BOLAT.client().post(self.address, typed)
        assert response.status_code == 302
        row = Project.objects.get(subject__code="project:novyy-zavod")
        assert row.lead_id == BOLAT.key
        assert not row.published

    def test_amounts_countries_and_the_company_are_typed_as_people_write_them(self) -> None:
        typed = {
            "name_ru": "Автозавод",
            "lead": str(BOLAT.key),
            "department": "test-department",
            "company": "пример",
            "countries": "Китай, DE",
            "cost_own_kzt": "1,2 млрд",
            "cost_bank_kzt": "800 млн тенге",
            "place": DISTRICT,
            "sector": "C",
            "starts_on": "2026-01-01",
            "jobs_permanent": "1 200",
        }
        typed["company"] = f"ТОО «Пример» · {self.company.organisation.bin}"
        response = DANA.client().post(self.address, typed)
        assert response.status_code == 302, response.content.decode()[:3000]
        row = Project.objects.get(subject__code="project:avtozavod")
        assert (row.company_id, row.countries) == (self.company.key, ["CN", "DE"])
        assert (row.cost_kzt, row.jobs_permanent) == (Decimal(2_000_000_000), 1200)
        assert row.subject.fictional

    def test_a_company_beyond_the_suggestions_is_found_by_its_bin(self) -> None:
        known = company("ТОО «Дальняя»", number=3)
        typed = {"lead": str(BOLAT.key), "department": "test-department"}
        with patch("jolserik.desk.register_picture.SUGGESTED", 0):
            for name, text in (("Цех", known.organisation.bin), ("Элеватор", "дальняя")):
                told = typed | {"name_ru": name, "company": text}
                response = DANA.client().post(self.address, told)
                assert response.status_code == 302, text
            ambiguous = DANA.client().post(self.address, typed | {"company": "тоо"})
            assert ambiguous.status_code == 422
        rows = Project.objects.filter(company_id=known.key)
        assert rows.count() == 2

    def test_all_problems_at_once_and_nothing_typed_is_lost(self) -> None:
        typed = {
            "name_ru": "",
            "lead": str(BOLAT.key),
            "department": "test-department",
            "company": "Неведомая",
            "countries": "Атлантида",
            "cost_kzt": "много",
            "readiness": "200",
        }
        response = DANA.client().post(self.address, typed)
        assert response.status_code == 422
        page = response.content.decode()
        assert page.count('class="jol-field__error"') >= 3
        assert 'value="Атлантида"' in page
        assert not Project.objects.exclude(pk=self.row.pk).exists()


class TestChanging(RegisterPagesTestCase):
    address = "passport/change/"

    def typed(self, member: Member = DANA) -> dict[str, str]:
        """What the browser of somebody who opened the form would send."""
        form = member.client().get(self.url(self.address)).context["form"]
        typed = {f.html_name: str(f.value() or "") for f in form}
        return typed | dict(form.kept) | {"version": str(self.now().version)}

    def test_a_form_sent_as_it_was_changes_nothing(self) -> None:
        before = Event.objects.count()
        assert self.post(self.address, self.typed()).status_code == 302
        assert Event.objects.count() == before

    def test_what_others_changed_meanwhile_stays(self) -> None:
        opened = self.typed()
        self.post(self.address, self.typed(BOLAT) | {"plot": "09-142"}, BOLAT)
        assert self.post(self.address, opened | {"product": "кирпич"}).status_code == 302
        row = self.now()
        assert (row.plot, row.product) == ("09-142", "кирпич")

    def test_both_see_both_versions_and_one_chooses(self) -> None:
        opened = self.typed()
        self.post(self.address, self.typed(BOLAT) | {"product": "черепица"}, BOLAT)
        mine = opened | {"product": "кирпич", "plot": "09-7"}
        response = self.post(self.address, mine)
        assert response.status_code == 409
        page = response.content.decode()
        assert "черепица" in page
        assert "кирпич" in page
        assert self.now().product == "черепица"
        again = mine | {"version": str(response.context["version"])}
        again |= response.context["kept"]
        kept = self.post(self.address, again | {"choice_product": "theirs"})
        assert kept.status_code == 302
        assert (self.now().product, self.now().plot) == ("черепица", "09-7")

    def test_mine_is_kept_when_it_is_chosen(self) -> None:
        opened = self.typed()
        self.post(self.address, self.typed(BOLAT) | {"product": "черепица"}, BOLAT)
        response = self.post(self.address, opened | {"product": "кирпич"})
        again = opened | {"product": "кирпич", "version": str(response.context["version"])}
        again |= response.context["kept"] | {"choice_product": "mine"}
        assert self.post(self.address, again).status_code == 302
        assert self.now().product == "кирпич"

    def test_a_fraction_that_reads_two_ways_survives_an_unrelated_change(self) -> None:
        Project.objects.filter(pk=self.row.pk).update(capacity=Decimal("0.125"))
        assert self.post(self.address, self.typed() | {"plot": "1"}).status_code == 302
        assert self.now().capacity == Decimal("0.125")

    def test_after_the_launch_the_promise_is_text_and_says_why(self) -> None:
        Project.objects.filter(pk=self.row.pk).update(stage=Stage.LAUNCHED)
        page = self.read(self.address)
        assert 'name="cost_own_kzt"' not in page
        assert "После запуска обещанное не меняется" in page
        assert 'name="jobs_temporary"' in page


class TestMoving(RegisterPagesTestCase):
    def test_the_page_says_what_is_missing_and_where_to_fill_it_in(self) -> None:
        page = self.read()
        assert f"/desk/documents/project/{self.row.code}/" in page.replace("%3A", ":") or (
            "?kind=memorandum" in page
        )
        assert 'aria-disabled="true"' in page
        assert "не хватает: 1" in page

    def test_who_may_not_decide_reads_why_beside_the_grey_button(self) -> None:
        self.with_papers()
        actions.move_project(self.row.pk, Move(Stage.MEMORANDUM, TODAY), by=DANA.actor, now=NOW)
        address = "road/council_approval/move/"
        assert "нет права" in self.read("", BOLAT)
        assert "нет права" not in self.read("", DANA)
        assert self.post(address, {"on": "2026-03-02"}, BOLAT).status_code == 409
        assert self.post(address, {"on": "2026-03-02"}).status_code == 302
        assert self.now().stage == Stage.COUNCIL_APPROVAL

    def test_a_move_that_lacks_something_is_refused_with_409(self) -> None:
        response = self.post("road/memorandum/move/", {"on": "2026-03-02"})
        assert response.status_code == 409
        assert self.now().stage == Stage.ENQUIRY

    def test_suspending_asks_a_reason_and_resuming_comes_back(self) -> None:
        address = "road/suspended/move/"
        assert self.post(address, {"on": "2026-03-02"}).status_code == 409
        typed = {"on": "2026-03-02", "reason": "financing", "note": "банк думает"}
        assert self.post(address, typed).status_code == 302
        assert self.now().stage == Stage.SUSPENDED
        assert "Нет финансирования" in self.read("road/")
        assert "банк думает" in self.read("road/")
        assert self.post("road/enquiry/move/", {"on": "2026-03-03"}).status_code == 302
        assert self.now().stage == Stage.ENQUIRY

    def test_a_lost_project_says_where_it_went_and_is_reopened_with_a_reason(self) -> None:
        typed = {"on": "2026-03-02", "reason": "another-region", "gone_to": "Соседняя область"}
        assert self.post("road/cancelled/move/", typed).status_code == 302
        assert self.now().state == "closed"
        assert "Соседняя область" in self.read("road/")
        assert self.post("passport/change/", {"version": "1"}).status_code == 409
        again = {"on": "2026-03-03", "reason": "investor-returned"}
        assert self.post("road/enquiry/move/", again).status_code == 302
        assert self.now().state == "live"

    def test_no_such_stage_is_not_found(self) -> None:
        assert DANA.client().get(self.url("road/nowhere/move/")).status_code == 404


class TestActs(RegisterPagesTestCase):
    def test_a_plan_is_set_and_moves_only_with_a_reason(self) -> None:
        address = "road/launched/plan/"
        assert self.post(address, {"planned_on": "2027-06-01"}, BOLAT).status_code == 302
        assert self.post(address, {"planned_on": "2028-06-01"}, BOLAT).status_code == 409
        typed = {"planned_on": "2028-06-01", "reason": "financing", "note": "кредит"}
        assert self.post(address, typed, BOLAT).status_code == 302
        assert StageDate.objects.get(project=self.row, stage=Stage.LAUNCHED).shifts == 1
        page = self.read("road/")
        assert "01.06.2027" in page
        assert "Финансирование" in page

    def test_the_state_is_told_and_that_nothing_changed(self) -> None:
        typed = {"text": "Залит фундамент", "next_step": "Каркас", "readiness": "20"}
        assert self.post("state/", typed, BOLAT).status_code == 302
        assert "Залит фундамент" in self.read()
        assert self.post("state/", {"text": ""}, BOLAT).status_code == 302
        page = self.read()
        assert "Залит фундамент" in page
        assert "без изменений" in page
        assert self.now().readiness == 20

    def test_a_phase_is_added_planned_changed_and_launched(self) -> None:
        self.with_papers()
        self.plan()
        typed = {"name_ru": "Автобусы", "cost_kzt": "1,2 млрд", "jobs_permanent": "40"}
        assert self.post("phases/new/", typed, BOLAT).status_code == 302
        plan = {"planned_on": "2026-09-01"}
        assert self.post("phases/1/launched/plan/", plan, BOLAT).status_code == 302
        assert self.post("phases/1/", typed | {"jobs_permanent": "50"}, BOLAT).status_code == 302
        page = self.read("passport/")
        assert "Автобусы" in page
        assert "01.09.2026" in page
        actions.move_project(self.row.pk, Move(Stage.EQUIPMENT, TODAY), by=DANA.actor, now=NOW)
        assert self.post("phases/1/launch/", {"on": "2026-03-02"}, BOLAT).status_code == 403
        assert self.post("phases/1/launch/", {"on": "2026-03-02"}).status_code == 302
        assert self.now().stage == Stage.LAUNCHED

    def test_years_are_planned_in_the_ledger_and_link_to_their_evidence(self) -> None:
        typed = {"year_2025": "", "year_2026": "400 млн", "year_2027": "0,6 млрд"}
        assert self.post("years/", typed, BOLAT).status_code == 302
        rows = Entry.objects.filter(subject=self.row.subject, scenario="plan")
        assert sorted(row.amount for row in rows) == [40_000_000_000, 60_000_000_000]
        page = self.read("passport/")
        assert f"/desk/figures/{self.row.code}/investment_made/2026/plan" in page
        assert "600 млн" in page.replace("\xa0", " ")

    def test_lists_are_joined_and_left_with_a_reason(self) -> None:
        typed = {"list": "regional-pool", "from_on": "2026-01-10", "number": "17"}
        assert self.post("lists/new/", typed, BOLAT).status_code == 302
        assert self.post("lists/new/", typed, BOLAT).status_code == 422
        one = self.row.memberships.get()
        leave = f"lists/{one.pk}/leave/"
        assert self.post(leave, {"to_on": "2026-03-01"}, BOLAT).status_code == 409
        gone = {"to_on": "2026-03-01", "reason": "пул пересмотрен"}
        assert self.post(leave, gone, BOLAT).status_code == 302
        assert "пул пересмотрен" in self.read("support/")

    def test_support_comes_with_what_is_owed_and_its_proof(self) -> None:
        typed = {"measure": "in-kind-grant", "given_on": "2026-01-10", "amount_kzt": "90 млн"}
        assert self.post("support/new/", typed, BOLAT).status_code == 302
        support = Support.objects.get(project=self.row)
        owed = {"text": "Создать места", "amount": "80", "unit": "мест", "due_on": "2026-02-01"}
        address = f"support/{support.pk}/obligations/new/"
        assert self.post(address, owed, BOLAT).status_code == 302
        assert "просрочено встречное обязательство" in self.read()
        end = f"obligations/{support.obligations.get().pk}/end/"
        kept = {"outcome": "kept", "on": "2026-03-01"}
        assert self.post(end, kept, BOLAT).status_code == 409
        assert self.post(end, kept | {"proof": "справка № 5"}, BOLAT).status_code == 302
        assert "справка № 5" in self.read("support/")

    def test_the_team_grows_shrinks_and_the_lead_changes(self) -> None:
        typed = {"person": str(ERLAN.key), "role": "district_akimat"}
        assert self.post("team/new/", typed, BOLAT).status_code == 302
        one = Assignment.objects.get(project=self.row, person_id=ERLAN.key)
        assert self.post(f"team/{one.pk}/leave/", {"reason": "отпуск"}, BOLAT).status_code == 302
        assert self.post("lead/", {"lead": str(DANA.key)}, BOLAT).status_code == 403
        assert self.post("lead/", {"lead": str(DANA.key), "reason": "отпуск"}).status_code == 302
        assert self.now().lead_id == DANA.key
        page = self.read("team/")
        assert BOLAT.name in page
        assert "отпуск" in page

    def test_the_lead_does_not_simply_leave(self) -> None:
        lead = Assignment.objects.get(project=self.row, role=TeamRole.LEAD)
        assert self.post(f"team/{lead.pk}/leave/", {}).status_code == 409

    def test_it_is_shown_to_everyone_and_hidden_again(self) -> None:
        public = f"/project/{self.row.slug}/"
        assert self.client.get(public).status_code == 404
        assert self.post("show/", {"shown": "1"}, BOLAT).status_code == 403
        assert self.post("show/", {"shown": "1"}).status_code == 302
        assert self.client.get(public).status_code == 200
        assert self.post("show/", {"shown": "0"}).status_code == 302
        assert self.client.get(public).status_code == 404


class TestPublished(RegisterPagesTestCase):
    def test_a_head_takes_on_a_project_known_from_publications(self) -> None:
        Project.objects.filter(pk=self.row.pk).update(state="published")
        Assignment.objects.all().delete()
        assert "take-on" in self.read()
        assert "take-on" not in self.read("", ERLAN)
        typed = {"department": "test-department", "lead": str(BOLAT.key)}
        assert self.post("take-on/", typed).status_code == 302
        assert self.now().state == "live"
        assert DANA.client().get(self.url("take-on/")).status_code == 200
        assert self.post("take-on/", typed).status_code == 409


class TestHistory(RegisterPagesTestCase):
    def test_each_change_stands_in_human_words_from_what_to_what(self) -> None:
        other = company("ТОО «Вторая»", number=2)
        changed = {"company": other.key, "cost_own_kzt": "700000000", "zone": "", "sector": "24"}
        row = self.now()
        actions.change_project(row.pk, changed, version=row.version, by=BOLAT.actor, now=NOW)
        actions.assign_lead(row.pk, DANA.key, by=DANA.actor, now=NOW)
        actions.enlist(row.pk, "regional-pool", from_on=TODAY, by=DANA.actor, now=NOW)
        page = self.read("history/").replace("\xa0", " ")
        for said in (
            "ТОО «Пример»",
            "ТОО «Вторая»",
            "600 000 000 ₸",
            "700 000 000 ₸",
            "Региональный пул",
            BOLAT.name,
            DANA.name,
            "Ведущий специалист",
        ):
            assert said in page, said
        assert str(BOLAT.key) not in page.replace("/desk/people/", "")

    def test_older_lines_stand_on_the_next_page(self) -> None:
        for n in range(60):
            actions.tell_state(self.row.pk, text=f"Запись {n}", by=BOLAT.actor, now=NOW)
        page = DANA.client().get(self.url("history/"))
        older = page.context["older"]
        assert len(page.context["history"]) == 50
        rest = DANA.client().get(self.url("history/"), {"before": older})
        assert rest.context["history"][0].number < older
        assert DANA.client().get(self.url("history/"), {"before": "x"}).status_code == 200


class TestTerms(RegisterPagesTestCase):
    def test_a_term_is_added_reworded_and_retired(self) -> None:
        client = DANA.client()
        typed = {"code": "digital", "ru": "Цифра", "kk": "Цифр", "en": "Digital", "order": "9"}
        assert client.post("/desk/terms/list/new/", typed | {"active": "on"}).status_code == 302
        assert client.post("/desk/terms/list/new/", typed).status_code == 422
        retired = typed | {"ru": "Цифровой список"}
        assert client.post("/desk/terms/list/digital/", retired).status_code == 302
        term = Term.objects.get(kind="list", code="digital")
        assert (term.ru, term.active) == ("Цифровой список", False)
        assert "Цифровой список" in client.get("/desk/terms/").content.decode()
        assert 'value="digital"' not in self.read("lists/new/")

    def test_a_specialist_does_not_edit_lists(self) -> None:
        assert BOLAT.client().get("/desk/terms/").status_code == 403
        assert BOLAT.client().post("/desk/terms/list/new/", {}).status_code == 403

    def test_words_are_asked_in_three_languages(self) -> None:
        response = DANA.client().post("/desk/terms/list/new/", {"code": "x", "order": "1"})
        assert response.status_code == 422
        assert response.content.decode().count('class="jol-field__error"') == 3
