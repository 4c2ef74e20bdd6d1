"""Giving and ending posts."""

import datetime as dt
import uuid

from django.db import transaction

from jolserik.core.refusal import Fact, ensure
from jolserik.core.words import Words
from jolserik.events.actions import record
from jolserik.people import holdings
from jolserik.people.actions.locks import (
    broken_constraints_in_words,
    lock_people,
    locked_person,
)
from jolserik.people.actor import Actor, Role
from jolserik.people.models import Organisation, Post
from jolserik.people.queries import administrators, held_on
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import (
    Invalid,
    PostDraft,
    Span,
    post_problems,
    why_not_end_post,
    why_not_go,
    why_not_touch,
)

NO_TITLE = Words(ru="", kk="", en="")


def give_post(
    *,
    by: Actor,
    now: dt.datetime,
    person: uuid.UUID,
    organisation: str,
    draft: PostDraft,
    title: Words = NO_TITLE,
) -> Post:
    """Let a person hold a role. The same role, body and scope twice at one time is a problem."""
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    with broken_constraints_in_words(), transaction.atomic():
        row = locked_person(person)
        ensure(why_not_touch(erased=row.erased_at is not None))
        body = Organisation.objects.get(key=organisation)
        same = row.posts.filter(role=draft.role.value, organisation=body, scope=draft.scope)
        spans = [Span(post.valid_from, post.valid_to) for post in same]
        if problems := post_problems(draft, same_posts=spans):
            raise Invalid(problems)
        post = Post.objects.create(
            person=row,
            organisation=body,
            role=draft.role.value,
            scope=draft.scope,
            title_ru=title.ru,
            title_kk=title.kk,
            title_en=title.en,
            valid_from=draft.valid_from,
            valid_to=draft.valid_to,
            document=draft.document,
            given_by=by.key,
        )
        _record("post_given", post, by=by, now=now)
    return post


def end_post(
    *,
    by: Actor,
    now: dt.datetime,
    post: int,
    last_day: dt.date,
    successor: uuid.UUID | None = None,
) -> Post:
    """Let a post be held for the last time on `last_day`, which may lie in the past.

    Refused while the person holds something by this post and by no other one left to them; with a
    successor everything held passes to them in this act and waits for their acceptance.
    """
    ensure(why_not(by, Right.MANAGE_PEOPLE))
    with broken_constraints_in_words(), transaction.atomic():
        holder = Post.objects.values_list("person_id", flat=True).get(pk=post)
        lock_people([holder, *([successor] if successor else [])])
        row = Post.objects.select_for_update().get(pk=post)
        after = last_day + dt.timedelta(days=1)
        others = administrators(on=after).exclude(pk=row.pk).select_for_update(of=("self",))
        manages = row.role == Role.ADMINISTRATOR.value and row.is_held_on(after)
        ensure(
            why_not_end_post(
                held=Span(row.valid_from, row.valid_to),
                last_day=last_day,
                last_administrator=manages and not list(others),
            )
        )
        others_held = Post.objects.filter(held_on(after), person_id=holder).exclude(pk=row.pk)
        left = [Role(role) for role in others_held.values_list("role", flat=True)]
        held = holdings.bound_to(holder, Role(row.role), left=left)
        ensure(why_not_go(held=holdings.counted(held) if not successor else ""))
        if held:
            holdings.leave(holder, successor=successor, by=by, now=now)
        row.valid_to = last_day
        row.save(update_fields=["valid_to"])
        _record("post_ended", row, by=by, now=now)
    return row


def _record(name: str, post: Post, *, by: Actor, now: dt.datetime) -> None:
    facts: dict[str, Fact] = {
        "post": post.pk,
        "role": post.role,
        "organisation": post.organisation_id,
        "scope": post.scope,
        "from": post.valid_from.isoformat(),
        "to": post.valid_to.isoformat() if post.valid_to else "",
    }
    record(name, kind="person", key=str(post.person_id), by=by.key, now=now, facts=facts)
