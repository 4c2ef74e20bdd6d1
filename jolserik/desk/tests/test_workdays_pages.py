import datetime as dt

from django.test import TestCase

from jolserik.desk.workdays_views import workdays_urls
from jolserik.events.models import Event
from jolserik.people.access import access_of
from jolserik.people.rights import Right
from jolserik.people.testing import BOLAT, DANA, GANI, MADINA, NOW, settle_cast
from jolserik.workdays.models import MovedDay

YEAR = "/desk/workdays/"
ACT = "Приказ № 1 от 12 мая 2026 года"
MOVE = {"off": "2026-06-08", "worked": "2026-06-06", "act": ACT, "note_ru": "Мост"}


class TestWorkdaysPages(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()

    def test_gani_is_turned_away(self) -> None:
        client = GANI.client()
        assert client.get(YEAR).status_code == 403
        assert client.post(f"{YEAR}move/", MOVE).status_code == 403
        assert client.post(f"{YEAR}1/withdraw/").status_code == 403

    def test_every_address_declares_a_right(self) -> None:
        found = {access.right for url in workdays_urls if (access := access_of(url.callback))}
        assert found == {Right.USE_DESK, Right.EDIT_REFERENCE}

    def test_a_specialist_reads_the_year_and_moves_nothing(self) -> None:
        client = BOLAT.client()
        shown = client.get(YEAR, {"year": "2025"}).content.decode()
        assert "Первый день Курбан-айта" in shown
        assert "Выходной после праздника: День Республики" in shown
        assert "Рабочий день вместо перенесённого" in shown
        assert "workdays/move/" not in shown
        assert client.post(f"{YEAR}move/", MOVE).status_code == 403

    def test_a_head_of_department_moves_a_day_and_withdraws_it(self) -> None:
        client = DANA.client()
        response = client.post(f"{YEAR}move/", MOVE)
        assert response.headers["Location"] == f"{YEAR}?year=2026"
        shown = client.get(YEAR, {"year": "2026"}).content.decode()
        assert shown.count(f"{ACT}. Мост") == 2
        assert DANA.name in shown
        moved = MovedDay.objects.get(day=dt.date(2026, 6, 8))
        assert client.post(f"{YEAR}{moved.pk}/withdraw/").status_code == 302
        again = client.post(f"{YEAR}{moved.pk}/withdraw/")
        assert again.status_code == 409
        assert "уже отозван" in again.content.decode()
        assert client.post(f"{YEAR}999/withdraw/").status_code == 404
        names = list(Event.objects.order_by("id").values_list("name", flat=True))
        assert names == ["day_moved", "moved_day_withdrawn"]

    def test_all_problems_are_shown_beside_their_fields(self) -> None:
        wrong = {"off": "2026-06-06", "worked": "2026-06-08", "act": ""}
        response = MADINA.client().post(f"{YEAR}move/", wrong)
        assert response.status_code == 422
        shown = response.content.decode()
        assert "День 06.06.2026 и так выходной" in shown
        assert "День 08.06.2026 и так рабочий" in shown
        assert "Назовите акт" in shown

    def test_a_year_nobody_knows_is_not_found(self) -> None:
        client = BOLAT.client()
        for year in ("1999", "2999", "99999999999"):
            assert client.get(YEAR, {"year": year}).status_code == 404
        assert client.get(YEAR, {"year": "x"}).status_code == 200

    def test_the_year_asks_as_often_with_thirty_moved_days_as_with_three(self) -> None:
        client = DANA.client()
        client.get(YEAR, {"year": "2026"})
        self.moved(3)
        with self.assertNumQueries(6):
            client.get(YEAR, {"year": "2026"})
        self.moved(30)
        with self.assertNumQueries(6):
            client.get(YEAR, {"year": "2026"})

    def moved(self, number: int) -> None:
        MovedDay.objects.all().delete()
        for passed in range(number):
            day = dt.date(2026, 8, 1) + dt.timedelta(days=passed)
            MovedDay.objects.create(
                day=day, is_worked=False, act=ACT, added_at=NOW, added_by=DANA.key
            )

    def test_the_page_shows_in_three_languages(self) -> None:
        client = MADINA.client()
        for language, words in (("ru", "Праздник единства"), ("kk", "бірлігі"), ("en", "Unity")):
            client.cookies["jol_language"] = language
            assert words in client.get(YEAR, {"year": "2026"}).content.decode()
