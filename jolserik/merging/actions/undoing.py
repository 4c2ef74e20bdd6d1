"""Taking a merger apart again."""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import transaction

from jolserik.commitments.models import Instruction
from jolserik.companies import actions as company_actions
from jolserik.companies import indexing as company_index
from jolserik.companies.models import Company
from jolserik.core.refusal import Fact, Refusal, ensure
from jolserik.events.actions import record
from jolserik.ledger import actions as ledger
from jolserik.ledger.models import Entry
from jolserik.merging import rules, trail
from jolserik.merging.actions import companies, projects
from jolserik.merging.actions.pairs import compare
from jolserik.merging.choices import THERE
from jolserik.merging.models import Merger
from jolserik.merging.values import Kind
from jolserik.people.actions.locks import broken_constraints_in_words, local_day
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.projects import indexing
from jolserik.projects.actions.common import BROKEN, leave_trace
from jolserik.projects.actions.register import lay
from jolserik.projects.actions.team import may_lead
from jolserik.projects.models import Phase, Project
from jolserik.projects.values import State
from jolserik.search import actions as search


def undo_merger(number: uuid.UUID, *, by: Actor, now: dt.datetime) -> Merger:
    """Make one record two again, exactly as they were. Refused once either has changed since.

    Only the versions count on, so that nobody writes over what they read in between; the books
    keep what was booked meanwhile and are corrected once more.
    """
    ensure(why_not(by, Right.MERGE_RECORDS))
    with broken_constraints_in_words({**BROKEN, **company_actions.BROKEN}), transaction.atomic():
        known = Merger.objects.get(number=number)
        both = [known.stays, known.goes]
        if known.kind == Kind.PROJECT:
            here, there = projects.lock(both, by, seen=[known.stays])
            merger = _still(known, [projects.record_of(here), projects.record_of(there)])
            _project(merger, here, there, by=by, now=now)
        else:
            one, other = companies.lock(both, by, seen=[known.stays])
            merger = _still(known, [companies.record_of(one), companies.record_of(other)])
            _company(merger, by=by, now=now)
        merger.undone_at, merger.undone_by = now, by.key
        merger.save(update_fields=["undone_at", "undone_by"])
        compare(Kind(merger.kind), both)
    return merger


def why_not_undo(merger: Merger) -> Refusal | None:
    """What the page says beside the grey button."""
    records = _records(merger)
    undone = merger.undone_at is not None
    changed = not undone and trail.print_of(Kind(merger.kind), records) != merger.mark
    return rules.why_not_undo(undone=undone, changed=changed)


def _records(merger: Merger) -> list[Any]:
    if merger.kind == Kind.PROJECT:
        rows = Project.objects.select_related("subject")
        found = rows.filter(subject__code__in=[merger.stays, merger.goes])
        return [projects.record_of(row) for row in found.order_by("pk")]
    known = Company.objects.filter(pk__in=[merger.stays, merger.goes])
    return [companies.record_of(row) for row in known.order_by("pk")]


def _still(known: Merger, records: list[Any]) -> Merger:
    """The merger, asked again now that everything is locked."""
    merger = Merger.objects.select_for_update().get(pk=known.pk)
    ensure(why_not_undo(merger))
    return merger


def _company(merger: Merger, *, by: Actor, now: dt.datetime) -> None:
    today = local_day(now)
    known = company_actions.values_of(Company.objects.get(pk=merger.stays), today=today)
    for swap in merger.trail["swapped"]:
        trail.exchange(*swap)
    trail.put_back(merger.trail["changed"])
    rows = [Company.objects.get(pk=key) for key in (merger.stays, merger.goes)]
    for row in rows:
        row.version += 1
        row.touched_at = now
        row.folded = company_index.folded(row)
        row.save(update_fields=["version", "touched_at", "folded"])
    search.put([company_index.of_company(row) for row in rows])
    record(
        "merge_undone",
        kind=Kind.COMPANY.value,
        key=merger.stays,
        by=by.key,
        now=now,
        facts={"other_company": merger.goes},
        changes=company_actions.changes_of(
            known, company_actions.values_of(rows[0], today=today), rows[0]
        ),
    )


def _project(merger: Merger, here: Project, there: Project, *, by: Actor, now: dt.datetime) -> None:
    was, known = str(here.stage), projects.what_is_known(here)
    told = merger.trail["books"]
    booked = list(Entry.objects.filter(pk__in=told["booked"]).order_by("pk"))
    if booked:
        origin = projects.source(here, "undone", by=by, now=now)
        ledger.reverse_all(booked, source=origin, by=by, now=now)
    for label, key in merger.trail["made"]:
        apps.get_model(label)._default_manager.filter(pk=key).delete()
    with _phases_aside([here, there]):
        trail.put_back(merger.trail["changed"])
    helpers = Instruction.co_executors.through
    helpers.objects.bulk_create(
        helpers(pk=pk, instruction_id=task, person_id=uuid.UUID(person))
        for pk, task, person in merger.trail["removed"]
    )
    rows = Project.objects.select_related("subject", "place", "zone", "company")
    here, there = (rows.get(pk=row.pk) for row in (here, there))
    if there.state == State.LIVE and there.lead_id:
        stays = may_lead(there.lead_id, today=local_day(now))
        ensure(None if stays else Refusal("merge_undo_without_lead"))
    for row in (here, there):
        lay(row, by=by, now=now)
    again = list(Entry.objects.filter(pk__in=told["reversed"]).order_by("pk"))
    if again:
        origin = projects.source(there, "undone", by=by, now=now)
        ledger.book_again(again, source=origin, by=by, now=now)
    if merger.chosen.get("road") == THERE:
        projects.say_where_it_stands(here, before=was, by=by, now=now)
    there.version += 1
    there.touched_at = now
    there.save(update_fields=["version", "touched_at"])
    for row in (here, there):
        indexing.refold(row)
    search.put([indexing.of_project(row) for row in (here, there)])
    facts: dict[str, Fact] = {"other_project": merger.goes}
    changes = projects.changes_of(known, here, facts)
    leave_trace("merge_undone", here, by=by, now=now, facts=facts, changes=changes)


@contextmanager
def _phases_aside(records: Sequence[Project]) -> Iterator[None]:
    """Number all phases apart while they change places; a number that nobody puts back stays."""
    known = dict(
        Phase.objects.filter(project__in=records).order_by("pk").values_list("pk", "number")
    )
    for aside, pk in enumerate(known, projects.ASIDE):
        Phase.objects.filter(pk=pk).update(number=aside)
    yield
    for aside, (pk, number) in enumerate(known.items(), projects.ASIDE):
        Phase.objects.filter(pk=pk, number=aside).update(number=number)
