import datetime as dt
import tempfile
import uuid
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet
from django.test import TestCase, override_settings

from jolserik.core.refusal import Refusal, Refused
from jolserik.core.words import Words
from jolserik.documents import actions, kinds, owners, queries, store
from jolserik.documents.actions import DocumentDraft
from jolserik.documents.models import Blob, Document, Kind, Version
from jolserik.documents.owners import Owner
from jolserik.documents.testing import pdf, picture
from jolserik.documents.values import DocumentKind, Media, Upload
from jolserik.events.models import Event
from jolserik.people.actor import PROGRAM, PUBLIC, Actor
from jolserik.people.models import Person
from jolserik.people.rules import Invalid
from jolserik.people.testing import AIGUL, BOLAT, DANA, GANI, MADINA, NOW, TODAY, settle_cast

LAND = DocumentDraft(DocumentKind.LAND_ACT, "Акт на землю", document_no="12", signed_on=TODAY)


class Things:
    """Things for these tests are persons: Bolat's team sees all of them, Aigul herself."""

    @staticmethod
    def visible(actor: Actor) -> "QuerySet[Person, str]":
        seen = Person.objects.values_list("search_text", flat=True)
        if actor.key in (BOLAT.key, AIGUL.key):
            return seen.filter(key=AIGUL.key)
        return seen.none()

    @staticmethod
    def confidential(actor: Actor) -> "QuerySet[Person, str]":
        seen = Person.objects.values_list("search_text", flat=True)
        return seen.filter(key=AIGUL.key) if actor.key == BOLAT.key else seen.none()

    @staticmethod
    def why_not_add(actor: Actor, key: str) -> Refusal | None:
        return None if actor.key == BOLAT.key else Refusal("document_of_nothing")


class DocumentsTestCase(TestCase):
    key: str

    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()
        cls.key = Person.objects.get(key=AIGUL.key).search_text

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        settings = override_settings(DATA=Path(folder.name), LARGEST_FILE=1 << 20)
        settings.enable()
        self.addCleanup(settings.disable)
        owners.register("thing", Owner(Things.visible, Things.confidential, Things.why_not_add))
        self.addCleanup(owners._owners.pop, "thing")

    def add(
        self, draft: DocumentDraft = LAND, *, data: bytes = b"", name: str = "акт.pdf"
    ) -> Document:
        upload = Upload(name, [data or pdf()])
        return actions.add_document("thing", self.key, draft, upload, by=BOLAT.actor, now=NOW)

    def problems(self, draft: DocumentDraft) -> list[tuple[str, str]]:
        with pytest.raises(Invalid) as caught:
            self.add(draft)
        return [(problem.place, problem.code) for problem in caught.value.problems]

    def events(self) -> list[str]:
        return list(Event.objects.order_by("id").values_list("name", flat=True))


class TestAdding(DocumentsTestCase):
    def test_a_document_has_its_file_and_leaves_one_event_without_its_title(self) -> None:
        document = self.add()
        version = document.versions.get()
        assert (version.no, version.file_name, version.by) == (1, "акт.pdf", BOLAT.key)
        assert store.read(version.blob_id) == pdf()
        assert version.blob.inline
        event = Event.objects.get()
        assert (event.name, event.subject_kind, event.subject_key) == (
            "document_added",
            "thing",
            self.key,
        )
        assert event.facts == {
            "document": str(document.number),
            "kind": "land_act",
            "sha256": version.blob_id,
        }

    def test_without_a_title_the_name_of_the_file_stands_there(self) -> None:
        assert self.add(DocumentDraft("letter"), name="письмо акиму.pdf").title == "письмо акиму"

    def test_the_same_bytes_are_kept_once(self) -> None:
        self.add()
        self.add(name="ещё раз.pdf")
        assert (Document.objects.count(), Version.objects.count()) == (2, 2)
        assert Blob.objects.count() == 1

    def test_a_photo_is_kept_drawn_anew_with_a_small_one(self) -> None:
        photo = DocumentDraft(DocumentKind.PHOTO, "Площадка")
        sent = picture(size=(900, 600))
        blob = self.add(photo, data=sent, name="IMG_1.JPG").versions.get().blob
        assert blob.media == Media.JPEG
        assert store.read(blob.sha256) != sent
        assert store.read(blob.thumbnail)
        assert blob.size == len(store.read(blob.sha256) or b"")

    def test_all_problems_come_together_and_nothing_is_kept(self) -> None:
        tomorrow = TODAY + dt.timedelta(days=1)
        assert self.problems(DocumentDraft("nothing", "x" * 301, signed_on=tomorrow)) == [
            ("kind", "document_kind_unknown"),
            ("title", "document_title_long"),
            ("signed_on", "document_signed_ahead"),
        ]
        assert self.problems(DocumentDraft(DocumentKind.PHOTO)) == [("title", "photo_needs_title")]
        assert not Blob.objects.exists()
        assert self.events() == []
        assert not store.folder().exists()

    def test_a_file_that_is_not_taken_is_refused_and_leaves_nothing(self) -> None:
        photo = DocumentDraft(DocumentKind.PHOTO, "Площадка")
        for draft, data, name, code in (
            (LAND, b"<html>", "акт.html", "file_kind_unknown"),
            (LAND, pdf(), "акт.docx", "file_is_not_its_name"),
            (LAND, pdf("x" * (1 << 20)) + b" " * (1 << 20), "акт.pdf", "file_too_large"),
            (photo, pdf(), "фото.pdf", "file_is_no_photo"),
            (photo, picture()[:300], "фото.jpg", "file_damaged"),
        ):
            with pytest.raises(Refused, match=code):
                self.add(draft, data=data, name=name)
        assert not Blob.objects.exists()
        assert not store.folder().exists()

    def test_who_may_not_add_is_refused_before_the_file_is_read(self) -> None:
        def never() -> bytes:
            raise AssertionError

        upload = Upload("акт.pdf", (never() for _ in range(1)))
        for by in (DANA.actor, GANI.actor, PUBLIC):
            with pytest.raises(Refused, match="document_of_nothing"):
                actions.add_document("thing", self.key, LAND, upload, by=by, now=NOW)
        with pytest.raises(Refused, match="document_of_nothing"):
            actions.add_document("nothing", self.key, LAND, upload, by=BOLAT.actor, now=NOW)

    def test_papers_with_an_identity_number_are_confidential_whatever_is_said(self) -> None:
        for kind in (DocumentKind.CONSENT, DocumentKind.POWER_OF_ATTORNEY):
            assert self.add(DocumentDraft(kind, "x")).confidential
        assert not self.add().confidential


class TestLater(DocumentsTestCase):
    def test_a_newer_version_stands_first_and_the_earlier_stays(self) -> None:
        document = self.add()
        upload = Upload("акт-2.pdf", [pdf("second")])
        actions.add_version(document, upload, note=" исправлен ", by=BOLAT.actor, now=NOW)
        shown = queries.of("thing", self.key, actor=BOLAT.actor)[0]
        assert [(v.no, v.note) for v in shown.versions.all()] == [(2, "исправлен"), (1, "")]
        assert self.events() == ["document_added", "document_version_added"]
        assert Event.objects.first().facts["no"] == 2  # type: ignore[union-attr]  # there is one

    def test_a_photo_gets_no_paper_as_a_newer_version(self) -> None:
        photo = self.add(
            DocumentDraft(DocumentKind.PHOTO, "Площадка"), data=picture(), name="a.jpg"
        )
        with pytest.raises(Refused, match="file_is_no_photo"):
            actions.add_version(photo, Upload("a.pdf", [pdf()]), by=BOLAT.actor, now=NOW)

    def test_a_correction_tells_what_changed_and_no_names(self) -> None:
        document = self.add()
        draft = DocumentDraft("lease", "Договор с Омаровым", signed_on=TODAY, confidential=True)
        row = actions.correct_document(document, draft, by=BOLAT.actor, now=NOW)
        assert (row.kind, row.title, row.document_no) == ("lease", "Договор с Омаровым", "")
        event = Event.objects.get(name="document_corrected")
        assert event.facts["fields"] == "kind, title, document_no, confidential"
        assert event.facts["changes"] == [
            ["document_kind", "land_act", "lease"],
            ["document_confidential", "", "true"],
        ]
        assert "Омаров" not in str(event.facts)

    def test_nothing_changed_is_no_event(self) -> None:
        actions.correct_document(self.add(), LAND, by=BOLAT.actor, now=NOW)
        assert self.events() == ["document_added"]

    def test_a_paper_does_not_become_a_photo(self) -> None:
        draft = DocumentDraft(DocumentKind.PHOTO, "Площадка")
        with pytest.raises(Refused, match="file_is_no_photo"):
            actions.correct_document(self.add(), draft, by=BOLAT.actor, now=NOW)

    def test_a_withdrawn_document_is_not_seen_nor_touched(self) -> None:
        document = self.add()
        with pytest.raises(Refused, match="reason_missing"):
            actions.withdraw_document(document, reason="  ", by=BOLAT.actor, now=NOW)
        actions.withdraw_document(document, reason="не тот", by=BOLAT.actor, now=NOW)
        assert queries.kinds_of("thing", self.key) == frozenset()
        assert queries.one(document.number, actor=BOLAT.actor) is None
        assert store.read(document.versions.get().blob_id)
        upload = Upload("акт.pdf", [pdf()])
        with pytest.raises(Refused, match="document_withdrawn"):
            actions.add_version(document, upload, by=BOLAT.actor, now=NOW)
        with pytest.raises(Refused, match="document_withdrawn"):
            actions.correct_document(document, LAND, by=BOLAT.actor, now=NOW)
        with pytest.raises(Refused, match="document_withdrawn"):
            actions.withdraw_document(document, reason="снова", by=BOLAT.actor, now=NOW)
        assert self.events() == ["document_added", "document_withdrawn"]

    def test_the_database_too_wants_a_reason_and_a_title(self) -> None:
        document = self.add()
        for change in ({"withdrawn_at": NOW}, {"title": ""}, {"withdrawn_why": "x"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Document.objects.filter(pk=document.pk).update(**change)

    def test_files_are_only_added(self) -> None:
        self.add()
        for rows, change in ((Version.objects.all(), {"no": 2}), (Blob.objects.all(), {"size": 2})):
            with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
                rows.update(**change)


class TestSeeing(DocumentsTestCase):
    def test_open_documents_follow_the_thing_and_confidential_ones_its_team(self) -> None:
        opened = self.add()
        secret = self.add(DocumentDraft("letter", "x", confidential=True))
        for actor, seen in (
            (BOLAT.actor, {opened, secret}),
            (AIGUL.actor, {opened}),
            (DANA.actor, set()),
            (GANI.actor, set()),
            (PUBLIC, set()),
            (PROGRAM, {opened, secret}),
        ):
            assert set(queries.visible_to(actor)) == seen
        assert queries.one(secret.number, actor=AIGUL.actor) is None
        assert queries.one(uuid.uuid4(), actor=BOLAT.actor) is None

    def test_documents_of_a_room_that_nobody_speaks_for_are_seen_by_nobody(self) -> None:
        document = self.add()
        Document.objects.filter(pk=document.pk).update(about_kind="other")
        assert not queries.visible_to(BOLAT.actor).exists()


class TestKinds(DocumentsTestCase):
    WORDS = Words("банковская гарантия", "банк кепілдігі", "bank guarantee")

    def test_an_added_kind_is_on_the_list_before_the_last_and_may_be_chosen(self) -> None:
        actions.change_kind("guarantee", self.WORDS, by=DANA.actor, now=NOW)
        codes = list(kinds.listed())
        assert codes[-2:] == ["guarantee", "other"]
        assert self.add(DocumentDraft("guarantee", "x")).kind == "guarantee"
        assert queries.kind_words(frozenset({"guarantee", "lease"}))["guarantee"] == self.WORDS
        event = Event.objects.get(name="document_kind_changed")
        assert ["name_kk", "", "банк кепілдігі"] in event.facts["changes"]

    def test_a_retired_kind_is_not_chosen_and_its_documents_keep_it(self) -> None:
        document = self.add()
        actions.change_kind("land_act", active=False, by=DANA.actor, now=NOW)
        assert self.problems(LAND) == [("kind", "document_kind_retired")]
        draft = DocumentDraft("land_act", "Другое название")
        assert actions.correct_document(document, draft, by=BOLAT.actor, now=NOW).title
        assert queries.kinds_of("thing", self.key) == {"land_act"}

    def test_words_of_our_kinds_stay_and_those_that_are_needed_too(self) -> None:
        changed = actions.change_kind(
            "letter", self.WORDS, confidential=True, by=DANA.actor, now=NOW
        )
        assert changed.words.en == "letter"
        assert Kind.objects.get().ru == ""
        assert self.add(DocumentDraft("letter", "x")).confidential
        with pytest.raises(Invalid, match="document_kind_needed"):
            actions.change_kind("photo", active=False, by=DANA.actor, now=NOW)

    def test_all_problems_of_a_kind_come_together(self) -> None:
        with pytest.raises(Invalid) as caught:
            actions.change_kind("Гарантия", Words("г", "", " "), by=DANA.actor, now=NOW)
        assert [p.place for p in caught.value.problems] == ["code", "name_kk", "name_en"]
        assert not Kind.objects.exists()

    def test_a_consent_is_never_opened_to_everybody(self) -> None:
        kind = actions.change_kind("consent", confidential=False, by=MADINA.actor, now=NOW)
        assert kind.confidential
        assert self.events() == []

    def test_a_specialist_does_not_change_the_list(self) -> None:
        with pytest.raises(Refused, match="no_right"):
            actions.change_kind("guarantee", self.WORDS, by=BOLAT.actor, now=NOW)
