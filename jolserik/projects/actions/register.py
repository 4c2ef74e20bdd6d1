"""Registering a project, taking one on, and changing its passport."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anyascii import anyascii
from django.utils.text import slugify

from jolserik.companies.models import Company
from jolserik.core.collation import sort_key
from jolserik.core.month import Month
from jolserik.core.refusal import Change, Problem, ensure
from jolserik.core.words import Words
from jolserik.events.models import Event
from jolserik.ledger import subjects
from jolserik.ledger.models import Subject, SubjectLink
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.models import Organisation, Person
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.projects import indexing, oked, passport, rules
from jolserik.projects.actions.common import act, leave_trace, locked, may
from jolserik.projects.actions.road import enter
from jolserik.projects.actions.team import put_in_lead
from jolserik.projects.facts import facts_of, values_of
from jolserik.projects.models import FormerInitiator, Project
from jolserik.projects.values import Stage, State
from jolserik.search import actions as search

NAMES = ("name_ru", "name_kk", "name_en")
KEYS = ("company", "place", "zone")


@dataclass(frozen=True)
class ProjectDraft:
    """A project before it is registered. `values`: passport fields as plain text."""

    values: Mapping[str, str]
    department: str
    lead: uuid.UUID
    stage: Stage = Stage.ENQUIRY
    stage_since: dt.date | None = None
    fictional: bool = False
    slug: str = ""
    lead_reason: str = ""
    published: bool = False


class Conflict(Invalid):
    """Somebody changed the same fields meanwhile: (field, theirs, mine); nothing was written."""

    def __init__(self, fields: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__(Problem(name, "changed_meanwhile") for name, _, _ in fields)
        self.fields = fields


def register_project(draft: ProjectDraft, *, by: Actor, now: dt.datetime) -> Project:
    """A new live project with its one lead. Raises Refused or Invalid with all problems at once.

    The gates are asked for the stage it starts at; later ones come by `move_project`.
    """
    values = _known(passport.completed(draft.values))
    if found := _problems(values):
        raise Invalid(found)
    names = Words(*(values[name] for name in NAMES))
    with act():
        department = Organisation.objects.get(pk=draft.department)
        slug = draft.slug or _free_slug(names)
        subject = subjects.add_subject(
            kind="project",
            code=f"project:{slug}",
            names=names,
            fictional=draft.fictional,
            by=by,
            now=now,
        )
        project = Project(
            subject=subject,
            state=State.LIVE,
            published=draft.published,
            stage=Stage.ENQUIRY,
            stage_since=draft.stage_since or local_day(now),
            department=department,
            lead=Person.objects.get(pk=draft.lead),
            registered_at=now,
            version=0,
        )
        _write(project, values)
        project.save(force_insert=True)
        may(by, Right.REGISTER_PROJECTS, project)
        lay(project, by=by, now=now)
        put_in_lead(project, draft.lead, reason=draft.lead_reason, by=by, now=now)
        if draft.stage is not Stage.ENQUIRY:
            _start_at(project, draft, now=now)
        enter(project, before="", on=project.stage_since or local_day(now), by=by, now=now)
        changes = [Change(code, "", text) for code, text in values.items() if text]
        leave_trace(
            "project_registered",
            project,
            by=by,
            now=now,
            facts={"stage": project.stage, "lead": str(draft.lead)},
            changes=changes,
            save=["stage"],
        )
        search.put([indexing.of_project(project)])
    return project


def take_on(
    project: int,
    *,
    department: str,
    lead: uuid.UUID,
    reason: str = "",
    by: Actor,
    now: dt.datetime,
) -> Project:
    """Walk from today with a project that was known from publications only."""
    with act():
        row = locked(project)
        ensure(rules.why_not_take_on(State(row.state)))
        row.state, row.department = State.LIVE, Organisation.objects.get(pk=department)
        row.lead = Person.objects.get(pk=lead)
        row.stage = row.stage or Stage.ENQUIRY
        if Stage(row.stage).beside:
            row.stage_before = row.stage_before or Stage.ENQUIRY
            row.state = State.CLOSED if row.stage == Stage.CANCELLED else State.LIVE
        row.stage_since = row.stage_since or local_day(now)
        row.registered_at = now
        row.save()
        may(by, Right.REGISTER_PROJECTS, row)
        put_in_lead(row, lead, reason=reason, by=by, now=now)
        facts = {"stage": row.stage, "lead": str(lead)}
        leave_trace("project_taken_on", row, by=by, now=now, facts=facts)
    return row


def change_project(
    project: int, changed: Mapping[str, str], *, version: int, by: Actor, now: dt.datetime
) -> Project:
    """Change some fields of a passport. `version`: the one that the changes start from.

    What others changed meanwhile stays; the same field changed to something else by both is a
    Conflict that shows both. Raises Refused, Invalid or Conflict.
    """
    with act():
        row = locked(project)
        may(by, Right.EDIT_PROJECTS, row)
        before = values_of(row)
        mine = {c: t for c, t in _known(changed).items() if c in changed and t != before[c]}
        if row.version != version:
            theirs = _changed_since(row, version)
            both = rules.changed_by_both(mine, theirs)
            if both:
                raise Conflict(tuple((code, before[code], mine[code]) for code in both))
        if not mine:
            return row
        after = {**before, **mine}
        if not mine.get("cost_kzt") and any(code in mine for code in passport.COST_PARTS):
            after = _recounted(before, after, asked="cost_kzt" in changed)
            mine = {code: text for code, text in after.items() if text != before[code]}
        if found := _problems(after):
            raise Invalid(found)
        ensure(rules.why_not_change(facts_of(row), mine))
        _former_initiator(row, mine, local_day(now))
        _write(row, after)
        subjects.rename(row.subject, Words(*(after[name] for name in NAMES)))
        indexing.refold(row)
        if "place" in mine or "zone" in mine:
            lay(row, by=by, now=now)
        row.save()
        changes = [Change(code, before[code], text) for code, text in mine.items()]
        leave_trace("project_changed", row, by=by, now=now, changes=changes)
        search.put([indexing.of_project(row)])
    return row


def show_to_everyone(project: int, *, shown: bool, by: Actor, now: dt.datetime) -> Project:
    """Open a project's page for everybody, or close it again."""
    with act():
        row = locked(project)
        may(by, Right.PUBLISH_PROJECTS, row)
        ensure(rules.why_not_show(State(row.state), shown=shown))
        row.published = shown
        name = "project_shown" if shown else "project_hidden"
        leave_trace(name, row, by=by, now=now, save=["published"])
    return row


def _known(values: Mapping[str, str]) -> dict[str, str]:
    """All fields of the passport, trimmed; one that nobody knows is an error of ours."""
    unknown = set(values) - set(passport.BY_CODE)
    if unknown:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    return {code: _trimmed(field, values.get(code, "")) for code, field in passport.BY_CODE.items()}


def _trimmed(field: passport.Field, text: str) -> str:
    return text.strip() if field.kind is passport.Kind.LONG else " ".join(text.split())


def _recounted(before: Mapping[str, str], after: dict[str, str], *, asked: bool) -> dict[str, str]:
    """The total follows its parts when it was their sum before and nobody typed another one."""
    was_sum = passport.completed({**before, "cost_kzt": ""}).get("cost_kzt") == before["cost_kzt"]
    if before["cost_kzt"] and not was_sum:
        return after
    if asked and after["cost_kzt"] and after["cost_kzt"] != before["cost_kzt"]:
        return after
    return passport.completed({**after, "cost_kzt": ""})


def _problems(values: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the values, the things they name among them."""
    found = list(passport.problems(values))
    if values["company"]:
        company = Company.objects.filter(pk=values["company"]).first()
        if company is None or company.merged_into_id:
            found.append(Problem("company", "company_unknown"))
    for code, kinds in (("place", ("region", "city", "district")), ("zone", ("zone",))):
        if values[code] and not Subject.objects.filter(code=values[code], kind__in=kinds).exists():
            found.append(Problem(code, f"{code}_unknown"))
    return found


def _changed_since(project: Project, version: int) -> set[str]:
    """Fields that acts after a version changed."""
    events = Event.objects.filter(subject_kind="project", subject_key=project.subject.code)
    return {
        change[0]
        for event in events.order_by("-id")[:200]
        if int(event.facts.get("version", 0)) > version
        for change in event.facts.get("changes", ())
    }


def _write(project: Project, values: Mapping[str, str]) -> None:
    """Set the columns from the values."""
    for code, text in values.items():
        if code in NAMES or code in KEYS:
            continue
        setattr(project, code, passport.from_text(passport.BY_CODE[code], text))
    project.company_id = values["company"] or None
    for code in ("place", "zone"):
        setattr(project, code, Subject.objects.filter(code=values[code]).first())
    project.sector_section = oked.section_of(project.sector)
    project.sort_name = sort_key(next((values[n] for n in NAMES if values[n]), ""), "kk")[:400]


def _former_initiator(project: Project, mine: Mapping[str, str], today: dt.date) -> None:
    if "company" in mine and project.company_id:
        FormerInitiator.objects.create(
            project=project, company_id=project.company_id, until_on=today
        )


def lay(
    project: Project, *, by: Actor, now: dt.datetime, within: Iterable[Subject] | None = None
) -> None:
    """Let the figures roll up into the project's place and zone (or `within` others), and into
    nothing else. Runs in the caller's transaction."""
    if within is None:
        within = [s for s in (project.zone, project.place) if s is not None]
    wanted = {s.pk: s for s in within}
    links = SubjectLink.objects.filter(child=project.subject, replaced_by=None)
    open_links = [x for x in links.select_related("parent") if x.month_to > x.month_from]
    spare = [x for x in open_links if x.parent_id not in wanted]
    for link in open_links:
        wanted.pop(link.parent_id, None)
    for subject in wanted.values():
        old = spare.pop() if spare else None
        subjects.link(child=project.subject, parent=subject, replaces=old, by=by, now=now)
    for link in spare:  # ended before it began: it lies there no longer
        never = Month.of(1900, 1)
        subjects.link(
            child=project.subject,
            parent=link.parent,
            first=never,
            last=never,
            replaces=link,
            by=by,
            now=now,
        )


def _start_at(project: Project, draft: ProjectDraft, *, now: dt.datetime) -> None:
    """Start at a later stage, where the project has all that the stages up to it ask."""
    facts = facts_of(project)
    move = rules.Move(to=draft.stage, on=project.stage_since or local_day(now))
    ensure(rules.why_not_move(facts, move, today=local_day(now), since=None))
    project.stage = draft.stage


def _free_slug(names: Words) -> str:
    base = slugify(anyascii(names.ru or names.kk or names.en))[:60].strip("-") or "project"
    taken = set(
        Subject.objects.filter(code__startswith=f"project:{base}").values_list("code", flat=True)
    )
    if f"project:{base}" not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, 10**6) if f"project:{base}-{n}" not in taken)
