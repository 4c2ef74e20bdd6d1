"""Making two companies one."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from jolserik.companies import actions as companies
from jolserik.companies import indexing
from jolserik.companies.models import Company
from jolserik.companies.rules import CompanyDraft, OwnerDraft, company_problems
from jolserik.core.refusal import Fact, Problem, ensure
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.merging import choices, counting, rules, trail
from jolserik.merging.actions.common import ensure_seen, fold_pairs, stop_being_found
from jolserik.merging.belongings import COMPANY_KEYS, OF_COMPANY, OF_ORGANISATION, Record
from jolserik.merging.choices import NAMES, THERE
from jolserik.merging.models import Merger
from jolserik.merging.moving import move
from jolserik.merging.rules import Side
from jolserik.merging.values import Kind
from jolserik.people.actions.locks import broken_constraints_in_words, local_day
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.search import actions as search

Swap = tuple[str, str | int, str | int, list[str]]


def merge_companies(
    stays: str,
    goes: str,
    *,
    chosen: Mapping[str, str],
    versions: tuple[int, int],
    by: Actor,
    now: dt.datetime,
) -> Merger:
    """Make two records of one company one. `chosen`: by the codes of `choices.of_companies`;
    what is not chosen is as proposed there. `versions`: of the two records as they were shown."""
    ensure(why_not(by, Right.MERGE_RECORDS))
    with broken_constraints_in_words(companies.BROKEN), transaction.atomic():
        here, there = lock([stays, goes], by)
        ensure(rules.why_not_merge(side(here), side(there)))
        if (here.version, there.version) != versions:
            raise Invalid([Problem("", "changed_meanwhile")])
        records = record_of(here), record_of(there)
        wanted = choices.complete(choices.of_companies(here, there), chosen)
        known = companies.values_of(here, today=local_day(now))
        before = trail.snapshot(Kind.COMPANY, records)
        counts = counting.of_companies(here, there, wanted)
        there.merged_into = here
        there.save(update_fields=["merged_into"])
        for relation in (*OF_COMPANY, *OF_ORGANISATION, *COMPANY_KEYS):
            if relation.name != "companies.Owner.company":
                move(relation, records[1], records[0])
        if wanted.get("owners") == THERE:
            _exchange_owners(here, there)
        swaps = _swaps(here, there, wanted)
        for swap in swaps:
            trail.exchange(*swap)
        here, there = (Company.objects.get(pk=key) for key in (stays, goes))
        _ensure_right(here)
        for row in (here, there):
            row.version += 1
            row.touched_at = now
            row.folded = indexing.folded(row)
            row.save(update_fields=["version", "touched_at", "folded"])
        after = trail.snapshot(Kind.COMPANY, records)
        changes = trail.changed(before, after)
        stop_being_found(Kind.COMPANY, goes)
        search.put([indexing.of_company(here)])
        fold_pairs(Kind.COMPANY, goes)
        facts: dict[str, Fact] = {"other_company": goes, "rows": counting.moving(counts)}
        told = companies.values_of(here, today=local_day(now))
        record(
            "companies_merged",
            kind=Kind.COMPANY,
            key=stays,
            by=by.key,
            now=now,
            facts=facts,
            changes=companies.changes_of(known, told, here),
        )
        return Merger.objects.create(
            kind=Kind.COMPANY,
            stays=stays,
            goes=goes,
            chosen=wanted,
            counts=counts,
            trail={"changed": changes, "swapped": swaps},
            mark=trail.print_of(Kind.COMPANY, records),
            by=by.key,
            at=now,
        )


def lock(keys: list[str], by: Actor, *, seen: list[str] | None = None) -> list[Company]:
    """The rows in the order asked for, locked in one order; what is not seen is refused."""
    rows = Company.objects.select_for_update(of=("self",)).select_related("organisation")
    known = {row.key: row for row in rows.filter(pk__in=keys).order_by("pk")}
    ensure_seen(Kind.COMPANY, keys if seen is None else seen, by, merged=known.values())
    return [known[key] for key in keys]


def side(row: Company) -> Side:
    return Side(
        key=row.key,
        merged=row.merged_into_id is not None,
        fictional=row.fictional,
        number=row.organisation.bin or row.iin,
    )


def record_of(row: Company) -> Record:
    return Record(Kind.COMPANY, row.pk, row.key)


def _swaps(here: Company, there: Company, wanted: Mapping[str, str]) -> list[Swap]:
    """Which columns the two rows exchange, so that the one that stays holds what was chosen."""
    found: list[Swap] = []
    own = [code for code in choices.OF_COMPANY if wanted.get(code) == THERE]
    if wanted.get("law") == THERE:
        own += choices.LAW
        found.append(("people.Organisation", here.pk, there.pk, ["bin"]))
    if own:
        found.append(("companies.Company", here.pk, there.pk, own))
    names = [code[5:] for code in NAMES if wanted.get(code) == THERE]
    one, other = choices.name_of(here), choices.name_of(there)
    if names and one and other:
        found.append(("people.OrganisationName", one.pk, other.pk, names))
    return found


def _exchange_owners(here: Company, there: Company) -> None:
    mine, theirs = (list(row.owners.values_list("pk", flat=True)) for row in (here, there))
    here.owners.model.objects.filter(pk__in=theirs).update(company=here)
    here.owners.model.objects.filter(pk__in=mine).update(company=there)


def _ensure_right(row: Company) -> None:
    """What was chosen together is a company that could be registered so."""
    name = choices.name_of(row)
    draft = CompanyDraft(
        name=name.words if name else Words("", "", ""),
        form=row.form,
        country=row.country,
        bin=row.organisation.bin,
        iin=row.iin,
        foreign_number=row.foreign_number,
        website=row.website,
        note=row.note,
        owners=[OwnerDraft(o.name, o.country, o.share) for o in row.owners.all()],
    )
    if problems := company_problems(draft):
        raise Invalid(problems)
