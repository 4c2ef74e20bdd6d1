"""What the portal may show: pictures and evidence as anybody may see them."""

from collections.abc import Sequence

from jolserik.indicators import figure as figures
from jolserik.indicators import pictures, totals
from jolserik.indicators.figure import Address, FigurePage, TargetPage
from jolserik.indicators.moment import Moment, moment
from jolserik.indicators.pictures import Picture
from jolserik.indicators.totals import Records
from jolserik.ledger.values import SubjectValue
from jolserik.people.actor import PUBLIC
from jolserik.projects.totals import Asked
from jolserik.territory import queries as territory

__all__ = [
    "Address",
    "FigurePage",
    "Moment",
    "Picture",
    "Records",
    "figure",
    "home_region",
    "moment",
    "picture",
    "records",
    "regions",
    "target",
]


def figure(address: Address, when: Moment, *, before: int | None = None) -> FigurePage:
    """One figure with its evidence, as far as it is public. Raises Refused."""
    return figures.figure(address, actor=PUBLIC, moment=when, before=before)


def picture(subject: SubjectValue, when: Moment) -> Picture:
    """The picture of a region, city, district, zone or project."""
    return pictures.picture(subject, actor=PUBLIC, moment=when)


def records(subject: SubjectValue, asked: Asked, when: Moment, *, page: int = 1) -> Records:
    """The projects behind a total of a territory."""
    scope = totals.within(subject, when)
    return totals.records(scope, asked, actor=PUBLIC, moment=when, page=page)


def home_region(code: str = "") -> SubjectValue | None:
    """The region of the first page."""
    return territory.home_region(code)


def regions() -> Sequence[SubjectValue]:
    """All regions, real ones first."""
    return territory.regions()


def target(posting_no: int) -> TargetPage | None:
    """A published target."""
    return figures.target(posting_no, actor=PUBLIC)
