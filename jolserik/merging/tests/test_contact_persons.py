"""The people of a company and of a project go with it and come back; the trail names nobody."""

import json

from jolserik.companies import persons
from jolserik.companies.models import Company, ContactPerson
from jolserik.companies.person_actions import add_person, erase_person
from jolserik.companies.person_rules import Consent, ConsentBasis, ErasedBecause, PersonDraft
from jolserik.companies.persons import ForWhom
from jolserik.merging import actions
from jolserik.merging.actions.undoing import undo_merger
from jolserik.merging.models import Merger
from jolserik.merging.testing import differences, dump
from jolserik.merging.tests.make import AFTER, LATER
from jolserik.merging.tests.test_companies import CompaniesTestCase
from jolserik.people.testing import BOLAT, DANA, NOW, TODAY
from jolserik.projects.models import Project
from jolserik.specialists.models import Interest


class TestContactPersons(CompaniesTestCase):
    def add(self, company: Company, name: str, *codes: str) -> ContactPerson:
        draft = PersonDraft(
            position="Директор",
            name=name,
            phones=("+7 700 111 22 33",),
            projects=frozenset(codes),
            consent=Consent(ConsentBasis.SPOKEN, TODAY),
        )
        return add_person(company.key, draft, by=BOLAT.actor, now=NOW)

    def test_they_go_with_their_company_and_come_back(self) -> None:
        mine, theirs = self.add(self.here, "Первый"), self.add(self.there, "Вторая")
        before = dump()
        merger = self.merge()
        found = persons.of_company(self.here.key, actor=BOLAT.actor)
        assert [(p.pk, p.is_main) for p in found] == [(mine.pk, True), (theirs.pk, False)]
        assert merger.counts["contact_persons"] == {"moves": 1}
        kept = Merger.objects.filter(pk=merger.pk).values().get()
        for needle in ("Первый", "Вторая", "111 22 33"):
            assert needle not in json.dumps(kept, default=str, ensure_ascii=False)
        undo_merger(merger.number, by=DANA.actor, now=LATER)
        assert differences(before, dump()) == []

    def test_who_withdrew_consent_meanwhile_does_not_come_back(self) -> None:
        theirs = self.add(self.there, "Вторая")
        merger = self.merge()
        because = ErasedBecause.WITHDRAWN
        erase_person(theirs.key, because=because, on=TODAY, by=BOLAT.actor, now=AFTER)
        if actions.why_not_undo(merger) is None:
            undo_merger(merger.number, by=DANA.actor, now=LATER)
        theirs.refresh_from_db()
        assert (theirs.name, theirs.phones, theirs.is_main) == ("", "", False)

    def test_they_go_with_their_project(self) -> None:
        Interest.objects.all().delete()
        one, other = Project.objects.filter(company=self.there).order_by("pk")
        row = self.add(self.there, "Вторая", one.subject.code, other.subject.code)
        self.add(self.there, "Третий", other.subject.code)
        actions.merge_projects(
            one.subject.code,
            other.subject.code,
            chosen={},
            versions=(one.version, other.version),
            by=DANA.actor,
            now=AFTER,
        )
        found = persons.of_project(ForWhom(one.pk, self.there.key), actor=BOLAT.actor)
        assert [p.name for p in found] == ["Вторая", "Третий"]
        assert row.projects.filter(subject=one.subject).count() == 1
