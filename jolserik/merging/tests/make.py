"""Two records of one project, each with everything that may belong to one; two of a company."""

import datetime as dt
import uuid
from decimal import Decimal
from unittest.mock import patch

from jolserik.commitments import actions as commitments
from jolserik.commitments.actions import InstructionDraft, PromiseDraft
from jolserik.commitments.values import AboutKind, Side
from jolserik.contacts.actions import record_contact
from jolserik.contacts.rules import ContactDraft
from jolserik.contacts.values import ContactKind
from jolserik.documents.actions import DocumentDraft, add_document
from jolserik.documents.values import DocumentKind, Upload
from jolserik.people.actor import PROGRAM, Actor, HeldPost, Role
from jolserik.people.testing import BODY, BOLAT, DANA, NOW, TODAY
from jolserik.projects import actions
from jolserik.projects.actions.phases import PhaseDraft
from jolserik.projects.gates import table
from jolserik.projects.models import Project
from jolserik.projects.rules import Move
from jolserik.projects.testing import FULL, project, words
from jolserik.projects.values import Stage, TeamRole
from jolserik.specialists.tests.make import colleague

PAPERS = frozenset(need.code for need in table()[1] if need.kind == "document")
AFTER = NOW + dt.timedelta(hours=1)
LATER = NOW + dt.timedelta(hours=2)
SAULE, TIMUR = uuid.UUID(int=1001), uuid.UUID(int=1002)


def of(person: uuid.UUID) -> Actor:
    return Actor(key=person, posts=(HeldPost(Role.SPECIALIST, "", BODY),))


def settle_people() -> None:
    colleague(1, name="Сәуле")
    colleague(2, name="Тимур")


def rich(
    name: str,
    *,
    company: str,
    lead: uuid.UUID,
    lists: tuple[str, ...],
    stage: Stage = Stage.CONSTRUCTION,
    cost: str = "600000000",
    promised_by: uuid.UUID | None = None,
) -> Project:
    """A live project of which everything there is has at least one row."""
    values = FULL | {"cost_own_kzt": cost, "zone": "zone:test", "site_kind": "zone"}
    row = project(name, lead=lead, company=company, **values)
    by, code = of(lead), row.code
    for month, planned in enumerate((Stage.CONSTRUCTION, Stage.EQUIPMENT, Stage.LAUNCHED), 1):
        actions.plan_stage(row.pk, planned, dt.date(2027, month, 1), by=by, now=NOW)
    years = {2026: Decimal(cost), 2027: Decimal(400_000_000)}
    actions.plan_years(row.pk, years, by=by, now=NOW)
    with patch("jolserik.projects.facts._documents", return_value=PAPERS):
        for step in (Stage.MEMORANDUM, Stage.COUNCIL_APPROVAL, Stage.LAND_AND_DESIGN, stage):
            move = Move(to=step, on=TODAY)
            actions.move_project(row.pk, move, by=DANA.actor, now=NOW)
    for list_code in lists:
        actions.enlist(row.pk, list_code, from_on=TODAY, by=by, now=NOW)
    support = actions.give_support(row.pk, "sez-regime", given_on=TODAY, by=by, now=NOW)
    actions.add_obligation(support.pk, text="Рабочие места", due_on=TODAY, by=by, now=NOW)
    for part in ("Первая очередь", "Вторая очередь"):
        phase = actions.add_phase(row.pk, PhaseDraft(words(part)), by=by, now=NOW)
        day = dt.date(2027, 5, 1)
        actions.plan_stage(row.pk, Stage.LAUNCHED, day, phase=phase.pk, by=by, now=NOW)
    actions.tell_state(row.pk, text=f"{name}: идут работы", by=by, now=NOW)
    actions.add_to_team(row.pk, TIMUR, TeamRole.DEPUTY, by=by, now=NOW)
    draft = ContactDraft(kind=ContactKind.CALL, happened_at=NOW, notes="Позвонили")
    record_contact(row.pk, draft, by=by, now=NOW)
    promise = PromiseDraft(
        side=Side.STATE, owner=promised_by or lead, text="Письмо", due_on=TODAY, given_on=TODAY
    )
    commitments.promise(row.pk, promise, by=by, now=NOW)
    instruction = InstructionDraft(
        given_by="Аким",
        text="Доложить",
        holder=lead,
        due_on=TODAY,
        about_kind=AboutKind.PROJECT,
        about_key=code,
        co_executors=(BOLAT.key,) if lead != BOLAT.key else (),
    )
    commitments.give_instruction(instruction, by=DANA.actor, now=NOW)
    upload = Upload("act.txt", [f"{code}\n".encode()])
    add_document(
        "project", code, DocumentDraft(DocumentKind.OTHER, "Бумага"), upload, by=PROGRAM, now=NOW
    )
    return Project.objects.get(pk=row.pk)


def two_projects(company: str, other: str) -> tuple[Project, Project]:
    """One led by Bolat, the other by Saule."""
    here = rich("Завод плитки", company=company, lead=BOLAT.key, lists=("national-pool",))
    there = rich(
        "Zavod plitki",
        company=other,
        lead=SAULE,
        lists=("national-pool", "foreign-investors"),
        stage=Stage.CONSTRUCTION,
        cost="700000000",
    )
    return here, there
