"""Companies: the list, a company with all that is known of it, registering and changing one."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from jolserik.companies import actions, listing
from jolserik.companies.listing import CompanyFilters
from jolserik.companies.models import Company, CompanyForm
from jolserik.companies.rules import HOME
from jolserik.core.words import word
from jolserik.desk import merging_picture, persons_panel
from jolserik.desk.asking import said_to_be_others, status_of
from jolserik.desk.companies_forms import (
    MOST_OWNERS,
    OWNER_ROWS,
    CompanyDataForm,
    owners_of,
    typed_owners,
)
from jolserik.desk.register_forms import country_code
from jolserik.merging import actions as merging
from jolserik.merging.actions import LooksLike
from jolserik.merging.queries import mergers_of
from jolserik.merging.values import Kind
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import problem_in_words
from jolserik.projects import access, history
from jolserik.projects.listing import ONLY_PUBLISHED
from jolserik.projects.pieces import in_pieces
from jolserik.projects.values import Stage, State
from jolserik.site.download import download
from jolserik.site.say import code, language
from jolserik.site.templatetags import jol

EXPORTED: Final = ("form", "country", "bin", "foreign_number", "website")
STAGES: Final = (*Stage, ONLY_PUBLISHED)
NEWEST: Final = 20


@requires(Right.SEE_COMPANIES)
def companies_list(request: HttpRequest) -> HttpResponse:
    """By name, with how many projects of each the reader may see."""
    actor, today = actor_of(request), timezone.localdate()
    asked, problems = _asked(request)
    pages = Paginator(_matching(asked, actor), listing.PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    start = (page.number - 1) * listing.PAGE_SIZE
    rows = listing.shown(_matching(asked, actor)[start : start + listing.PAGE_SIZE], asked)
    live = _live(actor, rows)
    lines = [
        {
            "name": row.organisation.called(language(), today),
            "url": reverse("desk:company", args=[row.key]),
            "number": row.organisation.bin or row.iin or row.foreign_number,
            "form": code("company_form", row.form),
            "country": jol.countries([row.country]),
            "live": live.get(row.key, 0),
            "projects_url": f"{reverse('desk:projects')}?company={row.key}&progress=open",
            "fictional": row.fictional,
        }
        for row in rows
    ]
    context = {
        "asked": asked,
        "problems": [problem_in_words(p, language()) for p in problems],
        "lines": lines,
        "total": pages.count,
        "page": page.number,
        "pages": pages.num_pages,
        "back": _address(asked, page.number - 1) if page.has_previous() else "",
        "further": _address(asked, page.number + 1) if page.has_next() else "",
        "stages": [(stage, _stage(stage)) for stage in STAGES],
        "forms": [(form.value, code("company_form", form)) for form in CompanyForm],
        "query": asked.query(),
        "may_edit": why_not(actor, Right.EDIT_COMPANIES) is None,
    }
    return render(request, "desk/lists/companies.html", context)


@requires(Right.SEE_COMPANIES)
def companies_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Exactly what the list shows, without IIN; that it was taken away is recorded."""
    if form not in ("csv", "xlsx"):
        raise Http404
    actor, lang = actor_of(request), language()
    asked, problems = _asked(request)
    if problems:
        said = "\n".join(problem_in_words(p, lang) for p in problems)
        return HttpResponse(said, status=422, content_type="text/plain")
    now = timezone.now()
    actions.note_export(asked, form=form, by=actor, now=now)
    head = [code("field", name) for name in ("name", *EXPORTED, "owners")]
    rows = _exported(asked, actor, lang)
    name = f"companies-{timezone.localdate(now):%Y-%m-%d}"
    return download(form, head, rows, name=name, sheet=_("Companies"), language=lang)


@requires(Right.SEE_COMPANIES)
@never_cache
def company_page(request: HttpRequest, key: str) -> HttpResponse:
    """A company; one that was merged leads to the one it was merged into."""
    actor, today = actor_of(request), timezone.localdate()
    row = _company(key)
    if row.merged_into_id:
        return redirect("desk:company", key=row.merged_into_id)
    projects = access.visible_to(actor).filter(company=row, merged_into=None)
    context = {
        "company": row,
        "name": row.organisation.called(language(), today),
        "names": sorted(row.organisation.names.all(), key=lambda n: n.valid_from, reverse=True),
        "owners": list(row.owners.all()),
        "projects": list(projects.select_related("subject").order_by("sort_name")[:NEWEST]),
        "projects_url": f"{reverse('desk:projects')}?company={row.key}",
        "persons_panel": persons_panel.of_company(row.key, actor=actor),
        "history": history.of("company", row.key, language=language(), limit=NEWEST),
        "merged": merging_picture.merged_into(Kind.COMPANY, mergers_of(Kind.COMPANY, row.key)),
        "may_merge": why_not(actor, Right.MERGE_RECORDS) is None,
        "may_edit": why_not(actor, Right.EDIT_COMPANIES) is None,
    }
    return render(request, "desk/lists/company.html", context)


@requires(Right.EDIT_COMPANIES)
def company_new(request: HttpRequest) -> HttpResponse:
    form = CompanyDataForm(request.POST or None, initial={"country": HOME})
    owners = typed_owners(request.POST)
    alike: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            company = merging.register_company(
                form.draft(owners_of(owners)),
                other_than=said_to_be_others(request),
                by=actor_of(request),
                now=timezone.now(),
            )
        except LooksLike as looks:
            alike = merging_picture.alike_lines(Kind.COMPANY, looks.found)
        except Invalid as invalid:
            _show(form, invalid)
        else:
            messages.success(request, _("The company is registered."))
            return redirect("desk:company", key=company.key)
    back = reverse("desk:companies")
    return _form_page(request, form, owners, _("Register a company"), back, alike)


@requires(Right.EDIT_COMPANIES)
def company_change(request: HttpRequest, key: str) -> HttpResponse:
    """The version that was read goes with the form: what somebody else wrote is never lost."""
    row = _company(key)
    if row.merged_into_id:
        return redirect("desk:company", key=row.merged_into_id)
    known = actions.values_of(row, today=timezone.localdate()) | {"version": str(row.version)}
    form = CompanyDataForm(request.POST or None, initial=known)
    posted = request.method == "POST"
    owners = typed_owners(request.POST) if posted else _owners(row)
    if posted and form.is_valid():
        try:
            actions.change_company(
                row.key,
                form.draft(owners_of(owners)),
                version=form.read_version(),
                by=actor_of(request),
                now=timezone.now(),
            )
        except Invalid as invalid:
            _show(form, invalid)
        else:
            messages.success(request, _("The company is changed."))
            return redirect("desk:company", key=row.key)
    back = reverse("desk:company", args=[row.key])
    return _form_page(request, form, owners, _("Change the company"), back)


companies_urls = [
    path("companies/", companies_list, name="companies"),
    path("companies/new/", company_new, name="company_new"),
    path("companies/export.<str:form>", companies_export, name="companies_export"),
    path("company/<slug:key>/", company_page, name="company"),
    path("company/<slug:key>/change/", company_change, name="company_change"),
]


def _asked(request: HttpRequest) -> tuple[CompanyFilters, Any]:
    query: dict[str, Sequence[str]] = {
        name: [str(text) for text in texts] for name, texts in request.GET.lists()
    }
    if typed := [text for text in query.get("country", ()) if text.strip()]:
        query["country"] = [country_code(typed[-1]) or typed[-1]]
    return listing.parse(query, stages=STAGES)


def _address(asked: CompanyFilters, page: int) -> str:
    parts = [part for part in (asked.query(), f"page={page}" if page > 1 else "") if part]
    return reverse("desk:companies") + (f"?{'&'.join(parts)}" if parts else "")


def _matching(asked: CompanyFilters, actor: Actor) -> QuerySet[Company]:
    rows = listing.matching(asked, actor)
    if not asked.live and not asked.stage:
        return rows
    projects = access.visible_to(actor).filter(company__isnull=False)
    if asked.live:
        projects = projects.filter(state=State.LIVE)
    if asked.stage == ONLY_PUBLISHED:
        projects = projects.filter(state=State.PUBLISHED)
    elif asked.stage:
        projects = projects.filter(stage=asked.stage).exclude(state=State.PUBLISHED)
    return rows.filter(pk__in=projects.values("company_id"))


def _stage(stage: str) -> str:
    return code("stage_of_list" if stage == ONLY_PUBLISHED else "stage", stage)


def _live(actor: Actor, rows: Sequence[Company]) -> dict[str, int]:
    """How many live projects of each company the reader sees."""
    found = access.visible_to(actor).filter(company__in=[r.pk for r in rows], state=State.LIVE)
    counted = found.order_by().values_list("company").annotate(many=Count("pk"))
    return {str(key): many for key, many in counted}


def _exported(asked: CompanyFilters, actor: Actor, lang: str) -> Iterator[list[Any]]:
    today = timezone.localdate()
    for row in in_pieces(_matching(asked, actor), _whole):
        owners = (f"{o.name} ({o.country})" if o.country else o.name for o in row.owners.all())
        yield [
            row.organisation.called(lang, today),
            word("company_form", row.form, lang),
            row.country,
            row.organisation.bin,
            row.foreign_number,
            row.website,
            "; ".join(owners),
        ]


def _whole(found: QuerySet[Company]) -> QuerySet[Company]:
    return listing.ready(found).prefetch_related("owners")


def _company(key: str) -> Company:
    found = _whole(Company.objects.filter(pk=key)).first()
    if found is None:
        raise Http404
    return found


def _owners(row: Company) -> list[dict[str, str]]:
    return [
        {
            "name": owner.name,
            "country": owner.country,
            "share": format(owner.share.normalize(), "f") if owner.share else "",
        }
        for owner in row.owners.all()
    ]


def _show(form: CompanyDataForm, invalid: Invalid) -> None:
    """What the room objects to, beside its field; the version and owners have none."""
    form.show(
        [p if p.place != "version" else type(p)("", p.code, p.facts) for p in invalid.problems],
        language(),
    )


def _form_page(
    request: HttpRequest,
    form: CompanyDataForm,
    owners: list[dict[str, str]],
    title: str,
    back: str,
    alike: Sequence[Any] = (),
) -> HttpResponse:
    empty = {"name": "", "country": "", "share": ""}
    spare = max(1, OWNER_ROWS - len(owners)) if len(owners) < MOST_OWNERS else 0
    context = {
        "form": form,
        "owners": [*owners, *[empty] * spare],
        "title": title,
        "back": back,
        "alike": alike,
    }
    status = status_of(request)
    return render(request, "desk/lists/company_form.html", context, status=status)
