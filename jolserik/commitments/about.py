"""What an instruction is about: a project, a zone, a figure (a measure of a place), or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from jolserik.commitments.models import Instruction
from jolserik.commitments.values import AboutKind
from jolserik.core.words import Words
from jolserik.ledger.models import Measure, Subject
from jolserik.people.actor import Actor
from jolserik.projects import access
from jolserik.projects.models import Project

PLACES = ("region", "city", "district", "zone")


@dataclass(frozen=True)
class Thing:
    """What was found; `project` where it is one, or a figure of one."""

    key: str
    project: Project | None = None


@dataclass(frozen=True)
class Named:
    """What it is called, and the code of the subject whose page tells of it."""

    names: Words
    subject: str
    measure: Words | None = None


def figure_key(subject: str, measure: str) -> str:
    """A figure as one word: `kato:35/investment_made`."""
    return f"{subject}/{measure}"


def found(kind: AboutKind, key: str, *, actor: Actor) -> Thing | None:
    """The thing of that kind, where the actor may give instructions about it; None otherwise."""
    match kind:
        case AboutKind.GENERAL:
            return Thing("")
        case AboutKind.PROJECT:
            row = access.visible_to(actor).filter(subject__code=key).first()
            return Thing(key, row) if row else None
        case AboutKind.ZONE:
            known = Subject.objects.filter(code=key, kind="zone").exists()
            return Thing(key) if known else None
        case AboutKind.FIGURE:
            return _figure(key, actor)


def named(rows: Iterable[Instruction]) -> dict[int, Named]:
    """What zones and figures among these are called, by the number of the instruction: two queries
    at most. Projects bring their own names."""
    keys = {
        row.pk: row.about_key.partition("/")
        for row in rows
        if row.about_kind in (AboutKind.ZONE, AboutKind.FIGURE)
    }
    if not keys:
        return {}
    subjects = {s.code: s for s in Subject.objects.filter(code__in={k[0] for k in keys.values()})}
    codes = {k[2] for k in keys.values() if k[2]}
    measures = {m.code: m for m in Measure.objects.filter(code__in=codes)} if codes else {}
    return {
        number: Named(
            subjects[code].names, code, measures[measure].names if measure in measures else None
        )
        for number, (code, _slash, measure) in keys.items()
        if code in subjects
    }


def _figure(key: str, actor: Actor) -> Thing | None:
    code, _slash, measure = key.partition("/")
    subject = Subject.objects.filter(code=code).first()
    if subject is None or not Measure.objects.filter(code=measure).exists():
        return None
    if subject.kind in PLACES:
        return Thing(key)
    row = access.visible_to(actor).filter(subject=subject).first()
    return Thing(key, row) if row else None
