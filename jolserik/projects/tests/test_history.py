import datetime as dt
import uuid

from django.db import transaction
from django.test import TestCase

from jolserik.companies.actions import change_company, register_company
from jolserik.companies.rules import CompanyDraft
from jolserik.core.refusal import Change
from jolserik.events.actions import record
from jolserik.people.actor import PROGRAM
from jolserik.people.models import Person
from jolserik.people.testing import BOLAT, DANA, NOW, TODAY
from jolserik.projects import actions, history
from jolserik.projects.history import Line, Shown
from jolserik.projects.models import Project
from jolserik.projects.rules import Move
from jolserik.projects.testing import (
    DISTRICT,
    made_up_bin,
    project,
    settle_register,
    words,
)
from jolserik.projects.values import Stage


class TestHistory(TestCase):
    row: Project

    @classmethod
    def setUpTestData(cls) -> None:
        settle_register()
        cls.row = project("Завод")

    def newest(self, language: str = "ru") -> Line:
        return history.of("project", self.row.code, language=language, limit=1)[0]

    def test_a_changed_field_is_told_from_what_to_what(self) -> None:
        changed = {"cost_kzt": "1500000000", "starts_on": "2026-05-01", "countries": "DE,CN"}
        actions.change_project(
            self.row.pk, changed, version=self.row.version, by=BOLAT.actor, now=NOW
        )
        line = self.newest()
        assert (line.who, line.said) == (BOLAT.name, "Изменён паспорт проекта")
        shown = {change.label: change.new.replace("\xa0", " ") for change in line.changes}
        assert shown["Стоимость, всего"] == "1 500 000 000 ₸"
        assert shown["Начало реализации"] == "01.05.2026"
        assert shown["Страны"] == "Германия, Китай"

    def test_the_reason_of_a_suspension_is_a_word_of_its_own_list(self) -> None:
        move = Move(Stage.SUSPENDED, TODAY, reason="financing")
        actions.move_project(self.row.pk, move, by=DANA.actor, now=NOW)
        assert Shown("Причина", "", "Нет финансирования") in self.newest().changes
        assert Shown("Reason", "", "No financing") in self.newest("en").changes

    def test_an_erased_person_has_no_name_in_the_history(self) -> None:
        actions.assign_lead(self.row.pk, DANA.key, by=DANA.actor, now=NOW)
        names = {"name_ru": "", "email": "", "phone": "", "search_text": "", "erased_at": NOW}
        Person.objects.filter(pk=DANA.key).update(**names)
        line = self.newest()
        assert DANA.name not in f"{line.who}{line.changes}"
        assert line.changes[0].old == BOLAT.name

    def test_unknown_keys_and_fields_are_shown_as_they_are(self) -> None:
        with transaction.atomic():
            record(
                "project_changed",
                kind="project",
                key=self.row.code,
                by=uuid.UUID(int=99),
                now=NOW,
                changes=[
                    Change("company", "c-gone", ""),
                    Change("made_up", "1", "2"),
                    Change("starts_on", "неизвестно", "2026"),
                ],
            )
        line = self.newest()
        assert line.changes[0].old == "c-gone"
        assert line.changes[1] == Shown("made_up", "1", "2")
        assert line.changes[2].old == "неизвестно"

    def test_a_company_has_a_history_too_and_a_persons_values_stay_hidden(self) -> None:
        first = CompanyDraft(name=words("ИП Мысалов"), form="sole_trader", iin=made_up_bin(7))
        trader = register_company(first, by=PROGRAM, now=NOW)
        draft = CompanyDraft(
            name=words("ИП Мысалов А."), form="sole_trader", iin=made_up_bin(7), note="ждёт"
        )
        change_company(trader.key, draft, version=trader.version, by=PROGRAM, now=NOW)
        line = history.of("company", trader.key, language="ru")[0]
        told = {change.label: (change.old, change.new) for change in line.changes}
        assert line.who == ""
        assert told["Заметка"] == ("", "ждёт")
        assert "Мысалов" not in str(told)

    def test_thirty_lines_ask_as_often_as_three(self) -> None:
        def tell(times: int) -> None:
            for n in range(times):
                row = Project.objects.get(pk=self.row.pk)
                place = "" if n % 2 else DISTRICT
                actions.change_project(
                    row.pk,
                    {"place": place, "product": f"{dt.date.today()}{n}"},
                    version=row.version,
                    by=BOLAT.actor,
                    now=NOW,
                )

        tell(3)
        with self.assertNumQueries(3):
            history.of("project", self.row.code, language="ru", limit=3)
        tell(27)
        with self.assertNumQueries(3):
            assert len(history.of("project", self.row.code, language="ru", limit=30)) == 30
