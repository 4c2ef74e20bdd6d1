"""Answers that upper rooms give to lower ones, told once at start.

A lower room asks (who may see this document? what does this person still hold?) without knowing
who answers.
"""

from collections.abc import Collection

from django.db.models import QuerySet

from jolserik.commitments import papers
from jolserik.commitments.holding import HOLDINGS
from jolserik.commitments.queries import waiting_projects
from jolserik.companies import sight
from jolserik.core.refusal import Refusal
from jolserik.core.words import Words
from jolserik.desk import letters
from jolserik.documents import owners
from jolserik.documents.owners import Owner
from jolserik.ledger import queries
from jolserik.people import holdings
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.projects import access, holding
from jolserik.projects.models import Project
from jolserik.site import findable
from jolserik.specialists import departure
from jolserik.specialists.actions import notices


def tell() -> None:
    """Called when the program starts."""
    holdings.register_departure(departure)
    notices.register_teller(letters.send_waiting)
    holdings.register_passed(notices.note_passed)
    holdings.register(holding.KIND, holding.HOLDING)
    for kind, told in HOLDINGS.items():
        holdings.register(kind, told)
    owners.register("project", Owner(_seen, _edited, _why_not_add, _names))
    for kind, owner in papers.OWNERS.items():
        owners.register(kind, owner)
    sight.register(in_confidence=access.in_confidence, kept=_kept)
    findable.register()
    access.register_waiting(waiting_projects)


def _seen(actor: Actor) -> "QuerySet[Project, str]":
    return access.visible_to(actor).values_list("subject__code", flat=True)


def _edited(actor: Actor) -> "QuerySet[Project, str] | None":
    """Confidential papers are for the team, its heads, and whoever sees all projects."""
    if access.sees_all(actor):
        return None
    return access.that(actor, Right.EDIT_PROJECTS).values_list("subject__code", flat=True)


def _why_not_add(actor: Actor, code: str) -> Refusal | None:
    row = Project.objects.filter(subject__code=code).first()
    if row is None:
        return Refusal("document_of_nothing")
    return access.why_not_edit(actor, row)


def _kept(actor: Actor) -> "QuerySet[Project]":
    return access.that(actor, Right.KEEP_CONTACT_PERSONS)


def _names(codes: Collection[str]) -> dict[str, Words]:
    return {code: subject.names for code, subject in queries.subjects(codes).items()}
