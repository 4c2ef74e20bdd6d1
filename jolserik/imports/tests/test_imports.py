"""A list from its file to the register: received, compared, taken in, sent again."""

import datetime as dt
import io
import shutil
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from django.test import TestCase, override_settings

from jolserik.companies.models import Company
from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.imports import actions, queries, store
from jolserik.imports.actions import Correction, UploadDraft
from jolserik.imports.models import KnownRow, Row, SettledMapping, Upload
from jolserik.imports.tests.make import (
    AS_OF,
    KENTY,
    TITLES,
    compared,
    file_of,
    kinds,
    line,
    receive,
    row,
    settle,
    taken,
)
from jolserik.imports.values import RowKind, Stand
from jolserik.people.rules import Invalid
from jolserik.people.testing import BODY, BOLAT, DANA, FARIDA, GANI, NOW
from jolserik.projects import actions as register
from jolserik.projects.models import Membership, PlanShift, Project, StateText
from jolserik.projects.testing import company, made_up_bin, project
from jolserik.projects.values import Stage, State

LATER = NOW + dt.timedelta(days=31)
MORE = [*TITLES, "Ввод в эксплуатацию", "Стадия", "Перечень", "Куратор"]


class ImportTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle()

    def setUp(self) -> None:
        self.folder = Path(self.enterContext(DataFolder()))

    def new_events(self, since: int) -> list[str]:
        return list(
            Event.objects.filter(pk__gt=since).order_by("pk").values_list("name", flat=True)
        )

    def last_event(self) -> int:
        newest = Event.objects.order_by("-pk").first()
        return newest.pk if newest else 0


class DataFolder:
    """A data folder for one test."""

    def __enter__(self) -> str:
        import tempfile

        self.path = tempfile.mkdtemp()
        self.settings = override_settings(DATA=Path(self.path))
        self.settings.enable()
        return self.path

    def __exit__(self, *_: object) -> None:
        self.settings.disable()
        shutil.rmtree(self.path)


class TestReceiving(ImportTestCase):
    def test_a_list_is_kept_with_what_its_columns_mean(self) -> None:
        since = self.last_event()
        upload = receive([line(1), line(2)])
        assert upload.stand == Stand.MAPPING
        assert upload.questions == 0
        fields = [choice["field"] for choice in upload.mapping["choices"]]
        assert fields[1:6] == ["name", "initiator", "initiator_bin", "place", "cost"]
        assert store.path_of(upload.sha256).exists()
        assert self.new_events(since) == ["list_received"]

    def test_what_is_no_list_leaves_nothing_behind(self) -> None:
        draft = UploadDraft(name="scan.xlsx", department=BODY, lead=BOLAT.key, as_of=AS_OF)
        for content, code in (
            (b"%PDF-1.7", "table_is_pdf"),
            (file_of([], titles=["письмо"]), "table_not_found"),
        ):
            with pytest.raises(Refused) as caught:
                actions.receive(draft, [content], by=DANA.actor, now=NOW)
            assert caught.value.refusal.code == code
        assert Upload.objects.count() == 0
        assert [path for path in store.folder().rglob("*") if path.is_file()] == []

    @override_settings(LARGEST_LIST=1000)
    def test_a_file_beyond_the_limit_is_refused_while_it_comes(self) -> None:
        draft = UploadDraft(name="list.xlsx", department=BODY, lead=BOLAT.key, as_of=AS_OF)
        endless = (b"x" * 400 for _ in range(10**6))
        with pytest.raises(Refused) as caught:
            actions.receive(draft, endless, by=DANA.actor, now=NOW)
        assert caught.value.refusal.code == "table_too_large"
        assert [path for path in store.folder().rglob("*") if path.is_file()] == []

    def test_who_may_not_take_in_lists_is_refused(self) -> None:
        for member in (GANI, FARIDA):
            with pytest.raises(Refused):
                receive([line(1)], by=member.actor)
        assert Upload.objects.count() == 0

    def test_a_day_to_come_and_a_lead_who_cannot_lead_are_problems(self) -> None:
        draft = UploadDraft("list.xlsx", BODY, GANI.key, AS_OF.replace(year=2030), "nowhere")
        with pytest.raises(Invalid) as caught:
            actions.receive(draft, [file_of([line(1)])], by=DANA.actor, now=NOW)
        codes = {problem.code for problem in caught.value.problems}
        assert codes == {"day_in_the_future", "lead_cannot_lead", "term_unknown"}


class TestColumns(ImportTestCase):
    def without_unit(self) -> Upload:
        return receive([line(1), line(2)], titles=[*TITLES[:5], "Сумма", *TITLES[6:]])

    def test_no_row_is_read_while_a_unit_is_unknown(self) -> None:
        upload = self.without_unit()
        assert upload.questions == 1
        with pytest.raises(Refused) as caught:
            actions.compare(upload, by=DANA.actor, now=NOW)
        assert caught.value.refusal.code == "list_has_questions"
        assert upload.rows.count() == 0

    def test_a_person_says_the_unit_and_next_month_it_is_known(self) -> None:
        upload = self.without_unit()
        said = {5: Correction(field="cost", unit="6:KZT")}
        upload = actions.correct(upload, said, by=DANA.actor, now=NOW)
        assert upload.questions == 0
        actions.compare(upload, by=DANA.actor, now=NOW)
        assert SettledMapping.objects.count() == 1
        again = self.without_unit()
        assert again.questions == 0
        compared_again = actions.compare(again, by=DANA.actor, now=LATER)
        assert row(compared_again).wanted["values"]["cost_kzt"] == "901000000"

    def test_an_odd_unit_is_confirmed(self) -> None:
        titles = [*TITLES[:5], "Стоимость, тенге", *TITLES[6:]]
        upload = receive([line(1, cost=20_000), line(2, cost=30_000)], titles=titles)
        assert upload.questions == 1
        said = {5: Correction(field="cost", unit="0:KZT", confirmed=True)}
        assert actions.correct(upload, said, by=DANA.actor, now=NOW).questions == 0

    def test_foreign_money_needs_a_rate(self) -> None:
        titles = [*TITLES[:5], "Стоимость, $ млн", *TITLES[6:]]
        upload = receive([line(1, cost=2.5), line(2, cost=3)], titles=titles)
        with pytest.raises(Refused) as caught:
            actions.compare(upload, by=DANA.actor, now=NOW)
        assert caught.value.refusal.code == "list_needs_rate"
        with pytest.raises(Invalid):
            actions.say_rates(upload, {"USD": "ноль"}, by=DANA.actor, now=NOW)
        upload = actions.say_rates(upload, {"USD": "520,5"}, by=DANA.actor, now=NOW)
        actions.compare(upload, by=DANA.actor, now=NOW)
        assert row(upload).wanted["values"]["cost_kzt"] == "1301250000"


class TestComparing(ImportTestCase):
    def test_rows_are_new_changed_same_and_wrong(self) -> None:
        known = company("ТОО «Саз 1»", bin=made_up_bin(1))
        project("Цех обжига номер 1", company=known.key, place=KENTY, jobs_permanent="7")
        upload = compared([line(1), line(2), line(3, cost="много"), line(4, place="Нигде")])
        assert kinds(upload) == ["changed", "new", "wrong", "wrong"]
        changed = {field: (old, new) for field, old, new, _ in row(upload).differences}
        assert changed["jobs_permanent"] == ("7", "41")
        assert "name_ru" not in changed
        assert [p[:2] for p in row(upload, 2).problems] == [["Пул!F4", "cell_not_a_number"]]
        assert [r.ticked for r in upload.rows.order_by("number")] == [True, True, False, False]

    def test_comparing_writes_nothing_to_the_register(self) -> None:
        before = (Project.objects.count(), Company.objects.count())
        compared([line(1), line(2)])
        assert (Project.objects.count(), Company.objects.count()) == before

    def test_an_unclear_row_waits_for_a_person(self) -> None:
        one = project("Цех обжига кирпича", place=KENTY)
        two = project("Цех обжига кирпича ", place="kato:9001")
        upload = compared([line(1, "Цех обжига кирпича", place="", company="", bin="")])
        assert kinds(upload) == ["unclear"]
        assert set(row(upload).candidates) == {one.pk, two.pk}
        chosen = {row(upload).pk: one.pk}
        actions.tick(upload, {}, chosen=chosen, by=DANA.actor, now=NOW)
        assert (row(upload).kind, row(upload).project_id) == ("changed", one.pk)
        assert row(upload).ticked

    def test_an_unclear_row_may_be_a_new_project(self) -> None:
        project("Цех обжига кирпича", place=KENTY, company=company(number=77).key)
        upload = compared([line(1, "Цех обжига кирпича")])
        assert kinds(upload) == ["unclear"]
        actions.tick(upload, {}, chosen={row(upload).pk: None}, by=DANA.actor, now=NOW)
        assert row(upload).kind == RowKind.NEW

    def test_a_project_told_twice_is_ticked_once(self) -> None:
        upload = compared([line(1), line(1)])
        assert [r.ticked for r in upload.rows.order_by("number")] == [True, False]
        assert row(upload, 1).problems[0][1] == "row_told_twice"

    def test_a_specialist_cannot_change_what_others_lead(self) -> None:
        project("Цех обжига номер 1", lead=DANA.key, place=KENTY)
        upload = compared([line(1, company="", bin="")], by=BOLAT.actor)
        assert kinds(upload) == ["wrong"]
        assert row(upload).problems[-1][1] == "row_project_not_yours"

    def test_a_soft_field_that_cannot_be_read_is_a_doubt_and_no_mistake(self) -> None:
        titles = [*TITLES, "Отрасль"]
        upload = compared([[*line(1), "невесть что"], [*line(2), "АПК"]], titles=titles)
        assert kinds(upload) == ["new", "new"]
        assert [r.ticked for r in upload.rows.order_by("number")] == [False, True]
        assert row(upload, 1).wanted["values"]["sector"] == "A"


class TestTaking(ImportTestCase):
    def test_a_new_project_gets_all_that_the_list_says(self) -> None:
        more = ["IV кв. 2027", "Идея", "Региональный пул", "Ахметова Д."]
        since = self.last_event()
        upload, done = taken([[*line(1), *more]], titles=MORE)
        assert (done.taken, done.failed, done.waiting) == (1, 0, 0)
        found = Project.objects.get(subject__name_ru="Цех обжига номер 1")
        assert found.company and found.company.organisation.bin == made_up_bin(1)
        assert found.cost_kzt == 901_000_000
        assert (found.jobs_permanent, found.readiness) == (41, 11)
        assert (str(found.starts_on), str(found.ends_on)) == ("2025-01-01", "2027-12-31")
        assert str(found.planned_launch_on) == "2027-12-31"
        assert found.lead_id == DANA.key  # named in the list
        assert found.place and found.place.code == KENTY
        assert found.state == State.LIVE
        assert StateText.objects.get(project=found).text == "Идёт проектирование"
        assert Membership.objects.get(project=found).list.code == "regional-pool"
        assert found.subject.fictional  # it lies in a made-up town
        events = self.new_events(since)
        assert events[0] == "list_received"
        assert events[-1] == "list_rows_taken"
        assert "project_registered" in events
        upload.refresh_from_db()
        assert upload.stand == Stand.FINISHED

    def test_the_same_file_twice_changes_nothing(self) -> None:
        lines = [[*line(n), "IV кв. 2027", "Идея", "Региональный пул", ""] for n in (1, 2, 3)]
        taken(lines, titles=MORE)
        before = list(Project.objects.order_by("pk").values())
        upload = compared(lines, titles=MORE, now=LATER)
        assert kinds(upload) == ["same"] * 3
        assert list(Project.objects.order_by("pk").values()) == before

    def test_next_month_a_renamed_row_is_still_the_same_project(self) -> None:
        taken([line(1, company="", bin="")])
        found = Project.objects.get(subject__name_ru="Цех обжига номер 1")
        register.change_project(
            found.pk,
            {"name_ru": "Завод нового поколения"},
            version=found.version,
            by=DANA.actor,
            now=NOW,
        )
        upload = compared([line(1, company="", bin="")], now=LATER)
        assert row(upload).project_id == found.pk

    def test_a_changed_row_writes_only_the_ticked_fields(self) -> None:
        known = project("Цех обжига номер 1", place=KENTY, jobs_permanent="7", readiness="3")
        upload = compared([line(1, company="", bin="")])
        fields = {row(upload).pk: frozenset(["jobs_permanent"])}
        actions.tick(upload, {row(upload).pk: True}, fields=fields, by=DANA.actor, now=NOW)
        actions.take_in(upload, most=10, by=DANA.actor, now=NOW)
        known.refresh_from_db()
        assert (known.jobs_permanent, known.readiness) == (41, 3)
        assert not StateText.objects.filter(project=known).exists()

    def test_a_shift_of_the_launch_keeps_its_reason_and_source(self) -> None:
        known = project("Цех обжига номер 1", place=KENTY)
        register.plan_stage(known.pk, Stage.LAUNCHED, dt.date(2026, 5, 1), by=DANA.actor, now=NOW)
        row_of = [[*line(1, company="", bin=""), "IV кв. 2027", "", "", ""]]
        taken(row_of, titles=MORE)
        shift = PlanShift.objects.filter(project=known).first()
        assert shift and shift.reason and shift.reason.code == "other"
        assert "list.xlsx" in shift.note

    def test_one_row_that_fails_does_not_stop_the_others_and_leaves_nothing(self) -> None:
        upload = compared([line(1), line(2), line(3)])
        real = register.tell_state

        def broken(project: int, **named: Any) -> Any:
            if "номер 2" in Project.objects.get(pk=project).subject.name_ru:
                raise RuntimeError("a fault")
            return real(project, **named)

        with patch("jolserik.imports.actions.take.register.tell_state", broken):
            done = actions.take_in(upload, most=10, by=DANA.actor, now=NOW)
        assert (done.taken, done.failed) == (2, 1)
        names = set(Project.objects.values_list("subject__name_ru", flat=True))
        assert "Цех обжига номер 2" not in names
        assert not Company.objects.filter(organisation__bin=made_up_bin(2)).exists()
        failed = upload.rows.get(outcome="failed")
        assert failed.problems == [["", "row_broke", {}]]
        # mended, it is taken in with the next try
        actions.tick(upload, {failed.pk: True}, by=DANA.actor, now=NOW)
        assert actions.take_in(upload, most=10, by=DANA.actor, now=NOW).taken == 1

    def test_an_import_that_died_goes_on_where_it_was(self) -> None:
        upload = compared([line(n) for n in range(1, 6)])
        first = actions.take_in(upload, most=2, by=DANA.actor, now=NOW)
        assert (first.taken, first.waiting) == (2, 3)
        upload.refresh_from_db()
        assert upload.stand == Stand.COMPARED
        rest = actions.take_in(upload, most=10, by=DANA.actor, now=NOW)
        assert (rest.taken, rest.waiting) == (3, 0)
        assert Project.objects.filter(subject__name_ru__contains="обжига").count() == 5

    def test_a_project_registered_meanwhile_is_not_registered_twice(self) -> None:
        one, two = compared([line(1)]), compared([line(1)])
        later = NOW + dt.timedelta(minutes=1)
        assert actions.take_in(one, most=10, by=DANA.actor, now=later).taken == 1
        done = actions.take_in(two, most=10, by=DANA.actor, now=later)
        assert (done.taken, done.failed) == (0, 1)
        assert row(two).problems[0][1] == "row_known_meanwhile"
        assert Project.objects.filter(subject__name_ru="Цех обжига номер 1").count() == 1

    def test_a_change_by_others_meanwhile_is_a_conflict_and_not_overwritten(self) -> None:
        known = project("Цех обжига номер 1", place=KENTY, jobs_permanent="7")
        upload = compared([line(1, company="", bin="")])
        register.change_project(
            known.pk, {"jobs_permanent": "99"}, version=known.version, by=BOLAT.actor, now=NOW
        )
        assert actions.take_in(upload, most=10, by=DANA.actor, now=NOW).failed == 1
        assert row(upload).problems[0][1] == "changed_meanwhile"
        known.refresh_from_db()
        assert known.jobs_permanent == 99

    def test_a_stage_without_its_papers_is_told_and_not_taken(self) -> None:
        more = ["", "СМР", "", ""]
        upload, done = taken([[*line(1), *more]], titles=MORE)
        assert done.taken == 1
        found = Project.objects.get(subject__name_ru="Цех обжига номер 1")
        assert found.stage == Stage.ENQUIRY
        notes = [code for code, _ in row(upload).notes]
        assert notes == ["stage_lacks"]

    def test_a_sole_trader_is_registered_by_iin(self) -> None:
        from jolserik.core.bin import has_valid_control_digit

        iin = next(
            f"90010130012{d}" for d in range(10) if has_valid_control_digit(f"90010130012{d}")
        )
        taken([line(1, company="ИП Сейтова А.К.", bin=iin)])
        found = Project.objects.get(subject__name_ru="Цех обжига номер 1")
        assert found.company and (found.company.form, found.company.iin) == ("sole_trader", iin)

    def test_a_published_project_is_taken_on(self) -> None:
        known = project("Цех обжига номер 1", place=KENTY)
        Project.objects.filter(pk=known.pk).update(
            state=State.PUBLISHED, lead=None, department=None
        )
        known.team.all().delete()
        upload, done = taken([line(1, company="", bin="")])
        assert [code for code, _ in row(upload).notes] == ["will_be_taken_on"]
        assert done.taken == 1
        known.refresh_from_db()
        assert (known.state, known.lead_id, known.jobs_permanent) == (State.LIVE, BOLAT.key, 41)

    def test_nothing_is_taken_before_comparing_or_without_a_tick(self) -> None:
        upload = receive([line(1)])
        with pytest.raises(Refused) as caught:
            actions.take_in(upload, most=10, by=DANA.actor, now=NOW)
        assert caught.value.refusal.code == "list_not_compared"
        upload = actions.compare(upload, by=DANA.actor, now=NOW)
        actions.tick_all(upload, RowKind.NEW, ticked=False, by=DANA.actor)
        with pytest.raises(Refused) as caught:
            actions.take_in(upload, most=10, by=DANA.actor, now=NOW)
        assert caught.value.refusal.code == "no_row_ticked"

    def test_the_values_of_a_row_go_when_it_has_been_taken_in(self) -> None:
        upload, _ = taken([line(1)])
        assert row(upload).wanted == {}
        assert KnownRow.objects.count() == 1


class TestDropping(ImportTestCase):
    def test_a_dropped_upload_goes_with_its_file_and_leaves_the_register(self) -> None:
        upload, _ = taken([line(1)])
        twin = receive([line(1)])
        actions.drop_upload(upload, by=DANA.actor, now=NOW)
        assert store.path_of(twin.sha256).exists()  # the twin needs it
        actions.drop_upload(twin, by=DANA.actor, now=NOW)
        assert not store.path_of(twin.sha256).exists()
        assert Row.objects.count() == Upload.objects.count() == 0
        assert Project.objects.filter(subject__name_ru="Цех обжига номер 1").exists()

    def test_uploads_are_seen_by_their_department(self) -> None:
        receive([line(1)])
        assert queries.visible_to(BOLAT.actor).count() == 1
        for member in (GANI, FARIDA):
            assert queries.visible_to(member.actor).count() == 0


class TestRest(ImportTestCase):
    def test_the_rest_is_mended_and_taken_in(self) -> None:
        from jolserik.imports import rest
        from jolserik.imports.choices import recogniser
        from jolserik.imports.reading import table_of

        lines = [line(1), line(2, cost="=1+много"), line(3, bin="123456789012")]
        upload, done = taken(lines, caption="Пул проектов")
        assert (done.taken, kinds(upload)) == (1, ["new", "wrong", "wrong"])
        mends = [
            rest.Mend(r.number, tuple(_problem(p) for p in r.problems))
            for r in queries.rest_of(upload).order_by("number")
        ]
        words = {"sheet": "Что исправить", "row": "Строка", "cell": "Ячейка", "what": "Что"}
        table = table_of(upload, recogniser())
        content = rest.rest_workbook(table, mends, say=lambda p: p.code, words=words)
        book = openpyxl.load_workbook(io.BytesIO(content))
        page, advice = book.worksheets
        assert page["B3"].value == "Цех обжига номер 2"
        assert (page["F3"].value, page["F3"].data_type) == ("=1+много", "s")
        assert page["F3"].comment is not None
        assert [c.value for c in advice[2]] == [3, "F3", "cell_number_with_words"]
        page["F3"], page["D4"] = 777, made_up_bin(3)
        out = io.BytesIO()
        book.save(out)
        draft = UploadDraft("mended.xlsx", BODY, BOLAT.key, AS_OF)
        mended = actions.receive(draft, [out.getvalue()], by=DANA.actor, now=LATER)
        assert mended.mapping["fingerprint"] == upload.mapping["fingerprint"]
        mended = actions.compare(mended, by=DANA.actor, now=LATER)
        assert kinds(mended) == ["new", "new"]
        assert actions.take_in(mended, most=10, by=DANA.actor, now=LATER).taken == 2

    def test_an_empty_list_to_fill_in_is_understood_at_once(self) -> None:
        from jolserik.imports import rest

        for language in ("ru", "kk", "en"):
            content = rest.template(language)
            book = openpyxl.load_workbook(io.BytesIO(content))
            page = book.worksheets[0]
            page.append([1, "Цех обжига", "ТОО «Саз»"])
            out = io.BytesIO()
            book.save(out)
            draft = UploadDraft("filled.xlsx", BODY, BOLAT.key, AS_OF)
            upload = actions.receive(draft, [out.getvalue()], by=DANA.actor, now=NOW)
            fields = [choice["field"] for choice in upload.mapping["choices"]]
            assert fields == list(rest.TEMPLATE_FIELDS), language
            assert upload.questions == 0


def _problem(stored: list[Any]) -> Any:
    from jolserik.core.refusal import Problem

    return Problem(*stored)
