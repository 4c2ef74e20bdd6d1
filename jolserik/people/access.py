"""Who may open a view: declared beside the view, enforced by the middleware, denied by default.

    @requires(Right.SEE_PEOPLE)
    def people_list(request): ...

A declaration sets `view.access` and nothing else. Views of third parties get theirs where
urls.py wraps them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponseBase

from jolserik.core.refusal import Refusal
from jolserik.core.words import word
from jolserik.people.actor import PUBLIC, Actor
from jolserik.people.rights import Right, table, why_not

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class AccessKind(StrEnum):
    """Whom a view lets in. Words: `words.toml`, kind `access`."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed_in"
    RIGHT = "right"


EVERYONE: Final = AccessKind.EVERYONE


@dataclass(frozen=True)
class Access:
    """What a view declares; `right` is set when `kind` is RIGHT and only then."""

    kind: AccessKind
    right: Right | None = None

    def __post_init__(self) -> None:
        if (self.kind is AccessKind.RIGHT) != (self.right is not None):
            raise ValueError("a right belongs to the kind RIGHT and to no other")

    def why_not(self, actor: Actor) -> Refusal | None:
        """Why the actor may not open the view, or None. A right held for one scope is enough."""
        if self.right is not None:
            return why_not(actor, self.right)
        if self.kind is AccessKind.SIGNED_IN and actor.is_public:
            return Refusal("sign_in_first")
        return None

    def describe(self, language: str) -> str:
        """Whom the view lets in, in words: for the list of routes."""
        if self.right is not None:
            return table()[self.right].words.get(language)
        return word("access", self.kind, language)


def open_to(kind: AccessKind) -> Callable[[View], View]:
    """Open to everyone: `@open_to(EVERYONE)`."""
    return lambda view: _declare(view, Access(kind))


def signed_in(view: View) -> View:
    """Open to whoever has signed in, with or without a post."""
    return _declare(view, Access(AccessKind.SIGNED_IN))


def requires(right: Right) -> Callable[[View], View]:
    """Open to whoever holds the right somewhere; the view asks about the subject itself."""
    return lambda view: _declare(view, Access(AccessKind.RIGHT, right))


def access_of(view: Callable[..., Any]) -> Access | None:
    """The declaration of a view; None when it has none, which means nobody may open it."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in a request, as the middleware found; the public where it did not look."""
    actor = getattr(request, "actor", PUBLIC)
    return actor if isinstance(actor, Actor) else PUBLIC


def wrapped(
    view: Callable[..., HttpResponseBase], access: Access
) -> Callable[..., HttpResponseBase]:
    """A third party's view with a declaration of ours; the original is left as it is."""

    @wraps(view)
    def with_access(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(*args, **kwargs)

    return _declare(with_access, access)


def _declare(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]  # functions carry attributes untyped
    return view
