"""Refusals and problems as sentences: facts that are codes or dates become words too."""

import datetime as dt
from collections.abc import Mapping

from jolserik.core.refusal import Fact, Problem, Refusal
from jolserik.core.words import word
from jolserik.people.rights import Right, table


def refusal_in_words(refusal: Refusal, language: str) -> str:
    """The sentence that a person reads when turned away."""
    return word("refusal", refusal.code, language, facts_in_words(refusal.facts, language))


def problem_in_words(problem: Problem, language: str) -> str:
    """The sentence beside the field that is wrong."""
    return word("problem", problem.code, language, facts_in_words(problem.facts, language))


def facts_in_words(facts: Mapping[str, Fact], language: str) -> dict[str, str]:
    """Facts as a sentence has them."""
    return {name: _said(name, fact, language) for name, fact in facts.items()}


def _said(name: str, fact: Fact, language: str) -> str:
    if name == "right":
        return table()[Right(str(fact))].words.get(language)
    if name == "held":
        kinds = (part.partition(":") for part in str(fact).split(","))
        return ", ".join(f"{word('holding', kind, language)}: {n}" for kind, _, n in kinds)
    try:
        day = dt.date.fromisoformat(str(fact))
    except ValueError:
        return str(fact)
    return day.isoformat() if language == "en" else f"{day:%d.%m.%Y}"
