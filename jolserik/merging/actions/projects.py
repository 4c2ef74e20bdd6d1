"""Making two projects one."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import PromiseState
from jolserik.core.collation import sort_key
from jolserik.core.refusal import Change, Fact, Problem, Refusal, ensure
from jolserik.core.words import vocabulary
from jolserik.ledger import actions as ledger
from jolserik.ledger.models import Source
from jolserik.merging import books, choices, counting, rules, trail
from jolserik.merging.actions.common import ensure_seen, fold_pairs, stop_being_found
from jolserik.merging.belongings import OF_PROJECT, OF_SUBJECT, PROJECT_KEYS, Record
from jolserik.merging.choices import BOTH, NAMES, THERE, TOGETHER
from jolserik.merging.models import Merger
from jolserik.merging.moving import move
from jolserik.merging.rules import Side
from jolserik.merging.values import Kind
from jolserik.people import holdings
from jolserik.people.actions.locks import local_day, lock_people
from jolserik.people.actor import Actor
from jolserik.people.holdings import Held
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.projects import indexing, passport
from jolserik.projects.actions.common import act, leave_trace
from jolserik.projects.actions.register import lay
from jolserik.projects.facts import values_of
from jolserik.projects.models import Assignment, Phase, Project, StageDate, StageMove
from jolserik.projects.values import State, TeamRole
from jolserik.search import actions as search
from jolserik.specialists.actions.handovers import pass_over
from jolserik.specialists.models import Interest, LeadNotice
from jolserik.specialists.values import HandoverKind

DATE_COLUMNS: Final = ["planned_on", "first_planned_on", "actual_on", "shifts"]
ASIDE: Final = 10_000  # where phases are numbered while they change places


def merge_projects(
    stays: str,
    goes: str,
    *,
    chosen: Mapping[str, str],
    versions: tuple[int, int],
    by: Actor,
    now: dt.datetime,
) -> Merger:
    """Make two records of one project one. `chosen`: by the codes of `choices.of_projects`; what is
    not chosen is as proposed there. `versions`: of the two records as they were shown."""
    ensure(why_not(by, Right.MERGE_RECORDS))
    with act():
        here, there = lock([stays, goes], by)
        ensure(rules.why_not_merge(side(here), side(there)))
        if (here.version, there.version) != versions:
            raise Invalid([Problem("", "changed_meanwhile")])
        records = record_of(here), record_of(there)
        wanted = choices.complete(choices.of_projects(here, there), chosen)
        known = what_is_known(here)
        before = trail.snapshot(Kind.PROJECT, records)
        counts = counting.of_projects(here, there, wanted)
        booked = books.plan(here, there, wanted)
        ledger_trail = _take_back(booked, there, by=by, now=now)
        _choose(here, there, wanted)
        _dates(here, there, wanted)
        _phases(here, there, wanted)
        kept, left = _lead(here, there, wanted, by=by, now=now)
        for relation in (*OF_PROJECT, *OF_SUBJECT, *PROJECT_KEYS):
            if relation.name not in BY_HAND:
                move(relation, records[1], records[0])
        _close(here, there, now)
        lay(here, by=by, now=now)
        lay(there, within=[here.subject], by=by, now=now)
        _book(booked, here, ledger_trail, by=by, now=now)
        if wanted.get("road") == THERE:
            was = str(before["projects.Project", str(here.pk)]["stage"])
            say_where_it_stands(here, before=was, by=by, now=now)
        made, removed = _hand_over(here, kept, left, by=by, now=now)
        after = trail.snapshot(Kind.PROJECT, records)
        changes = trail.changed(before, after)
        there.version += 1
        there.touched_at = now
        there.save(update_fields=["version", "touched_at"])
        indexing.refold(here)
        stop_being_found(Kind.PROJECT, goes)
        search.put([indexing.of_project(here)])
        fold_pairs(Kind.PROJECT, goes)
        facts: dict[str, Fact] = {"other_project": goes, "rows": counting.moving(counts)}
        told = changes_of(known, here, facts)
        leave_trace("projects_merged", here, by=by, now=now, facts=facts, changes=told)
        return Merger.objects.create(
            kind=Kind.PROJECT,
            stays=stays,
            goes=goes,
            chosen=wanted,
            counts=counts,
            trail={"changed": changes, "made": made, "removed": removed, "books": ledger_trail},
            mark=trail.print_of(Kind.PROJECT, records),
            by=by.key,
            at=now,
        )


# Relations that this act moves in its own way.
BY_HAND: Final = frozenset(
    {"projects.Assignment.project", "projects.Phase.project", "projects.StageDate.project"}
)


def lock(codes: list[str], by: Actor, *, seen: list[str] | None = None) -> list[Project]:
    """The rows in the order asked for, locked in one order; what is not seen is refused."""
    rows = Project.objects.select_related("subject", "place", "zone", "company")
    rows = rows.filter(subject__code__in=codes).order_by("pk")
    lock_people({row.lead_id for row in rows if row.lead_id})
    known = {row.code: row for row in rows.select_for_update(of=("self",))}
    ensure_seen(Kind.PROJECT, codes if seen is None else seen, by, merged=known.values())
    return [known[code] for code in codes]


def side(row: Project) -> Side:
    return Side(
        key=row.code,
        merged=row.merged_into_id is not None,
        fictional=row.subject.fictional,
        state=row.state,
    )


def record_of(row: Project) -> Record:
    return Record(Kind.PROJECT, row.pk, row.code)


def what_is_known(row: Project) -> dict[str, str]:
    """What the history tells when it changes: the passport, the stage, the lead."""
    return values_of(row) | {"stage": row.stage, "lead": str(row.lead_id or "")}


def changes_of(known: Mapping[str, str], row: Project, facts: dict[str, Fact]) -> list[Change]:
    """What is otherwise now; the stage and the lead go into the facts of the event."""
    now = what_is_known(row)
    for old, new in (("former", "lead"), ("before", "stage")):
        if known[new] != now[new]:
            facts |= {old: known[new], new: now[new]}
    fields = [code for code in passport.BY_CODE if known[code] != now[code]]
    return [Change(code, known[code], now[code]) for code in fields]


# --- fields, road, phases


def _choose(here: Project, there: Project, wanted: Mapping[str, str]) -> None:
    """The two records exchange what was chosen of the one that goes, so that nothing is lost."""
    for code, from_whom in wanted.items():
        if from_whom != THERE or code in ("lead", "phases") or code.startswith("books:"):
            continue
        if code in NAMES:
            _exchange(here.subject, there.subject, [code])
            continue
        _exchange(here, there, TOGETHER.get(code, (code,)))
    if found := passport.problems(values_of(here)):
        raise Invalid(found)
    here.published = here.published or there.published
    here.contacted_on = max(filter(None, [here.contacted_on, there.contacted_on]), default=None)
    registered = [m for m in (here.registered_at, there.registered_at) if m is not None]
    here.registered_at = min(registered, default=None)
    for row in (here, there):
        names = row.subject.names
        row.sort_name = sort_key(names.ru or names.kk or names.en, "kk")[:400]
        row.subject.save(update_fields=list(NAMES))


def _exchange(one: Any, other: Any, columns: Any) -> None:
    for column in columns:
        mine, theirs = getattr(one, column), getattr(other, column)
        setattr(one, column, theirs)
        setattr(other, column, mine)


def _dates(here: Project, there: Project, wanted: Mapping[str, str]) -> None:
    """The days of the chosen road; the other one's stay with the record that goes."""
    if wanted.get("road") != THERE:
        return
    mine, theirs = (
        {date.stage: date for date in StageDate.objects.filter(project=row, phase=None)}
        for row in (here, there)
    )
    for stage in sorted({*mine, *theirs}):
        if stage in mine and stage in theirs:
            _exchange(mine[stage], theirs[stage], DATE_COLUMNS)
            mine[stage].save()
            theirs[stage].save()
        elif stage in mine:
            mine[stage].project = there
            mine[stage].save(update_fields=["project"])
        else:
            theirs[stage].project = here
            theirs[stage].save(update_fields=["project"])


def _phases(here: Project, there: Project, wanted: Mapping[str, str]) -> None:
    """Phases keep their subjects and days; those that come are numbered after those there are."""
    holds = wanted.get("phases", BOTH)
    mine, theirs = (list(Phase.objects.filter(project=row)) for row in (here, there))
    if holds == THERE:
        _renumber(mine, there, first=ASIDE)
        _renumber(theirs, here, first=1)
        _renumber(mine, there, first=1)
    elif holds == BOTH:
        _renumber(theirs, here, first=max([phase.number for phase in mine], default=0) + 1)


def _renumber(phases: list[Phase], project: Project, *, first: int) -> None:
    for number, phase in enumerate(phases, first):
        phase.project, phase.number = project, number
        phase.save(update_fields=["project", "number"])
    StageDate.objects.filter(phase__in=phases).update(project=project)


# --- who leads


def _lead(
    here: Project, there: Project, wanted: Mapping[str, str], *, by: Actor, now: dt.datetime
) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """One lead stays, the other one's row ends; all rows of the team are the one team's now.

    Returns who leads, and who led the other record (None where it is the same person).
    """
    teams = Assignment.objects.select_for_update()
    mine, theirs = (list(teams.filter(project=row, ended_at=None)) for row in (here, there))
    if wanted.get("lead") == THERE:
        _exchange(here, there, ["lead", "department"])
        mine, theirs = theirs, mine
    kept, left = here.lead_id, there.lead_id
    _ensure_no_interest(here, kept)
    stay = {row.person_id for row in mine}
    for row in theirs:
        if row.role == TeamRole.LEAD or row.person_id in stay:
            row.to_on, row.ended_by, row.ended_at = local_day(now), by.key, now
            row.end_reason = vocabulary()["merging", "team"].ru
            row.save(update_fields=["to_on", "ended_by", "ended_at", "end_reason"])
    Assignment.objects.filter(project=there).update(project=here)
    both = here.state == State.LIVE and there.state == State.LIVE
    return kept, left if both and left != kept else None


def _ensure_no_interest(here: Project, lead: uuid.UUID | None) -> None:
    if lead and here.company_id:
        known = Interest.objects.filter(person_id=lead, company_id=here.company_id)
        ensure(Refusal("conflict_of_interest") if known.exists() else None)


def _hand_over(
    here: Project,
    kept: uuid.UUID | None,
    left: uuid.UUID | None,
    *,
    by: Actor,
    now: dt.datetime,
) -> tuple[list[list[str]], list[list[int | str]]]:
    """What the other lead held passes openly, and the investor is told who is there now. Returns
    the rows that were made for that, and the helpers of instructions who now hold them."""
    if kept is None or left is None:
        return [], []
    promises = Promise.objects.filter(project=here, owner_id=left, state=PromiseState.OPEN)
    tasks = Instruction.objects.filter(project=here, holder_id=left, ended_on=None)
    department, code = here.department_id or "", here.code
    last = LeadNotice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    holdings.note_passed("project", code, kept, by=by, now=now)
    notices = LeadNotice.objects.filter(project=here, pk__gt=last).values_list("pk", flat=True)
    things = [Held("project", code, here.subject.names.ru, department, code)]
    things += [Held("promise", str(r.pk), r.text, department, code) for r in promises]
    things += [Held("instruction", str(r.pk), r.text[:400], department, code) for r in tasks]
    helped = Instruction.co_executors.through.objects.filter(instruction__in=tasks)
    helpers = set(helped.values_list("pk", "instruction_id", "person_id"))
    listed = [pk for _, pk, _ in helpers]
    row = pass_over(
        left,
        kept,
        things,
        kind=HandoverKind.MERGED,
        reason=vocabulary()["merging", "team"].ru,
        by=by,
        now=now,
    )
    made = [["specialists.HandoverItem", str(item.pk)] for item in row.items.all()]
    made.append(["specialists.Handover", str(row.pk)])
    made += [["specialists.LeadNotice", str(pk)] for pk in notices]
    through = Instruction.co_executors.through.objects.filter(instruction__in=listed)
    gone = helpers - set(through.values_list("pk", "instruction_id", "person_id"))
    return made, [[pk, task, str(person)] for pk, task, person in sorted(gone)]


def _close(here: Project, there: Project, now: dt.datetime) -> None:
    """The record that goes is an address only; nobody is told of it any more."""
    there.merged_into = here
    if there.state == State.LIVE:
        there.state = State.CLOSED
    LeadNotice.objects.filter(project=there, told_at=None).update(told_at=now)
    there.save()
    here.save()


def say_where_it_stands(here: Project, *, before: str, by: Actor, now: dt.datetime) -> None:
    """Write that a record came to another road's stage, where it is one of the register."""
    if not here.stage or here.state == State.PUBLISHED:
        return
    StageMove.objects.create(
        project=here,
        before=before,
        to=here.stage,
        on=here.stage_since or local_day(now),
        note=vocabulary()["merging", "team"].ru,
        by=by.key,
        at=now,
    )


# --- the books


def _take_back(
    booked: books.Plan, there: Project, *, by: Actor, now: dt.datetime
) -> dict[str, list[int]]:
    """Reverse what holds no longer, while the record still lies where it was booked."""
    rows = booked.back + booked.moved
    if rows:
        ledger.reverse_all(rows, source=source(there, "merged", by=by, now=now), by=by, now=now)
    return {"reversed": [row.posting_no for row in rows], "booked": []}


def _book(
    booked: books.Plan, here: Project, told: dict[str, list[int]], *, by: Actor, now: dt.datetime
) -> None:
    if booked.moved:
        origin = source(here, "merged", by=by, now=now)
        rows = ledger.book_again(booked.moved, onto=here.subject, source=origin, by=by, now=now)
        told["booked"] = [row.posting_no for row in rows]


def source(project: Project, what: str, *, by: Actor, now: dt.datetime) -> Source:
    """The act of the register that entries of a merger come from."""
    said, named = vocabulary()["merging", what], project.subject.names
    return ledger.record_source(
        key=f"register:{project.code}:{project.version + 1}:{what}"[:120],
        kind="act",
        title=f"{said.ru}: {named.ru}"[:400],
        language="ru",
        public=False,
        by=by,
        now=now,
    )
