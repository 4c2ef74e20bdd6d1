"""Two records of one company become one, and two again."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import TestCase

from jolserik.companies import listing
from jolserik.companies.actions import change_company, register_company
from jolserik.companies.listing import CompanyFilters
from jolserik.companies.models import Company
from jolserik.companies.rules import CompanyDraft, OwnerDraft
from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.merging import actions
from jolserik.merging.actions.undoing import undo_merger
from jolserik.merging.models import Merger
from jolserik.merging.testing import differences, dump
from jolserik.merging.tests.make import AFTER, LATER
from jolserik.people.actor import PROGRAM
from jolserik.people.models import Post
from jolserik.people.rules import Invalid
from jolserik.people.testing import AIGUL, BOLAT, DANA, MADINA, NOW, TODAY
from jolserik.projects.models import Project, SavedView
from jolserik.projects.testing import company, made_up_bin, project, settle_register, words
from jolserik.search import queries as search
from jolserik.specialists.models import Interest


def foreign(name: str, **rest: Any) -> Company:
    """A company of Korea without a number here."""
    draft = CompanyDraft(name=words(name), form="foreign", country="KR", **rest)
    return register_company(draft, by=PROGRAM, now=NOW, fictional=True)


class CompaniesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.here = foreign("Altyn Dan", owners=[OwnerDraft("Kim", "KR", Decimal(60))])
        cls.there = company(
            "ТОО «Алтын дән»",
            number=2,
            website="https://altyn.kz",
            owners=[OwnerDraft("Ким", "KR", Decimal(50)), OwnerDraft("Пак", "KR")],
        )
        project("Один", company=cls.here.key)
        project("Два", company=cls.there.key)
        project("Три", company=cls.there.key)
        for row, reason in ((cls.here, "родня"), (cls.there, "акции")):
            Interest.objects.create(person_id=BOLAT.key, company=row, reason=reason)
        Interest.objects.create(person_id=DANA.key, company=cls.there, reason="акции")
        Post.objects.create(
            person_id=AIGUL.key, organisation_id=cls.there.pk, role="investor", valid_from=TODAY
        )
        SavedView.objects.create(
            name="Мои",
            query=f"stage=launched&company={cls.there.key}&sort=cost",
            owner=DANA.key,
            saved_at=NOW,
        )

    here: Company
    there: Company

    def merge(self, **chosen: str) -> Merger:
        rows = Company.objects.in_bulk([self.here.pk, self.there.pk])
        return actions.merge_companies(
            self.here.key,
            self.there.key,
            chosen=chosen,
            versions=(rows[self.here.pk].version, rows[self.there.pk].version),
            by=DANA.actor,
            now=AFTER,
        )


class TestMergingCompanies(CompaniesTestCase):
    def test_everything_moves_and_both_names_find_it(self) -> None:
        merger = self.merge()
        here = Company.objects.get(pk=self.here.pk)
        assert Project.objects.filter(company=here).count() == 3
        assert Post.objects.get(role="investor", person_id=AIGUL.key, scope="").organisation_id == (
            here.pk
        )
        assert SavedView.objects.get().query == f"stage=launched&company={here.key}&sort=cost"
        assert Interest.objects.filter(company=here).count() == 2
        assert merger.counts["projects"] == {"moves": 2}
        assert merger.counts["interests"] == {"moves": 1, "stays": 1}
        # What a company is before the law, with its BIN, is of the one that has a number.
        assert (here.form, here.country) == ("legal_entity", "KZ")
        assert here.organisation.bin == made_up_bin(2)
        assert (here.website, here.owners.count()) == ("https://altyn.kz", 1)
        for text in ("Алтын дән", "Altyn Dan", made_up_bin(2)):
            hits = search.find(text, actor=DANA.actor, kinds=["company"], language="ru")
            assert [hit.key for hit in hits] == [here.key], text
            found = listing.matching(CompanyFilters(q=text), DANA.actor)
            assert [row.key for row in found] == [here.key], text
        assert Event.objects.get(name="companies_merged").subject_key == here.key

    def test_the_name_and_the_owners_of_the_other_may_be_chosen(self) -> None:
        self.merge(name_ru="goes", owners="goes")
        here, there = (Company.objects.get(pk=row.pk) for row in (self.here, self.there))
        assert here.organisation.called("ru", TODAY) == "ТОО «Алтын дән»"
        assert sorted(here.owners.values_list("name", flat=True)) == ["Ким", "Пак"]
        assert list(there.owners.values_list("name", flat=True)) == ["Kim"]

    def test_everything_goes_back_exactly(self) -> None:
        for chosen in ({}, {"name_ru": "goes", "owners": "goes"}, {"website": "goes"}):
            with self.subTest(chosen=chosen):
                before = dump()
                merger = self.merge(**chosen)
                assert differences(before, dump())
                undo_merger(merger.number, by=DANA.actor, now=LATER)
                assert differences(before, dump()) == []
        hits = search.find("Алтын дән", actor=DANA.actor, kinds=["company"], language="ru")
        assert len(hits) == 2

    def test_a_project_goes_on_and_the_company_is_not_changed_by_that(self) -> None:
        merger = self.merge()
        Project.objects.filter(company=self.here).update(readiness=5)
        assert actions.why_not_undo(merger) is None
        undo_merger(merger.number, by=DANA.actor, now=LATER)
        assert Project.objects.filter(company=self.there, readiness=5).count() == 2

    def test_not_after_the_company_was_changed(self) -> None:
        merger = self.merge()
        row = Company.objects.get(pk=self.here.pk)
        draft = CompanyDraft(name=words("Другое"), bin=row.organisation.bin)
        change_company(row.key, draft, version=row.version, by=DANA.actor, now=LATER)
        with pytest.raises(Refused) as refused:
            undo_merger(merger.number, by=DANA.actor, now=LATER + dt.timedelta(hours=1))
        assert refused.value.refusal.code == "merge_changed_since"

    def test_two_numbers_are_two_companies(self) -> None:
        other = company("ТОО «Алтын дән»", number=3)
        for by, code in ((DANA.actor, "merge_of_two_numbers"), (BOLAT.actor, "no_right")):
            with pytest.raises(Refused) as refused:
                actions.merge_companies(
                    self.there.key, other.key, chosen={}, versions=(1, 1), by=by, now=AFTER
                )
            assert refused.value.refusal.code == code

    def test_what_was_chosen_must_be_a_company(self) -> None:
        Company.objects.filter(pk=self.there.pk).update(website="altyn")
        with pytest.raises(Invalid):
            self.merge(website="goes")
        assert not Merger.objects.exists()

    def test_a_merged_company_is_not_changed_and_a_chain_stays_short(self) -> None:
        third = foreign("Алтын Дан")
        self.merge()
        row = Company.objects.get(pk=self.there.pk)
        with pytest.raises(Refused) as refused:
            change_company(
                row.key,
                CompanyDraft(name=words("Я"), bin=made_up_bin(77)),
                version=row.version,
                by=DANA.actor,
                now=LATER,
            )
        assert refused.value.refusal.code == "company_merged"
        here = Company.objects.get(pk=self.here.pk)
        before = dump()
        merger = actions.merge_companies(
            third.key,
            here.key,
            chosen={},
            versions=(third.version, here.version),
            by=MADINA.actor,
            now=LATER,
        )
        assert Company.objects.get(pk=self.there.pk).merged_into_id == third.pk
        undo_merger(merger.number, by=MADINA.actor, now=LATER)
        assert differences(before, dump()) == []
