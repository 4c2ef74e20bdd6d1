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


# Roles whose work somebody does for an absent holder; nobody stands in for the others.
STOOD_IN_FOR = (
    Role.HEADQUARTERS_SECRETARY,
    Role.HEAD_OF_DEPARTMENT,
    Role.SPECIALIST,
    Role.DISTRICT_AKIMAT,
    Role.ZONE_OPERATOR,
    Role.AUTHORITY_OFFICER,
    Role.PRESS_OFFICER,
)


@dataclass(frozen=True)
class HeldPost:
    """A role held now. `scope` is a subject's code (`kato:3522`), empty where there is none."""

    role: Role
    scope: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Actor:
    """A person with the posts held now; `key` is None for the public and for the program.

    `stands_for`: keys of absent persons whose work this one does today; their posts are among
    `posts`, and what is theirs counts as the actor's.
    """

    key: uuid.UUID | None
    posts: tuple[HeldPost, ...] = ()
    is_program: bool = False
    stands_for: frozenset[uuid.UUID] = frozenset()

    @property
    def keys(self) -> frozenset[uuid.UUID]:
        """The person and those they stand in for."""
        return self.stands_for | {self.key} if self.key else self.stands_for

    @property
    def is_public(self) -> bool:
        return self.key is None and not self.is_program

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)


PUBLIC = Actor(key=None)
PROGRAM = Actor(key=None, is_program=True)  # commands run by whoever runs the machine
