"""Every row that refers to a company or a project, and what a merger does with it.

The one table of the room: the page counts by it, the act moves by it, undoing is checked by it. A
test walks all relations and text keys of the program and fails when one is missing here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db.models import Model, QuerySet

from jolserik.merging.values import Fate, Kind


@dataclass(frozen=True)
class Relation:
    """A column that names a record, by its row or by its key.

    `name`: `app.Model.column`. `code`: its words (kind `belonging`); empty is not counted on the
    page. `by`: what stands in the column, an attribute of `Record`. `also`: which rows are meant.
    `loose`: may change without the record having changed. `narrow`: only the column is the
    record's, the rest of the row lives on by itself.
    """

    name: str
    code: str
    fate: Fate
    by: str = "pk"
    why: str = ""
    also: Mapping[str, Any] = field(default_factory=dict)
    loose: bool = False
    narrow: bool = False
    derived: bool = False

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.name.rpartition(".")[0])

    @property
    def column(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def append_only(self) -> bool:
        return bool(getattr(self.model, "append_only", False))

    def of(self, *records: "Record") -> QuerySet[Any]:
        """Rows that refer to any of the records, by their key."""
        keys = [getattr(record, self.by) for record in records]
        if self.column == "query":  # the key is a part of an address
            asked = "|".join(map(re.escape, keys))
            found = self.model._default_manager.filter(query__regex=rf"(^|&)company=({asked})(&|$)")
            return found.order_by("pk")
        rows = self.model._default_manager.filter(**{f"{self.column}__in": keys}, **self.also)
        return rows.order_by("pk")


@dataclass(frozen=True)
class Record:
    """A record as other rows name it. `subject`: of the ledger; `number`: of the row itself."""

    kind: Kind
    pk: Any
    key: str


MOVES, READ, STAYS = Fate.MOVES, Fate.READ, Fate.STAYS
ADDED = "rows are only added: they are read with the one that stays"
BODIES = "only departments and bodies stand here, never a company"
BOOKS = "rows of the books never change; they are taken back and booked on the one that stays"
STATED = "what others stated about the record under its name"
DERIVED = "derived"
ITSELF = "the record itself"

OF_PROJECT: Final = (
    Relation("projects.Project.merged_into", "merged", MOVES, narrow=True),
    Relation("projects.Assignment.project", "team", MOVES),
    Relation("projects.StageMove.project", "moves", READ, why=ADDED),
    Relation("projects.Phase.project", "phases", MOVES),
    Relation("projects.StageDate.project", "dates", MOVES),
    Relation("projects.PlanShift.project", "shifts", READ, why=ADDED),
    Relation("projects.StateText.project", "states", READ, why=ADDED),
    Relation("projects.FormerInitiator.project", "former_initiators", MOVES),
    Relation("projects.Membership.project", "lists", MOVES),
    Relation("projects.Support.project", "supports", MOVES),
    Relation("projects.ProjectFact.project", "published", READ, why=ADDED),
    Relation("contacts.Contact.project", "contacts", READ, why=ADDED),
    Relation("commitments.Promise.project", "promises", MOVES),
    Relation("commitments.Instruction.project", "instructions", MOVES),
    Relation("specialists.LeadKept.project", "", STAYS, why="of the lead of that record alone"),
    Relation("specialists.LeadNotice.project", "notices", STAYS, why="said to the investor then"),
    Relation("imports.Row.project", "list_rows", MOVES, loose=True, narrow=True),
    Relation("imports.KnownRow.project", "known_rows", MOVES, loose=True, narrow=True),
)
OF_SUBJECT: Final = (
    Relation("ledger.SubjectLink.child", "", STAYS, why="ended; the record lies in the other one"),
    Relation("ledger.SubjectLink.parent", "", STAYS, why="phases that stay lie below it"),
    Relation("ledger.SubjectPath.ancestor", "", STAYS, why=DERIVED, derived=True),
    Relation("ledger.SubjectPath.descendant", "", STAYS, why=DERIVED, derived=True),
    Relation("ledger.Entry.subject", "", READ, why=BOOKS),
    Relation("ledger.Statement.subject", "statements", STAYS, why=STATED),
    Relation("ledger.Statement.part_of", "", STAYS, why=STATED),
    Relation("ledger.Target.subject", "targets", STAYS, why=STATED),
    Relation("ledger.Balance.ancestor", "", STAYS, why=DERIVED, derived=True),
    Relation("ledger.LongBalance.ancestor", "", STAYS, why=DERIVED, derived=True),
    Relation("companies.ContactProject.subject", "", MOVES, loose=True, narrow=True),
    Relation("territory.Place.subject", "", STAYS, why="a place is no project"),
    Relation("territory.Zone.subject", "", STAYS, why="a zone is no project"),
    Relation("projects.Project.subject", "", STAYS, why=ITSELF),
    Relation("projects.Project.place", "", STAYS, why="a project is nobody's place"),
    Relation("projects.Project.zone", "", STAYS, why="a project is nobody's zone"),
    Relation("projects.Phase.subject", "", STAYS, why="a phase is no project"),
)
OF_COMPANY: Final = (
    Relation("companies.Company.merged_into", "merged", MOVES, narrow=True),
    Relation("companies.Owner.company", "owners", MOVES),
    # Narrow, so that nothing personal of them is written into the trail.
    Relation("companies.ContactPerson.company", "contact_persons", MOVES, loose=True, narrow=True),
    Relation("projects.Project.company", "projects", MOVES, narrow=True),
    Relation("projects.FormerInitiator.company", "former_projects", MOVES, narrow=True),
    Relation("specialists.Interest.company", "interests", MOVES),
)
OF_ORGANISATION: Final = (
    Relation("people.OrganisationName.organisation", "names", READ, why="names it was known by"),
    Relation("people.Post.organisation", "posts", MOVES, narrow=True),
    Relation("companies.Company.organisation", "", STAYS, why=ITSELF),
    Relation("projects.Project.department", "", STAYS, why=BODIES),
    Relation("projects.SavedView.department", "", STAYS, why=BODIES),
    Relation("imports.Upload.department", "", STAYS, why=BODIES),
    Relation("imports.SettledMapping.department", "", STAYS, why=BODIES),
    Relation("imports.KnownRow.department", "", STAYS, why=BODIES),
)
# Columns that hold a record's key as text.
PROJECT_KEYS: Final = (
    Relation(
        "documents.Document.about_key",
        "documents",
        MOVES,
        by="key",
        also={"about_kind": Kind.PROJECT.value},
    ),
    Relation(
        "commitments.Instruction.about_key",
        "",
        MOVES,
        by="key",
        also={"about_kind": Kind.PROJECT.value},
    ),
    Relation("specialists.HandoverItem.project", "handovers", MOVES, by="key"),
    Relation(
        "specialists.HandoverItem.key", "", MOVES, by="key", also={"kind": Kind.PROJECT.value}
    ),
    Relation("people.Post.scope", "scopes", MOVES, by="key", narrow=True),
    Relation(
        "events.Event.subject_key",
        "history",
        READ,
        by="key",
        why=ADDED,
        also={"subject_kind__in": (Kind.PROJECT.value, "subject")},
        loose=True,
    ),
    Relation("ledger.Subject.code", "", STAYS, by="key", why="the old address"),
    Relation("search.Entry.key", "", STAYS, by="key", why=DERIVED, derived=True),
    Relation("merging.Pair.one", "", STAYS, by="key", why=DERIVED, derived=True),
    Relation("merging.Pair.other", "", STAYS, by="key", why=DERIVED, derived=True),
    Relation("merging.Merger.stays", "", STAYS, by="key", why="the merger", derived=True),
    Relation("merging.Merger.goes", "", STAYS, by="key", why="the merger", derived=True),
    Relation("merging.Looked.passed", "", STAYS, by="key", why=DERIVED, derived=True),
    Relation("workshop.Loaded.key", "", STAYS, by="key", why="what a folder brought", derived=True),
)
COMPANY_KEYS: Final = (
    Relation(
        "documents.Document.about_key",
        "documents",
        MOVES,
        by="key",
        also={"about_kind": Kind.COMPANY.value},
    ),
    Relation(
        "events.Event.subject_key",
        "history",
        READ,
        by="key",
        why=ADDED,
        also={"subject_kind": Kind.COMPANY.value},
        loose=True,
    ),
    Relation("projects.SavedView.query", "views", MOVES, by="key", loose=True, narrow=True),
    Relation("people.Organisation.key", "", STAYS, by="key", why=ITSELF),
    Relation("search.Entry.key", "", STAYS, by="key", why=DERIVED, derived=True),
    Relation("merging.Pair.one", "", STAYS, by="key", why=DERIVED, derived=True),
    Relation("merging.Pair.other", "", STAYS, by="key", why=DERIVED, derived=True),
    Relation("merging.Merger.stays", "", STAYS, by="key", why="the merger", derived=True),
    Relation("merging.Merger.goes", "", STAYS, by="key", why="the merger", derived=True),
    Relation("merging.Looked.passed", "", STAYS, by="key", why=DERIVED, derived=True),
)
TABLE: Final[Mapping[Kind, tuple[Relation, ...]]] = {
    Kind.PROJECT: (*OF_PROJECT, *OF_SUBJECT, *PROJECT_KEYS),
    Kind.COMPANY: (*OF_COMPANY, *OF_ORGANISATION, *COMPANY_KEYS),
}
