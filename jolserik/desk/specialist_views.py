"""One specialist: what is carried, what if they go, handing over, stand-ins, what they know."""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jolserik.companies.models import Company
from jolserik.core.refusal import Refused
from jolserik.desk import specialists_words as words
from jolserik.desk.fields import DeskForm
from jolserik.desk.specialist_forms import (
    CapacityForm,
    InterestForm,
    SimulationForm,
    SkillForm,
    StandInForm,
)
from jolserik.desk.specialists_words import FitLine
from jolserik.ledger.models import Subject
from jolserik.people import actions as people_actions
from jolserik.people import holdings
from jolserik.people.access import actor_of, requires
from jolserik.people.holdings import Held
from jolserik.people.models import Person, StandIn
from jolserik.people.queries import display_names
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import problem_in_words, refusal_in_words
from jolserik.projects.models import Project
from jolserik.site.say import language
from jolserik.specialists import actions, load, queries, weights
from jolserik.specialists.models import Capacity, Interest, SpecialistSkill
from jolserik.specialists.queries import Carried
from jolserik.specialists.values import HandoverKind

Thing = tuple[str, str]


@dataclass(frozen=True)
class ThingLine:
    """One thing held, with to whom it would go and why."""

    held: Held
    field: str
    name: str
    stage: str
    slug: str
    taker: uuid.UUID | None
    fit: FitLine | None


@dataclass(frozen=True)
class LoadLine:
    """Somebody's load now, and as it would be."""

    name: str
    now: Decimal
    then: Decimal
    capacity: Decimal
    is_over: bool
    gets: int


@requires(Right.SEE_CASELOAD)
def specialist(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return _page(request, key)


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def hand_over(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """`again` only counts anew with other successors; nothing is written then."""
    _seen(request, key)
    split = _split(request)
    kind = request.POST.get("kind", "")
    kind = kind if kind in set(HandoverKind) else HandoverKind.REBALANCE
    if "again" in request.POST:
        return _page(request, key, split=split)
    reason = request.POST.get("reason", "")
    try:
        rows = actions.hand_over_split(
            key,
            split,
            kind=HandoverKind(kind),
            reason=reason,
            by=actor_of(request),
            now=timezone.now(),
        )
    except Refused as refused:
        said = refusal_in_words(refused.refusal, language())
        return _page(request, key, split=split, refusal=said, status=409)
    except Invalid as invalid:
        said = " ".join(problem_in_words(p, language()) for p in invalid.problems)
        return _page(request, key, split=split, refusal=said, status=422)
    told = _("Handed over: %(things)s. It stays open until accepted; the investors are told.")
    messages.success(request, told % {"things": sum(row.items.count() for row in rows)})
    return redirect("desk:specialist", key=key)


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def give_stand_in(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    _seen(request, key)
    form = StandInForm(request.POST, people=_colleagues(request, key), today=timezone.localdate())

    def act() -> None:
        people_actions.give_stand_in(
            by=actor_of(request),
            now=timezone.now(),
            absent=key,
            stand_in=uuid.UUID(form.cleaned_data["stand_in"]),
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
            reason=form.cleaned_data["reason"],
        )

    return _done(
        request, key, "stand_in_form", form, act, _("The stand-in sees and does the same.")
    )


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def end_stand_in(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    _seen(request, key)
    get_object_or_404(StandIn, pk=number, absent_id=key)

    def act() -> None:
        people_actions.end_stand_in(by=actor_of(request), now=timezone.now(), stand_in=number)

    return _done(request, key, "", None, act, _("The stand-in is ended."))


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def know(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    _seen(request, key)
    form = SkillForm(request.POST, places=_places(), language=language())

    def act() -> None:
        kind, code, level = form.chosen()
        actions.know(key, kind, code, level, by=actor_of(request), now=timezone.now())

    return _done(request, key, "skill_form", form, act, _("It is written down."))


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def forget(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    _seen(request, key)
    get_object_or_404(SpecialistSkill, pk=number, person_id=key)

    def act() -> None:
        actions.forget_skill(number, by=actor_of(request), now=timezone.now())

    return _done(request, key, "", None, act, _("It is removed."))


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def declare_interest(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    _seen(request, key)
    form = InterestForm(request.POST, companies=_companies(key))

    def act() -> None:
        company, reason = form.cleaned_data["company"], form.cleaned_data["reason"]
        actions.declare_interest(key, company, reason, by=actor_of(request), now=timezone.now())

    return _done(request, key, "interest_form", form, act, _("It is written down."))


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def end_interest(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    _seen(request, key)
    get_object_or_404(Interest, pk=number, person_id=key)

    def act() -> None:
        actions.end_interest(number, by=actor_of(request), now=timezone.now())

    return _done(request, key, "", None, act, _("It is removed."))


@requires(Right.ASSIGN_SPECIALISTS)
@require_POST
def set_capacity(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    _seen(request, key)
    form = CapacityForm(request.POST)

    def act() -> None:
        text = form.cleaned_data["capacity"]
        actions.set_capacity(key, text, by=actor_of(request), now=timezone.now())

    return _done(request, key, "capacity_form", form, act, _("It is written down."))


specialist_urls = [
    path("specialists/<uuid:key>/", specialist, name="specialist"),
    path("specialists/<uuid:key>/hand-over/", hand_over, name="hand_over"),
    path("specialists/<uuid:key>/stand-ins/", give_stand_in, name="stand_in_give"),
    path("specialists/<uuid:key>/stand-ins/<int:number>/end/", end_stand_in, name="stand_in_end"),
    path("specialists/<uuid:key>/skills/", know, name="skill_add"),
    path("specialists/<uuid:key>/skills/<int:number>/remove/", forget, name="skill_remove"),
    path("specialists/<uuid:key>/interests/", declare_interest, name="interest_add"),
    path(
        "specialists/<uuid:key>/interests/<int:number>/remove/",
        end_interest,
        name="interest_remove",
    ),
    path("specialists/<uuid:key>/capacity/", set_capacity, name="capacity_set"),
]


def _done(
    request: HttpRequest,
    key: uuid.UUID,
    name: str,
    form: DeskForm | None,
    act: Callable[[], None],
    told: str,
) -> HttpResponse:
    """Do what a valid form asks and go back; show what is wrong otherwise."""
    if form is None or form.is_valid():
        try:
            act()
        except Refused as refused:
            said = refusal_in_words(refused.refusal, language())
            return _page(request, key, refusal=said, status=409)
        except Invalid as invalid:
            if form is None:
                raise
            form.show(invalid.problems, language())
        except ObjectDoesNotExist as gone:
            raise Http404 from gone
        else:
            messages.success(request, told)
            return redirect("desk:specialist", key=key)
    return _page(request, key, forms={name: form}, status=422)


def _seen(request: HttpRequest, key: uuid.UUID) -> None:
    """404 for whoever is not among those whose load the reader sees."""
    holds = key in queries.specialists(actor_of(request), today=timezone.localdate())
    if not holds and why_not(actor_of(request), Right.SEE_PEOPLE) is not None:
        raise Http404
    if not holds and not Person.objects.filter(pk=key, erased_at=None).exists():
        raise Http404


def _page(
    request: HttpRequest,
    key: uuid.UUID,
    *,
    split: dict[Thing, uuid.UUID] | None = None,
    refusal: str = "",
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    _seen(request, key)
    actor, today = actor_of(request), timezone.localdate()
    manages = why_not(actor, Right.ASSIGN_SPECIALISTS) is None
    known = weights.current()
    things = holdings.held_by(key)
    departments = {thing.department for thing in things if thing.department}
    departments |= {post.organisation for post in actor.posts if post.organisation}
    people = [p for p in queries.able_specialists(departments, today=today) if p != key]
    loads = queries.carried([key, *people], today=today, weights=known)
    names = display_names([key, *people], language())
    simulation = SimulationForm(
        request.GET if "kind" in request.GET else None, language=language(), initial={}
    )
    asked = split is not None or ("kind" in request.GET and simulation.is_valid())
    stand_ins = StandIn.objects.filter(absent_id=key, valid_to__gte=today)
    stand_ins = stand_ins.select_related("stand_in").order_by("valid_from")
    context: dict[str, Any] = {
        "key": key,
        "name": names[key],
        "carried": loads[key],
        "parts": words.parts(loads[key], known, words.list_names()),
        "simulation": simulation,
        "refusal": refusal,
        "may_manage": manages,
        "stand_ins": [(row, row.stand_in.name(language())) for row in stand_ins],
        "handovers": [
            (row, row.from_person.name(language()), row.to_person.name(language()))
            for row in queries.handovers_of(key, limit=10)
        ],
        **_knowledge(key, manages=manages, people=[(p, names[p]) for p in people]),
        **(forms or {}),
    }
    absent = frozenset({key})
    if asked and split is None:
        absent |= _away(simulation)
    lines, then = _simulated(things, people, loads, known, names, split, absent, asked=asked)
    context |= {
        "lines": lines,
        "then": then,
        "asked": asked,
        "people": [(p, names[p]) for p in people],
    }
    context["kind"] = request.POST.get("kind") or request.GET.get("kind") or HandoverKind.REBALANCE
    context["reason"] = request.POST.get("reason", "")
    return render(request, "desk/specialists/specialist.html", context, status=status)


def _away(simulation: SimulationForm) -> frozenset[uuid.UUID]:
    """Who is away in the span asked about, besides the person."""
    first, last = simulation.cleaned_data.get("first"), simulation.cleaned_data.get("last")
    if first is None or last is None:
        return frozenset()
    return queries.absent_within(first, last)


def _simulated(
    things: tuple[Held, ...],
    people: list[uuid.UUID],
    loads: dict[uuid.UUID, Carried],
    known: weights.Weights,
    names: dict[uuid.UUID, str],
    split: dict[Thing, uuid.UUID] | None,
    absent: frozenset[uuid.UUID],
    *,
    asked: bool,
) -> tuple[list[ThingLine], list[LoadLine]]:
    """What is held, to whom it would go, and the loads after it; nothing is written."""
    today = timezone.localdate()
    codes = [thing.project for thing in things if thing.project]
    rows = Project.objects.filter(subject__code__in=codes).select_related("subject")
    projects = {row.subject.code: row for row in rows}
    fits: dict[str, FitLine] = {}
    takers: dict[Thing, uuid.UUID] = split or {}
    if asked:
        planned, waits = queries.plan(things, people, today=today, absent=absent)
        takers = planned if split is None else split
        chosen = {}
        for wait in waits.values():
            code = wait.project.subject.code
            taker = takers.get(("project", code))
            fit = next((f for f in wait.fits if f.person == taker), None)
            if fit:
                chosen[code] = fit
        places = words.places_in(chosen.values())
        fits = {code: words.fit_line(fit, names, places) for code, fit in chosen.items()}
    lines = [_line(n, thing, projects, takers, fits) for n, thing in enumerate(things)]
    if not asked:
        return lines, []
    counts = queries.counts_of(list(projects.values()), today=today)
    extra: dict[uuid.UUID, Decimal] = defaultdict(Decimal)
    gets: Counter[uuid.UUID] = Counter()
    for (kind, code), taker in takers.items():
        gets[taker] += 1
        if kind == "project" and code in projects:
            extra[taker] += load.total(counts[projects[code].pk], known.load)
        elif kind != "project":
            extra[taker] += known.load.get(f"held.{kind}", Decimal(0))
    then = [
        LoadLine(
            name=names[p],
            now=loads[p].load,
            then=loads[p].load + extra[p],
            capacity=loads[p].capacity,
            is_over=load.is_over(loads[p].load + extra[p], loads[p].capacity),
            gets=gets[p],
        )
        for p in sorted(people, key=lambda p: -(loads[p].load + extra[p]))
    ]
    return lines, then


def _line(
    number: int,
    thing: Held,
    projects: dict[str, Project],
    takers: dict[Thing, uuid.UUID],
    fits: dict[str, FitLine],
) -> ThingLine:
    project = projects.get(thing.project)
    own = thing.kind == "project" and project is not None
    return ThingLine(
        held=thing,
        field=f"thing_{number}",
        name=project.subject.names.get(language()) if own and project else thing.title,
        stage=project.stage if own and project else "",
        slug=project.slug if project else "",
        taker=takers.get((thing.kind, thing.key)),
        fit=fits.get(thing.key) if own else None,
    )


def _split(request: HttpRequest) -> dict[Thing, uuid.UUID]:
    """Fields `thing:KIND:KEY` with the key of a person; empty ones stay where they are."""
    found: dict[Thing, uuid.UUID] = {}
    for name, text in request.POST.items():
        prefix, _colon, rest = name.partition(":")
        kind, _colon, key = rest.partition(":")
        if prefix != "thing" or not key or not text:
            continue
        try:
            found[kind, key] = uuid.UUID(str(text))
        except ValueError as wrong:
            raise Http404 from wrong
    return found


def _knowledge(
    key: uuid.UUID, *, manages: bool, people: list[tuple[uuid.UUID, str]]
) -> dict[str, Any]:
    today = timezone.localdate()
    skills = list(SpecialistSkill.objects.filter(person_id=key))
    places = words.place_names(s.code for s in skills if s.kind == "place")
    interests = Interest.objects.filter(person_id=key).select_related("company__organisation")
    found: dict[str, Any] = {
        "skills": [(s, words.skill_name(s.kind, s.code, places), str(s.level)) for s in skills],
        "interests": [
            (i, i.company.organisation.called(language(), today))
            for i in interests.prefetch_related("company__organisation__names")
        ],
    }
    if manages:
        own = Capacity.objects.filter(pk=key).first()
        shown = words.points(own.points) if own else ""
        found |= {
            "stand_in_form": StandInForm(people=people, today=today),
            "skill_form": SkillForm(places=_places(), language=language()),
            "interest_form": InterestForm(companies=_companies(key)),
            "capacity_form": CapacityForm(initial={"capacity": shown}),
        }
    return found


def _places() -> list[tuple[str, str]]:
    rows = Subject.objects.filter(kind__in=("region", "city", "district", "zone"))
    return sorted(((r.code, r.names.get(language())) for r in rows), key=lambda r: r[1])


def _companies(key: uuid.UUID) -> list[tuple[str, str]]:
    """Companies that have a project in the register: with others there is nothing to lead."""
    today: dt.date = timezone.localdate()
    with_project = Project.objects.filter(company__isnull=False).values("company_id")
    rows = (
        Company.objects.filter(pk__in=with_project, merged_into=None)
        .exclude(pk__in=Interest.objects.filter(person_id=key).values("company_id"))
        .select_related("organisation")
        .prefetch_related("organisation__names")[:500]
    )
    return [(row.key, row.organisation.called(language(), today)) for row in rows]


def _colleagues(request: HttpRequest, key: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    today = timezone.localdate()
    departments = {post.organisation for post in actor_of(request).posts}
    people = [p for p in queries.able_specialists(departments, today=today) if p != key]
    names = display_names(people, language())
    return [(p, names[p]) for p in people]
