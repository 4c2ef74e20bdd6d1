"""Forms of a specialist's day: a contact, a note, how a project stands."""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jolserik.contacts import visit_checks
from jolserik.contacts.rules import ContactDraft
from jolserik.contacts.values import ContactKind
from jolserik.core.words import word
from jolserik.desk.fields import DeskForm, day_field

NO_CHOICE = [("", "—")]
STATE = "state"
QUICK = (ContactKind.CALL, ContactKind.MEETING, ContactKind.LETTER, ContactKind.ALREADY)


def long_text(
    label: Any, *, required: bool = False, hint: Any = "", rows: int = 4
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, help_text=hint, widget=widget)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of files; each is looked at by the room that keeps it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput(attrs={"accept": "image/*", "multiple": True}))
        super().__init__(*args, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class ContactForm(DeskForm):
    """What passed between specialist and investor, in seconds."""

    kind = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    happened_at = forms.DateTimeField(
        label=_("When"),
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    notes = long_text(_("What was said"), hint=_("A line is enough."))
    with_whom = forms.CharField(
        label=_("With whom"),
        required=False,
        max_length=300,
        help_text=_("Posts; no phone numbers."),
    )
    present = forms.CharField(
        label=_("Who was present"), required=False, max_length=400, help_text=_("By posts.")
    )
    place = forms.CharField(label=_("Where"), required=False, max_length=200)
    latitude = forms.DecimalField(required=False, widget=forms.HiddenInput)
    longitude = forms.DecimalField(required=False, widget=forms.HiddenInput)
    number = forms.UUIDField(required=False, widget=forms.HiddenInput)
    photos = ManyFilesField(label=_("Photos"), required=False)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {
            "kind": ContactKind.CALL.value,
            "happened_at": timezone.localtime(),
            "number": uuid.uuid4(),
        } | kwargs["initial"]
        super().__init__(*args, **kwargs)
        self.choose_from(
            "kind", ((k.value, word("contact_kind", k, language)) for k in ContactKind)
        )

    def draft(self) -> ContactDraft:
        data = self.cleaned_data
        return ContactDraft(
            kind=ContactKind(data["kind"]),
            happened_at=data["happened_at"],
            notes=data["notes"],
            with_whom=data["with_whom"],
            present=data["present"],
            place=data["place"],
            latitude=_degrees(data["latitude"]),
            longitude=_degrees(data["longitude"]),
        )


class VisitForm(ContactForm):
    """A site visit: the questions of the stage, what was seen, who was there, photos, place."""

    field_order = ("happened_at", "notes", "photos", "place", "present", "with_whom")
    # The stage whose questions are asked; it may be over when a visit comes from a device.
    asked_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, stage: str, **kwargs: Any) -> None:
        start = {"kind": ContactKind.SITE_VISIT.value, "asked_at": stage}
        kwargs["initial"] = start | kwargs.get("initial", {})
        super().__init__(*args, language=language, **kwargs)
        del self.fields["with_whom"], self.fields["kind"]
        self.fields["notes"].label = _("What was seen")
        answers = [(a, word("check_answer", a, language)) for a in visit_checks.ANSWERS]
        self.questions = visit_checks.for_stage(stage)
        for check in self.questions:
            self.fields[f"check_{check.code}"] = forms.ChoiceField(
                label=check.words.get(language),
                choices=answers,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def asked(self) -> list[Any]:
        """The questions as fields, in their order."""
        return [self[f"check_{check.code}"] for check in self.questions]

    @property
    def told(self) -> list[Any]:
        """The other fields that are seen."""
        return [field for field in self.visible_fields() if not field.name.startswith("check_")]

    def draft(self) -> ContactDraft:
        data = self.cleaned_data
        answers = ((check.code, data[f"check_{check.code}"]) for check in self.questions)
        return ContactDraft(
            kind=ContactKind.SITE_VISIT,
            happened_at=data["happened_at"],
            notes=data["notes"],
            present=data["present"],
            place=data["place"],
            latitude=_degrees(data["latitude"]),
            longitude=_degrees(data["longitude"]),
            checks=tuple((code, answer) for code, answer in answers if answer),
        )


class NoteForm(DeskForm):
    """A line about a project: what it was, and the words."""

    kind = forms.ChoiceField(label=_("What it was"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("In a line")}),
    )
    row = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    number = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        start = {"kind": ContactKind.CALL.value, "number": uuid.uuid4()}
        kwargs["initial"] = start | kwargs.get("initial", {})
        kwargs["auto_id"] = f"id_%s_{kwargs['initial'].get('row') or 'note'}"
        super().__init__(*args, **kwargs)
        kinds = [(k.value, word("contact_kind", k, language)) for k in QUICK]
        self.choose_from("kind", [*kinds, (STATE, str(_("how it stands")))])

    def clean(self) -> dict[str, Any]:
        """Only that one is already in contact needs no words."""
        silent = (ContactKind.ALREADY.value,)
        if not self.cleaned_data.get("text") and self.cleaned_data.get("kind") not in silent:
            self.add_error("text", _("Write a few words."))
        return self.cleaned_data


class StateForm(DeskForm):
    """How a project stands today."""

    text = long_text(_("How it stands"), hint=_("Leave it empty where nothing has changed."))
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=300)
    readiness = forms.IntegerField(
        label=_("Readiness, %"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class SweepForm(StateForm):
    """The same, with the next planned day."""

    planned_on = day_field(_("Next planned day"), required=False)
    reason = forms.ChoiceField(label=_("Why it is moved"), required=False)

    def __init__(self, *args: Any, reasons: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("reason", [*NO_CHOICE, *reasons])


def _degrees(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.00001"))
