"""Nobody leaves anything behind: random acts in a row, and two at once."""

import contextlib
import threading
import time
import uuid
from typing import Any

from django.db import OperationalError, connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from jolserik.core.refusal import Refused
from jolserik.events.testing import CommittingTestCase
from jolserik.people import actions as people
from jolserik.people.actor import PROGRAM
from jolserik.people.models import Post, User
from jolserik.people.rules import Invalid
from jolserik.people.testing import BOLAT, DANA, MADINA, NOW, TODAY
from jolserik.projects.actions import assign_lead
from jolserik.projects.actions.team import may_lead
from jolserik.projects.models import Assignment, Project
from jolserik.projects.testing import project, settle_register
from jolserik.projects.values import State, TeamRole
from jolserik.specialists.actions import hand_over
from jolserik.specialists.models import Handover, HandoverItem
from jolserik.specialists.tests.make import colleague
from jolserik.specialists.values import HandoverKind

# A second head who always stays: somebody must be left who may act.
STAYS = 9


def check() -> None:
    """Each live project has one lead who may act, and one open row that says so."""
    for row in Project.objects.filter(state=State.LIVE):
        assert row.lead_id is not None
        assert may_lead(row.lead_id, today=TODAY), row.lead_id
        rows = Assignment.objects.filter(project=row, role=TeamRole.LEAD, ended_at=None)
        assert [assignment.person_id for assignment in rows] == [row.lead_id]
    for handover in Handover.objects.all():
        waits = HandoverItem.objects.filter(handover=handover, accepted_at=None, passed_on_at=None)
        assert (handover.closed_at is None) == waits.exists()
        for item in waits:
            assert Project.objects.get(subject__code=item.key).lead_id == handover.to_person_id


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("end", "end_to", "block", "unblock", "hand_over", "assign", "erase_to")),
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(0, 2),
    ),
    max_size=12,
)


class TestAnySequence(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.people = [BOLAT.key, DANA.key, colleague(1), colleague(2), colleague(3)]
        colleague(STAYS, "head_of_department")
        cls.rows = [project(f"Проект {n}", lead=cls.people[n]) for n in range(3)]

    people: list[uuid.UUID]
    rows: list[Project]

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize=True,
    )
    @given(STEPS)
    def test_every_live_project_keeps_one_lead_who_may_act(self, steps: list[Any]) -> None:
        for name, one, other, row in steps:
            with contextlib.suppress(Refused, Invalid):
                self.act(name, self.people[one], self.people[other], self.rows[row])
            check()

    def act(self, name: str, one: uuid.UUID, other: uuid.UUID, row: Project) -> None:
        by = MADINA.actor
        match name:
            case "end" | "end_to":
                for post in Post.objects.filter(person_id=one, valid_to=None):
                    successor = other if name == "end_to" else None
                    yesterday = TODAY.replace(day=1)
                    people.end_post(
                        by=by, now=NOW, post=post.pk, last_day=yesterday, successor=successor
                    )
            case "block":
                people.block_sign_in(by=by, now=NOW, person=one)
            case "unblock":
                people.unblock_sign_in(by=by, now=NOW, person=one)
            case "erase_to":
                people.erase_person(by=by, now=NOW, person=one, successor=other)
            case "assign":
                assign_lead(row.pk, one, by=PROGRAM, now=NOW)
            case _:
                thing = [("project", row.subject.code)]
                kind = HandoverKind.REBALANCE
                hand_over(one, thing, other, kind=kind, by=PROGRAM, now=NOW)


def patiently(act: Any) -> None:
    """SQLite in memory does not wait for a lock as its file does, so the act is tried again."""
    for _ in range(500):
        try:
            act()
            return
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.01)
    raise AssertionError("locked for five seconds")


class TestTwoAtOnce(CommittingTestCase):
    def setUp(self) -> None:
        settle_register()
        self.saule, self.timur = colleague(1), colleague(2)
        self.rows = [project(f"Проект {n}") for n in range(3)]

    def both(self, *acts: Any) -> list[str]:
        """Run all at once; what each answered."""
        answers: list[str] = []
        start = threading.Barrier(len(acts))

        def run(act: Any) -> None:
            try:
                start.wait()
                patiently(act)
                answers.append("done")
            except Refused as refused:
                answers.append(refused.refusal.code)
            except Invalid as invalid:
                answers.append(invalid.problems[0].code)
            except Exception as error:
                answers.append(repr(error))
            finally:
                connections[connection.alias].close()

        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(answers)

    def pass_to(self, person: uuid.UUID) -> None:
        things = [("project", row.subject.code) for row in self.rows]
        hand_over(BOLAT.key, things, person, kind=HandoverKind.LEAVING, by=DANA.actor, now=NOW)

    def test_two_handovers_of_the_same_things_give_them_once(self) -> None:
        answers = self.both(lambda: self.pass_to(self.saule), lambda: self.pass_to(self.timur))
        assert answers == ["done", "not_held_any_more"]
        check()
        assert Handover.objects.count() == 1

    def test_blocking_and_assigning_at_once_leave_a_lead_who_may_act(self) -> None:
        answers = self.both(
            lambda: people.block_sign_in(by=MADINA.actor, now=NOW, person=self.saule),
            lambda: assign_lead(self.rows[0].pk, self.saule, by=DANA.actor, now=NOW),
        )
        assert answers in (["done", "done"], ["done", "lead_cannot_lead"])
        assert User.objects.get(person_id=self.saule).blocked_at is not None
        check()

    def test_two_who_would_receive_from_each_other_are_blocked_at_once(self) -> None:
        assign_lead(self.rows[0].pk, self.saule, by=DANA.actor, now=NOW)
        answers = self.both(
            lambda: people.block_sign_in(by=MADINA.actor, now=NOW, person=DANA.key),
            lambda: people.block_sign_in(by=MADINA.actor, now=NOW, person=self.saule),
            lambda: people.block_sign_in(by=MADINA.actor, now=NOW, person=BOLAT.key),
        )
        assert answers == ["done", "done", "done"]
        check()
