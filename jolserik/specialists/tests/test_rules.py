import itertools
import uuid
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jolserik.specialists import load, proposals
from jolserik.specialists.optimum import divide, value
from jolserik.specialists.rules import (
    skill_problems,
    weights_read,
    why_not_accept,
    why_not_hand_over,
)
from jolserik.specialists.values import Candidate, Need, SkillKind

A, B = uuid.UUID(int=1), uuid.UUID(int=2)
MATCH = {
    "sector_division": Decimal(30),
    "sector_section": Decimal(15),
    "language": Decimal(20),
    "place": Decimal(15),
    "continuity": Decimal(25),
    "load": Decimal(30),
}
NEED = Need(
    1,
    "project:one",
    sector="23",
    section="C",
    languages=frozenset({"tr"}),
    places=frozenset({"kato:1", "kato:12"}),
    company="acme",
    weight=Decimal(3),
)


def someone(**known: object) -> Candidate:
    return Candidate(key=A, capacity=Decimal(30), **known)  # type: ignore[arg-type]  # by the table


# --- load


def test_a_load_is_the_sum_of_its_parts_the_heaviest_first() -> None:
    weights = {"stage.construction": Decimal(3), "late": Decimal(1), "list.pool": Decimal("0.5")}
    counts = {"stage.construction": 2, "late": 1, "list.pool": 1, "unknown": 9}
    assert load.total(counts, weights) == Decimal("7.5")
    found = [(p.code, p.count) for p in load.parts(counts, weights)]
    assert found == [("stage.construction", 2), ("late", 1), ("list.pool", 1)]


@pytest.mark.parametrize(("carried", "over"), [("29.5", False), ("30", False), ("30.5", True)])
def test_exactly_full_is_not_over(carried: str, over: bool) -> None:
    assert load.is_over(Decimal(carried), Decimal(30)) is over


# --- proposals


@pytest.mark.parametrize(
    ("known", "code", "points"),
    [
        ({"sectors": {"23": 3}}, "sector_division", 30),
        ({"sectors": {"23": 1}}, "sector_division", 10),
        ({"sectors": {"C": 3, "24": 3}}, "sector_section", 15),
        ({"languages": {"tr": 2, "en": 3}}, "language", 13),
        ({"places": {"kato:1": 3}}, "place", 15),
        ({"companies": frozenset({"acme"})}, "continuity", 25),
    ],
)
def test_what_somebody_knows_gives_points(known: dict[str, object], code: str, points: int) -> None:
    reasons = {r.code: r.points for r in proposals.fit(NEED, someone(**known), MATCH).reasons}
    assert reasons[code] == points
    assert set(reasons) == {code, "load_free"}


@pytest.mark.parametrize(
    ("carried", "code", "points"),
    [
        ("0", "load_free", 27),
        ("27", "load_free", 0),
        ("28", "load_over", -1),
        ("300", "load_over", -60),
    ],
)
def test_a_load_gives_points_while_free_and_takes_them_when_over(
    carried: str, code: str, points: int
) -> None:
    (reason,) = proposals.fit(NEED, someone(load=Decimal(carried)), MATCH).reasons
    assert (reason.code, reason.points) == (code, points)


@pytest.mark.parametrize(
    ("known", "code"), [({"conflicts": frozenset({"acme"})}, "conflict"), ({"away": True}, "away")]
)
def test_a_conflict_or_an_absence_excludes(known: dict[str, object], code: str) -> None:
    found = proposals.fit(NEED, someone(sectors={"23": 3}, **known), MATCH)
    assert found.excluded
    assert [reason.code for reason in found.reasons] == [code]
    assert proposals.proposed([NEED], [someone(**known)], MATCH) == [None]


def test_several_projects_are_divided_and_not_heaped_on_the_best() -> None:
    needs = [Need(n, f"p{n}", sector="23", section="C", weight=Decimal(15)) for n in range(2)]
    better = Candidate(A, sectors={"23": 3}, capacity=Decimal(30))
    other = Candidate(B, sectors={"23": 2}, capacity=Decimal(30))
    found = proposals.proposed(needs, [better, other], MATCH)
    assert sorted(fit.person for fit in found if fit) == [A, B]


# --- the best division


@st.composite
def divisions(draw: st.DrawFn) -> tuple[list[list[int | None]], list[int]]:
    people = draw(st.integers(1, 4))
    points = st.lists(st.one_of(st.none(), st.integers(-50, 50)), min_size=people, max_size=people)
    steps = st.lists(st.integers(0, 30), min_size=people, max_size=people)
    return draw(st.lists(points, max_size=5)), draw(steps)


@settings(max_examples=300, deadline=None)
@given(divisions())
def test_no_other_division_is_worth_more(case: tuple[list[list[int | None]], list[int]]) -> None:
    points, steps = case
    found = divide(points, steps)
    may: list[list[int | None]] = [[n for n, p in enumerate(r) if p is not None] for r in points]
    choices = [row or [None] for row in may]
    best = max(value(points, steps, held) for held in itertools.product(*choices))
    assert value(points, steps, found) == best
    assert [held is None for held in found] == [all(p is None for p in row) for row in points]


def test_three_hundred_things_among_thirty_people_no_move_is_better() -> None:
    points = [[(7 * t + 13 * p) % 41 for p in range(30)] for t in range(300)]
    steps = [5] * 30
    found = divide(points, steps)
    best = value(points, steps, found)
    assert None not in found
    for thing in range(0, 300, 10):
        for person in range(30):
            moved = [person if t == thing else held for t, held in enumerate(found)]
            assert value(points, steps, moved) <= best


# --- handovers


@pytest.mark.parametrize(
    ("successor", "wanted", "code"),
    [
        (A, [("project", "1")], "handover_to_oneself"),
        (B, [], "handover_of_nothing"),
        (B, [("project", "2")], "not_held_any_more"),
        (B, [("project", "1")], None),
    ],
)
def test_what_is_held_passes_to_somebody_else(
    successor: uuid.UUID, wanted: list[tuple[str, str]], code: str | None
) -> None:
    found = why_not_hand_over(former=A, successor=successor, wanted=wanted, held=[("project", "1")])
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("mine", "still", "code"),
    [(False, 2, "handover_not_yours"), (True, 0, "handover_settled"), (True, 1, None)],
)
def test_who_received_accepts(mine: bool, still: int, code: str | None) -> None:
    found = why_not_accept(mine=mine, open_items=still)
    assert (found.code if found else None) == code


def test_all_that_is_wrong_with_a_skill_is_told_at_once() -> None:
    found = skill_problems(kind=SkillKind.LANGUAGE, code="xx", level=9, known={"tr"})
    assert [p.code for p in found] == ["language_unknown_for_skill", "skill_level_known"]
    assert skill_problems(kind=SkillKind.LANGUAGE, code="tr", level=3, known={"tr"}) == ()


@pytest.mark.parametrize(
    ("text", "read", "code"),
    [
        ("3", Decimal(3), None),
        (" 0,5 ", Decimal("0.5"), None),
        ("много", None, "weight_not_a_number"),
        ("", None, "weight_not_a_number"),
        ("-1", None, "weight_outside"),
        ("1000", None, "weight_outside"),
        ("0.25", None, "weight_outside"),
        ("NaN", None, "weight_outside"),
        ("Infinity", None, "weight_outside"),
    ],
)
def test_weights_are_read_as_people_type_them(
    text: str, read: Decimal | None, code: str | None
) -> None:
    numbers, found = weights_read({"late": text})
    assert numbers.get("late") == read
    assert [p.code for p in found] == ([code] if code else [])
