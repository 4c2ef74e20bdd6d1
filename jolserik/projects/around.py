"""What a long table says of projects besides their own rows: names of companies, places, people.

As plain values for a piece of projects at a time. As models they would be ten for each row, which
takes the most of an export's time and holds memory until Python's collector comes by.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from jolserik.core.words import Words
from jolserik.ledger.models import Subject
from jolserik.people.models import Organisation, Person
from jolserik.projects.models import Membership, Project

Body = tuple[str, str]  # name and BIN


class Around:
    """In one language, on one day. `look` at a piece first; then ask about its projects.

    Places, people and departments are kept from piece to piece, for they are few.
    """

    def __init__(self, language: str, today: dt.date) -> None:
        self._language, self._today = language, today
        self._subjects: dict[int, str] = {}
        self._people: dict[uuid.UUID, str] = {}
        self._departments: dict[str, Body] = {}
        self._companies: dict[str, Body] = {}
        self._lists: dict[int, list[str]] = {}

    def look(self, projects: Sequence[Project]) -> None:
        """Two queries, and one more for each kind of which something new stands in the piece."""
        self._companies = self._bodies({p.company_id for p in projects if p.company_id})
        self._lists = self._on_lists(projects)
        placed = {i for p in projects for i in (p.place_id, p.zone_id) if i}
        if new := placed - self._subjects.keys():
            rows = Subject.objects.filter(pk__in=new)
            self._subjects |= {row.pk: row.names.get(self._language) for row in rows}
        if leads := {p.lead_id for p in projects if p.lead_id} - self._people.keys():
            people = Person.objects.filter(pk__in=leads)
            self._people |= {person.pk: person.name(self._language) for person in people}
        departments = {p.department_id for p in projects if p.department_id}
        if missing := departments - self._departments.keys():
            self._departments |= self._bodies(missing)

    def company(self, project: Project) -> Body:
        """Name and BIN; the initiator as published where no company is known."""
        key = project.company_id
        return self._companies[key] if key else (project.initiator, "")

    def subject(self, number: int | None) -> str:
        return self._subjects[number] if number else ""

    def lead(self, project: Project) -> str:
        return self._people[project.lead_id] if project.lead_id else ""

    def department(self, project: Project) -> str:
        return self._departments[project.department_id][0] if project.department_id else ""

    def lists(self, project: Project) -> str:
        return "; ".join(self._lists.get(project.pk, ()))

    def _bodies(self, keys: set[str]) -> dict[str, Body]:
        """What organisations are called on the day, as `Organisation.called` has it."""
        columns = ("key", "bin", "names__valid_from", "names__ru", "names__kk", "names__en")
        rows: Any = Organisation.objects.filter(pk__in=keys).order_by("names__valid_from")
        found: dict[str, Body] = {}
        for key, bin, since, ru, kk, en in rows.values_list(*columns):
            if since is None:
                found[key] = (key, bin)
            elif key not in found or since <= self._today:
                found[key] = (Words(ru, kk, en).get(self._language), bin)
        return found

    def _on_lists(self, projects: Sequence[Project]) -> dict[int, list[str]]:
        rows = Membership.objects.filter(project__in=[p.pk for p in projects], to_on=None)
        found: dict[int, list[str]] = defaultdict(list)
        columns = ("project_id", "list__ru", "list__kk", "list__en")
        for number, ru, kk, en in rows.order_by("list__order", "id").values_list(*columns):
            found[number].append(Words(ru, kk, en).get(self._language))
        return found
