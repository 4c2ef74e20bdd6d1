"""Values of the ledger: what the rule of figures takes and returns. No database here."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum

from jolserik.core.known import KnownOn
from jolserik.core.month import Month, Period
from jolserik.core.words import Words

LARGEST_AMOUNT = 10**16  # of one row, in smallest units
EXACT = Context(prec=1000)  # the default rounds after 28 digits


class Scenario(StrEnum):
    ACTUAL = "actual"
    PLAN = "plan"


class Standing(StrEnum):
    """Of a plan: approved by an act, or announced. An actual has none."""

    NONE = ""
    APPROVED = "approved"
    ANNOUNCED = "announced"


class Basis(StrEnum):
    """Where rows come from. RETURNS and REGISTER are the booked book, the others the stated one."""

    RETURNS = "returns"
    REGISTER = "register"
    STATEMENT = "statement"
    STATISTICS = "statistics"

    @property
    def booked(self) -> bool:
        return self in (Basis.RETURNS, Basis.REGISTER)


class Qualifier(StrEnum):
    NONE = ""
    ABOUT = "about"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"


class Kind(StrEnum):
    """Of a measure: how it adds up. `docs/measures.md` lists the kind of each measure."""

    FLOW = "flow"
    STOCK = "stock"
    STATED_RATIO = "stated_ratio"
    DERIVED_RATIO = "derived_ratio"


@dataclass(frozen=True)
class MeasureValue:
    """A measure. Amounts are kept as integers of `10 ** -scale` of the unit."""

    id: int
    code: str
    kind: Kind
    unit: str
    scale: int
    can_fall: bool
    needs_period: bool
    names: Words
    definition: Words
    denominator: Words | None = None
    good: str = "none"

    def to_decimal(self, amount: int) -> Decimal:
        """Plain units from smallest units, exactly."""
        return Decimal(amount).scaleb(-self.scale, EXACT)

    def to_amount(self, value: Decimal) -> int | None:
        """Smallest units, or None when the value is finer than the measure keeps, or no number."""
        if not value.is_finite():
            return None
        scaled = value.scaleb(self.scale, EXACT)
        return int(scaled) if scaled == scaled.to_integral_value() else None


@dataclass(frozen=True)
class SubjectValue:
    """What a figure is about. `fictional` subjects are shown as such on every page."""

    id: int
    kind: str
    code: str
    names: Words
    fictional: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked. `period` None asks for the latest known; `at_posting` is inclusive."""

    subject: SubjectValue
    measure: MeasureValue
    period: Period | None
    scenario: Scenario
    as_of: dt.date
    at_posting: int


@dataclass(frozen=True)
class SourceValue:
    """A publication, file or act."""

    id: int
    kind: str
    title: str
    url: str
    published_on: KnownOn | None
    public: bool
    language: str = ""


@dataclass(frozen=True)
class Level:
    """One row of the stated book: a total for a whole subject and period."""

    posting_no: int
    subject_id: int
    subject: Words
    standing: Standing
    basis: Basis
    covers_from: Month | None  # None: since it began
    covers_to: Month | None  # None: the end is not stated
    amount: int
    qualifier: Qualifier
    known: KnownOn
    issuer_id: int
    issuer: Words
    source: SourceValue
    place: str = ""
    note: Words | None = None
    act: Words | None = None
    part_of_id: int | None = None
    withdrawn_known_on: dt.date | None = None
    withdrawn_posting_no: int | None = None
    withdrawn_reason: str = ""
    recorded_at: dt.datetime | None = None
    recorded_by: uuid.UUID | None = None

    @property
    def end(self) -> dt.date:
        """The last day it speaks of; one whose end is not stated goes to the day it was known."""
        return self.covers_to.last_day if self.covers_to else self.known.day

    def live(self, as_of: dt.date, at_posting: int) -> bool:
        """Known and recorded by then, and not withdrawn by then."""
        if self.known.day > as_of or self.posting_no > at_posting:
            return False
        if self.withdrawn_known_on is None or self.withdrawn_posting_no is None:
            return True
        return self.withdrawn_known_on > as_of or self.withdrawn_posting_no > at_posting


@dataclass(frozen=True)
class Movement:
    """One row of the booked book, as evidence shows it. `reverses`, `reversed_by`: row numbers."""

    posting_no: int
    subject: SubjectValue
    standing: Standing
    month: Month
    amount: int
    known: KnownOn
    source: SourceValue
    place: str
    note: Words | None
    reverses: int | None
    reversed_by: int | None
    recorded_at: dt.datetime
    recorded_by: uuid.UUID | None


@dataclass(frozen=True)
class MonthSum:
    """Booked movements of one month, already limited to an as-of and a posting number."""

    standing: Standing
    basis: Basis
    month: Month
    amount: int
    entries: int


class Rule(StrEnum):
    """By which part of the rule an answer was found. Words: `words.toml`, kind `rule`."""

    STATED_LEVEL = "stated_level"
    STATED_OPEN = "stated_open"
    STATED_BREAKDOWN = "stated_breakdown"
    STATED_PARTS = "stated_parts"
    BOOKED_FLOW = "booked_flow"
    BOOKED_STOCK = "booked_stock"


@dataclass(frozen=True)
class Answer:
    """One figure on one basis (and, for a plan, of one standing).

    `amount` in the measure's smallest unit; `rows` the stated rows it was made of (a booked
    answer names only their number, `entries`); `rivals` the levels that dispute it.
    """

    question: Question
    basis: Basis
    standing: Standing
    amount: int
    qualifier: Qualifier
    covers_from: Month | None
    covers_to: Month | None
    rule: Rule
    entries: int
    rows: tuple[Level, ...] = ()
    rivals: tuple[Level, ...] = ()
    missing: tuple[Period, ...] = ()

    @property
    def disputed(self) -> bool:
        return bool(self.rivals)

    @property
    def value(self) -> Decimal:
        """In plain units, exact."""
        return self.question.measure.to_decimal(self.amount)

    def __str__(self) -> str:
        # A figure leaves the program through the `figure` tag or as_json, with its evidence.
        raise TypeError("an answer is shown with its evidence: use {% figure answer %}")
