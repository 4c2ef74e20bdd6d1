"""Which records may be one: the index of search proposes, `likeness` decides.

Nothing is compared with the whole register: a record costs one question to the index for each of
its names, and a few statements for those that it proposes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jolserik.companies.listing import visible_to as companies_visible_to
from jolserik.companies.models import Company
from jolserik.companies.rules import CompanyDraft
from jolserik.core.legal_forms import without_legal_forms
from jolserik.core.likeness import spelled
from jolserik.merging import likeness
from jolserik.merging.likeness import CompanySide, Likeness, ProjectSide
from jolserik.merging.values import Kind
from jolserik.people.actor import PROGRAM, Actor
from jolserik.projects import access, passport
from jolserik.projects.models import Project
from jolserik.search import queries as search

PROPOSED: Final = 10  # by the index, for each name
OF_COMPANY: Final = 40  # projects of the same company that are compared
MOST_SHOWN: Final = 5


@dataclass(frozen=True)
class Alike:
    """A record that may be the same, with how likely and why."""

    key: str
    likeness: Likeness


def for_company(draft: CompanyDraft, *, fictional: bool, actor: Actor) -> list[Alike]:
    """Companies that one which is about to be registered may be, of those the actor sees."""
    side = CompanySide(
        key="",
        names=(draft.name.ru, draft.name.kk, draft.name.en),
        country=draft.country,
        bin=draft.bin,
        iin=draft.iin,
        foreign_number=draft.foreign_number,
        website=draft.website,
        fictional=fictional,
    )
    return alike_companies(side, actor=actor)[:MOST_SHOWN]


def for_project(values: Mapping[str, str], *, fictional: bool, actor: Actor) -> list[Alike]:
    """Projects that one which is about to be registered may be. `values`: of its passport."""
    company = values.get("company", "")
    names = _company_names([company]).get(company, ()) if company else ()
    side = ProjectSide(
        key="",
        names=tuple(values.get(f"name_{code}", "") for code in ("ru", "kk", "en")),
        company=company,
        initiators=names,
        place=values.get("place", ""),
        zone=values.get("zone", ""),
        plot=values.get("plot", ""),
        sector=values.get("sector", ""),
        cost_kzt=passport.number(values["cost_kzt"]) if values.get("cost_kzt") else None,
        fictional=fictional,
    )
    return alike_projects(side, actor=actor)[:MOST_SHOWN]


def alike_companies(side: CompanySide, *, actor: Actor = PROGRAM) -> list[Alike]:
    """The likeliest first."""
    keys = _proposed(side.names, Kind.COMPANY, actor)
    found = (
        Alike(other.key, how)
        for other in company_sides(keys - {side.key}).values()
        if (how := likeness.of_companies(side, other))
    )
    return sorted(found, key=_likeliest)


def alike_projects(side: ProjectSide, *, actor: Actor = PROGRAM) -> list[Alike]:
    """The likeliest first."""
    keys = _proposed(side.names, Kind.PROJECT, actor)
    if side.company:
        rows = access.visible_to(actor).filter(company=side.company).order_by("-touched_at")
        keys |= set(rows.values_list("subject__code", flat=True)[:OF_COMPANY])
    found = (
        Alike(other.key, how)
        for other in project_sides(keys - {side.key}).values()
        if (how := likeness.of_projects(side, other))
    )
    return sorted(found, key=_likeliest)


def company_sides(keys: Iterable[str]) -> dict[str, CompanySide]:
    """Companies that were not merged, by key: three queries."""
    wanted = sorted(keys)
    rows = Company.objects.filter(pk__in=wanted, merged_into=None)
    zones: dict[str, set[str]] = {}
    stand = Project.objects.filter(company__in=wanted, zone__isnull=False, merged_into=None)
    for key, zone in stand.values_list("company", "zone__code").distinct():
        zones.setdefault(str(key), set()).add(zone)
    return {
        row.key: CompanySide(
            key=row.key,
            names=_texts(row),
            country=row.country,
            bin=row.organisation.bin,
            iin=row.iin,
            foreign_number=row.foreign_number,
            website=row.website,
            zones=frozenset(zones.get(row.key, ())),
            fictional=row.fictional,
        )
        for row in rows.select_related("organisation").prefetch_related("organisation__names")
    }


def project_sides(codes: Iterable[str]) -> dict[str, ProjectSide]:
    """Projects that were not merged, by code: two queries."""
    rows = list(
        Project.objects.filter(subject__code__in=sorted(codes), merged_into=None).select_related(
            "subject", "place", "zone"
        )
    )
    names = _company_names(row.company_id for row in rows if row.company_id)
    return {
        row.code: ProjectSide(
            key=row.code,
            names=tuple(vars(row.subject.names).values()),
            company=row.company_id or "",
            initiators=(row.initiator, *names.get(row.company_id or "", ())),
            place=row.place.code if row.place else "",
            zone=row.zone.code if row.zone else "",
            plot=row.plot,
            sector=row.sector,
            cost_kzt=row.cost_kzt,
            fictional=row.subject.fictional,
        )
        for row in rows
    }


def seen(kind: Kind, keys: Sequence[str], actor: Actor) -> frozenset[str]:
    """Of these records those that the actor sees."""
    if kind is Kind.COMPANY:
        rows = companies_visible_to(actor).filter(pk__in=keys)
        return frozenset(rows.values_list("pk", flat=True))
    projects = access.visible_to(actor).filter(subject__code__in=keys)
    return frozenset(projects.values_list("subject__code", flat=True))


def _proposed(names: Iterable[str], kind: Kind, actor: Actor) -> set[str]:
    """Keys of what the index finds by any of the names."""
    asked = {spelled(name): without_legal_forms(name) for name in names if name}
    return {
        hit.key
        for name in asked.values()
        for hit in search.find(name, actor=actor, kinds=[kind], limit=PROPOSED, language="ru")
    }


def _company_names(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    rows = Company.objects.filter(pk__in=sorted(set(keys))).select_related("organisation")
    return {row.key: _texts(row) for row in rows.prefetch_related("organisation__names")}


def _texts(company: Company) -> tuple[str, ...]:
    """All its names, the present and the former ones."""
    names = company.organisation.names.all()
    return tuple(dict.fromkeys(t for n in names for t in (n.ru, n.kk, n.en) if t))


def _likeliest(found: Alike) -> tuple[int, str]:
    return -found.likeness.points, found.key
