"""The demo: filled once, filled again safely, never into a database that is somebody's."""

from unittest import mock

import pytest
from django.test import TestCase, override_settings
from django.utils import timezone

from jolserik.events.models import Event
from jolserik.ledger import posting, verify
from jolserik.ledger.models import Subject, SubjectPath
from jolserik.people.models import Person
from jolserik.people.testing import settle_cast
from jolserik.projects.models import Phase
from jolserik.site.start import reasons_not_to_serve
from jolserik.site.tests.regions import FICTIONAL, KARAGANDA, quick_passwords
from jolserik.workshop import cast, demo
from jolserik.workshop.folder import Folder, read
from jolserik.workshop.models import DemoMark, Loaded


class TestFilled(TestCase):
    told: str
    folders: tuple[Folder, ...]

    @classmethod
    def setUpTestData(cls) -> None:
        with quick_passwords:
            cls.told = demo.fill(now=timezone.now())
        cls.folders = (read(KARAGANDA), read(FICTIONAL))

    def test_every_row_of_both_folders_is_there(self) -> None:
        for folder in self.folders:
            for kind, lines in folder.tables.items():
                loaded = Loaded.objects.filter(region=folder.slug, kind=kind).count()
                assert loaded == len(lines), (folder.slug, kind)

    def test_it_tells_what_was_filled(self) -> None:
        statements = sum(len(folder.of("statement")) for folder in self.folders)
        assert self.told.startswith("Filled: ")
        assert f"{statements} × statement" in self.told

    def test_filling_again_adds_nothing(self) -> None:
        before = (posting.last(), Event.objects.count(), Person.objects.count())
        assert demo.fill(now=timezone.now()) == "The demo is already there."
        assert (posting.last(), Event.objects.count(), Person.objects.count()) == before

    def test_nothing_fictional_lies_in_anything_real(self) -> None:
        mixed = SubjectPath.objects.exclude(
            ancestor__fictional=True, descendant__fictional=True
        ).exclude(ancestor__fictional=False, descendant__fictional=False)
        assert not mixed.exists()
        names = Subject.objects.filter(fictional=True).values_list("code", flat=True)
        assert set(names) == {
            line["code"]
            for kind in ("place", "zone", "project", "live")
            for line in self.folders[1].of(kind)
        } | set(Phase.objects.values_list("subject__code", flat=True))

    def test_only_fictional_subjects_are_booked(self) -> None:
        booked = {row["subject"] for line in self.folders[1].of("booking") for row in line["rows"]}
        assert booked
        assert all(Subject.objects.get(code=code).fictional for code in booked)
        assert self.folders[0].of("booking") == []

    def test_the_ledger_is_found_in_order(self) -> None:
        assert verify.verify() == []

    @override_settings(DEMO=True)
    def test_one_click_sign_in_may_be_served_on_it(self) -> None:
        assert reasons_not_to_serve() == []


class TestNotFilled(TestCase):
    def test_a_database_with_people_of_its_own_is_refused(self) -> None:
        settle_cast()
        with pytest.raises(demo.NotADemo, match="JOLSERIK_DATA"):
            demo.fill(now=timezone.now())
        assert not Loaded.objects.exists()
        assert not DemoMark.objects.exists()

    def test_what_breaks_in_the_middle_leaves_nothing_behind(self) -> None:
        broken = mock.patch.object(cast, "settle", side_effect=KeyError("broken"))
        small = mock.patch.object(demo, "ORDER", ("fictional",))
        with broken, small, pytest.raises(KeyError):
            demo.fill(now=timezone.now())
        assert not Subject.objects.exists()
        assert not Loaded.objects.exists()
        assert posting.last() == 0

    @override_settings(DEMO=True)
    def test_one_click_sign_in_is_not_served_on_another_database(self) -> None:
        assert any("JOLSERIK_DEMO" in reason for reason in reasons_not_to_serve())
