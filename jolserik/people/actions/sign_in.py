"""Creating, blocking and unblocking sign-ins; what the sign-in door writes down."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from jolserik.core.refusal import Fact, Problem, ensure
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.people import holdings
from jolserik.people.actions.locks import (
    broken_constraints_in_words,
    lock_people,
    locked_person,
    locked_user,
)
from jolserik.people.actions.persons import add_person, move_sign_in
from jolserik.people.actor import Actor
from jolserik.people.models import CastMember, Person, User
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import (
    Invalid,
    PersonDraft,
    person_problems,
    why_not_create_sign_in,
    why_not_unblock,
)


def create_sign_in(*, by: Actor, now: dt.datetime, person: uuid.UUID, password: str) -> User:
    """Let a person sign in by the e-mail known of them and a password."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    with broken_constraints_in_words(), transaction.atomic():
        row = locked_person(person)
        exists = locked_user(person) is not None
        ensure(why_not_create_sign_in(erased=row.erased_at is not None, has_sign_in=exists))
        user = User(person=row, email=row.email)
        known = PersonDraft(name_ru=row.name("ru"), email=row.email)
        problems = (
            *person_problems(known, email_required=True),
            *password_problems(password, user),
        )
        if problems:
            raise Invalid(problems)
        user.set_password(password)
        user.save(force_insert=True)
        move_sign_in(user, email=row.email)
        record("sign_in_created", kind="person", key=str(person), by=by.key, now=now)
    return user


def add_person_with_sign_in(
    *,
    by: Actor,
    now: dt.datetime,
    draft: PersonDraft,
    password: str,
    key: uuid.UUID | None = None,
) -> Person:
    """A new person who can sign in at once; all problems of both together."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    known = person_problems(draft, email_required=True)
    if problems := (*known, *password_problems(password, User(email=draft.email))):
        raise Invalid(problems)
    with broken_constraints_in_words(), transaction.atomic():
        person = add_person(by=by, now=now, draft=draft, key=key)
        create_sign_in(by=by, now=now, person=person.key, password=password)
    return person


def password_problems(password: str, user: AbstractBaseUser | None) -> tuple[Problem, ...]:
    """What the settings' validators say about a password, as problems of ours."""
    try:
        validate_password(password, user)  # type: ignore[arg-type]  # any user does
    except ValidationError as error:
        return tuple(
            Problem("password", str(said.code), _numbers(said.params)) for said in error.error_list
        )
    return ()


def block_sign_in(*, by: Actor, now: dt.datetime, person: uuid.UUID) -> Person:
    """Block a person's sign-in and end all their sessions at once.

    Never refused to who holds the right: not for oneself (a stolen phone is one's own first), not
    for the last administrator (whoever runs the machine can unblock). Blocking somebody who is
    blocked, erased or has no sign-in changes nothing and leaves no event. What they held passes
    in the same act to who answers for it, as an open handover.
    """
    ensure(why_not(by, Right.BLOCK_SIGN_IN))
    with transaction.atomic():
        lock_people({person} | holdings.receivers(person, now=now))
        user = locked_user(person)
        if user and user.blocked_at is None:
            user.blocked_at = now
            user.session_round += 1
            user.save(update_fields=["blocked_at", "session_round"])
            record("sign_in_blocked", kind="person", key=str(person), by=by.key, now=now)
            holdings.leave(person, by=by, now=now)
    return Person.objects.get(key=person)


def unblock_sign_in(*, by: Actor, now: dt.datetime, person: uuid.UUID) -> Person:
    """Let a person sign in again; sessions ended by the block stay ended."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    with transaction.atomic():
        row = locked_person(person)
        user = locked_user(person)
        erased = row.erased_at is not None
        ensure(why_not_unblock(erased=erased, has_sign_in=user is not None))
        if user and user.blocked_at is not None:
            user.blocked_at = None
            user.save(update_fields=["blocked_at"])
            record("sign_in_unblocked", kind="person", key=str(person), by=by.key, now=now)
    return row


def add_to_cast(
    *, by: Actor, now: dt.datetime, person: uuid.UUID, story: Words, order: int
) -> CastMember:
    """Let visitors of the demo sign in as this person; again it replaces the story."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    told = {"story_ru": story.ru, "story_kk": story.kk, "story_en": story.en, "order": order}
    with transaction.atomic():
        member, _ = CastMember.objects.update_or_create(person_id=person, defaults=told)
        record("cast_member_added", kind="person", key=str(person), by=by.key, now=now)
    return member


def note_signed_in(*, person: uuid.UUID, now: dt.datetime, way: str) -> None:
    """`way`: `password`, or `cast` for the demo's one click."""
    _note("signed_in", person=person, by=person, now=now, facts={"way": way})


def note_sign_in_failed(*, email: str, now: dt.datetime) -> None:
    """Somebody tried and failed. What was typed is not kept: only whose sign-in it would be."""
    known = User.objects.filter(email=email.lower()).first()
    _note("sign_in_failed", person=known.key if known else None, by=None, now=now)


def note_password_changed(*, person: uuid.UUID, now: dt.datetime) -> None:
    _note("password_changed", person=person, by=person, now=now)


def note_second_factor(*, person: uuid.UUID, now: dt.datetime, event: str, kind: str) -> None:
    """`event`: second_factor_added, second_factor_removed or recovery_codes_renewed."""
    _note(event, person=person, by=person, now=now, facts={"kind": kind})


def _numbers(params: Mapping[str, Any] | None) -> dict[str, Fact]:
    return {name: value for name, value in (params or {}).items() if isinstance(value, int)}


def _note(
    name: str,
    *,
    person: uuid.UUID | None,
    by: uuid.UUID | None,
    now: dt.datetime,
    facts: dict[str, Fact] | None = None,
) -> None:
    with transaction.atomic():
        key = str(person) if person else ""
        record(name, kind="person", key=key, by=by, now=now, facts=facts)
