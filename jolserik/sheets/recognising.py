"""Which field a column is, how surely, and why: by its title, and by what its values look like.

The title says most. Values confirm it, or contradict it (a column called «срок» full of amounts),
and where there is no title they may speak alone (twelve digits with a right control digit are
a BIN). A field is given to one column only, unless it may repeat.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jolserik.core.fold import fold
from jolserik.sheets.choosing import Chooser
from jolserik.sheets.dates import FIRST_YEAR, LAST_YEAR
from jolserik.sheets.fields import Kind, Vocabulary
from jolserik.sheets.headers import Label
from jolserik.sheets.labels import tokens
from jolserik.sheets.matching import GRAMMAR, Matcher
from jolserik.sheets.profiles import Profile, profile_of
from jolserik.sheets.tables import Table
from jolserik.sheets.units import is_physical, without_money
from jolserik.sheets.values import Raw

SURE_ENOUGH: Final = 0.55
SAMPLE: Final = 60
LONGEST_CONTACT: Final = 150
ENOUGH_KNOWN: Final = 3  # columns, before one without a title is taken for the name
FEW: Final = 3  # values, below which they prove nothing
YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DATED: Final = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}")
PLAN_WORDS: Final = frozenset({"план", "плану", "жоспар", "plan", "прогноз"})
NO_VALUES: Final = Profile()
VALUES_ALONE: Final = {
    "number": ("counting", 0.85, 0.8),
    "initiator_bin": ("identifier", 0.6, 0.9),
    "initiator": ("company", 0.6, 0.7),
    "contact": ("contact", 0.5, 0.7),
    "countries": ("country", 0.7, 0.75),
    "stage": ("stage", 0.75, 0.7),
    "place": ("place", 0.6, 0.7),
    "zone": ("zone", 0.6, 0.65),
    "site_kind": ("site", 0.75, 0.65),
    "period": ("span", 0.6, 0.65),
}


@dataclass(frozen=True)
class Column:
    """A column of a table and what it was recognised as.

    `field` is empty where nothing was sure enough; `sure` is 0 to 1; `why`: title, values, both,
    remembered or chosen; `year` of a column for one year.
    """

    index: int
    label: Label
    field: str = ""
    sure: float = 0
    why: str = ""
    year: int | None = None
    profile: Profile = NO_VALUES


class Recogniser:
    """Recognises columns with one vocabulary and the choices that its cells may name."""

    def __init__(self, vocabulary: Vocabulary, *, matcher: Matcher | None = None) -> None:
        """`matcher`: one made for the same fields before; it is kept, being slow to make."""
        self.vocabulary = vocabulary
        self.matcher = matcher or Matcher(vocabulary)
        self.choosers = {code: Chooser(choices) for code, choices in vocabulary.choices.items()}

    def columns(self, table: Table) -> tuple[Column, ...]:
        """Every column of a table with the field it most surely is."""
        profiles = {
            label.column: profile_of(_sample(table, label.column), self.choosers)
            for label in table.labels
        }
        years = {label.column: self._year_of(label) for label in table.labels}
        found: list[tuple[float, int, str, str]] = []
        for label in table.labels:
            if years[label.column] is not None:
                continue
            for code, score, why in self._candidates(label, profiles[label.column]):
                found.append((score, label.column, code, why))
        given = self._give(found)
        columns = []
        for label in table.labels:
            year = years[label.column]
            code, sure, why = given.get(label.column, ("", 0.0, ""))
            values = profiles[label.column]
            if year is not None and (values.number >= 0.5 or not values.count):
                code, sure, why = "year_plan", 0.9, "title"
            columns.append(
                Column(
                    index=label.column,
                    label=label,
                    field=code,
                    sure=round(min(sure, 1.0), 2),
                    why=why,
                    year=year if code == "year_plan" else None,
                    profile=profiles[label.column],
                )
            )
        return self._with_name(tuple(columns))

    def _candidates(self, label: Label, profile: Profile) -> list[tuple[str, float, str]]:
        found = []
        titled: dict[str, float] = {}
        for meaning in self.matcher.meanings(label.path) if label.path else ():
            kind = self.vocabulary.fields[meaning.field].kind
            if kind is Kind.YEARLY:
                continue
            score = meaning.score * _fits(kind, meaning.field, profile)
            if kind in (Kind.AMOUNT, Kind.COUNT, Kind.JOBS_PAIR) and is_physical(label.path[-1]):
                score *= 0.4
            titled[meaning.field] = score
            found.append((meaning.field, score, "title"))
        for code, (what, least, sure) in VALUES_ALONE.items():
            if code not in self.vocabulary.fields or profile.count < FEW:
                continue
            share: float = getattr(profile, what)
            if share < least or (code == "contact" and profile.length > LONGEST_CONTACT):
                continue
            score = titled.get(code, 0)
            if score >= 0.3:
                found.append((code, min(1.0, score + 0.25), "both"))
            elif not label.path or max(titled.values(), default=0) < SURE_ENOUGH:
                found.append((code, sure * share, "values"))
        return found

    def _give(
        self, found: list[tuple[float, int, str, str]]
    ) -> Mapping[int, tuple[str, float, str]]:
        """Surest first: a column gets one field, a field one column."""
        given: dict[int, tuple[str, float, str]] = {}
        taken: set[str] = set()
        for score, column, code, why in sorted(found, key=lambda f: (-f[0], f[1], f[2])):
            if score < SURE_ENOUGH:
                break
            repeats = self.vocabulary.fields[code].repeats
            if column not in given and (repeats or code not in taken):
                given[column] = (code, score, why)
                taken.add(code)
        return given

    def _year_of(self, label: Label) -> int | None:
        """The year of a column of a plan by years: a bare year below a title of money."""
        if not label.path or DATED.search(label.path[-1]):
            return None
        years = YEAR.findall(label.path[-1])
        rest = tokens(YEAR.sub(" ", without_money(label.path[-1])))
        words = {word.rstrip(".") for word in rest}
        if len(years) != 1 or words - GRAMMAR - PLAN_WORDS:
            return None
        above = self.matcher.meanings(label.path[:-1]) if len(label.path) > 1 else ()
        if above and above[0].field not in ("year_plan", "cost", "spent"):
            return None
        if any("факт" in fold(part) or "игерілді" in part.lower() for part in label.path):
            return None
        year = int(years[0])
        return year if FIRST_YEAR <= year <= LAST_YEAR else None

    def _with_name(self, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        """A list without a named project is no list: the column of different texts may be it."""
        if "name" not in self.vocabulary.fields or any(c.field == "name" for c in columns):
            return columns
        free = [
            c
            for c in columns
            if not c.field
            and c.profile.count >= FEW
            and c.profile.text >= 0.8
            and c.profile.distinct >= 0.8
            and 10 <= c.profile.length <= 200
        ]
        if not free or sum(bool(c.field) for c in columns) < ENOUGH_KNOWN:
            return columns
        best = max(free, key=lambda c: (c.profile.distinct, -c.index))
        return tuple(_named(c) if c is best else c for c in columns)


def _named(column: Column) -> Column:
    return Column(column.index, column.label, "name", SURE_ENOUGH, "values", None, column.profile)


def _sample(table: Table, column: int) -> Sequence[Raw]:
    """Values from the whole height of the table."""
    step = max(1, len(table.rows) // (SAMPLE * 4))
    found = []
    for row in table.rows[::step]:
        cell = row.line.at(column)
        if cell is not None:
            found.append(cell)
            if len(found) == SAMPLE:
                break
    return found


def _fits(kind: Kind, field: str, profile: Profile) -> float:
    """How well the values agree with a field: above 1 they confirm it, below they contradict."""
    if profile.count < FEW:
        return 1.0
    numeric = profile.number
    match kind:
        case Kind.ORDINAL:
            return 1.0 if profile.counting >= 0.7 or profile.text < 0.3 else 0.6
        case Kind.BIN:
            return 1.1 if profile.identifier >= 0.5 else 0.35 if profile.text > 0.5 else 0.6
        case Kind.AMOUNT | Kind.YEARLY:
            return (
                1.05
                if numeric >= 0.6
                else 0.45
                if numeric < 0.2 and profile.measured < 0.3
                else 0.9
            )
        case Kind.COUNT:
            if profile.two_numbers >= 0.5 and field != "jobs_both":
                return 0.85
            return (
                1.05
                if profile.whole >= 0.7
                else 0.45
                if numeric < 0.2 and profile.measured < 0.3
                else 0.85
            )
        case Kind.JOBS_PAIR:
            return 1.1 if profile.two_numbers >= 0.5 else 0.7
        case Kind.PERCENT:
            within = profile.hundred >= 0.8 * numeric
            return 1.05 if (numeric >= 0.5 and within) or profile.percent >= 0.4 else 0.5
        case Kind.DAY:
            return 1.05 if profile.day >= 0.5 else 0.5 if profile.day + profile.span < 0.15 else 0.9
        case Kind.PERIOD:
            return 1.1 if profile.span >= 0.4 else 1.0 if profile.day >= 0.4 else 0.55
        case Kind.COMPANY:
            if profile.company >= 0.4:
                return 1.12
            return 0.4 if numeric >= 0.7 or profile.day >= 0.7 else 0.98
        case Kind.COUNTRIES:
            return 1.15 if profile.country >= 0.5 else 0.6
        case Kind.CHOICE:
            share = profile.stage if field == "stage" else profile.site
            return 1.12 if share >= 0.4 else 0.5 if numeric >= 0.7 else 0.85
        case Kind.CONTACT:
            return 1.1 if profile.contact >= 0.4 else 0.95 if profile.person >= 0.3 else 0.85
        case Kind.PERSON:
            return 1.1 if profile.person >= 0.4 else 0.5 if numeric >= 0.7 else 0.9
        case Kind.QUANTITY:
            return 1.05 if profile.measured >= 0.4 or numeric >= 0.5 else 0.65
        case Kind.UNIT:
            return 1.05 if profile.text >= 0.5 and profile.length <= 25 else 0.5
        case Kind.OKED:
            return 1.0 if profile.length <= 12 else 0.6
        case Kind.PLACE:
            return 1.1 if profile.place >= 0.4 else 0.4 if numeric >= 0.7 else 1.0
        case Kind.ZONE:
            return 1.1 if profile.zone >= 0.4 else 0.45 if numeric >= 0.7 else 0.95
        case Kind.TEXT | Kind.CHOICES | Kind.SECTOR:
            if field in ("plot", "address", "note"):
                return 1.0
            if profile.day >= 0.7 or numeric >= 0.8:
                return 0.5
            return 0.85 if field == "name" and profile.company >= 0.7 else 1.0
