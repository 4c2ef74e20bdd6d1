"""The list of kinds: adding, rewording, retiring."""

import datetime as dt

from django.db import transaction

from jolserik.core.refusal import Change, ensure
from jolserik.core.words import Words
from jolserik.documents.kinds import ListedKind, listed
from jolserik.documents.models import Kind
from jolserik.documents.rules import kind_problems
from jolserik.documents.values import ALWAYS_CONFIDENTIAL
from jolserik.events.actions import record
from jolserik.people.actor import Actor
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid

NOTHING = Words("", "", "")


def change_kind(
    code: str,
    words: Words = NOTHING,
    *,
    active: bool = True,
    confidential: bool = False,
    by: Actor,
    now: dt.datetime,
) -> ListedKind:
    """Add a kind, reword or retire it; documents of a retired kind stay.

    Of a kind that the program brings, `words` are left as they are. `confidential` holds for
    documents that are added from now on.
    """
    ensure(why_not(by, Right.EDIT_REFERENCE))
    with transaction.atomic():
        Kind.objects.select_for_update().filter(code=code).first()
        old = listed().get(code)
        ours = old is not None and old.ours
        problems = kind_problems(
            code, words, ours=ours, active=active, may_retire=old is None or old.may_retire
        )
        if problems:
            raise Invalid(problems)
        said = NOTHING if ours else words
        secret = confidential or code in ALWAYS_CONFIDENTIAL
        Kind.objects.update_or_create(
            code=code,
            defaults={
                "ru": said.ru.strip(),
                "kk": said.kk.strip(),
                "en": said.en.strip(),
                "active": active,
                "confidential": secret,
            },
        )
        new = listed()[code]
        if new != old:
            record(
                "document_kind_changed",
                kind="document_kind",
                key=code,
                by=by.key,
                now=now,
                facts={"code": code},
                changes=_changes(old, new),
            )
    return new


def _changes(old: ListedKind | None, new: ListedKind) -> list[Change]:
    before, after = _told(old), _told(new)
    return [
        Change(field, before.get(field, ""), value)
        for field, value in after.items()
        if before.get(field, "") != value
    ]


def _told(kind: ListedKind | None) -> dict[str, str]:
    if kind is None:
        return {}
    names = {f"name_{x}": getattr(kind.words, x) for x in ("ru", "kk", "en")}
    flags = {"document_kind_active": kind.active, "document_confidential": kind.confidential}
    return names | {field: "true" if value else "" for field, value in flags.items()}
