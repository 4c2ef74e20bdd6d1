"""What is done on a project, each act a page with a form that works without scripts."""

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jolserik.core.refusal import Refusal, Refused
from jolserik.core.words import word
from jolserik.desk import merging_picture, register_picture
from jolserik.desk import register_forms as forms
from jolserik.desk.asking import said_to_be_others
from jolserik.desk.fields import DeskForm
from jolserik.desk.register_picture import Frame
from jolserik.ledger.models import Subject
from jolserik.merging import actions as merging
from jolserik.merging.actions import LooksLike
from jolserik.merging.values import Kind
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.models import Organisation, Person
from jolserik.people.queries import organisations
from jolserik.people.rights import Right, held
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import actions, passport, queries, road, rules
from jolserik.projects.actions import Conflict, ProjectDraft
from jolserik.projects.actions.years import live_entries
from jolserik.projects.facts import facts_of, values_of
from jolserik.projects.models import (
    Assignment,
    CounterObligation,
    Membership,
    Phase,
    Project,
    StageDate,
    Support,
)
from jolserik.projects.rules import Move
from jolserik.projects.values import Stage, State, TeamRole, TermKind
from jolserik.site.say import language
from jolserik.specialists import actions as specialists

FAR_YEARS = 15


# --- registering, taking on


@requires(Right.REGISTER_PROJECTS)
def project_new(request: HttpRequest) -> HttpResponse:
    """A new live project; only its name is needed at first."""
    actor, today = actor_of(request), timezone.localdate()
    form = forms.NewProjectForm(
        _posted(request),
        choices=register_picture.choices(actor),
        departments=_departments(actor, today),
        people=queries.who_may_lead(today=today),
        initial={"lead": str(actor.key), "name_ru": request.GET.get("name", "")},
    )
    refusal, alike = "", list[Any]()
    if request.method == "POST" and form.is_valid():
        try:
            row = merging.register_project(
                _draft(form),
                other_than=said_to_be_others(request),
                by=actor,
                now=timezone.now(),
            )
        except LooksLike as looks:
            alike = merging_picture.alike_lines(Kind.PROJECT, looks.found)
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            refusal = refusal_in_words(refused.refusal, language())
        else:
            messages.success(request, _("The project is registered."))
            return redirect("desk:project", slug=row.slug)
    status = 409 if refusal else 422 if request.method == "POST" else 200
    context = {"form": form, "refusal": refusal, "choices": form.choices, **_lists(form)}
    context["alike"] = alike
    return render(request, "desk/register/new.html", context, status=status)


@requires(Right.REGISTER_PROJECTS)
def take_on(request: HttpRequest, slug: str) -> HttpResponse:
    """Walk from today with a project that was known from publications only."""
    shown = register_picture.frame(request, slug)
    today = shown.today
    form = forms.TakeOnForm(
        _posted(request),
        departments=_departments(shown.actor, today),
        people=queries.who_may_lead(today=today),
        initial={"lead": str(shown.actor.key)},
    )

    def go() -> None:
        typed = form.cleaned_data
        actions.take_on(
            shown.row.pk,
            department=typed["department"],
            lead=uuid.UUID(typed["lead"]),
            reason=typed["reason"],
            by=shown.actor,
            now=timezone.now(),
        )

    return _act(
        request,
        shown,
        form,
        go,
        title=_("Take the project on"),
        button=_("Take it on"),
        done=_("The project is taken on."),
        refusal=rules.why_not_take_on(State(shown.row.state)),
    )


def _draft(form: forms.NewProjectForm) -> ProjectDraft:
    typed, values = form.cleaned_data, {c: t for c, t in form.plain.items() if t}
    places = [values[c] for c in ("place", "zone") if c in values]
    fictional = Subject.objects.filter(code__in=places, fictional=True).exists()
    return ProjectDraft(
        values=values,
        department=typed["department"],
        lead=uuid.UUID(typed["lead"]),
        fictional=fictional,
    )


def _departments(actor: Actor, today: dt.date) -> list[tuple[str, str]]:
    """Departments for which the actor may register projects."""
    keys = [post.organisation for _, post in held(actor, Right.REGISTER_PROJECTS)]
    found: list[Organisation] = list(organisations().filter(key__in=keys))
    return forms.department_choices(keys, found, today)


# --- the passport


@requires(Right.EDIT_PROJECTS)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the passport. What two people changed at once is shown both ways, field by field."""
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    row = shown.row
    facts = facts_of(row)
    frozen = [f.code for f in passport.FIELDS if f.promised] if facts.launched else []
    form = forms.PassportForm(
        _posted(request),
        choices=register_picture.choices(shown.actor, company=row.company_id or ""),
        values=values_of(row),
        frozen=frozen,
    )
    closed = rules.why_not_change(facts, ())
    refusal, conflicts, status, version = _said(closed), [], 200, row.version
    if request.method == "POST" and closed:
        status = 409
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            changed = {
                code: text
                for code, text in form.changed().items()
                if request.POST.get(f"choice_{code}") != "theirs"
            }
            try:
                actions.change_project(
                    row.pk, changed, version=_version(request), by=shown.actor, now=timezone.now()
                )
            except Conflict as conflict:
                status, conflicts = 409, _conflicts(form, conflict)
                version = Project.objects.values_list("version", flat=True).get(pk=row.pk)
            except Invalid as invalid:
                version = _version(request)
                form.show(invalid.problems, language())
            except Refused as refused:
                refusal, status = _said(refused.refusal), 409
            else:
                messages.success(request, _("The passport is kept."))
                return redirect(shown.url("project_passport"))
        else:
            version = _version(request)
    kept = dict(form.kept)
    if request.method == "POST":  # what the fields were when the form was first opened
        kept = {name: request.POST.get(name, text) for name, text in kept.items()}
        kept |= {f"was_{c['code']}": c["theirs_plain"] for c in conflicts}
    context = register_picture.context(shown, "passport") | {
        "form": form,
        "kept": kept,
        "version": version,
        "conflicts": conflicts,
        "refusal": refusal,
        "frozen": bool(frozen),
        **_lists(form),
    }
    return render(request, "desk/register/change.html", context, status=status)


def _conflicts(form: forms.PassportForm, conflict: Conflict) -> list[dict[str, str]]:
    """Both versions of each field that two people changed."""
    return [
        {
            "code": code,
            "label": word("field", code, language()),
            "theirs": forms.as_typed(passport.BY_CODE[code], theirs, form.choices),
            "theirs_plain": theirs,
            "mine": forms.as_typed(passport.BY_CODE[code], mine, form.choices),
        }
        for code, theirs, mine in conflict.fields
    ]


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _lists(form: forms.PassportForm) -> dict[str, Any]:
    """What the inputs with suggestions suggest."""
    from babel import Locale

    territories = Locale(language()).territories
    names = sorted(n for c, n in territories.items() if len(c) == 2 and c.isalpha())
    return {"countries": names, "companies": list(form.choices.companies.values())}


# --- the road


@requires(Right.USE_DESK)
def move(request: HttpRequest, slug: str, stage: str) -> HttpResponse:
    """Move the project to a stage; the page says what is missing and why it cannot."""
    shown = register_picture.frame(request, slug)
    to, facts = _stage(stage), facts_of(shown.row)
    if facts.state is State.PUBLISHED or to is facts.stage:
        raise Http404
    step = register_picture.step(shown, facts, to)
    reasons = None
    if step.offer.needs_reason:
        reasons = queries.terms(*road.reasons_for(facts, to))
    form = forms.MoveForm(
        _posted(request),
        reasons=reasons,
        lost=to is Stage.CANCELLED,
        initial={"on": shown.today},
    )

    def go() -> None:
        typed = form.cleaned_data
        made = Move(
            to=to,
            on=typed["on"],
            reason=typed.get("reason", ""),
            note=typed["note"],
            gone_to=typed.get("gone_to", ""),
        )
        actions.move_project(shown.row.pk, made, by=shown.actor, now=timezone.now())

    return _act(
        request,
        shown,
        form,
        go,
        title=step.title,
        button=step.title,
        done=_("The stage is recorded."),
        refusal=step.offer.refusal,
        tab="road",
        more={"lacks": step.lacks},
    )


@requires(Right.EDIT_PROJECTS)
def plan(request: HttpRequest, slug: str, stage: str, number: int = 0) -> HttpResponse:
    """Plan a day for a stage, or move it with a reason."""
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    to = _stage(stage)
    phase = get_object_or_404(Phase, project=shown.row, number=number) if number else None
    date = StageDate.objects.filter(project=shown.row, phase=phase, stage=to).first()
    old = date.planned_on if date else None
    refusal = rules.why_not_plan(
        facts_of(shown.row),
        stage=to,
        old=old,
        new=None,
        reason=road.ASKED,
        phase_launched=None if phase is None else phase.launched_on is not None,
    )
    form = forms.PlanForm(
        _posted(request),
        reasons=queries.terms(TermKind.SHIFT_REASON) if old else None,
        initial={"planned_on": old},
    )

    def go() -> None:
        typed = form.cleaned_data
        actions.plan_stage(
            shown.row.pk,
            to,
            typed["planned_on"],
            reason=typed.get("reason", ""),
            note=typed["note"],
            phase=phase.pk if phase else None,
            by=shown.actor,
            now=timezone.now(),
        )

    return _act(
        request,
        shown,
        form,
        go,
        title=f"{_('Planned date')}: {word('stage', to, language())}"
        + (f", {_('phase')} {number}" if number else ""),
        button=_("Move the date") if old else _("Plan the date"),
        done=_("The plan is kept."),
        refusal=refusal,
        tab="passport" if phase else "road",
        back=shown.url("project_passport") + "#phases" if phase else shown.url("project_road"),
    )


def _stage(code: str) -> Stage:
    try:
        return Stage(code)
    except ValueError:
        raise Http404 from None


# --- phases and the plan by year


@requires(Right.EDIT_PROJECTS)
def phase_form(request: HttpRequest, slug: str, number: int = 0) -> HttpResponse:
    """Add a phase, or change one that was not launched."""
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    facts = facts_of(shown.row)
    phase = None
    if number:
        found = Phase.objects.select_related("subject")
        phase = get_object_or_404(found, project=shown.row, number=number)
    start = forms.PhaseForm.start(phase) if phase else {}
    form = forms.PhaseForm(_posted(request), initial=start)
    refusal = (
        rules.why_not_change_phase(facts, launched_on=phase.launched_on)
        if phase
        else rules.why_not_add_phase(facts)
    )

    def go() -> None:
        if phase:
            actions.change_phase(phase.pk, form.draft(), by=shown.actor, now=timezone.now())
        else:
            actions.add_phase(shown.row.pk, form.draft(), by=shown.actor, now=timezone.now())

    return _act(
        request,
        shown,
        form,
        go,
        title=f"{_('Phase')} {number}" if phase else _("Add a phase"),
        button=_("Keep the phase") if phase else _("Add the phase"),
        done=_("The phase is kept."),
        refusal=refusal,
        tab="passport",
        back=shown.url("project_passport") + "#phases",
    )


@requires(Right.DECIDE_PROJECTS)
def phase_launch(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put a phase into operation; the first one launches its project."""
    shown = register_picture.frame(request, slug)
    shown.ask(Right.DECIDE_PROJECTS)
    phase = get_object_or_404(Phase, project=shown.row, number=number)
    form = forms.DayForm(_posted(request), initial={"on": shown.today})
    facts = facts_of(shown.row)

    def go() -> None:
        on = form.cleaned_data["on"]
        actions.launch_phase(phase.pk, on=on, by=shown.actor, now=timezone.now())

    return _act(
        request,
        shown,
        form,
        go,
        title=f"{_('Launch of phase')} {number}",
        button=_("Record the launch"),
        done=_("The launch is recorded."),
        refusal=rules.why_not_launch_phase(
            facts, launched_on=phase.launched_on, on=shown.today, today=shown.today
        ),
        tab="passport",
        back=shown.url("project_passport") + "#phases",
    )


@requires(Right.EDIT_PROJECTS)
def plan_years(request: HttpRequest, slug: str) -> HttpResponse:
    """How much is to be spent in each year."""
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    row = shown.row
    planned: dict[int, Decimal | None] = {
        year: Decimal(entry.amount).scaleb(-2) for year, entry in live_entries(row).items()
    }
    first = row.starts_on.year if row.starts_on else shown.today.year
    last = row.ends_on.year if row.ends_on else first + 4
    numbers = sorted({*planned, *range(first, min(last, first + FAR_YEARS) + 1)})
    form = forms.YearsForm(_posted(request), years={y: planned.get(y) for y in numbers})

    def go() -> None:
        actions.plan_years(row.pk, form.amounts(), by=shown.actor, now=timezone.now())

    return _act(
        request,
        shown,
        form,
        go,
        title=_("Plan of investment by year"),
        button=_("Keep the plan"),
        done=_("The plan is kept."),
        intro=_("In tenge, as you write it: 850 m; 1.2 bn. Earlier plans stay in the books."),
        refusal=rules.why_not_plan_years(facts_of(row)),
        tab="passport",
        back=shown.url("project_passport") + "#years",
    )


# --- lists, support, obligations


@requires(Right.EDIT_PROJECTS)
def list_join(request: HttpRequest, slug: str) -> HttpResponse:
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    form = forms.ListForm(
        _posted(request), lists=queries.terms(TermKind.LIST), initial={"from_on": shown.today}
    )

    def go() -> None:
        typed = form.cleaned_data
        actions.enlist(
            shown.row.pk,
            typed["list"],
            from_on=typed["from_on"],
            number=typed["number"],
            reason=typed["reason"],
            by=shown.actor,
            now=timezone.now(),
        )

    return _act(
        request,
        shown,
        form,
        go,
        title=_("Put the project on a list"),
        button=_("Put it on the list"),
        done=_("The project is on the list."),
        tab="support",
        back=shown.url("project_support"),
    )


@requires(Right.EDIT_PROJECTS)
def list_leave(request: HttpRequest, slug: str, membership: int) -> HttpResponse:
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    rows = Membership.objects.filter(project=shown.row).select_related("list")
    known = get_object_or_404(rows, pk=membership)
    form = forms.LeaveListForm(_posted(request), initial={"to_on": shown.today})

    def go() -> None:
        typed = form.cleaned_data
        actions.strike_off(
            known.pk,
            to_on=typed["to_on"],
            reason=typed["reason"],
            by=shown.actor,
            now=timezone.now(),
        )

    return _act(
        request,
        shown,
        form,
        go,
        title=f"{_('Take off the list')}: {known.list.words.get(language())}",
        button=_("Take it off the list"),
        done=_("The project has left the list."),
        refusal=rules.why_not_strike_off(ended=known.to_on is not None, reason=road.ASKED),
        tab="support",
        back=shown.url("project_support"),
    )


@requires(Right.EDIT_PROJECTS)
def support_give(request: HttpRequest, slug: str) -> HttpResponse:
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    form = forms.SupportForm(
        _posted(request),
        measures=queries.terms(TermKind.SUPPORT),
        initial={"given_on": shown.today},
    )

    def go() -> None:
        rest = dict(form.cleaned_data)
        actions.give_support(
            shown.row.pk, rest.pop("measure"), **rest, by=shown.actor, now=timezone.now()
        )

    return _act(
        request,
        shown,
        form,
        go,
        title=_("Record a support measure"),
        button=_("Record the measure"),
        done=_("The measure is recorded. Now add what the investor owes for it."),
        tab="support",
        back=shown.url("project_support"),
    )


@requires(Right.EDIT_PROJECTS)
def obligation_add(request: HttpRequest, slug: str, support: int) -> HttpResponse:
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    rows = Support.objects.filter(project=shown.row).select_related("measure")
    known = get_object_or_404(rows, pk=support)
    form = forms.ObligationForm(_posted(request))

    def go() -> None:
        actions.add_obligation(known.pk, **form.cleaned_data, by=shown.actor, now=timezone.now())

    return _act(
        request,
        shown,
        form,
        go,
        title=f"{_('Counter-obligation')}: {known.measure.words.get(language())}",
        button=_("Add the obligation"),
        done=_("The obligation is added."),
        tab="support",
        back=shown.url("project_support"),
    )


@requires(Right.EDIT_PROJECTS)
def obligation_end(request: HttpRequest, slug: str, obligation: int) -> HttpResponse:
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    rows = CounterObligation.objects.filter(support__project=shown.row)
    known = get_object_or_404(rows, pk=obligation)
    form = forms.EndObligationForm(_posted(request), initial={"on": shown.today})

    def go() -> None:
        typed = form.cleaned_data
        actions.end_obligation(
            known.pk,
            kept=typed["outcome"] == "kept",
            on=typed["on"],
            proof=typed["proof"],
            by=shown.actor,
            now=timezone.now(),
        )

    return _act(
        request,
        shown,
        form,
        go,
        title=_("Outcome of the obligation"),
        button=_("Record the outcome"),
        done=_("The outcome is recorded."),
        intro=known.text,
        refusal=rules.why_not_end_obligation(ended=known.ended_on is not None, proof=road.ASKED),
        tab="support",
        back=shown.url("project_support"),
    )


# --- the team, and who sees the project


@requires(Right.ASSIGN_SPECIALISTS)
def lead_assign(request: HttpRequest, slug: str) -> HttpResponse:
    """Another lead comes as the former one leaves, in one act."""
    shown = register_picture.frame(request, slug)
    shown.ask(Right.ASSIGN_SPECIALISTS)
    people = [p for p in queries.who_may_lead(today=shown.today) if p.pk != shown.row.lead_id]
    form = forms.LeadForm(_posted(request), people=people)

    def go() -> None:
        typed = form.cleaned_data
        specialists.assign(
            shown.row.pk,
            uuid.UUID(typed["lead"]),
            reason=typed["reason"],
            by=shown.actor,
            now=timezone.now(),
        )

    return _act(
        request,
        shown,
        form,
        go,
        title=_("Assign another lead specialist"),
        button=_("Assign"),
        done=_("The lead specialist is assigned."),
        refusal=rules.why_not_assign(State(shown.row.state), role=TeamRole.LEAD, is_lead=False),
        tab="team",
        back=shown.url("project_team"),
    )


@requires(Right.EDIT_PROJECTS)
def team_add(request: HttpRequest, slug: str) -> HttpResponse:
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    taken = Assignment.objects.filter(project=shown.row, ended_at=None).values("person_id")
    people = Person.objects.filter(erased_at=None, user__isnull=False).exclude(pk__in=taken)
    form = forms.TeamForm(_posted(request), people=people)

    def go() -> None:
        typed = form.cleaned_data
        actions.add_to_team(
            shown.row.pk,
            uuid.UUID(typed["person"]),
            TeamRole(typed["role"]),
            reason=typed["reason"],
            by=shown.actor,
            now=timezone.now(),
        )

    return _act(
        request,
        shown,
        form,
        go,
        title=_("Add somebody to the team"),
        button=_("Add to the team"),
        done=_("The team has grown."),
        refusal=rules.why_not_assign(State(shown.row.state), role=TeamRole.DEPUTY, is_lead=False),
        tab="team",
        back=shown.url("project_team"),
    )


@requires(Right.EDIT_PROJECTS)
def team_leave(request: HttpRequest, slug: str, assignment: int) -> HttpResponse:
    shown = register_picture.frame(request, slug)
    shown.ask(Right.EDIT_PROJECTS)
    rows = Assignment.objects.filter(project=shown.row, ended_at=None).select_related("person")
    known = get_object_or_404(rows, pk=assignment)
    form = forms.ReasonForm(_posted(request))

    def go() -> None:
        reason = form.cleaned_data["reason"]
        actions.leave_team(known.pk, reason=reason, by=shown.actor, now=timezone.now())

    return _act(
        request,
        shown,
        form,
        go,
        title=f"{_('Leaves the team')}: {known.person.name(language())}",
        button=_("Take off the team"),
        done=_("The team is changed."),
        refusal=rules.why_not_leave(role=TeamRole(known.role)),
        tab="team",
        back=shown.url("project_team"),
    )


@requires(Right.PUBLISH_PROJECTS)
@require_POST
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the project's page for everybody, or close it."""
    shown = register_picture.frame(request, slug)
    is_shown = request.POST.get("shown") == "1"
    actions.show_to_everyone(shown.row.pk, shown=is_shown, by=shown.actor, now=timezone.now())
    done = _("Everybody sees the project now.") if is_shown else _("The project is hidden.")
    messages.success(request, done)
    return redirect(shown.url("project"))


acts_urls = [
    path("projects/new/", project_new, name="project_new"),
    path("project/<slug:slug>/take-on/", take_on, name="project_take_on"),
    path("project/<slug:slug>/passport/change/", change, name="project_change"),
    path("project/<slug:slug>/road/<slug:stage>/move/", move, name="project_move"),
    path("project/<slug:slug>/road/<slug:stage>/plan/", plan, name="project_plan"),
    path("project/<slug:slug>/phases/new/", phase_form, name="phase_new"),
    path("project/<slug:slug>/phases/<int:number>/", phase_form, name="phase_change"),
    path("project/<slug:slug>/phases/<int:number>/launch/", phase_launch, name="phase_launch"),
    path(
        "project/<slug:slug>/phases/<int:number>/<slug:stage>/plan/",
        plan,
        name="phase_plan",
    ),
    path("project/<slug:slug>/years/", plan_years, name="project_years"),
    path("project/<slug:slug>/lists/new/", list_join, name="list_join"),
    path("project/<slug:slug>/lists/<int:membership>/leave/", list_leave, name="list_leave"),
    path("project/<slug:slug>/support/new/", support_give, name="support_give"),
    path(
        "project/<slug:slug>/support/<int:support>/obligations/new/",
        obligation_add,
        name="obligation_add",
    ),
    path(
        "project/<slug:slug>/obligations/<int:obligation>/end/",
        obligation_end,
        name="obligation_end",
    ),
    path("project/<slug:slug>/lead/", lead_assign, name="lead_assign"),
    path("project/<slug:slug>/team/new/", team_add, name="team_add"),
    path("project/<slug:slug>/team/<int:assignment>/leave/", team_leave, name="team_leave"),
    path("project/<slug:slug>/show/", show, name="project_show"),
]


def _act(
    request: HttpRequest,
    shown: Frame,
    form: DeskForm,
    go: Callable[[], None],
    *,
    title: str,
    button: str,
    done: str,
    intro: str = "",
    refusal: Refusal | None = None,
    tab: str = "project",
    back: str = "",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page of an act. `refusal`: what the rule says before anything is typed; the button is
    grey then, and the act is asked all the same."""
    back = back or (shown.url("project") if tab == "project" else shown.url(f"project_{tab}"))
    said, status = _said(refusal), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                go()
            except Invalid as invalid:
                form.show(invalid.problems, language())
            except Refused as refused:
                said, status = _said(refused.refusal), 409
            else:
                messages.success(request, done)
                return redirect(back)
    context = register_picture.context(shown, tab) | {
        "form": form,
        "title": title,
        "button": button,
        "intro": intro,
        "refusal": said,
        "barred": refusal is not None,
        "back": back,
    }
    return render(request, "desk/register/act.html", context | (more or {}), status=status)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _said(refusal: Refusal | None) -> str:
    return refusal_in_words(refusal, language()) if refusal else ""
