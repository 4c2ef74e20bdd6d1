import datetime as dt

import pytest
from django.db import transaction
from django.test import TestCase

from jolserik.commitments import actions, holding, queries, rules
from jolserik.commitments.actions import InstructionDraft, PromiseDraft
from jolserik.commitments.models import DueShift, Instruction, Promise
from jolserik.commitments.values import AboutKind, InstructionState, PromiseState, Side
from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.people.actor import PUBLIC
from jolserik.people.rules import Invalid
from jolserik.people.testing import AIGUL, BOLAT, DANA, ERLAN, FARIDA, GANI, MADINA, NOW, TODAY
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.projects.testing import ZONE, project, settle_register

DUE = TODAY + dt.timedelta(days=5)


@pytest.mark.parametrize(
    ("kept_on", "state"),
    [(DUE, "kept"), (DUE - dt.timedelta(days=9), "kept"), (DUE + dt.timedelta(days=1), "late")],
)
def test_a_promise_kept_after_its_day_is_late(kept_on: dt.date, state: str) -> None:
    assert rules.outcome(due_on=DUE, kept_on=kept_on) == state


class CommitmentTestCase(TestCase):
    row: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project(zone=ZONE)

    def promise(self, side: Side = Side.STATE) -> Promise:
        draft = PromiseDraft(side=side, owner=BOLAT.key, text="Дорога", due_on=DUE)
        return actions.promise(self.row.pk, draft, by=BOLAT.actor, now=NOW)

    def instruction(self, holder: object = FARIDA) -> Instruction:
        draft = InstructionDraft(
            given_by="Аким",
            text="Дать ответ",
            holder=getattr(holder, "key", FARIDA.key),
            due_on=DUE,
            about_kind=AboutKind.PROJECT,
            about_key=self.row.code,
        )
        return actions.give_instruction(draft, by=DANA.actor, now=NOW)


class TestPromises(CommitmentTestCase):
    def test_a_promise_leaves_one_event_on_its_project(self) -> None:
        row = self.promise()
        event = Event.objects.get(name="promise_given")
        assert (event.subject_kind, event.subject_key) == ("project", self.row.code)
        assert row.first_due_on == DUE

    def test_it_ends_once_and_with_proof(self) -> None:
        row = self.promise()
        with pytest.raises(Refused) as refused:
            actions.end_promise(row.pk, kept=True, on=TODAY, proof=" ", by=BOLAT.actor, now=NOW)
        assert refused.value.refusal.code == "proof_missing"
        actions.end_promise(row.pk, kept=True, on=TODAY, proof="акт", by=BOLAT.actor, now=NOW)
        with pytest.raises(Refused) as refused:
            actions.end_promise(row.pk, kept=False, on=TODAY, proof="x", by=BOLAT.actor, now=NOW)
        assert refused.value.refusal.code == "promise_ended_already"
        assert Promise.objects.get(pk=row.pk).state == PromiseState.KEPT

    def test_a_moved_day_keeps_the_first_one_and_the_reason(self) -> None:
        row = self.promise()
        later = DUE + dt.timedelta(days=9)
        actions.move_promise(row.pk, due_on=later, reason="паводок", by=BOLAT.actor, now=NOW)
        moved = Promise.objects.get(pk=row.pk)
        assert (moved.due_on, moved.first_due_on) == (later, DUE)
        assert DueShift.objects.get(promise=row).reason == "паводок"

    def test_all_that_is_wrong_comes_at_once(self) -> None:
        draft = PromiseDraft(
            side=Side.STATE,
            owner=BOLAT.key,
            text=" ",
            due_on=TODAY,
            given_on=TODAY + dt.timedelta(days=3),
        )
        with pytest.raises(Invalid) as invalid:
            actions.promise(self.row.pk, draft, by=BOLAT.actor, now=NOW)
        assert {p.place for p in invalid.value.problems} == {"text", "given_on", "due_on"}

    def test_who_is_not_on_the_team_promises_nothing(self) -> None:
        for member in (GANI, ERLAN, FARIDA, AIGUL, MADINA):
            draft = PromiseDraft(side=Side.STATE, owner=BOLAT.key, text="x", due_on=DUE)
            with pytest.raises(Refused):
                actions.promise(self.row.pk, draft, by=member.actor, now=NOW)

    def test_who_sees_the_project_sees_its_promises(self) -> None:
        self.promise()
        for member in (BOLAT, DANA, ERLAN, MADINA):
            assert queries.promises_visible_to(member.actor).count() == 1
        for actor in (GANI.actor, FARIDA.actor, AIGUL.actor, PUBLIC):
            assert not queries.promises_visible_to(actor).exists()


class TestInstructions(CommitmentTestCase):
    def test_an_authority_sees_the_project_while_something_of_it_waits_for_her(self) -> None:
        assert not access.visible_to(FARIDA.actor).filter(pk=self.row.pk).exists()
        row = self.instruction()
        assert access.visible_to(FARIDA.actor).filter(pk=self.row.pk).exists()
        actions.report_instruction(row.pk, proof="письмо", by=FARIDA.actor, now=NOW)
        actions.answer_report(row.pk, accepted=True, by=DANA.actor, now=NOW)
        assert not access.visible_to(FARIDA.actor).filter(pk=self.row.pk).exists()

    def test_a_returned_report_is_open_again_and_says_why(self) -> None:
        row = self.instruction()
        actions.report_instruction(row.pk, proof="готово", by=FARIDA.actor, now=NOW)
        with pytest.raises(Refused):
            actions.answer_report(row.pk, accepted=False, by=DANA.actor, now=NOW)
        actions.answer_report(row.pk, accepted=False, reason="нет акта", by=DANA.actor, now=NOW)
        assert Instruction.objects.get(pk=row.pk).state == InstructionState.OPEN
        assert Event.objects.get(name="instruction_returned").facts["reason"] == "нет акта"

    def test_only_the_holder_reports_and_only_who_gives_accepts(self) -> None:
        row = self.instruction()
        with pytest.raises(Refused) as refused:
            actions.report_instruction(row.pk, proof="x", by=BOLAT.actor, now=NOW)
        assert refused.value.refusal.code == "instruction_held_by_another"
        actions.report_instruction(row.pk, proof="x", by=FARIDA.actor, now=NOW)
        with pytest.raises(Refused):
            actions.answer_report(row.pk, accepted=True, by=FARIDA.actor, now=NOW)

    def test_only_those_give_instructions_who_may(self) -> None:
        draft = InstructionDraft(given_by="Аким", text="x", holder=BOLAT.key, due_on=DUE)
        for member in (GANI, BOLAT, FARIDA, ERLAN, AIGUL):
            with pytest.raises(Refused):
                actions.give_instruction(draft, by=member.actor, now=NOW)
        assert not Instruction.objects.exists()

    def test_what_is_held_passes_to_another(self) -> None:
        row, given = self.promise(), self.instruction(BOLAT)
        assert [held.key for held in holding.promises_of(BOLAT.key)] == [str(row.pk)]
        assert [held.key for held in holding.instructions_of(BOLAT.key)] == [str(given.pk)]
        with transaction.atomic():
            for kind, key in (("promise", row.pk), ("instruction", given.pk)):
                holding.HOLDINGS[kind].pass_on(
                    former=BOLAT.key,
                    successor=DANA.key,
                    keys=[str(key)],
                    reason="",
                    by=DANA.actor,
                    now=NOW,
                )
        names = Event.objects.order_by("-id").values_list("name", flat=True)[:2]
        assert list(names) == ["instruction_passed", "promise_passed"]
        assert list(queries.open_promises([DANA.key])) == [row]
        assert list(queries.waiting_instructions([DANA.key])) == [given]
