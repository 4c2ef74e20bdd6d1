"""Questions about people. Whoever is erased or blocked holds no post."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from jolserik.core.fold import fold
from jolserik.core.words import word
from jolserik.people.actor import PUBLIC, STOOD_IN_FOR, Actor, HeldPost, Role
from jolserik.people.models import CastMember, Organisation, Person, Post, StandIn, User
from jolserik.people.rights import Right, table, why_not

HOLDERS_SHOWN = 5


@dataclass(frozen=True)
class Holder:
    """Somebody who could help: a name, a title and an organisation, in the reader's language."""

    name: str
    title: str
    organisation: str


@dataclass(frozen=True)
class WhoMay:
    """Who holds a right: roles in words for everyone, holders only for who has signed in."""

    right: str
    roles: tuple[str, ...]
    holders: tuple[Holder, ...]


@dataclass(frozen=True)
class CastLine:
    """One of the demo's cast as the sign-in page shows it."""

    key: uuid.UUID
    name: str
    story: str


def held_on(day: dt.date) -> Q:
    """Posts that are held on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def able_on(day: dt.date) -> QuerySet[Post]:
    """Posts held on a day by people who are neither erased nor blocked."""
    return (
        Post.objects.filter(held_on(day), person__erased_at=None)
        .exclude(person__user__isnull=False, person__user__blocked_at__isnull=False)
        .order_by("id")
    )


def actor_for(user: AbstractBaseUser | AnonymousUser, *, today: dt.date) -> Actor:
    """Who is acting, with the posts held today, in one query. Blocked users are the public.

    Posts of absent persons whom the user stands in for are among them.
    """
    if not isinstance(user, User) or user.blocked_at is not None:
        return PUBLIC
    absent = StandIn.objects.filter(held_on(today), stand_in_id=user.key)
    mine = Q(person_id=user.key)
    theirs = Q(person_id__in=absent.values("absent_id"), role__in=STOOD_IN_FOR)
    rows = list(Post.objects.filter(held_on(today), mine | theirs).order_by("id"))
    return Actor(
        key=user.key,
        posts=tuple(HeldPost(Role(p.role), p.scope, p.organisation_id) for p in rows),
        stands_for=frozenset(p.person_id for p in rows) - {user.key},
    )


def visible_to(actor: Actor) -> QuerySet[Person]:
    """Everybody, oneself or nobody, by name; erased ones are left out."""
    people = Person.objects.filter(erased_at__isnull=True)
    if why_not(actor, Right.SEE_PEOPLE) is None:
        return people
    return people.filter(key=actor.key) if actor.key else people.none()


def with_posts(people: QuerySet[Person], *, on: dt.date | None = None) -> QuerySet[Person]:
    """People with their sign-in and `posts` (held on a day, or all), in four queries at most."""
    posts = Post.objects.select_related("organisation").prefetch_related("organisation__names")
    chosen = posts.filter(held_on(on)) if on else posts
    return people.select_related("user").prefetch_related(Prefetch("posts", queryset=chosen))


def found(
    people: QuerySet[Person], *, name: str = "", role: str = "", today: dt.date
) -> QuerySet[Person]:
    """Those whose folded names hold every word of `name`, and who hold `role` today."""
    for part in fold(name).split():
        people = people.filter(search_text__contains=part)
    if role:
        holding = Post.objects.filter(held_on(today), role=role)
        people = people.filter(key__in=holding.values("person_id"))
    return people


def who_may(right: Right, *, language: str, today: dt.date, reader: Actor = PUBLIC) -> WhoMay:
    """Who holds a right, for the page that turns somebody away."""
    rule = table()[right]
    roles = tuple(word("role", role, language) for role in rule.holders)
    holders: tuple[Holder, ...] = ()
    if not reader.is_public:
        posts = (
            Post.objects.filter(held_on(today), role__in=list(rule.holders))
            .filter(person__erased_at__isnull=True, person__user__blocked_at__isnull=True)
            .filter(person__user__isnull=False)
            .select_related("person", "organisation")
            .prefetch_related("organisation__names")
            .order_by("valid_from", "id")[:HOLDERS_SHOWN]
        )
        holders = tuple(
            Holder(
                name=post.person.name(language),
                title=post.title(language),
                organisation=post.organisation.called(language, today),
            )
            for post in posts
        )
    return WhoMay(right=rule.words.get(language), roles=roles, holders=holders)


def display_names(keys: Iterable[uuid.UUID], language: str) -> dict[uuid.UUID, str]:
    """A name for every key, in one query; erased and unknown persons by the words for it."""
    wanted = set(keys)
    people = Person.objects.in_bulk(wanted)
    erased = word("person", "erased", language)
    return {key: people[key].name(language) if key in people else erased for key in wanted}


def organisations() -> QuerySet[Organisation]:
    """All organisations with their names, by key."""
    return Organisation.objects.prefetch_related("names").order_by("key")


def cast(language: str) -> tuple[CastLine, ...]:
    """The demo's cast in their order, without those who cannot sign in."""
    members = (
        CastMember.objects.filter(person__user__blocked_at__isnull=True)
        .filter(person__user__isnull=False, person__erased_at__isnull=True)
        .select_related("person")
        .order_by("order", "person")
    )
    return tuple(CastLine(m.pk, m.person.name(language), m.story.get(language)) for m in members)


def administrators(*, on: dt.date) -> QuerySet[Post]:
    """Posts of administrators who can sign in and hold the role on a day."""
    return Post.objects.filter(
        held_on(on),
        role=Role.ADMINISTRATOR.value,
        person__user__isnull=False,
        person__user__blocked_at__isnull=True,
    )
