"""Who lies below whom: paths from dated links. Pure.

Two paths between the same subjects (a project lies in a zone and in a district, both in one
region) are one, so that nothing is counted twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Interval = tuple[int, int]  # first and last month, inclusive


@dataclass(frozen=True)
class Link:
    """`child` lies in `parent` during the months of `months`."""

    child: int
    parent: int
    months: Interval


def ancestors(links: Iterable[Link], of: int) -> Mapping[int, tuple[Interval, ...]]:
    """For each ancestor the months in which `of` lies below it, as separate intervals in order.

    A circle is a ValueError.
    """
    upwards: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        upwards[link.child].append(link)
    found: dict[int, list[Interval]] = defaultdict(list)

    def climb(subject: int, months: Interval, seen: tuple[int, ...]) -> None:
        if subject in seen:
            raise ValueError("links go in a circle")
        for link in upwards[subject]:
            first, last = max(months[0], link.months[0]), min(months[1], link.months[1])
            if first <= last:
                found[link.parent].append((first, last))
                climb(link.parent, (first, last), (*seen, subject))

    climb(of, (0, 10**9), ())
    return {ancestor: merged(intervals) for ancestor, intervals in found.items()}


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same months as intervals that neither overlap nor touch."""
    result: list[Interval] = []
    for first, last in sorted(intervals):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], last))
        else:
            result.append((first, last))
    return tuple(result)


def below(links: Iterable[Link], of: int) -> set[int]:
    """`of` and everything that lies below it in any month."""
    downwards: dict[int, set[int]] = defaultdict(set)
    for link in links:
        downwards[link.parent].add(link.child)
    found, waiting = {of}, [of]
    while waiting:
        new = downwards[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found
