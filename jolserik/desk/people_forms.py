"""Forms of the people pages: they read what was typed; what is right about it, the room says."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jolserik.core.refusal import Problem
from jolserik.core.words import LANGUAGES, Words, word
from jolserik.desk.fields import DeskForm, day_field, text_field
from jolserik.people.actor import Role
from jolserik.people.models import Organisation, Person
from jolserik.people.rules import PersonDraft, PostDraft

LANGUAGE_NAMES = {"ru": "Русский", "kk": "Қазақша", "en": "English"}


class PersonForm(DeskForm):
    name_ru = text_field(_("Name in Russian"))
    name_kk = text_field(_("Name in Kazakh"))
    name_en = text_field(_("Name in English"))
    email = text_field(_("E-mail address"), size=254, kind="email", hint=_("Needed to sign in."))
    phone = text_field(_("Telephone"), size=40, kind="tel", hint=_("With the country code."))
    language = forms.ChoiceField(
        label=_("Language of pages and letters"),
        choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        initial=LANGUAGES[0],
    )

    def draft(self) -> PersonDraft:
        names = PersonDraft.__dataclass_fields__
        return PersonDraft(**{name: self.cleaned_data[name] for name in names})

    @classmethod
    def showing(cls, person: Person, *, email: str, phone: str) -> "PersonForm":
        """Filled with what is known; the contacts come from where their opening is recorded."""
        known = {name: getattr(person, name) for name in ("name_ru", "name_kk", "name_en")}
        return cls(initial=known | {"email": email, "phone": phone, "language": person.language})


def _password(hint: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("First password"),
        required=required,
        strip=False,
        max_length=200,
        help_text=hint,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPersonForm(PersonForm):
    password = _password(
        _("At least 12 characters. Leave empty to add the person without a sign-in."),
        required=False,
    )


class SignInForm(DeskForm):
    password = _password(_("At least 12 characters; the person changes it later."), required=True)


class PostForm(DeskForm):
    role = forms.ChoiceField(label=_("Role"))
    organisation = forms.ChoiceField(label=_("Organisation"))
    scope = text_field(
        _("Code of the place or project"),
        size=120,
        hint=_("For a district akimat or a zone operator, for example kato:3522 or zone:saran."),
    )
    title_ru = text_field(_("Title in Russian"))
    title_kk = text_field(_("Title in Kazakh"))
    title_en = text_field(_("Title in English"))
    valid_from = day_field(_("First day"), required=True)
    valid_to = day_field(_("Last day"), required=False, hint=_("Empty: until further notice."))
    document = text_field(
        _("Number of the power of attorney"), size=120, hint=_("For a representative.")
    )

    def __init__(
        self,
        *args: Any,
        organisations: Iterable[Organisation],
        language: str,
        today: dt.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, word("role", role, language)) for role in Role]
        named = sorted((body.called(language, today), body.key) for body in organisations)
        self.fields["role"] = forms.ChoiceField(label=_("Role"), choices=roles)
        self.fields["organisation"] = forms.ChoiceField(
            label=_("Organisation"), choices=[(key, name) for name, key in named]
        )
        self.fields["valid_from"].initial = today

    def draft(self) -> PostDraft:
        typed = self.cleaned_data
        return PostDraft(
            role=Role(typed["role"]),
            valid_from=typed["valid_from"],
            valid_to=typed["valid_to"],
            scope=typed["scope"],
            document=typed["document"],
        )

    def title(self) -> Words:
        typed = self.cleaned_data
        return Words(ru=typed["title_ru"], kk=typed["title_kk"], en=typed["title_en"])


class SuccessorForm(DeskForm):
    """Names who takes over what the person holds; `people` are those who could."""

    successor = forms.UUIDField(required=False)

    def __init__(self, *args: Any, people: Iterable[tuple[Any, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [("", _("nobody")), *((str(key), name) for key, name in people)]
        self.fields["successor"] = forms.TypedChoiceField(
            label=_("Successor, if something is held"),
            choices=found,
            required=False,
            coerce=uuid.UUID,
            empty_value=None,
        )


class EndPostForm(SuccessorForm):
    last_day = day_field(_("Last day"), required=True)


class EraseForm(SuccessorForm):
    understood = forms.BooleanField(
        label=_("I understand that erased data cannot be brought back"), required=False
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("understood"):
            self.show([Problem("understood", "confirmation_missing")], self.language)
        return self.cleaned_data
