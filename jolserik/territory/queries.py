"""Questions about places and zones. They are public, so everybody sees the same."""

from django.db.models import Prefetch

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


def zone(subject: SubjectValue) -> Zone | None:
    """With the places it lies in."""
    places = Place.objects.select_related("subject")
    zones = Zone.objects.prefetch_related(Prefetch("lies_in", queryset=places))
    return zones.filter(pk=subject.id).first()
