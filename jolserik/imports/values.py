"""Plain values of the imports: what a row wants of a project, and what came of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from jolserik.core.refusal import Fact


class Stand(StrEnum):
    """How far an upload is: columns are settled, rows compared, everything taken in."""

    MAPPING = "mapping"
    COMPARED = "compared"
    FINISHED = "finished"


class RowKind(StrEnum):
    """What a row is to the register. Words: `words.toml`, kind `row_kind`."""

    NEW = "new"
    CHANGED = "changed"
    UNCLEAR = "unclear"
    WRONG = "wrong"
    SAME = "same"


class Outcome(StrEnum):
    """What came of a row."""

    WAITING = "waiting"
    TAKEN = "taken"
    FAILED = "failed"


@dataclass(frozen=True)
class Initiator:
    """Who invests, as a list names it. `number`: BIN or IIN."""

    name: str = ""
    number: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.number)


NOBODY: Final = Initiator()


@dataclass(frozen=True)
class Note:
    """Something to know about a row that stops nothing. Words: kind `row_note`."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """What a row of a list says about a project, in the words of the passport.

    `values`: fields of the passport as plain text. `spans`: for a day that is known only to a
    month or year, its first and last day. `slack`: by how much an amount may differ and still be
    the same, since the list rounds it. `years`: tenge by year.
    """

    name: str
    name_field: str = "name_ru"
    initiator: Initiator = NOBODY
    values: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    slack: Mapping[str, str] = field(default_factory=dict)
    stage: str = ""
    planned_launch: str = ""
    state: str = ""
    next_step: str = ""
    state_on: str = ""
    lists: tuple[str, ...] = ()
    years: Mapping[str, str] = field(default_factory=dict)
    specialist: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        rest = dict(stored)
        rest["initiator"] = Initiator(**rest["initiator"])
        rest["spans"] = {code: (first, last) for code, (first, last) in rest["spans"].items()}
        rest["lists"] = tuple(rest["lists"])
        return cls(**rest)


@dataclass(frozen=True)
class Difference:
    """A field in which a row and the register differ. `take`: it will be written."""

    field: str
    old: str
    new: str
    take: bool = True


@dataclass(frozen=True)
class Present:
    """A project of the register as far as it is compared. `years`: tenge by year."""

    project: int
    code: str
    state: str
    version: int
    values: Mapping[str, str]
    stage: str = ""
    planned_launch: str = ""
    launched: bool = False
    last_state: str = ""
    lists: frozenset[str] = frozenset()
    years: Mapping[str, str] = field(default_factory=dict)
    may_edit: bool = True


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
