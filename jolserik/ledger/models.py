"""Tables of the ledger. Rows of the books are only added; `Balance` and `SubjectPath` are derived.

Months are stored as `core.month.Month.ordinal`, amounts as integers of the measure's smallest
unit. `posting_no` numbers all rows of all books in the order they were committed.
"""

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q

from jolserik.core.known import KnownOn, Precision
from jolserik.core.month import Month
from jolserik.core.words import Words
from jolserik.ledger import values
from jolserik.ledger.fields import choices

BLOCK = 1024  # posting numbers in one block, see Balance
LONG_BLOCK = 128 * BLOCK  # see LongBalance
FIRST_MONTH, LAST_MONTH = 0, 99_999  # an open end of months
LAST_POSTING = 2**62  # an open end of posting numbers


class Named(models.Model):
    """Anything with a name in three languages."""

    name_ru = models.CharField(max_length=300)
    name_kk = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)

    class Meta:
        abstract = True

    @property
    def names(self) -> Words:
        return Words(self.name_ru, self.name_kk, self.name_en)


class Measure(Named):
    """What is measured. The program's own stand in `measures.toml`."""

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=choices(values.Kind))
    unit = models.CharField(max_length=20)
    scale = models.PositiveSmallIntegerField(help_text="decimals kept")
    can_fall = models.BooleanField()
    needs_period = models.BooleanField(default=False)
    good = models.CharField(max_length=4, default="none")
    definition_ru = models.TextField()
    definition_kk = models.TextField()
    definition_en = models.TextField()
    denominator = models.JSONField(null=True)

    class Meta:
        ordering = ("id",)

    def to_value(self) -> values.MeasureValue:
        return values.MeasureValue(
            id=self.pk,
            code=self.code,
            kind=values.Kind(self.kind),
            unit=self.unit,
            scale=self.scale,
            can_fall=self.can_fall,
            needs_period=self.needs_period,
            names=self.names,
            definition=Words(self.definition_ru, self.definition_kk, self.definition_en),
            denominator=Words.of(self.denominator) if self.denominator else None,
            good=self.good,
        )


class Subject(Named):
    """What a figure is about: a territory, zone, project or phase. Names may be corrected."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=80, unique=True)
    fictional = models.BooleanField(default=False)
    valid_from = models.IntegerField(null=True, help_text="first month")
    valid_to = models.IntegerField(null=True, help_text="last month")
    folded = models.TextField(default="", help_text="names in three languages, folded for search")

    class Meta:
        ordering = ("id",)

    def to_value(self) -> values.SubjectValue:
        return values.SubjectValue(self.pk, self.kind, self.code, self.names, self.fictional)


class LedgerHead(models.Model):
    """One row: the last posting number. Locking it is the one ledger lock."""

    last_posting_no = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="ledger_has_one_head"),)


class PostingNumber(models.BigIntegerField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A posting number. On SQLite it is the row's own number, so that no index stands between."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class Row(models.Model):
    """What every row of the ledger has."""

    append_only = True

    posting_no = PostingNumber(primary_key=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True, help_text="key of the person")

    class Meta:
        abstract = True


class SubjectLink(Row):
    """A subject lies in another during some months. A newer row may replace it (to end it)."""

    child = models.ForeignKey(Subject, models.PROTECT, related_name="links")
    parent = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    month_from = models.IntegerField(default=FIRST_MONTH)
    month_to = models.IntegerField(default=LAST_MONTH)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(child=F("parent")), name="subject_is_not_its_own_parent"
            ),
        )


class SubjectPath(models.Model):
    """Derived from links: who lies below whom, in which months, for which posting numbers.

    A row rolls up to the ancestors its subject had, for its month, when the row was posted;
    a later change of parents moves no figure that was shown before.
    """

    ancestor = models.ForeignKey(Subject, models.CASCADE, related_name="+", db_index=False)
    descendant = models.ForeignKey(Subject, models.CASCADE, related_name="+", db_index=False)
    month_from = models.IntegerField()
    month_to = models.IntegerField()
    posting_from = models.BigIntegerField()
    posting_to = models.BigIntegerField(default=LAST_POSTING)

    class Meta:
        indexes = (
            models.Index(
                fields=(
                    "descendant",
                    "ancestor",
                    "month_from",
                    "month_to",
                    "posting_from",
                    "posting_to",
                ),
                name="path_upwards",
            ),
            models.Index(fields=("ancestor", "descendant"), name="path_downwards"),
        )


class Issuer(Named):
    """Who stated a figure: an office or an outlet, never a person."""

    code = models.SlugField(max_length=80, unique=True)


class Source(models.Model):
    """A publication, statistical release, file or act; kept as it was when recorded."""

    append_only = True

    class Kind(models.TextChoices):
        PUBLICATION = "publication"
        STATISTICS = "statistics"
        FILE = "file"
        ACT = "act"
        LETTER = "letter"

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=400)
    url = models.URLField(max_length=600, blank=True)
    language = models.CharField(max_length=2, blank=True)
    published_on = models.DateField(null=True)
    published_precision = models.CharField(
        max_length=6, choices=choices(Precision), default=Precision.DAY
    )
    note = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    public = models.BooleanField(help_text="may be shown without sign-in")

    def to_value(self) -> values.SourceValue:
        published = (
            KnownOn(self.published_on, Precision(self.published_precision))
            if self.published_on
            else None
        )
        return values.SourceValue(
            self.pk, self.kind, self.title, self.url, published, self.public, self.language
        )


class Fact(Row):
    """What entries, statements and targets share: about what, which measure, whence, when known."""

    # Indexes of several columns stand in their place.
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    place = models.TextField(
        blank=True, help_text="sentence; file, sheet and cell; point of an act"
    )
    known_on = models.DateField()
    known_precision = models.CharField(
        max_length=6, choices=choices(Precision), default=Precision.DAY
    )
    note = models.JSONField(null=True)

    class Meta:
        abstract = True

    @property
    def known(self) -> KnownOn:
        return KnownOn(self.known_on, Precision(self.known_precision))


class Converted(models.Model):
    """What the amount was before it was turned into tenge."""

    original_amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    original_currency = models.CharField(max_length=3, blank=True)
    rate = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    rate_source = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


def _amount_fits(table: str) -> models.CheckConstraint:
    within = Q(amount__lte=values.LARGEST_AMOUNT) & Q(amount__gte=-values.LARGEST_AMOUNT)
    return models.CheckConstraint(condition=within, name=f"{table}_amount_fits")


def _plan_has_standing(table: str) -> models.CheckConstraint:
    plan = Q(scenario="plan") & ~Q(standing="")
    return models.CheckConstraint(
        condition=plan | Q(scenario="actual", standing=""), name=f"{table}_plan_has_standing"
    )


class Entry(Fact, Converted):
    """The booked book: a signed movement of one measure, for one subject, inside one month."""

    scenario = models.CharField(max_length=6, choices=choices(values.Scenario))
    standing = models.CharField(max_length=9, choices=choices(values.Standing), blank=True)
    basis = models.CharField(max_length=10, choices=choices(values.Basis))
    month = models.IntegerField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        constraints = (
            _amount_fits("entry"),
            _plan_has_standing("entry"),
            models.CheckConstraint(
                condition=Q(basis__in=("returns", "register")), name="entry_is_booked"
            ),
        )
        indexes = (
            models.Index(fields=("measure", "posting_no"), name="entry_of_measure"),
            models.Index(
                fields=("subject", "measure", "scenario", "standing", "basis", "month", "known_on"),
                name="entry_of_subject",
            ),
        )


class Statement(Fact, Converted):
    """The stated book: a level that somebody gave for a whole subject and period."""

    scenario = models.CharField(max_length=6, choices=choices(values.Scenario))
    standing = models.CharField(max_length=9, choices=choices(values.Standing), blank=True)
    basis = models.CharField(max_length=10, choices=choices(values.Basis))
    covers_from = models.IntegerField(null=True, help_text="empty: since it began")
    covers_to = models.IntegerField(null=True, help_text="empty: the end is not stated")
    qualifier = models.CharField(max_length=9, choices=choices(values.Qualifier), blank=True)
    issuer = models.ForeignKey(Issuer, models.PROTECT, related_name="+")
    act = models.JSONField(null=True, help_text="the act that approved a plan")
    part_of = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            _amount_fits("statement"),
            _plan_has_standing("statement"),
            models.CheckConstraint(
                condition=Q(basis__in=("statement", "statistics")), name="statement_is_stated"
            ),
            models.CheckConstraint(
                condition=Q(covers_from=None)
                | Q(covers_to=None)
                | Q(covers_from__lte=F("covers_to")),
                name="statement_ends_after_it_starts",
            ),
        )
        indexes = (
            models.Index(fields=("subject", "measure", "scenario"), name="statement_of_subject"),
            models.Index(fields=("part_of", "measure", "scenario"), name="statement_part_of"),
            models.Index(fields=("known_on",), name="statement_known_on"),
        )

    def to_level(self) -> values.Level:
        """As the rule takes it; expects subject, issuer, source and withdrawal to be joined."""
        withdrawal = getattr(self, "withdrawal", None)
        return values.Level(
            posting_no=self.posting_no,
            subject_id=self.subject_id,
            subject=self.subject.names,
            standing=values.Standing(self.standing),
            basis=values.Basis(self.basis),
            covers_from=None if self.covers_from is None else Month(self.covers_from),
            covers_to=None if self.covers_to is None else Month(self.covers_to),
            amount=self.amount,
            qualifier=values.Qualifier(self.qualifier),
            known=self.known,
            issuer_id=self.issuer_id,
            issuer=self.issuer.names,
            source=self.source.to_value(),
            place=self.place,
            note=Words.of(self.note) if self.note else None,
            act=Words.of(self.act) if self.act else None,
            part_of_id=self.part_of_id,
            withdrawn_known_on=withdrawal.known_on if withdrawal else None,
            withdrawn_posting_no=withdrawal.posting_no if withdrawal else None,
            withdrawn_reason=withdrawal.reason if withdrawal else "",
            recorded_at=self.recorded_at,
            recorded_by=self.recorded_by,
        )


class Withdrawal(Row):
    """A statement that was never true is withdrawn by a row that says why."""

    statement = models.OneToOneField(Statement, models.PROTECT, related_name="withdrawal")
    reason = models.TextField()
    known_on = models.DateField()


class Target(Fact):
    """A goal set by an act. Below `critical` it counts as failed."""

    covers_from = models.IntegerField(null=True, help_text="empty: since it began")
    covers_to = models.IntegerField()
    critical = models.BigIntegerField(null=True)
    act = models.JSONField(null=True)

    class Meta:
        constraints = (_amount_fits("target"),)
        indexes = (models.Index(fields=("subject",), name="target_of_subject"),)


class Cell(models.Model):
    """What lies below an ancestor, added up; its own rows are not in its cells.

    The amount is `high * 10^9 + low`, so that no sum leaves 64 bits.
    """

    ancestor = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", db_index=False)
    scenario = models.CharField(max_length=6)
    standing = models.CharField(max_length=9)
    basis = models.CharField(max_length=10)
    month = models.IntegerField()
    high = models.BigIntegerField()
    low = models.BigIntegerField()
    entries = models.BigIntegerField()

    class Meta:
        abstract = True


class Balance(Cell):
    """Kept for speed, proved by `jolserik ledger verify`: cells by day known and short block.

    A block is 1024 posting numbers.
    """

    known_on = models.DateField()
    block = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=(
                    "ancestor",
                    "measure",
                    "block",
                    "known_on",
                    "month",
                    "scenario",
                    "standing",
                    "basis",
                ),
                name="one_balance_per_cell",
            ),
        )
        indexes = (
            models.Index(
                fields=("ancestor", "measure", "known_on", "block"), name="balance_by_day"
            ),
        )


class LongBalance(Cell):
    """The same by month known and long block, so that old rows take few cells.

    A figure adds whole long blocks known in whole months here, and the rest from `Balance`.
    """

    known_month = models.IntegerField()
    block = models.BigIntegerField(help_text="of LONG_BLOCK posting numbers")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=(
                    "ancestor",
                    "measure",
                    "month",
                    "known_month",
                    "block",
                    "scenario",
                    "standing",
                    "basis",
                ),
                name="one_long_balance_per_cell",
            ),
        )
