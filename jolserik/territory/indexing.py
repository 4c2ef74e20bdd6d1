"""Places and zones as search knows them."""

from collections.abc import Iterator

from jolserik.search.values import IndexEntry
from jolserik.territory.models import Place, Zone

PLACE, ZONE = "place", "zone"
WEIGHTS = {Place.Kind.REGION: 900, Place.Kind.CITY: 900, Place.Kind.DISTRICT: 800}
WEIGHT_OF_ZONE, WEIGHT_OF_THE_PAST = 700, 300


def of_place(place: Place) -> IndexEntry:
    """Also by its former names and its KATO code; a place of the past comes after the others."""
    subject = place.subject
    former = (name.get(code) for name in place.former_names for code in ("ru", "kk", "en"))
    past = subject.valid_to is not None
    return IndexEntry(
        kind=PLACE,
        key=subject.code,
        title=subject.names,
        texts=tuple(text for text in former if text),
        numbers=(place.kato,) if place.kato else (),
        weight=WEIGHT_OF_THE_PAST if past else WEIGHTS[Place.Kind(place.kind)],
        fictional=subject.fictional,
    )


def of_zone(zone: Zone) -> IndexEntry:
    """Also by its parts and its operator."""
    subject = zone.subject
    named = [part.get("names") or {} for part in zone.parts] + [zone.operator or {}]
    texts = (names.get(code) for names in named for code in ("ru", "kk", "en"))
    return IndexEntry(
        kind=ZONE,
        key=subject.code,
        title=subject.names,
        texts=tuple(text for text in texts if text),
        weight=WEIGHT_OF_ZONE,
        fictional=subject.fictional,
    )


def places() -> Iterator[IndexEntry]:
    """All places."""
    return map(of_place, Place.objects.select_related("subject").order_by("pk").iterator())


def zones() -> Iterator[IndexEntry]:
    """All zones."""
    return map(of_zone, Zone.objects.select_related("subject").order_by("pk").iterator())
