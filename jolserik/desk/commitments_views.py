"""Promises and instructions: lists, giving, ending, moving."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from jolserik.commitments import actions, queries
from jolserik.commitments.models import Instruction, Promise
from jolserik.commitments.values import InstructionState, PromiseState
from jolserik.core.refusal import Refused, ensure
from jolserik.desk.asking import project_of, status_of
from jolserik.desk.day_forms import (
    EndForm,
    InstructionForm,
    MoveForm,
    PromiseForm,
    ReportForm,
    ReturnForm,
)
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.models import Person, Post
from jolserik.people.queries import display_names, held_on
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.site.say import language

PAGE_SIZE = 50


def panel(project: Project, *, actor: Actor) -> dict[str, Any]:
    """What `desk/commitments/panel.html` shows of a project: two queries."""
    promises = queries.promises_visible_to(actor).filter(project=project)
    instructions = queries.instructions_visible_to(actor).filter(project=project)
    return {
        "project": project,
        "promises": list(promises.order_by("state", "due_on")),
        "instructions": list(instructions.order_by("due_on")),
        "today": timezone.localdate(),
        "may_instruct": why_not(actor, Right.GIVE_INSTRUCTIONS) is None,
    }


@requires(Right.USE_DESK)
def promise_list(request: HttpRequest) -> HttpResponse:
    """Promises the reader may see; open ones first, the earliest due on top."""
    rows = queries.promises_visible_to(actor_of(request))
    state = request.GET.get("state", "open")
    if state in set(PromiseState):
        rows = rows.filter(state=state)
    if request.GET.get("mine"):
        rows = rows.filter(owner_id__in=actor_of(request).keys)
    page = Paginator(rows.order_by("due_on", "id"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "states": [*PromiseState],
        "today": timezone.localdate(),
        "names": display_names({p.owner_id for p in page}, language()),
    }
    return render(request, "desk/commitments/promises.html", context)


@requires(Right.EDIT_PROJECTS)
def promise_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A promise given for a project."""
    actor = actor_of(request)
    project = project_of(request, slug)
    ensure(access.why_not_edit(actor, project))
    start = {"side": "state", "owner": str(project.lead_id)}
    form = PromiseForm(
        request.POST or None, language=language(), people=_team(project), initial=start
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.promise(project.pk, form.draft(), by=actor, now=timezone.now())
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            form.add_error(None, refusal_in_words(refused.refusal, language()))
        else:
            messages.success(request, _("The promise is written down."))
            return redirect("desk:project", slug=slug)
    context = {"form": form, "project": project}
    return render(request, "desk/commitments/promise_new.html", context, status=status_of(request))


@requires(Right.USE_DESK)
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """A promise: what became of it, moving it, ending it."""
    actor = actor_of(request)
    row = queries.promises_visible_to(actor).filter(pk=number).first()
    if row is None:
        raise Http404
    forms = {
        "end": EndForm(initial={"on": timezone.localdate()}),
        "move": MoveForm(initial={"due_on": row.due_on}),
    }
    if request.method == "POST":
        answer = _promise_act(request, row, actor, forms)
        if answer is not None:
            return answer
    keys = {row.owner_id, *(s.by for s in row.shifts.all() if s.by)}
    context = {
        "row": row,
        "forms": forms,
        "shifts": row.shifts.all(),
        "names": display_names(keys, language()),
        "today": timezone.localdate(),
        "may": row.state == PromiseState.OPEN and access.why_not_edit(actor, row.project) is None,
    }
    return render(request, "desk/commitments/promise.html", context, status=status_of(request))


def _promise_act(
    request: HttpRequest, row: Promise, actor: Actor, forms: dict[str, Any]
) -> HttpResponse | None:
    moving = "move" in request.POST
    name = "move" if moving else "end"
    form = MoveForm(request.POST) if moving else EndForm(request.POST)
    forms[name] = form
    if not form.is_valid():
        return None
    data, now = form.cleaned_data, timezone.now()
    try:
        if moving:
            actions.move_promise(
                row.pk, due_on=data["due_on"], reason=data["reason"], by=actor, now=now
            )
        else:
            actions.end_promise(
                row.pk,
                kept="kept" in request.POST,
                on=data["on"],
                proof=data["proof"],
                by=actor,
                now=now,
            )
    except Invalid as invalid:
        form.show(invalid.problems, language())
        return None
    except Refused as refused:
        form.add_error(None, refusal_in_words(refused.refusal, language()))
        return None
    messages.success(request, _("It is written down."))
    return redirect("desk:promise", number=row.pk)


@requires(Right.USE_DESK)
def instruction_list(request: HttpRequest) -> HttpResponse:
    """Instructions the reader may see, the earliest due on top."""
    actor = actor_of(request)
    rows = queries.instructions_visible_to(actor)
    state = request.GET.get("state", "open")
    if state in set(InstructionState):
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("due_on", "id"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "states": [*InstructionState],
        "today": timezone.localdate(),
        "names": display_names({row.holder_id for row in page}, language()),
        "may_give": why_not(actor, Right.GIVE_INSTRUCTIONS) is None,
    }
    return render(request, "desk/commitments/instructions.html", context)


@requires(Right.GIVE_INSTRUCTIONS)
def instruction_new(request: HttpRequest) -> HttpResponse:
    """Give an instruction."""
    actor = actor_of(request)
    rows = access.in_confidence(actor).select_related("subject").order_by("sort_name")[:500]
    projects = [(row.code, row.subject.names.get(language())) for row in rows]
    start = {"about": request.GET.get("about", "")}
    form = InstructionForm(
        request.POST or None, people=_holders(), projects=projects, initial=start
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.give_instruction(form.draft(), by=actor, now=timezone.now())
        except Invalid as invalid:
            form.show(invalid.problems, language())
        else:
            messages.success(request, _("The instruction is given."))
            return redirect("desk:instruction", number=row.pk)
    context = {"form": form}
    return render(
        request, "desk/commitments/instruction_new.html", context, status=status_of(request)
    )


@requires(Right.USE_DESK)
def instruction(request: HttpRequest, number: int) -> HttpResponse:
    """An instruction: reporting, accepting or returning the report, moving the day."""
    actor = actor_of(request)
    row = queries.instructions_visible_to(actor).filter(pk=number).first()
    if row is None:
        raise Http404
    forms = {
        "report": ReportForm(),
        "answer": ReturnForm(),
        "move": MoveForm(initial={"due_on": row.due_on}),
    }
    if request.method == "POST":
        answer = _instruction_act(request, row, actor, forms)
        if answer is not None:
            return answer
    helpers = list(row.co_executors.all())
    gives = actions.gave(row, actor)
    keys = {row.holder_id, *(p.key for p in helpers), *(s.by for s in row.shifts.all() if s.by)}
    context = {
        "row": row,
        "forms": forms,
        "helpers": [p.key for p in helpers],
        "shifts": row.shifts.all(),
        "names": display_names(keys, language()),
        "today": timezone.localdate(),
        "may_report": row.state == InstructionState.OPEN
        and bool({row.holder_id, *(p.key for p in helpers)} & actor.keys),
        "may_answer": row.state == InstructionState.REPORTED and gives,
        "may_move": row.ended_on is None and gives,
    }
    return render(request, "desk/commitments/instruction.html", context, status=status_of(request))


def _instruction_act(
    request: HttpRequest, row: Instruction, actor: Actor, forms: dict[str, Any]
) -> HttpResponse | None:
    name = next((n for n in ("report", "answer", "move") if n in request.POST), "report")
    kinds = {"report": ReportForm, "answer": ReturnForm, "move": MoveForm}
    form: Any = kinds[name](request.POST)
    forms[name] = form
    if not form.is_valid():
        return None
    data, now = form.cleaned_data, timezone.now()
    try:
        if name == "report":
            actions.report_instruction(row.pk, proof=data["proof"], by=actor, now=now)
        elif name == "answer":
            accepted = request.POST["answer"] == "accept"
            actions.answer_report(
                row.pk, accepted=accepted, reason=data["reason"], by=actor, now=now
            )
        else:
            actions.move_instruction(
                row.pk, due_on=data["due_on"], reason=data["reason"], by=actor, now=now
            )
    except Refused as refused:
        form.add_error(None, refusal_in_words(refused.refusal, language()))
        return None
    messages.success(request, _("It is written down."))
    return redirect("desk:instruction", number=row.pk)


commitments_urls = [
    path("promises/", promise_list, name="promises"),
    path("promises/<int:number>/", promise, name="promise"),
    path("project/<slug:slug>/promises/new/", promise_new, name="promise_new"),
    path("instructions/", instruction_list, name="instructions"),
    path("instructions/new/", instruction_new, name="instruction_new"),
    path("instructions/<int:number>/", instruction, name="instruction"),
]


def _team(project: Project) -> list[tuple[str, str]]:
    """The people of a project's team, the lead first."""
    keys = [a.person_id for a in project.team.filter(ended_at=None).order_by("id")]
    names = display_names(keys, language())
    ordered = sorted(keys, key=lambda key: key != project.lead_id)
    return [(str(key), names[key]) for key in ordered]


def _holders() -> list[tuple[str, str]]:
    """Everybody who holds a post today and is no investor, by name."""
    posts = Post.objects.filter(held_on(timezone.localdate())).exclude(role__startswith="investor")
    people = Person.objects.filter(pk__in=posts.values("person_id"), erased_at=None)
    return [(str(p.key), p.name(language())) for p in people.order_by("search_text")]
