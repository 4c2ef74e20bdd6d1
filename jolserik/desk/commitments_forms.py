"""Forms of promises and instructions."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jolserik.commitments import about
from jolserik.commitments.actions import InstructionDraft, PromiseDraft
from jolserik.commitments.values import AboutKind, Side
from jolserik.core.refusal import Problem
from jolserik.core.words import word
from jolserik.desk.day_forms import NO_CHOICE, long_text
from jolserik.desk.documents_forms import file_field
from jolserik.desk.fields import DeskForm, day_field
from jolserik.documents.values import Upload

Choices = Iterable[tuple[str, Any]]


class PromiseForm(DeskForm):
    """A promise of the state or of the investor, and the meeting at which it was given."""

    side = forms.ChoiceField(label=_("Who promised"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("What was promised"), max_length=400)
    due_on = day_field(_("By when"))
    condition = forms.CharField(
        label=_("On condition"), required=False, max_length=300, help_text=_("If there is one.")
    )
    contact = forms.ChoiceField(label=_("At which meeting or call"), required=False)
    given_on = day_field(
        _("On which day"),
        required=False,
        hint=_("Empty: the day of that meeting; without one, today."),
    )
    owner = forms.ChoiceField(
        label=_("Who answers for it"),
        help_text=_("For a promise of the investor: who reminds of it."),
    )

    def __init__(
        self, *args: Any, language: str, people: Choices, contacts: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("side", ((s.value, word("promise_side", s, language)) for s in Side))
        self.choose_from("owner", people)
        self.choose_from("contact", [*NO_CHOICE, *contacts])

    def draft(self) -> PromiseDraft:
        data = self.cleaned_data
        return PromiseDraft(
            side=Side(data["side"]),
            owner=uuid.UUID(data["owner"]),
            text=data["text"],
            due_on=data["due_on"],
            condition=data["condition"],
            given_on=data["given_on"],
            contact=int(data["contact"]) if data["contact"] else None,
        )


class PaperForm(DeskForm):
    """A form that may bring a paper, looked through like every document."""

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, None if data is None else files, **kwargs)
        self.fields["paper"] = file_field(_("Paper or photo"), required=False)
        self.fields["paper"].help_text = _("Kept with the documents; not necessary.")

    def upload(self) -> Upload | None:
        file = self.cleaned_data.get("paper")
        return Upload(file.name or "", file.chunks()) if file else None


class EndForm(PaperForm):
    """How something ended, and what shows it."""

    on = day_field(_("On which day"))
    proof = forms.CharField(
        label=_("What shows it"), max_length=300, help_text=_("A document, a photo, a letter.")
    )


class ReportForm(PaperForm):
    """What was done."""

    proof = long_text(
        _("What was done"),
        required=True,
        hint=_("And what shows it: a document, a photo, a letter."),
    )


class MoveForm(DeskForm):
    """Another day, and why."""

    due_on = day_field(_("New day"))
    reason = forms.CharField(label=_("Why it is moved"), max_length=300)


class ReasonForm(DeskForm):
    """Why, in a line."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class ReturnForm(DeskForm):
    reason = forms.CharField(label=_("Why it is returned"), required=False, max_length=300)


class PassForm(DeskForm):
    """Who holds it from now on, and why."""

    holder = forms.ChoiceField(label=_("To whom"))
    reason = forms.CharField(label=_("Why"), max_length=300)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("holder", [*NO_CHOICE, *people])


class InstructionForm(DeskForm):
    """An instruction: what, about what, who gave it, who holds it, and the day."""

    text = long_text(_("What is to be done"), required=True)
    about_kind = forms.ChoiceField(label=_("About what"), widget=forms.RadioSelect)
    project = forms.ChoiceField(label=_("Project"), required=False)
    zone = forms.ChoiceField(label=_("Zone"), required=False)
    measure = forms.ChoiceField(label=_("Measure"), required=False)
    place = forms.ChoiceField(label=_("Of which place, zone or project"), required=False)
    given_by = forms.CharField(
        label=_("Who gave it"), max_length=200, help_text=_("The post or the body.")
    )
    number = forms.CharField(label=_("Number of the document"), required=False, max_length=60)
    document_on = day_field(_("Day of the document"), required=False)
    due_on = day_field(_("By when"))
    holder = forms.ChoiceField(label=_("Holder"))
    co_executors = forms.MultipleChoiceField(
        label=_("Co-executors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        language: str,
        people: list[tuple[str, str]],
        projects: Choices,
        zones: Choices,
        measures: Choices,
        places: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = (AboutKind.PROJECT, AboutKind.ZONE, AboutKind.FIGURE, AboutKind.GENERAL)
        self.choose_from("about_kind", ((k.value, word("about_kind", k, language)) for k in kinds))
        self.choose_from("holder", [*NO_CHOICE, *people])
        self.choose_from("co_executors", people)
        for name, choices in (
            ("project", projects),
            ("zone", zones),
            ("measure", measures),
            ("place", places),
        ):
            self.choose_from(name, [*NO_CHOICE, *choices])

    @staticmethod
    def about(key: str) -> dict[str, str]:
        """The fields that stand for a thing: `project:x`, `zone:x`, or a figure's key."""
        code, slash, measure = key.partition("/")
        kind = code.partition(":")[0]
        if slash:
            return {"about_kind": AboutKind.FIGURE.value, "place": code, "measure": measure}
        if kind in ("project", "zone"):
            return {"about_kind": kind, kind: code}
        return {"about_kind": AboutKind.PROJECT.value}

    @property
    def subject_fields(self) -> list[Any]:
        """What it is about: one of these, by the kind that is chosen."""
        return [self[name] for name in ("project", "zone", "measure", "place")]

    def draft(self) -> InstructionDraft:
        data = self.cleaned_data
        kind = AboutKind(data["about_kind"])
        keys = {
            AboutKind.PROJECT: data["project"],
            AboutKind.ZONE: data["zone"],
            AboutKind.FIGURE: about.figure_key(data["place"], data["measure"]),
            AboutKind.GENERAL: "",
        }
        return InstructionDraft(
            given_by=data["given_by"],
            text=data["text"],
            holder=uuid.UUID(data["holder"]),
            due_on=data["due_on"],
            about_kind=kind,
            about_key=keys[kind],
            number=data["number"],
            document_on=data["document_on"],
            co_executors=tuple(uuid.UUID(key) for key in data["co_executors"]),
        )

    def show(self, problems: Iterable[Problem], language: str) -> None:
        """A problem of the thing stands at the field that names it."""
        place = {AboutKind.FIGURE.value: "measure"}
        kind = self.cleaned_data.get("about_kind", "")
        super().show(
            [
                Problem(place.get(kind, kind), p.code, p.facts) if p.place == "about_key" else p
                for p in problems
            ],
            language,
        )
