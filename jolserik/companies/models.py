from enum import StrEnum

from django.db import models
from django.db.models import Q

from jolserik.people.models import Organisation


class CompanyForm(StrEnum):
    """What a company is before the law. Words: `words.toml`, kind `company_form`."""

    LEGAL_ENTITY = "legal_entity"
    FOREIGN = "foreign"
    FARM = "farm"
    SOLE_TRADER = "sole_trader"

    @property
    def is_person(self) -> bool:
        """Known by an IIN, which the public never sees."""
        return self in (CompanyForm.FARM, CompanyForm.SOLE_TRADER)


class Company(models.Model):
    """Who invests. Names and BIN stand with the organisation, a person's IIN here.

    A merged company stays as an address that leads to the one it was merged into.
    """

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="+"
    )
    form = models.CharField(max_length=12)
    country = models.CharField(max_length=2, default="KZ", help_text="ISO 3166-1 alpha-2")
    iin = models.CharField(max_length=12, blank=True, help_text="farms and sole traders only")
    foreign_number = models.CharField(max_length=60, blank=True)
    website = models.URLField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    fictional = models.BooleanField(default=False)
    folded = models.TextField(blank=True, help_text="all names, folded, without the legal form")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)
    touched_at = models.DateTimeField()

    class Meta:
        ordering = ("folded", "organisation")
        indexes = (models.Index(fields=("folded",), name="company_by_name"),)
        constraints = (
            models.CheckConstraint(
                name="company_form_known",
                condition=Q(form__in=[form.value for form in CompanyForm]),
                violation_error_code="company_form_known",
            ),
            models.UniqueConstraint(
                name="company_iin_taken",
                fields=("iin",),
                condition=~Q(iin="") & Q(merged_into__isnull=True),
                violation_error_code="company_iin_taken",
            ),
            models.CheckConstraint(
                name="company_iin_is_a_persons",
                condition=Q(iin="") | Q(form__in=["farm", "sole_trader"]),
                violation_error_code="company_iin_is_a_persons",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        return str(self.pk)


class Owner(models.Model):
    """Who owns how much of a company; an unknown share is empty."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="owners")
    name = models.CharField(max_length=300)
    country = models.CharField(max_length=2, blank=True)
    share = models.DecimalField(max_digits=6, decimal_places=3, null=True, help_text="per cent")

    class Meta:
        ordering = ("-share", "name")
        constraints = (
            models.CheckConstraint(
                name="owner_share_within_hundred",
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=100),
                violation_error_code="owner_share_within_hundred",
            ),
        )
