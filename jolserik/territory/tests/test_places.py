"""Places and zones, each also a subject of the ledger."""

from decimal import Decimal

import pytest

from jolserik.core.month import Month
from jolserik.core.refusal import Refused
from jolserik.events.models import Event
from jolserik.ledger.models import Subject, SubjectLink
from jolserik.ledger.tests.make import NAMES, NOW
from jolserik.people.actor import PROGRAM
from jolserik.territory import actions, queries
from jolserik.territory.actions import Lies
from jolserik.territory.models import Place

pytestmark = pytest.mark.django_db


def place(code: str, kind: str = "region", *parents: Lies, fictional: bool = False) -> Place:
    return actions.add_place(
        code=code,
        kind=kind,
        kato=code.removeprefix("kato:").ljust(9, "0"),
        names=NAMES,
        parents=parents,
        fictional=fictional,
        by=PROGRAM,
        now=NOW,
    )


def test_a_place_is_a_subject_that_lies_in_its_parents_in_their_months() -> None:
    region = place("kato:35")
    district = place("kato:3520", "district", Lies(region.subject, Month.of(2022, 6)))
    link = SubjectLink.objects.get()
    assert (link.child, link.parent) == (district.subject, region.subject)
    assert (link.month_from, link.month_to) == (Month.of(2022, 6).ordinal, 99_999)
    names = list(Event.objects.order_by("id").values_list("name", flat=True))
    assert names == ["subject_added", "subject_added", "subject_linked"]


def test_a_fictional_place_in_a_real_one_is_refused_and_leaves_nothing() -> None:
    region = place("kato:35")
    with pytest.raises(Refused):
        place("kato:3599", "district", Lies(region.subject), fictional=True)
    assert Place.objects.count() == Subject.objects.count() == 1


def test_a_zone_names_the_places_its_land_is_in() -> None:
    city = place("kato:3510", "city")
    zone = actions.add_zone(
        code="zone:made",
        kind="industrial",
        names=NAMES,
        parents=[Lies(city.subject)],
        lies_in=["kato:3510"],
        fictional=False,
        area_ha=Decimal("12.50"),
        by=PROGRAM,
        now=NOW,
    )
    found = queries.zone(zone.subject.to_value())
    assert found is not None and [place.code for place in found.places] == ["kato:3510"]
    assert queries.place(zone.subject.to_value()) is None


def test_the_first_page_shows_the_real_region_of_today() -> None:
    place("kato:99", fictional=True)
    assert queries.home_region() is not None
    real = place("kato:35").subject.to_value()
    place("kato:62")
    assert queries.home_region() == real
    other = queries.home_region("kato:62")
    assert other is not None and other.code == "kato:62"
    assert queries.home_region("kato:1") is None
    assert [region.code for region in queries.regions()] == ["kato:35", "kato:62", "kato:99"]
