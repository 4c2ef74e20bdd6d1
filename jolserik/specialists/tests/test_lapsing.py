"""A post that ends while nobody acts leaves nothing without a person."""

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
from django.db import connection, connections
from django.test import TestCase

from jolserik.commitments import actions as commitments
from jolserik.commitments.actions import InstructionDraft, PromiseDraft
from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import Side
from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.events.testing import CommittingTestCase
from jolserik.people import actions as people
from jolserik.people.actor import PROGRAM
from jolserik.people.models import Post
from jolserik.people.testing import BODY, BOLAT, DANA, FARIDA, MADINA, NOW, TODAY
from jolserik.projects.actions import assign_lead
from jolserik.projects.models import Project
from jolserik.projects.testing import project, settle_register
from jolserik.specialists import departure
from jolserik.specialists.models import Handover, LeadNotice
from jolserik.specialists.tests.make import colleague
from jolserik.specialists.tests.test_never_unheld import patiently

DAY = dt.timedelta(days=1)
LATER = NOW + 10 * DAY


class LapsingTestCase(TestCase):
    saule: uuid.UUID
    one: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.saule = colleague(1)
        cls.one = project("Завод")
        due = TODAY + 30 * DAY
        promised = PromiseDraft(side=Side.STATE, owner=BOLAT.key, text="ТУ", due_on=due)
        commitments.promise(cls.one.pk, promised, by=BOLAT.actor, now=NOW)
        given = InstructionDraft("Аким", "Ответить", BOLAT.key, due)
        commitments.give_instruction(given, by=DANA.actor, now=NOW)

    def post_ends(self, last: dt.date, person: uuid.UUID = BOLAT.key) -> None:
        Post.objects.filter(person_id=person).update(valid_to=last)

    def holders(self) -> set[uuid.UUID | None]:
        return {
            Project.objects.get(pk=self.one.pk).lead_id,
            Promise.objects.get().owner_id,
            Instruction.objects.get().holder_id,
        }


class TestLapsing(LapsingTestCase):
    def test_on_the_last_day_nothing_passes_and_on_the_next_everything_does(self) -> None:
        self.post_ends(TODAY)
        assert departure.lapsed(now=NOW) == []
        assert departure.lapsed(now=NOW + DAY) == [BOLAT.key]
        found = departure.pass_lapsed(BOLAT.key, by=PROGRAM, now=NOW + DAY)
        assert self.holders() == {DANA.key}
        (row, counted), *rest = found.handovers
        assert (rest, found.left) == ([], "")
        assert counted == "project:1,promise:1,instruction:1"
        assert (row.kind, row.closed_at, row.to_person_id) == ("post_ended", None, DANA.key)
        assert LeadNotice.objects.filter(project=self.one, person_id=DANA.key).exists()

    def test_a_second_time_nothing_is_written(self) -> None:
        self.post_ends(TODAY)
        departure.pass_lapsed(BOLAT.key, by=PROGRAM, now=LATER)
        before = Event.objects.count()
        assert departure.lapsed(now=LATER) == []
        assert departure.pass_lapsed(BOLAT.key, by=PROGRAM, now=LATER).handovers == ()
        assert (Handover.objects.count(), Event.objects.count()) == (1, before)

    def test_another_post_keeps_what_it_lets_one_hold(self) -> None:
        self.post_ends(TODAY)
        Post.objects.create(
            person_id=BOLAT.key, organisation_id=BODY, role="auditor", valid_from=TODAY
        )
        found = departure.pass_lapsed(BOLAT.key, by=PROGRAM, now=LATER)
        assert [counted for _row, counted in found.handovers] == ["project:1"]
        assert Promise.objects.get().owner_id == BOLAT.key

    def test_what_nobody_can_take_is_told_and_passes_when_somebody_can(self) -> None:
        for person in (BOLAT.key, DANA.key, self.saule):
            self.post_ends(TODAY, person)
        found = departure.pass_lapsed(BOLAT.key, by=PROGRAM, now=LATER)
        assert (found.handovers, found.left) == ((), "project:1,promise:1,instruction:1")
        self.post_ends(LATER.date() + DAY, DANA.key)
        departure.pass_lapsed(BOLAT.key, by=PROGRAM, now=LATER)
        assert self.holders() == {DANA.key}

    def test_nobody_but_the_program_and_administrators_calls_it(self) -> None:
        for member in (FARIDA, BOLAT, DANA):
            with pytest.raises(Refused):
                departure.pass_lapsed(BOLAT.key, by=member.actor, now=LATER)


class TestEndingAhead(LapsingTestCase):
    """`end_post` with a day to come hands over at once; what comes later passes by the clock."""

    def end_ahead(self, successor: uuid.UUID | None) -> None:
        post = Post.objects.get(person_id=BOLAT.key)
        people.end_post(
            by=MADINA.actor, now=NOW, post=post.pk, last_day=TODAY + 5 * DAY, successor=successor
        )

    def test_it_hands_over_in_the_same_act(self) -> None:
        with pytest.raises(Refused) as refused:
            self.end_ahead(None)
        assert refused.value.refusal.code == "holds_something"
        self.end_ahead(self.saule)
        assert self.holders() == {self.saule}
        assert departure.lapsed(now=LATER) == []

    def test_what_is_given_in_the_last_days_passes_when_they_are_over(self) -> None:
        self.end_ahead(self.saule)
        assign_lead(self.one.pk, BOLAT.key, by=DANA.actor, now=NOW + DAY)
        assert departure.lapsed(now=NOW + 5 * DAY) == []
        assert departure.lapsed(now=NOW + 6 * DAY) == [BOLAT.key]
        departure.pass_lapsed(BOLAT.key, by=PROGRAM, now=NOW + 6 * DAY)
        assert Project.objects.get(pk=self.one.pk).lead_id == DANA.key


class TestTwoAtOnce(CommittingTestCase):
    def test_two_clocks_pass_everything_once(self) -> None:
        settle_register()
        for number in range(3):
            project(f"Проект {number}")
        Post.objects.filter(person_id=BOLAT.key).update(valid_to=TODAY)
        start = threading.Barrier(2)
        wrong: list[Any] = []

        def run() -> None:
            try:
                start.wait()
                patiently(lambda: departure.pass_lapsed(BOLAT.key, by=PROGRAM, now=LATER))
            except Exception as error:
                wrong.append(error)
            finally:
                connections[connection.alias].close()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert Handover.objects.count() == 1
        assert set(Project.objects.values_list("lead_id", flat=True)) == {DANA.key}
