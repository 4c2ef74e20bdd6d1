"""The best division of things among people, exactly: successive shortest paths.

A thing goes to one person; a person takes any number, and each further one counts `step` less
than the one before. Such a division is a flow whose costs grow, so that adding one thing after
another, each along the cheapest chain of changes, ends at the best division of all. For n things
and m people it takes about n × (n m + m³) steps: 300 things among 30 people in about a second.
"""

from collections.abc import Sequence
from math import inf

Points = Sequence[Sequence[int | None]]


def divide(points: Points, steps: Sequence[int]) -> list[int | None]:
    """For each thing the place of its person in the division with most points together.

    `points[thing][person]` is None where the person may not have it; a thing that nobody may have
    gets None. `steps[person]` is at least 0. Among equally good ones the first people are taken.
    """
    people = len(steps)
    holder: list[int | None] = [None] * len(points)
    for new, row in enumerate(points):
        cost = [inf if p is None else -p for p in row]
        chain: list[tuple[int, int] | None] = [None] * people  # (from whom, which thing)
        moves = _moves(points, holder, people)
        for _ in range(people):
            if not _shorten(cost, chain, moves):
                break
        taken = [holder.count(person) for person in range(people)]
        ends = [cost[p] + steps[p] * taken[p] for p in range(people)]
        best = min(range(people), key=lambda p: ends[p], default=None)
        if best is None or ends[best] == inf:
            continue
        while (link := chain[best]) is not None:
            giver, thing = link
            holder[thing] = best
            best = giver
        holder[new] = best
    return holder


def value(points: Points, steps: Sequence[int], holder: Sequence[int | None]) -> int:
    """What a division is worth."""
    total = 0
    taken = [0] * len(steps)
    for row, person in zip(points, holder, strict=True):
        if person is None:
            continue
        given = row[person]
        if given is None:
            raise ValueError("somebody has what they may not have")
        total += given - steps[person] * taken[person]
        taken[person] += 1
    return total


Moves = list[list[tuple[float, int]]]


def _moves(points: Points, holder: Sequence[int | None], people: int) -> Moves:
    """The cheapest thing to move from each person to each other one: (what it costs, which)."""
    found: Moves = [[(inf, -1)] * people for _ in range(people)]
    for thing, giver in enumerate(holder):
        if giver is None:
            continue
        now = points[thing][giver]
        for taker, then in enumerate(points[thing]):
            if now is not None and then is not None and taker != giver:
                found[giver][taker] = min(found[giver][taker], (now - then, thing))
    return found


def _shorten(cost: list[float], chain: list[tuple[int, int] | None], moves: Moves) -> bool:
    """One round of Bellman and Ford; whether a chain became shorter."""
    changed = False
    for giver, row in enumerate(moves):
        for taker, (extra, thing) in enumerate(row):
            if cost[giver] + extra < cost[taker]:
                cost[taker] = cost[giver] + extra
                chain[taker] = (giver, thing)
                changed = True
    return changed
