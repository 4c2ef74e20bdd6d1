"""Questions about who carries what, who fits, and what waits to be accepted."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from jolserik.ledger.models import LAST_MONTH, LAST_POSTING, SubjectPath
from jolserik.people import holdings
from jolserik.people.actor import Actor, Role
from jolserik.people.holdings import Held
from jolserik.people.models import Person, StandIn
from jolserik.people.queries import able_on, held_on
from jolserik.people.rights import Reach, Right, held
from jolserik.projects import access
from jolserik.projects.holding import KIND as PROJECT
from jolserik.projects.models import Assignment, Membership, Project
from jolserik.projects.values import LAUNCHED, State, TeamRole
from jolserik.specialists import languages, load, proposals
from jolserik.specialists.models import (
    Capacity,
    Handover,
    HandoverItem,
    Interest,
    LeadKept,
    LeadNotice,
    NoticeSeen,
    SpecialistSkill,
)
from jolserik.specialists.values import Candidate, Fit, Need, SkillKind
from jolserik.specialists.weights import Weights, current

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Carried:
    """What somebody carries. `counts`: parts of the load; `open_in`: things to accept still."""

    person: uuid.UUID
    counts: Counts
    projects: int
    load: Decimal
    capacity: Decimal
    late: int
    without_contact: int
    open_in: int = 0
    open_out: int = 0
    away_until: dt.date | None = None
    stand_in: uuid.UUID | None = None

    @property
    def is_over(self) -> bool:
        return load.is_over(self.load, self.capacity)


@dataclass(frozen=True)
class Waits:
    """A project that waits for a specialist: the fit proposed, then everybody's, best first."""

    project: Project
    proposed: Fit | None
    fits: tuple[Fit, ...]


def specialists(actor: Actor, *, today: dt.date) -> list[uuid.UUID]:
    """Whose load the actor may see: specialists who can act, and whoever leads a live project."""
    posts = held(actor, Right.SEE_CASELOAD)
    led = access.that(actor, Right.SEE_CASELOAD).filter(state=State.LIVE, lead__isnull=False)
    with_post = able_on(today).filter(role=Role.SPECIALIST.value)
    if not actor.is_program and not any(reach is Reach.ALL for reach, _ in posts):
        with_post = with_post.filter(organisation_id__in=[post.organisation for _, post in posts])
    keys = set(with_post.values_list("person_id", flat=True))
    keys |= set(led.order_by().values_list("lead_id", flat=True).distinct())
    return sorted(key for key in keys if key)


def carried(
    people: Iterable[uuid.UUID],
    *,
    today: dt.date,
    weights: Weights | None = None,
    with_handovers: bool = True,
) -> dict[uuid.UUID, Carried]:
    """The load of each, in six queries however many they are and carry."""
    keys = list(people)
    known = weights or current()
    led = Project.objects.filter(lead_id__in=keys, state=State.LIVE)
    counts, numbers = _counts(led, today=today)
    # A project weighs by its stage and lists.
    for person, held_now in holdings.numbers(keys, but=(PROJECT,)).items():
        for kind, number in held_now.items():
            counts[person][f"held.{kind}"] += number
    coming, going = _open_items(keys) if with_handovers else (Counter(), Counter())
    away = StandIn.objects.filter(held_on(today), absent=OuterRef("pk")).order_by("id")
    rows = Person.objects.filter(pk__in=keys).annotate(
        own=Subquery(Capacity.objects.filter(pk=OuterRef("pk")).values("points")),
        until=Subquery(away.values("valid_to")[:1]),
        here=Subquery(away.values("stand_in_id")[:1]),
    )
    return {
        key: Carried(
            person=key,
            counts=counts[key],
            projects=numbers[key],
            load=load.total(counts[key], known.load),
            capacity=known.capacity if own is None else own,
            late=counts[key]["late"],
            without_contact=counts[key]["no_contact"],
            open_in=coming[key],
            open_out=going[key],
            away_until=until,
            stand_in=here,
        )
        for key, own, until, here in rows.order_by("search_text", "pk").values_list(
            "pk", "own", "until", "here"
        )
    }


def waiting(actor: Actor, *, today: dt.date) -> QuerySet[Project]:
    """Live projects that wait for a specialist: a head of their department leads them meanwhile.

    A live project always has a lead. Until a specialist is assigned it is a head; so the projects
    of the actor's departments that a head leads who is no specialist as well are those that wait,
    but those that a head keeps.
    """
    heads = able_on(today).filter(role=Role.HEAD_OF_DEPARTMENT.value)
    also = able_on(today).filter(role=Role.SPECIALIST.value).order_by().values("person_id")
    heads = heads.exclude(person_id__in=also)
    return (
        access.that(actor, Right.ASSIGN_SPECIALISTS)
        .filter(state=State.LIVE, lead_id__in=heads.order_by().values("person_id"))
        .exclude(Exists(LeadKept.objects.filter(project=OuterRef("pk"), person=OuterRef("lead"))))
        .select_related("subject", "company", "place", "lead")
        .order_by("registered_at", "pk")
    )


def proposed(
    projects: Sequence[Project],
    people: Iterable[uuid.UUID],
    *,
    today: dt.date,
    leaving: frozenset[uuid.UUID] = frozenset(),
) -> list[Waits]:
    """Who should lead each, all together as well as possible; `leaving` get nothing."""
    weights = current()
    needs = _needs(projects, weights, today=today)
    keys = [key for key in people if key not in leaving]
    loads = carried(keys, today=today, weights=weights, with_handovers=False)
    known = _candidates(loads, {need.company for need in needs if need.company})
    best = proposals.proposed(needs, known, weights.match)
    return [
        Waits(project, fit, tuple(proposals.ranked(need, known, weights.match)))
        for project, need, fit in zip(projects, needs, best, strict=True)
    ]


def plan(
    things: Sequence[Held],
    people: Iterable[uuid.UUID],
    *,
    today: dt.date,
    absent: frozenset[uuid.UUID] = frozenset(),
) -> tuple[dict[tuple[str, str], uuid.UUID], dict[int, Waits]]:
    """Who should take over which thing, and why for each project; nothing is written.

    What belongs to a project goes with it; what belongs to none goes to whom most others go.
    """
    codes = [thing.key for thing in things if thing.kind == "project"]
    rows = list(
        Project.objects.filter(subject__code__in=codes)
        .select_related("subject", "company", "place")
        .order_by("sort_name", "pk")
    )
    found = proposed(rows, people, today=today, leaving=absent)
    taker = {w.project.subject.code: w.proposed.person for w in found if w.proposed}
    usual = Counter(taker.values()).most_common(1)
    rest = usual[0][0] if usual else next((p for p in people if p not in absent), None)
    split = {}
    for thing in things:
        person = taker.get(thing.project) or (rest if thing.kind != "project" else None)
        if person:
            split[thing.kind, thing.key] = person
    return split, {w.project.pk: w for w in found}


def absent_within(first: dt.date, last: dt.date) -> frozenset[uuid.UUID]:
    """Who is away on some day of a span, both inclusive."""
    rows = StandIn.objects.filter(valid_from__lte=last, valid_to__gte=first)
    return frozenset(rows.values_list("absent_id", flat=True))


def able_specialists(departments: Iterable[str], *, today: dt.date) -> list[uuid.UUID]:
    """Specialists of some departments who can act today."""
    posts = able_on(today).filter(role=Role.SPECIALIST.value, organisation_id__in=list(departments))
    return sorted(set(posts.values_list("person_id", flat=True)))


def open_for(actor: Actor) -> list[Handover]:
    """Open handovers to the actor and to those they stand in for, with their open items."""
    rows = HandoverItem.objects.filter(accepted_at=None, passed_on_at=None)
    return list(
        Handover.objects.filter(to_person_id__in=actor.keys, closed_at=None)
        .select_related("from_person", "to_person")
        .prefetch_related(Prefetch("items", queryset=rows, to_attr="waiting"))
        .order_by("id")
    )


def handovers_of(person: uuid.UUID, *, limit: int = 20) -> list[Handover]:
    """Handovers from and to somebody, the newest first."""
    return list(
        Handover.objects.filter(Q(from_person=person) | Q(to_person=person))
        .select_related("from_person", "to_person")
        .annotate(total=Count("items"))
        .annotate(still=Count("items", filter=Q(items__accepted_at=None, items__passed_on_at=None)))
        .order_by("-id")[:limit]
    )


def notice_for(actor: Actor, project: Project) -> LeadNotice | None:
    """The newest notice on a project that the actor, one of the investor's, has not seen yet."""
    if actor.key is None or not actor.roles & {Role.INVESTOR, Role.INVESTOR_REPRESENTATIVE}:
        return None
    row = LeadNotice.objects.filter(project=project).select_related("person").first()
    if row is None or NoticeSeen.objects.filter(notice=row, person=actor.key).exists():
        return None
    return row


def _counts(
    led: QuerySet[Project], *, today: dt.date
) -> tuple[dict[uuid.UUID, Counter[str]], Counter[uuid.UUID]]:
    """Parts of the load, and how many projects, by lead: two queries."""
    found: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    numbers: Counter[uuid.UUID] = Counter()
    is_late = Q(planned_launch_on__lt=today) & ~Q(stage__in=LAUNCHED)
    stages = led.order_by().values_list("lead_id", "stage")
    counted = stages.annotate(
        n=Count("pk"),
        late=Count("pk", filter=is_late),
        silent=Count("pk", filter=Q(contacted_on=None)),
    )
    for key, stage, number, late, silent in counted:
        found[key][f"stage.{stage}"] += number
        found[key]["late"] += late
        found[key]["no_contact"] += silent
        numbers[key] += number
    lists = _on_lists(led, today=today).values_list("project__lead_id", "list__code")
    for key, code, number in lists.annotate(n=Count("pk")):
        found[key][f"list.{code}"] += number
    return found, numbers


def counts_of(projects: Sequence[Project], *, today: dt.date) -> dict[int, Counter[str]]:
    """The parts of the load of each project, by its number: one query."""
    found: dict[int, Counter[str]] = {}
    for p in projects:
        is_late = p.planned_launch_on and p.planned_launch_on < today and p.stage not in LAUNCHED
        found[p.pk] = Counter({f"stage.{p.stage}": 1})
        found[p.pk]["late"] += bool(is_late)
        found[p.pk]["no_contact"] += p.contacted_on is None
    rows = _on_lists(Project.objects.filter(pk__in=list(found)), today=today)
    for number, code in rows.values_list("project_id", "list__code"):
        found[number][f"list.{code}"] += 1
    return found


def _on_lists(projects: QuerySet[Project], *, today: dt.date) -> QuerySet[Membership]:
    held_today = Q(to_on=None) | Q(to_on__gte=today)
    rows = Membership.objects.filter(held_today, from_on__lte=today)
    return rows.filter(project__in=projects.order_by().values("pk")).order_by()


def _open_items(keys: Sequence[uuid.UUID]) -> tuple[Counter[uuid.UUID], Counter[uuid.UUID]]:
    """How many things wait to be accepted: by whom, and from whom."""
    ours = Q(handover__to_person__in=keys) | Q(handover__from_person__in=keys)
    rows = HandoverItem.objects.filter(ours, accepted_at=None, passed_on_at=None).order_by()
    coming: Counter[uuid.UUID] = Counter()
    going: Counter[uuid.UUID] = Counter()
    pairs = rows.values_list("handover__to_person_id", "handover__from_person_id")
    for to, former, number in pairs.annotate(n=Count("pk")):
        coming[to] += number
        going[former] += number
    return coming, going


def _needs(projects: Sequence[Project], weights: Weights, *, today: dt.date) -> list[Need]:
    counts = counts_of(projects, today=today)
    places = _places(projects)
    return [
        Need(
            number=p.pk,
            code=p.subject.code,
            sector=p.sector,
            section=p.sector_section,
            languages=languages.of_countries(_countries(p)),
            places=places[p.pk],
            company=p.company_id or "",
            weight=load.total(counts[p.pk], weights.load),
        )
        for p in projects
    ]


def _countries(project: Project) -> set[str]:
    own = {project.company.country} if project.company else set()
    return {*project.countries, *own}


def _places(projects: Sequence[Project]) -> dict[int, frozenset[str]]:
    """Codes of all that each project lies in."""
    found: dict[int, set[str]] = defaultdict(set)
    paths = SubjectPath.objects.filter(
        descendant_id__in=[p.pk for p in projects], posting_to=LAST_POSTING, month_to=LAST_MONTH
    )
    for number, code in paths.values_list("descendant_id", "ancestor__code"):
        found[number].add(code)
    return defaultdict(frozenset, {number: frozenset(codes) for number, codes in found.items()})


def _candidates(loads: Mapping[uuid.UUID, Carried], companies: set[str]) -> list[Candidate]:
    """In the order of `loads`: three queries."""
    keys = list(loads)
    skills: dict[uuid.UUID, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in SpecialistSkill.objects.filter(person_id__in=keys):
        skills[row.person_id][row.kind][row.code] = row.level
    conflicts = _by_person(
        Interest.objects.filter(person_id__in=keys).values_list("person_id", "company_id")
    )
    led = Assignment.objects.filter(
        person_id__in=keys, role=TeamRole.LEAD, project__company_id__in=companies
    )
    known = _by_person(led.values_list("person_id", F("project__company_id")))
    return [
        Candidate(
            key=key,
            sectors=skills[key][SkillKind.SECTOR],
            languages=skills[key][SkillKind.LANGUAGE],
            places=skills[key][SkillKind.PLACE],
            load=loads[key].load,
            capacity=loads[key].capacity,
            conflicts=conflicts[key],
            companies=known[key],
            away=loads[key].away_until is not None,
        )
        for key in keys
    ]


def _by_person(
    rows: Iterable[tuple[uuid.UUID, str]],
) -> "defaultdict[uuid.UUID, frozenset[str]]":
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for person, company in rows:
        found[person].add(company)
    return defaultdict(frozenset, {key: frozenset(codes) for key, codes in found.items()})
