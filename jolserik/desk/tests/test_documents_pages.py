import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings

from jolserik.cli import archive
from jolserik.desk.documents_views import panel
from jolserik.documents import actions, queries, store
from jolserik.documents.actions import DocumentDraft
from jolserik.documents.models import Blob, Document
from jolserik.documents.tests.test_content import picture
from jolserik.documents.values import DocumentKind, Upload
from jolserik.events.models import Event
from jolserik.events.testing import CommittingTestCase
from jolserik.people.actor import PUBLIC
from jolserik.people.testing import BOLAT, DANA, ERLAN, FARIDA, GANI, MADINA, NOW
from jolserik.projects.facts import facts_of
from jolserik.projects.models import Project
from jolserik.projects.testing import ZONE, project, settle_register

PDF = b"%PDF-1.7\nan act"


class DocumentPagesTestCase(TestCase):
    row: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project(zone=ZONE)

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        settings = override_settings(DATA=Path(folder.name), LARGEST_FILE=1 << 20)
        settings.enable()
        self.addCleanup(settings.disable)
        self.address = f"/desk/documents/about/project/{self.row.code}/"

    def add(
        self, *, confidential: bool = False, data: bytes = PDF, name: str = "акт.pdf"
    ) -> Document:
        draft = DocumentDraft(DocumentKind.LAND_ACT, "Акт на землю", confidential=confidential)
        upload = Upload(name, [data])
        return actions.add_document(
            "project", self.row.code, draft, upload, by=BOLAT.actor, now=NOW
        )

    def post(self, member: Any, data: bytes = PDF, name: str = "акт.pdf") -> Any:
        file = SimpleUploadedFile(name, data)
        return member.client().post(self.address, {"kind": "land_act", "file": file})


class TestAdding(DocumentPagesTestCase):
    def test_a_specialist_adds_a_document_and_the_gate_knows_it(self) -> None:
        assert self.post(BOLAT).status_code == 302
        assert facts_of(self.row).documents == {"land_act"}
        document = Document.objects.get()
        assert document.title == "акт.pdf"
        event = Event.objects.get(name="document_added")
        assert (event.subject_kind, event.subject_key) == ("project", self.row.code)
        assert store.read(event.facts["sha256"]) == PDF

    def test_nobody_else_adds_one(self) -> None:
        for member in (GANI, FARIDA, ERLAN, MADINA):
            assert self.post(member).status_code in (403, 409), member.name
        assert not Document.objects.exists()
        assert self.client.post(self.address).status_code in (302, 403)

    def test_what_is_not_taken_in_is_said_beside_the_file(self) -> None:
        answer = self.post(BOLAT, b"<html>", "a.html")
        assert answer.status_code == 422
        assert "не принимаются" in answer.content.decode()
        large = self.post(BOLAT, b"%PDF-" + b"x" * (1 << 20), "a.pdf")
        assert "больше 1 МБ" in large.content.decode()
        assert not Document.objects.exists()
        assert not list(store.folder().rglob("*")) or not Blob.objects.exists()

    def test_the_same_bytes_are_kept_once(self) -> None:
        self.add()
        self.add(name="ещё раз.pdf")
        assert Document.objects.count() == 2
        assert Blob.objects.count() == 1

    def test_a_newer_version_stands_first_and_the_earlier_stays(self) -> None:
        document = self.add()
        upload = Upload("акт-2.pdf", [PDF + b"2"])
        actions.add_version(document, upload, by=BOLAT.actor, now=NOW)
        shown = queries.one(document.number, actor=DANA.actor)
        assert shown and [v.no for v in shown.versions.all()] == [2, 1]

    def test_a_withdrawn_document_is_gone_for_gates_and_eyes(self) -> None:
        document = self.add()
        address = f"/desk/documents/{document.number}/withdraw/"
        assert BOLAT.client().post(address, {"reason": ""}).status_code == 422
        assert BOLAT.client().post(address, {"reason": "не тот"}).status_code == 302
        assert facts_of(self.row).documents == frozenset()
        assert BOLAT.client().get(f"/desk/documents/{document.number}/").status_code == 404


class TestSeeing(DocumentPagesTestCase):
    def test_who_sees_the_project_sees_its_open_documents_and_not_the_others(self) -> None:
        document, secret = self.add(), self.add(confidential=True, data=PDF + b"3")
        for member in (BOLAT, DANA, MADINA):
            assert member.client().get(f"/desk/documents/{secret.number}/").status_code == 200
        assert ERLAN.client().get(f"/desk/documents/{document.number}/").status_code == 200
        assert ERLAN.client().get(f"/desk/documents/{secret.number}/").status_code == 404
        for member in (GANI, FARIDA):
            for one in (document, secret):
                for rest in ("", "file/1/", "version/", "withdraw/"):
                    address = f"/desk/documents/{one.number}/{rest}"
                    assert member.client().get(address).status_code in (403, 404)
        assert not queries.visible_to(PUBLIC).exists()

    def test_a_file_is_a_download_that_runs_nothing(self) -> None:
        document = self.add(confidential=True)
        answer = BOLAT.client().get(f"/desk/documents/{document.number}/file/1/")
        assert answer.content == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
        assert Event.objects.filter(name="document_opened").count() == 1

    def test_the_panel_costs_the_same_for_3_and_30(self) -> None:
        def cost(number: int) -> int:
            for n in range(number):
                self.add(data=PDF + str(n).encode())
            with self.assertNumQueries(5):
                shown = panel("project", self.row.code, actor=BOLAT.actor)
                len(shown["documents"])
            return len(shown["documents"])

        assert cost(3) == 3
        assert cost(27) == 30

    def test_a_photo_is_shown_small_and_large(self) -> None:
        draft = DocumentDraft(DocumentKind.PHOTO, "Площадка")
        upload = Upload("площадка.jpg", [picture(size=(900, 600))])
        photo = actions.add_document(
            "project", self.row.code, draft, upload, by=BOLAT.actor, now=NOW
        )
        client = BOLAT.client()
        large = client.get(f"/desk/documents/{photo.number}/file/1/")
        small = client.get(f"/desk/documents/{photo.number}/file/1/?small")
        assert large.headers["Content-Type"] == "image/jpeg"
        assert len(small.content) < len(large.content)


class TestBackup(CommittingTestCase):
    def test_files_are_in_the_backup_and_a_missing_one_stops_it(self) -> None:
        with tempfile.TemporaryDirectory() as name, override_settings(DATA=Path(name)):
            blob = keep_pdf()
            file = Path(name) / "backup.zip"
            archive.write(file, now=NOW)
            with zipfile.ZipFile(file) as made:
                assert made.read(f"files/{blob}") == PDF
            store.path_of(blob).unlink()
            with self.assertRaises(archive.BadArchive):
                archive.write(file.with_name("second.zip"), now=NOW)
            assert not file.with_name("second.zip").exists()


def keep_pdf() -> str:
    sha256 = store.keep(PDF)
    Blob.objects.create(sha256=sha256, size=len(PDF), media="application/pdf")
    return sha256
