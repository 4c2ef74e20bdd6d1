"""What the portal may find: kinds and things that everybody may see."""

from collections.abc import Collection

from jolserik.people.actor import PUBLIC
from jolserik.search import kinds as registry
from jolserik.search import queries
from jolserik.search.values import Hit

__all__ = ["Hit", "find", "kinds"]


def find(
    text: str, *, kinds: Collection[str] | None = None, limit: int = 10, language: str
) -> list[Hit]:
    """As `queries.find`, for the public."""
    return queries.find(text, actor=PUBLIC, kinds=kinds, limit=limit, language=language)


def kinds() -> tuple[str, ...]:
    """Codes of the kinds of which the public may see something."""
    return tuple(registry.open_to(PUBLIC))
