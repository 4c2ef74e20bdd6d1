import datetime as dt
import tempfile
import uuid
from dataclasses import replace
from pathlib import Path

from django.test import TestCase, override_settings

from jolserik.contacts import queries
from jolserik.contacts.actions import correct_contact, record_contact
from jolserik.contacts.models import Contact, Photo
from jolserik.contacts.rules import ContactDraft
from jolserik.contacts.values import ContactKind, FirstContact
from jolserik.core.refusal import Refused
from jolserik.core.working_days import Calendar
from jolserik.documents.testing import picture
from jolserik.documents.values import Upload
from jolserik.events.models import Event
from jolserik.people.actor import Actor, HeldPost, Role
from jolserik.people.testing import AIGUL, BODY, BOLAT, DANA, ERLAN, GANI, NOW, Member
from jolserik.projects.models import Assignment, Project
from jolserik.projects.testing import project, settle_register

CALL = ContactDraft(ContactKind.CALL, NOW, notes="Ждёт технические условия")


def at(days: int) -> ContactDraft:
    return replace(CALL, happened_at=NOW + dt.timedelta(days=days))


class TestContacts(TestCase):
    row: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project()

    def test_a_contact_is_a_row_and_one_event(self) -> None:
        before = Event.objects.count()
        contact = record_contact(self.row.pk, CALL, by=BOLAT.actor, now=NOW)
        event = Event.objects.order_by("id").last()
        assert event is not None
        assert Event.objects.count() == before + 1
        assert (event.name, event.subject_key) == ("contact_recorded", self.row.code)
        assert event.facts["kind"] == "call"
        assert (contact.stage, contact.by) == ("enquiry", BOLAT.key)
        self.row.refresh_from_db()
        assert self.row.contacted_on == dt.date(2026, 3, 2)
        assert self.row.touched_at == NOW

    def test_sent_twice_is_kept_once(self) -> None:
        number = uuid.uuid4()
        first = record_contact(self.row.pk, CALL, number=number, by=BOLAT.actor, now=NOW)
        again = record_contact(self.row.pk, CALL, number=number, by=BOLAT.actor, now=NOW)
        assert first.pk == again.pk
        assert Event.objects.filter(name="contact_recorded").count() == 1

    def test_a_number_of_another_project_is_refused(self) -> None:
        other = project("Другой")
        number = uuid.uuid4()
        record_contact(other.pk, CALL, number=number, by=BOLAT.actor, now=NOW)
        with self.assertRaises(Refused) as raised:
            record_contact(self.row.pk, CALL, number=number, by=BOLAT.actor, now=NOW)
        assert raised.exception.refusal.code == "contact_of_another_project"

    def test_who_is_not_on_the_team_records_nothing_even_with_a_known_number(self) -> None:
        number = uuid.uuid4()
        record_contact(self.row.pk, CALL, number=number, by=BOLAT.actor, now=NOW)
        for stranger in (GANI, AIGUL):
            with self.assertRaises(Refused):
                record_contact(self.row.pk, CALL, number=number, by=stranger.actor, now=NOW)
        assert Contact.objects.count() == 1

    def test_a_correction_is_a_further_row(self) -> None:
        wrong = record_contact(self.row.pk, CALL, by=BOLAT.actor, now=NOW)
        fixed = ContactDraft(ContactKind.MEETING, NOW, notes="Встреча, а не звонок")
        made = correct_contact(wrong.pk, fixed, by=BOLAT.actor, now=NOW)
        assert [c.kind for c in queries.of(self.row, actor=DANA.actor)] == ["meeting"]
        assert queries.newest(wrong) == made
        assert Contact.objects.get(pk=wrong.pk).notes == CALL.notes
        event = Event.objects.get(name="contact_corrected")
        assert event.facts["changes"] == [["contact", "call", "meeting"]]
        self.refused(wrong, fixed, BOLAT, "contact_corrected_already")

    def refused(self, row: Contact, draft: ContactDraft, by: Member, code: str) -> None:
        with self.assertRaises(Refused) as raised:
            correct_contact(row.pk, draft, by=by.actor, now=NOW)
        assert raised.exception.refusal.code == code

    def test_a_correction_without_a_change_writes_nothing(self) -> None:
        wrong = record_contact(self.row.pk, CALL, by=BOLAT.actor, now=NOW)
        before = Event.objects.count()
        assert correct_contact(wrong.pk, CALL, by=BOLAT.actor, now=NOW) == wrong
        assert (Contact.objects.count(), Event.objects.count()) == (1, before)

    def test_who_recorded_it_corrects_it_and_a_head_at_any_time(self) -> None:
        Assignment.objects.create(
            project=self.row, person_id=ERLAN.key, role="deputy", from_on=NOW.date(), at=NOW
        )
        wrong = record_contact(self.row.pk, CALL, by=BOLAT.actor, now=NOW)
        draft = replace(CALL, notes="иначе")
        for stranger in (GANI, AIGUL):
            self.refused(wrong, draft, stranger, "no_right_for_project")
        colleague = Actor(ERLAN.key, (HeldPost(Role.SPECIALIST, "", BODY),))
        with self.assertRaises(Refused) as raised:
            correct_contact(wrong.pk, draft, by=colleague, now=NOW)
        assert raised.exception.refusal.code == "contact_recorded_by_another"
        later = NOW + dt.timedelta(days=40)
        with self.assertRaises(Refused) as raised:
            correct_contact(wrong.pk, draft, by=BOLAT.actor, now=later)
        assert raised.exception.refusal.code == "contact_too_late_to_correct"
        assert correct_contact(wrong.pk, draft, by=DANA.actor, now=later).notes == "иначе"

    def test_a_corrected_day_moves_the_last_contact_openly_and_touches_nothing(self) -> None:
        record_contact(self.row.pk, at(-9), by=BOLAT.actor, now=NOW)
        wrong = record_contact(self.row.pk, at(-1), by=BOLAT.actor, now=NOW)
        self.row.refresh_from_db()
        touched = self.row.touched_at
        correct_contact(wrong.pk, at(-20), by=BOLAT.actor, now=NOW + dt.timedelta(days=1))
        self.row.refresh_from_db()
        day = NOW.date() - dt.timedelta(days=9)
        assert (self.row.contacted_on, self.row.touched_at) == (day, touched)
        event = Event.objects.get(name="contact_corrected")
        assert ["contacted_on", "2026-03-01", day.isoformat()] in event.facts["changes"]

    def test_a_correction_keeps_the_photos(self) -> None:
        with tempfile.TemporaryDirectory() as name, override_settings(DATA=Path(name)):
            photos = [Upload("площадка.jpg", [picture()])]
            wrong = record_contact(self.row.pk, CALL, photos=photos, by=BOLAT.actor, now=NOW)
            draft = replace(CALL, notes="иначе")
            made = correct_contact(wrong.pk, draft, by=BOLAT.actor, now=NOW)
        assert made.photos.count() == wrong.photos.count() == 1

    def test_photos_are_kept_by_the_documents(self) -> None:
        with tempfile.TemporaryDirectory() as name, override_settings(DATA=Path(name)):
            photos = [Upload("площадка.jpg", [picture()])]
            contact = record_contact(self.row.pk, CALL, photos=photos, by=BOLAT.actor, now=NOW)
        assert Photo.objects.get(contact=contact).blob.media == "image/jpeg"

    def test_the_clock_runs_until_the_first_contact(self) -> None:
        def clock(day: int) -> FirstContact | None:
            today = dt.date(2026, 3, day)
            found = queries.clocks([self.row], today=today, calendar=Calendar())
            return found[self.row.pk].state if found else None

        assert clock(4) is FirstContact.WAITING
        assert clock(5) is FirstContact.OVERDUE
        record_contact(self.row.pk, CALL, by=BOLAT.actor, now=NOW)
        self.row.refresh_from_db()
        assert clock(5) is None
