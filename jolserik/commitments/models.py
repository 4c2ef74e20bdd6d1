from django.db import models
from django.db.models import Q

from jolserik.commitments.values import AboutKind, InstructionState, PromiseState, Side
from jolserik.contacts.models import Contact
from jolserik.ledger.fields import choices
from jolserik.people.models import Person
from jolserik.projects.models import Project


class Promise(models.Model):
    """Something that the state or the investor promised for a project by a day.

    `owner` answers for a promise of the state; for one of the investor it is who reminds of it.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=choices(Side))
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.CharField(max_length=400)
    condition = models.CharField(max_length=300, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    given_on = models.DateField()
    due_on = models.DateField()
    first_due_on = models.DateField()
    state = models.CharField(max_length=8, choices=choices(PromiseState), default=PromiseState.OPEN)
    ended_on = models.DateField(null=True)
    proof = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="key of the person")

    class Meta:
        ordering = ("due_on", "id")
        indexes = (
            models.Index(fields=("owner", "state", "due_on"), name="promise_of_owner"),
            models.Index(fields=("project", "state", "due_on"), name="promise_of_project"),
        )
        constraints = (
            models.CheckConstraint(
                name="promise_ended_has_day",
                condition=Q(state=PromiseState.OPEN, ended_on__isnull=True)
                | (~Q(state=PromiseState.OPEN) & Q(ended_on__isnull=False)),
                violation_error_code="promise_ended_has_day",
            ),
        )


class Instruction(models.Model):
    """An instruction (поручение): who gave it by which document, who holds it, by when."""

    number = models.CharField(max_length=60, blank=True)
    document_on = models.DateField(null=True)
    given_by = models.CharField(max_length=200, help_text="the post or body that gave it")
    text = models.TextField()
    about_kind = models.CharField(max_length=8, choices=choices(AboutKind))
    about_key = models.CharField(max_length=200, blank=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    holder = models.ForeignKey(Person, models.PROTECT, related_name="+")
    co_executors = models.ManyToManyField(Person, related_name="+")
    due_on = models.DateField()
    first_due_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=choices(InstructionState), default=InstructionState.OPEN
    )
    reported_on = models.DateField(null=True)
    proof = models.TextField(blank=True)
    returned_why = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="key of the person who may accept its execution")

    class Meta:
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=("holder", "state", "due_on"), name="instruction_held"),)
        constraints = (
            models.CheckConstraint(
                name="instruction_ended_has_day",
                condition=Q(state__in=["open", "reported"], ended_on__isnull=True)
                | Q(state__in=["done", "cancelled"], ended_on__isnull=False),
                violation_error_code="instruction_ended_has_day",
            ),
        )


class DueShift(models.Model):
    """A due day that was moved, with the reason; rows are only added."""

    append_only = True

    promise = models.ForeignKey(Promise, models.PROTECT, null=True, related_name="shifts")
    instruction = models.ForeignKey(Instruction, models.PROTECT, null=True, related_name="shifts")
    old_on = models.DateField()
    new_on = models.DateField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="key of the person")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="due_shift_of_one_thing",
                condition=Q(promise__isnull=True) ^ Q(instruction__isnull=True),
                violation_error_code="due_shift_of_one_thing",
            ),
        )
