"""Pages ask as often for thirty rows as for three, and never more than fifteen times."""

from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from jolserik.people.testing import AIGUL, DANA, ERLAN, settle_cast
from jolserik.site.tests.regions import load_sized

MOST = 15
PAGES = (
    "",
    "region/97/",
    "region/9700/",
    "zone/test/",
    "zone/sized-1/",
    "project/sized-0/",
    "figures/kato:97/fixed_capital_investment/2024/actual/statement/",
    "figures/zone:test/investment_made/-/actual/statement/",
)
OPEN = ("/regions/", "/search/?q=Завод", "/measures/", "/glossary/")


class TestQueries(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        settle_cast()
        load_sized(3)

    def test_public_pages_ask_no_more_for_thirty_rows_than_for_three(self) -> None:
        self.grow_and_count(Client(), [f"/{page}" for page in PAGES] + list(OPEN))

    def test_desk_pages_ask_no_more_for_thirty_rows_than_for_three(self) -> None:
        pages = [f"/desk/{page}" for page in PAGES]
        self.grow_and_count(DANA.client(), [*pages, "/desk/statements/new/"])

    def test_who_sees_only_an_own_scope_asks_no_more_either(self) -> None:
        for member in (AIGUL, ERLAN):
            with self.subTest(member.name):
                # "/desk/" itself leads on to the page of the scope.
                self.counts(member.client(), [f"/desk/{page}" for page in PAGES if page])

    def test_a_zone_in_two_places_asks_as_often_as_one_in_one(self) -> None:
        found = self.counts(Client(), ["/zone/sized-1/", "/zone/sized-2/"])
        assert found["/zone/sized-1/"] == found["/zone/sized-2/"]

    def grow_and_count(self, client: Client, pages: list[str]) -> None:
        few = self.counts(client, pages)
        load_sized(30)
        assert self.counts(client, pages) == few

    def counts(self, client: Client, pages: list[str]) -> dict[str, int]:
        client.get(pages[0])  # what is read once a process is read now
        found = {}
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                response = client.get(page)
            assert response.status_code == 200, page
            assert len(asked) <= MOST, (page, [q["sql"] for q in asked.captured_queries])
            found[page] = len(asked)
        return found
