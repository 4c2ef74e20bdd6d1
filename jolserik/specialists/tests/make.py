"""More specialists and heads for the tests of this room."""

import uuid

from jolserik.core.fold import fold
from jolserik.people.models import Person, Post, User
from jolserik.people.testing import BODY, SINCE


def colleague(number: int, role: str = "specialist", *, name: str = "") -> uuid.UUID:
    """Somebody who may sign in and holds a post in the cast's department."""
    key = uuid.UUID(int=1000 + number)
    called = name or f"Коллега {number}"
    email = f"colleague{number}@example.kz"
    person = Person.objects.create(
        key=key, name_ru=called, email=email, phone="+7 700 000 00 00", search_text=fold(called)
    )
    User.objects.create(person=person, email=email)
    Post.objects.create(person=person, organisation_id=BODY, role=role, valid_from=SINCE)
    return key
