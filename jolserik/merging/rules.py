"""What may be merged and undone: pure questions about plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from jolserik.core.refusal import Refusal

# The region walks with the record that stays, where it walks with one of them.
STATES = ("published", "closed", "live")


@dataclass(frozen=True)
class Side:
    """A record as far as merging asks. `number`: a BIN or IIN; `state`: of a project."""

    key: str
    merged: bool = False
    fictional: bool = False
    number: str = ""
    state: str = ""


def why_not_merge(stays: Side, goes: Side) -> Refusal | None:
    """Why two records cannot be made one, or None."""
    if stays.key == goes.key:
        return Refusal("merge_needs_two")
    if stays.merged or goes.merged:
        return Refusal("merged_already")
    if stays.fictional != goes.fictional:
        return Refusal("merge_fictional_with_real")
    if stays.number and goes.number and stays.number != goes.number:
        return Refusal("merge_of_two_numbers", {"one": stays.number, "other": goes.number})
    if stays.state and STATES.index(stays.state) < STATES.index(goes.state):
        return Refusal("merge_into_less_alive")
    return None


def why_not_undo(*, undone: bool, changed: bool) -> Refusal | None:
    """A merger is undone once, and only while everything is as it left it."""
    if undone:
        return Refusal("merge_undone_already")
    return Refusal("merge_changed_since") if changed else None


def why_not_say_different(keys: Sequence[str], seen: frozenset[str]) -> Refusal | None:
    if len(set(keys)) != 2:
        return Refusal("merge_needs_two")
    return None if set(keys) <= seen else Refusal("merge_not_seen")
