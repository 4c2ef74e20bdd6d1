"""Promises of both sides: the list, writing one down, what became of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jolserik.commitments import actions, acts, listing, queries
from jolserik.commitments.listing import Asked
from jolserik.commitments.models import Promise
from jolserik.commitments.values import PromiseState
from jolserik.contacts import queries as contacts
from jolserik.contacts.models import Contact
from jolserik.core.refusal import Refused, ensure
from jolserik.core.words import word
from jolserik.desk import commitments_shared as shared
from jolserik.desk import documents_panel
from jolserik.desk.asking import arrived, project_of, status_of
from jolserik.desk.commitments_forms import EndForm, MoveForm, PromiseForm, ReasonForm
from jolserik.desk.commitments_shared import Act, Button
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.queries import able_on, display_names
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.site import say
from jolserik.site.say import language

MEETINGS_SHOWN = 30


@requires(Right.USE_DESK)
def promise_list(request: HttpRequest) -> HttpResponse:
    """Promises the reader may see; the address says all that is asked for."""
    asked = Asked.read(request.GET, PromiseState)
    found = listing.promises(asked, actor=actor_of(request), today=timezone.localdate())
    page = shared.page_of(request, found)
    context = {
        "page": page,
        "today": timezone.localdate(),
        "names": display_names({p.owner_id for p in page}, language()),
        **shared.filters(asked, found, kind="promise_state"),
    }
    return render(request, "desk/commitments/promises.html", context)


@requires(Right.EDIT_PROJECTS)
def promise_new(request: HttpRequest, slug: str) -> HttpResponse:
    """A promise given for a project; `?contact=`: at which meeting."""
    actor = actor_of(request)
    project = project_of(request, slug)
    ensure(access.why_not_edit(actor, project))
    meetings = contacts.of(project, actor=actor, limit=MEETINGS_SHOWN)
    start = {"side": "state", "owner": str(project.lead_id), "contact": request.GET.get("contact")}
    form = PromiseForm(
        request.POST or None,
        language=language(),
        people=_team(project),
        contacts=[(str(row.pk), _called(row)) for row in meetings],
        initial=start,
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.promise(project.pk, form.draft(), by=actor, now=timezone.now())
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            form.add_error(None, refusal_in_words(refused.refusal, language()))
        else:
            messages.success(request, _("The promise is written down."))
            if "again" in request.POST:
                kept = f"?contact={made.contact_id}" if made.contact_id else ""
                return redirect(f"{request.path}{kept}")
            return redirect("desk:project_contacts", slug=slug)
    context = {"form": form, "project": project}
    return render(request, "desk/commitments/promise_new.html", context, status=status_of(request))


@requires(Right.USE_DESK)
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """A promise: what became of it, moving it, letting go of it; beside each act why not."""
    actor = actor_of(request)
    row = queries.promises_visible_to(actor).select_related("contact").filter(pk=number).first()
    if row is None:
        raise Http404
    doable = _acts(request, row, actor)
    if request.method == "POST":
        act = shared.pressed(request, doable)
        if act is not None and arrived(request, act.form) and _done(request, row, act, actor):
            messages.success(request, _("It is written down."))
            return redirect("desk:promise", number=row.pk)
    shifts = list(row.shifts.all())
    keys = {row.owner_id, *(s.by for s in shifts if s.by)}
    meeting = contacts.newest(row.contact) if row.contact else None
    context = {
        "row": row,
        "acts": doable if row.state == PromiseState.OPEN else [],
        "shifts": shifts,
        "course": shared.course("promise", row.pk, (("project", row.project.subject.code),)),
        "names": display_names(keys, language()),
        "today": timezone.localdate(),
        "meeting": meeting,
        "may_open_meeting": meeting is not None
        and contacts.visible_to(actor).filter(pk=meeting.pk).exists(),
        "documents_panel": documents_panel.panel("promise", str(row.pk), actor=actor),
    }
    return render(request, "desk/commitments/promise.html", context, status=status_of(request))


def _acts(request: HttpRequest, row: Promise, actor: Actor) -> list[Act]:
    why = acts.on_promise(row, actor)
    today = timezone.localdate()
    return [
        Act(
            "end",
            _("What became of it"),
            why.end,
            EndForm(
                shared.sent(request, "kept", "broken"),
                request.FILES,
                initial={"on": today},
                auto_id="end_%s",
            ),
            (
                Button("kept", _("It is kept")),
                Button("broken", _("It is broken"), look="danger"),
            ),
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
            "release",
            _("Let go of it"),
            why.release,
            ReasonForm(shared.sent(request, "release"), auto_id="release_%s"),
            (Button("release", _("Nobody asks for it any more"), look="quiet"),),
        ),
    ]


def _done(request: HttpRequest, row: Promise, act: Act, actor: Actor) -> bool:
    data, now = act.form.cleaned_data, timezone.now()
    try:
        if act.key == "move":
            day, reason = data["due_on"], data["reason"]
            actions.move_promise(row.pk, due_on=day, reason=reason, by=actor, now=now)
        elif act.key == "release":
            actions.release_promise(row.pk, reason=data["reason"], by=actor, now=now)
        else:
            actions.end_promise(
                row.pk,
                kept="kept" in request.POST,
                on=data["on"],
                proof=data["proof"],
                paper=act.form.upload(),  # type: ignore[attr-defined]  # the form of this act
                by=actor,
                now=now,
            )
    except Invalid as invalid:
        act.form.show(invalid.problems, language())
        return False
    except Refused as refused:
        act.form.add_error(None, refusal_in_words(refused.refusal, language()))
        return False
    return True


def _team(project: Project) -> list[tuple[str, str]]:
    """The people of a project's team who may act, the lead first."""
    able = able_on(timezone.localdate()).values("person_id")
    team = project.team.filter(ended_at=None, person_id__in=able).order_by("id")
    keys = list(team.values_list("person_id", flat=True))
    names = display_names(keys, language())
    ordered = sorted(keys, key=lambda key: key != project.lead_id)
    return [(str(key), names[key]) for key in ordered]


def _called(row: Contact) -> str:
    """`встреча, 3 марта: обсудили участок`, short enough for a list."""
    day = say.near(timezone.localtime(row.happened_at).date(), timezone.localdate())
    said: Any = " ".join(row.notes.split())[:60]
    return f"{word('contact_kind', row.kind, language())}, {day}" + (f": {said}" if said else "")
