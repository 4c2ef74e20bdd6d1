"""Old against new: in which fields a row of a list and the register differ."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from jolserik.core.likeness import spelled
from jolserik.imports.values import Difference, Note, Present, Wanted
from jolserik.projects import passport
from jolserik.projects.passport import Kind

NAMES: Final = ("name_ru", "name_kk", "name_en")
# Fields that the passport has no column for, in the order in which they are shown.
BESIDE: Final = ("planned_launch", "stage", "state", "lists", "years")


def differences(
    wanted: Wanted, present: Present, *, company: str
) -> tuple[tuple[Difference, ...], tuple[Note, ...]]:
    """What would change, and what stays although the list says otherwise.

    `company`: key of the row's company, or its name where it is new. A list that rounds an amount,
    or names only the year of a day, does not change what is known better.
    """
    found: list[Difference] = []
    notes: list[Note] = []
    frozen = 0
    if differing := _name(wanted, present.values):
        found.append(differing)
    if company and company != present.values["company"]:
        found.append(Difference("company", present.values["company"], company))
    for field in passport.FIELDS:
        new = wanted.values.get(field.code, "")
        old = present.values[field.code]
        if field.code in (*NAMES, "company") or not new or _same(wanted, field, old, new):
            continue
        if present.launched and field.promised:
            frozen += 1
            continue
        if field.code == "description" and old:
            continue  # a description is written by hand; a list only fills an empty one
        found.append(Difference(field.code, old, new))
    if frozen:
        notes.append(Note("frozen_after_launch", {"count": frozen}))
    found += _beside(wanted, present)
    return tuple(found), tuple(notes)


def of_new(wanted: Wanted, *, company: str) -> tuple[Difference, ...]:
    """Everything that a new project would get."""
    found = [Difference(wanted.name_field, "", wanted.name)]
    if company:
        found.append(Difference("company", "", company))
    found += [
        Difference(f.code, "", text) for f in passport.FIELDS if (text := wanted.values.get(f.code))
    ]
    if wanted.planned_launch:
        found.append(Difference("planned_launch", "", wanted.planned_launch))
    if wanted.state:
        found.append(Difference("state", "", wanted.state))
    if wanted.lists:
        found.append(Difference("lists", "", ",".join(wanted.lists)))
    if wanted.years:
        found.append(Difference("years", "", _years(wanted.years)))
    return tuple(found)


def _name(wanted: Wanted, old: Mapping[str, str]) -> Difference | None:
    """Another name is offered and not ticked: lists shorten names, registers do not."""
    known = old[wanted.name_field]
    if any(spelled(old[field]) == spelled(wanted.name) for field in NAMES):
        return None
    return Difference(wanted.name_field, known, wanted.name, take=not known)


def _same(wanted: Wanted, field: passport.Field, old: str, new: str) -> bool:
    if old == new:
        return True
    if not old:
        return False
    match field.kind:
        case Kind.MONEY:
            slack = Decimal(wanted.slack.get(field.code) or "0")
            return abs(Decimal(old) - Decimal(new)) <= slack
        case Kind.NUMBER:
            return Decimal(old) == Decimal(new)
        case Kind.DAY:
            first, last = wanted.spans.get(field.code, (new, new))
            return first <= old <= last
        case Kind.COUNTRIES:
            return set(new.split(",")) == set(old.split(","))
        case Kind.SECTOR:
            return old.startswith(new)  # a list names the division, the register the class
        case Kind.TEXT:
            return spelled(old) == spelled(new)
        case _:
            return False


def _beside(wanted: Wanted, present: Present) -> list[Difference]:
    found = []
    launch, old = wanted.planned_launch, present.planned_launch
    first, last = wanted.spans.get("planned_launch", (launch, launch))
    if launch and not present.launched and not (old and first <= old <= last):
        found.append(Difference("planned_launch", old, launch))
    if wanted.state and _folded(wanted.state) != _folded(present.last_state):
        found.append(Difference("state", present.last_state, wanted.state))
    joining = [code for code in wanted.lists if code not in present.lists]
    if joining:
        found.append(Difference("lists", "", ",".join(joining)))
    years = {y: a for y, a in wanted.years.items() if not _near(a, present.years.get(y, ""))}
    if years and not present.launched:
        was = {year: old for year in years if (old := present.years.get(year, ""))}
        found.append(Difference("years", _years(was), _years(years)))
    return found


def _near(new: str, old: str) -> bool:
    return bool(old) and abs(Decimal(new) - Decimal(old)) <= Decimal(new) / 1000


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _years(years: Mapping[str, str]) -> str:
    """`2025:100,2026:200`, in the order of the years."""
    return ",".join(f"{year}:{amount}" for year, amount in sorted(years.items()))


def parsed_years(text: str) -> dict[int, Decimal]:
    pairs = (part.split(":") for part in text.split(",") if part)
    return {int(year): Decimal(amount) for year, amount in pairs}
