from django.db import models
from django.db.models import F, Q

from jolserik.companies.models import Company
from jolserik.ledger.fields import choices
from jolserik.people.models import Person
from jolserik.projects.models import Project
from jolserik.specialists.values import LEVELS, HandoverKind, SkillKind


class SpecialistSkill(models.Model):
    """A sector (OKED), language (ISO 639-1) or place (its code) that somebody knows."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=choices(SkillKind))
    code = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("kind", "code")
        constraints = (
            models.UniqueConstraint(
                name="skill_known_once",
                fields=("person", "kind", "code"),
                violation_error_code="skill_known_once",
            ),
            models.CheckConstraint(
                name="skill_level_known",
                condition=Q(level__in=LEVELS),
                violation_error_code="skill_level_known",
            ),
        )


class Interest(models.Model):
    """A conflict of interest: this person leads no project of this company."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ("person", "company")
        constraints = (
            models.UniqueConstraint(
                name="interest_declared_once",
                fields=("person", "company"),
                violation_error_code="interest_declared_once",
            ),
        )


class Weight(models.Model):
    """An edited weight; what nobody edited weighs as `weights.toml` says."""

    kind = models.CharField(max_length=5, choices=[("load", "load"), ("match", "match")])
    code = models.CharField(max_length=80)
    points = models.DecimalField(max_digits=6, decimal_places=1)

    class Meta:
        ordering = ("kind", "code")
        constraints = (
            models.UniqueConstraint(
                name="weight_code_taken",
                fields=("kind", "code"),
                violation_error_code="weight_code_taken",
            ),
        )


class Capacity(models.Model):
    """How much one person can carry, where it is not the usual."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="+")
    points = models.DecimalField(max_digits=6, decimal_places=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="capacity_not_negative",
                condition=Q(points__gte=0),
                violation_error_code="capacity_not_negative",
            ),
        )


class LeadKept(models.Model):
    """A head of department leads this project themselves: it waits for no specialist.

    Holds as long as this person leads it; under another head it waits again.
    """

    project = models.OneToOneField(Project, models.PROTECT, primary_key=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Handover(models.Model):
    """Things passed from one person to another in one act; open until all are accepted."""

    from_person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    to_person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=choices(HandoverKind))
    reason = models.CharField(max_length=300, blank=True)
    by = models.UUIDField(null=True, help_text="key of the person; empty for the program")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("to_person", "closed_at"), name="handover_to_person"),
            models.Index(fields=("from_person", "closed_at"), name="handover_from_person"),
        )
        constraints = (
            models.CheckConstraint(
                name="handover_to_somebody_else",
                condition=~Q(from_person=F("to_person")),
                violation_error_code="handover_to_somebody_else",
            ),
        )


class HandoverItem(models.Model):
    """One thing of a handover: accepted, or passed further before it was. `title` names nobody."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=400)
    project = models.CharField(max_length=120, blank=True, help_text="code of its project")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.UUIDField(null=True, help_text="key of the person")
    passed_on_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("kind", "key"), name="handover_item_of_thing"),)
        constraints = (
            models.UniqueConstraint(
                name="handover_names_a_thing_once",
                fields=("handover", "kind", "key"),
                violation_error_code="handover_names_a_thing_once",
            ),
            models.CheckConstraint(
                name="handover_item_ends_one_way",
                condition=Q(accepted_at__isnull=True) | Q(passed_on_at__isnull=True),
                violation_error_code="handover_item_ends_one_way",
            ),
        )

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.passed_on_at is None


class LeadNotice(models.Model):
    """What the investor is told: who is there now. `told_at`: when letters went out."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("project", "-id"), name="lead_notice_of_project"),
            models.Index(
                fields=("id",), name="lead_notice_untold", condition=Q(told_at__isnull=True)
            ),
        )


class NoticeSeen(models.Model):
    """Somebody of the investor's read the notice."""

    notice = models.ForeignKey(LeadNotice, models.CASCADE, related_name="seen")
    person = models.UUIDField(help_text="key of the person")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="notice_seen_once",
                fields=("notice", "person"),
                violation_error_code="notice_seen_once",
            ),
        )
