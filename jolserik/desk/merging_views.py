"""Records that look like one: the list to go through, merging two, taking a merger apart."""

import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, register_converter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jolserik.companies.models import Company
from jolserik.core.refusal import Refusal, Refused
from jolserik.desk import merging_picture as picture
from jolserik.merging import actions, choices, counting, finding, queries, rules
from jolserik.merging.actions import companies, projects
from jolserik.merging.choices import Choice
from jolserik.merging.counting import Counts
from jolserik.merging.values import Kind
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.queries import display_names
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import problem_in_words, refusal_in_words
from jolserik.projects.models import Project
from jolserik.search import queries as search
from jolserik.site.say import language

PAGE_SIZE: Final = 25
FOUND: Final = 20


class KindConverter:
    regex = "company|project"

    def to_python(self, value: str) -> Kind:
        return Kind(value)

    def to_url(self, value: str) -> str:
        return str(Kind(value).value)


register_converter(KindConverter, "record_kind")


@requires(Right.MERGE_RECORDS)
def similar(request: HttpRequest) -> HttpResponse:
    """The list of that kind of which there is something to decide; of companies first."""
    some = queries.pairs(Kind.COMPANY, actor_of(request)).exists()
    return redirect("desk:duplicates", kind=Kind.COMPANY if some else Kind.PROJECT)


@requires(Right.MERGE_RECORDS)
def duplicates(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Pairs that nobody has spoken about, the likeliest first."""
    actor = actor_of(request)
    pages = Paginator(queries.pairs(kind, actor), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "kind": kind.value,
        "lines": picture.pair_lines(list(page)),
        "total": pages.count,
        "page": page,
        "waiting": queries.to_look_at(kind),
        "at_once": actions.AT_ONCE,
    }
    return render(request, "desk/merging/list.html", context)


@requires(Right.MERGE_RECORDS)
@require_POST
def look(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Compare what changed; so many at once that the page comes back soon."""
    actions.look(kind, now=timezone.now())
    return redirect("desk:duplicates", kind=kind)


@requires(Right.MERGE_RECORDS)
@require_POST
def different(request: HttpRequest, kind: Kind) -> HttpResponse:
    one, other = (request.POST.get(name, "")[:120] for name in ("one", "other"))
    actions.say_different(kind, one, other, by=actor_of(request), now=timezone.now())
    messages.success(request, _("Kept: these are two. The pair does not come back."))
    return redirect("desk:duplicates", kind=kind)


@requires(Right.MERGE_RECORDS)
def choose_other(request: HttpRequest, kind: Kind, key: str) -> HttpResponse:
    """The other record of the same thing: what looks like it, or what is searched for."""
    actor, code = actor_of(request), _code(kind, key)
    if code not in finding.seen(kind, [code], actor):
        raise Http404
    query = request.GET.get("q", "")[:100]
    if query:
        hits = search.find(query, actor=actor, kinds=[kind], limit=FOUND, language=language())
        known = picture.cards(kind, [hit.key for hit in hits])
        found: list[Any] = [(known[h.key], ()) for h in hits if h.key in known and h.key != code]
    else:
        found = picture.alike_lines(kind, _alike(kind, code, actor))
    context = {
        "kind": kind.value,
        "record": picture.cards(kind, [code])[code],
        "query": query,
        "found": [(card, why, picture.merge_url(kind, code, card.key)) for card, why in found],
    }
    return render(request, "desk/merging/other.html", context)


@dataclass
class _Two:
    """Two records on the page of a merger: who stays, who goes, what differs."""

    stays: Any
    goes: Any
    choices: tuple[Choice, ...]
    counts: Counts
    wanted: dict[str, str]
    refusal: Refusal | None


@requires(Right.MERGE_RECORDS)
def merge(request: HttpRequest, kind: Kind, stays: str, goes: str) -> HttpResponse:
    """Which one stays, what holds where they differ, and what will move."""
    actor, codes = actor_of(request), (_code(kind, stays), _code(kind, goes))
    if set(codes) - finding.seen(kind, codes, actor):
        return _gone(kind, codes)
    chosen = {
        name.removeprefix("choice:"): str(value)
        for name, value in request.POST.items()
        if name.startswith("choice:")
    }
    two = _two(kind, codes, chosen)
    said, problems, status = two.refusal, list[str](), 200
    if request.method == "POST" and request.POST.get("do") == "merge":
        act = actions.merge_companies if kind is Kind.COMPANY else actions.merge_projects
        try:
            merger = act(
                *codes,
                chosen=two.wanted,
                versions=_versions(request),
                by=actor,
                now=timezone.now(),
            )
        except Invalid as invalid:
            problems = [problem_in_words(p, language()) for p in invalid.problems]
            status = 422
        except Refused as refused:
            said, status = refused.refusal, 409
        else:
            messages.success(request, _("The records are one now."))
            return redirect("desk:merger", number=merger.number)
    known = picture.cards(kind, codes)
    context = {
        "kind": kind.value,
        "stays": known[codes[0]],
        "goes": known[codes[1]],
        "versions": (two.stays.version, two.goes.version),
        "lines": picture.choice_lines(two.choices, two.wanted),
        "counted": picture.counted(two.counts),
        "refusal": refusal_in_words(said, language()) if said else "",
        "barred": two.refusal is not None,
        "problems": problems,
        "swap": picture.merge_url(kind, codes[1], codes[0]),
        "leads": any(choice.code == "lead" for choice in two.choices),
    }
    return render(request, "desk/merging/merge.html", context, status=status)


@requires(Right.MERGE_RECORDS)
def merger(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """What became of two records, and the way back."""
    actor = actor_of(request)
    row = queries.merger(number, actor)
    if row is None:
        raise Http404
    said, status = actions.why_not_undo(row), 200
    barred = said is not None
    if request.method == "POST":
        try:
            actions.undo_merger(row.number, by=actor, now=timezone.now())
        except Refused as refused:
            said, status = refused.refusal, 409
        else:
            messages.success(request, _("The records are two again, as they were."))
            return redirect("desk:merger", number=row.number)
    kind = Kind(row.kind)
    known = picture.cards(kind, [row.stays, row.goes])
    people = display_names({key for key in (row.by, row.undone_by) if key}, language())
    context = {
        "merger": row,
        "stays": known[row.stays],
        "goes": known[row.goes],
        "counted": picture.counted(row.counts),
        "who": people.get(row.by, "") if row.by else "",
        "undone_by": people.get(row.undone_by, "") if row.undone_by else "",
        "refusal": refusal_in_words(said, language()) if said else "",
        "barred": barred,
        "kind": kind.value,
    }
    return render(request, "desk/merging/merger.html", context, status=status)


merging_urls = [
    path("duplicates/", similar, name="similar"),
    path("duplicates/<record_kind:kind>/", duplicates, name="duplicates"),
    path("duplicates/<record_kind:kind>/look/", look, name="duplicates_look"),
    path("duplicates/<record_kind:kind>/different/", different, name="duplicates_different"),
    path("duplicates/<record_kind:kind>/<slug:key>/", choose_other, name="duplicate_of"),
    path("duplicates/<record_kind:kind>/<slug:stays>/<slug:goes>/", merge, name="merge"),
    path("mergers/<uuid:number>/", merger, name="merger"),
]


def _code(kind: Kind, key: str) -> str:
    return key if kind is Kind.COMPANY else f"project:{key}"


def _alike(kind: Kind, code: str, actor: Actor) -> list[finding.Alike]:
    if kind is Kind.COMPANY:
        sides = finding.company_sides([code])
        return finding.alike_companies(sides[code], actor=actor) if code in sides else []
    known = finding.project_sides([code])
    return finding.alike_projects(known[code], actor=actor) if code in known else []


def _gone(kind: Kind, codes: tuple[str, str]) -> HttpResponse:
    """One of them is not there (any more): of one that was merged meanwhile that is said."""
    rows = (
        Company.objects.filter(pk__in=codes)
        if kind is Kind.COMPANY
        else Project.objects.filter(subject__code__in=codes)
    )
    if rows.filter(merged_into__isnull=False).exists():
        raise Refused(Refusal("merged_already"))
    raise Http404


def _two(kind: Kind, codes: tuple[str, str], chosen: dict[str, str]) -> _Two:
    stays: Any
    goes: Any
    if kind is Kind.COMPANY:
        rows = Company.objects.select_related("organisation").in_bulk(codes)
        stays, goes = rows[codes[0]], rows[codes[-1]]
        differing = choices.of_companies(stays, goes)
        sides = companies.side(stays), companies.side(goes)
    else:
        found = Project.objects.select_related("subject", "place", "zone", "company")
        known = {row.code: row for row in found.filter(subject__code__in=codes)}
        stays, goes = known[codes[0]], known[codes[-1]]
        differing = choices.of_projects(stays, goes)
        sides = projects.side(stays), projects.side(goes)
    wanted = choices.complete(differing, chosen)
    count = counting.of_companies if kind is Kind.COMPANY else counting.of_projects
    refusal = rules.why_not_merge(*sides)
    return _Two(stays, goes, differing, count(stays, goes, wanted), wanted, refusal)


def _versions(request: HttpRequest) -> tuple[int, int]:
    typed = [request.POST.get(name, "") for name in ("version_stays", "version_goes")]
    numbers = [int(t) if t.isascii() and t.isdigit() and len(t) < 10 else 0 for t in typed]
    return numbers[0], numbers[1]
