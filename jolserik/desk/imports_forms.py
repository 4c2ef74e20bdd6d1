"""The form of a list: the file, the day for which it speaks, who leads what is new."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jolserik.desk.fields import DeskForm
from jolserik.people.models import Person
from jolserik.projects.models import Term

ACCEPT = ".xlsx,.xls,.xlsb,.ods,.csv,.txt"


class ListForm(DeskForm):
    """A list before it is received."""

    file = forms.FileField(
        label=_("The list"),
        help_text=_(
            "Excel, OpenDocument or CSV, as you keep it: titles, sections and totals may stay."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    as_of = forms.DateField(
        label=_("For which day it speaks"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Write the day."), "invalid": _("This is no day.")},
    )
    list_code = forms.ChoiceField(
        label=_("It is the list"),
        required=False,
        help_text=_("Its projects are then put on this list from that day."),
    )
    lead = forms.ChoiceField(
        label=_("Who leads the projects that are new"),
        help_text=_("Where the list names a specialist of the department, that one leads."),
    )
    department = forms.ChoiceField(label=_("For the department"))

    def __init__(
        self,
        *args: Any,
        lists: Iterable[Term],
        leads: Iterable[Person],
        departments: Iterable[tuple[str, str]],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from(
            "list_code",
            [("", _("none of them"))] + [(t.code, t.words.get(language)) for t in lists],
        )
        self.choose_from("lead", [(str(p.key), p.name(language)) for p in leads])
        known = list(departments)
        self.choose_from("department", known)
        if len(known) == 1:
            del self.fields["department"]
            self.only = known[0][0]

    def department_key(self) -> str:
        return str(self.cleaned_data.get("department") or self.only)
