from django.db import models
from django.db.models import F, Q

from jolserik.companies.models import Company
from jolserik.core.known import KnownOn, Precision
from jolserik.core.words import Words
from jolserik.ledger.fields import MoneyField, choices
from jolserik.ledger.models import Source, Subject
from jolserik.ledger.values import SourceValue
from jolserik.people.models import Organisation, Person
from jolserik.projects.values import SiteKind, Stage, State, TeamRole, TermKind


class Term(models.Model):
    """A choice of an editable list: a reason, a list that projects belong to, a support measure."""

    kind = models.CharField(max_length=20, choices=choices(TermKind))
    code = models.SlugField(max_length=60)
    ru = models.CharField(max_length=200)
    kk = models.CharField(max_length=200)
    en = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("kind", "order", "id")
        constraints = (
            models.UniqueConstraint(
                name="term_code_taken",
                fields=("kind", "code"),
                violation_error_code="term_code_taken",
            ),
        )

    @property
    def words(self) -> Words:
        return Words(self.ru, self.kk, self.en)


class Project(models.Model):
    """An investment project: known from publications only, or walked with (live), or closed.

    Money is tenge. `lead` may be empty only while nobody walks with the project. Columns that
    repeat what other rows say (`planned_launch_on`, `launched_on`, `contacted_on`) are written in
    the same act as those rows.
    """

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    state = models.CharField(max_length=10, choices=choices(State), default=State.PUBLISHED)
    published = models.BooleanField(default=True, help_text="everybody may see its page")
    stage = models.CharField(max_length=16, choices=choices(Stage), blank=True)
    stage_since = models.DateField(null=True)
    stage_before = models.CharField(max_length=16, choices=choices(Stage), blank=True)

    department = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    lead = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="+")
    initiator = models.CharField(max_length=300, blank=True, help_text="as published")
    countries = models.JSONField(default=list, help_text="ISO 3166-1 alpha-2 codes")
    sector = models.CharField(max_length=10, blank=True, help_text="OKED code of any level")
    sector_section = models.CharField(max_length=1, blank=True, help_text="OKED section of it")
    place = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    zone = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    site_kind = models.CharField(max_length=12, choices=choices(SiteKind), blank=True)
    plot = models.CharField(max_length=120, blank=True, help_text="number or cadastral number")
    product = models.CharField(max_length=300, blank=True)
    capacity = models.DecimalField(max_digits=22, decimal_places=6, null=True)
    capacity_unit = models.CharField(max_length=60, blank=True)
    cost_kzt = MoneyField(null=True)
    cost_own_kzt = MoneyField(null=True)
    cost_bank_kzt = MoneyField(null=True)
    cost_state_kzt = MoneyField(null=True)
    cost_other_kzt = MoneyField(null=True)
    jobs_permanent = models.PositiveIntegerField(null=True)
    jobs_temporary = models.PositiveIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    readiness = models.PositiveSmallIntegerField(null=True, help_text="per cent")
    description = models.TextField(blank=True)
    note = models.JSONField(null=True)

    planned_launch_on = models.DateField(null=True)
    launched_on = models.DateField(null=True)
    contacted_on = models.DateField(null=True)
    registered_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(null=True, help_text="last act on the project")
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    sort_name = models.CharField(max_length=400, blank=True, help_text="compares as Kazakh does")

    class Meta:
        # The list filters, counts and sorts by these alone: all that it needs stands in the index,
        # for a row with its texts is ten times as long.
        indexes = (
            models.Index(
                name="project_counted",
                fields=(
                    *("state", "stage", "department", "sector_section", "sector", "cost_kzt"),
                    *("jobs_permanent", "planned_launch_on", "launched_on", "touched_at"),
                    *("subject", "merged_into"),
                ),
            ),
            models.Index(
                name="project_in_order",
                fields=("sort_name", "subject", "state", "department", "merged_into"),
            ),
            models.Index(
                name="project_carried",
                fields=("lead", "state", "stage", "planned_launch_on", "contacted_on", "subject"),
            ),
            models.Index(
                name="project_of_company", fields=("company", "state", "department", "merged_into")
            ),
            models.Index(fields=("department", "state", "stage"), name="project_by_department"),
            models.Index(fields=("sector",), name="project_by_sector"),
            models.Index(fields=("cost_kzt",), name="project_by_cost"),
            models.Index(fields=("jobs_permanent",), name="project_by_jobs"),
            models.Index(fields=("planned_launch_on",), name="project_by_launch"),
            models.Index(fields=("touched_at",), name="project_by_touch"),
        )
        constraints = (
            models.CheckConstraint(
                name="project_live_has_lead",
                condition=~Q(state=State.LIVE)
                | Q(lead__isnull=False, department__isnull=False, merged_into__isnull=True),
                violation_error_code="project_live_has_lead",
            ),
            models.CheckConstraint(
                name="project_in_the_register_has_stage",
                condition=Q(state=State.PUBLISHED) | ~Q(stage=""),
                violation_error_code="project_in_the_register_has_stage",
            ),
            models.CheckConstraint(
                name="project_beside_remembers_stage",
                condition=Q(state=State.PUBLISHED)
                | ~Q(stage__in=[Stage.SUSPENDED, Stage.CANCELLED])
                | ~Q(stage_before=""),
                violation_error_code="project_beside_remembers_stage",
            ),
            models.CheckConstraint(
                name="project_cancelled_is_closed",
                condition=Q(state=State.PUBLISHED)
                | (Q(stage=Stage.CANCELLED) & Q(state=State.CLOSED))
                | (
                    ~Q(stage=Stage.CANCELLED) & (Q(state=State.LIVE) | Q(merged_into__isnull=False))
                ),
                violation_error_code="project_cancelled_is_closed",
            ),
            models.CheckConstraint(
                name="project_readiness_is_per_cent",
                condition=Q(readiness__isnull=True) | Q(readiness__lte=100),
                violation_error_code="project_readiness_is_per_cent",
            ),
            models.CheckConstraint(
                name="project_ends_after_start",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                violation_error_code="project_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.subject.code

    @property
    def code(self) -> str:
        return self.subject.code

    @property
    def slug(self) -> str:
        return self.subject.code.partition(":")[2]


class Assignment(models.Model):
    """Somebody is on a project's team from one day on; who ended it and why stands beside."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="team")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=choices(TeamRole))
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.UUIDField(null=True, help_text="key of the person")
    at = models.DateTimeField()
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("person", "to_on", "project"), name="assignment_of_person"),
            models.Index(fields=("project", "to_on"), name="assignment_of_project"),
        )
        constraints = (
            models.UniqueConstraint(
                name="project_has_one_lead",
                fields=("project",),
                condition=Q(role=TeamRole.LEAD, ended_at__isnull=True),
                violation_error_code="project_has_one_lead",
            ),
            models.UniqueConstraint(
                name="person_is_once_on_a_team",
                fields=("project", "person"),
                condition=Q(ended_at__isnull=True),
                violation_error_code="person_is_once_on_a_team",
            ),
        )


class StageMove(models.Model):
    """A project came to a stage; rows are only added."""

    append_only = True

    project = models.ForeignKey(Project, models.PROTECT, related_name="moves")
    before = models.CharField(max_length=16, choices=choices(Stage), blank=True)
    to = models.CharField(max_length=16, choices=choices(Stage))
    on = models.DateField(help_text="the day it happened")
    reason = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    gone_to = models.CharField(max_length=200, blank=True, help_text="where a lost project went")
    by = models.UUIDField(null=True, help_text="key of the person")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)


class Phase(models.Model):
    """A part of a project put into operation by itself (пусковой комплекс)."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField()
    product = models.CharField(max_length=300, blank=True)
    capacity = models.DecimalField(max_digits=22, decimal_places=6, null=True)
    capacity_unit = models.CharField(max_length=60, blank=True)
    cost_kzt = MoneyField(null=True)
    jobs_permanent = models.PositiveIntegerField(null=True)
    launched_on = models.DateField(null=True)

    class Meta:
        ordering = ("project", "number")
        constraints = (
            models.UniqueConstraint(
                name="phase_number_taken",
                fields=("project", "number"),
                violation_error_code="phase_number_taken",
            ),
        )


class StageDate(models.Model):
    """When a stage of a project (or of one of its phases) is planned, and when it came."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="dates")
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, related_name="dates")
    stage = models.CharField(max_length=16, choices=choices(Stage))
    planned_on = models.DateField(null=True)
    first_planned_on = models.DateField(null=True, help_text="the promise before any shift")
    actual_on = models.DateField(null=True)
    shifts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="stage_date_of_project",
                fields=("project", "stage"),
                condition=Q(phase__isnull=True),
                violation_error_code="stage_date_of_project",
            ),
            models.UniqueConstraint(
                name="stage_date_of_phase",
                fields=("phase", "stage"),
                condition=Q(phase__isnull=False),
                violation_error_code="stage_date_of_phase",
            ),
        )


class PlanShift(models.Model):
    """A planned date was set or moved; rows are only added."""

    append_only = True

    project = models.ForeignKey(Project, models.PROTECT, related_name="shifts")
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=16, choices=choices(Stage))
    old_on = models.DateField(null=True)
    new_on = models.DateField(null=True)
    reason = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    by = models.UUIDField(null=True, help_text="key of the person")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)


class StateText(models.Model):
    """The current state of a project in words, with the readiness told; rows are only added."""

    append_only = True

    project = models.ForeignKey(Project, models.PROTECT, related_name="states")
    on = models.DateField()
    text = models.TextField(blank=True, help_text="empty: nothing changed")
    next_step = models.CharField(max_length=300, blank=True)
    readiness = models.PositiveSmallIntegerField(null=True)
    by = models.UUIDField(null=True, help_text="key of the person")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("project", "-id"), name="state_of_project"),)


class FormerInitiator(models.Model):
    """A company that was a project's initiator until a day."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="former_initiators")
    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    until_on = models.DateField()

    class Meta:
        ordering = ("-until_on", "-id")


class Membership(models.Model):
    """A project is on a list from one day on; one project may be on several."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="memberships")
    list = models.ForeignKey(Term, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    number = models.CharField(max_length=60, blank=True, help_text="its number on the list")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("list__order", "from_on")
        indexes = (models.Index(fields=("list", "to_on", "project"), name="member_of_list"),)
        constraints = (
            models.UniqueConstraint(
                name="project_is_once_on_a_list",
                fields=("project", "list"),
                condition=Q(to_on__isnull=True),
                violation_error_code="project_is_once_on_a_list",
            ),
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                violation_error_code="membership_ends_after_start",
            ),
        )


class Support(models.Model):
    """A support measure that a project was given, with its document."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="supports")
    measure = models.ForeignKey(Term, models.PROTECT, related_name="+")
    given_on = models.DateField()
    ends_on = models.DateField(null=True)
    amount_kzt = MoneyField(null=True)
    document = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("given_on", "id")


class CounterObligation(models.Model):
    """What the investor owes for a support measure; open until it is kept or broken."""

    class Outcome(models.TextChoices):
        OPEN = "open"
        KEPT = "kept"
        BROKEN = "broken"

    support = models.ForeignKey(Support, models.PROTECT, related_name="obligations")
    text = models.CharField(max_length=400)
    amount = models.DecimalField(max_digits=22, decimal_places=2, null=True)
    unit = models.CharField(max_length=60, blank=True)
    due_on = models.DateField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    ended_on = models.DateField(null=True)
    proof = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(
                name="obligation_ended_has_day",
                condition=Q(outcome="open", ended_on__isnull=True)
                | (~Q(outcome="open") & Q(ended_on__isnull=False)),
                violation_error_code="obligation_ended_has_day",
            ),
        )


class ProjectFact(models.Model):
    """Something published about a project; rows are only added."""

    append_only = True

    class Kind(models.TextChoices):
        STAGE = "stage"
        CAPACITY = "capacity"
        STATE = "state"

    project = models.ForeignKey(Project, models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    stage = models.CharField(max_length=16, choices=choices(Stage), blank=True)
    text = models.JSONField(help_text="in three languages")
    happened = models.CharField(max_length=12, blank=True, help_text="as precise as published")
    known_on = models.DateField()
    known_precision = models.CharField(max_length=6, default=Precision.DAY)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True, help_text="key of the person")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="stage") ^ models.Q(stage=""),
                name="project_stage_is_named",
            ),
        )
        indexes = (models.Index(fields=("project", "kind", "known_on"), name="fact_of_project"),)

    @property
    def known(self) -> KnownOn:
        return KnownOn(self.known_on, Precision(self.known_precision))

    @property
    def source_value(self) -> SourceValue:
        return self.source.to_value()


class SavedView(models.Model):
    """A view of the list of projects that somebody keeps: its address under a name."""

    name = models.CharField(max_length=100)
    query = models.CharField(max_length=2000, blank=True, help_text="what follows ? in the address")
    owner = models.UUIDField(help_text="key of the person")
    department = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", help_text="who sees it too"
    )
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                name="view_name_taken",
                fields=("owner", "name"),
                violation_error_code="view_name_taken",
            ),
        )
