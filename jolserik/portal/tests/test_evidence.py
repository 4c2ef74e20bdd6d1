"""A figure opens down to its rows, and a permanent link says the same for ever."""

from decimal import Decimal
from typing import Any

from django.test import Client, TestCase

from jolserik.core import amounts
from jolserik.core.known import KnownOn
from jolserik.core.month import Month
from jolserik.ledger import actions
from jolserik.ledger.models import Issuer, Measure, Source, Statement, Subject
from jolserik.ledger.values import Basis, Scenario
from jolserik.people.actor import PROGRAM
from jolserik.people.testing import DANA, GANI, settle_cast
from jolserik.site.tests.reading import Page, one_line, read
from jolserik.site.tests.regions import NOW, load_second, row
from jolserik.workshop.folder import Folder

YEAR = "/figures/kato:98/fixed_capital_investment/2024/actual/statement/"
PLANTS = "/figures/zone:aisai/plants_operating/-/actual/statement/"
RETURNS = "/figures/zone:aisai/output/-/actual/returns/"


class EvidenceTestCase(TestCase):
    folder: Folder

    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()
        cls.folder = load_second()

    def page(self, address: str, client: Client | None = None) -> Page:
        response = (client or self.client).get(address)
        assert response.status_code == 200, address
        return read(response.content.decode())

    def exactly(self, key: str) -> str:
        return one_line(amounts.exact(Decimal(row(self.folder, key)["amount"]), "ru"))

    def state(self, amount: int, **changed: Any) -> Statement:
        draft = actions.StatementDraft(
            subject=Subject.objects.get(code="kato:98"),
            measure=Measure.objects.get(code="fixed_capital_investment"),
            scenario=Scenario.ACTUAL,
            basis=Basis.STATEMENT,
            amount=Decimal(amount),
            issuer=Issuer.objects.get(code="second-akimat"),
            source=Source.objects.get(key="SECOND_NEWS"),
            known=KnownOn.parse("2025-06-01"),
            covers_from=Month.of(2024, 1),
            covers_to=Month.of(2024, 12),
            place=f"Названо {amount}",
        )
        return actions.record_statement(
            actions.StatementDraft(**vars(draft) | changed), by=PROGRAM, now=NOW
        )


class TestRows(EvidenceTestCase):
    def test_the_figure_its_rule_its_rows_and_older_levels_are_there(self) -> None:
        page = self.page(YEAR)
        assert self.exactly("second-fci-2024") in page.values[0]
        assert any(self.exactly("second-fci-2024-jan-jun") in value for value in page.values[1:])
        measure = Measure.objects.get(code="fixed_capital_investment")
        assert one_line(measure.to_value().definition.ru) in page.text()

    def test_every_row_says_who_stated_it_when_and_its_number(self) -> None:
        page = self.page(YEAR)
        rows = [e.text() for e in page.all("li") if "jol-row" in e.classes]
        issuer = row(self.folder, "second-akimat", "issuer")["names"]["ru"]
        statement = Statement.objects.get(
            amount=row(self.folder, "second-fci-2024")["amount"] * 100
        )
        assert issuer in rows[0]
        assert str(statement.posting_no) in rows[0]
        assert "11 февраля 2025" in rows[0]

    def test_a_withdrawn_row_stays_with_its_reason(self) -> None:
        wrong = self.state(99_000_000_000)
        actions.withdraw(wrong, reason="Опечатка в газете", by=PROGRAM, now=NOW)
        page = self.page(YEAR)
        withdrawn = next(e for e in page.all("ol") if "jol-rows--withdrawn" in e.classes)
        assert "99 000 000 000" in withdrawn.text()
        assert "Опечатка в газете" in withdrawn.text()
        assert self.exactly("second-fci-2024") in page.values[0]

    def test_a_disputed_figure_shows_both_values_large_and_in_the_row(self) -> None:
        akimat = row(self.folder, "second-plants-akimat")["amount"]
        newspaper = row(self.folder, "second-plants-newspaper")["amount"]
        page = self.page(PLANTS)
        large = [e for e in page.all("span") if "jol-evidence__one" in e.classes]
        assert {e.text().split(" ")[0] for e in large} == {str(akimat), str(newspaper)}
        assert any("jol-note--warning" in e.classes for e in page.all("p"))

    def test_the_panel_is_the_same_without_the_frame(self) -> None:
        response = self.client.get(YEAR, headers={"HX-Request": "true"})
        panel = read(response.content.decode())
        assert panel.all("html", "h1", "header") == []
        assert panel.values == self.page(YEAR).values

    def test_where_no_row_answers_no_zero_is_shown(self) -> None:
        page = self.page("/figures/zone:aisai/output/-/actual/statement/")
        assert page.values == []
        assert any("jol-empty" in e.classes for e in page.all("p"))

    def test_a_target_opens_with_its_act_for_whom_may_see_the_act(self) -> None:
        page = self.page("/desk/zone/aisai/", DANA.client())
        address = next(href for href in page.links if "/targets/" in href)
        target = row(self.folder, "aisai-invested-2024", "target")
        opened = self.page(address, DANA.client())
        assert target["act"]["ru"] in opened.text()
        assert any(
            one_line(amounts.exact(Decimal(target["critical"]), "ru")) in v for v in opened.values
        )
        assert self.client.get(address.removeprefix("/desk")).status_code == 404
        assert GANI.client().get(address).status_code == 403


class TestPermanentLink(EvidenceTestCase):
    def permanent(self, address: str) -> str:
        page = self.page(address)
        links = [e for p in page.all("p") if "jol-permalink" in p.classes for e in p.all("a")]
        return links[0].get("href")

    def test_newer_rows_do_not_change_it(self) -> None:
        address = self.permanent(YEAR)
        before = self.page(address).values
        self.state(15_000_000_000)
        assert "15 000 000 000" in self.page(YEAR).values[0]
        assert self.page(address).values == before

    def test_a_withdrawal_does_not_change_it(self) -> None:
        statement = self.state(15_000_000_000)
        address = self.permanent(YEAR)
        before = self.page(address).values
        actions.withdraw(statement, reason="Никто так не говорил", by=PROGRAM, now=NOW)
        assert "15 000 000 000" not in self.page(YEAR).values[0]
        assert self.page(address).values == before

    def test_links_of_a_pinned_page_are_pinned(self) -> None:
        address = self.permanent(PLANTS)
        links = [e for e in self.page(address).all("a") if "data-evidence" in e.attributes]
        assert all("at=" in e.get("href") for e in links)


class TestSources(EvidenceTestCase):
    def letter(self) -> Source:
        return actions.record_source(
            key="LETTER", kind="letter", title="Письмо", by=PROGRAM, now=NOW
        )

    def test_the_public_sees_nothing_from_a_letter(self) -> None:
        letter, today = self.letter(), KnownOn(NOW.date())
        self.state(77_000_000_000, source=letter, known=today)
        for address in ("/", YEAR):
            text = self.page(address).text()
            assert "Письмо" not in text
            assert "77 000 000 000" not in text
            assert "77 млрд" not in text
        assert "77 000 000 000" in self.page(f"/desk{YEAR}", DANA.client()).values[0]

    def test_the_public_sees_no_names_of_who_recorded(self) -> None:
        text = self.page(YEAR).text()
        assert DANA.name not in text
