"""The pages of a list: sending it, its columns, old against new, taking in, the rest."""

import io
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase, override_settings

from jolserik.desk.imports_views import imports_urls
from jolserik.imports import actions
from jolserik.imports.models import Row, Upload
from jolserik.imports.tests.make import KENTY, TITLES, compared, file_of, line, receive, row, settle
from jolserik.imports.tests.test_imports import DataFolder
from jolserik.people.access import access_of
from jolserik.people.rights import Right
from jolserik.people.testing import BOLAT, DANA, FARIDA, GANI, NOW
from jolserik.projects.models import Project
from jolserik.projects.testing import company, made_up_bin, project

LISTS = "/desk/imports/"


class ImportPagesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle()

    def setUp(self) -> None:
        self.enterContext(DataFolder())

    def send(self, client: Client, content: bytes, name: str = "list.xlsx", **rest: Any) -> Any:
        file = SimpleUploadedFile(name, content)
        data = {"file": file, "as_of": "2026-03-01", "lead": str(BOLAT.key), **rest}
        return client.post(f"{LISTS}new/", data)

    def page(self, upload: Upload, rest: str = "") -> str:
        return f"{LISTS}{upload.key}/{rest}"

    def text(self, response: Any) -> str:
        return str(response.content.decode())


class TestTurnedAway(ImportPagesTestCase):
    def test_gani_and_farida_are_turned_away_from_every_page(self) -> None:
        upload = compared([line(1)])
        for member in (GANI, FARIDA):
            client = member.client()
            for rest in ("", "new/", "empty-list/"):
                assert client.get(f"{LISTS}{rest}").status_code == 403
            for rest in ("", "rows/", "rest/"):
                assert client.get(self.page(upload, rest)).status_code == 403
            for rest in ("", "rows/", "take/", "drop/"):
                assert client.post(self.page(upload, rest)).status_code == 403
        assert Upload.objects.count() == 1

    def test_a_list_of_another_department_is_not_there(self) -> None:
        from jolserik.people.models import Organisation

        other = Organisation.objects.create(key="other-department", kind="body")
        upload = receive([line(1)])
        Upload.objects.update(department=other)
        assert DANA.client().get(self.page(upload)).status_code == 404

    def test_every_address_declares_the_right(self) -> None:
        found = {access.right for url in imports_urls if (access := access_of(url.callback))}
        assert found == {Right.IMPORT_LISTS}


class TestSending(ImportPagesTestCase):
    def test_a_list_is_sent_and_its_columns_are_shown(self) -> None:
        client = BOLAT.client()
        response = self.send(client, file_of([line(1), line(2, cost="много")]))
        upload = Upload.objects.get()
        assert response.url == self.page(upload)
        text = self.text(client.get(self.page(upload)))
        assert "Стоимость, млн тенге" in text
        assert "Пул!F3" in text
        assert '<option value="6:KZT" selected>' in text

    def test_a_scan_is_refused_in_words_beside_the_field(self) -> None:
        response = self.send(BOLAT.client(), b"%PDF-1.7 scan")
        assert response.status_code == 422
        assert "PDF" in self.text(response)
        assert Upload.objects.count() == 0

    @override_settings(LARGEST_FILE=1 << 20, UPLOAD_LIMITS={LISTS: 2 << 20})
    def test_a_file_beyond_the_limit_of_lists_is_refused_while_it_comes(self) -> None:
        small = self.send(BOLAT.client(), b"x" * (3 << 19))  # too large for a document only
        assert "2 МБ" not in self.text(small)
        response = self.send(BOLAT.client(), b"x" * (3 << 20))
        assert response.status_code == 422
        assert "2 МБ" in self.text(response)
        assert Upload.objects.count() == 0

    def test_a_form_without_a_file_says_so(self) -> None:
        response = BOLAT.client().post(f"{LISTS}new/", {"as_of": "2026-03-01"})
        assert response.status_code == 422

    def test_an_empty_list_is_given_out(self) -> None:
        response = BOLAT.client().get(f"{LISTS}empty-list/?lang=kk")
        assert response.headers["Content-Disposition"].startswith("attachment")
        page = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        assert page["B1"].value == "Жоба атауы"


class TestColumns(ImportPagesTestCase):
    def form(self, upload: Upload, **said: str) -> dict[str, str]:
        data = {}
        for choice in upload.mapping["choices"]:
            data[f"field-{choice['column']}"] = choice["field"]
            data[f"unit-{choice['column']}"] = choice["unit"]
            data[f"percent-{choice['column']}"] = choice["percent"]
        return data | {name.replace("_", "-"): text for name, text in said.items()}

    def test_an_unknown_unit_is_asked_and_answered(self) -> None:
        client = DANA.client()
        upload = receive([line(1), line(2)], titles=[*TITLES[:5], "Сумма", *TITLES[6:]])
        assert "В каких единицах" in self.text(client.get(self.page(upload)))
        refused = client.post(self.page(upload), self.form(upload, do="compare"))
        assert refused.status_code == 409
        said = self.form(upload, do="compare", unit_5="6:KZT")
        response = client.post(self.page(upload), said)
        assert response.url == self.page(upload, "rows/")  # type: ignore[attr-defined]  # a redirect
        assert row(upload).wanted["values"]["cost_kzt"] == "901000000"

    def test_a_column_is_left_out(self) -> None:
        upload = receive([line(1), line(2)])
        DANA.client().post(self.page(upload), self.form(upload, do="save", field_9=""))
        upload.refresh_from_db()
        assert upload.mapping["choices"][9]["field"] == ""

    def test_foreign_money_asks_for_its_rate(self) -> None:
        client = DANA.client()
        titles = [*TITLES[:5], "Стоимость, $ млн", *TITLES[6:]]
        upload = receive([line(1, cost=2), line(2, cost=3)], titles=titles)
        assert 'name="rate-USD"' in self.text(client.get(self.page(upload)))
        assert client.post(self.page(upload), self.form(upload, do="compare")).status_code == 409
        said = self.form(upload, do="compare") | {"rate-USD": "ноль"}
        assert client.post(self.page(upload), said).status_code == 422
        said = self.form(upload, do="compare") | {"rate-USD": "520"}
        assert client.post(self.page(upload), said).status_code == 302
        assert row(upload).wanted["values"]["cost_kzt"] == "1040000000"

    def test_a_total_that_does_not_add_up_is_shown(self) -> None:
        total = [None, "Итого", None, None, None, 5000, None, None, None, None]
        upload = receive([line(1), line(2), total])
        text = self.text(DANA.client().get(self.page(upload)))
        assert "Пул!F4" in text
        assert "5\u00a0000" in text

    def test_the_day_that_the_sheet_tells_is_offered(self) -> None:
        client = DANA.client()
        upload = receive([line(1), line(2)], caption="Перечень на 1 февраля 2026 года")
        assert "1 февраля 2026" in self.text(client.get(self.page(upload)))
        client.post(self.page(upload), {"day": "2026-02-01"})
        upload.refresh_from_db()
        assert str(upload.as_of) == "2026-02-01"
        assert "На листе написано" not in self.text(client.get(self.page(upload)))

    def test_sections_are_shown_with_what_they_tell(self) -> None:
        upload = receive([["Нигдешный район"], line(1), ["г. Кенты"], line(2)])
        text = self.text(DANA.client().get(self.page(upload)))
        assert "Нигдешный район" in text
        assert text.count("не найдено среди известных названий") == 1

    def test_the_same_number_of_queries_for_3_rows_and_30(self) -> None:
        client = DANA.client()
        few = receive([line(n) for n in range(1, 4)])
        many = receive([line(n) for n in range(1, 31)])
        with self.assertNumQueries(9):
            client.get(self.page(few))
        with self.assertNumQueries(9):
            client.get(self.page(many))


class TestRows(ImportPagesTestCase):
    def changed(self, count: int = 1) -> Upload:
        for number in range(1, count + 1):
            known = company(f"ТОО «Саз {number}»", bin=made_up_bin(number))
            project(f"Цех обжига номер {number}", company=known.key, place=KENTY, readiness="1")
        return compared([line(n) for n in range(1, count + 1)])

    def test_old_against_new_is_shown_in_words(self) -> None:
        upload = self.changed()
        text = self.text(DANA.client().get(self.page(upload, "rows/")))
        assert "<del>1\u00a0%</del>" in text
        assert "<strong>11\u00a0%</strong>" in text
        assert "901\u00a0000\u00a0000\u00a0₸" in text

    def test_only_the_ticked_fields_of_the_ticked_rows_are_taken(self) -> None:
        upload = self.changed()
        pk = row(upload).pk
        data = {"row": str(pk), f"t{pk}": "1", f"f{pk}-shown": "1", f"f{pk}": "readiness"}
        response = DANA.client().post(self.page(upload, "rows/"), data | {"do": "take"})
        assert response.status_code == 302
        found = Project.objects.get(subject__name_ru="Цех обжига номер 1")
        assert (found.readiness, found.jobs_permanent) == (11, None)

    def test_an_unticked_row_stays_and_stands_in_the_rest(self) -> None:
        upload = compared([line(1), line(2)])
        client, kept = DANA.client(), row(upload, 1).pk
        data = {"row": [str(row(upload).pk), str(kept)], f"t{row(upload).pk}": "1", "do": "take"}
        client.post(self.page(upload, "rows/"), data)
        assert Row.objects.get(pk=kept).outcome == "waiting"
        response = client.get(self.page(upload, "rest/"))
        page = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        assert [cell.value for cell in page["B"]][1:] == ["Цех обжига номер 2"]

    def test_an_unclear_row_is_settled_by_a_choice(self) -> None:
        one = project("Цех обжига кирпича", place=KENTY)
        project("Цех обжига кирпича", place="kato:9001")
        upload = compared([line(1, "Цех обжига кирпича", place="", company="", bin="")])
        client = DANA.client()
        text = self.text(client.get(self.page(upload, "rows/?show=unclear")))
        assert f'<option value="{one.pk}">' in text
        pk = row(upload).pk
        client.post(
            self.page(upload, "rows/"), {"row": str(pk), f"c{pk}": str(one.pk), "do": "keep"}
        )
        assert (row(upload).kind, row(upload).project_id) == ("changed", one.pk)

    def test_a_long_list_is_taken_in_step_by_step(self) -> None:
        upload = compared([line(n) for n in range(1, 46)])
        client = DANA.client()
        first = client.post(self.page(upload, "take/"))
        assert first.url.endswith("going=1")  # type: ignore[attr-defined]  # a redirect
        assert "Принято: 40. Ждут: 5." in self.text(client.get(first.url))  # type: ignore[attr-defined]
        second = client.post(self.page(upload, "take/"))
        assert second.url.endswith("/rows/")  # type: ignore[attr-defined]  # a redirect
        assert Project.objects.filter(subject__name_ru__contains="обжига").count() == 45

    def test_an_unclear_row_can_still_be_settled_when_the_rest_is_taken(self) -> None:
        one = project("Цех обжига кирпича", place=KENTY)
        project("Цех обжига кирпича", place="kato:9001")
        lines = [line(1, "Цех обжига кирпича", place="", company="", bin=""), line(2)]
        upload = compared(lines)
        actions.take_in(upload, most=5, by=DANA.actor, now=NOW)
        client, pk = DANA.client(), row(upload).pk
        assert 'value="take"' in self.text(client.get(self.page(upload, "rows/")))
        said = {"row": str(pk), f"c{pk}": str(one.pk), "do": "take"}
        assert client.post(self.page(upload, "rows/"), said).status_code == 302
        assert row(upload).outcome == "taken"

    def test_where_only_mistakes_are_left_there_is_nothing_to_take(self) -> None:
        upload = compared([line(1), line(2, cost="много")])
        page = self.page(upload, "rows/")
        assert 'value="take"' in DANA.client().get(page).content.decode()
        actions.take_in(upload, most=5, by=DANA.actor, now=NOW)
        text = DANA.client().get(page).content.decode()
        assert 'value="take"' not in text and "rest/" in text

    def test_nothing_ticked_is_refused_in_words(self) -> None:
        upload = compared([line(1)])
        response = DANA.client().post(
            self.page(upload, "rows/"), {"row": str(row(upload).pk), "do": "take"}
        )
        assert response.status_code == 409
        assert "Не отмечена ни одна строка" in self.text(response)

    def test_a_failed_row_says_why(self) -> None:
        upload = self.changed()
        Project.objects.update(version=9)
        found = Project.objects.get()
        from jolserik.projects.actions import change_project

        change_project(found.pk, {"readiness": "50"}, version=9, by=BOLAT.actor, now=NOW)
        actions.take_in(upload, most=5, by=DANA.actor, now=NOW)
        text = self.text(DANA.client().get(self.page(upload, "rows/?show=changed")))
        assert "не принята" in text

    def test_the_same_number_of_queries_for_3_rows_and_30(self) -> None:
        client = DANA.client()
        few, many = self.changed(3), None
        with self.assertNumQueries(8):
            client.get(self.page(few, "rows/?show=changed"))
        Project.objects.filter(subject__name_ru__contains="обжига").update(readiness=2)
        for number in range(4, 31):
            known = company(f"ТОО «Саз {number}»", bin=made_up_bin(number))
            project(f"Цех обжига номер {number}", company=known.key, place=KENTY, readiness="1")
        many = compared([line(n) for n in range(1, 31)])
        with self.assertNumQueries(8):
            client.get(self.page(many, "rows/?show=changed"))

    def test_before_comparing_the_rows_lead_back_to_the_columns(self) -> None:
        upload = receive([line(1)])
        response = DANA.client().get(self.page(upload, "rows/"))
        assert response.url == self.page(upload)  # type: ignore[attr-defined]  # a redirect

    def test_the_list_of_lists_counts_what_is_left(self) -> None:
        upload = compared([line(1), line(2), line(3, cost="много")])
        actions.take_in(upload, most=5, by=DANA.actor, now=NOW)
        client = DANA.client()
        text = self.text(client.get(LISTS))
        assert "list.xlsx" in text
        for number in range(3):
            receive([line(number + 10)])
        with self.assertNumQueries(6):
            client.get(LISTS)

    def test_a_list_is_thrown_away(self) -> None:
        upload = compared([line(1)])
        response = DANA.client().post(self.page(upload, "drop/"))
        assert response.url == LISTS  # type: ignore[attr-defined]  # a redirect
        assert Upload.objects.count() == 0
