"""What stands in the totals of a territory: the projects under it, as known on a day.

The register holds most of them and is added up by the database. One by one are read: those known
from publications (what was published of them comes from above), and, on a past day, those on
which something was done since: their stage and their promise are wound back by the diary. Sector
and country are as known now.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from jolserik.core.month import Month
from jolserik.events.models import Event
from jolserik.ledger.models import LAST_POSTING, SubjectPath
from jolserik.ledger.values import Qualifier
from jolserik.people.actor import Actor
from jolserik.projects import access, origin
from jolserik.projects.models import ProjectFact
from jolserik.projects.progress import Progress, progress, standing
from jolserik.projects.values import Stage, State

HALF: Final = 10**9  # amounts are added in two halves, so that no database runs over
REWOUND: Final = ("cost_kzt", "jobs_permanent")
ALL: Final = Q(pk__isnull=False)


@dataclass(frozen=True)
class Declared:
    """An amount declared for one or many projects: how many said it, and how exactly."""

    amount: Decimal = Decimal(0)
    said: int = 0
    qualifiers: frozenset[Qualifier] = frozenset()

    def __add__(self, other: "Declared") -> "Declared":
        return Declared(
            self.amount + other.amount,
            self.said + other.said,
            self.qualifiers | other.qualifiers,
        )

    @property
    def qualifier(self) -> Qualifier:
        """Of a sum, as the ledger has it: one that differs makes the whole a rough one."""
        if len(self.qualifiers) > 1 or Qualifier.ABOUT in self.qualifiers:
            return Qualifier.ABOUT
        return next(iter(self.qualifiers), Qualifier.NONE)


@dataclass(frozen=True)
class Part:
    """Projects that stand in the same rows of every table; `project` where it is a single one."""

    section: str
    division: str
    origin: str
    progress: Progress
    projects: int = 1
    cost: Declared = field(default_factory=Declared)
    jobs: Declared = field(default_factory=Declared)
    project: int | None = None
    stage: str = ""


@dataclass(frozen=True)
class Published:
    """What publications said of a project by the day."""

    stage: str = ""
    before: str = ""  # the newest stage on the road
    cost: Declared = field(default_factory=Declared)
    jobs: Declared = field(default_factory=Declared)


@dataclass(frozen=True)
class Asked:
    """Which rows are asked for; empty means all. The codes are those of the list of projects."""

    sector: str = ""
    origin: str = ""
    progress: str = ""

    def holds(self, part: Part) -> bool:
        return (
            (not self.sector or self.sector in sectors_of(part.section, part.division))
            and (not self.origin or self.origin == (part.origin or UNSAID))
            and (not self.progress or self.progress == part.progress)
        )


UNSAID: Final = "none"


def sectors_of(section: str, division: str) -> tuple[str, str]:
    """The codes under which a project is found: its section, and the division or its absence."""
    whole = section or UNSAID
    return whole, division or f"{whole}-{UNSAID}"


def sector_is(code: str) -> Q:
    """Rows of projects of a section, a division or a deeper class, or of none that is told."""
    section, _mark, unsaid = code.partition("-")
    if section == UNSAID:
        return Q(sector_section="")
    if unsaid:
        return Q(sector=section)
    if section.isalpha():
        return Q(sector_section=section)
    return Q(sector__startswith=section)


def below(code: str, *, day: dt.date, today: dt.date) -> Q:
    """Projects that lay below a subject on a day."""
    if day >= today:
        return Q(pk__in=access.below(code))
    month = Month.at(day).ordinal
    paths = SubjectPath.objects.filter(
        ancestor__code=code, posting_to=LAST_POSTING, month_from__lte=month, month_to__gte=month
    )
    return Q(pk__in=paths.values("descendant_id"))


def parts(
    scope: Q,
    *,
    actor: Actor,
    day: dt.date,
    today: dt.date,
    published: Mapping[int, Published],
    singly: bool = False,
) -> list[Part]:
    """The projects of a scope that the actor may see, as known on a day; cancelled ones left
    out. One query, and one more on a past day since which something was done. `singly`: each
    project by itself."""
    after = after_day(day)
    past = day < today
    seen = access.visible_to(actor).filter(scope)
    rows = origin.of(seen, public=actor.is_public)
    if actor.is_public:
        shown = rows.exclude(state=State.CLOSED).filter(Q(pk__in=published) if past else Q())
        return list(_published(_grouped(shown, ALL, after), published))
    told = Exists(
        ProjectFact.objects.filter(
            Q(project=OuterRef("pk")) | Q(project__merged_into=OuterRef("pk"))
        )
    )
    alone: Q = Q(state=State.PUBLISHED) | Q(told)
    if past:
        alone |= Q(touched_at__gte=after)
    if singly:
        alone = ALL
    groups = list(_grouped(rows, alone, after))
    single = [group for group in groups if group["alone"]]
    later = [g for g in single if past and g["touched"] and g["touched"] >= after]
    before = _wound_back(later, after)
    found = [_together(group) for group in groups if not group["alone"]]
    for group in single:
        found += _single(group, before.get(group["alone"], {}), published, after=after, past=past)
    return found


def _grouped(rows: QuerySet[Any], alone: Q, after: dt.datetime) -> Any:
    """Projects of the register added up where they stand in the same rows; those that have to be
    looked at by themselves, each as a group of one. One query."""
    cost = Cast("cost_kzt", BigIntegerField())
    walked = Q(state=State.LIVE, registered_at__lt=after) & standing()
    return (
        rows.filter(alone | walked)
        .annotate(
            alone=Case(When(alone, then=F("pk")), default=Value(0), output_field=BigIntegerField()),
            division=Case(
                When(Q(sector_section="") | Q(sector=F("sector_section")), then=Value("")),
                default=Substr("sector", 1, 2),
                output_field=CharField(),
            ),
            progress=Case(
                When(standing(Progress.LAUNCHED), then=Value(Progress.LAUNCHED.value)),
                When(standing(Progress.UNSAID), then=Value(Progress.UNSAID.value)),
                default=Value(Progress.IN_WORK.value),
                output_field=CharField(),
            ),
        )
        .order_by()
        .values("alone", "sector_section", "division", "origin", "progress")
        .annotate(
            projects=Count("pk"),
            high=Sum(cost / HALF, output_field=BigIntegerField()),
            low=Sum(cost % HALF, output_field=BigIntegerField()),
            costed=Count("cost_kzt"),
            jobs=Sum("jobs_permanent", output_field=BigIntegerField()),
            jobbed=Count("jobs_permanent"),
            code=Max("subject__code"),
            at_stage=Max("stage"),
            at_before=Max("stage_before"),
            registered=Max("registered_at"),
            touched=Max("touched_at"),
        )
    )


def _together(group: Mapping[str, Any]) -> Part:
    return Part(
        section=group["sector_section"],
        division=group["division"],
        origin=group["origin"],
        progress=Progress(group["progress"]),
        projects=group["projects"],
        cost=_cost(group),
        jobs=Declared(Decimal(group["jobs"] or 0), group["jobbed"]),
    )


def _cost(group: Mapping[str, Any]) -> Declared:
    tiyn = int(group["high"] or 0) * HALF + int(group["low"] or 0)
    return Declared(Decimal(tiyn).scaleb(-2), group["costed"])


def _single(
    group: Mapping[str, Any],
    before: Mapping[str, Any],
    published: Mapping[int, Published],
    *,
    after: dt.datetime,
    past: bool,
) -> Iterator[Part]:
    """By the register where it walked with the project by then, the promise of the passport
    before that of publications; `before`: what was otherwise on that day."""
    key = group["alone"]
    said = published.get(key)
    walked = group["registered"] and group["registered"] < after
    if not walked and past:
        if said is not None:
            yield from _part(group, said.stage, said.before, said.cost, said.jobs)
        return
    said = said or Published()
    stage, passed = before.get("stage", (group["at_stage"], group["at_before"]))
    cost, jobs = _cost(group), Declared(Decimal(group["jobs"] or 0), group["jobbed"])
    cost, jobs = before.get("cost_kzt", cost), before.get("jobs_permanent", jobs)
    yield from _part(
        group,
        stage,
        passed,
        cost if cost.said else said.cost,
        jobs if jobs.said else said.jobs,
    )


def _published(rows: QuerySet[Any], published: Mapping[int, Published]) -> Iterator[Part]:
    """By what publications say alone; nothing of the register but that it is there."""
    for group in rows:
        said = published.get(group["alone"], Published())
        yield from _part(group, said.stage, said.before, said.cost, said.jobs)


def _part(
    group: Mapping[str, Any], stage: str, before: str, cost: Declared, jobs: Declared
) -> Iterator[Part]:
    far = progress(stage, before)
    if far is not None:
        yield Part(
            section=group["sector_section"],
            division=group["division"],
            origin=group["origin"],
            progress=far,
            cost=cost,
            jobs=jobs,
            project=group["alone"],
            stage=stage,
        )


def _wound_back(
    groups: Sequence[Mapping[str, Any]], after: dt.datetime
) -> dict[int, dict[str, Any]]:
    """What was otherwise of projects on which something was done since: of each stage and promise
    the first act since tells the old one. One query, none where nothing was done."""
    found: dict[int, dict[str, Any]] = {}
    if not groups:
        return found
    keys = {group["code"]: group for group in groups}
    events = Event.objects.filter(subject_kind="project", subject_key__in=keys, at__gte=after)
    for name, code, facts in events.order_by("id").values_list("name", "subject_key", "facts"):
        group = keys[code]
        old = found.setdefault(group["alone"], {})
        if name == "project_moved" and "stage" not in old:
            old["stage"] = _stood(facts, group)
        for changed, was, _now in facts.get("changes", ()):
            if changed in REWOUND and changed not in old:
                old[changed] = Declared(Decimal(was), 1) if was else Declared()
    return found


def _stood(facts: Mapping[str, Any], group: Mapping[str, Any]) -> tuple[str, str]:
    """The stage that a move left; of a suspended one also that to which it went back."""
    stage, to = facts.get("before", ""), facts.get("stage", "")
    if stage != Stage.SUSPENDED:
        return stage, ""
    return stage, group["at_before"] if Stage(to).beside else to


def after_day(day: dt.date) -> dt.datetime:
    """The moment at which a day has ended."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    return timezone.make_aware(end, timezone.get_default_timezone())
