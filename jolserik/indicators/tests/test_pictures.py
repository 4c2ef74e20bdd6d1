"""What stands on a page: the year, its plan, its path, the changes and the goals."""

import datetime as dt
from decimal import Decimal

from django.test import TestCase

from jolserik.indicators import pictures
from jolserik.indicators.moment import Moment
from jolserik.indicators.pictures import Picture
from jolserik.ledger import posting, queries
from jolserik.ledger.values import Basis, Qualifier
from jolserik.people.actor import PROGRAM, PUBLIC
from jolserik.site.tests.regions import load_second, row
from jolserik.workshop.folder import Folder


class TestPictures(TestCase):
    folder: Folder

    @classmethod
    def setUpTestData(cls) -> None:
        cls.folder = load_second()

    def picture(self, code: str, day: str = "2025-03-01", since: str = "2025-02-01") -> Picture:
        subject = queries.subject(code)
        assert subject is not None
        as_of, start = dt.date.fromisoformat(day), dt.date.fromisoformat(since)
        moment = Moment(as_of, posting.last(), min(start, as_of), as_of, pinned=False)
        return pictures.picture(subject, actor=PROGRAM, moment=moment)

    def amount(self, key: str, kind: str = "statement") -> Decimal:
        return Decimal(row(self.folder, key, kind)["amount"])

    def test_the_headline_is_the_newest_year_that_has_a_figure(self) -> None:
        headline = self.picture("kato:98").headline
        assert headline is not None
        assert headline.year == 2024
        assert headline.line.actual[0].value == self.amount("second-fci-2024")

    def test_the_share_of_the_plan_names_both_rows(self) -> None:
        headline = self.picture("kato:98").headline
        assert headline is not None
        (share,) = headline.shares
        whole = self.amount("second-fci-2024") * 100 / self.amount("second-fci-2024-plan")
        assert share.percent == whole.quantize(Decimal("0.1"))
        assert share.plan.value == self.amount("second-fci-2024-plan")

    def test_the_path_holds_known_points_only(self) -> None:
        headline = self.picture("kato:98").headline
        assert headline is not None
        points = [(p.year, p.end.month, p.answer.value) for p in headline.path]
        assert points == [
            (2023, 12, self.amount("second-fci-2023")),
            (2024, 6, self.amount("second-fci-2024-jan-jun")),
            (2024, 12, self.amount("second-fci-2024")),
        ]

    def test_before_a_row_was_known_it_is_in_no_part_of_the_picture(self) -> None:
        picture = self.picture("kato:98", day="2025-02-10")
        assert picture.headline is not None
        values = {answer.value for answer in picture.headline.line.actual}
        values |= {point.answer.value for point in picture.headline.path}
        assert self.amount("second-fci-2024") not in values
        assert self.amount("second-fci-2024-jan-jun") in values

    def test_a_change_tells_what_was_what_is_and_why(self) -> None:
        picture = self.picture("kato:98")
        found = [c for c in picture.changes if c.line.measure.code == "fixed_capital_investment"]
        change = next(
            c for c in found if c.after and c.after.value == self.amount("second-fci-2024")
        )
        assert change.before is not None
        assert change.before.value == self.amount("second-fci-2024-jan-jun")
        assert [r.source.title for r in change.rows] == [
            row(self.folder, "SECOND_NEWS", "source")["title"]
        ]

    def test_where_nothing_became_known_nothing_changed(self) -> None:
        assert self.picture("kato:98", day="2025-04-01", since="2025-03-01").changes == ()

    def test_a_goal_is_compared_with_what_came_out(self) -> None:
        (goal,) = self.picture("zone:aisai").goals
        assert goal.value == self.amount("aisai-invested-2024", "target")
        assert goal.outcome in ("missed", "unknown")
        assert goal.critical == Decimal(
            row(self.folder, "aisai-invested-2024", "target")["critical"]
        )

    def test_a_dispute_comes_with_both_its_rows(self) -> None:
        picture = self.picture("zone:aisai")
        lines = [*picture.key, *picture.lines]
        (answer,) = next(ln for ln in lines if ln.measure.code == "plants_operating").actual
        told = {answer.value, *(Decimal(rival.amount) for rival in answer.rivals)}
        assert answer.disputed
        assert told == {
            self.amount("second-plants-akimat"),
            self.amount("second-plants-newspaper"),
        }

    def test_qualifiers_stay_with_their_figures(self) -> None:
        picture = self.picture("zone:aisai")
        lines = [*picture.key, *picture.lines]
        (answer,) = next(ln for ln in lines if ln.measure.code == "investment_made").actual
        assert answer.qualifier is Qualifier.MORE_THAN
        assert answer.basis is Basis.STATEMENT

    def test_districts_show_their_newest_year(self) -> None:
        table = self.picture("kato:98").districts
        assert table is not None
        values = [row_of.cells[0].actual[0].value for row_of in table.rows]
        assert sorted(values) == sorted(
            [self.amount("second-fci-2024-city"), self.amount("second-fci-2024-district")]
        )

    def test_the_public_sees_what_was_published(self) -> None:
        subject = queries.subject("kato:98")
        assert subject is not None
        day = dt.date(2025, 3, 1)
        moment = Moment(day, posting.last(), day, day, pinned=False)
        picture = pictures.picture(subject, actor=PUBLIC, moment=moment)
        assert picture.headline is not None
        assert picture.headline.line.actual[0].value == self.amount("second-fci-2024")
