"""Who is acting, as plain values: what rules ask about."""

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a post makes a person. Words: `words.toml`, kind `role`."""

    ADMINISTRATOR = "administrator"
    LEADER = "leader"
    HEADQUARTERS_SECRETARY = "headquarters_secretary"
    HEAD_OF_DEPARTMENT = "head_of_department"
    SPECIALIST = "specialist"
    DISTRICT_AKIMAT = "district_akimat"
    ZONE_OPERATOR = "zone_operator"
    AUTHORITY_OFFICER = "authority_officer"
    INVESTOR = "investor"
    INVESTOR_REPRESENTATIVE = "investor_representative"
    PRESS_OFFICER = "press_officer"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class HeldPost:
    """A role held now. `scope` is a subject's code (`kato:3522`), empty where there is none."""

    role: Role
    scope: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Actor:
    """A person with the posts held now; `key` is None for the public and for the program."""

    key: uuid.UUID | None
    posts: tuple[HeldPost, ...] = ()
    is_program: bool = False

    @property
    def is_public(self) -> bool:
        return self.key is None and not self.is_program

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)


PUBLIC = Actor(key=None)
PROGRAM = Actor(key=None, is_program=True)  # commands run by whoever runs the machine
