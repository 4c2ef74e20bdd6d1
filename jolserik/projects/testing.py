"""Things for tests of rooms that stand on the register: places, a zone, companies, projects.

The cast is that of `people.testing`; Bolat leads, Dana heads the department.
"""

import datetime as dt
import uuid
from typing import Any, Final

from jolserik.companies.actions import register_company
from jolserik.companies.models import Company
from jolserik.companies.rules import CompanyDraft
from jolserik.core.words import Words
from jolserik.ledger import measures
from jolserik.people.actor import PROGRAM
from jolserik.people.testing import BODY, BOLAT, NOW, settle_cast
from jolserik.projects.actions import ProjectDraft, install_terms, register_project
from jolserik.projects.models import Project
from jolserik.territory.actions import Lies, add_place, add_zone

REGION: Final = "kato:90"
DISTRICT: Final = "kato:9001"
ZONE: Final = "zone:test"
GOOD_BIN: Final = "990840000018"


def words(text: str) -> Words:
    return Words(text, text, text)


def settle_register(*, now: dt.datetime = NOW) -> None:
    """The cast, the measures and terms, a made-up region with a district and a zone."""
    settle_cast()
    measures.install()
    install_terms()
    region = add_place(
        code=REGION,
        kind="region",
        kato="900000000",
        names=words("Область"),
        parents=(),
        fictional=True,
        by=PROGRAM,
        now=now,
    )
    district = add_place(
        code=DISTRICT,
        kind="district",
        kato="900100000",
        names=words("Район"),
        parents=[Lies(region.subject)],
        fictional=True,
        by=PROGRAM,
        now=now,
    )
    add_zone(
        code=ZONE,
        kind="industrial",
        names=words("Зона"),
        parents=[Lies(district.subject)],
        lies_in=[DISTRICT],
        fictional=True,
        by=PROGRAM,
        now=now,
    )


def company(name: str = "ТОО «Пример»", *, now: dt.datetime = NOW, **rest: Any) -> Company:
    """A legal entity; its BIN is made from `number` unless given."""
    bin = rest.pop("bin", None) or made_up_bin(rest.pop("number", 1))
    draft = CompanyDraft(name=words(name), bin=bin, **rest)
    return register_company(draft, by=PROGRAM, now=now, fictional=True)


def made_up_bin(number: int) -> str:
    """A BIN with the right control digit; the same number gives the same BIN."""
    from jolserik.core.bin import has_valid_control_digit

    head = f"9908400{number:04}"
    found = (f"{head}{d}" for d in range(10) if has_valid_control_digit(f"{head}{d}"))
    return next(found, "") or made_up_bin(number + 5000)


def project(
    name: str = "Завод",
    *,
    lead: uuid.UUID = BOLAT.key,
    now: dt.datetime = NOW,
    by: Any = PROGRAM,
    department: str = BODY,
    **values: Any,
) -> Project:
    """A live project at its first stage, led by Bolat unless said."""
    known = {"name_ru": name, "place": DISTRICT} | values
    draft = ProjectDraft(values=known, department=department, lead=lead, fictional=True)
    return register_project(draft, by=by, now=now)


FULL: Final[dict[str, Any]] = {
    "countries": "KZ",
    "sector": "23",
    "product": "плитка",
    "capacity": "12",
    "capacity_unit": "тыс. м² в день",
    "cost_own_kzt": "600000000",
    "cost_bank_kzt": "400000000",
    "jobs_permanent": "80",
    "starts_on": "2025-01-01",
    "ends_on": "2027-12-31",
    "site_kind": "state_land",
    "readiness": "0",
}
