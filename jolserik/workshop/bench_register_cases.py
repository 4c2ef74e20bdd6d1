"""What is measured of the register: who opens which page, and the bare SQL for the same answer."""

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, repeat
from typing import Any

from django.test import Client
from django.utils import timezone

from jolserik.people.models import User
from jolserik.people.queries import actor_for
from jolserik.projects import export
from jolserik.projects.listing import Listing
from jolserik.projects.models import Project
from jolserik.projects.values import Stage, State
from jolserik.site.download import download
from jolserik.workshop import bench_register_bare as bare
from jolserik.workshop import bench_search
from jolserik.workshop.bench_register import WRITES, Case
from jolserik.workshop.bench_register_fill import World, company_bin, district_code

LIST, COMPANIES, CASELOAD = "/desk/projects/", "/desk/companies/", "/desk/specialists/"
PROJECT_LINK = re.compile(r'<th scope="row"><a href="/desk/project/([^/"]+)/"')
COMPANY_LINK = re.compile(r'<th scope="row"><a href="/desk/company/([^/"]+)/"')
CARRIED = re.compile(r'<div class="jol-caseload__what">\s*<span>(\d+)')
COUNT = re.compile(r'<span class="jol-count">([^<]*)</span>')
DISTRICTS = tuple(district_code(n) for n in range(1, 6))
BUILT = (Stage.CONSTRUCTION, Stage.EQUIPMENT)


@dataclass(frozen=True)
class Reader:
    """Somebody who has signed in."""

    key: str

    @property
    def user(self) -> User:
        return User.objects.select_related("person").get(person_id=uuid.UUID(self.key))

    def opens(self, address: str, **headers: str) -> str:
        response = signed_in(self.key).get(address, secure=True, headers=headers)
        if response.status_code != 200:
            raise SystemExit(f"{address}: {response.status_code}")
        return response.content.decode()

    def sends(self, address: str, typed: dict[str, str]) -> None:
        response = signed_in(self.key).post(address, typed, secure=True)
        if response.status_code != 302:
            said = re.sub(r"<[^>]+>|\s+", " ", response.content.decode())
            raise SystemExit(f"{address}: {response.status_code} {said[:2000]}")


@cache
def signed_in(key: str) -> Client:
    """A browser in which somebody has signed in."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(Reader(key).user)
    return client


def cases(world: World) -> list[Case]:
    """Reading first, then searching, then writing: what is written would disturb the rest."""
    for key in (world.leader, world.head, world.specialist, world.operator):
        signed_in(key)
    return [*_lists(world), *_others(world), *_searches(world), *_writes(world)]


def _lists(world: World) -> list[Case]:
    leader, head = Reader(world.leader), Reader(world.head)
    seen = bare.seen_by_department(world.department)

    def case(
        name: str,
        reader: Reader,
        asked: Sequence[tuple[str, bare.Where, str, int]],
    ) -> Case:
        return Case(
            name=name,
            ours=lambda one: _shown(reader.opens(f"{LIST}?{one[0]}"), PROJECT_LINK),
            bare=lambda one: bare.projects(one[1], order=one[2], offset=one[3]),
            same=lambda ours, plain: ours == plain,
            asked=asked,
        )

    last = (world.projects - 1) // 50 * 50
    three = [
        (
            f"stage={stage}&sector=C&place={district}&sort=-cost",
            seen & bare.in_section("C") & bare.below(district) & bare.at_stage(stage),
            bare.BY_COST,
            0,
        )
        for stage in BUILT
        for district in DISTRICTS
    ]
    country = [
        (
            f"country={code}&cost_from=1000000000&late=1&sort=launch",
            seen
            & bare.of_country(code)
            & bare.costs_from(10**11)
            & bare.late(timezone.localdate()),
            bare.BY_LAUNCH,
            0,
        )
        for code in ("CN", "TR", "DE", "KZ")
    ]
    words = [
        (f"q={word}", seen & bare.named(word), bare.BY_NAME, 0)
        for word in ("завод", "шин", "арка", "темир")
    ]
    everything = bare.everything()
    return [
        case("list, three filters and a sort", head, three),
        case("list, country, cost and late", head, country),
        case("list, a part of a name", head, words),
        case("list, all of a department", head, [("", seen, bare.BY_NAME, 0)] * 4),
        case("list, everything", leader, [("", everything, bare.BY_NAME, 0)] * 4),
        case(
            "list, everything, the last page",
            leader,
            [(f"page={last // 50 + 1}", everything, bare.BY_NAME, last)] * 4,
        ),
        case(
            "list, everything by the newest act, a page in the middle",
            leader,
            [
                (
                    f"page={last // 100}&sort=-touched",
                    everything,
                    bare.BY_TOUCH,
                    (last // 100 - 1) * 50,
                )
            ]
            * 4,
        ),
    ]


def _others(world: World) -> list[Case]:
    leader, head, specialist = Reader(world.leader), Reader(world.head), Reader(world.specialist)
    last = (world.companies - 1) // 50 * 50
    mine = Project.objects.filter(lead_id=uuid.UUID(world.specialist), state=State.LIVE)
    codes = list(mine.order_by("pk").values_list("subject__code", flat=True)[:20])
    return [
        Case(
            "companies, a part of a name",
            lambda word: _shown(leader.opens(f"{COMPANIES}?q={word}"), COMPANY_LINK),
            ("кара", "нурстрой", "темир", "арка"),
            lambda word: bare.companies(word),
            lambda ours, plain: ours == plain,
        ),
        Case(
            "companies, the last page",
            lambda page: _shown(leader.opens(f"{COMPANIES}?page={page}"), COMPANY_LINK),
            [last // 50 + 1] * 3,
            lambda page: bare.companies("", offset=(page - 1) * 50),
            lambda ours, plain: ours == plain,
        ),
        Case(
            "detail of a project",
            lambda code: specialist.opens(f"/desk/project/{code.partition(':')[2]}/"),
            codes,
            bare.detail,
            lambda page, plain: all(text in page for text in plain),
        ),
        Case(
            "caseload of a department",
            lambda _: _carried(head.opens(CASELOAD)),
            [0] * 5,
            lambda _: bare.carried(world.department),
            lambda ours, plain: ours == plain,
        ),
        Case(
            "caseload of everybody",
            lambda _: _carried(leader.opens(CASELOAD)),
            [0] * 5,
            lambda _: bare.carried(None),
            lambda ours, plain: ours == plain,
        ),
    ]


def _carried(page: str) -> list[int]:
    """How many projects each carries."""
    return sorted(int(number) for number in CARRIED.findall(page))


def _searches(world: World) -> list[Case]:
    """As you type; there is no bare SQL that finds what is mistyped."""
    readers = {"head": Reader(world.head), "operator": Reader(world.operator)}
    return [
        Case(
            f"search as you type, {asked.name}",
            _finding(readers[asked.reader]),
            asked.texts,
            repeats=2,
        )
        for asked in bench_search.questions()
    ]


def _finding(reader: Reader) -> Callable[[str], str]:
    return lambda text: reader.opens(f"/desk/search/?q={text}", **{"HX-Request": "true"})


def _writes(world: World) -> list[Case]:
    head = Reader(world.head)
    mine = Project.objects.filter(
        department_id=world.department, state=State.LIVE, stage=Stage.CONSTRUCTION
    )
    moved = list(mine.order_by("pk").values_list("subject__code", flat=True)[:WRITES])
    today = timezone.localdate().isoformat()
    typed = {
        "lead": world.specialist,
        "department": world.department,
        "place": DISTRICTS[0],
        "sector": "23",
        "product": "плитка",
        "cost_own_kzt": "600000000",
        "jobs_permanent": "80",
    }
    return [
        Case(
            "create a project",
            lambda n: head.sends(
                f"{LIST}new/", typed | {"name_ru": f"Завод {n}", "company": company_bin(n)}
            ),
            [n for n in range(2 * WRITES) if n % 20 != 7][:WRITES],  # companies with a BIN
            repeats=0,
        ),
        Case(
            "stage move",
            lambda code: head.sends(
                f"/desk/project/{code.partition(':')[2]}/road/suspended/move/",
                {"on": today, "reason": "financing", "note": ""},
            ),
            moved,
            repeats=0,
        ),
    ]


def _shown(page: str, link: re.Pattern[str]) -> tuple[int, list[str]]:
    """How many there are in all, and which ones the page shows."""
    count = COUNT.search(page)
    digits = re.sub(r"\D", "", count[1] if count else "")
    return int(digits or 0), link.findall(page)


def exported(world: World, form: str, many: int) -> Iterator[bytes]:
    """The bytes of an export: the page's own; the same rows again and again if more are asked."""
    leader = Reader(world.leader)
    if many == world.projects:
        response: Any = signed_in(leader.key).get(f"{LIST}export.{form}", secure=True)
        yield from response.streaming_content
        return
    today = timezone.localdate()
    actor = actor_for(leader.user, today=today)
    tables = (export.table(Listing(), actor, language="ru", today=today) for _ in repeat(None))
    rows = islice(chain.from_iterable(tables), many)
    response = download(form, export.header("ru"), rows, name="x", sheet="x", language="ru")
    yield from response.streaming_content
