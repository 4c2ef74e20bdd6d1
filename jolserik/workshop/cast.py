"""The cast of a demo: organisations, people, their posts and their one-click sign-in."""

import datetime as dt
import secrets
import uuid
from collections import Counter
from decimal import Decimal

from django.db import transaction

from jolserik.companies.actions import register_company
from jolserik.companies.rules import CompanyDraft, OwnerDraft
from jolserik.core.words import Words
from jolserik.people import actions
from jolserik.people.actor import PROGRAM, Role
from jolserik.people.models import OrganisationKind
from jolserik.people.rules import PersonDraft, PostDraft
from jolserik.workshop.folder import Folder, Table
from jolserik.workshop.models import Loaded

# The same person has the same key on every machine, so that stories can name them.
NAMESPACE = uuid.UUID("6a6f6c73-6572-496b-8000-000000000001")


def key_of(name: str) -> uuid.UUID:
    """The key of one of the cast by the key in `cast.toml`."""
    return uuid.uuid5(NAMESPACE, name)


@transaction.atomic
def settle(folder: Folder, *, now: dt.datetime) -> Counter[str]:
    """Add who is not there yet. Runs in the caller's transaction."""
    added: Counter[str] = Counter()
    done = set(Loaded.objects.filter(region=folder.slug).values_list("kind", "key"))
    for kind, settle_one in (("organisation", _organisation), ("person", _person)):
        for order, line in enumerate(folder.of(kind)):
            if (kind, line["key"]) not in done:
                settle_one(line, order, now)
                Loaded.objects.create(region=folder.slug, kind=kind, key=line["key"])
                added[kind] += 1
    return added


def _organisation(line: Table, order: int, now: dt.datetime) -> None:
    if "form" in line:  # it invests: a company of the register
        draft = CompanyDraft(
            name=Words.of(line["names"]),
            form=line["form"],
            country=line.get("country", "KZ"),
            bin=line.get("bin", ""),
            owners=[
                OwnerDraft(o["name"], o.get("country", ""), Decimal(o["share"]))
                for o in line.get("owners", ())
            ],
        )
        register_company(draft, key=line["key"], fictional=True, by=PROGRAM, now=now)
        return
    actions.add_organisation(
        key=line["key"],
        kind=OrganisationKind(line["kind"]),
        name=Words.of(line["names"]),
        valid_from=dt.date(2024, 1, 1),
        kato=str(line.get("kato", "")).removeprefix("kato:"),
        by=PROGRAM,
        now=now,
    )


def _person(line: Table, order: int, now: dt.datetime) -> None:
    names = Words.of(line["names"])
    person = actions.add_person(
        draft=PersonDraft(
            name_ru=names.ru,
            name_kk=names.kk,
            name_en=names.en,
            email=line["email"],
            phone=line["phone"],
        ),
        key=key_of(line["key"]),
        by=PROGRAM,
        now=now,
    )
    # Nobody knows this password: the cast signs in by one click, and only in a demo.
    password = secrets.token_urlsafe(32)
    actions.create_sign_in(person=person.key, password=password, by=PROGRAM, now=now)
    for post in line["posts"]:
        last = post.get("to")
        actions.give_post(
            person=person.key,
            organisation=post["organisation"],
            draft=PostDraft(
                role=Role(post["role"]),
                valid_from=dt.date.fromisoformat(post["from"]),
                valid_to=dt.date.fromisoformat(last) if last else None,
                scope=post.get("scope", ""),
                document=post.get("document", ""),
            ),
            title=Words.of(post["title"]),
            by=PROGRAM,
            now=now,
        )
    actions.add_to_cast(
        person=person.key, story=Words.of(line["story"]), order=order, by=PROGRAM, now=now
    )
