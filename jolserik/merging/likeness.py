"""How likely two records are one thing, with reasons: pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from jolserik.core.fold import fold
from jolserik.core.legal_forms import without_legal_forms
from jolserik.core.likeness import alike, holds, other_numbers, spelled

LIKELY: Final = 84  # points from which two records are shown
LEAST_NAME: Final = 70  # names less alike are never one thing, whatever else agrees
SHORTENED: Final = 82  # points of a name that is the other one with words left out
SIMILAR_NAME: Final = 80
SIMILAR_COST: Final = Decimal("0.10")
# What agrees or differs → points.
SAME_NUMBER, SAME_WEBSITE, SAME_COMPANY, SAME_SITE, SAME_COST = 30, 12, 12, 6, 6
SAME_PLACE, SAME_COUNTRY, SAME_SECTOR = 3, 2, 3
OTHER_COUNTRY, OTHER_COMPANY, OTHER_PLACE = -15, -15, -8
MOST: Final = 100
REMARK: Final = re.compile(r"\s*\([^()]*\)")  # «(вымышленный)»


@dataclass(frozen=True)
class Likeness:
    """Points, at most 100, and codes of the reasons, the weightiest first."""

    points: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class CompanySide:
    """A company as far as likeness asks. `zones`: where its projects stand."""

    key: str
    names: tuple[str, ...]
    country: str = ""
    bin: str = ""
    iin: str = ""
    foreign_number: str = ""
    website: str = ""
    zones: frozenset[str] = frozenset()
    fictional: bool = False


@dataclass(frozen=True)
class ProjectSide:
    """A project as far as likeness asks. `company`: its key; `initiators`: names of it."""

    key: str
    names: tuple[str, ...]
    company: str = ""
    initiators: tuple[str, ...] = ()
    place: str = ""
    zone: str = ""
    plot: str = ""
    sector: str = ""
    cost_kzt: Decimal | None = None
    fictional: bool = False


def of_companies(one: CompanySide, other: CompanySide) -> Likeness | None:
    """None where they are surely two: another BIN or IIN is another company before the law."""
    if one.key == other.key or one.fictional != other.fictional:
        return None
    numbers, others = one.bin or one.iin, other.bin or other.iin
    if numbers and others and numbers != others:
        return None
    points = _Points.of_names(_said(one), _said(other))
    if points is None:
        return None
    same_country = bool(one.country) and one.country == other.country
    if same_country and one.foreign_number and one.foreign_number == other.foreign_number:
        points.add(SAME_NUMBER, "same_number")
    if _host(one.website) and _host(one.website) == _host(other.website):
        points.add(SAME_WEBSITE, "same_website")
    if one.zones & other.zones:
        points.add(SAME_SITE, "same_zone")
    if same_country:
        points.add(SAME_COUNTRY, "same_country")
    elif one.country and other.country:
        points.add(OTHER_COUNTRY, "other_country")
    return points.likeness()


def of_projects(one: ProjectSide, other: ProjectSide) -> Likeness | None:
    """None where they are surely two."""
    if one.key == other.key or one.fictional != other.fictional:
        return None
    points = _Points.of_names(_said(one), _said(other))
    if points is None:
        return None
    if _same_initiator(one, other):
        points.add(SAME_COMPANY, "same_initiator")
    elif any(one.initiators) and any(other.initiators):
        points.add(OTHER_COMPANY, "other_initiator")
    if one.plot and spelled(one.plot) == spelled(other.plot):
        points.add(SAME_SITE, "same_plot")
    elif one.zone and one.zone == other.zone:
        points.add(SAME_SITE, "same_zone")
    elif one.place and one.place == other.place:
        points.add(SAME_PLACE, "same_place")
    elif one.place and other.place:
        points.add(OTHER_PLACE, "other_place")
    if _near(one.cost_kzt, other.cost_kzt):
        points.add(SAME_COST, "similar_cost")
    if one.sector[:2] and one.sector[:2] == other.sector[:2]:
        points.add(SAME_SECTOR, "same_sector")
    return points.likeness()


def _said(side: CompanySide | ProjectSide) -> tuple[str, ...]:
    """The names; those of examples without the remark that they are examples."""
    if not side.fictional:
        return side.names
    return tuple(REMARK.sub(" ", name) or name for name in side.names)


@dataclass
class _Points:
    points: int
    reasons: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def of_names(cls, names: Iterable[str], others: Iterable[str]) -> "_Points | None":
        """The best of all pairs of names; None where none is near enough."""
        found: tuple[int, str] | None = None
        for name in filter(None, names):
            for other in filter(None, others):
                points, reason = _of_name(name, other)
                if reason and (found is None or points > found[0]):
                    found = points, reason
        if found is None:
            return None
        return cls(found[0], [(MOST + found[0], found[1])])

    def add(self, points: int, reason: str) -> None:
        self.points += points
        self.reasons.append((points, reason))

    def likeness(self) -> Likeness | None:
        if self.points < LIKELY:
            return None
        listed = sorted(self.reasons, key=lambda pair: -pair[0])
        return Likeness(min(self.points, MOST), tuple(reason for _, reason in listed))


def _of_name(name: str, other: str) -> tuple[int, str]:
    """Points of two names and why; no reason where they are not near enough."""
    one, two = spelled(name), spelled(other)
    if not one or not two or other_numbers(one, two):
        return 0, ""
    if fold(name) == fold(other):
        return MOST, "same_name"
    if fold(without_legal_forms(name)) == fold(without_legal_forms(other)):
        return MOST, "same_name_other_form"
    if one == two:
        return MOST, "same_name_other_letters"
    points = int(alike(one, two))
    if points < SHORTENED and holds(one, two):
        return SHORTENED, "shortened_name"
    if points >= LEAST_NAME:
        return points, "similar_name" if points >= SIMILAR_NAME else "name_in_part"
    return 0, ""


def _same_initiator(one: ProjectSide, other: ProjectSide) -> bool:
    if one.company and one.company == other.company:
        return True
    names = {spelled(name) for name in one.initiators} - {""}
    return bool(names & {spelled(name) for name in other.initiators})


def _near(one: Decimal | None, other: Decimal | None) -> bool:
    if not one or not other:
        return False
    return abs(one - other) <= max(one, other) * SIMILAR_COST


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
