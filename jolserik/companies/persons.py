"""Questions about contact persons, from what the actor may see. The public sees none.

Whoever sees companies sees the people behind them; whoever sees only projects in confidence, those
who are there for these projects; the investor's own people, their company's.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When

from jolserik.companies import sight
from jolserik.companies.models import Company, ContactPerson, ContactProject
from jolserik.companies.person_rules import Consent, ConsentBasis, PersonDraft
from jolserik.core.refusal import Refusal
from jolserik.documents import queries as documents
from jolserik.documents.models import Document
from jolserik.documents.values import DocumentKind
from jolserik.ledger.models import Subject
from jolserik.people.actor import Actor, Role
from jolserik.people.rights import Reach, Right, held, why_not

MOST_SHOWN = 100
# Papers by which somebody may have agreed: a form, a letter, the record of a meeting.
PROOFS = (DocumentKind.CONSENT, DocumentKind.LETTER, DocumentKind.PROTOCOL)
INVESTORS = (Role.INVESTOR, Role.INVESTOR_REPRESENTATIVE)


@dataclass(frozen=True)
class ForWhom:
    """A project and its company: `subject` is the project's number."""

    subject: int
    company: str


def visible_to(actor: Actor) -> QuerySet[ContactPerson]:
    """Contact persons the actor may know, erased ones among them."""
    people = ContactPerson.objects.all()
    if actor.is_public:
        return people.none()
    if why_not(actor, Right.SEE_COMPANIES) is None:
        return people
    seen, own = sight.in_confidence(actor), _own_companies(actor)
    # The companies first, so that the database reads few of many people.
    companies = seen.order_by().values("company")
    if own:
        companies = companies.union(Company.objects.filter(pk__in=own).order_by().values("pk"))
    named = ContactProject.objects.filter(person=OuterRef("pk"))
    theirs = seen.filter(company=OuterRef("person__company")).values("subject")
    named_for_seen = Exists(named.filter(subject__in=theirs))
    return people.filter(
        Q(company__in=own) | Q(named_for_seen) | ~Exists(named), company__in=companies
    )


def of_company(company: str, *, actor: Actor) -> list[ContactPerson]:
    """The main one first, then as they were added, erased ones last. Two queries."""
    return _listed(visible_to(actor).filter(company=company))


def of_project(project: ForWhom, *, actor: Actor) -> list[ContactPerson]:
    """Those who are there for a project: named for it, or for all of the company's."""
    people = visible_to(actor).filter(company=project.company)
    return _listed(people.filter(_for(project.subject)))


def main_of(projects: Iterable[ForWhom], *, actor: Actor) -> dict[int, ContactPerson]:
    """Whom to call about each project, by its number: the main contact where that one is there
    for it, else the first who is named for it, else who is there for all. Only those who may be
    called or written to. Two queries."""
    wanted = list(projects)
    people = visible_to(actor).filter(company__in={one.company for one in wanted})
    found = _with_projects(reachable(people))
    by_company: dict[str, list[ContactPerson]] = {}
    for person in found:
        by_company.setdefault(person.company_id, []).append(person)
    chosen: dict[int, ContactPerson] = {}
    for one in wanted:
        fitting = [p for p in by_company.get(one.company, ()) if _is_for(p, one.subject)]
        if fitting:
            chosen[one.subject] = min(fitting, key=lambda p: (not p.is_main, not named_for(p)))
    return chosen


def readers(project: ForWhom) -> list[ContactPerson]:
    """Who gets letters about a project: those with an e-mail who agreed. Asks no right: the
    program writes to them."""
    people = known_for(company=project.company, subject=project.subject)
    return list(people.exclude(email=""))


def known_for(*, company: Any, subject: Any) -> QuerySet[ContactPerson]:
    """Whoever is there for a project, if only by position; also of a row outside (OuterRef)."""
    return ContactPerson.objects.filter(_for(subject), company=company, erased_on=None)


def reachable(people: QuerySet[ContactPerson]) -> QuerySet[ContactPerson]:
    """Those of them with a telephone or an e-mail; erased ones have neither."""
    return people.exclude(phones="", email="")


def one(key: uuid.UUID, *, actor: Actor) -> ContactPerson | None:
    people = _with_projects(visible_to(actor).filter(pk=key))
    people = people.select_related("company__organisation", "consent_document")
    return people.prefetch_related("company__organisation__names").first()


def why_not_keep(actor: Actor, company: str) -> Refusal | None:
    """Why the actor may not add or change contact persons of a company, or None."""
    if actor.is_program:
        return None
    if actor.is_public:
        return Refusal("sign_in_first")
    right = Right.KEEP_CONTACT_PERSONS
    if any(reach is Reach.ALL for reach, _ in held(actor, right)):
        return None
    if company in _own_companies(actor) or sight.kept(actor).filter(company=company).exists():
        return None
    return Refusal("no_right_for_company", {"right": right.value})


def knows(actor: Actor, company: str) -> bool:
    """Whether the actor may know people of a company, if there are any."""
    if actor.is_public:
        return False
    if why_not(actor, Right.SEE_COMPANIES) is None or company in _own_companies(actor):
        return True
    return sight.in_confidence(actor).filter(company=company).exists()


def projects_of(company: str, *, actor: Actor) -> QuerySet[Subject]:
    """The company's projects for which the actor may name somebody, by name."""
    seen = sight.in_confidence(actor).filter(company=company)
    return Subject.objects.filter(pk__in=seen.values("subject")).order_by("name_ru", "pk")


def proofs_for(company: str, *, actor: Actor) -> QuerySet[Document]:
    """Papers about the company's projects that may show a consent, as far as the actor sees them,
    the newest first."""
    codes = projects_of(company, actor=actor).values("code")
    found = documents.visible_to(actor).filter(
        about_kind="project", about_key__in=codes, kind__in=PROOFS
    )
    return found.order_by("-id")


def draft_of(person: ContactPerson, *, codes: Iterable[str]) -> PersonDraft:
    """A contact person as it stands. `codes`: of the projects it is there for."""
    document = person.consent_document
    basis = ConsentBasis(person.consent_basis) if person.consent_basis else None
    return PersonDraft(
        position=person.position,
        name=person.name,
        phones=person.phone_list,
        email=person.email,
        messenger=person.messenger,
        language=person.language,
        projects=frozenset(codes),
        consent=Consent(basis, person.consent_on, document.number if document else None),
    )


def named_for(person: ContactPerson) -> Sequence[Subject]:
    """The projects of a listed person; none: all of the company's."""
    return [row.subject for row in person.projects.all()]


def _own_companies(actor: Actor) -> frozenset[str]:
    """The organisations for which the actor holds a post of an investor."""
    return frozenset(p.organisation for p in actor.posts if p.role in INVESTORS)


def _is_for(person: ContactPerson, subject: int) -> bool:
    named = {row.subject_id for row in person.projects.all()}
    return not named or subject in named


def _for(subject: Any) -> Q:
    """Named for a project, or for none: a join that gives each person at most once."""
    return Q(projects__isnull=True) | Q(projects__subject=subject)


def _listed(people: QuerySet[ContactPerson]) -> list[ContactPerson]:
    main_first = Case(When(company__main_contact=F("pk"), then=0), default=1)
    rows = _with_projects(people).order_by(main_first, "added_at", "key")[:MOST_SHOWN]
    return sorted(rows, key=lambda person: person.is_erased)


def _with_projects(people: QuerySet[ContactPerson]) -> QuerySet[ContactPerson]:
    rows = ContactProject.objects.select_related("subject")
    return people.select_related("company").prefetch_related(Prefetch("projects", queryset=rows))
