import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.test import TestCase

from jolserik.companies import persons
from jolserik.companies.models import Company, ContactPerson
from jolserik.companies.person_actions import (
    PersonConflict,
    add_person,
    change_person,
    erase_person,
    make_main,
)
from jolserik.companies.person_rules import Consent, ConsentBasis, ErasedBecause, PersonDraft
from jolserik.companies.persons import ForWhom
from jolserik.core.refusal import Refused
from jolserik.core.words import LANGUAGES
from jolserik.documents.actions import DocumentDraft, add_document
from jolserik.documents.values import DocumentKind, Upload
from jolserik.events.models import Event
from jolserik.people.actor import PROGRAM, PUBLIC, Actor, HeldPost, Role
from jolserik.people.rules import Invalid
from jolserik.people.testing import BOLAT, DANA, ERLAN, FARIDA, GANI, MADINA, NOW, TODAY
from jolserik.projects import history
from jolserik.projects.actions import add_to_team
from jolserik.projects.facts import facts_of
from jolserik.projects.road import needed_for
from jolserik.projects.rules import missing
from jolserik.projects.testing import ZONE, company, project, settle_register
from jolserik.projects.values import Stage, TeamRole
from jolserik.search import models as index
from jolserik.search.queries import find

AGREED = Consent(ConsentBasis.SPOKEN, TODAY)
LATER = NOW + dt.timedelta(hours=1)
NAME, PHONE, EMAIL = "Вымышлев Нұрлан", "+7 700 111 22 33", "nurlan@firm.example"


def somebody(**changed: Any) -> PersonDraft:
    first = {"position": "Директор", "name": NAME, "phones": (PHONE,), "email": EMAIL}
    return PersonDraft(**(first | {"consent": AGREED} | changed))


def investor(of: str) -> Actor:
    return Actor(key=uuid.UUID(int=77), posts=(HeldPost(Role.INVESTOR, "", of),))


class PersonsTestCase(TestCase):
    firm: Company
    other: Company
    plant: Any
    annex: Any

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.firm = company("ТОО «Алтын дән»", number=3)
        cls.other = company("ТОО «Керамика»", number=4)
        cls.plant = project("Завод", company=cls.firm.key)
        cls.annex = project("Цех", company=cls.firm.key, zone=ZONE)

    def add(self, by: Actor = BOLAT.actor, **changed: Any) -> ContactPerson:
        return add_person(self.firm.key, somebody(**changed), by=by, now=NOW)

    def found(self, text: str, actor: Actor = BOLAT.actor) -> list[str]:
        hits = find(text, actor=actor, kinds={"contact_person"}, language="ru")
        return [hit.key for hit in hits]

    def change(self, person: ContactPerson, draft: PersonDraft, **rest: Any) -> ContactPerson:
        row = ContactPerson.objects.get(pk=person.pk)
        codes = row.projects.values_list("subject__code", flat=True)
        was = rest.pop("was", None) or persons.draft_of(row, codes=codes)
        version = rest.pop("version", row.version)
        by = rest.pop("by", BOLAT.actor)
        return change_person(person.pk, draft, was=was, version=version, by=by, now=LATER)


class TestKeeping(PersonsTestCase):
    def test_a_person_is_kept_with_consent_and_the_diary_names_nobody(self) -> None:
        row = self.add(phones=(f" {PHONE} ", "8 721 200 00 01"), email=EMAIL.upper())
        assert (row.name, row.phone_list, row.email) == (
            NAME,
            (PHONE, "8 721 200 00 01"),
            EMAIL,
        )
        assert (row.consent_basis, row.consent_on, row.consent_by) == ("spoken", TODAY, BOLAT.key)
        event = Event.objects.get(name="contact_person_added")
        assert (event.subject_kind, event.subject_key) == ("company", self.firm.key)
        assert event.facts == {"contact_person": str(row.key)}

    def test_without_consent_only_the_position_is_kept(self) -> None:
        with self.assertRaises(Invalid) as wrong:
            self.add(consent=Consent())
        assert [p.code for p in wrong.exception.problems] == ["consent_missing"]
        bare = PersonDraft("Директор")
        row = add_person(self.firm.key, bare, by=BOLAT.actor, now=NOW)
        assert not row.is_main
        assert not index.Entry.objects.filter(kind="contact_person").exists()

    def test_the_database_keeps_it_too(self) -> None:
        row = self.add()
        for change in (
            {"consent_basis": ""},
            {"consent_on": None},
            {"erased_on": TODAY},
            {"erased_on": TODAY, "erased_because": "left"},
            {"language": "de"},
        ):
            with self.assertRaises(IntegrityError), transaction.atomic():
                ContactPerson.objects.filter(pk=row.pk).update(**change)

    def test_the_first_who_may_be_called_is_the_main_one_until_another_is_made_so(self) -> None:
        first, second = self.add(), self.add(name="Вторая")
        assert (first.is_main, second.is_main) == (True, False)
        make_main(second.key, by=BOLAT.actor, now=LATER)
        assert Company.objects.get(pk=self.firm.pk).main_contact == second
        assert not ContactPerson.objects.get(pk=first.pk).is_main
        with self.assertRaises(Refused):
            make_main(second.key, by=BOLAT.actor, now=LATER)

    def test_the_same_person_is_not_kept_twice(self) -> None:
        self.add()
        with self.assertRaises(Invalid) as wrong:
            self.add(name=f" {NAME.upper()} ", position="Президент")
        found = [(p.place, p.code) for p in wrong.exception.problems]
        assert found == [("name", "contact_person_there_already")]
        add_person(self.firm.key, PersonDraft("Инженер"), by=BOLAT.actor, now=NOW)
        with self.assertRaises(Invalid):
            add_person(self.firm.key, PersonDraft("инженер"), by=BOLAT.actor, now=NOW)
        assert ContactPerson.objects.count() == 2

    def test_who_agrees_later_becomes_the_first_to_be_called(self) -> None:
        row = add_person(self.firm.key, PersonDraft("Директор"), by=BOLAT.actor, now=NOW)
        self.change(row, somebody())
        assert Company.objects.get(pk=self.firm.pk).main_contact == row
        assert self.found("Вымышлев") == [str(row.key)]

    def test_an_edit_says_only_which_fields_changed(self) -> None:
        row = self.add()
        self.change(row, somebody(name="Другое Имя", position="Президент"))
        event = Event.objects.get(name="contact_person_changed")
        assert event.facts["changes"] == [
            ["person_position", "•", "•"],
            ["person_name", "•", "•"],
        ]
        for language in LANGUAGES:
            told = history.of("company", self.firm.key, language=language)[0]
            assert [change.label for change in told.changes]
            assert "Другое" not in str(told)
        assert self.found("Другое") == [str(row.key)]
        assert self.found("Вымышлев") == []

    def test_an_edit_that_changes_nothing_leaves_no_trace(self) -> None:
        row = self.add()
        assert self.change(row, somebody()).version == 1
        assert not Event.objects.filter(name="contact_person_changed").exists()

    def test_a_consent_is_not_taken_away_by_an_edit(self) -> None:
        row = self.add()
        with self.assertRaises(Invalid) as wrong:
            self.change(row, PersonDraft("Директор"))
        assert [p.code for p in wrong.exception.problems] == ["consent_is_withdrawn_apart"]

    def test_two_who_edit_lose_nothing(self) -> None:
        row = self.add()
        was = persons.draft_of(row, codes=())
        self.change(row, somebody(position="Президент"), was=was, version=1, by=DANA.actor)
        self.change(row, somebody(messenger="@somebody"), was=was, version=1)
        row.refresh_from_db()
        assert (row.position, row.messenger, row.version) == ("Президент", "@somebody", 3)
        with self.assertRaises(PersonConflict) as conflict:
            self.change(row, somebody(position="Глава"), was=was, version=1)
        assert conflict.exception.fields == ("position",)
        assert conflict.exception.theirs.position == "Президент"
        assert conflict.exception.merged.messenger == "@somebody"
        assert conflict.exception.version == 3
        row.refresh_from_db()
        assert row.position == "Президент"

    def test_a_paper_of_the_companys_projects_shows_the_consent(self) -> None:
        draft = DocumentDraft(DocumentKind.CONSENT, "Согласие")
        code = self.plant.subject.code
        upload = Upload("a.txt", [b"yes"])
        paper = add_document("project", code, draft, upload, by=BOLAT.actor, now=NOW)
        agreed = dataclasses.replace(AGREED, document=paper.number)
        row = self.add(consent=agreed)
        assert row.consent_document == paper
        with self.assertRaises(Invalid) as wrong:
            add_person(self.other.key, somebody(consent=agreed), by=BOLAT.actor, now=NOW)
        assert [p.code for p in wrong.exception.problems] == ["consent_document_unknown"]
        # Who may not open the paper keeps it where it stands.
        team = add_to_team(
            self.annex.pk, FARIDA.key, TeamRole.SECTOR_DEPARTMENT, by=PROGRAM, now=NOW
        )
        assert team.person_id == FARIDA.key
        changed = somebody(consent=agreed, position="Глава")
        self.change(row, changed, by=FARIDA.actor)
        row.refresh_from_db()
        assert (row.position, row.consent_document) == ("Глава", paper)


class TestErasing(PersonsTestCase):
    def tables_that_hold_something(self) -> set[str]:
        """Of the whole database: tables in which a part of what was kept stands."""
        needles = ("Вымышлев", "Нұрлан", "111 22 33", "7001112233", "nurlan", "vimiwlev")
        found = set()
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT * FROM "{table}"')
                said = str(cursor.fetchall())
                if any(needle in said for needle in needles):
                    found.add(table)
        return found

    def test_everything_personal_goes_in_one_act_and_stays_nowhere(self) -> None:
        row = self.add(messenger="@nurlan_v")
        assert self.found("Вымышлев") == [str(row.key)]
        erase_person(row.key, because=ErasedBecause.WITHDRAWN, on=TODAY, by=BOLAT.actor, now=LATER)
        row.refresh_from_db()
        assert (row.name, row.phones, row.email, row.messenger) == ("", "", "", "")
        assert (row.erased_on, row.erased_because, row.erased_by) == (
            TODAY,
            "withdrawn",
            BOLAT.key,
        )
        assert (row.is_main, row.position) == (False, "Директор")
        event = Event.objects.get(name="contact_person_erased")
        assert event.facts["changes"] == [
            ["person_data", "•", ""],
            ["erased_because", "", "withdrawn"],
        ]
        told = history.of("company", self.firm.key, language="ru")[0]
        assert told.changes[1].new == "согласие отозвано"
        assert not index.Entry.objects.filter(kind="contact_person").exists()
        assert not index.Word.objects.filter(kind="contact_person").exists()
        assert not index.Number.objects.filter(kind="contact_person").exists()

    def test_no_table_holds_a_word_of_an_erased_person(self) -> None:
        row = self.add()
        self.change(row, somebody(position="Президент"))
        held = self.tables_that_hold_something()
        assert held == {
            "companies_contactperson",
            "search_entry",
            "search_number",
            "search_word",
        }
        erase_person(row.key, because=ErasedBecause.LEFT, on=TODAY, by=DANA.actor, now=LATER)
        assert self.tables_that_hold_something() == set()

    def test_an_erased_person_is_changed_no_more(self) -> None:
        row = self.add()
        first: dict[str, Any] = {"because": ErasedBecause.LEFT, "on": TODAY}
        first |= {"by": BOLAT.actor, "now": LATER}
        erase_person(row.key, **first)
        acts: list[Callable[[], object]] = [
            lambda: erase_person(row.key, **first),
            lambda: make_main(row.key, by=BOLAT.actor, now=LATER),
            lambda: self.change(row, somebody()),
        ]
        for act in acts:
            with self.assertRaises(Refused) as refused:
                act()
            assert refused.exception.refusal.code == "contact_person_erased"

    def test_the_day_lies_between_consent_and_today(self) -> None:
        row = self.add()
        for on in (TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=1)):
            with self.assertRaises(Invalid):
                erase_person(row.key, because=ErasedBecause.LEFT, on=on, by=BOLAT.actor, now=LATER)
        assert ContactPerson.objects.get(pk=row.pk).name == NAME


class TestWhoSees(PersonsTestCase):
    def seen(self, actor: Actor) -> set[str]:
        return {row.position for row in persons.visible_to(actor)}

    def test_those_who_see_the_company_or_the_project_in_confidence(self) -> None:
        self.add(name="Общий", position="Общий")
        self.add(
            name="Заводской", position="Заводской", projects=frozenset({self.plant.subject.code})
        )
        self.add(name="Цеховой", position="Цеховой", projects=frozenset({self.annex.subject.code}))
        everybody = {"Общий", "Заводской", "Цеховой"}
        for actor in (BOLAT.actor, DANA.actor, MADINA.actor, PROGRAM, investor(self.firm.key)):
            assert self.seen(actor) == everybody
        assert self.seen(ERLAN.actor) == {"Общий", "Цеховой"}  # the annex stands in his zone
        for actor in (PUBLIC, GANI.actor, FARIDA.actor, investor(self.other.key)):
            assert self.seen(actor) == set()

    def test_of_a_project_are_those_named_for_it_and_those_for_all(self) -> None:
        self.add(name="Общий", position="Общий")
        self.add(name="Цеховой", position="Цеховой", projects=frozenset({self.annex.subject.code}))
        plant = ForWhom(self.plant.pk, self.firm.key)
        annex = ForWhom(self.annex.pk, self.firm.key)
        of_plant = persons.of_project(plant, actor=BOLAT.actor)
        assert [p.position for p in of_plant] == ["Общий"]
        of_annex = persons.of_project(annex, actor=BOLAT.actor)
        assert [p.position for p in of_annex] == ["Общий", "Цеховой"]
        assert len(persons.of_company(self.firm.key, actor=BOLAT.actor)) == 2

    def test_a_project_that_changed_hands_shows_nobody_of_the_former_company(self) -> None:
        self.add(name="Цеховой", position="Цеховой", projects=frozenset({self.annex.subject.code}))
        type(self.annex).objects.filter(pk=self.annex.pk).update(company=self.other)
        assert self.seen(ERLAN.actor) == set()
        assert persons.of_project(ForWhom(self.annex.pk, self.other.key), actor=DANA.actor) == []

    def test_who_keeps_them(self) -> None:
        assert persons.why_not_keep(BOLAT.actor, self.firm.key) is None
        assert persons.why_not_keep(investor(self.firm.key), self.firm.key) is None
        for actor in (GANI.actor, MADINA.actor, ERLAN.actor, investor(self.other.key), PUBLIC):
            assert persons.why_not_keep(actor, self.firm.key) is not None
        add_to_team(self.annex.pk, ERLAN.key, TeamRole.SECTOR_DEPARTMENT, by=PROGRAM, now=NOW)
        assert persons.why_not_keep(ERLAN.actor, self.firm.key) is None
        assert persons.why_not_keep(ERLAN.actor, self.other.key) is not None
        for actor in (GANI.actor, MADINA.actor):
            with self.assertRaises(Refused):
                self.add(by=actor)

    def test_projects_hidden_from_who_edits_stay_as_they_are(self) -> None:
        both = frozenset({self.plant.subject.code, self.annex.subject.code})
        row = self.add(projects=both)
        add_to_team(self.annex.pk, ERLAN.key, TeamRole.SECTOR_DEPARTMENT, by=PROGRAM, now=NOW)
        annex = frozenset({self.annex.subject.code})
        was = somebody(projects=annex)
        self.change(row, somebody(projects=frozenset()), was=was, by=ERLAN.actor)
        left = set(row.projects.values_list("subject__code", flat=True))
        assert left == {self.plant.subject.code}


class TestSearch(PersonsTestCase):
    def test_a_name_a_telephone_or_an_e_mail_finds_them(self) -> None:
        row = self.add(phones=("8 (700) 111-22-33",))
        for text in (
            "Вымышлев",
            "Vymyshlev",
            "нурлан",
            "nurlan@firm.example",
            "+7 700 111 22 33",
            "87001112233",
            "7001112233",
            "+7 (700) 111-22",
        ):
            assert self.found(text) == [str(row.key)], text

    def test_only_for_who_may_see_them(self) -> None:
        row = self.add(projects=frozenset({self.annex.subject.code}))
        for actor, seen in (
            (BOLAT.actor, True),
            (ERLAN.actor, True),
            (investor(self.firm.key), True),
            (GANI.actor, False),
            (FARIDA.actor, False),
            (investor(self.other.key), False),
            (PUBLIC, False),
        ):
            for text in ("Вымышлев", PHONE, EMAIL):
                assert (self.found(text, actor) == [str(row.key)]) is seen, (actor, text)


class TestWhomToCall(PersonsTestCase):
    def chosen(self) -> dict[int, str]:
        asked = [ForWhom(p.pk, self.firm.key) for p in (self.plant, self.annex)]
        found = persons.main_of(asked, actor=BOLAT.actor)
        return {number: person.position for number, person in found.items()}

    def test_the_main_contact_or_who_is_named_for_the_project(self) -> None:
        add_person(self.firm.key, PersonDraft("Без согласия"), by=BOLAT.actor, now=NOW)
        assert self.chosen() == {}
        self.add(
            name="Заводской", position="Заводской", projects=frozenset({self.plant.subject.code})
        )
        assert self.chosen() == {self.plant.pk: "Заводской"}
        general = self.add(name="Общий", position="Общий")
        self.add(name="Цеховой", position="Цеховой", projects=frozenset({self.annex.subject.code}))
        assert self.chosen() == {self.plant.pk: "Заводской", self.annex.pk: "Цеховой"}
        make_main(general.key, by=BOLAT.actor, now=LATER)
        assert self.chosen() == {self.plant.pk: "Общий", self.annex.pk: "Общий"}

    def test_letters_go_to_who_agreed_and_has_an_e_mail(self) -> None:
        self.add(name="Общий", position="Общий")
        self.add(name="Без почты", position="Без почты", email="")
        self.add(name="Цеховой", position="Цеховой", projects=frozenset({self.annex.subject.code}))
        gone = self.add(name="Ушёл", position="Ушёл")
        erase_person(gone.key, because=ErasedBecause.LEFT, on=TODAY, by=BOLAT.actor, now=LATER)
        found = persons.readers(ForWhom(self.plant.pk, self.firm.key))
        assert [p.position for p in found] == ["Общий"]


class TestCompleteness(PersonsTestCase):
    def lacks(self) -> bool:
        facts = facts_of(self.plant)
        return any(n.code == "contact_person" for _, needs in needed_for(facts) for n in needs)

    def test_a_contact_is_counted_and_bars_no_move(self) -> None:
        assert self.lacks()
        codes = [need.code for need in missing(facts_of(self.plant), Stage.DESIGN_CAPACITY)]
        assert "contact_person" not in codes
        row = add_person(self.firm.key, PersonDraft("Директор"), by=BOLAT.actor, now=NOW)
        assert not self.lacks()
        erase_person(row.key, because=ErasedBecause.MISTAKE, on=TODAY, by=BOLAT.actor, now=LATER)
        assert self.lacks()
