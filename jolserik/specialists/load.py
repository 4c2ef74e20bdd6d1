"""The weighted load of a person, from what their projects are: pure arithmetic.

A load is a sum: for each part (`stage.construction`, `list.national-pool`, `late`, `held.promise`,
…) how many there are times what one weighs. What parts weigh is data (`weights.toml`, edited on a
page). Each kind of thing that a room registers with `people.holdings` is a part of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Part:
    """One part of a load. `points` is for all of them together."""

    code: str
    count: int
    points: Decimal


def parts(counts: Mapping[str, int], weights: Mapping[str, Decimal]) -> tuple[Part, ...]:
    """What makes up a load, the heaviest first; parts that weigh nothing are left out."""
    found = (Part(code, n, weights.get(code, Decimal(0)) * n) for code, n in counts.items())
    return tuple(sorted((p for p in found if p.points), key=lambda p: (-p.points, p.code)))


def total(counts: Mapping[str, int], weights: Mapping[str, Decimal]) -> Decimal:
    return sum((part.points for part in parts(counts, weights)), Decimal(0))


def is_over(load: Decimal, capacity: Decimal) -> bool:
    """More than the capacity; exactly as much is full, not over."""
    return load > capacity
