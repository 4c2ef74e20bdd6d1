"""Paths from dated links: pure."""

import pytest

from jolserik.ledger.paths import Interval, Link, ancestors, below, merged

OPEN = (0, 10**9)
MERGED: list[tuple[list[Interval], tuple[Interval, ...]]] = [
    ([], ()),
    ([(1, 3), (4, 6)], ((1, 6),)),
    ([(1, 3), (5, 6)], ((1, 3), (5, 6))),
    ([(5, 9), (1, 6)], ((1, 9),)),
    ([(1, 9), (2, 3)], ((1, 9),)),
]


@pytest.mark.parametrize(("intervals", "same"), MERGED)
def test_months_that_touch_are_one_interval(
    intervals: list[Interval], same: tuple[Interval, ...]
) -> None:
    assert merged(intervals) == same


def test_a_path_holds_in_the_months_in_which_every_link_of_it_holds() -> None:
    links = [Link(3, 2, (5, 20)), Link(2, 1, (10, 30))]
    assert ancestors(links, 3) == {2: ((5, 20),), 1: ((10, 20),)}
    assert ancestors(links, 1) == {}


def test_links_that_never_hold_together_make_no_path() -> None:
    links = [Link(3, 2, (5, 9)), Link(2, 1, (10, 30))]
    assert ancestors(links, 3) == {2: ((5, 9),)}


def test_two_ways_up_are_one_path() -> None:
    ways = [Link(4, 2, OPEN), Link(4, 3, (5, 9)), Link(2, 1, (1, 6)), Link(3, 1, OPEN)]
    assert ancestors(ways, 4)[1] == ((1, 9),)


def test_somebody_who_left_and_came_back_has_two_intervals() -> None:
    assert ancestors([Link(2, 1, (1, 3)), Link(2, 1, (7, 9))], 2) == {1: ((1, 3), (7, 9))}


def test_a_circle_is_an_error() -> None:
    with pytest.raises(ValueError, match="circle"):
        ancestors([Link(1, 2, OPEN), Link(2, 3, OPEN), Link(3, 1, OPEN)], 1)


def test_links_in_a_circle_that_never_hold_together_are_none() -> None:
    assert ancestors([Link(1, 2, (1, 3)), Link(2, 1, (4, 6))], 1) == {2: ((1, 3),)}


def test_below_is_everything_in_any_month_and_the_subject_itself() -> None:
    links = [Link(3, 2, (5, 6)), Link(2, 1, (1, 2)), Link(9, 8, OPEN)]
    assert below(links, 1) == {1, 2, 3}
    assert below(links, 3) == {3}
