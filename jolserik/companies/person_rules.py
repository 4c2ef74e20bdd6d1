"""What may be kept of somebody who speaks for a company: pure questions about plain values.

The law of Kazakhstan on personal data and their protection (No 94-V of 21 May 2013) asks for the
person's consent (article 7) and for the data to be destroyed when it is withdrawn (article 18).
"""

import datetime as dt
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

from jolserik.core.fold import fold
from jolserik.core.refusal import Problem, Refusal
from jolserik.core.words import DEFAULT_LANGUAGE, LANGUAGES
from jolserik.people.rules import EMAIL, PHONE

MOST_PHONES: Final = 5
# What is kept of a person only with their consent.
PERSONAL: Final = ("name", "phones", "email", "messenger")
HIDES_A_CONTACT: Final = re.compile(r"@|\d[\d ()\-]{5,}\d")
_TELEGRAM: Final = re.compile(r"(?:telegram:?\s*)?@([A-Za-z][A-Za-z0-9_]{3,31})", re.IGNORECASE)
_WHATSAPP: Final = re.compile(r"whatsapp:?\s*(\+?[0-9][0-9 ()\-]{6,24})", re.IGNORECASE)


class ConsentBasis(StrEnum):
    """How a person agreed that their data are kept. Words: `words.toml`, kind `consent_basis`."""

    WRITTEN = "written"
    EMAIL = "email"
    SPOKEN = "spoken"


class ErasedBecause(StrEnum):
    """Why a person's data were erased. Words: kind `erased_because`."""

    WITHDRAWN = "withdrawn"
    LEFT = "left"
    MISTAKE = "mistake"


@dataclass(frozen=True)
class Consent:
    """How and on which day a person agreed; `document` is the number of a document or None."""

    basis: ConsentBasis | None = None
    on: dt.date | None = None
    document: uuid.UUID | None = None


@dataclass(frozen=True)
class PersonDraft:
    """A contact person before it is written. `projects`: codes of those they are there for, none
    for all projects of the company; `phones` as people write them."""

    position: str = ""
    name: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    messenger: str = ""
    language: str = DEFAULT_LANGUAGE
    projects: frozenset[str] = frozenset()
    consent: Consent = Consent()

    @property
    def holds_personal_data(self) -> bool:
        return any(getattr(self, name) for name in PERSONAL)


FIELDS: Final = tuple(field.name for field in fields(PersonDraft))


def person_problems(
    draft: PersonDraft,
    *,
    today: dt.date,
    had_consent: bool = False,
    projects: Collection[str] = (),
    others: Collection[str] = (),
) -> tuple[Problem, ...]:
    """Everything wrong with the fields of a contact person.

    `had_consent`: one was written down earlier; it ends by erasing, never by an edit.
    `projects`: codes that may be chosen. `others`: names, or else positions, of the other people
    of the company, folded.
    """
    found = []
    if not draft.position:
        found.append(Problem("position", "position_missing"))
    elif HIDES_A_CONTACT.search(draft.position):
        found.append(Problem("position", "position_hides_contact"))
    if fold(draft.name or draft.position) in others:
        place = "name" if draft.name else "position"
        found.append(Problem(place, "contact_person_there_already"))
    if len(draft.phones) > MOST_PHONES:
        found.append(Problem("phones", "too_many_phones", {"most": MOST_PHONES}))
    elif not all(PHONE.fullmatch(phone) for phone in draft.phones):
        found.append(Problem("phones", "phone_not_a_number"))
    if draft.email and not EMAIL.fullmatch(draft.email):
        found.append(Problem("email", "email_not_an_address"))
    if draft.language not in LANGUAGES:
        found.append(Problem("language", "contact_person_language_known"))
    if not draft.projects <= set(projects):
        found.append(Problem("projects", "project_not_of_company"))
    return (*found, *_consent_problems(draft, today=today, had_consent=had_consent))


def _consent_problems(
    draft: PersonDraft, *, today: dt.date, had_consent: bool
) -> tuple[Problem, ...]:
    consent = draft.consent
    if consent.basis is None:
        if had_consent:
            return (Problem("basis", "consent_is_withdrawn_apart"),)
        if draft.holds_personal_data:
            return (Problem("basis", "consent_missing"),)
        if consent.on or consent.document:
            return (Problem("basis", "consent_basis_missing"),)
        return ()
    found = []
    if consent.on is None:
        found.append(Problem("consent_on", "consent_day_missing"))
    elif consent.on > today:
        found.append(Problem("consent_on", "consent_day_ahead"))
    if not draft.name:
        found.append(Problem("name", "contact_person_without_name"))
    return tuple(found)


def why_not_add(*, merged: bool) -> Refusal | None:
    """Why nobody can be added to a company."""
    return Refusal("company_is_merged") if merged else None


def why_not_touch(*, erased: bool) -> Refusal | None:
    """Why a contact person's row cannot be changed any more."""
    return Refusal("contact_person_erased") if erased else None


def why_not_make_main(*, erased: bool, has_consent: bool, is_main: bool) -> Refusal | None:
    """The main contact is somebody who may be called."""
    if erased:
        return Refusal("contact_person_erased")
    if is_main:
        return Refusal("main_contact_already")
    return None if has_consent else Refusal("main_contact_needs_consent")


def erasing_problems(
    *, on: dt.date, today: dt.date, consent_on: dt.date | None
) -> tuple[Problem, ...]:
    """The day from which the data may be kept no more: not ahead, not before the consent."""
    if on > today:
        return (Problem("on", "erased_ahead"),)
    if consent_on is not None and on < consent_on:
        return (Problem("on", "erased_before_consent", {"since": consent_on.isoformat()}),)
    return ()


def merged(
    was: PersonDraft, mine: PersonDraft, theirs: PersonDraft
) -> tuple[PersonDraft, tuple[str, ...]]:
    """What two people made of the same row: both changes, and the fields that both changed
    differently (there mine stands)."""
    changed = {name for name in FIELDS if getattr(mine, name) != getattr(was, name)}
    both = tuple(
        name
        for name in FIELDS
        if name in changed
        and getattr(theirs, name) not in (getattr(was, name), getattr(mine, name))
    )
    return replace(theirs, **{name: getattr(mine, name) for name in changed}), both


def dialled(phone: str) -> str:
    """A telephone number as `tel:` takes it; the 8 that is dialled within Kazakhstan becomes +7."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) == 11 and digits[0] == "8":
        return f"+7{digits[1:]}"
    return f"+{digits}" if phone.startswith("+") else digits


def messenger_address(text: str) -> str:
    """The page on which a message can be written: Telegram by `@name`, WhatsApp by its number;
    empty where it is not known."""
    if found := _TELEGRAM.fullmatch(text.strip()):
        return f"https://t.me/{found[1]}"
    if found := _WHATSAPP.fullmatch(text.strip()):
        return f"https://wa.me/{dialled(found[1]).removeprefix('+')}"
    return ""
