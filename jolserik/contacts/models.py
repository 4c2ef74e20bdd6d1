import uuid

from django.db import models
from django.db.models import Q

from jolserik.contacts.values import ContactKind
from jolserik.documents.models import Blob
from jolserik.projects.models import Project


class Contact(models.Model):
    """Something that passed between a specialist and an investor; rows are only added.

    `number` is made by whoever sends it, so that a contact sent twice is kept once. What was
    written wrongly is corrected by a further row that names this one.
    """

    append_only = True

    number = models.UUIDField(default=uuid.uuid4, unique=True)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in ContactKind])
    happened_at = models.DateTimeField()
    notes = models.TextField(blank=True)
    with_whom = models.CharField(max_length=300, blank=True, help_text="posts, not phones")
    present = models.CharField(max_length=400, blank=True, help_text="who was there, by posts")
    stage = models.CharField(max_length=16, blank=True, help_text="of the project that day")
    place = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    checks = models.JSONField(default=dict, help_text="answers of a site visit, by code")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="key of the person")

    class Meta:
        ordering = ("-happened_at", "-id")
        indexes = (
            models.Index(fields=("project", "-happened_at"), name="contact_of_project"),
            models.Index(fields=("by", "-happened_at"), name="contact_by_person"),
        )
        constraints = (
            models.CheckConstraint(
                name="contact_has_whole_place",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                violation_error_code="contact_has_whole_place",
            ),
        )


class Photo(models.Model):
    """A photo of a contact; rows are only added."""

    append_only = True

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="photos")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=200, blank=True)
