import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.test import TestCase

from jolserik.commitments import actions as commitments
from jolserik.commitments.actions import InstructionDraft, PromiseDraft
from jolserik.commitments.values import Side
from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.people import actions as people
from jolserik.people.actor import PROGRAM, Actor
from jolserik.people.models import Post, User
from jolserik.people.queries import actor_for
from jolserik.people.rules import Invalid
from jolserik.people.testing import BOLAT, DANA, GANI, MADINA, NOW, TODAY
from jolserik.people.wording import refusal_in_words
from jolserik.projects.actions import assign_lead
from jolserik.projects.models import Assignment, Project
from jolserik.projects.testing import company, project, settle_register
from jolserik.projects.values import TeamRole
from jolserik.specialists import queries
from jolserik.specialists.actions import (
    accept,
    accept_all,
    assign,
    assign_all,
    declare_interest,
    hand_over,
    hand_over_split,
    set_weights,
)
from jolserik.specialists.models import Handover, HandoverItem, LeadNotice
from jolserik.specialists.tests.make import colleague
from jolserik.specialists.values import HandoverKind

LEAVING = HandoverKind.LEAVING


class HandoverTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.saule, cls.timur = colleague(1), colleague(2)
        cls.one, cls.two = project("Завод"), project("Фабрика")

    saule: uuid.UUID
    timur: uuid.UUID
    one: Project
    two: Project

    def actor(self, key: uuid.UUID) -> Actor:
        return actor_for(User.objects.get(person_id=key), today=TODAY)

    def leads(self) -> list[uuid.UUID | None]:
        return list(Project.objects.order_by("pk").values_list("lead_id", flat=True))

    def thing(self, row: Project) -> tuple[str, str]:
        return ("project", row.subject.code)

    def pass_both(self) -> Handover:
        things = [self.thing(self.one), self.thing(self.two)]
        return hand_over(BOLAT.key, things, self.saule, kind=LEAVING, by=DANA.actor, now=NOW)


class TestHandingOver(HandoverTestCase):
    def test_everything_passes_at_once_and_waits_for_acceptance(self) -> None:
        row = self.pass_both()
        assert self.leads() == [self.saule, self.saule]
        assert row.closed_at is None
        (waiting,) = queries.open_for(self.actor(self.saule))
        assert len(waiting.waiting) == 2  # type: ignore[attr-defined]  # prefetched
        assert queries.open_for(BOLAT.actor) == []

    def test_each_project_and_the_handover_keep_an_event(self) -> None:
        before = Event.objects.count()
        row = self.pass_both()
        rows = list(Event.objects.order_by("id")[before:].values_list("name", "subject_key"))
        codes = [("lead_passed", p.subject.code) for p in (self.one, self.two)]
        assert rows == [*codes, ("handed_over", str(row.pk))]

    def test_it_is_accepted_one_by_one_and_closes_with_the_last(self) -> None:
        row = self.pass_both()
        first, second = row.items.all()
        accept([first.pk], by=self.actor(self.saule), now=NOW)
        row.refresh_from_db()
        assert row.closed_at is None
        accept([second.pk], by=self.actor(self.saule), now=NOW)
        row.refresh_from_db()
        assert row.closed_at == NOW

    def test_only_the_successor_or_their_stand_in_accepts(self) -> None:
        row = self.pass_both()
        for other in (BOLAT.actor, DANA.actor, self.actor(self.timur)):
            with pytest.raises(Refused) as refused:
                accept_all(row.pk, by=other, now=NOW)
            assert refused.value.refusal.code == "handover_not_yours"
        people.give_stand_in(
            by=DANA.actor,
            now=NOW,
            absent=self.saule,
            stand_in=self.timur,
            valid_from=TODAY,
            valid_to=TODAY,
            reason="отпуск",
        )
        assert len(accept_all(row.pk, by=self.actor(self.timur), now=NOW)) == 2
        with pytest.raises(Refused) as refused:
            accept_all(row.pk, by=self.actor(self.saule), now=NOW)
        assert refused.value.refusal.code == "handover_settled"

    def test_what_passed_to_another_meanwhile_refuses_the_whole_act(self) -> None:
        assign_lead(self.two.pk, self.timur, by=DANA.actor, now=NOW)
        with pytest.raises(Refused) as refused:
            self.pass_both()
        assert refused.value.refusal.code == "not_held_any_more"
        assert self.leads() == [BOLAT.key, self.timur]
        assert Handover.objects.count() == 0

    def test_what_is_passed_further_need_not_be_accepted(self) -> None:
        row = self.pass_both()
        assign_lead(self.one.pk, self.timur, by=DANA.actor, now=NOW)
        assert [item.is_open for item in row.items.all()] == [False, True]
        assign_lead(self.two.pk, self.timur, by=DANA.actor, now=NOW)
        row.refresh_from_db()
        assert row.closed_at == NOW

    def test_a_split_gives_each_successor_a_handover(self) -> None:
        split = {self.thing(self.one): self.saule, self.thing(self.two): self.timur}
        rows = hand_over_split(BOLAT.key, split, kind=LEAVING, by=DANA.actor, now=NOW)
        assert [row.to_person_id for row in rows] == [self.saule, self.timur]
        assert self.leads() == [self.saule, self.timur]

    def test_who_may_not_lead_receives_nothing(self) -> None:
        with pytest.raises(Invalid) as invalid:
            hand_over(
                BOLAT.key,
                [self.thing(self.one)],
                GANI.key,
                kind=LEAVING,
                by=DANA.actor,
                now=NOW,
            )
        assert [p.code for p in invalid.value.problems] == ["successor_cannot_lead"]

    def test_a_specialist_and_a_head_of_another_department_do_not_hand_over(self) -> None:
        stranger = Actor(DANA.key, (DANA.actor.posts[0].__class__(DANA.role, "", "elsewhere"),))  # type: ignore[arg-type]  # Dana has a role
        for other, code in ((BOLAT.actor, "no_right"), (stranger, "no_right_for_project")):
            with pytest.raises(Refused) as refused:
                hand_over(
                    BOLAT.key,
                    [self.thing(self.one)],
                    self.saule,
                    kind=LEAVING,
                    by=other,
                    now=NOW,
                )
            assert refused.value.refusal.code == code


class TestNobodyLeavesAnythingBehind(HandoverTestCase):
    def post(self) -> Post:
        return Post.objects.get(person_id=BOLAT.key)

    def test_a_post_does_not_end_while_its_holder_holds_something(self) -> None:
        with pytest.raises(Refused) as refused:
            people.end_post(by=MADINA.actor, now=NOW, post=self.post().pk, last_day=TODAY)
        said = refusal_in_words(refused.value.refusal, "ru")
        assert "проекты: 2" in said
        assert self.post().valid_to is None

    def test_with_a_successor_it_ends_in_the_same_act(self) -> None:
        people.end_post(
            by=MADINA.actor, now=NOW, post=self.post().pk, last_day=TODAY, successor=self.saule
        )
        assert self.leads() == [self.saule, self.saule]
        assert self.post().valid_to == TODAY
        assert Handover.objects.get().closed_at is None

    def test_a_successor_who_cannot_lead_changes_nothing(self) -> None:
        with pytest.raises(Invalid):
            people.end_post(
                by=MADINA.actor, now=NOW, post=self.post().pk, last_day=TODAY, successor=GANI.key
            )
        assert self.leads() == [BOLAT.key, BOLAT.key]
        assert self.post().valid_to is None

    def test_a_second_post_that_lets_hold_frees_the_first(self) -> None:
        post = self.post()
        Post.objects.create(
            person_id=BOLAT.key,
            organisation=post.organisation,
            role="head_of_department",
            valid_from=post.valid_from,
        )
        people.end_post(by=MADINA.actor, now=NOW, post=post.pk, last_day=TODAY)
        assert self.leads() == [BOLAT.key, BOLAT.key]

    def test_nobody_is_erased_while_holding_something(self) -> None:
        with pytest.raises(Refused) as refused:
            people.erase_person(by=MADINA.actor, now=NOW, person=BOLAT.key)
        assert refused.value.refusal.code == "holds_something"
        people.erase_person(by=MADINA.actor, now=NOW, person=BOLAT.key, successor=self.timur)
        assert self.leads() == [self.timur, self.timur]

    def test_blocking_passes_everything_to_the_head_at_once(self) -> None:
        people.block_sign_in(by=MADINA.actor, now=NOW, person=BOLAT.key)
        assert self.leads() == [DANA.key, DANA.key]
        row = Handover.objects.get()
        assert (row.to_person_id, row.kind, row.closed_at) == (DANA.key, "cannot_act", None)

    def test_a_blocked_head_is_followed_by_the_stand_in_else_by_the_least_loaded(self) -> None:
        for row in (self.one, self.two):
            assign_lead(row.pk, DANA.key, by=PROGRAM, now=NOW)
        assign_lead(self.one.pk, self.saule, by=PROGRAM, now=NOW)
        people.block_sign_in(by=MADINA.actor, now=NOW, person=DANA.key)
        assert self.leads() == [self.saule, BOLAT.key]

    def test_blocking_is_not_refused_when_nobody_can_take_over(self) -> None:
        for key in (DANA.key, self.saule, self.timur, BOLAT.key):
            people.block_sign_in(by=MADINA.actor, now=NOW, person=key)
        assert User.objects.get(person_id=BOLAT.key).blocked_at is not None
        assert self.leads() == [BOLAT.key, BOLAT.key]


class TestWaiting(HandoverTestCase):
    def waiting(self) -> list[int]:
        return [row.pk for row in queries.waiting(DANA.actor, today=TODAY)]

    def test_what_a_head_leads_waits_until_a_specialist_has_it(self) -> None:
        row = project("Новый", lead=DANA.key)
        assert self.waiting() == [row.pk]
        assign(row.pk, self.saule, by=DANA.actor, now=NOW)
        assert self.waiting() == []
        assert list(queries.waiting(BOLAT.actor, today=TODAY)) == []

    def test_all_are_assigned_or_none(self) -> None:
        rows = [project(f"Новый {n}", lead=DANA.key) for n in range(2)]
        with pytest.raises(Invalid):
            chosen = {rows[0].pk: self.saule, rows[1].pk: GANI.key}
            assign_all(chosen, by=DANA.actor, now=NOW)
        assert len(self.waiting()) == 2
        assign_all({row.pk: self.timur for row in rows}, by=DANA.actor, now=NOW)
        assert self.waiting() == []

    def test_a_conflict_of_interest_is_never_proposed_nor_assigned(self) -> None:
        firm = company()
        row = project("Новый", lead=DANA.key, company=firm.key)
        declare_interest(self.saule, firm.key, "доля", by=self.actor(self.saule), now=NOW)
        (waits,) = queries.proposed([row], [self.saule, self.timur], today=TODAY)
        assert waits.proposed is not None
        assert waits.proposed.person == self.timur
        with pytest.raises(Refused) as refused:
            assign(row.pk, self.saule, by=DANA.actor, now=NOW)
        assert refused.value.refusal.code == "conflict_of_interest"


class TestLoad(HandoverTestCase):
    def test_the_load_follows_the_projects(self) -> None:
        found = queries.carried([BOLAT.key, self.saule], today=TODAY)
        assert found[BOLAT.key].projects == 2
        assert found[BOLAT.key].load == 3
        assert found[self.saule].load == 0
        late = TODAY - dt.timedelta(days=1)
        Project.objects.filter(pk=self.one.pk).update(planned_launch_on=late, stage="construction")
        found = queries.carried([BOLAT.key], today=TODAY)
        assert found[BOLAT.key].load == 6
        assert found[BOLAT.key].late == 1

    def test_open_promises_and_instructions_weigh(self) -> None:
        day = TODAY + dt.timedelta(days=5)
        draft = PromiseDraft(side=Side.STATE, owner=self.saule, text="ТУ", due_on=day)
        kept = commitments.promise(self.one.pk, draft, by=DANA.actor, now=NOW)
        given = InstructionDraft("Аким", "Ответить", self.saule, day)
        commitments.give_instruction(given, by=DANA.actor, now=NOW)
        found = queries.carried([self.saule], today=TODAY)[self.saule]
        assert (found.counts["held.promise"], found.counts["held.instruction"]) == (1, 1)
        assert found.load == Decimal("0.4")
        set_weights({"load:held.promise": "5"}, by=DANA.actor, now=NOW)
        assert queries.carried([self.saule], today=TODAY)[self.saule].load == Decimal("5.2")
        commitments.end_promise(kept.pk, kept=True, on=TODAY, proof="акт", by=DANA.actor, now=NOW)
        assert queries.carried([self.saule], today=TODAY)[self.saule].load == Decimal("0.2")

    def test_open_handovers_are_counted_on_both_sides(self) -> None:
        self.pass_both()
        found = queries.carried([BOLAT.key, self.saule], today=TODAY)
        assert (found[self.saule].open_in, found[BOLAT.key].open_out) == (2, 2)


class TestNotices(HandoverTestCase):
    def test_every_new_lead_is_told_once(self) -> None:
        self.pass_both()
        assert LeadNotice.objects.count() == 2
        assign_lead(self.one.pk, self.timur, by=DANA.actor, now=NOW)
        untold = LeadNotice.objects.filter(project=self.one, told_at=None)
        assert [row.person_id for row in untold] == [self.timur]

    def test_one_open_lead_always_stands_beside_the_project(self) -> None:
        self.pass_both()
        rows = Assignment.objects.filter(project=self.one, role=TeamRole.LEAD, ended_at=None)
        assert [row.person_id for row in rows] == [self.saule]
        assert HandoverItem.objects.filter(accepted_at=None).count() == 2
