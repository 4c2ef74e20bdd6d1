"""Locked rows, and the database's own objections in words."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError
from django.utils import timezone

from jolserik.core.refusal import Problem
from jolserik.people.models import Person, User
from jolserik.people.rules import Invalid

# What the database says when a constraint is broken → the field and the words for it. SQLite
# names the columns of a unique key, PostgreSQL its name; checks are named by both.
BROKEN: Final = {
    "people_user.email": Problem("email", "email_taken"),
    "people_user_email": Problem("email", "email_taken"),
    "account_emailaddress": Problem("email", "email_taken"),
    "unique_verified_email": Problem("email", "email_taken"),
    "organisation_bin_taken": Problem("bin", "organisation_bin_taken"),
    "people_organisation.bin": Problem("bin", "organisation_bin_taken"),
    "people_organisation.key": Problem("key", "organisation_key_taken"),
    "people_organisation_pkey": Problem("key", "organisation_key_taken"),
    "organisation_has_one_name_now": Problem("name_ru", "organisation_has_one_name_now"),
    "people_organisationname.organisation_id": Problem("name_ru", "organisation_has_one_name_now"),
    "organisation_name_ends_after_start": Problem(
        "valid_from", "organisation_name_ends_after_start"
    ),
    "organisation_kind_known": Problem("kind", "organisation_kind_known"),
    "person_language_known": Problem("language", "person_language_known"),
    "person_erased_holds_nothing": Problem("name_ru", "person_erased_holds_nothing"),
    "post_role_known": Problem("role", "post_role_known"),
    "post_ends_after_start": Problem("valid_to", "post_ends_after_start"),
    "post_representative_has_end": Problem("valid_to", "post_representative_has_end"),
    "post_representative_has_document": Problem("document", "post_representative_has_document"),
    "stand_in_ends_after_start": Problem("valid_to", "stand_in_ends_after_start"),
    "stand_in_is_somebody_else": Problem("stand_in", "stand_in_is_somebody_else"),
}


@contextmanager
def broken_constraints_in_words(known: Mapping[str, Problem] = BROKEN) -> Iterator[None]:
    """Turn the database's objection into Invalid; stands around the transaction.

    `known`: a room's own table, from what the database says to the problem it is.
    """
    try:
        yield
    except IntegrityError as error:
        for needle, problem in known.items():
            if needle in str(error):
                raise Invalid([problem]) from error
        raise


def locked_person(key: uuid.UUID) -> Person:
    """The row of a person, locked until the transaction ends; Person.DoesNotExist otherwise."""
    return Person.objects.select_for_update().get(key=key)


def lock_people(keys: Iterable[uuid.UUID]) -> None:
    """Lock the rows of several persons, always in one order. Acts lock people first, then what
    they hold, so that two acts never wait for one another."""
    list(Person.objects.select_for_update().filter(key__in=set(keys)).order_by("key"))


def locked_user(person: uuid.UUID) -> User | None:
    """The sign-in of a person, locked, or None when there is none."""
    return User.objects.select_for_update(of=("self",)).filter(person_id=person).first()


def local_day(now: dt.datetime) -> dt.date:
    """The calendar day of a moment where the program runs."""
    return timezone.localdate(now)
