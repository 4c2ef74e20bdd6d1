"""What a merger will move, counted before it is made: the page shows it, the act keeps it."""

from collections.abc import Mapping, Sequence

from django.db.models import CharField, Count, Value

from jolserik.companies.models import Company
from jolserik.merging import books
from jolserik.merging.belongings import TABLE, Record, Relation
from jolserik.merging.choices import BOTH, HERE, THERE
from jolserik.merging.moving import taken
from jolserik.merging.values import Fate, Kind
from jolserik.projects.models import Phase, Project, StageDate

Counts = dict[str, dict[str, int]]


def of_companies(here: Company, there: Company, chosen: Mapping[str, str]) -> Counts:
    """By what the rows are, then by their fate: moves, stays, read. `chosen` is complete."""
    records = Record(Kind.COMPANY, here.pk, here.key), Record(Kind.COMPANY, there.pk, there.key)
    found = _plain(Kind.COMPANY, *records, by_hand=("owners",))
    owners = there.owners.count()
    _put(found, "owners", moves=chosen.get("owners") == THERE, many=owners)
    return found


def of_projects(here: Project, there: Project, chosen: Mapping[str, str]) -> Counts:
    """The same of projects; `books`: rows booked on the one that stays, and only taken back."""
    records = Record(Kind.PROJECT, here.pk, here.code), Record(Kind.PROJECT, there.pk, there.code)
    found = _plain(Kind.PROJECT, *records, by_hand=("phases", "dates"))
    phases = Phase.objects.filter(project=there)
    come = chosen.get("phases", BOTH) != HERE
    _put(found, "phases", moves=come, many=phases.count())
    dates = StageDate.objects.filter(project=there)
    with_phases = dates.filter(phase__in=phases).count() if come else 0
    known = StageDate.objects.filter(project=here, phase=None).values("stage")
    alone = dates.filter(phase=None).exclude(stage__in=known).count()
    moving = with_phases + (alone if chosen.get("road") == THERE else 0)
    _put(found, "dates", moves=True, many=moving)
    _put(found, "dates", moves=False, many=dates.count() - moving)
    if booked := books.plan(here, there, chosen).counts:
        found["books"] = booked
    return found


def moving(counts: Counts) -> int:
    """How many rows move to the one that stays."""
    return sum(many.get(Fate.MOVES, 0) for many in counts.values())


def _plain(kind: Kind, here: Record, there: Record, by_hand: tuple[str, ...]) -> Counts:
    found: Counts = {}
    listed = [r for r in TABLE[kind] if r.code and r.code not in by_hand]
    known = _counted(listed, there)
    for relation in listed:
        many = known.get(relation.name, 0)
        if relation.fate is not Fate.MOVES:
            _add(found, relation, relation.fate, many)
            continue
        left = len(taken(relation, there, here))
        _add(found, relation, Fate.MOVES, many - left)
        _add(found, relation, Fate.STAYS, left)
    return found


def _counted(relations: Sequence[Relation], record: Record) -> dict[str, int]:
    """How many rows refer to a record, by relation, in one query."""
    text = CharField()
    parts = [
        relation.of(record)
        .order_by()
        .values(relation=Value(relation.name, text))
        .annotate(many=Count("pk"))
        .values_list("relation", "many")
        for relation in relations
    ]
    return dict(parts[0].union(*parts[1:], all=True))


def _add(found: Counts, relation: Relation, fate: Fate, many: int) -> None:
    if many:
        found.setdefault(relation.code, {})[fate.value] = many


def _put(found: Counts, code: str, *, moves: bool, many: int) -> None:
    if many:
        found.setdefault(code, {})[(Fate.MOVES if moves else Fate.STAYS).value] = many
