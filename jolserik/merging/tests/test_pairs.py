"""Pairs are found where something changed, and never again where somebody said they are two."""

import pytest
from django.test import TestCase

from jolserik.companies.actions import change_company
from jolserik.companies.models import Company
from jolserik.companies.rules import CompanyDraft
from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.merging import actions, queries
from jolserik.merging.actions import LooksLike
from jolserik.merging.models import Looked, Pair
from jolserik.merging.values import Kind, Standing
from jolserik.people.testing import BODY, BOLAT, DANA, MADINA, NOW
from jolserik.projects.actions import ProjectDraft
from jolserik.projects.models import Project
from jolserik.projects.testing import (
    DISTRICT,
    company,
    made_up_bin,
    project,
    settle_register,
    words,
)

OTHERS = ("Элеватор", "Ветропарк", "Молочная ферма", "Цех кабеля", "Гостиница")


class PairsTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()

    def look(self, kind: Kind, *, most: int = 200) -> int:
        return actions.look(kind, now=NOW, most=most)

    def waiting(self, kind: Kind) -> list[tuple[str, str]]:
        return [(pair.one, pair.other) for pair in queries.pairs(kind, MADINA.actor)]


class TestLooking(PairsTestCase):
    def test_the_whole_register_once_and_then_only_what_changed(self) -> None:
        one, two = project("Завод плитки"), project("Zavod plitki")
        for number in range(5):
            project(OTHERS[number])
        assert queries.to_look_at(Kind.PROJECT).first_pass
        assert [self.look(Kind.PROJECT, most=3) for _ in range(4)] == [3, 3, 1, 0]
        assert self.waiting(Kind.PROJECT) == [tuple(sorted((one.code, two.code)))]
        assert queries.to_look_at(Kind.PROJECT).many == 0
        third = project("Завод плитки!")
        assert queries.to_look_at(Kind.PROJECT).many == 1
        assert self.look(Kind.PROJECT) == 1
        assert len(self.waiting(Kind.PROJECT)) == 3
        assert self.look(Kind.PROJECT) == 0
        assert third.code in {code for pair in self.waiting(Kind.PROJECT) for code in pair}

    def test_what_changes_during_the_first_pass_is_looked_at_after_it(self) -> None:
        a = project("Аааа")
        project("Бббб")
        self.look(Kind.PROJECT, most=1)
        assert Looked.objects.get().passed == a.code
        project("Аааа")
        while self.look(Kind.PROJECT, most=1):
            pass
        assert len(self.waiting(Kind.PROJECT)) == 1

    def test_a_pair_that_is_none_any_more_goes(self) -> None:
        from jolserik.projects.actions import change_project

        row = project("Завод плитки")
        project("Zavod plitki")
        self.look(Kind.PROJECT)
        assert len(self.waiting(Kind.PROJECT)) == 1
        known = Project.objects.get(pk=row.pk)
        change_project(
            row.pk, {"name_ru": "Элеватор"}, version=known.version, by=BOLAT.actor, now=NOW
        )
        self.look(Kind.PROJECT)
        assert self.waiting(Kind.PROJECT) == []

    def test_companies_are_found_in_other_letters(self) -> None:
        company("ТОО «Алтын дән»", number=1)
        row = company("ТОО «Керамика»", number=2)
        self.look(Kind.COMPANY)
        assert self.waiting(Kind.COMPANY) == []
        Company.objects.filter(pk=row.pk).update(form="foreign")
        draft = CompanyDraft(name=words("Altyn Dan LLP"), form="foreign", country="KR")
        change_company(row.key, draft, version=1, by=DANA.actor, now=NOW)
        self.look(Kind.COMPANY)
        (pair,) = queries.pairs(Kind.COMPANY, MADINA.actor)
        assert pair.reasons == ["same_name_other_letters", "other_country"]

    def test_who_does_not_see_both_does_not_see_the_pair(self) -> None:
        project("Завод плитки")
        other = project("Zavod plitki")
        firm = company(number=9)
        Project.objects.filter(pk=other.pk).update(department_id=firm.key)
        self.look(Kind.PROJECT)
        assert len(self.waiting(Kind.PROJECT)) == 1
        assert list(queries.pairs(Kind.PROJECT, DANA.actor)) == []


class TestSayingDifferent(PairsTestCase):
    def test_the_pair_comes_back_to_no_list(self) -> None:
        one, two = project("Завод плитки"), project("Zavod plitki")
        self.look(Kind.PROJECT)
        actions.say_different(Kind.PROJECT, two.code, one.code, by=DANA.actor, now=NOW)
        assert self.waiting(Kind.PROJECT) == []
        pair = Pair.objects.get()
        assert (pair.standing, pair.said_by) == (Standing.DIFFERENT, DANA.key)
        assert Event.objects.filter(name="pair_different").count() == 1
        Looked.objects.all().delete()
        self.look(Kind.PROJECT)
        assert self.waiting(Kind.PROJECT) == []

    def test_only_who_may_merge_and_sees_both(self) -> None:
        one, two = project("Завод плитки"), project("Zavod plitki")
        with pytest.raises(Refused):
            actions.say_different(Kind.PROJECT, one.code, two.code, by=BOLAT.actor, now=NOW)
        with pytest.raises(Refused) as refused:
            actions.say_different(Kind.PROJECT, one.code, "project:x", by=DANA.actor, now=NOW)
        assert refused.value.refusal.code == "merge_not_seen"


class TestRegistering(PairsTestCase):
    def test_a_company_that_looks_like_another_is_asked_about_first(self) -> None:
        known = company("ТОО «Алтын дән»", number=1)
        draft = CompanyDraft(name=words("Altyn Dan"), form="foreign", country="KR")
        with pytest.raises(LooksLike) as alike:
            actions.register_company(draft, by=DANA.actor, now=NOW, fictional=True)
        assert [one.key for one in alike.value.found] == [known.key]
        assert Company.objects.count() == 1
        made = actions.register_company(
            draft, other_than=[known.key], by=DANA.actor, now=NOW, fictional=True
        )
        assert made.country == "KR"
        assert self.waiting(Kind.COMPANY) == []
        assert Pair.objects.get().standing == Standing.DIFFERENT

    def test_another_number_is_another_company(self) -> None:
        company("ТОО «Алтын дән»", number=1)
        draft = CompanyDraft(name=words("ТОО «Алтын дән»"), bin=made_up_bin(2))
        actions.register_company(draft, by=DANA.actor, now=NOW, fictional=True)
        assert Company.objects.count() == 2

    def test_a_project_likewise_and_only_what_one_sees(self) -> None:
        known = project("Завод плитки")
        values = {"name_ru": "Zavod plitki", "place": DISTRICT}
        draft = ProjectDraft(values=values, department=BODY, lead=BOLAT.key, fictional=True)
        with pytest.raises(LooksLike) as alike:
            actions.register_project(draft, by=BOLAT.actor, now=NOW)
        assert alike.value.found[0].likeness.reasons == ("same_name_other_letters", "same_place")
        firm = company(number=9)
        Project.objects.filter(pk=known.pk).update(department_id=firm.key)
        actions.register_project(draft, by=BOLAT.actor, now=NOW)
        # Who sees both finds the pair in the list.
        assert len(self.waiting(Kind.PROJECT)) == 1
