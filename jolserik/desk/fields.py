"""What all forms of the desk stand on."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jolserik.core.refusal import Problem
from jolserik.people.wording import problem_in_words


class DeskForm(forms.Form):
    """A form without colons after labels, which shows problems beside their fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["max_length"] = _("This is too long. Shorten it.")

    def show(self, problems: Iterable[Problem], language: str) -> None:
        for problem in problems:
            place = problem.place if problem.place in self.fields else None
            self.add_error(place, problem_in_words(problem, language))

    def choose_from(self, name: str, choices: Iterable[Any]) -> None:
        """What a field may be, where that is known only when the form is made."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # nosec B101  # the form declares it so
        field.choices = list(choices)


def day_field(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day, by the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def text_field(
    label: Any, *, size: int = 200, hint: Any = "", kind: str = "text"
) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": kind, "autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, max_length=size, help_text=hint, widget=widget
    )
