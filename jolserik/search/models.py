"""The index. All of it is derived: `jolserik search rebuild` makes it anew, backups leave it out.

Words are skeletons (`core.fold.skeleton`), so `[a-z0-9]` alone. Of one text there is a word for
each kind of things, so that companies do not stand in the way of places.
"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

LONGEST_WORD = 40
LONGEST_KEY = 120
LONGEST_NUMBER = 20


class PlainText(models.CharField):  # type: ignore[type-arg]  # generic in the stubs alone
    """Text of `[a-z0-9]` that every database compares byte by byte, so that ranges are alike."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class Entry(models.Model):
    """A thing that can be found. `words` is what ranking reads: see `ranking.Folded`."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=LONGEST_KEY)
    precedence = models.BigIntegerField(help_text="lower comes first among equally good ones")
    words = models.TextField()
    title_ru = models.TextField(blank=True)
    title_kk = models.TextField(blank=True)
    title_en = models.TextField(blank=True)
    texts = models.JSONField(default=list)
    numbers = models.JSONField(default=list)
    weight = models.PositiveSmallIntegerField()
    fictional = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(name="entry_is_one_thing", fields=("kind", "key")),)


class Word(models.Model):
    """A skeleton that stands in entries of a kind. `best`: the lowest rank of its postings."""

    kind = models.CharField(max_length=20)
    text = PlainText(max_length=LONGEST_WORD)
    best = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(name="word_stands_once", fields=("text", "kind")),)
        indexes = (
            models.Index(
                fields=("text", "kind", "best"), include=("id",), name="word_by_beginning"
            ),
        )


class Gram(models.Model):
    """Three neighbouring letters of a word; its ends are marked by `^` and `$`."""

    pk = models.CompositePrimaryKey("gram", "word")
    gram = PlainText(max_length=3)
    word = models.ForeignKey(Word, models.CASCADE, related_name="grams")


class Posting(models.Model):
    """A word stands in an entry. Its postings are read in the order of `rank`, and not all."""

    pk = models.CompositePrimaryKey("word", "rank", "entry")
    word = models.ForeignKey(Word, models.CASCADE, related_name="postings", db_index=False)
    rank = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="postings", db_index=False)

    class Meta:
        indexes = (models.Index(fields=("entry", "word"), name="posting_of_entry"),)


class Number(models.Model):
    """A number by which an entry is found from its first digits on."""

    pk = models.CompositePrimaryKey("text", "rank", "entry")
    text = PlainText(max_length=LONGEST_NUMBER)
    kind = models.CharField(max_length=20)
    rank = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="found_by")
