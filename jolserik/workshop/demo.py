"""The demo: the region of Karaganda, a fictional region for workflows, and its cast."""

import datetime as dt
from collections import Counter
from pathlib import Path

from django.db import transaction

from jolserik.ledger.models import Subject
from jolserik.merging import actions as merging
from jolserik.merging.values import Kind
from jolserik.people.models import User
from jolserik.workshop import cast, knowledge, region, register
from jolserik.workshop.folder import read
from jolserik.workshop.models import DemoMark

REGIONS = Path(__file__).resolve().parent / "regions"
ORDER = ("karaganda", "fictional")


class NotADemo(Exception):
    """The database holds somebody's own work."""


@transaction.atomic
def fill(*, now: dt.datetime) -> str:
    """Load what is not there yet, all or nothing; returns what to tell. Raises NotADemo."""
    marked = DemoMark.objects.exists()
    if not marked and (User.objects.exists() or Subject.objects.exists()):
        raise NotADemo(
            "this database holds people or a region already, so it is not filled with the demo;"
            " set JOLSERIK_DATA to another folder, or DATABASE_URL to an empty database"
        )
    added: Counter[str] = Counter()
    for name in ORDER:
        folder = read(REGIONS / name)
        added += region.load(folder, now=now)
        added += cast.settle(folder, now=now)
        added += knowledge.settle(folder, now=now)
        added += register.settle(folder, now=now)
    if added:
        _look(now)
    if not marked:
        DemoMark.objects.create(pk=1, made_at=now)
    if not added:
        return "The demo is already there."
    return "Filled: " + ", ".join(f"{number} × {kind}" for kind, number in added.items())


def _look(now: dt.datetime) -> None:
    """Find the records that look like one, so that a pair waits to be gone through."""
    for kind in Kind:
        while merging.look(kind, now=now):
            pass
