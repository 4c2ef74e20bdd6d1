"""What the acts share: people who may hold something, moved days, papers, the trace of an act."""

import datetime as dt
import uuid

from jolserik.commitments.models import DueShift, Instruction, Promise
from jolserik.core.refusal import Fact, Problem
from jolserik.documents.actions import DocumentDraft, KeptFile, add_kept, keep_file
from jolserik.documents.values import DocumentKind, Upload
from jolserik.people.actions.locks import local_day
from jolserik.people.actor import Actor
from jolserik.people.models import Person
from jolserik.people.queries import able_on
from jolserik.people.rules import Invalid

REASON = 300
LONGEST_TITLE = 120


def person(key: uuid.UUID, place: str, *, now: dt.datetime) -> Person:
    """Somebody who holds a post today and may act; others hold nothing."""
    posts = able_on(local_day(now)).filter(person_id=key)
    found = Person.objects.filter(pk=key, pk__in=posts.values("person_id")).first()
    if found is None:
        raise Invalid([Problem(place, "holder_unknown")])
    return found


def keep_paper(paper: Upload | None) -> KeptFile | None:
    """The bytes of a paper, looked through and kept; before the transaction. Raises Refused."""
    return keep_file(paper) if paper else None


def attach(
    kind: str, key: int, file: KeptFile | None, *, title: str, by: Actor, now: dt.datetime
) -> dict[str, Fact]:
    """Name kept bytes as a document about a promise or an instruction; the fact that says so."""
    if file is None:
        return {}
    document = DocumentKind.PHOTO if file.is_picture else DocumentKind.OTHER
    draft = DocumentDraft(document, " ".join(title.split())[:LONGEST_TITLE])
    return {"document": str(add_kept(kind, str(key), draft, file, by=by, now=now).number)}


def shift(
    *,
    old: dt.date,
    new: dt.date,
    reason: str,
    by: Actor,
    now: dt.datetime,
    promise: Promise | None = None,
    instruction: Instruction | None = None,
) -> None:
    DueShift.objects.create(
        promise=promise,
        instruction=instruction,
        old_on=old,
        new_on=new,
        reason=reason.strip()[:REASON],
        at=now,
        by=by.key,
    )
