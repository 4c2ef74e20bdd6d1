"""Taking rows in: each row whole or not at all, through the same acts and gates as the pages.

An import that dies in the middle goes on with the rows that still wait. Two imports of one
department at once write one row after another, and a project that the other one registered
meanwhile is not registered twice.
"""

import datetime as dt
import logging
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from jolserik.companies.actions import register_company
from jolserik.companies.models import Company
from jolserik.companies.rules import CompanyDraft
from jolserik.core.refusal import Problem, Refused, ensure
from jolserik.core.words import Words
from jolserik.imports import queries, rules
from jolserik.imports.actions.common import locked, may, note
from jolserik.imports.comparing import parsed_years
from jolserik.imports.matching import Matcher, Sought
from jolserik.imports.models import KnownRow, Row, Upload
from jolserik.imports.values import Initiator, Outcome, Stand, Wanted, day
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.models import Organisation
from jolserik.people.rules import Invalid
from jolserik.projects import actions as register
from jolserik.projects import passport
from jolserik.projects.actions import ProjectDraft
from jolserik.projects.models import Membership, Project, Term
from jolserik.projects.rules import Move
from jolserik.projects.values import Stage, State, TermKind

log = logging.getLogger("jolserik.imports")
SHIFT_REASON: Final = "other"
PERSON_FORMS: Final = {"farm": ("кх", "шқ", "фх", "шаруа"), "sole_trader": ("ип", "жк")}


@dataclass(frozen=True)
class Taken:
    """What came of a batch: rows taken in, rows that failed, rows that still wait."""

    taken: int
    failed: int
    waiting: int


class RowFailed(Exception):
    """A row cannot be taken in as it is; nothing of it was written."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def take_in(upload: Upload, *, most: int, by: Actor, now: dt.datetime) -> Taken:
    """Take in ticked rows from the top, at most so many; what fails does not stop the others."""
    may(by, upload.department_id)
    counts = queries.counts(upload)
    ensure(rules.why_not_take(stand=Stand(upload.stand), ticked=counts.ticked))
    taken = failed = 0
    for pk in queries.rows_to_take(upload, most=most):
        if _one(upload, pk, by=by, now=now):
            taken += 1
        else:
            failed += 1
    waiting = len(queries.rows_to_take(upload, most=10**6))
    with transaction.atomic():
        row = locked(upload)
        if not waiting:
            row.stand, row.finished_at = Stand.FINISHED, now
            row.save(update_fields=["stand", "finished_at"])
        facts = {"taken": taken, "failed": failed, "waiting": waiting}
        note("list_rows_taken", row, by=by, now=now, facts=facts)
    return Taken(taken, failed, waiting)


def _one(upload: Upload, pk: int, *, by: Actor, now: dt.datetime) -> bool:
    """One row in one transaction; False if it failed and is kept with its reason."""
    try:
        with transaction.atomic():
            # Imports of one department go one row after another.
            Organisation.objects.select_for_update().get(pk=upload.department_id)
            row = Row.objects.select_for_update().get(pk=pk)
            if row.outcome != Outcome.WAITING or not row.ticked:
                return True  # another request was quicker
            project = _Taking(upload, row, by=by, now=now).take()
            _remember(upload, row, project, now=now)
            row.outcome, row.project, row.taken_at = Outcome.TAKEN, project, now
            row.wanted, row.ticked = {}, False
            row.save(update_fields=["outcome", "project", "taken_at", "wanted", "ticked"])
    except Refused as refused:
        return _failed(pk, [("", refused.refusal.code, refused.refusal.facts)])
    except Invalid as invalid:
        return _failed(pk, [(p.place, p.code, p.facts) for p in invalid.problems])
    except RowFailed as wrong:
        return _failed(pk, [(wrong.problem.place, wrong.problem.code, wrong.problem.facts)])
    except Exception:
        log.exception("a row of a list broke", extra={"row": pk})
        return _failed(pk, [("", "row_broke", {})])
    return True


def _failed(pk: int, why: list[Any]) -> bool:
    with transaction.atomic():
        row = Row.objects.select_for_update().get(pk=pk)
        row.outcome, row.ticked = Outcome.FAILED, False
        row.problems = [[place, code, dict(facts)] for place, code, facts in why]
        row.save(update_fields=["outcome", "ticked", "problems"])
    return False


def _remember(upload: Upload, row: Row, project: Project, *, now: dt.datetime) -> None:
    mark = queries.mark_of(Wanted.from_dict(row.wanted))
    KnownRow.objects.update_or_create(
        department_id=upload.department_id, mark=mark, defaults={"project": project, "at": now}
    )


class _Taking:
    """Writes one row by the acts of the register. Runs in the row's transaction."""

    def __init__(self, upload: Upload, row: Row, *, by: Actor, now: dt.datetime) -> None:
        self.upload, self.row, self.by, self.now = upload, row, by, now
        self.wanted = Wanted.from_dict(row.wanted)
        self.fields = {field: new for field, _, new, take in row.differences if take}
        self.today = local_day(now)

    def take(self) -> Project:
        project = self._changed() if self.row.project_id else self._registered()
        if self.row.project_id:
            self._move(project)
        self._plan_launch(project)
        self._plan_years(project)
        self._tell_state(project)
        self._enlist(project)
        return project

    # --- the passport

    def _registered(self) -> Project:
        self._not_known_meanwhile()
        values = self._values()
        form = ""
        if "company" in self.fields:
            values["company"], form = self._company()
        stage, _ = rules.first_stage(self.wanted, company_form=form)
        draft = ProjectDraft(
            values=values,
            department=self.upload.department_id,
            lead=self._lead(),
            stage=Stage.ENQUIRY,
            fictional=self._is_fictional(values),
        )
        project = register.register_project(draft, by=self.by, now=self.now)
        if stage is not Stage.ENQUIRY:
            self.fields["stage"] = stage.value
        return project

    def _changed(self) -> Project:
        project = Project.objects.select_related("subject").get(pk=self.row.project_id)
        version = self.row.version or project.version
        if project.state == State.PUBLISHED:
            project = register.take_on(
                project.pk,
                department=self.upload.department_id,
                lead=self._lead(),
                by=self.by,
                now=self.now,
            )
            version = project.version
        values = self._values()
        if "company" in self.fields:
            values["company"], _ = self._company()
        if values:
            project = register.change_project(
                project.pk, values, version=version, by=self.by, now=self.now
            )
        return project

    def _values(self) -> dict[str, str]:
        """The ticked fields of the passport. A capacity comes with its unit."""
        values = {c: t for c, t in self.fields.items() if c in passport.BY_CODE and c != "company"}
        if "capacity" in values and "capacity_unit" not in values:
            values["capacity_unit"] = self.wanted.values.get("capacity_unit", "")
        return values

    def _not_known_meanwhile(self) -> None:
        """Somebody registered the same project since the list was compared."""
        since = self.upload.compared_at
        newer = queries.known_projects(self.by, since=since) if since else []
        if not newer:
            return
        match = Matcher(newer).find(
            Sought(
                name=self.wanted.name,
                company=self._known_company(),
                has_company=bool(self.wanted.initiator),
                place=self.wanted.values.get("place", ""),
            )
        )
        own = self.upload.rows.filter(project_id=match.project, outcome=Outcome.TAKEN)
        if match.project is not None and not own.exists():
            raise RowFailed(Problem("", "row_known_meanwhile"))

    def _is_fictional(self, values: dict[str, str]) -> bool:
        return queries.is_fictional([values.get("place", ""), values.get("zone", "")])

    # --- who

    def _company(self) -> tuple[str, str]:
        """The key and form of the row's company, registered where it is new."""
        if key := self._known_company():
            return key, Company.objects.get(pk=key).form
        draft = _company_draft(self.wanted.initiator)
        fictional = self._is_fictional(dict(self.wanted.values))
        company = register_company(draft, fictional=fictional, by=self.by, now=self.now)
        return company.key, draft.form

    def _known_company(self) -> str:
        """The company that was found when the list was compared, or by its number since then."""
        named = Company.objects.filter(pk=self.fields.get("company", "")).first()
        if named is not None:
            return named.merged_into_id or named.key
        initiator = self.wanted.initiator
        return queries.Companies([initiator]).find(initiator) if initiator.number else ""

    def _lead(self) -> uuid.UUID:
        """Whom the list names, if that is one of the department; else whoever was chosen."""
        leads = queries.possible_leads(self.upload.department_id, today=self.today)
        people = [(person.key, person.name("ru")) for person in leads]
        return queries.lead_by_name(people, self.wanted.specialist) or self.upload.lead_id

    # --- beside the passport

    def _move(self, project: Project) -> None:
        if stage := self.fields.get("stage"):
            move = Move(to=Stage(stage), on=min(self.upload.as_of, self.today))
            since = project.stage_since
            if since and move.on < since:
                move = Move(to=move.to, on=self.today)
            register.move_project(project.pk, move, by=self.by, now=self.now)

    def _plan_launch(self, project: Project) -> None:
        planned = day(self.fields.get("planned_launch", ""))
        if planned is None:
            return
        moved = Project.objects.filter(pk=project.pk, planned_launch_on__isnull=False).exists()
        register.plan_stage(
            project.pk,
            Stage.LAUNCHED,
            planned,
            reason=self._shift_reason() if moved else "",
            note=self._source(),
            by=self.by,
            now=self.now,
        )

    def _shift_reason(self) -> str:
        known = Term.objects.filter(kind=TermKind.SHIFT_REASON, active=True)
        codes = list(known.values_list("code", flat=True))
        return SHIFT_REASON if SHIFT_REASON in codes else codes[-1] if codes else ""

    def _source(self) -> str:
        return f"{self.upload.file_name}, {self.upload.as_of:%d.%m.%Y}"

    def _plan_years(self, project: Project) -> None:
        if text := self.fields.get("years"):
            register.plan_years(project.pk, parsed_years(text), by=self.by, now=self.now)

    def _tell_state(self, project: Project) -> None:
        if text := self.fields.get("state"):
            told_on = day(self.wanted.state_on) or self.upload.as_of
            register.tell_state(
                project.pk,
                text=text,
                next_step=self.wanted.next_step,
                on=min(told_on, self.today),
                by=self.by,
                now=self.now,
            )

    def _enlist(self, project: Project) -> None:
        for code in filter(None, self.fields.get("lists", "").split(",")):
            member = Membership.objects.filter(project=project, list__code=code, to_on=None)
            if not member.exists():
                start = min(self.upload.as_of, self.today)
                register.enlist(project.pk, code, from_on=start, by=self.by, now=self.now)


def _company_draft(initiator: Initiator) -> CompanyDraft:
    """A company as a list names it. The fifth digit of a BIN is 4, 5 or 6; of an IIN it is none."""
    is_entity = initiator.number[4:5] in ("4", "5", "6")
    name = initiator.name
    words = Words(ru=name, kk="", en="")
    if is_entity:
        return CompanyDraft(name=words, form="legal_entity", bin=initiator.number)
    first = name.lower().split(" ", 1)[0].strip('.«"')
    form = next((f for f, signs in PERSON_FORMS.items() if first in signs), "sole_trader")
    return CompanyDraft(name=words, form=form, iin=initiator.number)
