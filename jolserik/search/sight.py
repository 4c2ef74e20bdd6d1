"""What one actor may see of what was found, asked from the database as seldom as possible."""

from collections.abc import Iterable, Mapping

from jolserik.search.kinds import Keys

FEW = 1000  # keys that an actor may see of a kind, if knowing them all is quicker than asking
Thing = tuple[str, str]  # kind and key


class Sight:
    """`seen`: keys of each kind that the actor may see; None means all of the kind."""

    def __init__(self, seen: Mapping[str, Keys | None]) -> None:
        self._seen = seen
        self._known: dict[Thing, bool] = {}
        self._own: dict[str, frozenset[str] | None] = {}  # None: more than a few

    @property
    def kinds(self) -> list[str]:
        return sorted(self._seen)

    def look(self, things: Iterable[Thing]) -> None:
        """Ask about things that are not known yet: of each kind at most twice, later once."""
        asked = {thing for thing in things if not self._is_known(thing)}
        for kind, keys in self._seen.items():
            of_kind = sorted(key for k, key in asked if k == kind)
            if keys is None or not of_kind:
                continue
            may = _among(keys, of_kind)
            self._known |= {(kind, key): key in may for key in of_kind}
            if len(may) < len(of_kind) and kind not in self._own:
                own = frozenset(map(str, keys[: FEW + 1]))
                self._own[kind] = own if len(own) <= FEW else None

    def sees(self, thing: Thing) -> bool:
        """Whether the actor may see a thing that was looked at."""
        kind, key = thing
        if self._seen[kind] is None:
            return True
        own = self._own.get(kind)
        return key in own if own is not None else self._known[thing]

    @property
    def few(self) -> dict[str, frozenset[str]]:
        """Kinds of which something was hidden, with all that may be seen, where that is little."""
        return {kind: own for kind, own in self._own.items() if own is not None}

    @property
    def is_partly_hidden(self) -> bool:
        """Whether something was hidden of a kind of which much may be seen."""
        return any(own is None for own in self._own.values())

    def _is_known(self, thing: Thing) -> bool:
        kind, _ = thing
        return thing in self._known or self._seen[kind] is None or self._own.get(kind) is not None


def _among(keys: Keys, asked: list[str]) -> set[str]:
    """Which of the keys are in a queryset of one column."""
    query = keys.query
    name = next(iter((*query.values_select, *query.annotation_select)))
    return {str(key) for key in keys.filter(**{f"{name}__in": asked})}
