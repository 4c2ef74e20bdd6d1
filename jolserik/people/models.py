import datetime as dt
import uuid
from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from jolserik.core.words import DEFAULT_LANGUAGE, LANGUAGES, Words, word
from jolserik.people.actor import Role


class OrganisationKind(StrEnum):
    """What an organisation is. Words: `words.toml`, kind `organisation_kind`."""

    BODY = "body"
    ZONE_OPERATOR = "zone_operator"
    COMPANY = "company"
    REGION = "region"
    OTHER = "other"


class Person(models.Model):
    """Somebody. Events and other rooms hold only `key`, so this row can be corrected or erased."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name_ru = models.CharField(max_length=200, blank=True)
    name_kk = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default=DEFAULT_LANGUAGE)
    search_text = models.TextField(blank=True, help_text="the three names, folded")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("search_text", "key")
        constraints = (
            models.CheckConstraint(
                name="person_language_known",
                condition=Q(language__in=LANGUAGES),
                violation_error_code="person_language_known",
            ),
            models.CheckConstraint(
                name="person_erased_holds_nothing",
                condition=Q(erased_at__isnull=True)
                | Q(name_ru="", name_kk="", name_en="", email="", phone="", search_text=""),
                violation_error_code="person_erased_holds_nothing",
            ),
        )

    def __str__(self) -> str:
        return str(self.key)  # never the name: this text reaches logs

    def name(self, language: str) -> str:
        """The name in a language, else in another one; words for "erased" when it is."""
        if self.erased_at:
            return word("person", "erased", language)
        names = Words(ru=self.name_ru, kk=self.name_kk, en=self.name_en)
        return names.get(language) or self.name_kk or self.name_en


class UserManager(BaseUserManager["User"]):
    """Users with their person, so that the name on every page costs no further query."""

    def get_queryset(self) -> models.QuerySet["User"]:
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person's sign-in. `email` is lower case and the same as the person's."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    email = models.EmailField(unique=True)
    blocked_at = models.DateTimeField(null=True, blank=True)
    session_round = models.PositiveIntegerField(
        default=0, help_text="raised by one to end every session of this user at once"
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return str(self.person_id)

    @property
    def key(self) -> uuid.UUID:
        return self.person_id

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # a column there, derived here
        return self.blocked_at is None

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Changes with the password and with `session_round`; a session with another one ends."""
        return salted_hmac(
            "jolserik.people.User.session",
            f"{self.password}:{self.session_round}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class Organisation(models.Model):
    """A body, a zone operator, a company. Its names change with time, its key does not."""

    key = models.SlugField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=20)
    bin = models.CharField(max_length=12, blank=True)
    kato = models.CharField(max_length=9, blank=True, help_text="code of the place it answers for")

    class Meta:
        ordering = ("key",)
        constraints = (
            models.CheckConstraint(
                name="organisation_kind_known",
                condition=Q(kind__in=[kind.value for kind in OrganisationKind]),
                violation_error_code="organisation_kind_known",
            ),
            models.UniqueConstraint(
                name="organisation_bin_taken",
                fields=("bin",),
                condition=~Q(bin=""),
                violation_error_code="organisation_bin_taken",
            ),
        )

    def __str__(self) -> str:
        return self.key

    def name_on(self, day: dt.date) -> "OrganisationName | None":
        """The name that held on a day, else the nearest one. Reads `names`, prefetched or not."""
        names = sorted(self.names.all(), key=lambda name: name.valid_from)
        started = [name for name in names if name.valid_from <= day]
        nearest = started[-1:] or names[:1]
        return nearest[0] if nearest else None

    def called(self, language: str, day: dt.date) -> str:
        """What the organisation is called in a language on a day; its key when it has no name."""
        name = self.name_on(day)
        return name.words.get(language) if name else self.key


class OrganisationName(models.Model):
    """What an organisation was called from one day to another, both inclusive."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    ru = models.CharField(max_length=300)
    kk = models.CharField(max_length=300, blank=True)
    en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("organisation", "valid_from")
        constraints = (
            models.CheckConstraint(
                name="organisation_name_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_code="organisation_name_ends_after_start",
            ),
            models.UniqueConstraint(
                name="organisation_has_one_name_now",
                fields=("organisation",),
                condition=Q(valid_to__isnull=True),
                violation_error_code="organisation_has_one_name_now",
            ),
        )

    @property
    def words(self) -> Words:
        return Words(ru=self.ru, kk=self.kk, en=self.en)


class Post(models.Model):
    """A role that a person holds for an organisation, both days inclusive."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    scope = models.CharField(max_length=120, blank=True, help_text="a subject's code: kato:3522")
    title_ru = models.CharField(max_length=200, blank=True)
    title_kk = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=120, blank=True, help_text="power of attorney, number")
    given_by = models.UUIDField(null=True, help_text="key of the person; empty for the program")

    class Meta:
        ordering = ("-valid_from", "-id")
        indexes = (models.Index(fields=("role", "valid_to"), name="post_by_role"),)
        constraints = (
            models.CheckConstraint(
                name="post_role_known",
                condition=Q(role__in=[role.value for role in Role]),
                violation_error_code="post_role_known",
            ),
            models.CheckConstraint(
                name="post_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                violation_error_code="post_ends_after_start",
            ),
            models.CheckConstraint(
                name="post_representative_has_end",
                condition=~Q(role=Role.INVESTOR_REPRESENTATIVE.value) | Q(valid_to__isnull=False),
                violation_error_code="post_representative_has_end",
            ),
            models.CheckConstraint(
                name="post_representative_has_document",
                condition=~Q(role=Role.INVESTOR_REPRESENTATIVE.value) | ~Q(document=""),
                violation_error_code="post_representative_has_document",
            ),
        )

    def is_held_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def title(self, language: str) -> str:
        """The title in a language, else the role in words."""
        titles = Words(ru=self.title_ru, kk=self.title_kk, en=self.title_en)
        return titles.get(language) or word("role", self.role, language)


class StandIn(models.Model):
    """Somebody does an absent person's work from one day to another, both inclusive."""

    absent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stand_ins")
    stand_in = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stands_in_for")
    valid_from = models.DateField()
    valid_to = models.DateField()
    reason = models.CharField(max_length=200)
    given_by = models.UUIDField(null=True, help_text="key of the person; empty for the program")

    class Meta:
        ordering = ("-valid_from", "-id")
        constraints = (
            models.CheckConstraint(
                name="stand_in_ends_after_start",
                condition=Q(valid_to__gte=F("valid_from")),
                violation_error_code="stand_in_ends_after_start",
            ),
            models.CheckConstraint(
                name="stand_in_is_somebody_else",
                condition=~Q(absent=F("stand_in")),
                violation_error_code="stand_in_is_somebody_else",
            ),
        )


class CastMember(models.Model):
    """One of the demo's cast: whom a visitor may sign in as, and their story in a sentence."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    story_ru = models.TextField()
    story_kk = models.TextField()
    story_en = models.TextField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("order", "person")

    @property
    def story(self) -> Words:
        return Words(ru=self.story_ru, kk=self.story_kk, en=self.story_en)
