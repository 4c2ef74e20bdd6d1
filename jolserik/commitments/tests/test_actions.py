import datetime as dt
from typing import Any

from django.test import TestCase

from jolserik.commitments import actions, queries
from jolserik.commitments.models import DueShift, Instruction, Promise
from jolserik.commitments.values import AboutKind, Side
from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.people import holdings
from jolserik.people.models import Post
from jolserik.people.queries import actor_for
from jolserik.people.rules import Invalid
from jolserik.people.testing import AIGUL, BOLAT, DANA, FARIDA, GANI, MADINA, NOW, TODAY
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.projects.testing import project, settle_register

WEEK = TODAY + dt.timedelta(days=7)


class CommitmentsTestCase(TestCase):
    row: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project()

    def promised(self, **values: Any) -> Promise:
        known: dict[str, Any] = {
            "side": Side.STATE,
            "owner": BOLAT.key,
            "text": "Выдать ТУ",
            "due_on": WEEK,
        }
        draft = actions.PromiseDraft(**(known | values))
        return actions.promise(self.row.pk, draft, by=BOLAT.actor, now=NOW)

    def given(self, **values: Any) -> Instruction:
        known: dict[str, Any] = {
            "given_by": "Аким области",
            "text": "Подвести электричество",
            "holder": FARIDA.key,
            "due_on": WEEK,
            "about_kind": AboutKind.PROJECT,
            "about_key": self.row.code,
        }
        draft = actions.InstructionDraft(**(known | values))
        return actions.give_instruction(draft, by=DANA.actor, now=NOW)

    def refused(self, act: Any, code: str) -> None:
        with self.assertRaises(Refused) as raised:
            act()
        assert raised.exception.refusal.code == code

    def last_event(self) -> Event:
        event = Event.objects.order_by("id").last()
        assert event is not None
        return event


class TestPromises(CommitmentsTestCase):
    def test_a_promise_is_a_row_and_one_event(self) -> None:
        before = Event.objects.count()
        row = self.promised()
        assert (row.state, row.first_due_on) == ("open", WEEK)
        assert Event.objects.count() == before + 1
        event = self.last_event()
        assert (event.name, event.subject_key) == ("promise_given", self.row.code)

    def test_kept_after_its_day_is_late(self) -> None:
        late = NOW + dt.timedelta(days=8)
        day = WEEK + dt.timedelta(days=1)
        row = self.promised()
        ended = actions.end_promise(
            row.pk, kept=True, on=day, proof="письмо", by=BOLAT.actor, now=late
        )
        assert (ended.state, ended.ended_on) == ("late", day)
        assert self.last_event().name == "promise_kept"

    def test_who_answers_for_it_says_that_it_is_kept(self) -> None:
        row = self.promised(owner=FARIDA.key)
        ended = actions.end_promise(
            row.pk, kept=True, on=TODAY, proof="ТУ № 4", by=FARIDA.actor, now=NOW
        )
        assert ended.state == "kept"

    def test_a_stranger_neither_promises_nor_ends(self) -> None:
        row = self.promised()
        self.refused(
            lambda: actions.end_promise(
                row.pk, kept=True, on=TODAY, proof="x", by=GANI.actor, now=NOW
            ),
            "no_right_for_project",
        )

    def test_moving_the_day_keeps_the_first_and_the_reason(self) -> None:
        row = self.promised()
        day = WEEK + dt.timedelta(days=5)
        actions.move_promise(row.pk, due_on=day, reason="ждут комиссию", by=BOLAT.actor, now=NOW)
        row.refresh_from_db()
        assert (row.due_on, row.first_due_on) == (day, WEEK)
        shift = DueShift.objects.get(promise=row)
        assert (shift.old_on, shift.new_on, shift.reason) == (WEEK, day, "ждут комиссию")

    def test_released_is_asked_for_no_more(self) -> None:
        row = self.promised(side=Side.INVESTOR)
        actions.release_promise(row.pk, reason="не нужно", by=BOLAT.actor, now=NOW)
        assert not queries.open_promises([BOLAT.key]).exists()
        assert self.last_event().name == "promise_released"

    def test_only_who_was_promised_lets_go_of_a_promise_of_the_state(self) -> None:
        Post.objects.filter(person_id=AIGUL.key).update(scope=self.row.code)
        aigul = actor_for(AIGUL.user, today=TODAY)
        for member, code in (
            (BOLAT.actor, "promise_of_ones_own_side"),
            (GANI.actor, "no_right_for_project"),
        ):
            row = self.promised()
            self.refused(
                lambda row=row, by=member: actions.release_promise(
                    row.pk, reason="x", by=by, now=NOW
                ),
                code,
            )
        for by in (aigul, DANA.actor):
            row = self.promised()
            self.refused(
                lambda row=row, by=by: actions.release_promise(row.pk, reason=" ", by=by, now=NOW),
                "reason_not_written",
            )
            assert actions.release_promise(row.pk, reason="сами", by=by, now=NOW).ended_on == TODAY

    def test_what_the_investor_promised_the_investor_does_not_let_go_of(self) -> None:
        Post.objects.filter(person_id=AIGUL.key).update(scope=self.row.code)
        row = self.promised(side=Side.INVESTOR)
        aigul = actor_for(AIGUL.user, today=TODAY)
        self.refused(
            lambda: actions.release_promise(row.pk, reason="x", by=aigul, now=NOW),
            "promise_of_ones_own_side",
        )

    def test_nobody_without_a_post_answers_for_a_promise(self) -> None:
        with self.assertRaises(Invalid) as raised:
            self.promised(owner=GANI.key)
        assert raised.exception.problems[0].code == "holder_unknown"

    def test_all_problems_come_at_once(self) -> None:
        with self.assertRaises(Invalid) as raised:
            self.promised(text="", due_on=TODAY - dt.timedelta(days=1))
        codes = {problem.code for problem in raised.exception.problems}
        assert codes == {"promise_without_text", "due_before_given"}

    def test_who_holds_one_sees_its_project(self) -> None:
        seen = access.visible_to(FARIDA.actor).filter(pk=self.row.pk)
        assert not seen.exists()
        self.promised(owner=FARIDA.key)
        assert seen.all().exists()


class TestInstructions(CommitmentsTestCase):
    def test_from_giving_to_accepting(self) -> None:
        row = self.given()
        assert self.last_event().name == "instruction_given"
        actions.report_instruction(row.pk, proof="Акт № 5", by=FARIDA.actor, now=NOW)
        reported = Instruction.objects.get()
        assert (reported.state, reported.reported_on) == ("reported", TODAY)
        actions.answer_report(row.pk, accepted=True, by=DANA.actor, now=NOW)
        done = Instruction.objects.get()
        assert (done.state, done.ended_on) == ("done", TODAY)
        assert self.last_event().name == "instruction_done"

    def test_returned_is_open_again_with_the_reason(self) -> None:
        row = self.given()
        actions.report_instruction(row.pk, proof="сделано", by=FARIDA.actor, now=NOW)
        actions.answer_report(row.pk, accepted=False, reason="нет акта", by=DANA.actor, now=NOW)
        again = Instruction.objects.get()
        assert (again.state, again.returned_why) == ("open", "нет акта")

    def test_a_co_executor_reports_and_a_stranger_does_not(self) -> None:
        row = self.given(co_executors=(BOLAT.key,))
        self.refused(
            lambda: actions.report_instruction(row.pk, proof="x", by=GANI.actor, now=NOW),
            "instruction_held_by_another",
        )
        assert list(queries.waiting_instructions([BOLAT.key])) == [row]
        actions.report_instruction(row.pk, proof="x", by=BOLAT.actor, now=NOW)
        assert Instruction.objects.get().state == "reported"
        assert not queries.waiting_instructions([BOLAT.key]).exists()

    def test_only_who_gave_it_accepts_moves_and_cancels(self) -> None:
        row = self.given()
        actions.report_instruction(row.pk, proof="x", by=FARIDA.actor, now=NOW)
        for act, code in (
            (
                lambda: actions.answer_report(row.pk, accepted=True, by=FARIDA.actor, now=NOW),
                "instruction_of_another",
            ),
            (
                lambda: actions.move_instruction(
                    row.pk, due_on=TODAY, reason="x", by=FARIDA.actor, now=NOW
                ),
                "instruction_moved_by_giver",
            ),
            (
                lambda: actions.cancel_instruction(row.pk, reason="x", by=FARIDA.actor, now=NOW),
                "instruction_cancelled_by_giver",
            ),
        ):
            self.refused(act, code)

    def test_the_holder_passes_it_on(self) -> None:
        row = self.given()
        actions.pass_instruction(row.pk, BOLAT.key, reason="по профилю", by=FARIDA.actor, now=NOW)
        assert Instruction.objects.get().holder_id == BOLAT.key
        assert self.last_event().name == "instruction_passed"

    def test_who_may_not_give_is_refused(self) -> None:
        draft = actions.InstructionDraft("Аким", "Сделать", FARIDA.key, WEEK)
        self.refused(lambda: actions.give_instruction(draft, by=BOLAT.actor, now=NOW), "no_right")

    def test_who_sees_an_instruction(self) -> None:
        self.given()
        for member, sees in (
            (FARIDA, 1),
            (DANA, 1),
            (BOLAT, 1),
            (MADINA, 1),
            (AIGUL, 0),
            (GANI, 0),
        ):
            assert queries.instructions_visible_to(member.actor).count() == sees, member.name

    def test_what_somebody_holds_goes_to_the_successor(self) -> None:
        row = self.given()
        held = [h for h in holdings.held_by(FARIDA.key) if h.kind == "instruction"]
        assert [h.key for h in held] == [str(row.pk)]
        holdings.pass_on(
            "instruction",
            former=FARIDA.key,
            successor=BOLAT.key,
            keys=[h.key for h in held],
            reason="уход",
            by=DANA.actor,
            now=NOW,
        )
        assert Instruction.objects.get().holder_id == BOLAT.key
