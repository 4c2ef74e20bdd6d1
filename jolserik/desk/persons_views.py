"""Contact persons of a company: who they are, how to reach them, and their consent."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jolserik.companies import person_actions, person_rules, persons, sight
from jolserik.companies.models import Company, ContactPerson
from jolserik.companies.person_actions import PersonConflict
from jolserik.companies.person_rules import FIELDS, PersonDraft
from jolserik.core.refusal import Refused, ensure
from jolserik.core.words import word
from jolserik.desk import persons_panel
from jolserik.desk.asking import status_of
from jolserik.desk.people_forms import LANGUAGE_NAMES
from jolserik.desk.persons_forms import (
    Choices,
    EraseForm,
    PersonForm,
    initial_of,
    read,
    with_theirs,
    written,
)
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.site.say import day, language

MOST_PROOFS = 100


@dataclass(frozen=True)
class Place:
    """Where one came from and goes back to: a project's passport, or the company's people."""

    slug: str
    title: str
    url: str

    def of(self, name: str, key: object) -> str:
        """An address that keeps the way back."""
        address = reverse(f"desk:{name}", args=[key])
        return f"{address}?project={self.slug}" if self.slug else address


@requires(Right.USE_DESK)
@never_cache
def contact_persons(request: HttpRequest, key: str) -> HttpResponse:
    """The people of a company, also for who has no page of the company: its own investor."""
    actor = actor_of(request)
    company = _company(key, actor)
    if company.merged_into_id:
        return redirect("desk:contact_persons", key=company.merged_into_id)
    context = {
        "company": company,
        "name": _name(company),
        "persons_panel": persons_panel.of_company(company.key, actor=actor),
        "sees_company": why_not(actor, Right.SEE_COMPANIES) is None,
    }
    return render(request, "desk/persons/list.html", context)


@requires(Right.USE_DESK)
@never_cache
def contact_person(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    return _person_page(request, _person(request, key))


@requires(Right.USE_DESK)
@never_cache
def contact_person_new(request: HttpRequest, key: str) -> HttpResponse:
    """A new contact person of a company; from a project's page, for that project."""
    actor = actor_of(request)
    company = _company(key, actor)
    ensure(persons.why_not_keep(actor, company.key))
    ensure(person_rules.why_not_add(merged=company.merged_into_id is not None))
    place = _place(request, company, actor)
    form = _form(request, company, actor, PersonDraft(language=language()))
    if request.method == "POST" and form.is_valid():
        try:
            person_actions.add_person(company.key, form.draft(), by=actor, now=timezone.now())
        except Invalid as invalid:
            form.show(invalid.problems, language())
        else:
            messages.success(request, _("The contact person is added."))
            return redirect(place.url)
    title = _("Add a contact person")
    context = {"form": form, "title": title, "place": place, "company": _name(company)}
    return render(request, "desk/persons/form.html", context, status=status_of(request))


@requires(Right.USE_DESK)
@never_cache
def contact_person_change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change somebody's data. What two people changed at once is shown both ways."""
    person, actor = _person(request, key), actor_of(request)
    company = person.company
    ensure(persons.why_not_keep(actor, company.key))
    if person.is_erased:
        return _person_page(request, person, refusal="contact_person_erased")
    place = _place(request, company, actor)
    stands = _draft(person, actor)
    form = _form(request, company, actor, stands)
    was, version, conflicts, status = stands, person.version, [], 200
    if request.method == "POST":
        was, version, status = read(request.POST.get("was", "")), _version(request), 422
        if form.is_valid():
            chosen = [n for n in FIELDS if request.POST.get(f"choice_{n}") == "theirs"]
            try:
                person_actions.change_person(
                    person.key,
                    with_theirs(form.draft(), was, chosen),
                    was=was,
                    version=version,
                    by=actor,
                    now=timezone.now(),
                )
            except PersonConflict as conflict:
                status, was, version = 409, conflict.theirs, conflict.version
                conflicts = _conflicts(conflict, form)
                form = _form(
                    None, company, actor, conflict.merged, also=conflict.theirs.consent.document
                )
            except Refused as refused:  # erased, or the right lost, while the form was open
                return _person_page(request, _person(request, key), refused=refused)
            except Invalid as invalid:
                form.show(invalid.problems, language())
            else:
                messages.success(request, _("The data are kept."))
                return redirect(place.of("contact_person", key))
    context = {
        "form": form,
        "title": _("Change the contact person"),
        "place": place,
        "company": _name(company),
        "person": persons_panel.line(person, slug=place.slug),
        "was": written(was),
        "version": version,
        "conflicts": conflicts,
    }
    return render(request, "desk/persons/form.html", context, status=status)


@requires(Right.USE_DESK)
@never_cache
def contact_person_erase(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Consent is withdrawn, or the data are needed no more. Asks once more, then erases."""
    person, actor = _person(request, key), actor_of(request)
    ensure(persons.why_not_keep(actor, person.company_id))
    if person.is_erased:
        return _person_page(request, person, refusal="contact_person_erased")
    place = _place(request, person.company, actor)
    initial = {"because": "withdrawn", "on": timezone.localdate()}
    form = EraseForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            person_actions.erase_person(
                person.key, because=form.reason(), on=form.day(), by=actor, now=timezone.now()
            )
        except Invalid as invalid:
            form.show(invalid.problems, language())
        except Refused as refused:
            return _person_page(request, _person(request, key), refused=refused)
        else:
            messages.success(request, _("The personal data are erased."))
            return redirect(place.url)
    context = {
        "form": form,
        "place": place,
        "person": persons_panel.line(person, slug=place.slug),
        "document": _seen_document(person, actor),
    }
    return render(request, "desk/persons/erase.html", context, status=status_of(request))


@requires(Right.USE_DESK)
@require_POST
def contact_person_main(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """From now on this one is called first."""
    person, actor = _person(request, key), actor_of(request)
    place = _place(request, person.company, actor)
    try:
        person_actions.make_main(person.key, by=actor, now=timezone.now())
    except Refused as refused:
        if refused.refusal.code == "no_right_for_company":
            raise
        return _person_page(request, _person(request, key), refused=refused)
    messages.success(request, _("The main contact is chosen."))
    return redirect(place.of("contact_person", key))


persons_urls = [
    path("company/<slug:key>/persons/", contact_persons, name="contact_persons"),
    path("company/<slug:key>/persons/new/", contact_person_new, name="contact_person_new"),
    path("contact-persons/<uuid:key>/", contact_person, name="contact_person"),
    path("contact-persons/<uuid:key>/change/", contact_person_change, name="contact_person_change"),
    path("contact-persons/<uuid:key>/erase/", contact_person_erase, name="contact_person_erase"),
    path("contact-persons/<uuid:key>/main/", contact_person_main, name="contact_person_main"),
]


# --- what is asked


def _company(key: str, actor: Actor) -> Company:
    """A company whose people the actor may know; Http404 otherwise."""
    rows = Company.objects.select_related("organisation")
    found = rows.prefetch_related("organisation__names").filter(pk=key).first()
    if found is None or not persons.knows(actor, found.key):
        raise Http404
    return found


def _person(request: HttpRequest, key: uuid.UUID) -> ContactPerson:
    found = persons.one(key, actor=actor_of(request))
    if found is None:
        raise Http404
    return found


def _place(request: HttpRequest, company: Company, actor: Actor) -> Place:
    """The project of the address, if it is one of the company's that the actor may see."""
    slug = request.GET.get("project", "")[:120]
    if slug:
        seen = sight.in_confidence(actor).filter(company=company.pk)
        project = seen.filter(subject__code=f"project:{slug}").select_related("subject").first()
        if project is not None:
            page = reverse("desk:project_passport", args=[slug])
            return Place(slug, project.subject.names.get(language()), f"{page}#persons")
    if why_not(actor, Right.SEE_COMPANIES) is None:
        page = reverse("desk:company", args=[company.key])
        return Place("", _name(company), f"{page}#persons")
    return Place("", _name(company), reverse("desk:contact_persons", args=[company.key]))


def _name(company: Company) -> str:
    return company.organisation.called(language(), timezone.localdate())


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


# --- forms


def _form(
    request: HttpRequest | None,
    company: Company,
    actor: Actor,
    draft: PersonDraft,
    *,
    also: uuid.UUID | None = None,
) -> PersonForm:
    """`also`: a paper that may be chosen although the actor does not see it."""
    posted = request is not None and request.method == "POST"
    projects = persons.projects_of(company.key, actor=actor)
    choices = [(s.code, s.names.get(language())) for s in projects]
    initial = initial_of(draft)
    if request is not None and not posted:
        wanted = f"project:{request.GET.get('project', '')}"
        if not draft.position and wanted in dict(choices):
            initial["projects"] = [wanted]
    return PersonForm(
        request.POST if request is not None and posted else None,
        projects=choices,
        documents=_documents(company, actor, {draft.consent.document, also}),
        initial=initial,
    )


def _documents(company: Company, actor: Actor, kept: set[uuid.UUID | None]) -> Choices:
    """Papers that may show a consent; one that is written down already stays choosable."""
    seen = {d.number: d.title for d in persons.proofs_for(company.key, actor=actor)[:MOST_PROOFS]}
    hidden = [number for number in kept if number and number not in seen]
    listed = [(str(number), title) for number, title in seen.items()]
    return [*listed, *((str(number), _("the paper written down before")) for number in hidden)]


def _draft(person: ContactPerson, actor: Actor) -> PersonDraft:
    """As the actor sees it: without projects that are hidden from them."""
    seen = set(persons.projects_of(person.company_id, actor=actor).values_list("code", flat=True))
    return persons.draft_of(person, codes=seen & {s.code for s in persons.named_for(person)})


def _conflicts(conflict: PersonConflict, form: PersonForm) -> list[dict[str, str]]:
    """Both versions of each field that two people changed."""
    return [
        {
            "code": name,
            "label": word("field", f"person_{name}", language()),
            "theirs": _said(name, conflict.theirs, form),
            "mine": _said(name, conflict.merged, form),
        }
        for name in conflict.fields
    ]


def _said(name: str, draft: PersonDraft, form: PersonForm) -> str:
    """A field of a draft in words."""
    match name:
        case "phones":
            return ", ".join(draft.phones)
        case "language":
            return str(LANGUAGE_NAMES.get(draft.language, draft.language))
        case "projects":
            titles = dict(form.fields["projects"].choices) if "projects" in form.fields else {}  # type: ignore[attr-defined]  # it has choices
            named = ", ".join(sorted(str(titles.get(code, code)) for code in draft.projects))
            return named or _("all projects")
        case "consent":
            basis, on = draft.consent.basis, draft.consent.on
            said = word("consent_basis", basis, language()) if basis else ""
            return f"{said}, {day(on)}" if on else said
    return str(getattr(draft, name))


# --- the page of one


def _person_page(
    request: HttpRequest,
    person: ContactPerson,
    *,
    refused: Refused | None = None,
    refusal: str = "",
) -> HttpResponse:
    """A contact person; with a refusal it answers 409."""
    actor = actor_of(request)
    place = _place(request, person.company, actor)
    said = refusal_in_words(refused.refusal, language()) if refused else ""
    if refusal:
        said = word("refusal", refusal, language())
    why_no_main = person_rules.why_not_make_main(
        erased=person.is_erased, has_consent=bool(person.consent_basis), is_main=person.is_main
    )
    context: dict[str, Any] = {
        "person": persons_panel.line(person, slug=place.slug),
        "row": person,
        "names": persons_panel.names_of(person),
        "language_name": LANGUAGE_NAMES[person.language],
        "document": _seen_document(person, actor),
        "company": _name(person.company),
        "place": place,
        "may_keep": persons.why_not_keep(actor, person.company_id) is None,
        "why_no_main": refusal_in_words(why_no_main, language()) if why_no_main else "",
        "refusal": said,
        "change_url": place.of("contact_person_change", person.key),
        "erase_url": place.of("contact_person_erase", person.key),
        "main_url": place.of("contact_person_main", person.key),
    }
    return render(request, "desk/persons/person.html", context, status=409 if said else 200)


def _seen_document(person: ContactPerson, actor: Actor) -> Any:
    """The paper that shows the consent, where the reader may open it."""
    if person.consent_document_id is None:
        return None
    found = persons.proofs_for(person.company_id, actor=actor)
    return found.filter(pk=person.consent_document_id).first()
