from django.db import models

from jolserik.ledger.models import Subject


class Place(models.Model):
    """A region, city or district. `subject.code` is `kato:` and the KATO code's first digits."""

    class Kind(models.TextChoices):
        REGION = "region"
        CITY = "city"
        DISTRICT = "district"

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    kato = models.CharField(max_length=9, blank=True)
    former_names = models.JSONField(default=list)
    note = models.JSONField(null=True)


class Zone(models.Model):
    """A zone with a legal regime of its own. Area in hectares."""

    class Kind(models.TextChoices):
        SPECIAL_ECONOMIC = "special_economic"
        INDUSTRIAL = "industrial"
        SMALL_INDUSTRIAL = "small_industrial"

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    lies_in = models.ManyToManyField(Place, related_name="+")
    area_ha = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    parts = models.JSONField(default=list, help_text="parts of the zone with names and area_ha")
    since = models.CharField(max_length=10, blank=True)
    law = models.JSONField(null=True)
    operator = models.JSONField(null=True)
    note = models.JSONField(null=True)
