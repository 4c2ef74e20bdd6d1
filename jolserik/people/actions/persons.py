"""Adding, correcting and erasing persons; opening their contacts."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass, replace

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from jolserik.core.fold import fold
from jolserik.core.refusal import ensure
from jolserik.events.actions import record
from jolserik.people import copies, holdings
from jolserik.people.actions.locks import (
    broken_constraints_in_words,
    local_day,
    lock_people,
    locked_person,
    locked_user,
)
from jolserik.people.actor import Actor
from jolserik.people.models import CastMember, Person, Post, User
from jolserik.people.queries import administrators
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import (
    Invalid,
    PersonDraft,
    person_problems,
    why_not_erase,
    why_not_go,
    why_not_touch,
)


@dataclass(frozen=True)
class Contacts:
    """A person's phone and e-mail; empty where there is none."""

    phone: str
    email: str


def add_person(
    *, by: Actor, now: dt.datetime, draft: PersonDraft, key: uuid.UUID | None = None
) -> Person:
    """A new person without sign-in. `key` is for data that must be the same on every machine."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    tidy = _tidy(draft)
    _check(tidy, email_required=False)
    with broken_constraints_in_words(), transaction.atomic():
        person = Person(key=key or uuid.uuid4(), search_text=_search_text(tidy), **asdict(tidy))
        person.save(force_insert=True)
        copies.renew(person)
        record("person_added", kind="person", key=str(person.key), by=by.key, now=now)
    return person


def correct_person(*, by: Actor, now: dt.datetime, person: uuid.UUID, draft: PersonDraft) -> Person:
    """Put right what is known of a person; the sign-in's e-mail follows. Rows keep the key."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    tidy = _tidy(draft)
    with broken_constraints_in_words(), transaction.atomic():
        row = locked_person(person)
        user = locked_user(person)
        ensure(why_not_touch(erased=row.erased_at is not None))
        _check(tidy, email_required=user is not None)
        changed = [name for name, value in asdict(tidy).items() if getattr(row, name) != value]
        if not changed:
            return row
        for name in changed:
            setattr(row, name, getattr(tidy, name))
        row.search_text = _search_text(tidy)
        row.save()
        copies.renew(row)
        if user and user.email != tidy.email:
            move_sign_in(user, email=tidy.email)
        record(
            "person_corrected",
            kind="person",
            key=str(person),
            by=by.key,
            now=now,
            facts={"fields": ", ".join(changed)},
        )
    return row


def erase_person(
    *, by: Actor, now: dt.datetime, person: uuid.UUID, successor: uuid.UUID | None = None
) -> Person:
    """Remove name, phone and e-mail, block the sign-in, end the posts today. Cannot be undone.

    Refused while the person holds something; with a successor it passes to them in this act.
    """
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    with transaction.atomic():
        lock_people([person, *([successor] if successor else [])])
        row = locked_person(person)
        user = locked_user(person)
        today = local_day(now)
        managing = list(administrators(on=today).select_for_update(of=("self",)))
        ensure(
            why_not_erase(
                erased=row.erased_at is not None,
                oneself=by.key == person,
                last_administrator=bool(managing)
                and all(post.person_id == person for post in managing),
            )
        )
        held = holdings.held_by(person)
        ensure(why_not_go(held=holdings.counted(held) if not successor else ""))
        if held:
            holdings.leave(person, successor=successor, by=by, now=now)
        for name in asdict(PersonDraft(language=row.language)).keys() - {"language"}:
            setattr(row, name, "")
        row.search_text, row.erased_at = "", now
        row.save()
        copies.renew(row)
        CastMember.objects.filter(person=row).delete()
        if user:
            _erase_sign_in(user, now=now)
        for post in Post.objects.select_for_update().filter(person=row):
            if post.valid_to is None or post.valid_to > today:
                post.valid_to = max(post.valid_from, today)
                post.save(update_fields=["valid_to"])
        record("person_erased", kind="person", key=str(person), by=by.key, now=now)
    return row


def open_contacts(*, by: Actor, now: dt.datetime, person: uuid.UUID) -> Contacts:
    """Phone and e-mail, for who may see people; that they were opened is written down.

    One's own are opened without an event: nobody needs to be told who looks at their own phone.
    """
    oneself = by.key is not None and by.key == person
    if not oneself:
        ensure(why_not(by, Right.SEE_PEOPLE))
    with transaction.atomic():
        row = Person.objects.get(key=person)
        ensure(why_not_touch(erased=row.erased_at is not None))
        if not oneself:
            record("contacts_opened", kind="person", key=str(person), by=by.key, now=now)
    return Contacts(phone=row.phone, email=row.email)


def move_sign_in(user: User, *, email: str) -> None:
    """Let a user sign in by another address: the old one stops working at once."""
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    # The administrator who types the address vouches for it; allauth asks for no proof.
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)


def _erase_sign_in(user: User, *, now: dt.datetime) -> None:
    user.email = f"{user.key}@erased.invalid"
    user.set_unusable_password()
    user.blocked_at = user.blocked_at or now
    user.session_round += 1
    user.save()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()


def _tidy(draft: PersonDraft) -> PersonDraft:
    stripped = {name: " ".join(value.split()) for name, value in asdict(draft).items()}
    return replace(PersonDraft(**stripped), email=stripped["email"].lower())


def _check(draft: PersonDraft, *, email_required: bool) -> None:
    if problems := person_problems(draft, email_required=email_required):
        raise Invalid(problems)


def _search_text(draft: PersonDraft) -> str:
    return fold(f"{draft.name_ru} {draft.name_kk} {draft.name_en}")
