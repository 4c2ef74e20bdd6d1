"""Forms of contact persons: they read what was typed; what is right about it, the room says."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jolserik.companies.person_rules import Consent, ConsentBasis, ErasedBecause, PersonDraft
from jolserik.core.words import LANGUAGES, word
from jolserik.desk.fields import DeskForm, day_field, text_field
from jolserik.desk.people_forms import LANGUAGE_NAMES
from jolserik.site.say import language

Choices = Sequence[tuple[str, str]]


class PersonForm(DeskForm):
    """A contact person: who, how to reach them, and how they agreed to it."""

    position = text_field("", hint=_("Director, chief engineer, interpreter."))
    name = text_field("", hint=_("As the person introduces themselves."))
    phones = text_field("", hint=_("Several with a comma between them; the first is called first."))
    email = text_field("", size=254, kind="email")
    messenger = text_field("", size=100, hint=_("@name in Telegram, or: WhatsApp +7 …"))
    language = forms.ChoiceField(
        choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        help_text=_("In which letters are written to them."),
    )
    projects = forms.MultipleChoiceField(
        required=False,
        help_text=_("None marked: for all projects of the company."),
        widget=forms.CheckboxSelectMultiple,
    )
    basis = forms.ChoiceField(label=_("How the person agreed"), required=False)
    consent_on = day_field(_("On which day"), required=False)
    document = forms.ChoiceField(
        label=_("Paper that shows it"),
        required=False,
        help_text=_("A consent, letter or record among the documents of the company’s projects."),
    )

    who = ("position", "name", "language")
    reach = ("phones", "email", "messenger")
    agreed = ("basis", "consent_on", "document")

    def __init__(self, *args: Any, projects: Choices, documents: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*self.who, *self.reach, "projects"):
            self.fields[name].label = word("field", f"person_{name}", language())
        self.fields["phones"].widget.input_type = "tel"
        bases = [(basis.value, word("consent_basis", basis, language())) for basis in ConsentBasis]
        self.choose_from("basis", [("", _("no consent")), *bases])
        self.choose_from("projects", projects)
        self.choose_from("document", [("", _("none")), *documents])
        if not projects:
            del self.fields["projects"]
        if not documents:
            del self.fields["document"]

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Headings with their fields, in the order of the page."""
        titled = (
            (_("Who"), self.who),
            (_("How to reach them"), self.reach),
            (_("Consent"), self.agreed),
        )
        return [
            (str(t), [self[name] for name in names if name in self.fields]) for t, names in titled
        ]

    def draft(self) -> PersonDraft:
        typed = self.cleaned_data
        document = typed.get("document", "")
        return PersonDraft(
            position=typed["position"],
            name=typed["name"],
            phones=phones_of(typed["phones"]),
            email=typed["email"].lower(),
            messenger=typed["messenger"],
            language=typed["language"],
            projects=frozenset(typed.get("projects", ())),
            consent=Consent(
                basis=ConsentBasis(typed["basis"]) if typed["basis"] else None,
                on=typed["consent_on"],
                document=uuid.UUID(document) if document else None,
            ),
        )


class EraseForm(DeskForm):
    """Why and from which day somebody's data are kept no more."""

    because = forms.ChoiceField(label=_("Why"), widget=forms.RadioSelect)
    on = day_field(_("On which day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from(
            "because",
            [(why.value, word("erased_because", why, language())) for why in ErasedBecause],
        )

    def reason(self) -> ErasedBecause:
        return ErasedBecause(self.cleaned_data["because"])

    def day(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        return day


def phones_of(text: str) -> tuple[str, ...]:
    """Telephones from a line in which they stand with commas or semicolons."""
    return tuple(phone.strip() for phone in re.split(r"[,;\n]", text) if phone.strip())


def initial_of(draft: PersonDraft) -> dict[str, Any]:
    """A draft as the fields of the form show it."""
    consent = draft.consent
    return {
        "position": draft.position,
        "name": draft.name,
        "phones": ", ".join(draft.phones),
        "email": draft.email,
        "messenger": draft.messenger,
        "language": draft.language,
        "projects": sorted(draft.projects),
        "basis": consent.basis or "",
        "consent_on": consent.on,
        "document": str(consent.document or ""),
    }


def written(draft: PersonDraft) -> str:
    """A draft as the page carries it, so that what was read comes back with what was typed."""
    plain = initial_of(draft)
    return json.dumps(plain | {"consent_on": str(plain["consent_on"] or "")}, ensure_ascii=False)


def read(text: str) -> PersonDraft:
    """What `written` wrote; an empty draft for anything else."""
    try:
        plain = json.loads(text)
        on, document = plain["consent_on"], plain["document"]
        return PersonDraft(
            position=str(plain["position"]),
            name=str(plain["name"]),
            phones=phones_of(str(plain["phones"])),
            email=str(plain["email"]),
            messenger=str(plain["messenger"]),
            language=str(plain["language"]),
            projects=frozenset(map(str, plain["projects"])),
            consent=Consent(
                basis=ConsentBasis(plain["basis"]) if plain["basis"] else None,
                on=dt.date.fromisoformat(on) if on else None,
                document=uuid.UUID(document) if document else None,
            ),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return PersonDraft()


def with_theirs(mine: PersonDraft, theirs: PersonDraft, chosen: Iterable[str]) -> PersonDraft:
    """What was typed, but theirs where that was chosen."""
    return replace(mine, **{name: getattr(theirs, name) for name in chosen})
