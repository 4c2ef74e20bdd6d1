"""Questions about who carries what, who fits, and what waits to be accepted."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Prefetch, Q, QuerySet

from jolserik.ledger.models import LAST_MONTH, LAST_POSTING, SubjectPath
from jolserik.people.actor import Actor, Role
from jolserik.people.models import Post, StandIn
from jolserik.people.queries import held_on
from jolserik.people.rights import Reach, Right, held
from jolserik.projects import access
from jolserik.projects.models import Assignment, Membership, Project
from jolserik.projects.values import LAUNCHED, State, TeamRole
from jolserik.specialists import languages, load, proposals
from jolserik.specialists.models import (
    Capacity,
    Handover,
    HandoverItem,
    Interest,
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
    with_post = able(today=today).filter(role=Role.SPECIALIST.value)
    if not actor.is_program and not any(reach is Reach.ALL for reach, _ in posts):
        with_post = with_post.filter(organisation_id__in=[post.organisation for _, post in posts])
    keys = set(with_post.values_list("person_id", flat=True))
    keys |= set(led.order_by().values_list("lead_id", flat=True).distinct())
    return sorted(key for key in keys if key)


def able(*, today: dt.date) -> QuerySet[Post]:
    """Posts held on a day by people who are neither erased nor blocked."""
    return (
        Post.objects.filter(held_on(today), person__erased_at=None)
        .exclude(person__user__isnull=False, person__user__blocked_at__isnull=False)
        .order_by("id")
    )


def carried(people: Iterable[uuid.UUID], *, today: dt.date) -> dict[uuid.UUID, Carried]:
    """The load of each, in eight queries however many they are and carry."""
    keys = list(people)
    weights = current()
    led = Project.objects.filter(lead_id__in=keys, state=State.LIVE).order_by()
    counts, numbers = _counts(led, "lead_id", today=today)
    capacities = dict(Capacity.objects.filter(pk__in=keys).values_list("pk", "points"))
    open_items = HandoverItem.objects.filter(accepted_at=None, passed_on_at=None)
    coming = _tally(open_items.filter(handover__to_person__in=keys), "handover__to_person_id")
    going = _tally(open_items.filter(handover__from_person__in=keys), "handover__from_person_id")
    away = {
        row.absent_id: row
        for row in StandIn.objects.filter(held_on(today), absent_id__in=keys).order_by("id")
    }
    return {
        key: Carried(
            person=key,
            counts=counts[key],
            projects=numbers[key],
            load=load.total(counts[key], weights.load),
            capacity=capacities.get(key, weights.capacity),
            late=counts[key].get("late", 0),
            without_contact=counts[key].get("no_contact", 0),
            open_in=coming.get(key, 0),
            open_out=going.get(key, 0),
            away_until=away[key].valid_to if key in away else None,
            stand_in=away[key].stand_in_id if key in away else None,
        )
        for key in keys
    }


def parts_of(projects: QuerySet[Project], *, today: dt.date) -> dict[int, Counter[str]]:
    """The parts of the load of each project, by its number."""
    return _counts(projects.order_by(), "pk", today=today)[0]


def waiting(actor: Actor, *, today: dt.date) -> QuerySet[Project]:
    """Live projects that wait for a specialist: a head of their department leads them meanwhile.

    A live project always has a lead. Until a specialist is assigned it is a head; so the projects
    of the actor's departments that a head leads who is no specialist as well are those that wait.
    """
    heads = able(today=today).filter(role=Role.HEAD_OF_DEPARTMENT.value)
    also = able(today=today).filter(role=Role.SPECIALIST.value).order_by().values("person_id")
    heads = heads.exclude(person_id__in=also)
    return (
        access.that(actor, Right.ASSIGN_SPECIALISTS)
        .filter(state=State.LIVE, lead_id__in=heads.order_by().values("person_id"))
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
    known = _candidates(keys, {need.company for need in needs if need.company}, today=today)
    best = proposals.proposed(needs, known, weights.match)
    return [
        Waits(project, fit, tuple(proposals.ranked(need, known, weights.match)))
        for project, need, fit in zip(projects, needs, best, strict=True)
    ]


def able_specialists(departments: Iterable[str], *, today: dt.date) -> list[uuid.UUID]:
    """Specialists of some departments who can act today."""
    posts = able(today=today).filter(
        role=Role.SPECIALIST.value, organisation_id__in=list(departments)
    )
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
    projects: QuerySet[Project], by: str, *, today: dt.date
) -> tuple[dict[uuid.UUID | int, Counter[str]], Counter[uuid.UUID | int]]:
    """Parts of the load and how many projects, by `lead_id` or `pk`: four queries."""
    found: dict[uuid.UUID | int, Counter[str]] = defaultdict(Counter)
    numbers: Counter[uuid.UUID | int] = Counter()
    for key, stage, number in projects.values_list(by, "stage").annotate(n=Count("pk")):
        found[key][f"stage.{stage}"] += number
        numbers[key] += number
    on_lists = Membership.objects.filter(
        Q(to_on=None) | Q(to_on__gte=today), from_on__lte=today, project__in=projects.values("pk")
    ).order_by()
    for key, code, number in on_lists.values_list(f"project__{by}", "list__code").annotate(
        n=Count("pk")
    ):
        found[key][f"list.{code}"] += number
    late = projects.filter(planned_launch_on__lt=today).exclude(stage__in=LAUNCHED)
    for code, rows in (("late", late), ("no_contact", projects.filter(contacted_on=None))):
        for key, number in rows.values_list(by).annotate(n=Count("pk")):
            found[key][code] += number
    return found, numbers


def _tally(rows: QuerySet[HandoverItem], by: str) -> dict[uuid.UUID, int]:
    return dict(rows.order_by().values_list(by).annotate(n=Count("pk")))


def _needs(projects: Sequence[Project], weights: Weights, *, today: dt.date) -> list[Need]:
    counts = parts_of(Project.objects.filter(pk__in=[p.pk for p in projects]), today=today)
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


def _candidates(
    keys: Sequence[uuid.UUID], companies: set[str], *, today: dt.date
) -> list[Candidate]:
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
    loads = carried(keys, today=today)
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
