"""Who should lead which project, and why: pure scoring, and the best division of several."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from jolserik.specialists.optimum import divide
from jolserik.specialists.values import Candidate, Fit, Need, Reason

SCALE = 100  # points are whole numbers, the steps of a division hundredths of them


def fit(need: Need, candidate: Candidate, weights: Mapping[str, Decimal]) -> Fit:
    """How well a person fits a project. A conflict of interest or an absence excludes."""
    if need.company and need.company in candidate.conflicts:
        return Fit(candidate.key, 0, (Reason("conflict", 0),), excluded=True)
    if candidate.away:
        return Fit(candidate.key, 0, (Reason("away", 0),), excluded=True)
    reasons = (
        *_sector(need, candidate, weights),
        *_best("language", need.languages, candidate.languages, weights),
        *_best("place", need.places, candidate.places, weights),
        *_continuity(need, candidate, weights),
        _load(need, candidate, weights),
    )
    return Fit(candidate.key, sum(reason.points for reason in reasons), reasons)


def ranked(
    need: Need, candidates: Sequence[Candidate], weights: Mapping[str, Decimal]
) -> list[Fit]:
    """Everybody, the best first, the excluded last; equals in the order given."""
    fits = [fit(need, candidate, weights) for candidate in candidates]
    return sorted(fits, key=lambda f: (f.excluded, -f.points))


def proposed(
    needs: Sequence[Need], candidates: Sequence[Candidate], weights: Mapping[str, Decimal]
) -> list[Fit | None]:
    """The best division of all projects together, one fit a project; None where nobody may.

    The points of all fits together are as high as possible, where each further project given to
    the same person in this division counts less, by what it adds to their load.
    """
    fits = [[fit(need, candidate, weights) for candidate in candidates] for need in needs]
    points = [[None if f.excluded else f.points * SCALE for f in row] for row in fits]
    found = divide(points, steps(needs, candidates, weights))
    return [None if place is None else row[place] for row, place in zip(fits, found, strict=True)]


def steps(
    needs: Sequence[Need], candidates: Sequence[Candidate], weights: Mapping[str, Decimal]
) -> list[int]:
    """By how much each further project counts less for each person, in hundredths of a point."""
    if not needs:
        return [0 for _ in candidates]
    usual = sum((need.weight for need in needs), Decimal(0)) / len(needs)
    weight = weights.get("load", Decimal(0))
    return [max(0, int(SCALE * weight * usual / max(c.capacity, Decimal(1)))) for c in candidates]


def _sector(need: Need, candidate: Candidate, weights: Mapping[str, Decimal]) -> tuple[Reason, ...]:
    """The division of the sector known, else its section."""
    division = need.sector[:2]
    for name, code in (("sector_division", division), ("sector_section", need.section)):
        if code and code in candidate.sectors:
            return (_known(name, code, candidate.sectors[code], weights),)
    return ()


def _best(
    name: str, wanted: frozenset[str], known: Mapping[str, int], weights: Mapping[str, Decimal]
) -> tuple[Reason, ...]:
    """The one that is known best, the first in order among equals."""
    codes = sorted(wanted & set(known), key=lambda code: (-known[code], code))
    return tuple(_known(name, code, known[code], weights) for code in codes[:1])


def _known(name: str, code: str, level: int, weights: Mapping[str, Decimal]) -> Reason:
    points = _whole(weights.get(name, Decimal(0)) * level / 3)
    return Reason(name, points, {"code": code, "level": level})


def _continuity(
    need: Need, candidate: Candidate, weights: Mapping[str, Decimal]
) -> tuple[Reason, ...]:
    if not need.company or need.company not in candidate.companies:
        return ()
    return (Reason("continuity", _whole(weights.get("continuity", Decimal(0)))),)


def _load(need: Need, candidate: Candidate, weights: Mapping[str, Decimal]) -> Reason:
    """Free capacity after the project gives points, a capacity exceeded takes them."""
    after = candidate.load + need.weight
    capacity = max(candidate.capacity, Decimal(1))
    free = max(Decimal(-2), (capacity - after) / capacity)
    name = "load_over" if after > candidate.capacity else "load_free"
    points = _whole(weights.get("load", Decimal(0)) * free)
    return Reason(name, points, {"after": _plain(after), "capacity": _plain(candidate.capacity)})


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
