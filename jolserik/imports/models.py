import uuid

from django.db import models
from django.db.models import Q

from jolserik.imports.values import Outcome, RowKind, Stand
from jolserik.ledger.fields import choices
from jolserik.people.models import Organisation, Person
from jolserik.projects.models import Project


class Upload(models.Model):
    """A list somebody sent, with what its columns mean. Working paper: it may be dropped.

    `as_of`: the day for which the list speaks. `rates`: tenge for one of a currency, as typed.
    `lead`: who leads the projects that are new.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    department = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.UUIDField(help_text="key of the person")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    as_of = models.DateField()
    list_code = models.SlugField(max_length=60, blank=True)
    table = models.PositiveSmallIntegerField(default=0)
    mapping = models.JSONField(default=dict)
    questions = models.PositiveSmallIntegerField(default=0)
    rates = models.JSONField(default=dict)
    lead = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stand = models.CharField(max_length=8, choices=choices(Stand), default=Stand.MAPPING)
    compared_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at",)
        indexes = (models.Index(fields=("department", "-at"), name="upload_of_department"),)


class Row(models.Model):
    """A row of a list beside the project it means. Its values go when it has been taken in.

    `number` counts rows of the sheet from 0. `version`: of the project when it was compared.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=8, choices=choices(RowKind))
    outcome = models.CharField(max_length=8, choices=choices(Outcome), default=Outcome.WAITING)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)
    candidates = models.JSONField(default=list)
    wanted = models.JSONField(default=dict)
    differences = models.JSONField(default=list, help_text="field, old, new, take")
    notes = models.JSONField(default=list, help_text="code and facts")
    problems = models.JSONField(default=list, help_text="place, code and facts")
    ticked = models.BooleanField(default=False)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=("upload", "kind", "number"), name="row_of_kind"),)
        constraints = (
            models.UniqueConstraint(
                name="list_row_is_once",
                fields=("upload", "number"),
                violation_error_code="list_row_is_once",
            ),
            models.CheckConstraint(
                name="taken_row_has_project",
                condition=~Q(outcome=Outcome.TAKEN)
                | Q(project__isnull=False, taken_at__isnull=False),
                violation_error_code="taken_row_has_project",
            ),
        )


class SettledMapping(models.Model):
    """What people settled about tables with the same titles; the newest of a department counts."""

    department = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=32)
    mapping = models.JSONField()
    by = models.UUIDField(help_text="key of the person")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                name="mapping_of_department_once",
                fields=("department", "fingerprint"),
                violation_error_code="mapping_of_department_once",
            ),
        )


class KnownRow(models.Model):
    """Which project a row of a department's lists was taken in as: next month it is the same.

    `mark`: a hash of the row's name, initiator and place, so that nothing of them stays readable.
    """

    department = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    mark = models.CharField(max_length=32)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("project",), name="known_row_of_project"),)
        constraints = (
            models.UniqueConstraint(
                name="known_row_once",
                fields=("department", "mark"),
                violation_error_code="known_row_once",
            ),
        )
