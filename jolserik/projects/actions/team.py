"""The one lead of a project, and the rest of its team."""

import datetime as dt
import uuid

from jolserik.core.refusal import Fact, Problem, ensure
from jolserik.people import holdings
from jolserik.people.actions.locks import local_day, lock_people
from jolserik.people.actor import Actor
from jolserik.people.models import Person, Post
from jolserik.people.queries import held_on
from jolserik.people.rights import Right, table
from jolserik.people.rules import Invalid
from jolserik.projects import rules
from jolserik.projects.actions.common import act, leave_trace, locked, may
from jolserik.projects.models import Assignment, Project
from jolserik.projects.values import State, TeamRole


def assign_lead(
    project: int, person: uuid.UUID, *, reason: str = "", by: Actor, now: dt.datetime
) -> Project:
    """Give a project another lead in one act: the former one leaves as the new one comes."""
    with act():
        lock_people([person])
        row = locked(project)
        may(by, Right.ASSIGN_SPECIALISTS, row)
        is_lead = row.lead_id == person
        ensure(rules.why_not_assign(State(row.state), role=TeamRole.LEAD, is_lead=is_lead))
        former = str(row.lead_id or "")
        pass_lead(row, person, reason=reason, by=by, now=now)
        facts: dict[str, Fact] = {"lead": str(person), "former": former}
        leave_trace("lead_assigned", row, by=by, now=now, facts=facts, save=["lead"])
    return row


def pass_lead(
    project: Project, person: uuid.UUID, *, reason: str, by: Actor, now: dt.datetime
) -> None:
    """The former lead leaves, the new one comes. Runs in the caller's transaction, which saves
    the project's `lead` and records the event; asks no right."""
    open_rows = Assignment.objects.select_for_update().filter(project=project, ended_at=None)
    for row in open_rows:
        if row.role == TeamRole.LEAD or row.person_id == person:
            _end(row, reason=reason, by=by, now=now)
    put_in_lead(project, person, reason=reason, by=by, now=now)
    project.lead = Person.objects.get(pk=person)
    holdings.note_passed("project", project.subject.code, person, by=by, now=now)


def put_in_lead(
    project: Project, person: uuid.UUID, *, reason: str, by: Actor, now: dt.datetime
) -> None:
    """Write the lead's row; runs in the caller's transaction. Who cannot lead is a problem."""
    lock_people([person])
    if not may_lead(person, today=local_day(now)):
        raise Invalid([Problem("lead", "lead_cannot_lead")])
    Assignment.objects.create(
        project=project,
        person_id=person,
        role=TeamRole.LEAD,
        from_on=local_day(now),
        reason=reason.strip()[:300],
        by=by.key,
        at=now,
    )


def may_lead(person: uuid.UUID, *, today: dt.date) -> bool:
    """Somebody leads who holds a post that edits projects, and is neither erased nor blocked."""
    roles = list(table()[Right.EDIT_PROJECTS].holders)
    posts = Post.objects.filter(held_on(today), person_id=person, role__in=roles)
    open_to_act = posts.filter(person__erased_at=None).exclude(
        person__user__isnull=False, person__user__blocked_at__isnull=False
    )
    return open_to_act.exists()


def add_to_team(
    project: int,
    person: uuid.UUID,
    role: TeamRole,
    *,
    reason: str = "",
    by: Actor,
    now: dt.datetime,
) -> Assignment:
    """Put somebody on the team beside the lead."""
    with act():
        row = locked(project)
        may(by, Right.EDIT_PROJECTS, row)
        is_lead = row.lead_id == person
        ensure(rules.why_not_assign(State(row.state), role=role, is_lead=is_lead))
        if role is TeamRole.LEAD:
            raise ValueError("a lead comes by assign_lead")
        assignment = Assignment.objects.create(
            project=row,
            person_id=person,
            role=role,
            from_on=local_day(now),
            reason=reason.strip()[:300],
            by=by.key,
            at=now,
        )
        facts: dict[str, Fact] = {"person": str(person), "role": role}
        leave_trace("team_joined", row, by=by, now=now, facts=facts)
    return assignment


def leave_team(assignment: int, *, reason: str = "", by: Actor, now: dt.datetime) -> Assignment:
    """Take somebody off a team. The lead leaves only by another lead's coming."""
    with act():
        known = Assignment.objects.get(pk=assignment)
        row = locked(known.project_id)
        may(by, Right.EDIT_PROJECTS, row)
        open_row = Assignment.objects.select_for_update().get(pk=assignment)
        ensure(rules.why_not_leave(role=TeamRole(open_row.role)))
        if open_row.ended_at is None:
            _end(open_row, reason=reason, by=by, now=now)
            facts: dict[str, Fact] = {"person": str(open_row.person_id), "role": open_row.role}
            leave_trace("team_left", row, by=by, now=now, facts=facts)
    return open_row


def _end(row: Assignment, *, reason: str, by: Actor, now: dt.datetime) -> None:
    row.to_on, row.ended_by, row.ended_at = local_day(now), by.key, now
    row.end_reason = reason.strip()[:300]
    row.save(update_fields=["to_on", "ended_by", "ended_at", "end_reason"])
