"""Adding organisations and renaming them; old names stay."""

import datetime as dt

from django.db import transaction

from jolserik.core.refusal import ensure
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.people.actions.locks import broken_constraints_in_words
from jolserik.people.actor import Actor
from jolserik.people.models import Organisation, OrganisationKind, OrganisationName
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid, organisation_problems, why_not_rename


def add_organisation(
    *,
    by: Actor,
    now: dt.datetime,
    key: str,
    kind: OrganisationKind,
    name: Words,
    valid_from: dt.date,
    bin: str = "",
    kato: str = "",
) -> Organisation:
    """A new organisation whose name holds from `valid_from`. BIN is unique where it is given."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    if problems := organisation_problems(key=key, bin=bin, kato=kato, name_ru=name.ru):
        raise Invalid(problems)
    with broken_constraints_in_words(), transaction.atomic():
        organisation = Organisation(key=key, kind=kind.value, bin=bin, kato=kato)
        organisation.save(force_insert=True)
        _named(organisation, name, valid_from)
        record(
            "organisation_added",
            kind="organisation",
            key=key,
            by=by.key,
            now=now,
            facts={"kind": kind.value},
        )
    return organisation


def rename_organisation(
    *, by: Actor, now: dt.datetime, organisation: str, name: Words, valid_from: dt.date
) -> OrganisationName:
    """A new name from a day on; on the very day of the current name it corrects that one."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    with broken_constraints_in_words(), transaction.atomic():
        row = Organisation.objects.select_for_update().get(key=organisation)
        current = row.names.filter(valid_to__isnull=True).first()
        since = current.valid_from if current else None
        ensure(why_not_rename(named_since=since, valid_from=valid_from))
        if problems := organisation_problems(key=row.key, bin="", kato="", name_ru=name.ru):
            raise Invalid(problems)
        if current and since == valid_from:
            current.delete()
        elif current:
            current.valid_to = valid_from - dt.timedelta(days=1)
            current.save(update_fields=["valid_to"])
        named = _named(row, name, valid_from)
        record(
            "organisation_renamed",
            kind="organisation",
            key=row.key,
            by=by.key,
            now=now,
            facts={"since": valid_from.isoformat()},
        )
    return named


def _named(organisation: Organisation, name: Words, valid_from: dt.date) -> OrganisationName:
    return OrganisationName.objects.create(
        organisation=organisation, ru=name.ru, kk=name.kk, en=name.en, valid_from=valid_from
    )
