import uuid

from django.db import models
from django.db.models import F, Q

from jolserik.ledger.fields import choices
from jolserik.merging.values import Kind, Standing


class Pair(models.Model):
    """Two records that may be one thing, `one` before `other` by key.

    What waits is derived: `look` writes it and takes it away. That somebody said the two are
    different is kept for good, with who and when.
    """

    kind = models.CharField(max_length=8, choices=choices(Kind))
    one = models.CharField(max_length=120)
    other = models.CharField(max_length=120)
    points = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list, help_text="codes")
    standing = models.CharField(max_length=10, choices=choices(Standing), default=Standing.WAITING)
    said_by = models.UUIDField(null=True, help_text="key of the person")
    said_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-points", "id")
        indexes = (
            models.Index(fields=("kind", "standing", "-points", "id"), name="pair_by_likeness"),
            models.Index(fields=("kind", "other"), name="pair_of_other"),
        )
        constraints = (
            models.UniqueConstraint(
                name="pair_is_known_once",
                fields=("kind", "one", "other"),
                violation_error_code="pair_is_known_once",
            ),
            models.CheckConstraint(
                name="pair_is_in_order",
                condition=Q(one__lt=F("other")),
                violation_error_code="pair_is_in_order",
            ),
            models.CheckConstraint(
                name="pair_said_has_moment",
                condition=Q(standing=Standing.WAITING) | Q(said_at__isnull=False),
                violation_error_code="pair_said_has_moment",
            ),
        )


class Looked(models.Model):
    """How far the register has been looked through: all of it once, then what the diary tells.

    `passed`: the last record of the first pass, until `whole`. `event`: the last event of the
    diary whose record has been looked at.
    """

    kind = models.CharField(max_length=8, choices=choices(Kind), primary_key=True)
    passed = models.CharField(max_length=120, blank=True)
    whole = models.BooleanField(default=False)
    event = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)


class Merger(models.Model):
    """Two records became one. `trail`: what was changed, as it takes to put it back.

    `mark`: of both records and all that belongs to them as the merger left them; it can be undone
    as long as that holds.
    """

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=choices(Kind))
    stays = models.CharField(max_length=120)
    goes = models.CharField(max_length=120)
    chosen = models.JSONField(default=dict)
    counts = models.JSONField(default=dict, help_text="rows by what they are")
    trail = models.JSONField(default=dict)
    mark = models.CharField(max_length=64)
    by = models.UUIDField(null=True, help_text="key of the person")
    at = models.DateTimeField()
    undone_by = models.UUIDField(null=True, help_text="key of the person")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("kind", "stays"), name="merger_of_record"),)
        constraints = (
            models.UniqueConstraint(
                name="record_goes_once",
                fields=("kind", "goes"),
                condition=Q(undone_at__isnull=True),
                violation_error_code="record_goes_once",
            ),
            models.CheckConstraint(
                name="merger_of_two_records",
                condition=~Q(stays=F("goes")),
                violation_error_code="merger_of_two_records",
            ),
        )
