"""Loads, reasons and places in words, for the pages of the specialists."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jolserik.core import amounts
from jolserik.core.words import word
from jolserik.ledger.models import Subject
from jolserik.projects import oked
from jolserik.projects.models import Term
from jolserik.projects.values import TermKind
from jolserik.site.say import language
from jolserik.specialists import languages, load
from jolserik.specialists.queries import Carried
from jolserik.specialists.values import Fit, Reason, SkillKind
from jolserik.specialists.weights import Weights


@dataclass(frozen=True)
class FitLine:
    """Somebody proposed, as pages show it."""

    person: uuid.UUID
    name: str
    points: int
    reasons: tuple[str, ...]
    excluded: bool


def fit_line(fit: Fit, names: Mapping[uuid.UUID, str], places: Mapping[str, str]) -> FitLine:
    return FitLine(
        person=fit.person,
        name=names[fit.person],
        points=fit.points,
        reasons=tuple(_reason(reason, places) for reason in fit.reasons),
        excluded=fit.excluded,
    )


def places_in(fits: Iterable[Fit]) -> dict[str, str]:
    """Names of the places that reasons speak of, in one query or none."""
    codes = {str(r.facts["code"]) for f in fits for r in f.reasons if r.code == "place"}
    return place_names(codes)


def place_names(codes: Iterable[str]) -> dict[str, str]:
    wanted = set(codes)
    if not wanted:
        return {}
    rows = Subject.objects.filter(code__in=wanted)
    return {row.code: row.names.get(language()) for row in rows}


def skill_name(kind: str, code: str, places: Mapping[str, str]) -> str:
    match SkillKind(kind):
        case SkillKind.LANGUAGE:
            return languages.name(code, language())
        case SkillKind.PLACE:
            return places.get(code, code)
        case SkillKind.SECTOR:
            known = oked.name_of(code)
            return f"{code} · {known.get(language())}" if known else code


def parts(carried: Carried, weights: Weights, lists: Mapping[str, str]) -> str:
    """`4 × строительство, 1 × национальный пул`, the heaviest first."""
    found = load.parts(carried.counts, weights.load)
    return ", ".join(f"{part.count} × {part_name(part.code, lists)}" for part in found)


def list_names() -> dict[str, str]:
    rows = Term.objects.filter(kind=TermKind.LIST)
    return {row.code: row.words.get(language()) for row in rows}


def part_name(code: str, lists: Mapping[str, str]) -> str:
    kind, _, rest = code.partition(".")
    if kind == "stage":
        return word("stage", rest, language())
    if kind == "held":
        return word("holding", rest, language())
    return lists.get(rest, rest) if kind == "list" else word("load_part", code, language())


def points(value: Decimal) -> str:
    return amounts.exact(value.normalize(), language())


def _reason(reason: Reason, places: Mapping[str, str]) -> str:
    facts = dict(reason.facts)
    if "code" in facts:
        kind = reason.code.partition("_")[0]
        facts["name"] = skill_name(kind, str(facts["code"]), places)
        facts["level"] = word("skill_level", str(facts["level"]), language())
    for name in ("after", "capacity"):
        if name in facts:
            facts[name] = points(Decimal(str(facts[name])))
    return word("match_reason", reason.code, language(), facts)
