"""The moment of a page and the address of a figure: understood, or refused in words."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from django.test import TestCase

from jolserik.core.words import vocabulary
from jolserik.site.tests.reading import Page, read
from jolserik.site.tests.regions import load_second

LANGUAGES = ("ru", "kk", "en")
FIGURE = "/figures/kato:98/fixed_capital_investment/2024/actual/statement/"
PAGES = ("/", "/zone/aisai/", FIGURE)
RUBBISH = (
    "x",
    "0000-00-00",
    "2024-13-01",
    "2024-02-30",
    "20241125",
    "2024-W48-1",
    "25.11.2024",
    "٢٠٢٤-١١-٢٥",
    "²",
    "-1",
    "+1",
    "1.5",
    "1e9",
    str(10**30),
    "9" * 5000,
    "я" * 3000,
    "\x00",
    "2024-11-25\x00",
    "' OR 1=1 --",
    "<script>",
    "{fact}",
    "%s",
    "../../etc/passwd",
)
# What each part of an address means, and the parts around it.
PARTS = (
    "/figures/{}/fixed_capital_investment/2024/actual/statement/",
    "/figures/kato:98/{}/2024/actual/statement/",
    "/figures/kato:98/fixed_capital_investment/{}/actual/statement/",
    "/figures/kato:98/fixed_capital_investment/2024/{}/statement/",
    "/figures/kato:98/fixed_capital_investment/2024/actual/{}/",
    "/region/{}/",
    "/zone/{}/",
    "/project/{}/",
    "/targets/{}/",
)
REFUSED = (
    (f"{FIGURE}?as_of=2999-01-01", "date_in_the_future"),
    (f"{FIGURE}?as_of=yesterday", "unknown_date"),
    ("/?as_of=2024-01-01&since=2024-06-01", "since_after_as_of"),
    ("/?at=999999", "unknown_posting"),
    ("/figures/kato:77/participants/-/actual/statement/", "unknown_scope"),
    ("/figures/kato:98/happiness/2024/actual/statement/", "unknown_measure"),
    ("/figures/kato:98/participants/2024-13/actual/statement/", "unknown_period"),
    ("/figures/kato:98/participants/-/dream/statement/", "unknown_scenario"),
    ("/figures/kato:98/participants/-/actual/rumour/", "unknown_basis"),
)


def addresses() -> Iterator[str]:
    for page in PAGES:
        for name in ("as_of", "at", "since", "before"):
            yield from (f"{page}?{urlencode({name: text})}" for text in RUBBISH)
    for part in PARTS:
        yield from (part.format(quote(text, safe="")) for text in RUBBISH)
    yield from (f"/search/?{urlencode({'q': text})}" for text in RUBBISH)
    yield from (f"/?{urlencode({'lang': text})}" for text in RUBBISH)


class TestAddresses(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_second()

    def test_rubbish_anywhere_in_an_address_is_refused_and_breaks_nothing(self) -> None:
        self.client.raise_request_exception = False
        wrong = []
        for address in addresses():
            status = self.client.get(address).status_code
            understood = status == 200 and address.startswith(("/search/", "/?lang="))
            harmless = status == 200 and ("before=" in address or "at=" in address)
            if not (status in (404, 409) or understood or harmless):
                wrong.append((status, address[:90]))
        assert wrong == []

    def test_every_refusal_has_words_in_three_languages(self) -> None:
        for address, code in REFUSED:
            for language in LANGUAGES:
                with self.subTest(code, language=language):
                    join = "&" if "?" in address else "?"
                    response = self.client.get(f"{address}{join}lang={language}")
                    assert response.status_code in (404, 409)
                    start = vocabulary()["refusal", code].get(language).partition("{")[0]
                    page = read(response.content.decode())
                    assert start.strip() in page.text()

    def test_the_same_words_refuse_on_the_page_and_in_the_panel(self) -> None:
        for address, _ in REFUSED:
            status = self.client.get(address).status_code
            assert self.client.get(address, headers={"HX-Request": "true"}).status_code == status


class TestMoment(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_second()

    def page(self, address: str) -> Page:
        response = self.client.get(address)
        assert response.status_code == 200
        return read(response.content.decode())

    def test_the_day_moves_the_whole_page(self) -> None:
        before, after = self.page("/?as_of=2025-01-31"), self.page("/?as_of=2025-02-28")
        assert any(f.startswith("4,91 млрд") for f in before.figures)
        assert not any(f.startswith("12,3 млрд") for f in before.figures)
        assert any(f.startswith("12,3 млрд") for f in after.figures)

    def test_what_was_known_later_is_nowhere_on_an_earlier_page(self) -> None:
        for address in ("/region/98/", "/region/9810/", "/zone/aisai/", "/project/aisai-glass/"):
            page = self.page(f"{address}?as_of=2021-12-31&since=2021-01-01")
            assert page.figures == [], address
            assert "2021" in page.text()

    def test_every_figure_and_row_link_keeps_the_day(self) -> None:
        page = self.page("/region/98/?as_of=2024-12-31")
        figures = [e.get("href") for e in page.all("a") if "data-evidence" in e.attributes]
        rows = [e.get("href") for th in page.all("th") for e in th.all("a")]
        assert figures
        assert all("as_of=2024-12-31" in a or "/targets/" in a for a in figures)
        assert rows
        assert all("as_of=2024-12-31" in href for href in rows)

    def test_what_changed_names_the_rows_that_made_the_difference(self) -> None:
        page = self.page("/region/98/?as_of=2025-02-28&since=2025-01-31")
        changes = [e.text() for e in page.all("li") if "jol-change" in e.classes]
        assert any("4,91 млрд" in c and "12,3 млрд" in c for c in changes)
        assert any("Статья газеты «Айсай»" in c for c in changes)

    def test_a_permanent_page_says_so_and_leads_back_to_today(self) -> None:
        page = self.page("/zone/aisai/?at=1&as_of=2025-02-28")
        assert page.figures == []
        assert "/zone/aisai/" in page.links
        assert all("at=1" in h for h in page.links if h.startswith("/figures/"))
