"""The one rights table (`rights.toml`): every check is made by it, the docs are drawn from it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from jolserik.core.refusal import Refusal
from jolserik.core.words import Words
from jolserik.people.actor import Actor, HeldPost, Role


class Right(StrEnum):
    """What somebody may do. Who may: `rights.toml`."""

    SEE_BOOKED_FIGURES = "see_booked_figures"
    SEE_UNPUBLISHED_SOURCES = "see_unpublished_sources"
    RECORD_STATEMENTS = "record_statements"
    WITHDRAW_STATEMENTS = "withdraw_statements"
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"
    BLOCK_SIGN_IN = "block_sign_in"
    SEE_DIARY = "see_diary"
    USE_DESK = "use_desk"
    SEE_PROJECTS = "see_projects"
    EDIT_PROJECTS = "edit_projects"
    REGISTER_PROJECTS = "register_projects"
    MOVE_BACK = "move_back"
    DECIDE_PROJECTS = "decide_projects"
    PUBLISH_PROJECTS = "publish_projects"
    ASSIGN_SPECIALISTS = "assign_specialists"
    SEE_CASELOAD = "see_caseload"
    SEE_COMPANIES = "see_companies"
    EDIT_COMPANIES = "edit_companies"
    KEEP_CONTACT_PERSONS = "keep_contact_persons"
    MERGE_RECORDS = "merge_records"
    GIVE_INSTRUCTIONS = "give_instructions"
    IMPORT_LISTS = "import_lists"
    EDIT_REFERENCE = "edit_reference"


class Reach(StrEnum):
    """How far a right goes: everywhere, in the scope of the post, or what the room tells.

    `department`: things of the organisation of the post; `team`: things on whose team the person
    is; `waiting`: things of which something waits for the person. The room of the thing knows.
    """

    ALL = "all"
    OWN = "own"
    DEPARTMENT = "department"
    TEAM = "team"
    WAITING = "waiting"


@dataclass(frozen=True)
class Rule:
    """One line of the table."""

    right: Right
    words: Words
    holders: Mapping[Role, Reach]


@cache
def table() -> Mapping[Right, Rule]:
    """The rights table. A role or right that the program does not know is an error."""
    text = (resources.files("jolserik.people") / "rights.toml").read_text("utf-8")
    rules = {}
    for code, line in tomllib.loads(text).items():
        holders = {Role(role): Reach(reach) for role, reach in line["holders"].items()}
        rules[Right(code)] = Rule(Right(code), Words.of(line), holders)
    return rules


def why_not(actor: Actor, right: Right, *, lineage: frozenset[str] = frozenset()) -> Refusal | None:
    """Why the actor has no such right, or None.

    `lineage`: codes of the subject in question and of everything it lies in; a right of reach
    `own` is held where the scope of the post is one of them. An empty lineage asks whether the
    actor has the right anywhere; for the reaches `department`, `team` and `waiting` the room of
    the thing answers further.
    """
    if actor.is_program:
        return None
    if actor.is_public:
        return Refusal("sign_in_first")
    for reach, post in held(actor, right):
        if reach is Reach.ALL or not lineage:
            return None
        if reach is Reach.OWN and post.scope in lineage:
            return None
    return Refusal("no_right", {"right": right.value})


def held(actor: Actor, right: Right) -> tuple[tuple[Reach, HeldPost], ...]:
    """The posts that give the actor a right, each with how far it goes."""
    holders = table()[right].holders
    return tuple((holders[post.role], post) for post in actor.posts if post.role in holders)


def scopes(actor: Actor, right: Right) -> frozenset[str] | None:
    """Codes of the scopes in which the actor holds a right; None means everywhere."""
    holders = table()[right].holders
    if actor.is_program or any(holders.get(post.role) is Reach.ALL for post in actor.posts):
        return None
    own = (p.scope for p in actor.posts if holders.get(p.role) is Reach.OWN and p.scope)
    return frozenset(own)
