"""Registering a company and changing what is known of it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from jolserik.companies import indexing
from jolserik.companies.listing import CompanyFilters
from jolserik.companies.models import Company, CompanyForm, Owner
from jolserik.companies.rules import CompanyDraft, company_problems
from jolserik.core.fold import fold
from jolserik.core.refusal import Change, Problem, Refusal, ensure
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.people.actions.locks import broken_constraints_in_words, local_day
from jolserik.people.actor import Actor
from jolserik.people.models import Organisation, OrganisationKind, OrganisationName
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.search import actions as search

# What the database says when a constraint is broken → the field and the words for it.
BROKEN = {
    "organisation_bin_taken": Problem("bin", "organisation_bin_taken"),
    "people_organisation.bin": Problem("bin", "organisation_bin_taken"),
    "company_iin_taken": Problem("iin", "company_iin_taken"),
    "companies_company.iin": Problem("iin", "company_iin_taken"),
}
# Fields whose values name a person where the company is one; the diary says only that they changed.
PERSONAL = ("name_ru", "name_kk", "name_en", "iin", "owners")


def register_company(
    draft: CompanyDraft, *, by: Actor, now: dt.datetime, key: str = "", fictional: bool = False
) -> Company:
    """A new company. Raises Refused or Invalid; a BIN or IIN that is known is a problem."""
    ensure(why_not(by, Right.EDIT_COMPANIES))
    if problems := company_problems(draft):
        raise Invalid(problems)
    key = key or f"c-{uuid.uuid4().hex[:16]}"
    with broken_constraints_in_words(BROKEN), transaction.atomic():
        organisation = Organisation.objects.create(
            key=key, kind=OrganisationKind.COMPANY.value, bin=draft.bin
        )
        OrganisationName.objects.create(
            organisation=organisation,
            ru=draft.name.ru,
            kk=draft.name.kk,
            en=draft.name.en,
            valid_from=local_day(now),
        )
        company = Company.objects.create(
            organisation=organisation,
            form=draft.form,
            country=draft.country,
            iin=draft.iin,
            foreign_number=draft.foreign_number,
            website=draft.website,
            note=draft.note,
            fictional=fictional,
            folded=fold(f"{draft.name.ru} {draft.name.kk} {draft.name.en}"),
            touched_at=now,
        )
        _write_owners(company, draft)
        record(
            "company_registered",
            kind="company",
            key=key,
            by=by.key,
            now=now,
            facts={"form": draft.form},
        )
        search.put([indexing.of_company(company)])
    return company


def change_company(
    company: str, draft: CompanyDraft, *, version: int, by: Actor, now: dt.datetime
) -> Company:
    """Write what is known now. `version` is the one that was read; a newer one is a problem.

    A changed name is a new name from today; the former one stays in the history.
    """
    ensure(why_not(by, Right.EDIT_COMPANIES))
    if problems := company_problems(draft):
        raise Invalid(problems)
    with broken_constraints_in_words(BROKEN), transaction.atomic():
        row = Company.objects.select_for_update().get(pk=company)
        ensure(Refusal("company_merged") if row.merged_into_id else None)
        if row.version != version:
            raise Invalid([Problem("version", "changed_meanwhile")])
        before = values_of(row, today=local_day(now))
        organisation = row.organisation
        if before["bin"] != draft.bin:
            organisation.bin = draft.bin
            organisation.save(update_fields=["bin"])
        if draft.name != Words(before["name_ru"], before["name_kk"], before["name_en"]):
            _rename(organisation, draft.name, local_day(now))
        row.form, row.country, row.iin = draft.form, draft.country, draft.iin
        row.foreign_number, row.website = draft.foreign_number, draft.website
        row.note, row.folded = draft.note, indexing.folded(row)
        row.version += 1
        row.touched_at = now
        row.save()
        row.owners.all().delete()
        _write_owners(row, draft)
        after = values_of(row, today=local_day(now))
        changes = changes_of(before, after, row)
        record("company_changed", kind="company", key=row.key, by=by.key, now=now, changes=changes)
        search.put([indexing.of_company(row)])
    return row


def values_of(company: Company, *, today: dt.date) -> dict[str, str]:
    """The fields of a company as plain text, as they are on a day."""
    # Asked anew: the names may have changed within this act.
    names = list(OrganisationName.objects.filter(organisation_id=company.pk))
    name = next((n for n in names if n.valid_to is None), names[-1] if names else None)
    owners = (
        f"{o.name} ({o.country or '–'}, {o.share.normalize() if o.share else '–'})"
        for o in company.owners.order_by("-share", "name")
    )
    return {
        "name_ru": name.ru if name else "",
        "name_kk": name.kk if name else "",
        "name_en": name.en if name else "",
        "form": company.form,
        "country": company.country,
        "bin": company.organisation.bin,
        "iin": company.iin,
        "foreign_number": company.foreign_number,
        "website": company.website,
        "note": company.note,
        "owners": "; ".join(owners),
    }


def changes_of(
    before: Mapping[str, str], after: Mapping[str, str], company: Company
) -> list[Change]:
    """What changed, for the diary: of who may be a person only that it did."""
    persons = {CompanyForm(form).is_person for form in (before["form"], company.form)}
    personal = True in persons
    changed = [name for name in before if before[name] != after[name]]
    hidden = PERSONAL if personal else ("iin",)
    return [
        Change(name, "•", "•") if name in hidden else Change(name, before[name], after[name])
        for name in changed
    ]


def _rename(organisation: Organisation, name: Words, today: dt.date) -> None:
    current = organisation.names.filter(valid_to__isnull=True).first()
    if current and current.valid_from >= today:
        current.ru, current.kk, current.en = name.ru, name.kk, name.en
        current.save(update_fields=["ru", "kk", "en"])
        return
    if current:
        current.valid_to = today - dt.timedelta(days=1)
        current.save(update_fields=["valid_to"])
    OrganisationName.objects.create(
        organisation=organisation, ru=name.ru, kk=name.kk, en=name.en, valid_from=today
    )


def _write_owners(company: Company, draft: CompanyDraft) -> None:
    Owner.objects.bulk_create(
        Owner(company=company, name=o.name, country=o.country, share=o.share) for o in draft.owners
    )


def note_export(asked: CompanyFilters, *, form: str, by: Actor, now: dt.datetime) -> None:
    """Who took which list away; words typed into the search may name somebody, so they stay out."""
    query = replace(asked, q="•" if asked.q else "").query()
    with transaction.atomic():
        record(
            "companies_exported",
            kind="export",
            key="companies",
            by=by.key,
            now=now,
            facts={"form": form, "query": query},
        )
