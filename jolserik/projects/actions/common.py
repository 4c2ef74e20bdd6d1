"""What the acts on a project share: the locked row, the objection in words, the trace of an act."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.db import transaction

from jolserik.core.refusal import Change, Fact, Problem, ensure
from jolserik.events.actions import record
from jolserik.people.actions.locks import broken_constraints_in_words
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.projects import access
from jolserik.projects.models import Project, Term
from jolserik.projects.values import TermKind

# What the database says when a constraint is broken → the field and the words for it. SQLite
# names the columns of a unique key, PostgreSQL its name; checks are named by both.
BROKEN: Final = {
    "project_live_has_lead": Problem("lead", "project_live_has_lead"),
    "project_in_the_register_has_stage": Problem("stage", "project_in_the_register_has_stage"),
    "project_beside_remembers_stage": Problem("stage", "project_beside_remembers_stage"),
    "project_cancelled_is_closed": Problem("stage", "project_cancelled_is_closed"),
    "project_readiness_is_per_cent": Problem("readiness", "percent_wrong"),
    "project_ends_after_start": Problem("ends_on", "ends_before_start"),
    "project_has_one_lead": Problem("lead", "project_has_one_lead"),
    "person_is_once_on_a_team": Problem("person", "person_is_once_on_a_team"),
    "projects_assignment.project_id, projects_assignment.person_id": Problem(
        "person", "person_is_once_on_a_team"
    ),
    "projects_assignment.project_id": Problem("lead", "project_has_one_lead"),
    "project_is_once_on_a_list": Problem("list", "project_is_once_on_a_list"),
    "projects_membership.project_id": Problem("list", "project_is_once_on_a_list"),
    "membership_ends_after_start": Problem("to_on", "membership_ends_after_start"),
    "phase_number_taken": Problem("number", "phase_number_taken"),
    "projects_phase.project_id": Problem("number", "phase_number_taken"),
    "term_code_taken": Problem("code", "term_code_taken"),
    "projects_term.kind": Problem("code", "term_code_taken"),
    "ledger_subject.code": Problem("name_ru", "project_code_taken"),
    "ledger_subject_code": Problem("name_ru", "project_code_taken"),
}


@contextmanager
def act() -> Iterator[None]:
    """One transaction; what the database objects to becomes Invalid."""
    with broken_constraints_in_words(BROKEN), transaction.atomic():
        yield


def locked(project: int | Project) -> Project:
    """The row of a project, locked until the transaction ends."""
    pk = project.pk if isinstance(project, Project) else project
    rows = Project.objects.select_related("subject", "place", "zone", "company")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def may(by: Actor, right: Right, project: Project) -> None:
    ensure(access.why_not(by, right, project))


def term(kind: TermKind, code: str, *, place: str = "reason") -> Term | None:
    """A term by its code; none for an empty one. One that is unknown or retired is a problem."""
    if not code:
        return None
    found = Term.objects.filter(kind=kind, code=code, active=True).first()
    if found is None:
        raise Invalid([Problem(place, "term_unknown")])
    return found


def leave_trace(
    name: str,
    project: Project,
    *,
    by: Actor,
    now: dt.datetime,
    facts: Mapping[str, Fact] | None = None,
    changes: Iterable[Change] = (),
    save: Iterable[str] = (),
) -> None:
    """Save the changed columns with a new version, and record the act's one event."""
    project.version += 1
    project.touched_at = now
    project.save(update_fields=[*save, "version", "touched_at"])
    told: dict[str, Fact] = {"version": project.version, **(facts or {})}
    record(
        name,
        kind="project",
        key=project.subject.code,
        by=by.key,
        now=now,
        facts=told,
        changes=changes,
    )
