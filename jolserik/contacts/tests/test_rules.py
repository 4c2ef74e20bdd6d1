import datetime as dt
from decimal import Decimal

import pytest

from jolserik.contacts.rules import (
    ContactDraft,
    contact_problems,
    first_contact,
    first_contact_due,
)
from jolserik.contacts.values import ContactKind, FirstContact
from jolserik.core.working_days import Calendar
from jolserik.people.testing import NOW

MONDAY = dt.date(2026, 3, 2)
FRIDAY = dt.date(2026, 3, 6)
PLAIN = Calendar()
WOMENS_DAY_MOVED = Calendar(off=frozenset({dt.date(2026, 3, 9)}))


@pytest.mark.parametrize(
    ("assigned", "calendar", "due"),
    [
        (MONDAY, PLAIN, dt.date(2026, 3, 4)),
        (FRIDAY, PLAIN, dt.date(2026, 3, 10)),
        (FRIDAY, WOMENS_DAY_MOVED, dt.date(2026, 3, 11)),
        (dt.date(2026, 3, 7), PLAIN, dt.date(2026, 3, 10)),
    ],
)
def test_first_contact_is_due_in_two_working_days(
    assigned: dt.date, calendar: Calendar, due: dt.date
) -> None:
    assert first_contact_due(assigned, calendar) == due


@pytest.mark.parametrize(
    ("today", "contacted", "state"),
    [
        (MONDAY, None, FirstContact.WAITING),
        (dt.date(2026, 3, 4), None, FirstContact.WAITING),
        (dt.date(2026, 3, 5), None, FirstContact.OVERDUE),
        (dt.date(2026, 3, 5), MONDAY, FirstContact.DONE),
    ],
)
def test_clock_of_the_first_contact(
    today: dt.date, contacted: dt.date | None, state: FirstContact
) -> None:
    clock = first_contact(assigned_on=MONDAY, contacted_on=contacted, today=today, calendar=PLAIN)
    assert clock.state is state


def draft(**values: object) -> ContactDraft:
    known: dict[str, object] = {"kind": ContactKind.CALL, "happened_at": NOW} | values
    return ContactDraft(**known)  # type: ignore[arg-type]  # names of the draft


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (draft(), []),
        (draft(happened_at=NOW + dt.timedelta(hours=1)), ["contact_in_the_future"]),
        (draft(happened_at=NOW - dt.timedelta(days=400)), ["contact_too_old"]),
        (draft(kind=ContactKind.SITE_VISIT), ["visit_without_notes"]),
        (draft(kind=ContactKind.SITE_VISIT, checks=(("fence", "yes"),)), []),
        (draft(with_whom="директор, +7 (701) 123-45-67"), ["contact_holds_phone"]),
        (draft(present="директор и 12 рабочих, корпус 3"), []),
        (draft(place="x" * 201), ["too_long"]),
        (draft(latitude=Decimal("49.8")), ["contact_has_whole_place"]),
        (draft(latitude=Decimal(91), longitude=Decimal(0)), ["contact_nowhere_on_earth"]),
    ],
)
def test_problems_of_a_contact(given: ContactDraft, codes: list[str]) -> None:
    assert [problem.code for problem in contact_problems(given, now=NOW)] == codes
