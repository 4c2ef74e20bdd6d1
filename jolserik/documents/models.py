import uuid

from django.db import models
from django.db.models import Q

from jolserik.core.words import Words
from jolserik.documents.values import Media


class Blob(models.Model):
    """Bytes by their hash, kept once; rows are only added.

    `thumbnail`: hash of a small picture of it. `inline`: nothing in it acts by itself, so a browser
    may show it; anything else is only downloaded.
    """

    append_only = True

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media = models.CharField(max_length=120, choices=[(m.value, m.value) for m in Media])
    thumbnail = models.CharField(max_length=64, blank=True)
    inline = models.BooleanField(default=False)


class Kind(models.Model):
    """A kind of documents that an administrator added, or what was changed of one of ours.

    Kinds of ours (`values.DocumentKind`) need no row; their words stand in `words.toml`.
    """

    code = models.SlugField(primary_key=True, max_length=24)
    ru = models.CharField(max_length=120, blank=True)
    kk = models.CharField(max_length=120, blank=True)
    en = models.CharField(max_length=120, blank=True)
    active = models.BooleanField(default=True)
    confidential = models.BooleanField(default=False)

    class Meta:
        ordering = ("ru", "code")

    @property
    def words(self) -> Words:
        return Words(self.ru, self.kk, self.en)


class Document(models.Model):
    """A document about a thing of another room, named by kind and key ("project", its code).

    `kind`: a code of the list (`kinds.listed`). `confidential`: only the team and the heads of the
    thing see it, not everybody who sees the thing. A withdrawn document stays and is not shown.
    """

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    about_kind = models.CharField(max_length=20)
    about_key = models.CharField(max_length=120)
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    document_no = models.CharField(max_length=80, blank=True)
    signed_on = models.DateField(null=True)
    confidential = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("kind", "-id")
        indexes = (models.Index(fields=("about_kind", "about_key", "kind"), name="document_about"),)
        constraints = (
            models.CheckConstraint(
                name="document_withdrawn_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why=""),
                violation_error_code="document_withdrawn_says_why",
            ),
            models.CheckConstraint(
                name="document_has_title",
                condition=~Q(title=""),
                violation_error_code="document_has_title",
            ),
        )


class Version(models.Model):
    """One file of a document; rows are only added, the newest counts."""

    append_only = True

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=130)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.UUIDField(null=True, help_text="key of the person")

    class Meta:
        ordering = ("-no",)
        constraints = (
            models.UniqueConstraint(
                name="document_version_taken",
                fields=("document", "no"),
                violation_error_code="document_version_taken",
            ),
        )
