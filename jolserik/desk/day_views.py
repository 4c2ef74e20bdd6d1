"""My day: what waits for whom; a note and a call in seconds; recording a contact."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jolserik.companies import persons
from jolserik.contacts import actions as contacts
from jolserik.contacts import queries as contact_queries
from jolserik.contacts.models import Contact
from jolserik.contacts.rules import ContactDraft
from jolserik.contacts.values import ContactKind
from jolserik.core.refusal import Refused, ensure
from jolserik.desk import persons_panel
from jolserik.desk.asking import project_of, status_of
from jolserik.desk.contact_views import after_contact
from jolserik.desk.day_forms import STATE, ContactForm, NoteForm, StateForm
from jolserik.desk.handover_views import groups_for
from jolserik.desk.persons_panel import PersonLine
from jolserik.documents.values import Upload
from jolserik.people.access import actor_of, requires
from jolserik.people.actions import open_contacts
from jolserik.people.actor import Actor, Role
from jolserik.people.models import Post
from jolserik.people.queries import display_names, held_on
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access, actions, family
from jolserik.projects.models import Project, StateText
from jolserik.site.say import language
from jolserik.specialists import department, my_day
from jolserik.specialists import queries as specialists
from jolserik.specialists.my_day import Day, Kind, Task

WAITING_SHOWN = 5
LATELY = dt.timedelta(days=2)
INVESTORS = (Role.INVESTOR.value, Role.INVESTOR_REPRESENTATIVE.value)


@dataclass(frozen=True)
class Row:
    """A line of the page: its number in the order of the page, and its one next action."""

    number: int
    task: Task
    url: str
    act: str
    holder: str
    days_late: int
    contact: PersonLine | None = None


@dataclass(frozen=True)
class Group:
    """A heading with its lines."""

    key: str
    title: str
    rows: tuple[Row, ...]


@requires(Right.EDIT_PROJECTS)
def today(request: HttpRequest) -> HttpResponse:
    """My day: overdue, due, ahead; all my projects as one strip; for a head, the department."""
    actor, now = actor_of(request), timezone.now()
    found = my_day.day(actor, now=now)
    loads = department.loads(actor, now=now)
    names = display_names({*found.people, *(load.person for load in loads)}, language())
    projects = {task.project.pk: task.project for task in found.tasks if task.project}
    to_call = persons_panel.to_call(projects.values(), actor=actor)
    groups = _groups(found, actor, names, to_call)
    rows = [row for group in groups for row in group.rows]
    at = _number(request.GET.get("at", ""), last=len(rows))
    waits = _waiting(actor, found.today)
    context = {
        "handovers": groups_for(actor),
        "waits": waits[:WAITING_SHOWN],
        "more_wait": len(waits) > WAITING_SHOWN,
        "recorded": contact_queries.recorded_by(actor, since=now - LATELY),
        "day": found,
        "loads": loads,
        "names": names,
        "groups": groups,
        "current": rows[at - 1] if rows else None,
        "next": at % len(rows) + 1 if rows else 0,
    }
    return render(request, "desk/day/today.html", context)


def _waiting(actor: Actor, today: dt.date) -> list[Project]:
    """For a head: projects that wait for a specialist, one more than are shown."""
    if why_not(actor, Right.ASSIGN_SPECIALISTS) is not None:
        return []
    return list(specialists.waiting(actor, today=today)[: WAITING_SHOWN + 1])


def _groups(
    found: Day,
    actor: Actor,
    names: dict[uuid.UUID, str],
    contacts: Mapping[int, PersonLine],
) -> list[Group]:
    titled = (
        ("overdue", _("Overdue"), found.overdue),
        ("due", _("Today"), found.due),
        ("ahead", _("This week"), found.ahead),
        ("quiet", _("Not touched for a month"), found.quiet),
    )
    groups, number = [], 0
    for key, title, tasks in titled:
        rows = []
        for task in tasks:
            number += 1
            late = max(task.days_late(found.today), 0) if key == "overdue" else 0
            url, act = _action(task)
            contact = contacts.get(task.project.pk) if task.project else None
            rows.append(Row(number, task, url, act, _holder(task, actor, names), late, contact))
        if rows:
            groups.append(Group(key, title, tuple(rows)))
    return groups


def _holder(task: Task, actor: Actor, names: dict[uuid.UUID, str]) -> str:
    if task.ball is None:
        return _("the investor’s move")
    return _("your move") if task.ball == actor.key else names.get(task.ball, "")


def _action(task: Task) -> tuple[str, str]:
    """The one next action of a line: its address and what will happen."""
    slug = task.project.slug if task.project else ""
    match task.kind:
        case Kind.FIRST_CONTACT:
            return reverse("desk:call", args=[slug]), _("Call the investor")
        case Kind.PROMISE:
            return reverse("desk:promise", args=[task.number]), _("Kept or not")
        case Kind.REMINDER:
            return reverse("desk:promise", args=[task.number]), _("Remind or close")
        case Kind.INSTRUCTION:
            return reverse("desk:instruction", args=[task.number]), _("Report")
        case Kind.ACCEPT:
            return reverse("desk:instruction", args=[task.number]), _("Accept or return")
        case Kind.STAGE:
            return reverse("desk:project_road", args=[slug]), _("Mark or move")
        case Kind.QUIET:
            return reverse("desk:note", args=[slug]), _("Say how it stands")


def _number(text: str, *, last: int) -> int:
    """A line's number within the page; the first one for anything else."""
    given = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return min(max(given, 1), max(last, 1))


@requires(Right.EDIT_PROJECTS)
def note(request: HttpRequest, slug: str) -> HttpResponse:
    """A line about a project in seconds: a contact, or how it stands."""
    actor, project = actor_of(request), project_of(request, slug)
    ensure(access.why_not_edit(actor, project))
    row = request.GET.get("row", "")
    form = NoteForm(request.POST or None, language=language(), initial={"row": row})
    if request.method == "POST" and form.is_valid() and _note(form, project, actor):
        messages.success(request, _("It is written down."))
        if "promise" in request.POST:
            number = form.cleaned_data["number"]
            kept = Contact.objects.filter(project=project, number=number).first()
            return redirect(after_contact(project, kept))
        at = form.cleaned_data["row"]
        return redirect(f"{reverse('desk:today')}?at={at}#r{at}" if at else reverse("desk:today"))
    inline = bool(request.headers.get("HX-Request")) and request.method == "GET"
    template = "desk/day/note_form.html" if inline else "desk/day/note.html"
    context = {"form": form, "project": project, "in_row": inline}
    return render(request, template, context, status=status_of(request))


def _note(form: NoteForm, project: Project, actor: Actor) -> bool:
    data, now = form.cleaned_data, timezone.now()
    try:
        if data["kind"] == STATE:
            actions.tell_state(project.pk, text=data["text"], by=actor, now=now)
        else:
            draft = ContactDraft(ContactKind(data["kind"]), now, notes=data["text"])
            contacts.record_contact(project.pk, draft, number=data["number"], by=actor, now=now)
    except Invalid as invalid:
        form.show(invalid.problems, language())
        return False
    except Refused as refused:
        form.add_error(None, refusal_in_words(refused.refusal, language()))
        return False
    return True


@requires(Right.EDIT_PROJECTS)
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Who speaks for the investor: contact persons, who agreed to be called, at once; the
    telephone of somebody with a sign-in opens by a press, on the record."""
    actor, project = actor_of(request), project_of(request, slug)
    ensure(access.why_not_edit(actor, project))
    letter = request.GET.get("how") == "letter"
    people, contacts = _to_call(project), _contacts(project, actor)
    opened = None
    if request.method == "POST":
        chosen = next((p for p in people if str(p["key"]) == request.POST.get("person")), None)
        if chosen is None:
            raise Http404
        known = open_contacts(person=chosen["key"], by=actor, now=timezone.now())
        opened = chosen | {"phone": known.phone, "email": known.email}
    kind = ContactKind.LETTER if letter else ContactKind.CALL
    context = {
        "project": project,
        "people": people,
        "contacts": contacts,
        "add_url": _add_url(project, actor),
        "opened": opened,
        "letter": letter,
        "title": _("Write to the investor") if letter else _("Call the investor"),
        "form": NoteForm(language=language(), initial={"kind": kind.value}),
    }
    return render(request, "desk/day/call.html", context)


@requires(Right.EDIT_PROJECTS)
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Record a contact; who is there to call stands beside it."""
    actor, project = actor_of(request), project_of(request, slug)
    ensure(access.why_not_edit(actor, project))
    start = {"kind": request.GET.get("kind", ContactKind.CALL.value)}
    form = ContactForm(
        request.POST or None, request.FILES or None, language=language(), initial=start
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = contacts.record_contact(
                project.pk,
                form.draft(),
                number=form.cleaned_data["number"],
                photos=[Upload(f.name, f.chunks()) for f in form.cleaned_data["photos"]],
                by=actor,
                now=timezone.now(),
            )
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            form.add_error(None, refusal_in_words(refused.refusal, language()))
        else:
            messages.success(request, _("The contact is recorded."))
            if "promise" in request.POST:
                return redirect(after_contact(project, kept))
            return redirect("desk:today")
    context = {
        "form": form,
        "project": project,
        "earlier": _told(contact_queries.of(project, actor=actor, limit=5)),
    }
    return render(request, "desk/day/contact.html", context, status=status_of(request))


@requires(Right.EDIT_PROJECTS)
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how a project stands today."""
    actor, project = actor_of(request), project_of(request, slug)
    ensure(access.why_not_edit(actor, project))
    last = StateText.objects.filter(project__in=family.of(project)).exclude(text="").first()
    form = StateForm(request.POST or None, initial={"readiness": project.readiness})
    if request.method == "POST" and form.is_valid() and _tell(form, project, actor):
        messages.success(request, _("It is written down."))
        return redirect("desk:project", slug=slug)
    context = {"form": form, "project": project, "last": last}
    return render(request, "desk/day/state.html", context, status=status_of(request))


def _tell(form: StateForm, project: Project, actor: Actor) -> bool:
    data = form.cleaned_data
    try:
        actions.tell_state(
            project.pk,
            text=data["text"],
            next_step=data["next_step"],
            readiness=data["readiness"],
            by=actor,
            now=timezone.now(),
        )
    except Invalid as invalid:
        form.show(invalid.problems, language())
        return False
    return True


day_urls = [
    path("today/", today, name="today"),
    path("project/<slug:slug>/note/", note, name="note"),
    path("project/<slug:slug>/call/", call, name="call"),
    path("project/<slug:slug>/contact/", contact, name="contact"),
    path("project/<slug:slug>/state/", state, name="state"),
]


def _contacts(project: Project, actor: Actor) -> list[PersonLine]:
    """Contact persons who may be called or written to, the main one first."""
    if project.company_id is None:
        return []
    found = persons.of_project(persons_panel.for_whom(project), actor=actor)
    return [persons_panel.line(p, slug=project.slug) for p in found if p.phones or p.email]


def _add_url(project: Project, actor: Actor) -> str:
    """Where a contact person is added; empty where the actor may not, or there is no company."""
    company = project.company_id
    if company is None or persons.why_not_keep(actor, company):
        return ""
    return f"{reverse('desk:contact_person_new', args=[company])}?project={project.slug}"


def _to_call(project: Project) -> list[dict[str, Any]]:
    """Who speaks for the investor today."""
    posts = Post.objects.filter(held_on(timezone.localdate()), role__in=INVESTORS)
    posts = posts.filter(person__erased_at=None)
    mine = posts.filter(scope=project.code)
    if project.company_id:
        mine = mine | posts.filter(organisation_id=project.company_id)
    return [
        {
            "name": post.person.name(language()),
            "title": post.title(language()),
            "key": post.person_id,
        }
        for post in mine.select_related("person").order_by("id")[:5]
    ]


def _told(rows: list[Any]) -> list[tuple[Any, str]]:
    names = display_names({row.by for row in rows if row.by}, language())
    return [(row, names.get(row.by, "")) for row in rows]
