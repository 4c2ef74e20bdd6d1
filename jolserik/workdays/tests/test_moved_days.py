import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from jolserik.core.refusal import Refused
from jolserik.core.words import Words
from jolserik.core.working_days import OutsideCalendar
from jolserik.events.models import Event
from jolserik.people.rules import Invalid
from jolserik.people.testing import BOLAT, DANA, MADINA, NOW, settle_cast
from jolserik.workdays import actions, queries
from jolserik.workdays.models import MovedDay
from jolserik.workdays.rules import Move

MONDAY, SATURDAY = dt.date(2026, 6, 8), dt.date(2026, 6, 6)
ACT = "Приказ № 1 от 12 мая 2026 года"


def move(off: dt.date | None = MONDAY, worked: dt.date | None = SATURDAY, act: str = ACT) -> Move:
    return Move(off=off, worked=worked, act=act, note=Words("Мост", "Көпір", "Bridge"))


class TestMovedDays(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()

    def problems(self, moved: Move) -> list[tuple[str, str]]:
        with pytest.raises(Invalid) as caught:
            actions.move_day(by=DANA.actor, now=NOW, move=moved)
        return [(problem.place, problem.code) for problem in caught.value.problems]

    def test_a_moved_day_counts_at_once_and_leaves_one_event(self) -> None:
        before = queries.calendar(2026, 2026)
        assert before.is_worked(MONDAY)
        assert not before.is_worked(SATURDAY)
        actions.move_day(by=DANA.actor, now=NOW, move=move())
        after = queries.calendar(2026, 2026)
        assert not after.is_worked(MONDAY)
        assert after.is_worked(SATURDAY)
        event = Event.objects.get()
        assert (event.name, event.subject_key, event.by) == ("day_moved", "2026-06-08", DANA.key)
        assert event.facts == {"off": "2026-06-08", "worked": "2026-06-06", "act": ACT}

    def test_withdrawing_gives_back_what_the_law_says(self) -> None:
        rows = actions.move_day(by=DANA.actor, now=NOW, move=move())
        actions.withdraw_moved_day(by=MADINA.actor, now=NOW, moved=rows[0].pk)
        counted = queries.calendar(2026, 2026)
        assert counted.is_worked(MONDAY)
        assert counted.is_worked(SATURDAY)
        with pytest.raises(Refused, match="moved_day_withdrawn_already"):
            actions.withdraw_moved_day(by=DANA.actor, now=NOW, moved=rows[0].pk)
        actions.move_day(by=DANA.actor, now=NOW, move=move(worked=None))
        names = list(Event.objects.order_by("id").values_list("name", flat=True))
        assert names == ["day_moved", "moved_day_withdrawn", "day_moved"]

    def test_an_act_may_make_a_holiday_worked_and_overrule_the_package(self) -> None:
        kurban_ait = dt.date(2026, 5, 27)
        actions.move_day(
            by=DANA.actor, now=NOW, move=move(off=dt.date(2026, 5, 28), worked=kurban_ait)
        )
        counted = queries.calendar(2026, 2026)
        assert counted.is_worked(kurban_ait)
        assert not counted.is_worked(dt.date(2026, 5, 28))

    def test_a_specialist_moves_no_day(self) -> None:
        with pytest.raises(Refused, match="no_right"):
            actions.move_day(by=BOLAT.actor, now=NOW, move=move())
        assert not MovedDay.objects.exists()

    def test_all_problems_come_together(self) -> None:
        assert self.problems(move(off=SATURDAY, worked=MONDAY, act="№")) == [
            ("off", "move_off_already"),
            ("worked", "move_worked_already"),
            ("act", "move_needs_act"),
        ]
        assert self.problems(move(off=None, worked=None)) == [("off", "move_names_no_day")]
        assert self.problems(move(off=dt.date(1999, 6, 7), worked=None)) == [
            ("off", "move_outside_years")
        ]
        assert ("worked", "move_to_itself") in self.problems(move(worked=MONDAY))
        assert not Event.objects.exists()

    def test_a_day_is_moved_once(self) -> None:
        actions.move_day(by=DANA.actor, now=NOW, move=move())
        assert self.problems(move(worked=None)) == [("off", "moved_day_holds_once")]
        with pytest.raises(IntegrityError), transaction.atomic():
            MovedDay.objects.create(day=MONDAY, is_worked=True, act=ACT, added_at=NOW)

    def test_the_calendar_reaches_a_year_further_and_not_more(self) -> None:
        counted = queries.calendar(2026, 2026)
        assert counted.add(dt.date(2026, 12, 31), 1) == dt.date(2027, 1, 5)
        assert counted.is_worked(dt.date(2025, 1, 5))  # a Sunday worked by a published order
        with pytest.raises(OutsideCalendar):
            counted.is_worked(dt.date(2028, 1, 3))

    def test_a_calendar_costs_one_query_however_often_it_counts(self) -> None:
        with self.assertNumQueries(1):
            counted = queries.calendar(2024, 2026)
            for passed in range(100):
                counted.add(dt.date(2024, 3, 1), passed)

    def test_the_months_have_as_many_working_days_as_the_ministry_published(self) -> None:
        # Balance of working time for 2024, five-day week. It expected Kurban Ait on Monday 17 June;
        # the muftiate then announced Sunday 16 June and the ministry took the day off back.
        published = [21, 21, 17, 22, 20, 19 + 1, 22, 21, 21, 22, 21, 21]
        assert [month.worked for month in queries.year(2024)] == published
