"""Who keeps a copy of what is known of a person, and follows in the same act when it changes.

Rooms above people (search) are named here by `site`: people knows none of them, and a name that
was corrected or erased stays nowhere else.
"""

from collections.abc import Callable

from jolserik.people.models import Person

_keepers: dict[str, Callable[[Person], None]] = {}


def kept_by(name: str, follow: Callable[[Person], None]) -> None:
    """Let a room follow: `follow` is called in the transaction of each act on a person."""
    _keepers[name] = follow


def renew(person: Person) -> None:
    """A person was added, corrected or erased: all copies follow. Runs in the act's transaction."""
    for follow in _keepers.values():
        follow(person)
