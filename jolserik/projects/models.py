from django.db import models

from jolserik.core.known import KnownOn, Precision
from jolserik.ledger.models import Source, Subject
from jolserik.ledger.values import SourceValue


class Project(models.Model):
    """An investment project as far as it is known."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    initiator = models.CharField(max_length=300, blank=True)
    countries = models.JSONField(default=list, help_text="ISO 3166-1 alpha-2 codes")
    sector = models.CharField(max_length=10, blank=True, help_text="OKED section or division")
    place = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    zone = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    note = models.JSONField(null=True)


class ProjectFact(models.Model):
    """Something published about a project; rows are only added."""

    append_only = True

    class Kind(models.TextChoices):
        STAGE = "stage"
        CAPACITY = "capacity"
        STATE = "state"

    class Stage(models.TextChoices):
        ENQUIRY = "enquiry"
        MEMORANDUM = "memorandum"
        COUNCIL_APPROVAL = "council_approval"
        LAND_AND_DESIGN = "land_and_design"
        CONSTRUCTION = "construction"
        EQUIPMENT = "equipment"
        COMMISSIONING = "commissioning"
        LAUNCHED = "launched"
        DESIGN_CAPACITY = "design_capacity"
        SUSPENDED = "suspended"
        CANCELLED = "cancelled"

    project = models.ForeignKey(Project, models.PROTECT, related_name="facts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    stage = models.CharField(max_length=16, choices=Stage.choices, blank=True)
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
