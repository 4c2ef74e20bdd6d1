import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.test import TestCase

from jolserik.contacts import queries, rules
from jolserik.contacts.actions import record_contact
from jolserik.contacts.models import Contact
from jolserik.contacts.rules import ContactDraft
from jolserik.contacts.values import ContactKind, FirstContact
from jolserik.core.refusal import Refused
from jolserik.core.working_days import Calendar
from jolserik.events.models import Event
from jolserik.people.rules import Invalid
from jolserik.people.testing import AIGUL, BOLAT, DANA, ERLAN, FARIDA, GANI, NOW, TODAY
from jolserik.projects.models import Project
from jolserik.projects.testing import project, settle_register

FRIDAY = dt.date(2026, 2, 27)


@pytest.mark.parametrize(
    ("contacted", "today", "state"),
    [
        (None, dt.date(2026, 3, 3), FirstContact.WAITING),
        (None, dt.date(2026, 3, 4), FirstContact.OVERDUE),
        (dt.date(2026, 3, 4), dt.date(2026, 3, 9), FirstContact.DONE),
    ],
)
def test_a_new_project_is_contacted_within_two_working_days(
    contacted: dt.date | None, today: dt.date, state: FirstContact
) -> None:
    clock = rules.first_contact(
        assigned_on=FRIDAY, contacted_on=contacted, today=today, calendar=Calendar()
    )
    assert (clock.state, clock.due_on) == (state, dt.date(2026, 3, 3))


@pytest.mark.parametrize(
    ("draft", "places"),
    [
        ({"happened_at": NOW + dt.timedelta(hours=1)}, {"happened_at"}),
        ({"happened_at": NOW - dt.timedelta(days=400)}, {"happened_at"}),
        ({"kind": ContactKind.SITE_VISIT}, {"notes"}),
        ({"notes": "x" * 8001, "place": "y" * 201}, {"notes", "place"}),
        ({"latitude": Decimal(50)}, {"place"}),
        ({"latitude": Decimal(91), "longitude": Decimal(73)}, {"place"}),
        ({}, set()),
    ],
)
def test_what_is_wrong_with_a_contact(draft: dict[str, object], places: set[str]) -> None:
    known: dict[str, object] = {"kind": ContactKind.CALL, "happened_at": NOW}
    found = rules.contact_problems(ContactDraft(**(known | draft)), now=NOW)  # type: ignore[arg-type]  # a table of cases
    assert {problem.place for problem in found} == places


class TestRecording(TestCase):
    row: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project()

    def record(self, member: object = BOLAT, number: uuid.UUID | None = None) -> Contact:
        draft = ContactDraft(kind=ContactKind.CALL, happened_at=NOW, notes="Договорились")
        actor = getattr(member, "actor", BOLAT.actor)
        return record_contact(self.row.pk, draft, by=actor, now=NOW, number=number)

    def test_it_stops_the_clock_and_leaves_one_event(self) -> None:
        before = Event.objects.count()
        self.record()
        self.row.refresh_from_db()
        assert self.row.contacted_on == TODAY
        assert Event.objects.count() == before + 1
        calendar = Calendar()
        assert queries.clocks([self.row], today=TODAY, calendar=calendar) == {}

    def test_the_same_contact_sent_twice_is_kept_once(self) -> None:
        number = uuid.uuid4()
        assert self.record(number=number) == self.record(number=number)
        assert Contact.objects.count() == 1

    def test_who_is_not_on_the_team_records_nothing(self) -> None:
        for member in (GANI, FARIDA, ERLAN, AIGUL):
            with pytest.raises(Refused):
                self.record(member)
        assert not Contact.objects.exists()

    def test_inner_matters_are_for_the_team_and_overseers(self) -> None:
        self.record()
        assert len(queries.of(self.row, actor=DANA.actor)) == 1
        for member in (ERLAN, FARIDA, GANI, AIGUL):
            assert queries.of(self.row, actor=member.actor) == []

    def test_a_wrong_contact_writes_nothing(self) -> None:
        draft = ContactDraft(kind=ContactKind.CALL, happened_at=NOW + dt.timedelta(days=1))
        with pytest.raises(Invalid):
            record_contact(self.row.pk, draft, by=BOLAT.actor, now=NOW)
        assert not Contact.objects.exists()
