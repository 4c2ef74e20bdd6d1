import uuid

from django.db import models


class Event(models.Model):
    """Something that happened. Names and facts in words: `words.toml`, kind `event`."""

    append_only = True

    name = models.CharField(max_length=80)
    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="key of the person; empty for the program itself")
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    number = models.UUIDField(default=uuid.uuid4, unique=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("subject_kind", "subject_key", "id"), name="event_of_subject"),
            models.Index(fields=("by", "id"), name="event_by_person"),
        )
