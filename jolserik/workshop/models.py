from django.db import models


class DemoMark(models.Model):
    """One row in a database that `jolserik demo` made; one-click sign-in is allowed only there."""

    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_demo_mark"),)


class Loaded(models.Model):
    """What has been loaded from a region folder, so that loading again adds nothing twice."""

    region = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    posting_no = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("region", "kind", "key"), name="loaded_once"),
        )
