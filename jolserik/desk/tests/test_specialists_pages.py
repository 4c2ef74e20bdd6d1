import datetime as dt
import uuid
from typing import Any
from unittest import mock

from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client, TestCase

from jolserik.desk import letters
from jolserik.desk.handover_views import handover_urls
from jolserik.desk.specialist_views import specialist_urls
from jolserik.desk.specialists_views import specialists_urls
from jolserik.people.access import access_of
from jolserik.people.models import Post
from jolserik.people.rights import Right
from jolserik.people.testing import (
    AIGUL,
    BOLAT,
    DANA,
    FARIDA,
    GANI,
    MADINA,
    NOW,
)
from jolserik.projects.actions import assign_lead
from jolserik.projects.models import Project
from jolserik.projects.testing import company, project, settle_register
from jolserik.specialists.actions import hand_over
from jolserik.specialists.models import Handover, Interest, LeadNotice, SpecialistSkill, Weight
from jolserik.specialists.tests.make import colleague
from jolserik.specialists.values import HandoverKind

LIST = "/desk/specialists/"
WAITING = "/desk/specialists/waiting/"
MINE = "/desk/handovers/"


class SpecialistsPagesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.saule, cls.timur = colleague(1, name="Сауле"), colleague(2, name="Тимур")
        cls.row = project("Плитка")
        cls.dana = DANA.client()

    saule: uuid.UUID
    timur: uuid.UUID
    row: Project
    dana: Client

    def text(self, response: Any) -> str:
        return str(response.content.decode())

    def page(self, rest: str = "", key: uuid.UUID = BOLAT.key) -> str:
        return f"{LIST}{key}/{rest}"

    def lead(self, row: Project | None = None) -> uuid.UUID | None:
        return Project.objects.get(pk=(row or self.row).pk).lead_id


class TestTurnedAway(SpecialistsPagesTestCase):
    def test_gani_and_farida_are_turned_away_from_every_page(self) -> None:
        for member in (GANI, FARIDA):
            client = member.client()
            pages = (LIST, WAITING, f"{LIST}weights/", self.page())
            assert [client.get(page).status_code for page in pages] == [403] * 4
            for rest in ("hand-over/", "stand-ins/", "skills/", "interests/", "capacity/"):
                assert client.post(self.page(rest)).status_code == 403
            assert client.post(f"{WAITING}assign/").status_code == 403
        assert GANI.client().get(MINE).status_code == 403

    def test_an_auditor_sees_loads_and_changes_nothing(self) -> None:
        Post.objects.filter(person_id=FARIDA.key).update(role="auditor")
        client = FARIDA.client()
        assert client.get(LIST).status_code == 200
        shown = self.text(client.get(self.page()))
        assert "<select" not in shown
        assert client.get(WAITING).status_code == 403
        assert client.post(f"{LIST}weights/", {"load:late": "9"}).status_code == 409
        assert not Weight.objects.exists()

    def test_every_address_declares_a_right(self) -> None:
        urls = [*specialists_urls, *specialist_urls, *handover_urls]
        found = {access.right for url in urls if (access := access_of(url.callback))}
        assert found == {
            Right.SEE_CASELOAD,
            Right.ASSIGN_SPECIALISTS,
            Right.USE_DESK,
            Right.SEE_PROJECTS,
        }


class TestCaseload(SpecialistsPagesTestCase):
    def test_the_most_burdened_stands_first_and_over_is_a_word(self) -> None:
        self.dana.post(self.page("capacity/"), {"capacity": "1"})
        shown = self.text(self.dana.get(LIST))
        assert shown.index(BOLAT.name) < shown.index("Сауле")
        assert "перегрузка" in shown
        assert "1 специалист перегружен." in shown

    def test_it_asks_as_often_for_thirty_projects_as_for_three(self) -> None:
        counts = []
        for number in (2, 30):
            for n in range(number):
                project(f"Проект {number}-{n}", lead=self.saule)
            counts.append(self.queries(LIST))
        assert counts[0] == counts[1] <= 15

    def queries(self, page: str) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            assert self.dana.get(page).status_code == 200
        return len(found)

    def test_pages_with_proposals_ask_as_often_for_thirty_as_for_three(self) -> None:
        counts = []
        for number in (2, 28):
            for n in range(number):
                project(f"Проект {number}-{n}")
                project(f"Новый {number}-{n}", lead=DANA.key)
            counts.append([self.queries(page) for page in (WAITING, self.page())])
        assert counts[0] == counts[1]
        assert counts[0][0] <= 15


class TestWaitingPage(SpecialistsPagesTestCase):
    def setUp(self) -> None:
        self.new = project("Новый завод", lead=DANA.key, countries="TR", sector="23")
        SpecialistSkill.objects.create(person_id=self.saule, kind="language", code="tr", level=3)

    def test_a_proposal_says_who_and_why(self) -> None:
        shown = self.text(self.dana.get(WAITING))
        assert "Новый завод" in shown
        assert "язык инвестора: турецкий (отлично)" in shown
        assert "нагрузка станет" in shown

    def test_one_click_assigns_what_the_page_showed(self) -> None:
        data = {f"project:{self.new.pk}": str(self.saule)}
        response = self.dana.post(f"{WAITING}assign/", data | {"only": str(self.new.pk)})
        assert response.status_code == 302
        assert self.lead(self.new) == self.saule
        assert "Ничего не ждёт" in self.text(self.dana.get(WAITING))

    def test_nothing_else_than_the_one_asked_for_is_assigned(self) -> None:
        other = project("Другой", lead=DANA.key)
        data = {f"project:{row.pk}": str(self.saule) for row in (self.new, other)}
        self.dana.post(f"{WAITING}assign/", data | {"only": str(other.pk)})
        assert (self.lead(self.new), self.lead(other)) == (DANA.key, self.saule)

    def test_who_cannot_lead_and_an_empty_choice_are_answered_on_the_page(self) -> None:
        data = {f"project:{self.new.pk}": str(GANI.key)}
        assert self.dana.post(f"{WAITING}assign/", data).status_code == 422
        assert self.dana.post(f"{WAITING}assign/", {}).status_code == 422
        assert self.lead(self.new) == DANA.key


class TestSpecialistPage(SpecialistsPagesTestCase):
    def test_a_simulation_shows_new_loads_and_writes_nothing(self) -> None:
        shown = self.text(self.dana.get(self.page(), {"kind": "leaving"}))
        assert "Пока ничего не записано" in shown
        assert self.lead() == BOLAT.key
        assert not Handover.objects.exists()

    def test_who_is_away_in_the_span_gets_nothing(self) -> None:
        data = {
            "stand_in": str(self.timur),
            "valid_from": "2099-01-01",
            "valid_to": "2099-01-31",
            "reason": "отпуск",
        }
        page = self.page("stand-ins/", self.saule)
        assert self.dana.post(page, data).status_code == 302
        asked = {"kind": "leave", "first": "2099-01-10", "last": "2099-01-12"}
        shown = self.text(self.dana.get(self.page(), asked))
        assert f'value="{self.timur}" selected' in shown
        assert f'value="{self.saule}" selected' not in shown

    def test_handing_over_moves_the_project_and_asks_for_acceptance(self) -> None:
        field = f"thing:project:{self.row.subject.code}"
        data = {field: str(self.saule), "kind": "leaving", "reason": "увольнение"}
        again = self.dana.post(self.page("hand-over/"), data | {"again": "1"})
        assert again.status_code == 200
        assert self.lead() == BOLAT.key
        assert self.dana.post(self.page("hand-over/"), data).status_code == 302
        assert self.lead() == self.saule
        late = self.dana.post(self.page("hand-over/"), data)
        assert late.status_code == 409
        assert "перешло к другому" in self.text(late)

    def test_nothing_chosen_is_refused_in_words(self) -> None:
        response = self.dana.post(self.page("hand-over/"), {"kind": "leaving"})
        assert response.status_code == 409
        assert "Ничего не выбрано" in self.text(response)

    def test_a_stand_in_is_given_and_ended(self) -> None:
        today = dt.date.today()
        data = {
            "stand_in": str(self.saule),
            "valid_from": today.isoformat(),
            "valid_to": (today + dt.timedelta(days=7)).isoformat(),
        }
        assert self.dana.post(self.page("stand-ins/"), data).status_code == 302
        shown = self.text(self.dana.get(self.page()))
        assert "Закончить" in shown
        wrong = self.dana.post(self.page("stand-ins/"), data)
        assert wrong.status_code == 422
        assert self.dana.post(self.page("stand-ins/"), {}).status_code == 422

    def test_skills_interests_and_capacity_are_edited(self) -> None:
        firm = company()
        project("Их завод", company=firm.key)
        good = {"skill": "sector:23", "level": "3"}
        assert self.dana.post(self.page("skills/"), good).status_code == 302
        interest = {"company": firm.key, "reason": "доля"}
        assert self.dana.post(self.page("interests/"), interest).status_code == 302
        assert self.dana.post(self.page("capacity/"), {"capacity": "много"}).status_code == 422
        shown = self.text(self.dana.get(self.page()))
        assert "23 · " in shown
        assert "доля" in shown
        skill, row = SpecialistSkill.objects.get(), Interest.objects.get()
        assert self.dana.post(self.page(f"skills/{skill.pk}/remove/")).status_code == 302
        assert self.dana.post(self.page(f"interests/{row.pk}/remove/")).status_code == 302
        assert not SpecialistSkill.objects.exists()
        assert not Interest.objects.exists()

    def test_a_skill_is_not_removed_from_the_page_of_another(self) -> None:
        self.dana.post(self.page("skills/"), {"skill": "language:tr", "level": "1"})
        skill = SpecialistSkill.objects.get()
        page = self.page(f"skills/{skill.pk}/remove/", self.saule)
        assert self.dana.post(page).status_code == 404


class TestWeightsPage(SpecialistsPagesTestCase):
    def test_an_edited_weight_changes_loads_at_once(self) -> None:
        page = f"{LIST}weights/"
        assert "обращение" in self.text(self.dana.get(page))
        assert self.dana.post(page, {"load:stage.enquiry": "7,5"}).status_code == 302
        assert "7,5" in self.text(self.dana.get(page))
        assert "<strong>8</strong>" in self.text(self.dana.get(LIST))

    def test_a_wrong_weight_is_shown_with_its_field(self) -> None:
        response = self.dana.post(f"{LIST}weights/", {"load:late": "очень"})
        assert response.status_code == 422
        assert 'href="#load_late"' in self.text(response)


class TestMyHandovers(SpecialistsPagesTestCase):
    def setUp(self) -> None:
        things = [("project", self.row.subject.code)]
        kind = HandoverKind.LEAVING
        self.handover = hand_over(BOLAT.key, things, self.saule, kind=kind, by=DANA.actor, now=NOW)
        self.client.force_login(self.user(self.saule))

    def user(self, key: uuid.UUID) -> Any:
        from jolserik.people.models import User

        return User.objects.get(person_id=key)

    def address(self) -> str:
        return f"{MINE}{self.handover.pk}/accept/"

    def test_the_successor_sees_and_accepts_it(self) -> None:
        shown = self.text(self.client.get(MINE))
        assert "Плитка" in shown
        assert BOLAT.name in shown
        assert self.client.post(self.address(), {}).status_code == 422
        item = self.handover.items.get()
        assert self.client.post(self.address(), {"item": str(item.pk)}).status_code == 302
        assert "Ничего не ждёт" in self.text(self.client.get(MINE))
        assert self.client.post(self.address(), {"all": "1"}).status_code == 409

    def test_nobody_else_finds_it(self) -> None:
        for member in (BOLAT, DANA, MADINA):
            assert member.client().post(self.address(), {"all": "1"}).status_code == 404
        assert "Плитка" not in self.text(BOLAT.client().get(MINE))


class TestInvestor(SpecialistsPagesTestCase):
    def test_the_investor_says_that_the_notice_was_read(self) -> None:
        code = self.row.subject.code
        Post.objects.filter(person_id=AIGUL.key).update(scope=code)
        assign_lead(self.row.pk, self.saule, by=DANA.actor, now=NOW)
        notice = LeadNotice.objects.get()
        address = f"/desk/notices/{notice.pk}/seen/"
        assert GANI.client().post(address).status_code == 403
        assert FARIDA.client().post(address).status_code == 404
        assert AIGUL.client().post(address).status_code == 302
        assert AIGUL.client().post(address).status_code == 302
        assert notice.seen.count() == 1

    def test_the_notice_stands_on_the_page_until_read(self) -> None:
        Post.objects.filter(person_id=AIGUL.key).update(scope=self.row.subject.code)
        assign_lead(self.row.pk, self.saule, by=DANA.actor, now=NOW)
        page, client = f"/desk/project/{self.row.slug}/", AIGUL.client()
        shown = self.text(client.get(page))
        assert "Ваш специалист теперь" in shown
        assert "Прочитано" in shown
        client.post(f"/desk/notices/{LeadNotice.objects.get().pk}/seen/")
        assert "Ваш специалист теперь" not in self.text(client.get(page))
        assert "Ваш специалист теперь" not in self.text(self.dana.get(page))

    def test_a_letter_goes_out_after_the_act_in_the_readers_language(self) -> None:
        Post.objects.filter(person_id=AIGUL.key).update(scope=self.row.subject.code)
        AIGUL.user.person.__class__.objects.filter(pk=AIGUL.key).update(language="kk")
        with self.captureOnCommitCallbacks(execute=True):
            assign_lead(self.row.pk, self.saule, by=DANA.actor, now=NOW)
            assert mail.outbox == []
        (letter,) = mail.outbox
        assert letter.to == [AIGUL.email]
        assert "Сауле" in letter.body
        assert "Сәлеметсіз бе" in letter.body
        assert letters.send_waiting() == 0

    def test_mail_that_fails_never_fails_the_act_and_is_tried_again(self) -> None:
        Post.objects.filter(person_id=AIGUL.key).update(scope=self.row.subject.code)
        broken = mock.patch.object(EmailMessage, "send", side_effect=ConnectionRefusedError)
        with broken, self.captureOnCommitCallbacks(execute=True):
            assign_lead(self.row.pk, self.saule, by=DANA.actor, now=NOW)
        assert self.lead() == self.saule
        assert LeadNotice.objects.get().told_at is None
        assert letters.send_waiting() == 1


class TestNobodyLeavesByThePeoplesPages(SpecialistsPagesTestCase):
    def setUp(self) -> None:
        self.post = Post.objects.get(person_id=BOLAT.key)
        self.end = f"/desk/people/{BOLAT.key}/posts/{self.post.pk}/end/"

    def test_a_post_ends_with_a_successor_and_is_refused_without(self) -> None:
        client, data = MADINA.client(), {"last_day": "2026-01-31"}
        refused = client.post(self.end, data)
        assert refused.status_code == 409
        shown = self.text(refused)
        assert "проекты: 1" in shown
        assert f"/desk/specialists/{BOLAT.key}/" in shown
        assert client.post(self.end, data | {"successor": str(self.saule)}).status_code == 302
        assert self.lead() == self.saule

    def test_erasing_asks_for_a_successor(self) -> None:
        client, page = MADINA.client(), f"/desk/people/{BOLAT.key}/erase/"
        assert "Сауле" in self.text(client.get(page))
        assert client.post(page, {"understood": "on"}).status_code == 409
        data = {"understood": "on", "successor": str(self.timur)}
        assert client.post(page, data).status_code == 302
        assert self.lead() == self.timur

    def test_blocking_leaves_the_project_with_the_head(self) -> None:
        assert self.dana.post(f"/desk/people/{BOLAT.key}/block/").status_code == 302
        assert self.lead() == DANA.key
        assert "Плитка" in self.text(self.dana.get(MINE))
