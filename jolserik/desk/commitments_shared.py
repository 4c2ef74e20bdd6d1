"""What the pages of promises and instructions share: acts beside each other, filters, history."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jolserik.commitments.listing import ANY, Asked, Due, Listed, Sort
from jolserik.core.refusal import Refusal
from jolserik.core.words import word
from jolserik.desk.fields import DeskForm
from jolserik.events.models import Event
from jolserik.people.queries import display_names
from jolserik.people.wording import refusal_in_words
from jolserik.site import uploads
from jolserik.site.say import language

PAGE_SIZE = 50


@dataclass(frozen=True)
class Button:
    """A way to press: what is sent, what it says, and how it looks."""

    name: str
    says: str
    value: str = "1"
    look: str = ""


@dataclass
class Act:
    """Something that may be done: its form and buttons, or why not."""

    key: str
    title: str
    refusal: Refusal | None
    form: DeskForm
    buttons: tuple[Button, ...]

    @property
    def why(self) -> str:
        return refusal_in_words(self.refusal, language()) if self.refusal else ""

    @property
    def is_open(self) -> bool:
        """Shown unfolded: the first thing to do, or a form that was sent with something wrong."""
        return bool(self.form.errors)


@dataclass(frozen=True)
class Choice:
    """One choice of a filter, with how many it would show."""

    value: str
    says: str
    count: int
    on: bool

    @property
    def next(self) -> str:
        """What a press asks for: this choice, or none where it is on already."""
        return "" if self.on else self.value


def sent(request: HttpRequest, *names: str) -> Any:
    """What was sent by one of these buttons; None: by another one. A body that was cut off for its
    size names no button: it came by one that brings a file."""
    if request.method != "POST":
        return None
    return request.POST if {*names} & request.POST.keys() or uploads.was_cut(request) else None


def pressed(request: HttpRequest, acts: list[Act]) -> Act | None:
    """Whose button was pressed; the first one's, where a file was too large to be read at all."""
    names = request.POST.keys()
    found = (act for act in acts if any(b.name in names for b in act.buttons))
    return next(found, acts[0] if uploads.was_cut(request) else None)


def filters(asked: Asked, found: Listed, *, kind: str) -> dict[str, Any]:
    """The choices of a list with their counts; `kind`: of the words of the states."""
    names = display_names({key for key, _n in found.holders}, language())
    states = [
        Choice(s, word(kind, s, language()), n, asked.state == s) for s, n in found.states.items()
    ]
    every = Choice(ANY, _("all"), sum(found.states.values()), asked.state == ANY)
    return {
        "states": [*states, every],
        "dues": [
            Choice(d, word("due_group", d, language()), n, asked.due == d)
            for d, n in found.dues.items()
        ],
        "sides": [
            Choice(s, word("promise_side", s, language()), n, asked.side == s)
            for s, n in found.sides.items()
        ],
        "holders": sorted(
            (Choice(str(k), names[k], n, asked.holder == k) for k, n in found.holders),
            key=lambda choice: choice.says,
        ),
        "sorts": [
            Choice(Sort.DUE, _("by day"), 0, asked.sort is Sort.DUE),
            Choice(Sort.HOLDER, _("by person"), 0, asked.sort is Sort.HOLDER),
            Choice(Sort.NEWEST, _("newest first"), 0, asked.sort is Sort.NEWEST),
        ],
        "asked": asked,
        "overdue": Due.OVERDUE,
    }


def page_of(request: HttpRequest, found: Listed) -> Any:
    return Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("page"))


def course(fact: str, number: int, keys: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    """What happened to a promise or an instruction, from the diary, the newest first.

    `keys`: kinds and keys under which its events stand.
    """
    under = Q(pk__in=())
    for kind, key in keys:
        under |= Q(subject_kind=kind, subject_key=key)
    rows = list(Event.objects.filter(under, **{f"facts__{fact}": number}).order_by("-id")[:50])
    people = {row.by for row in rows if row.by} | {
        uuid.UUID(str(row.facts["holder" if "holder" in row.facts else "owner"]))
        for row in rows
        if row.name.endswith("_passed")
    }
    names = display_names(people, language())
    return [
        {
            "at": row.at,
            "says": word("event", row.name, language(), row.facts),
            "by": names.get(row.by, "") if row.by else _("the program"),
            "to": names.get(uuid.UUID(str(row.facts.get("holder") or row.facts.get("owner"))), "")
            if row.name.endswith("_passed")
            else "",
            "reason": row.facts.get("reason", ""),
        }
        for row in rows
    ]
