"""Recording what somebody stated, and withdrawing it: every digit is looked at first."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.test import Client, TestCase
from django.utils import timezone

from jolserik.events.models import Event
from jolserik.ledger import posting
from jolserik.ledger.models import Issuer, Source, Statement
from jolserik.people.testing import BOLAT, CAST, DANA, FARIDA, GANI, MADINA, settle_cast
from jolserik.site.tests.reading import Page, faults, one_line, read
from jolserik.site.tests.regions import load_second

NEW = "/desk/statements/new/"
SAID = {
    "subject": "zone:aisai",
    "measure": "output",
    "series": "actual",
    "basis": "statement",
    "covers_to": "2024-11",
    "amount": "850 млрд",
    "issuer": "second-akimat",
    "source_kind": "publication",
    "source_title": "Новость (вымышленная)",
    "source_url": "https://second.example.invalid/new",
    "place": "Выпущено на 850 млрд тенге.",
    "known_on": "2024-12-20",
}
# What a person types, and every digit of it in tenge.
AMOUNTS = (
    ("1 000 000 000", "1 000 000 000"),
    ("1\u00a0000\u00a0000\u00a0000", "1 000 000 000"),
    ("1,000,000,000", "1 000 000 000"),
    ("850 млрд", "850 000 000 000"),
    ("850 млрд тенге", "850 000 000 000"),
    ("1,4 трлн", "1 400 000 000 000"),
    ("1.4 trn", "1 400 000 000 000"),
    ("2 миллиард", "2 000 000 000"),
    ("5 мың теңге", "5 000"),
    ("24", "24"),
    ("12 345,67", "12 345,67"),
)
NOT_AMOUNTS = (
    "1,234",
    "много",
    "850 млрдов",
    "1,2,3",
    "12 34,56,7",
    "1e9",
    "--5",
    "850 млн млрд",
    "٨٥٠",
    "∞",
    "nan",
    "'; DROP TABLE ledger_statement; --",
    "9" * 61,
)


class StatementPagesTestCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()
        load_second()

    def setUp(self) -> None:
        self.dana = DANA.client()
        self.rows = self.counted()

    def counted(self) -> tuple[int, ...]:
        tables = (Statement, Source, Issuer, Event)
        return (*(table.objects.count() for table in tables), posting.last())

    def send(self, **changed: Any) -> Any:
        return self.dana.post(NEW, SAID | changed)

    def page(self, response: Any) -> Page:
        page = read(response.content.decode())
        assert faults(page, "ru") == []
        return page


class TestPreview(StatementPagesTestCase):
    def test_the_form_opens_with_today_and_the_subject_asked_for(self) -> None:
        page = self.page(self.dana.get(NEW, {"subject": "zone:aisai"}))
        fields = {e.get("name"): e.get("value") for e in page.all("input")}
        assert fields["subject"] == "zone:aisai"
        assert fields["known_on"] == timezone.localdate().isoformat()

    def test_every_digit_is_shown_before_anything_is_kept(self) -> None:
        for typed, digits in AMOUNTS:
            with self.subTest(typed):
                response = self.send(amount=typed)
                assert response.status_code == 200
                assert f"{digits} тенге" in self.page(response).values[0]
        assert self.counted() == self.rows

    def test_the_preview_says_all_that_will_be_kept(self) -> None:
        text = self.page(self.send(qualifier="about")).text()
        for part in ("около 850 млрд ₸", "Новость (вымышленная)", "20 декабря 2024", SAID["place"]):
            assert part in text, part

    def test_the_preview_says_when_it_is_about_something_fictional(self) -> None:
        page = self.page(self.send())
        assert any("jol-fictional" in e.classes for e in page.all("p"))

    def test_something_can_be_changed_and_nothing_typed_is_lost(self) -> None:
        response = self.send(change="1")
        assert response.status_code == 200
        fields = {e.get("name"): e.get("value") for e in self.page(response).all("input")}
        assert fields["amount"] == SAID["amount"]
        assert self.counted() == self.rows

    def test_texts_of_the_preview_are_shown_and_never_run(self) -> None:
        response = self.send(place='<script>alert("x")</script>', source_title="<b>О</b>")
        assert "<script>alert" not in response.content.decode()
        assert "<b>О</b>" not in response.content.decode()


class TestRecording(StatementPagesTestCase):
    def test_what_was_looked_at_is_recorded_as_it_was_shown(self) -> None:
        response = self.send(confirm="1")
        assert response.status_code == 302
        assert response.url == "/desk/zone/aisai/"
        row = Statement.objects.latest("posting_no")
        assert (row.amount, row.place) == (850_000_000_000_00, SAID["place"])
        assert row.recorded_by == DANA.key
        text = one_line(self.dana.get(response.url).content.decode())
        assert "850 млрд" in text
        assert str(row.posting_no) in read(text).text()

    def test_it_leaves_one_event_for_the_row(self) -> None:
        self.send(confirm="1")
        names = list(Event.objects.order_by("id").values_list("name", flat=True))
        assert names[self.rows[3] :].count("statement_recorded") == 1

    def test_the_same_statement_twice_is_refused_naming_the_row(self) -> None:
        self.send(confirm="1")
        first = Statement.objects.latest("posting_no")
        counted = self.counted()
        for sent in ({"confirm": "1"}, {}):
            response = self.send(**sent)
            assert response.status_code == 409
            assert str(first.posting_no) in " ".join(self.page(response).problems)
        assert self.counted() == counted

    def test_a_new_issuer_is_kept_with_three_names(self) -> None:
        names = {"issuer_ru": "Новый", "issuer_kk": "Жаңа", "issuer_en": "New"}
        assert self.send(issuer="", confirm="1", **names).status_code == 302
        assert Statement.objects.latest("posting_no").issuer.name_kk == "Жаңа"

    def test_an_announced_plan_is_a_plan(self) -> None:
        sent = {"series": "announced", "covers_from": "2027-01", "covers_to": "2027-12"}
        assert self.send(measure="output", confirm="1", **sent).status_code == 302
        assert Statement.objects.latest("posting_no").standing == "announced"


class TestRefusing(StatementPagesTestCase):
    def refused(self, response: HttpResponse, status: int) -> str:
        assert response.status_code == status
        assert self.counted() == self.rows
        problems = " ".join(self.page(response).problems)
        assert problems
        return problems

    def test_what_is_no_amount_or_two_amounts_is_refused_beside_the_field(self) -> None:
        for typed in NOT_AMOUNTS:
            with self.subTest(typed):
                response = self.send(amount=typed, confirm="1")
                self.refused(response, 422)
                assert 'id="id_amount_error"' in response.content.decode()

    def test_an_ambiguous_amount_says_both_readings_or_how_to_write_it(self) -> None:
        assert "1,234" in self.refused(self.send(amount="1,234"), 422)

    def test_all_wrong_fields_are_told_at_once_with_links_to_them(self) -> None:
        sent: dict[str, Any] = dict.fromkeys(("source_title", "issuer", "covers_to"), "")
        response = self.send(
            subject="zone:nowhere", amount="x", covers_from="2024-13", known_on="вчера", **sent
        )
        self.refused(response, 422)
        page = self.page(response)
        summary = next(e for e in page.all("div") if "jol-errors" in e.classes)
        links = {e.get("href") for e in summary.all("a")}
        wrong = {"subject", "amount", "covers_from", "known_on", "source_title", "issuer"}
        assert links == {f"#id_{name}" for name in wrong}
        ids = {e.get("id") for e in page.all()}
        assert {link[1:] for link in links} <= ids

    def test_wrong_fields_say_so_to_who_hears_the_page(self) -> None:
        page = self.page(self.send(amount="x"))
        field = next(e for e in page.all("input") if e.get("name") == "amount")
        assert field.get("aria-invalid") == "true"
        assert "id_amount_error" in field.get("aria-describedby")

    def test_dates_to_come_are_refused(self) -> None:
        tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
        self.refused(self.send(known_on=tomorrow), 409)
        next_year = str(timezone.localdate().year + 1)
        self.refused(self.send(known_on=next_year), 409)
        self.refused(self.send(known_on="2999"), 422)
        self.refused(self.send(covers_to=f"{next_year}-01"), 409)

    def test_a_period_that_ends_before_it_starts_is_refused(self) -> None:
        self.refused(self.send(covers_from="2024-06", covers_to="2024-01"), 409)

    def test_amounts_too_fine_or_too_large_are_refused(self) -> None:
        self.refused(self.send(amount="0,001"), 422)
        self.refused(self.send(amount="0,0011"), 409)
        self.refused(self.send(amount="999 999 999 трлн"), 409)
        self.refused(self.send(measure="participants", amount="1,5"), 409)

    def test_long_and_broken_texts_are_refused_and_break_nothing(self) -> None:
        for name in ("subject", "source_title", "place", "issuer_ru", "known_on", "covers_to"):
            for text in ("\x00", "я" * 5000):
                with self.subTest(name, text=text[:3]):
                    response = self.send(**{name: text, "confirm": "1"})
                    assert response.status_code == 422
        for name in ("measure", "series", "basis", "issuer", "source_kind", "qualifier"):
            assert self.send(**{name: "rubbish"}).status_code == 422
        assert self.counted() == self.rows

    def test_an_address_that_is_no_web_address_is_refused(self) -> None:
        for url in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"):
            assert self.send(source_url=url).status_code == 422

    def test_an_empty_form_is_all_problems_and_no_error(self) -> None:
        response: Any = self.dana.post(NEW, {})
        self.refused(response, 422)


class TestWithdrawing(StatementPagesTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.send(confirm="1")
        self.row = Statement.objects.latest("posting_no")
        self.address = f"/desk/statements/{self.row.posting_no}/withdraw/"

    def test_the_evidence_leads_to_withdrawing_for_whom_may(self) -> None:
        evidence = "/desk/figures/zone:aisai/output/-/actual/statement/"
        assert self.address in self.dana.get(evidence).content.decode()
        assert self.address not in BOLAT.client().get(evidence).content.decode()

    def test_a_row_is_withdrawn_with_its_reason_and_stays(self) -> None:
        response = self.dana.post(self.address, {"reason": "Никто так не говорил"})
        assert response.status_code == 302
        self.row.refresh_from_db()
        assert self.row.withdrawal.reason == "Никто так не говорил"
        page = self.page(self.dana.get("/desk/figures/zone:aisai/output/-/actual/statement/"))
        assert page.values == [] or "850 млрд" not in page.values[0]

    def test_without_a_reason_it_is_refused(self) -> None:
        for reason in ("", "   "):
            response: Any = self.dana.post(self.address, {"reason": reason})
            assert response.status_code == 422
            assert self.page(response).problems
        assert not hasattr(Statement.objects.get(pk=self.row.pk), "withdrawal")

    def test_a_row_is_withdrawn_once(self) -> None:
        assert self.dana.post(self.address, {"reason": "Ошибка"}).status_code == 302
        response: Any = self.dana.post(self.address, {"reason": "Ошибка"})
        assert response.status_code == 409
        assert str(self.row.posting_no) in " ".join(self.page(response).problems)

    def test_a_row_that_is_not_there_is_not_found(self) -> None:
        for number in ("0", "999999", "9" * 30):
            assert self.dana.get(f"/desk/statements/{number}/withdraw/").status_code == 404


class TestTurnedAway(StatementPagesTestCase):
    def test_who_may_not_is_turned_away_and_told_who_may(self) -> None:
        for member in (GANI, FARIDA, MADINA):
            for address in (NEW, "/desk/statements/1/withdraw/"):
                with self.subTest(member.name, address=address):
                    for response in (member.client().get(address), member.client().post(address)):
                        assert response.status_code == 403
                        text = read(response.content.decode()).text().lower()
                        assert "руководитель" in text
                        assert DANA.name.lower() in text
        assert self.counted() == self.rows

    def test_a_specialist_records_and_does_not_withdraw(self) -> None:
        bolat = BOLAT.client()
        assert bolat.post(NEW, SAID | {"confirm": "1"}).status_code == 302
        number = Statement.objects.latest("posting_no").posting_no
        address = f"/desk/statements/{number}/withdraw/"
        assert bolat.post(address, {"reason": "Ошибка"}).status_code == 403

    def test_the_public_is_sent_to_sign_in_and_back(self) -> None:
        response: Any = Client().get(f"{NEW}?subject=zone:aisai")
        assert response.status_code == 302
        assert response.url.startswith("/sign-in/?next=%2Fdesk%2Fstatements%2Fnew%2F")
        assert Client().post(NEW, SAID).status_code == 403

    def test_who_is_turned_away_and_not_signed_in_reads_no_names(self) -> None:
        text = Client().post(NEW, SAID).content.decode()
        assert [member.name for member in CAST if member.name in text] == []

    def test_a_form_without_its_token_writes_nothing(self) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(DANA.user)
        assert client.post(NEW, SAID | {"confirm": "1"}).status_code == 403
        assert self.counted() == self.rows
