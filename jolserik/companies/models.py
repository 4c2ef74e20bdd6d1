import uuid
from enum import StrEnum

from django.db import models
from django.db.models import Q

from jolserik.companies.person_rules import ConsentBasis, ErasedBecause
from jolserik.core.words import DEFAULT_LANGUAGE, LANGUAGES
from jolserik.documents.models import Document
from jolserik.ledger.fields import choices
from jolserik.ledger.models import Subject
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
    main_contact = models.ForeignKey(
        "ContactPerson", models.PROTECT, null=True, related_name="+", help_text="called first"
    )
    version = models.PositiveIntegerField(default=1)
    touched_at = models.DateTimeField()

    class Meta:
        ordering = ("folded", "organisation")
        # All that the list needs to filter, count and sort, without the rows themselves.
        indexes = (
            models.Index(
                name="company_in_order",
                fields=("folded", "organisation", "country", "form", "merged_into"),
            ),
        )
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


class ContactPerson(models.Model):
    """Somebody who speaks for a company, as far as they agreed that it is kept.

    Without consent only the position stands here. When consent is withdrawn, the personal columns
    are emptied and the row stays with the day and the reason. Events hold only `key`.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, models.PROTECT, related_name="contact_persons")
    position = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)
    phones = models.CharField(max_length=200, blank=True, help_text="one a line")
    email = models.EmailField(blank=True)
    messenger = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=2, default=DEFAULT_LANGUAGE)
    consent_basis = models.CharField(max_length=10, choices=choices(ConsentBasis), blank=True)
    consent_on = models.DateField(null=True, help_text="the day the person agreed")
    consent_by = models.UUIDField(null=True, help_text="key of who wrote it down")
    consent_document = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", help_text="the paper, if any"
    )
    added_at = models.DateTimeField()
    erased_on = models.DateField(null=True, help_text="from this day on nothing may be kept")
    erased_because = models.CharField(max_length=10, choices=choices(ErasedBecause), blank=True)
    erased_by = models.UUIDField(null=True, help_text="key of who erased it")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("added_at", "key")
        constraints = (
            models.CheckConstraint(
                name="contact_person_language_known",
                condition=Q(language__in=LANGUAGES),
                violation_error_code="contact_person_language_known",
            ),
            models.CheckConstraint(
                name="contact_person_without_consent_holds_nothing",
                condition=~Q(consent_basis="") | Q(name="", phones="", email="", messenger=""),
                violation_error_code="contact_person_without_consent_holds_nothing",
            ),
            models.CheckConstraint(
                name="contact_person_consent_has_day",
                condition=Q(consent_basis="", consent_on__isnull=True)
                | Q(~Q(consent_basis=""), consent_on__isnull=False),
                violation_error_code="contact_person_consent_has_day",
            ),
            models.CheckConstraint(
                name="contact_person_erased_holds_nothing",
                condition=Q(erased_on__isnull=True, erased_because="")
                | Q(
                    ~Q(erased_because=""),
                    erased_on__isnull=False,
                    name="",
                    phones="",
                    email="",
                    messenger="",
                ),
                violation_error_code="contact_person_erased_holds_nothing",
            ),
        )

    def __str__(self) -> str:
        return str(self.key)  # never the name: this text reaches logs

    @property
    def phone_list(self) -> tuple[str, ...]:
        return tuple(self.phones.split("\n")) if self.phones else ()

    @property
    def is_main(self) -> bool:
        """Whether one calls here first. Reads the company, joined or not."""
        return self.company.main_contact_id == self.pk

    @property
    def is_erased(self) -> bool:
        return self.erased_on is not None


class ContactProject(models.Model):
    """A contact person is there for this project; for all of the company's without any row."""

    person = models.ForeignKey(ContactPerson, models.CASCADE, related_name="projects")
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("person", "subject")
        constraints = (
            models.UniqueConstraint(
                name="contact_person_is_for_a_project_once",
                fields=("person", "subject"),
                violation_error_code="contact_person_is_for_a_project_once",
            ),
        )
