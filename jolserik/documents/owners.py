"""The rooms of things that documents are about: they answer who may see and add them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jolserik.core.refusal import Refusal
from jolserik.core.words import Words
from jolserik.people.actor import Actor


@dataclass(frozen=True)
class Owner:
    """What a room answers.

    `visible` and `confidential` are querysets of keys (one column): of things whose open and whose
    confidential documents the actor sees; None means all. `names` gives what things are called.
    """

    visible: Callable[[Actor], "QuerySet[Any, Any] | None"]
    confidential: Callable[[Actor], "QuerySet[Any, Any] | None"]
    why_not_add: Callable[[Actor, str], Refusal | None]
    names: Callable[[Collection[str]], Mapping[str, Words]] = lambda keys: {}


_owners: dict[str, Owner] = {}


def register(about_kind: str, owner: Owner) -> None:
    """Called at start, by the site, for each kind of thing."""
    _owners[about_kind] = owner


def owners() -> Mapping[str, Owner]:
    return _owners


def why_not_add(actor: Actor, about_kind: str, about_key: str) -> Refusal | None:
    """Why the actor may not add a document about a thing; an unknown kind is refused."""
    if actor.is_program:
        return None
    owner = _owners.get(about_kind)
    return owner.why_not_add(actor, about_key) if owner else Refusal("document_of_nothing")


def names(about_kind: str, keys: Collection[str]) -> Mapping[str, Words]:
    """What things are called; those that nobody can name are left out."""
    owner = _owners.get(about_kind)
    return owner.names(keys) if owner and keys else {}
