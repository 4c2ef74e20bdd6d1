"""What may be chosen when two records become one: field by field, where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from jolserik.companies.models import Company
from jolserik.core.amounts import plain
from jolserik.core.month import Month
from jolserik.ledger.models import Entry, Subject
from jolserik.ledger.values import Basis, Scenario
from jolserik.people.models import OrganisationName
from jolserik.projects import passport
from jolserik.projects.models import Phase, Project, StageDate
from jolserik.projects.values import State

HERE, THERE, BOTH = "stays", "goes", "both"  # of the record that stays, that goes, of both
NAMES: Final = ("name_ru", "name_kk", "name_en")
# Fields that hold only together → their columns. All others are columns by themselves.
TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "capacity": ("capacity", "capacity_unit"),
    "cost": ("cost_kzt", *passport.COST_PARTS),
    "period": ("starts_on", "ends_on"),
    "sector": ("sector", "sector_section"),
    "road": ("stage", "stage_since", "stage_before", "launched_on", "planned_launch_on"),
}
PROMISED: Final = ("capacity", "cost", "period", "jobs_permanent")  # frozen with the launch
OF_PROJECT: Final = (
    *("company", "initiator", "countries", "sector", "place", "zone", "site_kind", "plot"),
    *("product", "capacity", "cost", "jobs_permanent", "jobs_temporary", "period", "readiness"),
    "description",
)
OF_COMPANY: Final = ("foreign_number", "website", "note")
LAW: Final = ("form", "country", "iin")  # what a company is before the law, with its BIN
# Measures that follow the road, and the plan by year.
ROAD_MEASURES: Final = ("projects_in_progress", "projects_launched", "projects_launched_cost")
YEARS_MEASURE: Final = "investment_made"


@dataclass(frozen=True)
class Choice:
    """A field in which two records differ. `here` and `there`: each one's value as text; `kind`:
    of which sort the text is, for words; `fixed`: there is nothing to choose, for a reason."""

    code: str
    here: str
    there: str
    default: str
    kind: str = ""
    both: bool = False
    fixed: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        return (HERE, THERE, BOTH) if self.both else (HERE, THERE)


def complete(choices: tuple[Choice, ...], chosen: Mapping[str, str]) -> dict[str, str]:
    """What was chosen for each choice; anything else is as proposed."""
    found = {}
    for choice in choices:
        wanted = chosen.get(choice.code, "")
        known = wanted in choice.options and not choice.fixed
        found[choice.code] = wanted if known else choice.default
    return found


# --- projects


def of_projects(stays: Project, goes: Project) -> tuple[Choice, ...]:
    """In the order of the page. Reads the subject, place, zone, company and lead of both."""
    here, there = project_values(stays), project_values(goes)
    frozen = _launched_side(stays, goes)
    found = []
    for code in (*NAMES, *OF_PROJECT):
        if here[code] != there[code]:
            side = HERE if here[code] else THERE
            fixed = bool(frozen) and code in PROMISED
            kind = _kind(code)
            found.append(
                Choice(code, here[code], there[code], frozen if fixed else side, kind, fixed=fixed)
            )
    found += _road(stays, goes, frozen)
    found += _lead(stays, goes)
    found += _phases(stays, goes)
    return (*found, *_books(stays, goes))


def project_values(row: Project) -> dict[str, str]:
    """Every field as plain text."""
    values = {
        "name_ru": row.subject.name_ru,
        "name_kk": row.subject.name_kk,
        "name_en": row.subject.name_en,
        "company": row.company_id or "",
        "place": row.place.code if row.place else "",
        "zone": row.zone.code if row.zone else "",
    }
    for code in OF_PROJECT:
        if code not in values:
            columns = TOGETHER.get(code, (code,))
            parts = [passport.as_text(getattr(row, column)) for column in columns]
            values[code] = "|".join(parts) if any(parts) else ""
    return values


def _kind(code: str) -> str:
    known = passport.BY_CODE.get(code)
    return known.kind.value if known is not None and code not in TOGETHER else code


def _launched_side(stays: Project, goes: Project) -> str:
    """Whose promises are frozen: of the one that is launched, first the one that stays."""
    if stays.launched_on is not None:
        return HERE
    return THERE if goes.launched_on is not None and stays.state == goes.state else ""


def _road(stays: Project, goes: Project, frozen: str) -> list[Choice]:
    """The stage with all of its days. Of one that is walked with and one that is not, the first."""
    here, there = (f"{p.stage}|{passport.as_text(p.stage_since)}" for p in (stays, goes))
    dates = StageDate.objects.filter(project__in=[stays, goes], phase=None)
    known = set(dates.values_list("project_id", flat=True))
    if stays.state != goes.state or (here == there and not known) or not goes.stage:
        return []
    return [Choice("road", here, there, frozen or HERE, "road", fixed=bool(frozen))]


def _lead(stays: Project, goes: Project) -> list[Choice]:
    if stays.state != State.LIVE or goes.state != State.LIVE or stays.lead_id == goes.lead_id:
        return []
    return [Choice("lead", str(stays.lead_id), str(goes.lead_id), HERE, "person")]


def _phases(stays: Project, goes: Project) -> list[Choice]:
    rows = Phase.objects.filter(project__in=[stays, goes]).values_list("project_id", flat=True)
    here, there = (str(list(rows).count(row.pk)) for row in (stays, goes))
    if there == "0":
        return []
    return [Choice("phases", here, there, BOTH if here == "0" else HERE, "count", both=True)]


def _books(stays: Project, goes: Project) -> list[Choice]:
    """Series that both records have booked; what only one has moves or stays without a question."""
    series = live_series(stays.subject), live_series(goes.subject)
    found = []
    for code in sorted(set(series[0]) & set(series[1])):
        measure, scenario, basis = code.split(":")
        if scenario == Scenario.ACTUAL and measure in ROAD_MEASURES and basis == Basis.REGISTER:
            continue
        here, there = (_summed(of[code]) for of in series)
        years = scenario == Scenario.PLAN
        found.append(Choice(f"books:{code}", here, there, HERE, "books", both=not years))
    return found


def live_series(subject: Subject) -> dict[str, list[Entry]]:
    """Booked rows of a subject that hold, by `measure:scenario:basis`, in order of posting."""
    rows = Entry.objects.filter(subject=subject, reverses=None, reversed_by=None)
    found: dict[str, list[Entry]] = {}
    for row in rows.select_related("measure").order_by("posting_no"):
        found.setdefault(f"{row.measure.code}:{row.scenario}:{row.basis}", []).append(row)
    return found


def _summed(rows: list[Entry]) -> str:
    """`sum|first month|last month`."""
    amounts = [row.measure.to_value().to_decimal(row.amount) for row in rows]
    months = sorted(Month(row.month).ordinal for row in rows)
    return f"{plain(sum(amounts, Decimal(0)))}|{Month(months[0])}|{Month(months[-1])}"


# --- companies


def of_companies(stays: Company, goes: Company) -> tuple[Choice, ...]:
    here, there = company_values(stays), company_values(goes)
    numbered = {HERE: _has_number(stays), THERE: _has_number(goes)}
    found = []
    for code in here:
        if here[code] != there[code]:
            known = numbered[HERE] or not numbered[THERE] if code == "law" else bool(here[code])
            found.append(Choice(code, here[code], there[code], HERE if known else THERE, code))
    return tuple(found)


def company_values(row: Company) -> dict[str, str]:
    name = name_of(row)
    values: dict[str, Any] = {code: getattr(name, code[5:]) if name else "" for code in NAMES}
    numbers = row.organisation.bin or row.iin
    values |= {"law": "|".join((row.form, row.country, numbers))}
    values |= {code: getattr(row, code) for code in OF_COMPANY}
    owners = (
        f"{o.name} ({o.country or '–'}, {o.share.normalize() if o.share else '–'})"
        for o in row.owners.order_by("-share", "name", "pk")
    )
    return values | {"owners": "; ".join(owners)}


def _has_number(row: Company) -> bool:
    return bool(row.organisation.bin or row.iin)


def name_of(company: Company) -> OrganisationName | None:
    """The row of the name that holds now, else the newest."""
    rows = list(OrganisationName.objects.filter(organisation_id=company.pk).order_by("valid_from"))
    return next((row for row in rows if row.valid_to is None), rows[-1] if rows else None)
