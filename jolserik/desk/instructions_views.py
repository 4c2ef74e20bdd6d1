"""Instructions: the list, giving one, reporting, answering, passing on, taking back."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jolserik.commitments import about, actions, acts, listing, queries
from jolserik.commitments.listing import Asked
from jolserik.commitments.models import Instruction
from jolserik.commitments.values import InstructionState
from jolserik.core.refusal import Refused
from jolserik.desk import commitments_shared as shared
from jolserik.desk import documents_panel
from jolserik.desk.asking import arrived, status_of
from jolserik.desk.commitments_forms import (
    InstructionForm,
    MoveForm,
    PassForm,
    ReasonForm,
    ReportForm,
    ReturnForm,
)
from jolserik.desk.commitments_shared import Act, Button
from jolserik.ledger.models import Measure, Subject
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.models import Person
from jolserik.people.queries import able_on, display_names
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access
from jolserik.site.say import language

MOST_PROJECTS = 500


@requires(Right.USE_DESK)
def instruction_list(request: HttpRequest) -> HttpResponse:
    """Instructions the reader may see; the address says all that is asked for."""
    actor = actor_of(request)
    asked = Asked.read(request.GET, InstructionState)
    found = listing.instructions(asked, actor=actor, today=timezone.localdate())
    page = shared.page_of(request, found)
    rows = list(page.object_list)
    context = {
        "page": page,
        "rows": rows,
        "about": about.named(rows),
        "today": timezone.localdate(),
        "names": display_names({row.holder_id for row in rows}, language()),
        "may_give": why_not(actor, Right.GIVE_INSTRUCTIONS) is None,
        **shared.filters(asked, found, kind="instruction_state"),
    }
    return render(request, "desk/commitments/instructions.html", context)


@requires(Right.GIVE_INSTRUCTIONS)
def instruction_new(request: HttpRequest) -> HttpResponse:
    """Give an instruction about a project, a zone, a figure, or in general; `?about=` its key."""
    actor = actor_of(request)
    key = request.GET.get("about", "")
    form = InstructionForm(
        request.POST or None,
        language=language(),
        people=_holders(),
        initial=InstructionForm.about(key),
        **_things(actor, key),
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.give_instruction(form.draft(), by=actor, now=timezone.now())
        except Invalid as invalid:
            form.show(invalid.problems, language())
        else:
            messages.success(request, _("The instruction is given."))
            return redirect("desk:instruction", number=row.pk)
    return render(
        request, "desk/commitments/instruction_new.html", {"form": form}, status=status_of(request)
    )


@requires(Right.USE_DESK)
def instruction(request: HttpRequest, number: int) -> HttpResponse:
    """An instruction and all that may be done with it; beside each act why not."""
    actor = actor_of(request)
    row = queries.instructions_visible_to(actor).filter(pk=number).first()
    if row is None:
        raise Http404
    doable = _acts(request, row, actor)
    if request.method == "POST":
        act = shared.pressed(request, doable)
        if act is not None and arrived(request, act.form) and _done(request, row, act, actor):
            messages.success(request, _("It is written down."))
            seen = queries.instructions_visible_to(actor).filter(pk=row.pk).exists()
            return redirect("desk:instruction", row.pk) if seen else redirect("desk:instructions")
    helpers = list(row.co_executors.values_list("pk", flat=True))
    shifts = list(row.shifts.all())
    keys = {row.holder_id, *helpers, *(s.by for s in shifts if s.by)}
    under = (("project", row.about_key), ("instruction", str(row.pk)))
    context = {
        "row": row,
        "acts": doable if row.ended_on is None else [],
        "about": about.named([row]).get(row.pk),
        "helpers": helpers,
        "shifts": shifts,
        "course": shared.course("instruction", row.pk, under),
        "names": display_names(keys, language()),
        "today": timezone.localdate(),
        "documents_panel": documents_panel.panel("instruction", str(row.pk), actor=actor),
    }
    return render(request, "desk/commitments/instruction.html", context, status=status_of(request))


def _acts(request: HttpRequest, row: Instruction, actor: Actor) -> list[Act]:
    why = acts.on_instruction(row, actor)
    people = [one for one in _holders() if one[0] != str(row.holder_id)] if not why.pass_on else []
    report = Act(
        "report",
        _("Report"),
        why.report,
        ReportForm(shared.sent(request, "report"), request.FILES, auto_id="report_%s"),
        (Button("report", _("Report that it is done")),),
    )
    answer = Act(
        "answer",
        _("Answer to the report"),
        why.answer,
        ReturnForm(shared.sent(request, "answer"), auto_id="answer_%s"),
        (
            Button("answer", _("Accept: it is done"), value="accept"),
            Button("answer", _("Return it"), value="return", look="quiet"),
        ),
    )
    return [
        answer if row.state == InstructionState.REPORTED else report,
        Act(
            "pass",
            _("Pass it to somebody else"),
            why.pass_on,
            PassForm(shared.sent(request, "pass"), people=people, auto_id="pass_%s"),
            (Button("pass", _("Pass it on"), look="quiet"),),
        ),
        Act(
            "move",
            _("Another day"),
            why.move,
            MoveForm(
                shared.sent(request, "move"), initial={"due_on": row.due_on}, auto_id="move_%s"
            ),
            (Button("move", _("Move the day"), look="quiet"),),
        ),
        Act(
            "cancel",
            _("Take it back"),
            why.cancel,
            ReasonForm(shared.sent(request, "cancel"), auto_id="cancel_%s"),
            (Button("cancel", _("Take the instruction back"), look="danger"),),
        ),
    ]


def _done(request: HttpRequest, row: Instruction, act: Act, actor: Actor) -> bool:
    data, now = act.form.cleaned_data, timezone.now()
    reason = data.get("reason", "")
    try:
        match act.key:
            case "report":
                paper = act.form.upload()  # type: ignore[attr-defined]  # the form of this act
                actions.report_instruction(
                    row.pk, proof=data["proof"], paper=paper, by=actor, now=now
                )
            case "answer":
                accepted = request.POST["answer"] == "accept"
                actions.answer_report(row.pk, accepted=accepted, reason=reason, by=actor, now=now)
            case "pass":
                to = uuid.UUID(data["holder"])
                actions.pass_instruction(row.pk, to, reason=reason, by=actor, now=now)
            case "move":
                day = data["due_on"]
                actions.move_instruction(row.pk, due_on=day, reason=reason, by=actor, now=now)
            case _:
                actions.cancel_instruction(row.pk, reason=reason, by=actor, now=now)
    except Invalid as invalid:
        act.form.show(invalid.problems, language())
        return False
    except Refused as refused:
        act.form.add_error(None, refusal_in_words(refused.refusal, language()))
        return False
    return True


def _holders() -> list[tuple[str, str]]:
    """Everybody who may act today and is no investor, by name."""
    posts = able_on(timezone.localdate()).exclude(role__startswith="investor")
    people = Person.objects.filter(pk__in=posts.values("person_id"))
    return [(str(p.key), p.name(language())) for p in people.order_by("search_text")]


def _things(actor: Actor, key: str) -> dict[str, Any]:
    """What an instruction may be about, by name: projects, zones, measures and their places."""
    seen = access.in_confidence(actor).select_related("subject").order_by("sort_name")
    rows = list(seen[:MOST_PROJECTS])
    code = key.partition("/")[0]
    if code.startswith("project:") and code not in {row.code for row in rows}:
        rows += seen.filter(subject__code=code)
    projects = [(row.code, row.subject.names.get(language())) for row in rows]
    subjects = Subject.objects.filter(kind__in=about.PLACES)
    named = sorted((s.names.get(language()), s.code, s.kind) for s in subjects)
    zones = [(code, name) for name, code, kind in named if kind == "zone"]
    places = [(code, name) for name, code, kind in named if kind != "zone"]
    measures = sorted(
        ((m.code, m.names.get(language())) for m in Measure.objects.all()), key=lambda m: m[1]
    )
    return {
        "projects": projects,
        "zones": zones,
        "measures": measures,
        "places": [
            (_("Places"), places),
            (_("Zones"), zones),
            (_("Projects"), projects),
        ],
    }
