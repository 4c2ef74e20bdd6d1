"""Plain values of the contacts."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class ContactKind(StrEnum):
    """How somebody was in contact. Words: `words.toml`, kind `contact_kind`."""

    MEETING = "meeting"
    CALL = "call"
    LETTER = "letter"
    SITE_VISIT = "site_visit"
    ALREADY = "already_in_contact"


class FirstContact(StrEnum):
    """How the first contact of a project stands."""

    DONE = "done"
    WAITING = "waiting"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Clock:
    """The clock of a first contact: how it stands and by which day it is due."""

    state: FirstContact
    due_on: dt.date
