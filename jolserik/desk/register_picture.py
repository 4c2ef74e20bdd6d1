"""What the pages of a project of the register show, gathered in few queries."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from jolserik.companies.models import Company
from jolserik.core.fold import fold
from jolserik.core.month import Month, Period
from jolserik.core.refusal import Refusal, ensure
from jolserik.core.words import Words, word
from jolserik.desk.register_forms import BETWEEN, GROUPS, Choices
from jolserik.documents.queries import kind_words
from jolserik.ledger import queries as ledger
from jolserik.ledger.models import Entry, Subject
from jolserik.ledger.values import Answer, Basis, Question, Scenario
from jolserik.people.access import actor_of
from jolserik.people.actor import Actor
from jolserik.people.models import Person
from jolserik.people.queries import display_names
from jolserik.people.rights import Right, why_not
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access, family, history, passport, queries, road, rules
from jolserik.projects.docs import need_in_words
from jolserik.projects.facts import facts_of_counted, values_of
from jolserik.projects.gates import Need
from jolserik.projects.models import (
    Assignment,
    Membership,
    Phase,
    PlanShift,
    StageDate,
    StageMove,
    Support,
)
from jolserik.projects.values import ROAD, ProjectFacts, Stage, State
from jolserik.site.moments import asked_moment
from jolserik.site.say import code, language

RIGHTS: Final = (
    Right.EDIT_PROJECTS,
    Right.REGISTER_PROJECTS,
    Right.MOVE_BACK,
    Right.DECIDE_PROJECTS,
    Right.PUBLISH_PROJECTS,
    Right.ASSIGN_SPECIALISTS,
)
TABS: Final = (
    "project",
    "passport",
    "road",
    "contacts",
    "support",
    "team",
    "documents",
    "history",
)
NEWEST: Final = 10
YEARS_SHOWN: Final = 15
SUGGESTED: Final = 300  # companies offered while typing; any other is found by name or BIN
Found = Mapping[Question | None, Sequence[Answer]]


@dataclass(frozen=True)
class Frame:
    """A project of the register as the reader may see it, with what they may do to it."""

    row: Any
    actor: Actor
    held: frozenset[Right]
    today: dt.date

    @property
    def slug(self) -> str:
        return str(self.row.slug)

    def may(self, right: Right) -> bool:
        return right in self.held

    def ask(self, right: Right) -> None:
        """Raise the refusal where the reader has not the right on this project."""
        ensure(None if right in self.held else Refusal("no_right_for_project", {"right": right}))

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"desk:{name}", args=[self.slug, *args])


def frame(request: HttpRequest, slug: str) -> Frame:
    """Raises Http404 where there is no such project, or the reader may not see it."""
    actor, today = actor_of(request), timezone.localdate()
    rows = queries.of_register(actor, RIGHTS, today=today).filter(subject__code=f"project:{slug}")
    row = rows.first()
    if row is None:
        raise Http404
    return Frame(row, actor, access.held_on(row, RIGHTS), today)


def context(shown: Frame, tab: str) -> dict[str, Any]:
    """What every page of the project shows around its own part."""
    row = shown.row
    return {
        "project": row,
        "slug": shown.slug,
        "tab": tab,
        "tabs": [
            {"code": t, "title": code("register_tab", t), "url": shown.url(_view(t))} for t in TABS
        ],
        "may_edit": shown.may(Right.EDIT_PROJECTS),
        "may_publish": shown.may(Right.PUBLISH_PROJECTS),
        "may_assign": shown.may(Right.ASSIGN_SPECIALISTS),
        "is_closed": row.state == State.CLOSED,
    }


def _view(tab: str) -> str:
    return "project" if tab == "project" else f"project_{tab}"


# --- the first page


@dataclass(frozen=True)
class Lack:
    """Something missing, and the address where it is filled in."""

    said: str
    kind: str
    url: str


@dataclass(frozen=True)
class StageLine:
    """A stage of the road: passed, now or ahead, with its days."""

    stage: Stage
    standing: str
    planned_on: dt.date | None
    first_on: dt.date | None
    actual_on: dt.date | None
    shifts: int
    late_days: int  # the plan has passed and the stage has not come
    shift_days: int  # from the first promise to the plan or the day it came


@dataclass(frozen=True)
class Step:
    """A move as the page offers it: its button, or why there is none."""

    offer: road.Offer
    why: str
    lacks: tuple[Lack, ...]
    url: str

    @property
    def title(self) -> str:
        """What its button does."""
        to = self.offer.to
        if self.offer.kind == "aside":
            return word("aside", to, language())
        return word("step", self.offer.kind, language(), {"stage": word("stage", to, language())})


def overview(request: HttpRequest, shown: Frame) -> dict[str, Any]:
    """The project at first sight."""
    row = shown.row
    dates = stage_dates(row)
    facts = facts_of_counted(row, planned=[d.stage for d in dates.values() if d.planned_on])
    told = history.of(
        "project", row.code, language=language(), limit=NEWEST, has_merged=row.has_merged
    )
    team = list(
        Assignment.objects.filter(project=row, ended_at=None)
        .select_related("person")
        .order_by("id")
    )
    following = rules.next_stage(facts)
    lines = stage_lines(facts, dates, shown.today)
    return {
        "facts": facts,
        "figures": figures(request, shown),
        "lines": lines,
        "next": step(shown, facts, following) if following else None,
        "next_line": next((x for x in lines if x.stage is following), None),
        "needed": [
            (stage, tuple(lack(shown, need) for need in needs))
            for stage, needs in road.needed_for(facts)
        ],
        "ball": ball(shown, facts),
        "state": queries.state_told(row.state_now),
        "said": queries.state_told(row.state_said),
        "team": [a for a in team if a.person_id != row.lead_id],
        "lead": lead_of(shown, row.lead),
        "documents": [k.get(language()) for k in kind_words(facts.documents).values()],
        "history": told,
    }


@dataclass(frozen=True)
class Ball:
    """Who holds the ball, and what is theirs to do."""

    holder: str
    what: str


def ball(shown: Frame, facts: ProjectFacts) -> Ball:
    held = road.ball(facts, investor_owes=shown.row.investor_owes)
    called, lead = shown.row.company_called, shown.row.lead
    holder = {
        "lead": lead.name(language()) if lead else "",
        "head": word("role", "head_of_department", language()),
        "investor": word("role", "investor", language()),
        "nobody": "",
    }[held.partition("_")[0]]
    if held.startswith("investor") and called:
        holder = Words.of(called).get(language())
    return Ball(holder, word("ball", held, language()))


def stage_dates(row: Any) -> dict[str, StageDate]:
    return {d.stage: d for d in StageDate.objects.filter(project=row, phase=None)}


def stage_lines(
    facts: ProjectFacts, dates: dict[str, StageDate], today: dt.date
) -> list[StageLine]:
    """The road, stage by stage."""
    at = facts.stage_before if facts.stage.beside and facts.stage_before else facts.stage
    return [_stage_line(stage, at, facts, dates.get(stage), today) for stage in ROAD]


def _stage_line(
    stage: Stage, at: Stage, facts: ProjectFacts, date: StageDate | None, today: dt.date
) -> StageLine:
    place = ROAD.index(stage) - ROAD.index(at)
    standing = "passed" if place < 0 else "now" if place == 0 else "ahead"
    planned = date.planned_on if date else None
    first = date.first_planned_on if date else None
    actual = date.actual_on if date and standing != "ahead" else None
    late = standing == "ahead" and facts.state is State.LIVE and planned and planned < today
    came = actual or planned
    return StageLine(
        stage=stage,
        standing=standing,
        planned_on=planned,
        first_on=first,
        actual_on=actual,
        shifts=date.shifts if date else 0,
        late_days=(today - planned).days if late and planned else 0,
        shift_days=(came - first).days if came and first else 0,
    )


def step(shown: Frame, facts: ProjectFacts, to: Stage) -> Step:
    """One move with its button or the reason why not: the rule that the action asks."""
    offered = road.offer(facts, to, held=shown.held, today=shown.today, since=shown.row.stage_since)
    return Step(
        offer=offered,
        why=refusal_in_words(offered.refusal, language()) if offered.refusal else "",
        lacks=tuple(lack(shown, need) for need in offered.lacking),
        url=shown.url("project_move", to.value),
    )


def lack(shown: Frame, need: Need) -> Lack:
    said = need_in_words(need, language())
    return Lack(said, need.kind, _where(shown, need) if shown.may(Right.EDIT_PROJECTS) else "")


def _where(shown: Frame, need: Need) -> str:
    """Where something missing is filled in."""
    if need.kind == "document":
        added = reverse("desk:document_add", args=["project", shown.row.code])
        return f"{added}?kind={need.code}"
    if need.kind == "field":
        field = "name_ru" if need.code == "name" else need.code
        return f"{shown.url('project_change')}#id_{field}"
    match need.code:
        case "contact_person":
            if not shown.row.company_id:
                return f"{shown.url('project_change')}#id_company"
            added = reverse("desk:contact_person_new", args=[shown.row.company_id])
            return f"{added}?project={shown.slug}"
        case "cost_by_source":
            return f"{shown.url('project_change')}#id_{passport.COST_PARTS[0]}"
        case "planned_construction":
            return shown.url("project_plan", Stage.CONSTRUCTION.value)
        case "planned_launched":
            return shown.url("project_plan", Stage.LAUNCHED.value)
        case "year_plan":
            return shown.url("project_years")
        case _:
            return f"{shown.url('project_passport')}#phases"


@dataclass(frozen=True)
class Lead:
    """Who leads, and how to reach them at work."""

    person: Person
    name: str
    phone: str
    email: str
    page: str


def lead_of(shown: Frame, person: Person | None) -> Lead | None:
    """The lead's work contacts are for everybody who sees the project: that is what a named
    specialist is for. Those of the rest of the team are opened on request, and recorded."""
    if person is None:
        return None
    sees_people = why_not(shown.actor, Right.SEE_PEOPLE) is None
    return Lead(
        person=person,
        name=person.name(language()),
        phone=person.phone,
        email=person.email,
        page=reverse("desk:person", args=[person.pk]) if sees_people else "",
    )


# --- figures of the ledger


@dataclass(frozen=True)
class Figures:
    """Answers of the ledger about a project."""

    cost: tuple[Answer, ...]
    invested: tuple[Answer, ...]
    planned: tuple[Answer, ...]
    jobs: tuple[Answer, ...]
    share: Decimal | None  # of the promised cost that is invested, in per cent


def figures(request: HttpRequest, shown: Frame) -> Figures:
    asked = _Asked(request, shown)
    want = {
        "cost": asked.question("project_cost", None, Scenario.ACTUAL),
        "invested": asked.question("investment_made", None, Scenario.ACTUAL),
        "planned": asked.question("investment_made", None, Scenario.PLAN),
        "jobs": asked.question("jobs_permanent", None, Scenario.ACTUAL),
    }
    found = asked.answers(want.values())
    told = {name: tuple(found.get(question, ())) for name, question in want.items()}
    return Figures(**told, share=_share(told["invested"], shown.row.cost_kzt))


def _share(invested: tuple[Answer, ...], cost: Decimal | None) -> Decimal | None:
    if len(invested) != 1 or not cost:
        return None
    return (invested[0].value * 100 / cost).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class YearLine:
    """A year of the plan beside what was spent."""

    year: int
    plan: tuple[Answer, ...]
    actual: tuple[Answer, ...]


def years(request: HttpRequest, shown: Frame) -> list[YearLine]:
    """The plan by year, from the ledger."""
    asked = _Asked(request, shown)
    numbers = plan_years(shown)
    plan, actual = (
        {
            year: asked.question("investment_made", Period.of_year(year), scenario)
            for year in numbers
        }
        for scenario in (Scenario.PLAN, Scenario.ACTUAL)
    )
    found = asked.answers([*plan.values(), *actual.values()])
    return [
        YearLine(y, tuple(found.get(plan[y], ())), tuple(found.get(actual[y], ()))) for y in numbers
    ]


def plan_years(shown: Frame) -> list[int]:
    """Years of the project's period and of its plan, at most fifteen."""
    row, known = shown.row, set()
    if row.starts_on and row.ends_on:
        known = set(range(row.starts_on.year, row.ends_on.year + 1))
    months = Entry.objects.filter(
        subject_id=row.pk, measure__code="investment_made", basis=Basis.REGISTER, reverses=None
    ).values_list("month", flat=True)
    known |= {Month(month).year for month in months}
    return sorted(known)[:YEARS_SHOWN]


class _Asked:
    """Questions about one project, as known on the moment that the page asks for."""

    def __init__(self, request: HttpRequest, shown: Frame) -> None:
        self.actor = shown.actor
        self.subject = shown.row.subject.to_value()
        self.measures, newest = ledger.measures_now()
        self.moment = asked_moment(request, newest=newest)

    def question(self, measure: str, period: Period | None, scenario: Scenario) -> Question | None:
        known = self.measures.get(measure)
        if known is None:
            return None
        moment = self.moment
        return Question(self.subject, known, period, scenario, moment.as_of, moment.at_posting)

    def answers(self, questions: Iterable[Question | None]) -> Found:
        asked = [question for question in questions if question is not None]
        answered = ledger.answer_all(asked, actor=self.actor)
        return {question: answered[question] for question in asked}


# --- the passport


@dataclass(frozen=True)
class Group:
    """Fields of the passport under one heading, as text."""

    code: str
    title: str
    fields: tuple[tuple[str, str], ...]


def passport_groups(shown: Frame) -> list[Group]:
    """The passport in words; an empty field is shown as such, so that one sees what is unknown."""
    values = values_of(shown.row)
    if values["capacity"]:
        number = history.value_in_words("number", values["capacity"], language())
        values["product_capacity"] = f"{number} {values['capacity_unit']}"
    names = history.named(
        {
            "company": [values["company"]] if values["company"] else [],
            "subject": [values[c] for c in ("place", "zone") if values[c]],
        }
    )
    return [
        Group(
            group,
            word("passport_group", group, language()),
            tuple(
                (field_label(c), values.get("product_capacity", ""))
                if c == "capacity"
                else (field_label(c), _in_words(c, values[c], names))
                for c in codes
                if c != "capacity_unit"
            ),
        )
        for group, codes in GROUPS
        if group not in ("money", "more")
    ]


def field_label(field: str) -> str:
    return word("field", field, language())


def _in_words(field: str, text: str, names: history.Names) -> str:
    if not text:
        return ""
    kind = passport.BY_CODE[field].kind.value
    if kind in ("company", "subject"):
        found = names.get((kind, text))
        return found.get(language()) if found else text
    return history.value_in_words(kind, text, language())


@dataclass(frozen=True)
class CostLine:
    """A source of the cost with its share of the total."""

    label: str
    amount: Decimal | None
    percent: Decimal | None


def cost_lines(row: Any) -> list[CostLine]:
    total = row.cost_kzt
    lines = []
    for part in passport.COST_PARTS:
        amount = getattr(row, part)
        share = (amount * 100 / total).quantize(Decimal("0.1")) if amount and total else None
        lines.append(CostLine(field_label(part), amount, share))
    return lines


def phases(row: Any) -> list[Phase]:
    """Phases in their order, each with its planned launch at hand."""
    listed = list(
        Phase.objects.filter(project=row).select_related("subject").prefetch_related("dates")
    )
    for phase in listed:
        dates = [d for d in phase.dates.all() if d.stage == Stage.LAUNCHED]
        phase.launch = dates[0] if dates else None  # type: ignore[attr-defined]  # for the page
    return listed


# --- the other pages


def road_context(shown: Frame) -> dict[str, Any]:
    """The road in full: days, shifts, moves, and where the project may go."""
    row = shown.row
    dates = stage_dates(row)
    facts = facts_of_counted(row, planned=[d.stage for d in dates.values() if d.planned_on])
    offered = road.offers(facts, held=shown.held, today=shown.today, since=row.stage_since)
    moves = list(StageMove.objects.filter(project__in=family.of(row)).select_related("reason"))
    shifts = list(
        PlanShift.objects.filter(project__in=family.of(row)).select_related("reason", "phase")
    )
    givers = {m.by for m in moves if m.by} | {s.by for s in shifts if s.by}
    return {
        "facts": facts,
        "lines": [
            (line, shown.url("project_plan", line.stage.value) if _plans(facts, line) else "")
            for line in stage_lines(facts, dates, shown.today)
        ],
        "groups": _groups([step(shown, facts, offer.to) for offer in offered]),
        "moves": moves,
        "shifts": shifts,
        "people": display_names(givers, language()),
    }


def _groups(steps: list[Step]) -> list[dict[str, Any]]:
    """Moves by kind; a reason that bars all of a group is said once."""
    groups = []
    for kind in ("return", "reopen", "next", "later", "back", "aside"):
        own = [s for s in steps if s.offer.kind == kind]
        if not own:
            continue
        reasons = {s.why for s in own}
        one = reasons.pop() if len(reasons) == 1 else None
        groups.append({"title": word("offer", kind, language()), "steps": own, "why": one})
    return groups


def _plans(facts: ProjectFacts, line: StageLine) -> bool:
    refusal = rules.why_not_plan(facts, stage=line.stage, old=None, new=None, reason="")
    return refusal is None


def support_context(shown: Frame) -> dict[str, Any]:
    row = shown.row
    supports = Support.objects.filter(project=row).select_related("measure")
    return {
        "memberships": list(Membership.objects.filter(project=row).select_related("list")),
        "supports": list(supports.prefetch_related("obligations")),
        "today": shown.today,
    }


def team_context(shown: Frame) -> dict[str, Any]:
    rows = list(
        Assignment.objects.filter(project=shown.row).select_related("person").order_by("-id")
    )
    givers = display_names({key for a in rows for key in (a.by, a.ended_by) if key}, language())
    return {
        "now": [a for a in reversed(rows) if a.ended_at is None],
        "before": [a for a in rows if a.ended_at is not None],
        "people": givers,
        "lead": lead_of(shown, shown.row.lead),
        "sees_people": why_not(shown.actor, Right.SEE_PEOPLE) is None,
    }


def choices(actor: Actor, *, company: str = "") -> Choices:
    """What may be chosen in a passport. Who does not see companies is told only the present one."""
    subjects = Subject.objects.filter(kind__in=("region", "city", "district", "zone"))
    named = sorted((s.names.get(language()), s.code, s.kind) for s in subjects)
    known = _companies(actor, company)
    suggested = _labels(known.order_by("-touched_at")[:SUGGESTED])
    return Choices(
        places=[(place, name) for name, place, kind in named if kind != "zone"],
        zones=[(place, name) for name, place, kind in named if kind == "zone"],
        companies=dict(sorted(suggested.items(), key=lambda item: item[1])),
        label=lambda key: _labels(known.filter(pk=key)).get(key, key),
        find=lambda typed: _found(known, typed),
    )


def _companies(actor: Actor, company: str) -> QuerySet[Company]:
    known = Company.objects.filter(merged_into=None)
    if why_not(actor, Right.SEE_COMPANIES) is not None:
        known = known.filter(pk=company)
    return known.select_related("organisation").prefetch_related("organisation__names")


def _labels(companies: Iterable[Company]) -> dict[str, str]:
    today = timezone.localdate()
    return {
        c.key: f"{c.organisation.called(language(), today)}{BETWEEN}{c.organisation.bin or c.key}"
        for c in companies
    }


def _found(known: QuerySet[Company], typed: str) -> str:
    """The one company of a BIN, a key or a name; empty where there is none, or several."""
    number = typed.rpartition(BETWEEN.strip())[2].strip()
    if number:  # a number is found at once, a part of a name by reading all names
        by_bin = known.filter(organisation__bin=number)
        if exact := known.filter(pk=number).first() or by_bin.first():
            return exact.key
    found = list(known.filter(folded__contains=fold(typed))[:2])
    return found[0].key if len(found) == 1 else ""
