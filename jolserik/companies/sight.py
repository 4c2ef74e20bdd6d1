"""Of which projects somebody may know, and keep, the people behind them: a room above answers.

Projects stand above companies, so their room (`projects.access`) is named by `site` alone. Both
answers are querysets of projects with the columns `company` and `subject`.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from jolserik.people.actor import Actor

Projects = Callable[[Actor], "QuerySet[Any, Any]"]
_answers: dict[str, Projects] = {}


def register(*, in_confidence: Projects, kept: Projects) -> None:
    """Called at start. `in_confidence`: projects whose inner matters the actor may know; `kept`:
    those for whose companies the actor keeps contact persons."""
    _answers["in_confidence"], _answers["kept"] = in_confidence, kept


def in_confidence(actor: Actor) -> "QuerySet[Any, Any]":
    return _answers["in_confidence"](actor)


def kept(actor: Actor) -> "QuerySet[Any, Any]":
    return _answers["kept"](actor)
