"""Plain values of the specialists' room."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from jolserik.core.refusal import Fact

LEVELS: Final = (1, 2, 3)  # a little, well, very well


class SkillKind(StrEnum):
    """What a specialist knows: a sector (OKED), a language (ISO 639-1), a place (its code)."""

    SECTOR = "sector"
    LANGUAGE = "language"
    PLACE = "place"


class HandoverKind(StrEnum):
    """Why things pass: the holder leaves, goes on leave, has too much, may not act any more, their
    post ended without anybody acting; or two records of one project were merged."""

    LEAVING = "leaving"
    LEAVE = "leave"
    REBALANCE = "rebalance"
    CANNOT_ACT = "cannot_act"
    MERGED = "merged"
    POST_ENDED = "post_ended"


@dataclass(frozen=True)
class Need:
    """A project that wants a specialist. `places`: codes of its place and all it lies in.

    `languages`: those of the investor's countries; none where the region's own will do.
    """

    number: int
    code: str
    sector: str = ""
    section: str = ""
    languages: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    company: str = ""
    weight: Decimal = Decimal(0)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could lead. Skills by code with their level; companies by key."""

    key: uuid.UUID
    sectors: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    load: Decimal = Decimal(0)
    capacity: Decimal = Decimal(1)
    conflicts: frozenset[str] = frozenset()
    companies: frozenset[str] = frozenset()
    away: bool = False


@dataclass(frozen=True)
class Reason:
    """Why somebody fits, or does not, and how many points it gives. Words: kind `match_reason`."""

    code: str
    points: int
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class Fit:
    """How well somebody fits a project. Who is excluded has one reason and no points."""

    person: uuid.UUID
    points: int
    reasons: tuple[Reason, ...]
    excluded: bool = False
