"""One contact: what was said, what was promised at it, its former wordings; correcting it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jolserik.commitments.queries import promises_visible_to
from jolserik.contacts import actions, queries
from jolserik.contacts.models import Contact
from jolserik.contacts.values import ContactKind
from jolserik.core.refusal import Refused, ensure
from jolserik.desk.asking import status_of
from jolserik.desk.day_forms import ContactForm, VisitForm
from jolserik.documents.values import Upload
from jolserik.people.access import actor_of, requires
from jolserik.people.queries import display_names
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.projects import access
from jolserik.projects.models import Project
from jolserik.site.say import language


@requires(Right.SEE_PROJECTS)
def contact_page(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """A contact with its promises and former wordings; beside the button why it is greyed."""
    actor, row = actor_of(request), _contact(request, number)
    former = queries.former(row)
    chain = [row, *former]
    newest = queries.newest(row)
    why = actions.why_not_corrected(row, by=actor, now=timezone.now())
    context = {
        "row": row,
        "former": former,
        "newest": newest if newest != row else None,
        "promises": list(promises_visible_to(actor).filter(contact__in=chain).order_by("due_on")),
        "photos": list(row.photos.order_by("id")),
        "names": display_names({c.by for c in chain if c.by}, language()),
        "why": refusal_in_words(why, language()) if why else "",
        "may_promise": access.why_not_edit(actor, row.project) is None,
        "today": timezone.localdate(),
    }
    return render(request, "desk/day/contact_page.html", context)


@requires(Right.EDIT_PROJECTS)
def contact_correct(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Write a contact anew; the former wording stays behind it."""
    actor, row = actor_of(request), _contact(request, number)
    ensure(actions.why_not_corrected(row, by=actor, now=timezone.now()))
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.correct_contact(
                row.pk,
                form.draft(),
                photos=[Upload(f.name, f.chunks()) for f in form.cleaned_data["photos"]],
                by=actor,
                now=timezone.now(),
            )
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            form.add_error(None, refusal_in_words(refused.refusal, language()))
        else:
            messages.success(request, _("The record is corrected; the former wording stays."))
            return redirect("desk:contact_page", number=made.number)
    context = {"form": form, "row": row}
    return render(request, "desk/day/contact_correct.html", context, status=status_of(request))


contact_urls = [
    path("contacts/<uuid:number>/", contact_page, name="contact_page"),
    path("contacts/<uuid:number>/correct/", contact_correct, name="contact_correct"),
]


def after_contact(project: Project, row: Contact | None) -> str:
    """Where a promise given at a contact is written down; without one, at none."""
    address = reverse("desk:promise_new", args=[project.slug])
    return f"{address}?contact={row.pk}" if row else address


def _contact(request: HttpRequest, number: uuid.UUID) -> Contact:
    seen = queries.visible_to(actor_of(request)).filter(number=number)
    row = seen.select_related("project__subject").first()
    if row is None:
        raise Http404
    return row


def _form(request: HttpRequest, row: Contact) -> ContactForm:
    """The form it was recorded in, with what is written now."""
    start: dict[str, Any] = vars(actions.draft_of(row)) | {
        "happened_at": timezone.localtime(row.happened_at),
        "number": row.number,
    }
    start |= {f"check_{code}": answer for code, answer in row.checks.items()}
    data, files = request.POST or None, request.FILES or None
    if row.kind == ContactKind.SITE_VISIT:
        return VisitForm(data, files, language=language(), stage=row.stage, initial=start)
    return ContactForm(data, files, language=language(), initial=start)
