"""What may be done with people, organisations and posts: pure questions about plain values."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from jolserik.core.bin import has_valid_control_digit
from jolserik.core.refusal import Problem, Refusal
from jolserik.core.words import LANGUAGES
from jolserik.people.actor import Role

# Roles whose rights lie in one place only, and what the code of that place starts with.
SCOPE_PREFIXES: Final = {Role.DISTRICT_AKIMAT: "kato:", Role.ZONE_OPERATOR: "zone:"}
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
PHONE: Final = re.compile(r"\+?[0-9][0-9 ()\-]{4,24}")
KATO: Final = re.compile(r"[0-9]{2,9}")
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SCOPE: Final = re.compile(r"[a-z_]+:[A-Za-z0-9_.-]+")


class Invalid(Exception):
    """Raised by an action when fields are wrong; holds all problems, nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{p.place}: {p.code}" for p in self.problems))


@dataclass(frozen=True)
class PersonDraft:
    """What is known of a person before it is written. `email` is lower case."""

    name_ru: str = ""
    name_kk: str = ""
    name_en: str = ""
    email: str = ""
    phone: str = ""
    language: str = "ru"


@dataclass(frozen=True)
class PostDraft:
    """A post before it is given. Both days inclusive."""

    role: Role
    valid_from: dt.date
    valid_to: dt.date | None = None
    scope: str = ""
    document: str = ""


@dataclass(frozen=True)
class Span:
    """Days from and to, both inclusive; no end is open."""

    valid_from: dt.date
    valid_to: dt.date | None = None

    def meets(self, other: "Span") -> bool:
        starts_before = other.valid_to is None or self.valid_from <= other.valid_to
        ends_after = self.valid_to is None or other.valid_from <= self.valid_to
        return starts_before and ends_after


def person_problems(draft: PersonDraft, *, email_required: bool) -> tuple[Problem, ...]:
    """Everything wrong with a person's fields. E-mail is required for who signs in."""
    found = []
    if not (draft.name_ru or draft.name_kk or draft.name_en):
        found.append(Problem("name_ru", "name_missing"))
    if not draft.email and email_required:
        found.append(Problem("email", "email_missing"))
    if draft.email and not EMAIL.fullmatch(draft.email):
        found.append(Problem("email", "email_not_an_address"))
    if draft.phone and not PHONE.fullmatch(draft.phone):
        found.append(Problem("phone", "phone_not_a_number"))
    if draft.language not in LANGUAGES:
        found.append(Problem("language", "person_language_known"))
    return tuple(found)


def post_problems(draft: PostDraft, *, same_posts: Iterable[Span] = ()) -> tuple[Problem, ...]:
    """Everything wrong with a post. `same_posts`: this person's with this role, body and scope."""
    found = []
    prefix = SCOPE_PREFIXES.get(draft.role)
    if prefix and not draft.scope.startswith(prefix):
        found.append(Problem("scope", "scope_of_role_missing", {"prefix": prefix}))
    elif draft.scope and not SCOPE.fullmatch(draft.scope):
        found.append(Problem("scope", "scope_not_a_code"))
    if draft.valid_to and draft.valid_to < draft.valid_from:
        found.append(Problem("valid_to", "post_ends_after_start"))
    if draft.role is Role.INVESTOR_REPRESENTATIVE:
        if draft.valid_to is None:
            found.append(Problem("valid_to", "post_representative_has_end"))
        if not draft.document:
            found.append(Problem("document", "post_representative_has_document"))
    span = Span(draft.valid_from, draft.valid_to)
    if any(span.meets(other) for other in same_posts):
        found.append(Problem("role", "post_held_already"))
    return tuple(found)


def organisation_problems(*, key: str, bin: str, kato: str, name_ru: str) -> tuple[Problem, ...]:
    """Everything wrong with an organisation's fields; BIN and KATO may be empty."""
    found = []
    if not SLUG.fullmatch(key):
        found.append(Problem("key", "key_not_a_slug"))
    if not name_ru:
        found.append(Problem("name_ru", "name_missing"))
    if bin and not has_valid_control_digit(bin):
        found.append(Problem("bin", "bin_wrong"))
    if kato and not KATO.fullmatch(kato):
        found.append(Problem("kato", "kato_wrong"))
    return tuple(found)


def why_not_touch(*, erased: bool) -> Refusal | None:
    """Why a person's row cannot be changed any more."""
    return Refusal("person_erased") if erased else None


def why_not_erase(*, erased: bool, oneself: bool, last_administrator: bool) -> Refusal | None:
    """Erasing cannot be undone, so it is somebody else's hand, and never the last administrator."""
    if erased:
        return Refusal("person_erased")
    if oneself:
        return Refusal("erase_needs_somebody_else")
    return Refusal("last_administrator") if last_administrator else None


def why_not_end_post(*, held: Span, last_day: dt.date, last_administrator: bool) -> Refusal | None:
    """`last_administrator`: nobody else could manage people after `last_day`."""
    if last_day < held.valid_from:
        return Refusal("post_ends_before_start", {"start": held.valid_from.isoformat()})
    if held.valid_to is not None and held.valid_to <= last_day:
        return Refusal("post_ends_already", {"end": held.valid_to.isoformat()})
    return Refusal("last_administrator") if last_administrator else None


def why_not_go(*, held: str) -> Refusal | None:
    """Nobody goes while something would stay without a person. `held`: `project:3,promise:2`."""
    return Refusal("holds_something", {"held": held}) if held else None


def why_not_create_sign_in(*, erased: bool, has_sign_in: bool) -> Refusal | None:
    if erased:
        return Refusal("person_erased")
    return Refusal("sign_in_exists") if has_sign_in else None


def why_not_unblock(*, erased: bool, has_sign_in: bool) -> Refusal | None:
    if erased:
        return Refusal("person_erased")
    return None if has_sign_in else Refusal("sign_in_missing")


def why_not_rename(*, named_since: dt.date | None, valid_from: dt.date) -> Refusal | None:
    """A new name starts on the day of the current one (a correction) or later."""
    if named_since is not None and valid_from < named_since:
        return Refusal("rename_before_current_name", {"since": named_since.isoformat()})
    return None


def stand_in_problems(
    *, oneself: bool, span: Span, today: dt.date, taken: Iterable[Span], stand_in_away: bool
) -> tuple[Problem, ...]:
    """Everything wrong with a stand-in. `taken`: days on which the absent has a stand-in already;
    `stand_in_away`: the stand-in is absent within the same days."""
    found = []
    if oneself:
        found.append(Problem("stand_in", "stand_in_is_somebody_else"))
    if span.valid_to is None or span.valid_to < span.valid_from:
        found.append(Problem("valid_to", "stand_in_ends_after_start"))
    elif span.valid_to < today:
        found.append(Problem("valid_to", "stand_in_over_already"))
    if any(span.meets(other) for other in taken):
        found.append(Problem("valid_from", "stand_in_there_already"))
    if stand_in_away:
        found.append(Problem("stand_in", "stand_in_away"))
    return tuple(found)
