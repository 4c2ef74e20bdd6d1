"""When a first contact is due, and what may be written about a contact: pure questions."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from jolserik.contacts.values import Clock, ContactKind, FirstContact
from jolserik.core.refusal import Problem, Refusal
from jolserik.core.working_days import Calendar

# Working days in which a newly assigned project is contacted.
FIRST_CONTACT_DAYS: Final = 2
# Days in which whoever recorded a contact corrects it themselves.
CORRECTION_DAYS: Final = 30
LONGEST: Final = 8000
OLDEST: Final = dt.timedelta(days=366)
# Seven digits and more, however parted: a telephone, which stands with the person alone.
PHONE: Final = re.compile(r"\d(?:[\s()+\-]*\d){6,}")
WIDTHS: Final = (("with_whom", 300), ("present", 400), ("place", 200))


@dataclass(frozen=True)
class ContactDraft:
    """A contact before it is written."""

    kind: ContactKind
    happened_at: dt.datetime
    notes: str = ""
    with_whom: str = ""
    present: str = ""
    place: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    checks: tuple[tuple[str, str], ...] = ()


def first_contact_due(assigned_on: dt.date, calendar: Calendar) -> dt.date:
    """Two working days after a newly registered project got its lead, that day not counted."""
    return calendar.add(assigned_on, FIRST_CONTACT_DAYS)


def first_contact(
    *, assigned_on: dt.date, contacted_on: dt.date | None, today: dt.date, calendar: Calendar
) -> Clock:
    """The clock of a project assigned on a day."""
    due = first_contact_due(assigned_on, calendar)
    if contacted_on is not None:
        return Clock(FirstContact.DONE, due)
    return Clock(FirstContact.OVERDUE if today > due else FirstContact.WAITING, due)


def why_not_correct(
    *, corrected: bool, recorded_it: bool, is_head: bool, recorded_on: dt.date, today: dt.date
) -> Refusal | None:
    """Who recorded it corrects it for a month, a head of the department at any time."""
    if corrected:
        return Refusal("contact_corrected_already")
    if is_head:
        return None
    if not recorded_it:
        return Refusal("contact_recorded_by_another")
    late = (today - recorded_on).days > CORRECTION_DAYS
    return Refusal("contact_too_late_to_correct", {"days": CORRECTION_DAYS}) if late else None


def contact_problems(draft: ContactDraft, *, now: dt.datetime) -> tuple[Problem, ...]:
    """Everything wrong with a contact. A site visit tells what was seen."""
    found = []
    if draft.happened_at > now + dt.timedelta(minutes=5):
        found.append(Problem("happened_at", "contact_in_the_future"))
    elif draft.happened_at < now - OLDEST:
        found.append(Problem("happened_at", "contact_too_old"))
    if len(draft.notes) > LONGEST:
        found.append(Problem("notes", "too_long", {"most": LONGEST}))
    if draft.kind is ContactKind.SITE_VISIT and not (draft.notes.strip() or draft.checks):
        found.append(Problem("notes", "visit_without_notes"))
    for name, most in WIDTHS:
        if len(getattr(draft, name)) > most:
            found.append(Problem(name, "too_long", {"most": most}))
    for name in ("with_whom", "present"):
        if PHONE.search(getattr(draft, name)):
            found.append(Problem(name, "contact_holds_phone"))
    if (draft.latitude is None) != (draft.longitude is None):
        found.append(Problem("place", "contact_has_whole_place"))
    elif draft.latitude is not None and draft.longitude is not None:
        if abs(draft.latitude) > 90 or abs(draft.longitude) > 180:
            found.append(Problem("place", "contact_nowhere_on_earth"))
    return tuple(found)
