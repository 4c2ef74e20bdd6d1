"""What may be done with handovers, skills and weights: pure questions."""

import uuid
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation

from jolserik.core.refusal import Problem, Refusal
from jolserik.specialists.values import LEVELS, SkillKind

Thing = tuple[str, str]  # kind and key


def why_not_hand_over(
    *, former: uuid.UUID, successor: uuid.UUID, wanted: Collection[Thing], held: Collection[Thing]
) -> Refusal | None:
    """What passes is held at this moment, and goes to somebody else."""
    if former == successor:
        return Refusal("handover_to_oneself")
    if not wanted:
        return Refusal("handover_of_nothing")
    gone = set(wanted) - set(held)
    return Refusal("not_held_any_more", {"count": len(gone)}) if gone else None


def why_not_accept(*, mine: bool, open_items: int) -> Refusal | None:
    """A handover is accepted by whom it went to, or by who stands in for them."""
    if not mine:
        return Refusal("handover_not_yours")
    return None if open_items else Refusal("handover_settled")


def skill_problems(
    *, kind: SkillKind, code: str, level: int, known: Collection[str]
) -> tuple[Problem, ...]:
    """`known`: the codes that exist for this kind."""
    found = []
    if code not in known:
        found.append(Problem("code", f"{kind}_unknown_for_skill"))
    if level not in LEVELS:
        found.append(Problem("level", "skill_level_known"))
    return tuple(found)


def weights_read(texts: Mapping[str, str]) -> tuple[dict[str, Decimal], tuple[Problem, ...]]:
    """Typed weights as numbers from 0 to 999 with one decimal, and everything wrong with them."""
    read: dict[str, Decimal] = {}
    found = []
    for code, text in texts.items():
        try:
            number = Decimal(text.strip().replace(",", "."))
        except InvalidOperation:
            found.append(Problem(code, "weight_not_a_number"))
            continue
        fine = (
            number.is_finite() and 0 <= number <= 999 and number == number.quantize(Decimal("0.1"))
        )
        if fine:
            read[code] = number
        else:
            found.append(Problem(code, "weight_outside"))
    return read, tuple(found)
