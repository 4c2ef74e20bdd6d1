"""The one list of companies: what is asked, read from an address and written back to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet

from jolserik.companies.models import Company, CompanyForm
from jolserik.companies.rules import COUNTRY
from jolserik.core.fold import fold
from jolserik.core.legal_forms import without_legal_forms
from jolserik.core.refusal import Problem
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not

PAGE_SIZE: Final = 50
SORTS: Final[Mapping[str, str]] = {
    "name": "folded",
    "country": "country",
    "touched": "touched_at",
}


@dataclass(frozen=True)
class CompanyFilters:
    """Which companies are asked for; empty means all. `q`: words of a name, or BIN or IIN from
    its first digits. `live`: with projects walked with, `stage`: with projects at a stage; of
    projects a room above tells."""

    q: str = ""
    form: str = ""
    country: str = ""
    live: bool = False
    stage: str = ""
    sort: str = "name"

    def query(self) -> str:
        """The address's part after `?`; what is as at first is left out."""
        first = CompanyFilters()
        names = [one.name for one in fields(self)]
        said = [(name, getattr(self, name)) for name in names]
        return urlencode(
            [(name, "1" if v is True else v) for name, v in said if v != getattr(first, name)]
        )


def parse(
    query: Mapping[str, Sequence[str]], *, stages: Collection[str] = ()
) -> tuple[CompanyFilters, tuple[Problem, ...]]:
    """What is asked, with everything that was not understood. `stages`: those there are."""
    texts = {name: values[-1].replace("\0", "").strip()[:100] for name, values in query.items()}
    form, country = texts.get("form", ""), texts.get("country", "")
    stage, sort = texts.get("stage", ""), texts.get("sort", "") or "name"
    wrong = {
        "form": form if form and form not in set(CompanyForm) else "",
        "country": country if country and not COUNTRY.fullmatch(country) else "",
        "stage": stage if stage and stage not in stages else "",
        "sort": sort if sort.removeprefix("-") not in SORTS else "",
    }
    problems = tuple(
        Problem(name, "company_filter_not_understood", {"text": text})
        for name, text in wrong.items()
        if text
    )
    asked = CompanyFilters(
        q=texts.get("q", ""),
        form="" if wrong["form"] else form,
        country="" if wrong["country"] else country,
        live=texts.get("live", "") not in ("", "0"),
        stage="" if wrong["stage"] else stage,
        sort="name" if wrong["sort"] else sort,
    )
    return asked, problems


def visible_to(actor: Actor) -> QuerySet[Company]:
    """Companies the actor may see; merged ones are addresses only."""
    if why_not(actor, Right.SEE_COMPANIES) is not None:
        return Company.objects.none()
    return Company.objects.filter(merged_into__isnull=True)


def matching(filters: CompanyFilters, actor: Actor) -> QuerySet[Company]:
    """Companies asked for, in their order."""
    rows = visible_to(actor)
    for word in fold(without_legal_forms(filters.q)).split()[:8]:
        asked = Q(folded__contains=word)
        if word.isdigit():
            asked |= Q(organisation__bin__startswith=word) | Q(iin__startswith=word)
        rows = rows.filter(asked)
    if filters.form:
        rows = rows.filter(form=filters.form)
    if filters.country:
        rows = rows.filter(country=filters.country)
    return _in_order(rows, filters)


def shown(page: QuerySet[Company], filters: CompanyFilters) -> list[Company]:
    """The companies of a page of `matching`: which they are is found before anything is joined."""
    found = Company.objects.filter(pk__in=page.values("pk"))
    return list(ready(_in_order(found, filters)))


def _in_order(rows: QuerySet[Company], filters: CompanyFilters) -> QuerySet[Company]:
    column = F(SORTS[filters.sort.removeprefix("-")])
    return rows.order_by(column.desc() if filters.sort[0] == "-" else column.asc(), "pk")


def ready(found: QuerySet[Company]) -> QuerySet[Company]:
    """With names and BIN."""
    return found.select_related("organisation").prefetch_related("organisation__names")
