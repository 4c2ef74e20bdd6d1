"""A made-up region at work, filled into an empty database in bulk.

A hundred thousand projects of half a million companies, in hundred zones of twenty districts, with
their teams, lists, roads and dates, a million contacts, five million events, and all of it in the
search index. Whatever a page of the register reads is there as its acts would have written it; the
books of the ledger are empty, for they have a benchmark of their own.
"""

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection

from jolserik.companies.models import Company
from jolserik.companies.rules import HOME
from jolserik.contacts.models import Contact
from jolserik.contacts.values import ContactKind
from jolserik.core.bin import WEIGHTS
from jolserik.core.collation import sort_key
from jolserik.core.fold import fold
from jolserik.core.words import Words
from jolserik.events import guards
from jolserik.events.models import Event
from jolserik.ledger import measures, posting
from jolserik.ledger.models import LedgerHead, Subject, SubjectLink, SubjectPath
from jolserik.people.actor import PROGRAM, Role
from jolserik.people.models import Organisation, OrganisationName, Person, Post, User
from jolserik.projects import oked
from jolserik.projects.actions import install_terms
from jolserik.projects.models import (
    Assignment,
    Membership,
    Project,
    StageDate,
    StageMove,
    StateText,
    Term,
)
from jolserik.projects.values import LAUNCHED, ROAD, Stage, State, TeamRole, TermKind
from jolserik.territory.actions import Lies, add_place, add_zone
from jolserik.workshop import bench_names
from jolserik.workshop.bench_bulk import (
    as_json,
    insert,
    last_number,
    run,
    settle,
    without_guards,
    without_indexes,
)

PLACE = "kato"  # codes of places begin so
REGION, DISTRICTS, ZONES = f"{PLACE}:90", 20, 100  # no real region has the code
DEPARTMENTS, SPECIALISTS, AKIMAT = 5, 200, 60
TODAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 6, 0, tzinfo=dt.UTC)
SINCE = dt.date(2020, 1, 6)
COUNTRIES = ("CN", "TR", "RU", "DE", "KR", "US", "IT", "UZ", "AE", "PL")
MANUFACTURING = tuple(f"{division:02}" for division in range(10, 34))
OTHERS = ("01", "02", "08", "35", "41", "49", "52", "55", "62", "86")
UNITS = ("тонн в год", "штук в год", "м² в год", "МВт")
NOTES = (
    "Обсудили график поставки оборудования и следующий шаг.",
    "Инвестор просит ускорить выдачу технических условий.",
    "Осмотрели площадку: фундамент готов, начат монтаж каркаса.",
    "Уточнили потребность в кадрах и сроки обучения.",
)
Say = Callable[[str], None]
TABLES = (
    *(Subject, SubjectLink, SubjectPath, Organisation, OrganisationName, Company, Project),
    *(Assignment, Membership, StageDate, StageMove, StateText, Contact, Event, LedgerHead),
)


@dataclass(frozen=True)
class World:
    """What was filled in, and who may be asked to look at it: keys of people."""

    projects: int
    companies: int
    contacts: int
    events: int
    leader: str
    head: str
    specialist: str
    operator: str
    department: str


@dataclass(frozen=True)
class Site:
    """Where projects lie: numbers of a subject and of all above it."""

    place: int
    zone: int | None
    above: tuple[int, ...]


@dataclass
class _Made:
    """What one part of the filling tells the next."""

    sites: list[Site]
    departments: list[str]
    specialists: list[list[str]]  # keys (32 digits) by department
    akimat: list[str]
    lists: list[int]


@dataclass(frozen=True)
class _Plan:
    """A project before its rows are written."""

    id: int
    names: Words
    company: str
    called: str
    site: Site
    department: int
    lead: str
    stage: Stage
    before: Stage | None  # where it stood when it was suspended or cancelled
    state: State
    began: dt.date

    @property
    def code(self) -> str:
        return f"project:bench-{self.id}"

    @property
    def reached(self) -> tuple[Stage, ...]:
        """Stages of the road that it came through."""
        at = self.before or self.stage
        return ROAD[: ROAD.index(at) + 1]

    def came(self, place: int) -> dt.date:
        """The day on which it came to a stage, at the latest today."""
        days = (TODAY - self.began).days
        return self.began + dt.timedelta(days=days * place // len(self.reached))

    @property
    def planned_launch(self) -> dt.date | None:
        return self.began + dt.timedelta(days=700 + self.id % 900) if self.id % 10 else None

    @property
    def launched(self) -> dt.date | None:
        found = [self.came(n) for n, stage in enumerate(self.reached) if stage in LAUNCHED]
        return found[0] if found else None


def fill(*, projects: int, companies: int, contacts: int, events: int, say: Say) -> World:
    """Fill an empty, migrated database. Tables of the register only; see `bench_register_index`."""
    measures.install()
    install_terms()
    made = _ground()
    say(f"{len(made.sites)} places and zones, {SPECIALISTS} specialists")
    if connection.vendor == "sqlite":
        run(["PRAGMA foreign_keys=OFF", "PRAGMA cache_size=-1000000"])
    without_guards()
    indexes = without_indexes(*TABLES)
    chance = random.Random(17)  # nosec B311  # made-up names and amounts
    names = [bench_names.name(chance) for _ in range(companies)]
    _companies(names, chance)
    say(f"{companies} companies")
    plans = list(_plans(last_number(Subject) + 1, projects, names, made, chance))
    _projects(plans, chance)
    _lay(plans)
    say(f"{projects} projects")
    _road(plans)
    _teams(plans, made, chance)
    say("teams, lists, roads")
    insert(Contact, _CONTACT, _contacts(plans, contacts, chance))
    say(f"{contacts} contacts")
    insert(Event, _EVENT, _events(plans, events, chance))
    say(f"{events} events")
    run(indexes)
    guards.install(connection)
    settle(*TABLES)
    if connection.vendor == "sqlite":
        run(["PRAGMA foreign_keys=ON", "PRAGMA cache_size=-32768"])
    say("indexes are back")
    return World(
        projects=projects,
        companies=companies,
        contacts=contacts,
        events=events,
        leader=str(_key("leader", 0)),
        head=str(_key("head", 0)),
        specialist=str(uuid.UUID(made.specialists[0][0])),
        operator=str(_key("operator", 0)),
        department=made.departments[0],
    )


# --- the ground: places, bodies, people


def _ground() -> _Made:
    region = add_place(
        code=REGION,
        kind="region",
        kato="900000000",
        names=_thrice("Область"),
        parents=(),
        fictional=True,
        by=PROGRAM,
        now=NOW,
    ).subject
    districts = [
        add_place(
            code=district_code(n),
            kind="district",
            kato=f"90{n:02}00000",
            names=_thrice(f"Район {n}"),
            parents=[Lies(region)],
            fictional=True,
            by=PROGRAM,
            now=NOW,
        ).subject
        for n in range(1, DISTRICTS + 1)
    ]
    sites = [Site(district.pk, None, (district.pk, region.pk)) for district in districts]
    for n in range(ZONES):
        district = districts[n % DISTRICTS]
        zone = add_zone(
            code=f"zone:bench-{n}",
            kind="industrial",
            names=_thrice(f"Индустриальная зона {n + 1}"),
            parents=[Lies(district)],
            lies_in=[district.code],
            fictional=True,
            by=PROGRAM,
            now=NOW,
        ).subject
        sites.append(Site(district.pk, zone.pk, (zone.pk, district.pk, region.pk)))
    departments = [_body(n) for n in range(DEPARTMENTS)]
    _person("leader", 0, Role.LEADER, departments[0])
    _person("operator", 0, Role.ZONE_OPERATOR, departments[0], scope="zone:bench-0")
    for n, department in enumerate(departments):
        _person("head", n, Role.HEAD_OF_DEPARTMENT, department)
    specialists: list[list[str]] = [[] for _ in departments]
    for n in range(SPECIALISTS):
        at = n % DEPARTMENTS
        specialists[at].append(_person("specialist", n, Role.SPECIALIST, departments[at]))
    akimat = [
        _person(
            "akimat",
            n,
            Role.DISTRICT_AKIMAT,
            departments[0],
            scope=district_code(n % DISTRICTS + 1),
        )
        for n in range(AKIMAT)
    ]
    lists = Term.objects.filter(kind=TermKind.LIST).order_by("order", "id")
    return _Made(sites, departments, specialists, akimat, list(lists.values_list("pk", flat=True)))


def district_code(number: int) -> str:
    """Numbers count from 1."""
    return f"{REGION}{number:02}"


def _thrice(text: str) -> Words:
    return Words(text, text, text)


def _body(number: int) -> str:
    key, name = f"bench-department-{number}", f"Управление {number + 1}"
    body = Organisation.objects.create(key=key, kind="body")
    OrganisationName.objects.create(organisation=body, ru=name, kk=name, en=name, valid_from=SINCE)
    return key


def _key(kind: str, number: int) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"bench:{kind}:{number}")


def _person(kind: str, number: int, role: Role, department: str, scope: str = "") -> str:
    """A person with a sign-in and a post; returns the key as 32 digits."""
    chance = random.Random(f"{kind}{number}")  # nosec B311  # made-up names
    name = f"{bench_names.coined(chance)} {bench_names.coined(chance)}ов".title()
    email = f"{kind}{number}@example.kz"
    person = Person.objects.create(
        key=_key(kind, number), name_ru=name, email=email, search_text=fold(name)
    )
    User.objects.create(person=person, email=email, password="!")  # nosec B106  # nobody signs in
    Post.objects.create(
        person=person, organisation_id=department, role=role.value, scope=scope, valid_from=SINCE
    )
    return person.key.hex


# --- companies


def company_key(number: int) -> str:
    return f"c-{number:016x}"


def company_bin(number: int) -> str:
    """A BIN with the right control digit, another for each number."""
    year, month = number // 50_000 % 26, number // 50_000 // 26 % 12 + 1
    head = f"{year:02}{month:02}40{number % 50_000:05}"
    return head + _control_digit(head)


def _control_digit(head: str) -> str:
    digits = [int(digit) for digit in head]
    control = 0
    for weights in WEIGHTS:
        control = sum(w * d for w, d in zip(weights, digits, strict=True)) % 11
        if control < 10:
            break
    return str(control % 10)


def _companies(names: list[str], chance: random.Random) -> None:
    countries = [chance.choice(COUNTRIES) if n % 20 == 7 else HOME for n in range(len(names))]
    insert(
        Organisation,
        ("key", "kind", "bin"),
        (
            (company_key(n), "company", company_bin(n) if countries[n] == HOME else "")
            for n in range(len(names))
        ),
    )
    insert(
        OrganisationName,
        ("organisation_id", "ru", "kk", "en", "valid_from", "valid_to"),
        (
            (company_key(n), *_words(bench_names.company(name)), SINCE.isoformat(), None)
            for n, name in enumerate(names)
        ),
    )
    insert(
        Company,
        ("organisation_id", "form", "country", "foreign_number", "folded", "touched_at"),
        (
            (
                company_key(n),
                "legal_entity" if countries[n] == HOME else "foreign",
                countries[n],
                "" if countries[n] == HOME else f"{countries[n]}-{n}",
                fold(" ".join(_words(bench_names.company(name)))),
                _moment(n),
            )
            for n, name in enumerate(names)
        ),
    )


def _words(words: Words) -> tuple[str, str, str]:
    return words.ru, words.kk, words.en


def _moment(number: int) -> str:
    """Within the last four hundred days, as databases keep it."""
    at = NOW - dt.timedelta(minutes=number * 7919 % 576_000)
    return f"{at:%Y-%m-%d %H:%M:%S}"


# --- projects


def _plans(
    first: int, many: int, names: list[str], made: _Made, chance: random.Random
) -> Iterator[_Plan]:
    reached = (*ROAD, Stage.SUSPENDED, Stage.CANCELLED)
    weights = (8, 6, 4, 14, 22, 10, 6, 12, 6, 4, 8)
    districts, zones = made.sites[:DISTRICTS], made.sites[DISTRICTS:]
    for n in range(many):
        stage = chance.choices(reached, weights)[0]
        before = chance.choice(ROAD[:6]) if stage.beside else None
        company = chance.randrange(len(names))
        department = chance.randrange(DEPARTMENTS)
        published = n % 20 == 0
        state = State.CLOSED if stage is Stage.CANCELLED else State.LIVE
        yield _Plan(
            id=first + n,
            names=bench_names.project(chance),
            company=company_key(company),
            called=f"ТОО «{names[company]}»",
            site=chance.choice(zones if n % 5 < 2 else districts),
            department=department,
            lead=chance.choice(made.specialists[department]),
            stage=stage,
            before=before,
            state=State.PUBLISHED if published else state,
            began=SINCE + dt.timedelta(days=chance.randrange(2200)),
        )


def _projects(plans: list[_Plan], chance: random.Random) -> None:
    insert(
        Subject,
        ("id", "kind", "code", "name_ru", "name_kk", "name_en", "fictional", "folded"),
        (
            (
                *(plan.id, "project", plan.code, *_words(plan.names), True),
                fold(f"{' '.join(_words(plan.names))} {plan.code}"),
            )
            for plan in plans
        ),
    )
    insert(Project, _PROJECT, (_project(plan, chance) for plan in plans))


_PROJECT = (
    *("subject_id", "state", "published", "stage", "stage_since", "stage_before"),
    *("department_id", "lead_id", "company_id", "initiator", "countries"),
    *("sector", "sector_section", "place_id", "zone_id", "site_kind", "product"),
    *("capacity", "capacity_unit", "cost_kzt", "cost_own_kzt", "cost_bank_kzt"),
    *("jobs_permanent", "jobs_temporary", "starts_on", "ends_on", "readiness", "description"),
    *("planned_launch_on", "launched_on", "contacted_on", "registered_at", "touched_at"),
    *("version", "sort_name"),
)


def _project(plan: _Plan, chance: random.Random) -> tuple[object, ...]:
    live = plan.state is not State.PUBLISHED
    sector = chance.choice(MANUFACTURING if chance.random() < 0.7 else OTHERS)
    cost = round(chance.lognormvariate(21.5, 1.6)) * 100 if chance.random() < 0.95 else None
    own = cost * 3 // 10 if cost else None
    home = chance.random() < 0.75
    countries = ["KZ"] if home else [chance.choice(COUNTRIES)]
    if not home and chance.random() < 0.3:
        countries.append("KZ")
    ends = plan.began + dt.timedelta(days=900)
    return (
        *(plan.id, plan.state.value, chance.random() < 0.6, plan.stage.value),
        *(_came_last(plan), plan.before.value if plan.before else ""),
        f"bench-department-{plan.department}" if live else None,
        *(plan.lead if live else None, plan.company, plan.called, as_json(countries)),
        *(sector, oked.section_of(sector), plan.site.place, plan.site.zone),
        *("zone" if plan.site.zone else "own_land", plan.names.ru.partition(" «")[0]),
        *(str(chance.randrange(1, 5000)), chance.choice(UNITS), cost, own),
        cost - own if cost and own is not None else None,
        *(chance.randrange(5, 900), chance.randrange(5, 500)),
        *(plan.began.isoformat(), ends.isoformat()),
        min(100, 12 * len(plan.reached)),
        f"Строительство и запуск: {plan.names.ru}. Сбыт внутри страны и на экспорт.",
        *(_iso(plan.planned_launch), _iso(plan.launched)),
        _iso(plan.began + dt.timedelta(days=2)) if plan.id % 25 else None,
        *(f"{plan.began} 05:00:00" if live else None, _moment(plan.id) if live else None),
        *(5, sort_key(plan.names.ru, "kk")),
    )


def _came_last(plan: _Plan) -> str:
    return plan.came(len(plan.reached) - 1).isoformat()


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _lay(plans: list[_Plan]) -> None:
    """Every project lies in its zone, or in its district, and in what that lies in."""
    last = posting.last()
    insert(
        SubjectLink,
        ("posting_no", "recorded_at", "child_id", "parent_id"),
        (
            (last + n, f"{NOW:%Y-%m-%d %H:%M:%S}", plan.id, plan.site.above[0])
            for n, plan in enumerate(plans, 1)
        ),
    )
    insert(
        SubjectPath,
        ("ancestor_id", "descendant_id", "month_from", "month_to", "posting_from"),
        (
            (ancestor, plan.id, 0, 99_999, last + n)
            for n, plan in enumerate(plans, 1)
            for ancestor in plan.site.above
        ),
    )
    LedgerHead.objects.update_or_create(pk=1, defaults={"last_posting_no": last + len(plans)})


def _road(plans: list[_Plan]) -> None:
    """Moves through all stages up to the present one; plans of what is ahead; what was said."""
    insert(
        StageMove,
        ("project_id", "before", "to", "on", "by", "at"),
        (
            (
                *(plan.id, plan.reached[n - 1].value if n else "", stage.value),
                *(plan.came(n).isoformat(), plan.lead, f"{plan.came(n)} 06:00:00"),
            )
            for plan in plans
            if plan.state is not State.PUBLISHED
            for n, stage in enumerate(plan.reached)
        ),
    )
    insert(
        StageDate,
        ("project_id", "stage", "planned_on", "first_planned_on", "actual_on", "shifts"),
        (
            (
                *(plan.id, stage.value, _planned(plan, stage), _planned(plan, stage)),
                *(plan.came(n).isoformat() if n < len(plan.reached) else None, n % 2),
            )
            for plan in plans
            for n, stage in enumerate(ROAD)
            if n < len(plan.reached) or stage in (Stage.CONSTRUCTION, Stage.LAUNCHED)
        ),
    )
    insert(
        StateText,
        ("project_id", "on", "text", "next_step", "readiness", "by", "at"),
        (
            (
                *(plan.id, "2026-02-10" if n else "2026-01-12", NOTES[(plan.id + n) % 4]),
                *("Следующий шаг по графику", 12 * len(plan.reached) % 101, plan.lead),
                "2026-02-10 06:00:00" if n else "2026-01-12 06:00:00",
            )
            for n in range(2)
            for plan in plans
            if plan.state is State.LIVE
        ),
    )


def _planned(plan: _Plan, stage: Stage) -> str | None:
    if stage is Stage.LAUNCHED:
        return _iso(plan.planned_launch)
    return (plan.began + dt.timedelta(days=100 * ROAD.index(stage))).isoformat()


def _teams(plans: list[_Plan], made: _Made, chance: random.Random) -> None:
    live = [plan for plan in plans if plan.state is not State.PUBLISHED]
    insert(
        Assignment,
        ("project_id", "person_id", "role", "from_on", "to_on", "at", "ended_at"),
        (row for plan in live for row in _team(plan, made, chance)),
    )
    insert(
        Membership,
        ("project_id", "list_id", "from_on", "to_on"),
        (
            (plan.id, which, plan.began.isoformat(), None if (plan.id + n) % 7 else "2026-02-28")
            for plan in live
            for n, which in enumerate(chance.sample(made.lists, chance.choice((0, 1, 1, 2))))
        ),
    )


def _team(plan: _Plan, made: _Made, chance: random.Random) -> Iterator[tuple[object, ...]]:
    began, moment = plan.began.isoformat(), f"{plan.began} 05:00:00"
    yield plan.id, plan.lead, TeamRole.LEAD.value, began, None, moment, None
    if chance.random() < 0.3:
        deputy = chance.choice([s for s in made.specialists[plan.department] if s != plan.lead])
        yield plan.id, deputy, TeamRole.DEPUTY.value, began, None, moment, None
    if chance.random() < 0.2:
        akimat = chance.choice(made.akimat)
        yield plan.id, akimat, TeamRole.DISTRICT_AKIMAT.value, began, None, moment, None
    if chance.random() < 0.3:
        former = chance.choice(made.specialists[plan.department])
        ended = plan.began + dt.timedelta(days=30)
        yield (
            *(plan.id, former, TeamRole.LEAD.value, began, ended.isoformat(), moment),
            f"{ended} 05:00:00",
        )


# --- what happened


_CONTACT = (
    *("number", "project_id", "kind", "happened_at", "notes", "with_whom", "stage", "at", "by"),
)


def _contacts(plans: list[_Plan], many: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    live = [plan for plan in plans if plan.state is not State.PUBLISHED]
    kinds = [kind.value for kind in ContactKind]
    for n in range(many):
        plan = chance.choice(live)
        at = _moment(chance.randrange(576_000))
        yield (
            *(uuid.UUID(int=n + 1).hex, plan.id, chance.choice(kinds), at, NOTES[n % 4]),
            *("директор", plan.stage.value, at, plan.lead),
        )


_EVENT = ("name", "at", "by", "subject_kind", "subject_key", "facts", "number")


def _events(plans: list[_Plan], many: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    """Acts on projects, the oldest first: the number of an event follows its moment."""
    live = [plan for plan in plans if plan.state is not State.PUBLISHED]
    first = dt.datetime(2020, 1, 6, 4, tzinfo=dt.UTC)
    step = (NOW - first) / max(many, 1)
    for n in range(many):
        plan, at = chance.choice(live), first + step * n
        name, facts = _HAPPENED[n % len(_HAPPENED)]
        yield (
            *(name, f"{at:%Y-%m-%d %H:%M:%S}", plan.lead, "project", plan.code),
            *(facts, uuid.UUID(int=n + 1).hex),
        )


_HAPPENED = tuple(
    (name, as_json(facts))
    for name, facts in (
        ("project_changed", {"version": 2, "changes": [["jobs_permanent", "40", "45"]]}),
        ("contact_recorded", {"version": 3, "kind": "call", "on": "2025-11-03"}),
        ("state_told", {"version": 3, "on": "2025-11-03"}),
        ("plan_set", {"version": 4, "stage": "launched", "phase": 0, "new": "2027-01-01"}),
        ("project_moved", {"version": 5, "before": "enquiry", "stage": "memorandum"}),
    )
)
