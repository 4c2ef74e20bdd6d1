"""The people who speak for a company, as its page and the pages of its projects show them."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jolserik.companies import persons
from jolserik.companies.models import ContactPerson
from jolserik.companies.person_rules import dialled, messenger_address
from jolserik.companies.persons import ForWhom
from jolserik.core.words import word
from jolserik.people.actor import Actor
from jolserik.people.queries import display_names
from jolserik.projects.models import Project
from jolserik.site.say import language


@dataclass(frozen=True)
class Phone:
    """A telephone as written, and as it is dialled."""

    text: str
    dialled: str


@dataclass(frozen=True)
class PersonLine:
    """A contact person in words. `title`: the name, or what stands in its place."""

    key: uuid.UUID
    url: str
    title: str
    position: str
    is_main: bool
    phones: tuple[Phone, ...]
    email: str
    messenger: str
    messenger_url: str
    projects: tuple[str, ...]
    consent: str
    erased_on: dt.date | None
    erased_because: str

    @property
    def is_named(self) -> bool:
        return not self.erased_on and bool(self.consent)


def line(person: ContactPerson, *, slug: str = "") -> PersonLine:
    """`slug`: of the project from whose page one comes, and goes back to."""
    lang = language()
    title = _("erased person") if person.is_erased else person.name or person.position
    basis = person.consent_basis
    page = reverse("desk:contact_person", args=[person.key])
    return PersonLine(
        key=person.key,
        url=f"{page}?project={slug}" if slug else page,
        title=title,
        position=person.position,
        is_main=person.is_main,
        phones=tuple(Phone(text, dialled(text)) for text in person.phone_list),
        email=person.email,
        messenger=person.messenger,
        messenger_url=messenger_address(person.messenger),
        projects=tuple(s.names.get(lang) for s in persons.named_for(person)),
        consent=word("consent_basis", basis, lang) if basis else "",
        erased_on=person.erased_on,
        erased_because=word("erased_because", person.erased_because, lang)
        if person.erased_because
        else "",
    )


def of_company(company: str, *, actor: Actor) -> dict[str, Any]:
    """What `desk/persons/panel.html` shows on the page of a company."""
    return _panel(persons.of_company(company, actor=actor), company, actor)


def of_project(project: Project, *, actor: Actor) -> dict[str, Any] | None:
    """The same for a project; None where its company is not known."""
    if project.company_id is None:
        return None
    found = persons.of_project(for_whom(project), actor=actor)
    return _panel(found, project.company_id, actor, slug=project.slug)


def for_whom(project: Project) -> ForWhom:
    return ForWhom(project.pk, project.company_id or "")


def to_call(projects: Iterable[Project], *, actor: Actor) -> Mapping[int, PersonLine]:
    """Whom to call about each project, by its number."""
    asked = [for_whom(project) for project in projects if project.company_id]
    found = persons.main_of(asked, actor=actor) if asked else {}
    return {number: line(person) for number, person in found.items()}


def names_of(person: ContactPerson) -> dict[uuid.UUID, str]:
    """Who wrote the consent down, and who erased the data."""
    keys = [key for key in (person.consent_by, person.erased_by) if key]
    return display_names(keys, language()) if keys else {}


def _panel(
    people: list[ContactPerson], company: str, actor: Actor, *, slug: str = ""
) -> dict[str, Any]:
    lines = [line(person, slug=slug) for person in people]
    added = reverse("desk:contact_person_new", args=[company])
    return {
        "lines": [one for one in lines if not one.erased_on],
        "erased": [one for one in lines if one.erased_on],
        "of_project": bool(slug),
        "may_keep": persons.why_not_keep(actor, company) is None,
        "add_url": f"{added}?project={slug}" if slug else added,
    }
