"""Keeping the people who speak for a company, with their consent, and erasing what it covered."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from jolserik.companies import indexing, person_rules, persons
from jolserik.companies.models import Company, ContactPerson, ContactProject
from jolserik.companies.person_rules import FIELDS, ErasedBecause, PersonDraft, person_problems
from jolserik.core.fold import fold
from jolserik.core.refusal import Change, Problem, ensure
from jolserik.events.actions import record
from jolserik.ledger.models import Subject
from jolserik.people.actions.locks import broken_constraints_in_words, local_day
from jolserik.people.actor import Actor
from jolserik.people.rules import Invalid
from jolserik.search import actions as search

HIDDEN = "•"  # the diary says only that it changed
# What the database says when a constraint is broken → the field and the words for it.
BROKEN = {
    name: Problem("", name)
    for name in (
        "contact_person_without_consent_holds_nothing",
        "contact_person_consent_has_day",
        "contact_person_erased_holds_nothing",
    )
} | {
    "contact_person_language_known": Problem("language", "contact_person_language_known"),
}


class PersonConflict(Invalid):
    """Somebody changed the same `fields` meanwhile; nothing was written. `theirs` is what stands
    there now, `version` its version, `merged` both changes, mine where they differ."""

    def __init__(
        self, fields: tuple[str, ...], *, theirs: PersonDraft, merged: PersonDraft, version: int
    ) -> None:
        super().__init__(Problem(name, "changed_meanwhile") for name in fields)
        self.fields, self.theirs, self.merged, self.version = fields, theirs, merged, version


def add_person(company: str, draft: PersonDraft, *, by: Actor, now: dt.datetime) -> ContactPerson:
    """A new contact person. The first who may be called is the main contact by itself.

    Raises Refused or Invalid; nothing but the position is kept without consent.
    """
    ensure(persons.why_not_keep(by, company))
    draft = _tidy(draft)
    with broken_constraints_in_words(BROKEN), transaction.atomic():
        firm = Company.objects.select_for_update().get(pk=company)
        ensure(person_rules.why_not_add(merged=firm.merged_into_id is not None))
        subjects = _subjects(company, by)
        problems = person_problems(
            draft, today=local_day(now), projects=subjects.keys(), others=_others(company)
        )
        if problems:
            raise Invalid(problems)
        row = ContactPerson(company=firm, added_at=now)
        _write(row, draft, proof=_proof(company, draft, by), by=by)
        row.save(force_insert=True)
        _name_for(row, (subjects[code] for code in draft.projects))
        _call_somebody(firm, row)
        _tell("contact_person_added", row, by=by, now=now)
        _index(row, firm)
    return row


def change_person(
    person: uuid.UUID,
    draft: PersonDraft,
    *,
    was: PersonDraft,
    version: int,
    by: Actor,
    now: dt.datetime,
) -> ContactPerson:
    """Write what is known now. `was` and `version` are what was read before the change.

    What somebody else changed meanwhile stays; the same field changed by both is a
    PersonConflict. Projects that the actor does not see stay as they are.
    """
    with broken_constraints_in_words(BROKEN), transaction.atomic():
        row, firm = _locked(person)
        ensure(persons.why_not_keep(by, firm.key))
        ensure(person_rules.why_not_touch(erased=row.is_erased))
        subjects = _subjects(firm.key, by)
        named = set(row.projects.values_list("subject__code", flat=True))
        before = persons.draft_of(row, codes=named & subjects.keys())
        draft = _tidy(draft)
        if row.version != version:
            draft, both = person_rules.merged(was, draft, before)
            if both:
                raise PersonConflict(both, theirs=before, merged=draft, version=row.version)
        problems = person_problems(
            draft,
            today=local_day(now),
            had_consent=before.consent.basis is not None,
            projects=subjects.keys(),
            others=_others(firm.key, but=row),
        )
        if problems:
            raise Invalid(problems)
        changed = [name for name in FIELDS if getattr(draft, name) != getattr(before, name)]
        if not changed:
            return row
        proof = row.consent_document_id
        if draft.consent.document != before.consent.document:
            proof = _proof(firm.key, draft, by)
        _write(row, draft, proof=proof, by=by, agreed="consent" in changed)
        row.version += 1
        row.save()
        if "projects" in changed:
            hidden = Subject.objects.filter(code__in=named - subjects.keys())
            row.projects.all().delete()
            _name_for(row, [*hidden, *(subjects[code] for code in draft.projects)])
        _call_somebody(firm, row)
        _tell("contact_person_changed", row, by=by, now=now, changes=_changes(changed))
        _index(row, firm)
    return row


def make_main(person: uuid.UUID, *, by: Actor, now: dt.datetime) -> ContactPerson:
    """From now on this one is called first; the former main contact stays a contact."""
    with broken_constraints_in_words(BROKEN), transaction.atomic():
        row, firm = _locked(person)
        ensure(persons.why_not_keep(by, firm.key))
        ensure(
            person_rules.why_not_make_main(
                erased=row.is_erased, has_consent=bool(row.consent_basis), is_main=row.is_main
            )
        )
        _call_first(firm, row)
        _tell("contact_person_made_main", row, by=by, now=now)
    return row


def erase_person(
    person: uuid.UUID, *, because: ErasedBecause, on: dt.date, by: Actor, now: dt.datetime
) -> ContactPerson:
    """Consent is withdrawn, or there is no reason to keep the data any more: name, telephones,
    e-mail and messenger go, from search too; the row stays with its day and reason."""
    with broken_constraints_in_words(BROKEN), transaction.atomic():
        row, firm = _locked(person)
        ensure(persons.why_not_keep(by, firm.key))
        ensure(person_rules.why_not_touch(erased=row.is_erased))
        today = local_day(now)
        problems = person_rules.erasing_problems(on=on, today=today, consent_on=row.consent_on)
        if problems:
            raise Invalid(problems)
        row.name = row.phones = row.email = row.messenger = ""
        Company.objects.filter(main_contact=row).update(main_contact=None)
        row.erased_on, row.erased_because, row.erased_by = on, because, by.key
        row.version += 1
        row.save()
        changes = [Change("person_data", HIDDEN, ""), Change("erased_because", "", because.value)]
        _tell("contact_person_erased", row, by=by, now=now, changes=changes)
        search.remove(indexing.CONTACT_PERSON, str(row.key))
    return row


# --- parts of the acts


def _locked(person: uuid.UUID) -> tuple[ContactPerson, Company]:
    """The row and its company, locked: the company first, for it has one main contact."""
    company = ContactPerson.objects.values_list("company_id", flat=True).get(pk=person)
    firm = Company.objects.select_for_update().get(pk=company)
    row = ContactPerson.objects.select_for_update(of=("self",)).get(pk=person)
    if row.company_id != company:  # moved to another company meanwhile
        return _locked(person)
    return row, firm


def _call_first(firm: Company, row: ContactPerson) -> None:
    firm.main_contact = row
    firm.save(update_fields=["main_contact"])


def _call_somebody(firm: Company, row: ContactPerson) -> None:
    """The first who agreed is the main contact until somebody chooses another."""
    if firm.main_contact_id is None and row.consent_basis:
        _call_first(firm, row)


def _others(company: str, *, but: ContactPerson | None = None) -> set[str]:
    """What the other people of a company are called, folded."""
    rows = ContactPerson.objects.filter(company=company, erased_on=None)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return {fold(name or position) for name, position in rows.values_list("name", "position")}


def _tidy(draft: PersonDraft) -> PersonDraft:
    return replace(
        draft,
        position=draft.position.strip(),
        name=" ".join(draft.name.split()),
        phones=tuple(phone.strip() for phone in draft.phones if phone.strip()),
        email=draft.email.strip().lower(),
        messenger=draft.messenger.strip(),
    )


def _subjects(company: str, by: Actor) -> dict[str, Subject]:
    return {subject.code: subject for subject in persons.projects_of(company, actor=by)}


def _proof(company: str, draft: PersonDraft, by: Actor) -> int | None:
    """The paper that shows the consent; one that the actor may not see is a problem."""
    if draft.consent.document is None:
        return None
    found = persons.proofs_for(company, actor=by).filter(number=draft.consent.document)
    proof = found.values_list("pk", flat=True).first()
    if proof is None:
        raise Invalid([Problem("document", "consent_document_unknown")])
    return proof


def _write(
    row: ContactPerson, draft: PersonDraft, *, proof: int | None, by: Actor, agreed: bool = True
) -> None:
    row.position, row.name = draft.position, draft.name
    row.phones, row.email = "\n".join(draft.phones), draft.email
    row.messenger, row.language = draft.messenger, draft.language
    basis, on = draft.consent.basis, draft.consent.on
    row.consent_basis, row.consent_on, row.consent_document_id = basis or "", on, proof
    if agreed:
        row.consent_by = by.key if basis else None


def _name_for(row: ContactPerson, subjects: Iterable[Subject]) -> None:
    ContactProject.objects.bulk_create(ContactProject(person=row, subject=s) for s in subjects)


def _changes(changed: Iterable[str]) -> list[Change]:
    """Only which fields changed: a position with a company may be enough to know somebody."""
    return [Change(f"person_{name}", HIDDEN, HIDDEN) for name in changed]


def _tell(
    name: str, row: ContactPerson, *, by: Actor, now: dt.datetime, changes: Iterable[Change] = ()
) -> None:
    record(
        name,
        kind="company",
        key=row.company_id,
        by=by.key,
        now=now,
        facts={"contact_person": str(row.key)},
        changes=changes,
    )


def _index(row: ContactPerson, firm: Company) -> None:
    row.company = firm
    if row.name:
        search.put([indexing.of_person(row)])
