import datetime as dt
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.ledger.models import Entry, SubjectPath
from jolserik.people.actor import PUBLIC
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.testing import (
    AIGUL,
    BODY,
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
from jolserik.projects import access, actions
from jolserik.projects.actions import Conflict, ProjectDraft
from jolserik.projects.actions.phases import PhaseDraft
from jolserik.projects.actions.years import live_entries
from jolserik.projects.gates import table
from jolserik.projects.models import Assignment, PlanShift, Project, StageDate, StageMove
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
from jolserik.projects.values import Stage, State, TeamRole

PAPERS = frozenset(need.code for need in table()[1] if need.kind == "document")


class RegisterTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()

    def full(self, **values: Any) -> Project:
        """A project that has all the gates ask but its papers, which the tests grant."""
        papers = patch("jolserik.projects.facts._documents", return_value=PAPERS)
        papers.start()
        self.addCleanup(papers.stop)
        row = project(company=company().key, **(FULL | values))
        for stage in (Stage.CONSTRUCTION, Stage.LAUNCHED):
            actions.plan_stage(row.pk, stage, dt.date(2027, 6, 1), by=BOLAT.actor, now=NOW)
        amounts = {2026: Decimal(400_000_000), 2027: Decimal(600_000_000)}
        actions.plan_years(row.pk, amounts, by=BOLAT.actor, now=NOW)
        return Project.objects.get(pk=row.pk)

    def move(self, row: Project, to: Stage, **rest: str) -> Project:
        move = Move(to=to, on=TODAY, **rest)
        return actions.move_project(row.pk, move, by=DANA.actor, now=NOW)

    def booked(self, row: Project, measure: str) -> Decimal:
        rows = Entry.objects.filter(subject=row.subject, measure__code=measure, scenario="actual")
        return Decimal(sum(entry.amount for entry in rows))


class TestRegistering(RegisterTestCase):
    def test_a_live_project_has_its_lead_history_and_one_event(self) -> None:
        row = project("Завод плитки", by=DANA.actor, **FULL)
        assert row.code == "project:zavod-plitki"
        assert (row.state, row.stage, row.lead_id) == (State.LIVE, Stage.ENQUIRY, BOLAT.key)
        assert row.cost_kzt == Decimal(1_000_000_000)
        assert Assignment.objects.get(project=row).role == TeamRole.LEAD
        assert StageMove.objects.get(project=row).to == Stage.ENQUIRY
        events = Event.objects.filter(subject_kind="project")
        assert [event.name for event in events] == ["project_registered"]
        assert ["cost_kzt", "", "1000000000"] in events[0].facts["changes"]

    def test_the_database_holds_that_a_live_project_has_a_lead(self) -> None:
        row = project()
        with pytest.raises(IntegrityError), transaction.atomic():
            Project.objects.filter(pk=row.pk).update(lead=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.create(
                project=row, person_id=DANA.key, role="lead", from_on=TODAY, at=NOW
            )

    def test_it_rolls_up_into_its_place_and_zone(self) -> None:
        row = project(zone=ZONE)
        above = SubjectPath.objects.filter(descendant=row.subject)
        assert {DISTRICT, ZONE} <= set(above.values_list("ancestor__code", flat=True))

    def test_all_problems_come_at_once_and_nothing_is_written(self) -> None:
        with pytest.raises(Invalid) as invalid:
            project("", company="c-none", place="kato:none", readiness="200")
        places = {problem.place for problem in invalid.value.problems}
        assert places == {"name_ru", "company", "place", "readiness"}
        assert not Project.objects.exists()

    def test_a_later_stage_asks_its_gate_on_creation_too(self) -> None:
        draft = ProjectDraft(
            values={"name_ru": "Завод"},
            department=BODY,
            lead=BOLAT.key,
            stage=Stage.CONSTRUCTION,
            fictional=True,
        )
        with pytest.raises(Refused) as refused:
            actions.register_project(draft, by=DANA.actor, now=NOW)
        assert refused.value.refusal.code == "stage_lacks"
        assert not Project.objects.exists()

    def test_who_cannot_lead_is_refused(self) -> None:
        for member in (GANI, AIGUL, FARIDA):
            with pytest.raises(Invalid) as invalid:
                project(lead=member.key)
            assert invalid.value.problems[0].code == "lead_cannot_lead"

    def test_only_the_department_registers_its_projects(self) -> None:
        for member in (GANI, FARIDA, ERLAN, AIGUL, MADINA):
            with pytest.raises(Refused):
                project(by=member.actor)
        assert not Project.objects.exists()


class TestChanging(RegisterTestCase):
    def test_two_people_change_different_fields_and_both_stay(self) -> None:
        row = project()
        start = row.version
        mine = {"product": "плитка"}
        actions.change_project(row.pk, mine, version=start, by=BOLAT.actor, now=NOW)
        theirs = {"plot": "09-142"}
        row = actions.change_project(row.pk, theirs, version=start, by=DANA.actor, now=NOW)
        assert (row.product, row.plot) == ("плитка", "09-142")

    def test_the_same_field_changed_by_both_shows_both_and_loses_nothing(self) -> None:
        row = project()
        start = row.version
        actions.change_project(row.pk, {"product": "а"}, version=start, by=BOLAT.actor, now=NOW)
        with pytest.raises(Conflict) as conflict:
            actions.change_project(row.pk, {"product": "б"}, version=start, by=DANA.actor, now=NOW)
        assert conflict.value.fields == (("product", "а", "б"),)
        assert Project.objects.get(pk=row.pk).product == "а"

    def test_the_total_follows_its_parts(self) -> None:
        row = project(**FULL)
        changed = {"cost_bank_kzt": "900000000"}
        row = actions.change_project(row.pk, changed, version=row.version, by=BOLAT.actor, now=NOW)
        assert row.cost_kzt == Decimal(1_500_000_000)

    def test_a_former_initiator_is_kept(self) -> None:
        first, second = company("ТОО «Первая»"), company("ТОО «Вторая»", number=2)
        row = project(company=first.key)
        changed = {"company": second.key}
        row = actions.change_project(row.pk, changed, version=row.version, by=DANA.actor, now=NOW)
        assert [f.company_id for f in row.former_initiators.all()] == [first.key]

    def test_another_place_moves_the_project_out_of_the_old_one(self) -> None:
        row = project(zone=ZONE)
        changed = {"zone": ""}
        actions.change_project(row.pk, changed, version=row.version, by=DANA.actor, now=NOW)
        assert row.pk not in set(access.visible_to(ERLAN.actor).values_list("pk", flat=True))

    def test_nobody_else_changes_it(self) -> None:
        row = project()
        for member in (GANI, FARIDA, ERLAN, AIGUL, MADINA):
            with pytest.raises(Refused):
                actions.change_project(
                    row.pk, {"product": "x"}, version=1, by=member.actor, now=NOW
                )


class TestTheRoad(RegisterTestCase):
    def test_a_launch_is_booked_and_taken_off_when_it_goes_back(self) -> None:
        row = self.full()
        for stage in (Stage.MEMORANDUM, Stage.CONSTRUCTION):
            row = self.move(row, stage)
        assert self.booked(row, "projects_in_progress") == 1
        row = self.move(row, Stage.LAUNCHED)
        assert row.launched_on == TODAY
        assert self.booked(row, "projects_in_progress") == 0
        assert self.booked(row, "projects_launched") == 1
        assert self.booked(row, "projects_launched_cost") == 100_000_000_000
        row = self.move(row, Stage.EQUIPMENT, reason="typing-error")
        assert self.booked(row, "projects_launched") == 0
        assert self.booked(row, "projects_launched_cost") == 0
        assert self.booked(row, "projects_in_progress") == 1
        assert row.launched_on is None
        assert not StageDate.objects.get(project=row, stage=Stage.LAUNCHED).actual_on

    def test_a_suspended_project_is_not_in_progress_and_comes_back(self) -> None:
        row = self.move(self.full(), Stage.CONSTRUCTION)
        row = self.move(row, Stage.SUSPENDED, reason="financing")
        assert (row.stage, row.stage_before) == (Stage.SUSPENDED, Stage.CONSTRUCTION)
        assert self.booked(row, "projects_in_progress") == 0
        row = self.move(row, Stage.CONSTRUCTION)
        assert self.booked(row, "projects_in_progress") == 1

    def test_a_cancelled_project_is_closed_until_it_is_reopened_with_a_reason(self) -> None:
        row = self.move(self.full(), Stage.CANCELLED, reason="investor-left")
        assert row.state == State.CLOSED
        with pytest.raises(Refused) as refused:
            actions.change_project(
                row.pk, {"product": "x"}, version=row.version, by=DANA.actor, now=NOW
            )
        assert refused.value.refusal.code == "project_closed"
        row = self.move(row, Stage.ENQUIRY, reason="investor-returned")
        assert row.state == State.LIVE

    def test_a_reason_of_another_list_is_no_reason(self) -> None:
        with pytest.raises(Invalid):
            self.move(self.full(), Stage.CANCELLED, reason="technical-conditions")

    def test_a_specialist_does_not_record_a_launch(self) -> None:
        row = self.move(self.full(), Stage.CONSTRUCTION)
        with pytest.raises(Refused) as refused:
            actions.move_project(row.pk, Move(Stage.LAUNCHED, TODAY), by=BOLAT.actor, now=NOW)
        assert refused.value.refusal.code == "no_right_for_project"

    def test_a_shift_of_the_plan_is_kept_with_its_reason(self) -> None:
        row = self.full()
        later = dt.date(2028, 1, 1)
        with pytest.raises(Refused):
            actions.plan_stage(row.pk, Stage.LAUNCHED, later, by=BOLAT.actor, now=NOW)
        actions.plan_stage(
            row.pk, Stage.LAUNCHED, later, reason="financing", by=BOLAT.actor, now=NOW
        )
        date = StageDate.objects.get(project=row, stage=Stage.LAUNCHED)
        assert (date.planned_on, date.first_planned_on) == (later, dt.date(2027, 6, 1))
        assert date.shifts == 1
        assert PlanShift.objects.filter(project=row, old_on__isnull=False).count() == 1
        assert Project.objects.get(pk=row.pk).planned_launch_on == later

    def test_the_first_phase_launches_the_project_once(self) -> None:
        row = self.full()
        names = [words("Автобусы"), words("Грузовики")]
        phases = [
            actions.add_phase(row.pk, PhaseDraft(names=n), by=BOLAT.actor, now=NOW) for n in names
        ]
        actions.launch_phase(phases[0].pk, on=TODAY, by=DANA.actor, now=NOW)
        actions.launch_phase(phases[1].pk, on=TODAY, by=DANA.actor, now=NOW)
        row = Project.objects.get(pk=row.pk)
        assert row.stage == Stage.LAUNCHED
        assert self.booked(row, "projects_launched") == 1

    def test_a_changed_year_of_the_plan_is_a_reversal_and_a_new_row(self) -> None:
        row = self.full()
        amounts = {2026: Decimal(500_000_000), 2027: Decimal(0)}
        actions.plan_years(row.pk, amounts, by=BOLAT.actor, now=NOW)
        live = live_entries(row)
        assert {year: entry.amount for year, entry in live.items()} == {2026: 50_000_000_000}
        rows = Entry.objects.filter(subject=row.subject, scenario="plan")
        assert rows.count() == 5
        assert not rows.filter(measure__code="fixed_capital_investment").exists()


class TestTheTeam(RegisterTestCase):
    def test_another_lead_comes_as_the_former_one_leaves(self) -> None:
        row = project()
        actions.assign_lead(row.pk, DANA.key, reason="отпуск", by=DANA.actor, now=NOW)
        open_rows = Assignment.objects.filter(project=row, ended_at=None)
        assert [(a.person_id, a.role) for a in open_rows] == [(DANA.key, "lead")]
        assert Assignment.objects.get(project=row, person_id=BOLAT.key).to_on == TODAY

    def test_a_lead_cannot_leave(self) -> None:
        row = project()
        lead = Assignment.objects.get(project=row)
        with pytest.raises(Refused) as refused:
            actions.leave_team(lead.pk, by=DANA.actor, now=NOW)
        assert refused.value.refusal.code == "lead_needs_successor"


class TestSight(RegisterTestCase):
    def test_each_sees_what_is_theirs(self) -> None:
        mine = project("Первый", zone=ZONE)
        row = project("Второй")

        def sees(member_actor: object) -> set[int]:
            return set(access.visible_to(member_actor).values_list("pk", flat=True))  # type: ignore[arg-type]  # an actor

        assert sees(DANA.actor) == sees(BOLAT.actor) == sees(MADINA.actor) == {mine.pk, row.pk}
        assert sees(ERLAN.actor) == {mine.pk}
        assert sees(GANI.actor) == sees(FARIDA.actor) == sees(AIGUL.actor) == set()
        assert sees(PUBLIC) == set()
        actions.show_to_everyone(row.pk, shown=True, by=DANA.actor, now=NOW)
        assert sees(PUBLIC) == {row.pk}

    def test_rights_on_one_project_cost_one_query(self) -> None:
        row = project(zone=ZONE)
        rights = (Right.SEE_PROJECTS, Right.EDIT_PROJECTS, Right.DECIDE_PROJECTS)

        def held(member: Member) -> frozenset[Right]:
            rows = Project.objects.filter(pk=row.pk)
            return access.held_on(access.with_rights(rows, member.actor, rights).get(), rights)

        with self.assertNumQueries(1):
            assert held(DANA) == set(rights)
        assert held(BOLAT) == set(rights[:2])
        assert held(ERLAN) == {Right.SEE_PROJECTS}
        assert held(GANI) == set()
