"""The doors of the house: what the header shows first, by role, and what the menu holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jolserik.people.actor import Actor, Role
from jolserik.people.rights import Right, why_not

FIRST = 4  # so many fit one row beside brand, search and menu, in each language


@dataclass(frozen=True)
class Door:
    """A page that one goes to by name; `right` opens it, where one is asked."""

    name: str
    words: str | Promise
    right: Right | None = None
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.name) + self.query


@dataclass(frozen=True)
class Group:
    """Doors under one heading of the menu."""

    words: str | Promise
    doors: tuple[Door, ...]


DAY = Door("desk:today", _("My day"), Right.EDIT_PROJECTS)
REGION = Door("desk:home", _("Region"), Right.USE_DESK, "?region")
PROJECTS = Door("desk:projects", _("Projects"), Right.SEE_PROJECTS)
COMPANIES = Door("desk:companies", _("Companies"), Right.SEE_COMPANIES)
INSTRUCTIONS = Door("desk:instructions", _("Instructions"), Right.USE_DESK)
PROMISES = Door("desk:promises", _("Promises"), Right.USE_DESK)
IMPORTS = Door("desk:imports", _("Lists of projects"), Right.IMPORT_LISTS)
SPECIALISTS = Door("desk:specialists", _("Specialists"), Right.SEE_CASELOAD)
PEOPLE = Door("desk:people", _("People"), Right.SEE_PEOPLE)
DIARY = Door("desk:diary", _("Diary"), Right.SEE_DIARY)
RECORD = Door("desk:statement_new", _("Record a figure"), Right.RECORD_STATEMENTS)
TERMS = Door("desk:terms", _("Reference lists"), Right.EDIT_REFERENCE)

DESK = (
    Group(
        _("Work"),
        (
            DAY,
            PROJECTS,
            COMPANIES,
            Door("desk:visits", _("Site visits"), Right.EDIT_PROJECTS),
            INSTRUCTIONS,
            PROMISES,
            Door("desk:handovers", _("Handed over to me"), Right.EDIT_PROJECTS),
            Door("desk:documents", _("Documents"), Right.USE_DESK),
            IMPORTS,
            Door("desk:similar", _("Similar records"), Right.MERGE_RECORDS),
            Door("desk:project_new", _("Register a project"), Right.REGISTER_PROJECTS),
        ),
    ),
    Group(
        _("Figures"),
        (
            REGION,
            RECORD,
            Door("portal:measures", _("Measures")),
            Door("portal:glossary", _("Glossary")),
        ),
    ),
    Group(
        _("People"),
        (
            SPECIALISTS,
            Door("desk:specialists_waiting", _("Wait for a specialist"), Right.ASSIGN_SPECIALISTS),
            PEOPLE,
            DIARY,
        ),
    ),
    Group(
        _("Settings"),
        (
            TERMS,
            Door("desk:document_kinds", _("Kinds of documents"), Right.EDIT_REFERENCE),
            Door("desk:specialists_weights", _("How load is counted"), Right.SEE_CASELOAD),
            Door("desk:workdays", _("Working days"), Right.USE_DESK),
        ),
    ),
)
PORTAL = (
    Group(
        _("Figures"),
        (
            Door("portal:regions", _("Regions")),
            Door("portal:measures", _("Measures")),
            Door("portal:glossary", _("Glossary")),
        ),
    ),
)
# What each role opens most; the first role of a person that stands here decides.
BY_ROLE = {
    Role.LEADER: (REGION, PROJECTS, INSTRUCTIONS, SPECIALISTS),
    Role.HEAD_OF_DEPARTMENT: (DAY, PROJECTS, INSTRUCTIONS, SPECIALISTS),
    Role.SPECIALIST: (DAY, PROJECTS, COMPANIES, INSTRUCTIONS),
    Role.HEADQUARTERS_SECRETARY: (REGION, INSTRUCTIONS, PROJECTS, RECORD),
    Role.ADMINISTRATOR: (PEOPLE, DIARY, SPECIALISTS, TERMS),
    Role.DISTRICT_AKIMAT: (DAY, PROJECTS, REGION, INSTRUCTIONS),
    Role.ZONE_OPERATOR: (REGION, PROJECTS, INSTRUCTIONS),
    Role.AUTHORITY_OFFICER: (INSTRUCTIONS, PROJECTS, REGION),
    Role.PRESS_OFFICER: (REGION, RECORD, PROJECTS, COMPANIES),
    Role.AUDITOR: (REGION, PROJECTS, DIARY, PEOPLE),
    Role.INVESTOR: (PROJECTS, PROMISES, REGION),
    Role.INVESTOR_REPRESENTATIVE: (PROJECTS, PROMISES, REGION),
}


def menu(actor: Actor, *, desk: bool) -> list[Group]:
    """All doors that open to the actor, in groups; a group with none is left out."""
    groups = (Group(g.words, tuple(_open(g.doors, actor))) for g in (DESK if desk else PORTAL))
    return [group for group in groups if group.doors]


def first(actor: Actor, *, desk: bool) -> list[Door]:
    """The few doors that stand in the header itself."""
    if not desk:
        return list(PORTAL[0].doors)
    chosen = next((doors for role, doors in BY_ROLE.items() if role in actor.roles), (REGION,))
    return list(_open(chosen, actor))[:FIRST]


def _open(doors: tuple[Door, ...], actor: Actor) -> Iterator[Door]:
    return (d for d in doors if d.right is None or why_not(actor, d.right) is None)
