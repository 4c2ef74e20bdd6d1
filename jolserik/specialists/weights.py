"""What parts of a load weigh and what counts in a proposal: the defaults, with what was edited."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from jolserik.specialists.models import Weight


@dataclass(frozen=True)
class Weights:
    """`load` by part, `match` by reason; `capacity` is what one person usually carries."""

    load: Mapping[str, Decimal]
    match: Mapping[str, Decimal]

    @property
    def capacity(self) -> Decimal:
        return self.load["capacity"]


@cache
def defaults() -> Weights:
    text = (resources.files("jolserik.specialists") / "weights.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    load, match = ({c: Decimal(p) for c, p in tables[k].items()} for k in ("load", "match"))
    return Weights(load, match)


def current() -> Weights:
    """In one query."""
    edited: dict[str, dict[str, Decimal]] = {"load": {}, "match": {}}
    for kind, code, points in Weight.objects.values_list("kind", "code", "points"):
        edited[kind][code] = points
    known = defaults()
    return Weights({**known.load, **edited["load"]}, {**known.match, **edited["match"]})
