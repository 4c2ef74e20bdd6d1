"""Two records of one project become one, and two again."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import TestCase

from jolserik.commitments.models import Instruction, Promise
from jolserik.contacts import queries as contacts
from jolserik.core.refusal import Refused
from jolserik.documents.models import Document
from jolserik.events.models import Event
from jolserik.ledger import queries as ledger
from jolserik.ledger import verify
from jolserik.ledger.models import Entry, SubjectPath
from jolserik.ledger.values import Question, Scenario
from jolserik.merging import actions, choices, counting
from jolserik.merging.actions.undoing import undo_merger
from jolserik.merging.belongings import TABLE
from jolserik.merging.models import Merger
from jolserik.merging.testing import differences, dump
from jolserik.merging.tests.make import AFTER, LATER, SAULE, TIMUR, of, settle_people, two_projects
from jolserik.merging.values import Fate, Kind
from jolserik.people.actor import PROGRAM
from jolserik.people.rules import Invalid
from jolserik.people.testing import AIGUL, BOLAT, DANA, MADINA, NOW, TODAY
from jolserik.projects import access, history
from jolserik.projects.actions import tell_state
from jolserik.projects.models import Assignment, Project
from jolserik.projects.testing import REGION, ZONE, company, settle_register
from jolserik.projects.values import State, TeamRole
from jolserik.search import queries as search
from jolserik.specialists.models import Handover, LeadNotice

MEASURES = (
    ("projects_in_progress", Scenario.ACTUAL),
    ("projects_launched", Scenario.ACTUAL),
    ("investment_made", Scenario.PLAN),
)


class ProjectsTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        settle_people()
        cls.firm, cls.twin = company("ТОО «Плитка»", number=1), company("ТОО «Камень»", number=2)
        cls.here, cls.there = two_projects(cls.firm.key, cls.twin.key)

    firm: Any
    twin: Any
    here: Project
    there: Project

    def merge(self, **chosen: str) -> Merger:
        here, there = (Project.objects.get(pk=row.pk) for row in (self.here, self.there))
        return actions.merge_projects(
            here.code,
            there.code,
            chosen={code.replace("__", ":"): side for code, side in chosen.items()},
            versions=(here.version, there.version),
            by=MADINA.actor,
            now=AFTER,
        )

    def now(self) -> tuple[Project, Project]:
        rows = Project.objects.select_related("subject", "place", "zone", "company", "lead")
        return rows.get(pk=self.here.pk), rows.get(pk=self.there.pk)

    def figures(self, *, as_of: dt.date = TODAY, at_posting: int = 2**62) -> dict[Any, list[Any]]:
        """Booked figures of the region, the zone and both projects, as the rule tells them."""
        measures = ledger.measures()
        scopes = (REGION, ZONE, self.here.code, self.there.code)
        subjects = ledger.subjects(scopes)
        asked = [
            Question(
                subject=subjects[scope],
                measure=measures[code],
                scenario=scenario,
                as_of=as_of,
                at_posting=at_posting,
                period=None,
            )
            for scope in scopes
            for code, scenario in MEASURES
        ]
        answers = ledger.answer_all(asked, actor=PROGRAM)
        return {
            (q.subject.code, q.measure.code, q.scenario.value): [a.value for a in answers[q]]
            for q in asked
        }


class TestMerging(ProjectsTestCase):
    def test_everything_moves_and_nothing_refers_to_the_one_that_went(self) -> None:
        merger = self.merge()
        here, there = self.now()
        assert (there.merged_into_id, there.state) == (here.pk, State.CLOSED)
        records = [actions.projects.record_of(row) for row in (here, there)]
        left = {
            relation.name: relation.of(records[1]).count()
            for relation in TABLE[Kind.PROJECT]
            if relation.fate is Fate.MOVES and relation.of(records[1]).exists()
        }
        # One list on which the other stood already, and the days of the road that was not chosen;
        # phases stay where both have some, unless they are wanted.
        assert left == {
            "projects.Membership.project": 1,
            "projects.Phase.project": 2,
            "projects.StageDate.project": merger.counts["dates"]["stays"],
        }
        assert Promise.objects.filter(project=here).count() == 2
        assert Instruction.objects.filter(about_key=here.code, project=here).count() == 2
        assert Document.objects.filter(about_key=here.code).count() == 2
        event = Event.objects.get(name="projects_merged")
        assert (event.subject_key, event.by) == (here.code, MADINA.key)
        assert event.facts["other_project"] == there.code

    def test_what_was_counted_before_is_what_moves(self) -> None:
        for phases in ("stays", "goes", "both"):
            here, there = self.now()
            wanted = choices.complete(choices.of_projects(here, there), {"phases": phases})
            counted = counting.of_projects(here, there, wanted)
            merger = self.merge(phases=phases)
            moved = {}
            for relation in TABLE[Kind.PROJECT]:
                model = relation.name.rpartition(".")[0]
                column: Any = relation.model._meta.get_field(relation.column)
                key = there.pk if relation.by == "pk" else there.code
                listed = [
                    keys
                    for label, keys, was, _ in merger.trail["changed"]
                    if label == model and was.get(column.attname) == key
                ]
                many = sum(map(len, listed))
                if relation.code and many:
                    moved[relation.code] = many
            told = {code: many["moves"] for code, many in counted.items() if "moves" in many}
            assert {**told, "books": 0} == {**moved, "books": 0}
            assert merger.counts == counted
            undo_merger(merger.number, by=MADINA.actor, now=LATER)

    def test_rows_that_are_only_added_are_read_together(self) -> None:
        self.merge()
        here, _ = self.now()
        assert len(contacts.of(here, actor=DANA.actor)) == 2
        assert len(contacts.of(here, actor=BOLAT.actor)) == 2
        told = history.of("project", here.code, language="en", limit=400)
        registered = Event.objects.filter(name="project_registered")
        numbers = {line.number for line in told}
        assert set(registered.values_list("pk", flat=True)) <= numbers

    def test_one_lead_stays_and_what_the_other_held_is_handed_over(self) -> None:
        self.merge()
        here, _ = self.now()
        assert here.lead_id == BOLAT.key
        team = Assignment.objects.filter(project=here, ended_at=None)
        assert set(team.values_list("person", "role")) == {(BOLAT.key, "lead"), (TIMUR, "deputy")}
        ended = Assignment.objects.filter(project=here, ended_at__isnull=False)
        assert {row.person_id for row in ended} == {SAULE, TIMUR}
        row = Handover.objects.get(kind="merged")
        assert (row.from_person_id, row.to_person_id, row.closed_at) == (SAULE, BOLAT.key, None)
        assert sorted(row.items.values_list("kind", flat=True)) == [
            "instruction",
            "project",
            "promise",
        ]
        assert set(Promise.objects.values_list("owner", flat=True)) == {BOLAT.key}
        assert LeadNotice.objects.filter(project=here, person_id=BOLAT.key).exists()

    def test_the_other_lead_may_be_chosen(self) -> None:
        self.merge(lead="goes")
        here, there = self.now()
        assert (here.lead_id, there.lead_id) == (SAULE, BOLAT.key)
        lead = Assignment.objects.get(project=here, ended_at=None, role=TeamRole.LEAD)
        assert lead.person_id == SAULE
        assert set(Promise.objects.values_list("owner", flat=True)) == {SAULE}

    def test_fields_are_chosen_one_by_one(self) -> None:
        self.merge(name_ru="goes", cost="goes", company="goes")
        here, there = self.now()
        assert (here.subject.name_ru, there.subject.name_ru) == ("Zavod plitki", "Завод плитки")
        assert here.cost_kzt == Decimal(1_100_000_000)
        assert (here.company_id, there.company_id) == (self.twin.key, self.firm.key)
        changes = {c[0]: c[1:] for c in Event.objects.get(name="projects_merged").facts["changes"]}
        assert changes["company"] == [self.firm.key, self.twin.key]
        assert changes["name_ru"] == ["Завод плитки", "Zavod plitki"]

    def test_old_names_find_the_one_that_stays(self) -> None:
        for text in ("Завод плитки", "Zavod plitki"):
            hits = search.find(text, actor=DANA.actor, kinds=["project"], language="ru")
            assert len(hits) == 2
        self.merge()
        for text in ("Завод плитки", "Zavod plitki"):
            hits = search.find(text, actor=DANA.actor, kinds=["project"], language="ru")
            assert [hit.key for hit in hits] == [self.here.code]

    def test_a_merged_one_is_nowhere_and_nobody_acts_on_it(self) -> None:
        self.merge()
        _, there = self.now()
        for member in (DANA, BOLAT, MADINA, AIGUL):
            assert there not in access.visible_to(member.actor)
        assert there not in access.visible_to(PROGRAM)
        with pytest.raises(Refused) as refused:
            tell_state(there.pk, text="Ещё жив", by=of(SAULE), now=LATER)
        assert refused.value.refusal.code == "project_merged"


class TestBooks(ProjectsTestCase):
    def test_one_thing_is_counted_once_and_the_past_stays(self) -> None:
        before = self.figures()
        head = Entry.objects.order_by("-posting_no").first()
        assert head is not None
        assert before[REGION, "projects_in_progress", "actual"] == [Decimal(2)]
        merger = self.merge()
        after = self.figures()
        assert after[REGION, "projects_in_progress", "actual"] == [Decimal(1)]
        assert after[self.here.code, "projects_in_progress", "actual"] == [Decimal(1)]
        assert after[self.there.code, "projects_in_progress", "actual"] == [Decimal(0)]
        plan = after[REGION, "investment_made", "plan"]
        assert plan == after[self.here.code, "investment_made", "plan"] == [Decimal(1_000_000_000)]
        assert self.figures(at_posting=head.posting_no) == before
        yesterday = TODAY - dt.timedelta(days=1)
        assert self.figures(as_of=yesterday)[REGION, "investment_made", "plan"] in ([], [0])
        assert verify.verify() == []
        undo_merger(merger.number, by=MADINA.actor, now=LATER)
        assert self.figures() == before
        assert verify.verify() == []

    def test_the_plan_and_the_road_of_the_other_may_hold(self) -> None:
        before = self.figures()
        merger = self.merge(road="goes", books__investment_made__plan__register="goes")
        after = self.figures()
        assert after[self.here.code, "investment_made", "plan"] == [Decimal(1_100_000_000)]
        assert after[REGION, "investment_made", "plan"] == [Decimal(1_100_000_000)]
        assert after[REGION, "projects_in_progress", "actual"] == [Decimal(1)]
        undo_merger(merger.number, by=MADINA.actor, now=LATER)
        assert self.figures() == before

    def test_the_record_that_went_lies_in_the_one_that_stays(self) -> None:
        self.merge()
        paths = SubjectPath.objects.filter(descendant_id=self.there.pk, posting_to=2**62)
        above = set(paths.values_list("ancestor__code", flat=True))
        assert {self.here.code, REGION, ZONE} <= above


CHOSEN: tuple[dict[str, str], ...] = (
    {},
    {"lead": "goes", "name_ru": "goes", "phases": "both"},
    {"phases": "goes", "road": "goes", "cost": "goes", "company": "goes"},
    {"lead": "goes", "road": "goes", "phases": "goes", "name_kk": "goes"},
)


class TestUndoing(ProjectsTestCase):
    def test_everything_goes_back_exactly(self) -> None:
        for chosen in CHOSEN:
            with self.subTest(chosen=chosen):
                before, added = dump(), dump(append_only=True)
                merger = self.merge(**chosen)
                assert differences(before, dump())
                undo_merger(merger.number, by=MADINA.actor, now=LATER)
                assert differences(before, dump()) == []
                rows = dump(append_only=True)
                assert {key: rows[key] for key in added} == added

    def test_not_after_either_was_changed(self) -> None:
        merger = self.merge()
        tell_state(self.here.pk, text="Дальше", by=BOLAT.actor, now=LATER)
        assert actions.why_not_undo(merger) is not None
        with pytest.raises(Refused) as refused:
            undo_merger(merger.number, by=MADINA.actor, now=LATER)
        assert refused.value.refusal.code == "merge_changed_since"

    def test_not_twice(self) -> None:
        merger = self.merge()
        undo_merger(merger.number, by=MADINA.actor, now=LATER)
        with pytest.raises(Refused) as refused:
            undo_merger(merger.number, by=MADINA.actor, now=LATER)
        assert refused.value.refusal.code == "merge_undone_already"

    def test_a_promise_that_was_kept_since_is_a_change(self) -> None:
        merger = self.merge()
        Promise.objects.filter(project=self.here).update(proof="Вот")
        assert actions.why_not_undo(merger) is not None

    def test_one_after_another(self) -> None:
        merger = self.merge()
        undo_merger(merger.number, by=MADINA.actor, now=LATER)
        again = self.merge()
        undo_merger(again.number, by=MADINA.actor, now=LATER)
        assert self.now()[1].merged_into_id is None


class TestRules(ProjectsTestCase):
    def refused(self, code: str, **how: Any) -> None:
        told: dict[str, Any] = {"chosen": {}, "versions": (self.here.version, self.there.version)}
        told |= {"by": MADINA.actor, "now": AFTER} | how
        stays, goes = told.pop("stays", self.here.code), told.pop("goes", self.there.code)
        with pytest.raises(Refused) as refused:
            actions.merge_projects(stays, goes, **told)
        assert refused.value.refusal.code == code
        assert not Merger.objects.exists()

    def test_who_has_not_the_right_or_sees_not_both(self) -> None:
        self.refused("no_right", by=BOLAT.actor)
        Project.objects.filter(pk=self.there.pk).update(department_id=self.firm.key)
        self.refused("merge_not_seen", by=DANA.actor)

    def test_with_itself_or_what_is_not_there(self) -> None:
        self.refused("merge_needs_two", goes=self.here.code)
        self.refused("merge_not_seen", goes="project:nothing")

    def test_a_second_person_is_told_that_it_is_done(self) -> None:
        versions = self.here.version, self.there.version
        self.merge()
        with pytest.raises(Refused) as refused:
            actions.merge_projects(
                self.there.code,
                self.here.code,
                chosen={},
                versions=(versions[1], versions[0]),
                by=DANA.actor,
                now=AFTER,
            )
        assert refused.value.refusal.code == "merged_already"

    def test_a_record_changed_since_it_was_shown_is_shown_again(self) -> None:
        versions = self.here.version, self.there.version
        tell_state(self.here.pk, text="Новое", by=BOLAT.actor, now=NOW)
        with pytest.raises(Invalid):
            actions.merge_projects(
                self.here.code,
                self.there.code,
                chosen={},
                versions=versions,
                by=DANA.actor,
                now=AFTER,
            )

    def test_the_one_that_is_walked_with_stays(self) -> None:
        known = Project.objects.get(pk=self.here.pk)
        Project.objects.filter(pk=known.pk).update(state=State.PUBLISHED)
        self.refused("merge_into_less_alive")

    def test_a_lead_with_an_interest_in_the_chosen_company_is_refused(self) -> None:
        from jolserik.specialists.models import Interest

        Interest.objects.create(person_id=BOLAT.key, company=self.twin, reason="родня")
        self.refused("conflict_of_interest", chosen={"company": "goes"})
