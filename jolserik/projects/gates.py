"""The gates as a table (`gates.toml`): what a stage asks, and who may move a project there."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from jolserik.people.rights import Right
from jolserik.projects.values import ROAD, Stage


@dataclass(frozen=True)
class Gate:
    """The rights that moves into a stage ask."""

    stage: Stage
    forward: Right
    backward: Right


@dataclass(frozen=True)
class Need:
    """Something a project must have from a stage on. `kind`: field, fact or document.

    What does not `bars` is only shown as missing: nobody can be made to give it.
    """

    kind: str
    code: str
    stage: Stage
    when: str = ""
    bars: bool = True


@cache
def table() -> tuple[Mapping[Stage, Gate], tuple[Need, ...]]:
    """Gates by stage and needs in the order of the file. An unknown word is an error."""
    text = (resources.files("jolserik.projects") / "gates.toml").read_text("utf-8")
    read = tomllib.loads(text)
    gates = {
        Stage(g["stage"]): Gate(Stage(g["stage"]), Right(g["forward"]), Right(g["backward"]))
        for g in read["gate"]
    }
    if set(gates) != set(ROAD):
        raise ValueError("gates.toml names every stage of the road once")
    return gates, tuple(_need(line) for line in read["need"])


def _need(line: Mapping[str, Any]) -> Need:
    kind = next(kind for kind in ("field", "fact", "document") if kind in line)
    stage, bars = Stage(line["from"]), line.get("bars", True)
    return Need(kind, line[kind], stage, line.get("when", ""), bars)
