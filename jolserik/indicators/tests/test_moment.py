"""When a page is looked at: three texts of the address, understood or refused."""

import datetime as dt

import pytest
from django.test import TestCase

from jolserik.core.refusal import Refused
from jolserik.indicators.moment import Moment, moment
from jolserik.ledger import posting
from jolserik.site.tests.regions import load_second

TODAY = dt.date(2025, 3, 1)


def at(**asked: str) -> Moment:
    given = {"as_of": "", "at": "", "since": ""} | asked
    return moment(as_of=given["as_of"], at=given["at"], since=given["since"], today=TODAY)


class TestMoment(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_second()

    def refused(self, **asked: str) -> str:
        with pytest.raises(Refused) as refused:
            at(**asked)
        return refused.value.refusal.code

    def test_nothing_asked_means_today_now_and_a_month_before(self) -> None:
        found = at()
        assert (found.as_of, found.at_posting) == (TODAY, posting.last())
        assert found.since == dt.date(2025, 1, 30)
        assert found.is_today
        assert not found.pinned

    def test_a_day_moves_where_changes_begin(self) -> None:
        assert at(as_of="2024-11-25").since == dt.date(2024, 10, 26)
        assert at(as_of="2024-11-25", since="2024-01-01").since == dt.date(2024, 1, 1)

    def test_a_posting_number_pins(self) -> None:
        assert at(at="3").pinned
        assert at(at="3").at_posting == 3

    def test_what_cannot_be_is_refused_by_name(self) -> None:
        assert self.refused(as_of="2025-03-02") == "date_in_the_future"
        assert self.refused(as_of="25.11.2024") == "unknown_date"
        assert self.refused(since="2024-02-30") == "unknown_date"
        assert self.refused(as_of="2024-01-01", since="2024-01-02") == "since_after_as_of"
        for text in ("-1", "x", "²", str(posting.last() + 1), "9" * 40):
            assert self.refused(at=text) == "unknown_posting"
