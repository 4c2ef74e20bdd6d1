"""The fixed cast of the tests: six people, an administrator, one organisation.

Aigul invests, Bolat accompanies, Dana heads the department, Erlan runs the zone, Farida answers
for the grid, Gani has no business here, Madina administers. Rows are written straight to the
tables, so that a test of an action sees only that action's events.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client

from jolserik.core.fold import fold
from jolserik.people.actor import Actor, HeldPost, Role
from jolserik.people.models import Organisation, OrganisationName, Person, Post, User

PASSWORD: Final = "correct horse battery staple"  # nosec B105  # opens test databases only
SINCE: Final = dt.date(2024, 1, 1)
NOW: Final = dt.datetime(2026, 3, 2, 6, 0, tzinfo=dt.UTC)
TODAY: Final = dt.date(2026, 3, 2)
BODY: Final = "test-department"


@dataclass(frozen=True)
class Member:
    """One of the cast; `role` is None for Gani."""

    number: int
    name: str
    role: Role | None
    scope: str = ""

    @property
    def key(self) -> uuid.UUID:
        return uuid.UUID(int=self.number)

    @property
    def email(self) -> str:
        return f"person{self.number}@example.kz"

    @property
    def actor(self) -> Actor:
        posts = (HeldPost(self.role, self.scope, BODY),) if self.role else ()
        return Actor(key=self.key, posts=posts)

    @property
    def user(self) -> User:
        return User.objects.get(person_id=self.key)

    def client(self) -> Client:
        """A browser in which this member has signed in."""
        client = Client()
        client.force_login(self.user)
        return client


AIGUL: Final = Member(1, "Айгүл Сапарова", Role.INVESTOR, "project:test")
BOLAT: Final = Member(2, "Болат Омаров", Role.SPECIALIST)
DANA: Final = Member(3, "Дана Ахметова", Role.HEAD_OF_DEPARTMENT)
ERLAN: Final = Member(4, "Ерлан Жұмабаев", Role.ZONE_OPERATOR, "zone:test")
FARIDA: Final = Member(5, "Фарида Ибраева", Role.AUTHORITY_OFFICER)
GANI: Final = Member(6, "Ғани Тілеуов", None)
MADINA: Final = Member(7, "Мадина Серікова", Role.ADMINISTRATOR)
CAST: Final = (AIGUL, BOLAT, DANA, ERLAN, FARIDA, GANI, MADINA)


def settle_cast() -> None:
    """Write the cast with their sign-ins (password: PASSWORD), posts and organisation."""
    body = Organisation.objects.create(key=BODY, kind="body")
    OrganisationName.objects.create(
        organisation=body, ru="Управление", kk="Басқарма", en="Department", valid_from=SINCE
    )
    password = make_password(PASSWORD)
    for member in CAST:
        person = Person.objects.create(
            key=member.key,
            name_ru=member.name,
            email=member.email,
            phone=f"+7 721 200 00 0{member.number}",
            search_text=fold(member.name),
        )
        user = User.objects.create(person=person, email=member.email, password=password)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        if member.role:
            Post.objects.create(
                person=person,
                organisation=body,
                role=member.role.value,
                scope=member.scope,
                valid_from=SINCE,
            )
