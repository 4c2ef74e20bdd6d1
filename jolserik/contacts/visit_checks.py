"""What to look at on a site, by stage (`visit_checks.toml`)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from jolserik.core.words import Words
from jolserik.projects.values import Stage

ALL: Final = "all"
ANSWERS: Final = ("yes", "no", "not_seen")


@dataclass(frozen=True)
class Check:
    """A question of a site visit. `stages`: where it is asked; `all` is everywhere."""

    code: str
    words: Words
    stages: frozenset[str]


@cache
def checks() -> tuple[Check, ...]:
    """All questions in their order; a stage that is none is an error."""
    text = (resources.files("jolserik.contacts") / "visit_checks.toml").read_text("utf-8")
    found = tuple(
        Check(line["code"], Words.of(line), frozenset(line["stages"]))
        for line in tomllib.loads(text)["check"]
    )
    known = {ALL, *(stage.value for stage in Stage)}
    if wrong := [check.code for check in found if not check.stages <= known]:
        raise ValueError(f"visit_checks.toml asks at stages that are none: {wrong}")
    return found


def for_stage(stage: str) -> tuple[Check, ...]:
    """The questions asked of a project at a stage."""
    return tuple(check for check in checks() if {ALL, stage} & check.stages)


def by_code() -> dict[str, Check]:
    return {check.code: check for check in checks()}
