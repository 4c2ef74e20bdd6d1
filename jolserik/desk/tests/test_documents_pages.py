import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings

from jolserik.desk.documents_panel import panel
from jolserik.desk.documents_views import documents_urls
from jolserik.documents import actions, queries, store
from jolserik.documents.actions import DocumentDraft
from jolserik.documents.models import Blob, Document, Kind
from jolserik.documents.testing import docx, pdf, picture
from jolserik.documents.values import DocumentKind, Upload
from jolserik.events.models import Event
from jolserik.people.access import access_of
from jolserik.people.rights import Right
from jolserik.people.testing import BOLAT, DANA, ERLAN, FARIDA, GANI, MADINA, NOW
from jolserik.projects import history
from jolserik.projects.facts import facts_of
from jolserik.projects.history import Shown
from jolserik.projects.models import Project
from jolserik.projects.testing import ZONE, project, settle_register

LIST = "/desk/documents/"
ADDED = {"kind": "land_act", "title": "Госакт 12"}
SCRIPT = b"9 0 obj << /S /JavaScript /JS (x) >> endobj"


def sent(data: bytes, name: str = "акт.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


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
        self.adding = f"{LIST}about/project/{self.row.code}/"
        self.project = f"/desk/project/{self.row.code.partition(':')[2]}/documents/"

    def add(
        self,
        *,
        data: bytes = b"",
        name: str = "акт.pdf",
        kind: DocumentKind = DocumentKind.LAND_ACT,
        title: str = "Госакт 12",
        confidential: bool = False,
    ) -> Document:
        draft = DocumentDraft(kind, title, confidential=confidential)
        upload = Upload(name, [data or pdf()])
        return actions.add_document(
            "project", self.row.code, draft, upload, by=BOLAT.actor, now=NOW
        )

    def post(self, data: bytes, name: str = "акт.pdf", **more: Any) -> Any:
        return BOLAT.client().post(self.adding, ADDED | {"file": sent(data, name)} | more)

    def events(self, name: str) -> int:
        return Event.objects.filter(name=name).count()


def content(answer: Any) -> bytes:
    """What a file's answer brings; read to its end, so that the file is closed."""
    return b"".join(answer.streaming_content)


def page(document: Document, rest: str = "") -> str:
    return f"{LIST}{document.number}/{rest}"


class TestTurnedAway(DocumentPagesTestCase):
    def test_gani_and_farida_reach_nothing(self) -> None:
        document = self.add()
        for member in (GANI, FARIDA):
            client = member.client()
            for rest in ("", "file/1/", "file/1/?open", "thumbnail/1/"):
                assert client.get(page(document, rest)).status_code in (403, 404)
            for rest in ("version/", "correct/", "withdraw/"):
                assert client.post(page(document, rest), {}).status_code in (403, 404)
            assert client.get(self.adding).status_code in (403, 409)
            assert client.post(self.adding, ADDED).status_code in (403, 409)
            assert client.get(f"{LIST}kinds/").status_code == 403
        assert GANI.client().get(LIST).status_code == 403
        assert document.title not in FARIDA.client().get(LIST).content.decode()
        assert self.events("document_opened") == 0

    def test_who_has_not_signed_in_is_sent_to_sign_in(self) -> None:
        response = self.client.get(page(self.add(), "file/1/"))
        assert (response.status_code, response.has_header("Location")) == (302, True)

    def test_every_address_declares_a_right(self) -> None:
        found = {access.right for url in documents_urls if (access := access_of(url.callback))}
        assert found == {Right.USE_DESK, Right.EDIT_REFERENCE}

    def test_who_only_sees_the_project_adds_and_changes_nothing(self) -> None:
        document = self.add()
        client = ERLAN.client()
        shown = client.get(page(document)).content.decode()
        assert document.title in shown
        assert "withdraw" not in shown
        assert client.get(self.adding).status_code in (403, 409)
        for rest, data in (("withdraw/", {"reason": "x"}), ("correct/", ADDED)):
            assert client.post(page(document, rest), data).status_code in (409, 422)
        document.refresh_from_db()
        assert (document.withdrawn_at, document.title) == (None, "Госакт 12")

    def test_a_document_about_nothing_is_not_found(self) -> None:
        assert BOLAT.client().get(f"{LIST}about/nothing/x/").status_code == 404
        assert BOLAT.client().get(f"{LIST}about/project/project:no/").status_code == 409


class TestAdding(DocumentPagesTestCase):
    def test_a_specialist_adds_a_document_and_the_gate_knows_it(self) -> None:
        assert BOLAT.client().get(self.adding).status_code == 200
        answer = self.post(pdf())
        assert answer.headers["Location"] == f"{self.project}#documents"
        assert facts_of(self.row).documents == {"land_act"}
        event = Event.objects.get(name="document_added")
        assert (event.subject_kind, event.subject_key) == ("project", self.row.code)
        assert store.read(str(event.facts["sha256"])) == pdf()

    def test_a_photo_is_taken_or_chosen_and_another_follows(self) -> None:
        typed = {"kind": "photo", "title": "Площадка"}
        client = BOLAT.client()
        form = client.get(f"{self.adding}?kind=photo").content.decode()
        assert 'capture="environment"' in form
        assert "heic" not in form.lower()
        camera = {"camera": sent(picture(), "image.jpg"), "again": "1"}
        answer = client.post(self.adding, typed | camera)
        assert answer.headers["Location"] == f"{self.adding}?kind=photo"
        chosen = {"file": sent(picture("PNG"), "plan.png")}
        assert client.post(self.adding, typed | chosen).status_code == 302
        assert client.post(self.adding, typed).status_code == 422
        assert Document.objects.filter(kind="photo").count() == 2

    def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(self) -> None:
        for data, name, more, said in (
            (b"<html>", "a.html", {}, "не принимаются"),
            (pdf(), "a.docx", {}, "кончается на .docx"),
            (docx(**{"word/vbaProject.bin": b"x"}), "a.docx", {}, "макросы"),
            (b"%PDF-" + b"x" * (1 << 20), "a.pdf", {}, "больше 1 МБ"),
            (b"", "a.pdf", {}, "Файл пуст"),
            (pdf(), "a.pdf", {"signed_on": "2999-01-01"}, "ещё не наступил"),
            (pdf(), "a.pdf", {"kind": "nothing"}, "nothing"),
        ):
            answer = self.post(data, name, **more)
            assert answer.status_code == 422, name
            assert said in answer.content.decode()
        assert not Document.objects.exists()
        assert not store.folder().exists()


class TestReading(DocumentPagesTestCase):
    def test_who_sees_the_project_sees_its_open_documents_and_not_the_others(self) -> None:
        document, secret = self.add(), self.add(confidential=True, data=pdf("second"))
        for member in (BOLAT, DANA, MADINA):
            assert member.client().get(page(secret)).status_code == 200
        assert ERLAN.client().get(page(document)).status_code == 200
        for rest in ("", "file/1/"):
            assert ERLAN.client().get(page(secret, rest)).status_code == 404

    def test_a_file_is_a_download_that_runs_and_fetches_nothing(self) -> None:
        answer = BOLAT.client().get(page(self.add(name="акт №5.pdf"), "file/1/"))
        assert content(answer) == pdf()
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8")
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"].startswith("private")
        assert answer.headers["Content-Length"] == str(len(pdf()))
        assert self.events("document_opened") == 0

    def test_only_what_does_not_act_is_opened_in_the_browser(self) -> None:
        for data, name, opens in (
            (pdf(), "a.pdf", True),
            (pdf(more=SCRIPT), "a.pdf", False),
            (docx(), "a.docx", False),
            (b"words", "a.txt", False),
        ):
            document = self.add(data=data, name=name)
            answer = BOLAT.client().get(page(document, "file/1/?open"))
            content(answer)
            assert answer.headers["Content-Disposition"].startswith("inline") is opens, name
            shown = BOLAT.client().get(page(document)).content.decode()
            assert ("?open" in shown) is opens

    def test_each_opening_of_a_confidential_document_is_written_down(self) -> None:
        secret = self.add(confidential=True)
        answer = DANA.client().get(page(secret, "file/1/"))
        content(answer)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert not answer.has_header("ETag")
        event = Event.objects.get(name="document_opened")
        assert (event.by, event.facts["no"]) == (DANA.key, 1)
        assert event.facts["document"] == str(secret.number)

    def test_an_open_file_is_not_sent_again_when_the_browser_has_it(self) -> None:
        document, client = self.add(), BOLAT.client()
        first = client.get(page(document, "file/1/"))
        content(first)
        again = client.get(page(document, "file/1/"), headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert ERLAN.client().get(page(document), headers={"if-none-match": "x"}).status_code == 200

    def test_a_file_that_is_lost_or_changed_is_never_sent(self) -> None:
        document = self.add()
        place = store.path_of(document.versions.get().blob_id)
        place.write_bytes(b"something else")
        answer = BOLAT.client().get(page(document, "file/1/"))
        assert answer.status_code == 409
        assert "из резервной копии" in answer.content.decode()
        assert BOLAT.client().get(page(document, "file/2/")).status_code == 404

    def test_a_photo_is_shown_small_and_large(self) -> None:
        photo = self.add(
            kind=DocumentKind.PHOTO, title="Площадка", data=picture(size=(900, 600)), name="a.jpg"
        )
        client = BOLAT.client()
        large = client.get(page(photo, "file/1/?open"))
        small = client.get(page(photo, "thumbnail/1/"))
        assert large.headers["Content-Type"] == small.headers["Content-Type"] == "image/jpeg"
        assert 0 < len(content(small)) < len(content(large))
        shown = client.get(page(photo)).content.decode()
        assert 'alt="Площадка"' in shown
        assert client.get(page(self.add(), "thumbnail/1/")).status_code == 404

    def test_a_confidential_photo_has_no_small_picture(self) -> None:
        photo = self.add(
            kind=DocumentKind.PHOTO, title="Я", data=picture(), name="a.jpg", confidential=True
        )
        client = BOLAT.client()
        assert client.get(page(photo, "thumbnail/1/")).status_code == 404
        assert "<img" not in client.get(page(photo)).content.decode()


class TestChanging(DocumentPagesTestCase):
    def test_a_newer_version_a_correction_and_a_withdrawal(self) -> None:
        document, client = self.add(), BOLAT.client()
        newer = {"file": sent(pdf("second"), "акт-2.pdf"), "note": "исправлен"}
        assert client.post(page(document, "version/"), newer).status_code == 302
        assert client.post(page(document, "version/"), {}).status_code == 422
        typed = ADDED | {"title": "Госакт", "confidential": "on"}
        assert client.post(page(document, "correct/"), typed).status_code == 302
        shown = client.get(page(document)).content.decode()
        assert all(text in shown for text in ("Госакт", "акт-2.pdf", "исправлен", BOLAT.name))
        assert client.post(page(document, "correct/"), {"kind": "no"}).status_code == 422
        assert client.post(page(document, "correct/"), {"kind": "photo"}).status_code == 422
        photo = {"kind": "photo", "title": "x"}
        assert client.post(page(document, "correct/"), photo).status_code == 409
        assert client.post(page(document, "withdraw/"), {"reason": ""}).status_code == 422
        answer = client.post(page(document, "withdraw/"), {"reason": "не тот"})
        assert answer.headers["Location"] == self.project
        assert client.get(page(document)).status_code == 404
        assert facts_of(self.row).documents == frozenset()

    def test_the_history_of_the_project_tells_what_was_done_in_words(self) -> None:
        document = self.add()
        typed = ADDED | {"kind": "lease", "title": "Договор с Омаровым", "confidential": "on"}
        assert BOLAT.client().post(page(document, "correct/"), typed).status_code == 302
        told = history.of("project", self.row.code, language="ru", limit=1)[0]
        assert told.said == "Исправлены данные документа"
        assert told.changes == (
            Shown("Вид документа", "акт на землю", "договор аренды"),
            Shown("Только для команды и руководителей", "", "да"),
        )

    def test_the_list_of_kinds_is_changed_by_a_head(self) -> None:
        client, kinds = DANA.client(), f"{LIST}kinds/"
        typed = {
            "code": "guarantee",
            "name_ru": "гарантия",
            "name_kk": "кепілдік",
            "name_en": "guarantee",
            "active": "on",
        }
        assert client.get(kinds).status_code == 200
        assert client.post(kinds, typed | {"name_kk": ""}).status_code == 422
        assert client.post(kinds, typed).status_code == 302
        assert client.post(kinds, typed).status_code == 422
        assert "Гарантия" in BOLAT.client().get(self.adding).content.decode()
        assert client.post(f"{kinds}guarantee/", typed | {"active": ""}).status_code == 302
        assert "Гарантия" not in BOLAT.client().get(self.adding).content.decode()
        assert client.post(f"{kinds}photo/", {}).status_code == 422
        assert client.get(f"{kinds}nothing/").status_code == 404
        assert Kind.objects.count() == 1


class TestLists(DocumentPagesTestCase):
    def fill(self, number: int) -> None:
        for n in range(number):
            self.add(data=pdf(str(n)), title=f"Акт {n}")

    def test_the_panel_costs_the_same_for_3_and_30(self) -> None:
        def cost(number: int) -> int:
            self.fill(number)
            with self.assertNumQueries(3):
                shown = panel("project", self.row.code, actor=BOLAT.actor, may_add=True)
            return len(shown["documents"])

        assert cost(3) == 3
        assert cost(27) == 30

    def test_the_list_costs_the_same_for_3_and_30(self) -> None:
        client = BOLAT.client()
        client.get(LIST)
        self.fill(3)
        with self.assertNumQueries(9):
            client.get(LIST)
        self.fill(27)
        with self.assertNumQueries(9):
            shown = client.get(LIST)
        assert "Найдено: 30" in shown.content.decode()

    def test_the_list_is_narrowed_by_kind(self) -> None:
        self.add()
        self.add(kind=DocumentKind.LETTER, title="Письмо")
        shown = BOLAT.client().get(LIST, {"kind": "letter"}).content.decode()
        assert "Письмо" in shown
        assert "Госакт 12" not in shown

    def test_the_page_of_a_project_shows_its_documents_and_photos(self) -> None:
        document, client = self.add(), BOLAT.client()
        upload = Upload("акт-2.pdf", [pdf("second")])
        actions.add_version(document, upload, by=BOLAT.actor, now=NOW)
        self.add(kind=DocumentKind.PHOTO, title="Площадка", data=picture(), name="a.jpg")
        shown = client.get(self.project).content.decode()
        for text in ("Госакт 12", "акт-2.pdf", "1 прежняя версия", "Площадка", self.adding):
            assert text in shown
        assert 'loading="lazy"' in shown
        theirs = ERLAN.client().get(self.project).content.decode()
        assert "Госакт 12" in theirs
        assert self.adding not in theirs
        assert not queries.visible_to(ERLAN.actor).filter(confidential=True).exists()

    def test_pages_show_in_three_languages(self) -> None:
        document, client = self.add(), DANA.client()
        for language in ("ru", "kk", "en"):
            client.cookies["jol_language"] = language
            for address in (LIST, page(document), f"{LIST}kinds/", f"{LIST}kinds/letter/"):
                assert client.get(address).status_code == 200
        assert Blob.objects.count() == 1
