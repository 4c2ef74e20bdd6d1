"""Questions about places and zones. They are public, so everybody sees the same."""

from dataclasses import dataclass

from jolserik.ledger.values import SubjectValue
from jolserik.territory.models import Place, Zone


def home_region(code: str = "") -> SubjectValue | None:
    """The region of the first page: the one asked for, else the first real one, else the first."""
    regions = Place.objects.select_related("subject").filter(
        kind=Place.Kind.REGION, subject__valid_to=None
    )
    if code:
        regions = regions.filter(subject__code=code)
    place = regions.order_by("subject__fictional", "subject_id").first()
    return place.subject.to_value() if place else None


def regions() -> list[SubjectValue]:
    """All regions there are, real ones first."""
    places = Place.objects.select_related("subject").filter(kind=Place.Kind.REGION)
    ordered = places.order_by("subject__fictional", "subject__valid_to", "subject_id")
    return [place.subject.to_value() for place in ordered]


def place(subject: SubjectValue) -> Place | None:
    return Place.objects.filter(pk=subject.id).first()


@dataclass(frozen=True)
class ZoneView:
    """A zone with the places its land is in."""

    row: Zone
    places: tuple[SubjectValue, ...]


def zone(subject: SubjectValue) -> ZoneView | None:
    """In one query where the zone says in what it lies."""
    links = Zone.lies_in.through.objects.select_related("zone", "place__subject")
    found = list(links.filter(zone_id=subject.id).order_by("place_id"))
    if found:
        places = tuple(link.place.subject.to_value() for link in found)
        return ZoneView(found[0].zone, places)
    row = Zone.objects.filter(pk=subject.id).first()
    return ZoneView(row, ()) if row else None
