"""Acts on subjects: adding one, and saying what it lies in."""

import datetime as dt

from django.db import transaction

from jolserik.core.fold import fold
from jolserik.core.month import Month
from jolserik.core.refusal import Fact, ensure
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.ledger import paths, posting, rules
from jolserik.ledger.models import (
    FIRST_MONTH,
    LAST_MONTH,
    LAST_POSTING,
    Subject,
    SubjectLink,
    SubjectPath,
)
from jolserik.people.actor import Actor


@transaction.atomic
def add_subject(
    *,
    kind: str,
    code: str,
    names: Words,
    fictional: bool,
    by: Actor,
    now: dt.datetime,
    valid_from: Month | None = None,
    valid_to: Month | None = None,
) -> Subject:
    """Add a subject without parents. Its code must be new."""
    subject = Subject.objects.create(
        kind=kind,
        code=code,
        name_ru=names.ru,
        name_kk=names.kk,
        name_en=names.en,
        fictional=fictional,
        folded=_folded(names, code),
        valid_from=valid_from.ordinal if valid_from else None,
        valid_to=valid_to.ordinal if valid_to else None,
    )
    record("subject_added", kind="subject", key=code, by=by.key, now=now)
    return subject


def rename(subject: Subject, names: Words) -> None:
    """Correct the names of a subject, within the act of the room that knows it."""
    if subject.names != names:
        subject.name_ru, subject.name_kk, subject.name_en = names.ru, names.kk, names.en
        subject.folded = _folded(names, subject.code)
        subject.save(update_fields=["name_ru", "name_kk", "name_en", "folded"])


def _folded(names: Words, code: str) -> str:
    return fold(f"{names.ru} {names.kk} {names.en} {code}")


@transaction.atomic
def link(
    *,
    child: Subject,
    parent: Subject,
    by: Actor,
    now: dt.datetime,
    first: Month | None = None,
    last: Month | None = None,
    replaces: SubjectLink | None = None,
) -> SubjectLink:
    """Say that `child` lies in `parent` from month `first` to `last` (inclusive, open if None).

    Rows posted before keep the ancestors they had. `replaces` ends or corrects an older link.
    """
    if replaces is not None and replaces.child_id != child.pk:
        raise ValueError("a link is replaced by a link of the same subject")
    number = next(posting.take(1))
    row = SubjectLink(
        posting_no=number,
        recorded_at=now,
        recorded_by=by.key,
        child=child,
        parent=parent,
        month_from=first.ordinal if first else FIRST_MONTH,
        month_to=last.ordinal if last else LAST_MONTH,
        replaces=replaces,
    )
    current = [_plain(x) for x in _links_around(child.pk, parent.pk) if x != replaces]
    new = [*current, _plain(row)]
    circle = parent.pk in paths.below(current, child.pk)
    ensure(
        rules.why_not_link(
            child_fictional=child.fictional, parents_fictional=parent.fictional, circle=circle
        )
    )
    row.save(force_insert=True)
    for descendant in paths.below(new, child.pk):
        _renew_paths(descendant, new, number)
    facts: dict[str, Fact] = {"parent": parent.code, "posting_no": number}
    record("subject_linked", kind="subject", key=child.code, by=by.key, now=now, facts=facts)
    return row


def _links_around(child: int, parent: int) -> list[SubjectLink]:
    """The links that a new one could touch: those below the child, and above all of these and
    above the parent. A few statements, however many links there are."""
    links = SubjectLink.objects.filter(replaced_by=None)
    found: dict[int, SubjectLink] = {}
    below, waiting = {child}, {child}
    while waiting:
        lower = {x.pk: x for x in links.filter(parent_id__in=waiting)}
        found |= lower
        waiting = {x.child_id for x in lower.values()} - below
        below |= waiting
    above, waiting = below | {parent}, below | {parent}
    while waiting:
        upper = {x.pk: x for x in links.filter(child_id__in=waiting)}
        found |= upper
        waiting = {x.parent_id for x in upper.values()} - above
        above |= waiting
    return [found[number] for number in sorted(found)]


def _plain(row: SubjectLink) -> paths.Link:
    return paths.Link(row.child_id, row.parent_id, (row.month_from, row.month_to))


def _renew_paths(subject: int, links: list[paths.Link], number: int) -> None:
    """Close the paths that hold no longer, open the new ones, from this posting number on."""
    wanted = {
        (ancestor, first, last)
        for ancestor, intervals in paths.ancestors(links, subject).items()
        for first, last in intervals
    }
    open_paths = SubjectPath.objects.filter(descendant_id=subject, posting_to=LAST_POSTING)
    for path in open_paths:
        key = (path.ancestor_id, path.month_from, path.month_to)
        if key in wanted:
            wanted.remove(key)
        else:
            path.posting_to = number
            path.save(update_fields=["posting_to"])
    SubjectPath.objects.bulk_create(
        SubjectPath(
            ancestor_id=ancestor,
            descendant_id=subject,
            month_from=first,
            month_to=last,
            posting_from=number,
        )
        for ancestor, first, last in sorted(wanted)
    )
