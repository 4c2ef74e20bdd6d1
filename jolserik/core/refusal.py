"""Two of the three kinds of wrong: a Refusal and a Problem. The third is an exception.

Also the Change that an act leaves in the diary.

Words for every code stand in the `words.toml` of the room that uses it, in three languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Fact = str | int | bool


@dataclass(frozen=True)
class Change:
    """A field that an act changed: its code, what it was and what it is, as plain text.

    An empty text is "not given". Values that name a person are keys, never names.
    """

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Refusal:
    """Why a person may not do this now. `facts` fill the placeholders of the words."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Refused(Exception):
    """Raised by an action when a rule answers with a refusal; nothing has been written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code} {dict(refusal.facts)}")
        self.refusal = refusal


@dataclass(frozen=True)
class Problem:
    """A field or a cell that is wrong, with its place; problems are listed all at once."""

    place: str
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def ensure(refusal: Refusal | None) -> None:
    """Raise the refusal, if there is one."""
    if refusal is not None:
        raise Refused(refusal)
