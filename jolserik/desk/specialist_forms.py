"""Forms about one specialist."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jolserik.core.words import word
from jolserik.desk.fields import DeskForm, day_field
from jolserik.projects import oked
from jolserik.specialists import languages
from jolserik.specialists.values import LEVELS, HandoverKind, SkillKind

NOBODY = ("", "—")


class SimulationForm(DeskForm):
    """What if somebody leaves, or is away from one day to another?"""

    kind = forms.ChoiceField(label=_("What if this person"))
    first = day_field(_("From"))
    last = day_field(_("To"))

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (HandoverKind.LEAVING, HandoverKind.LEAVE, HandoverKind.REBALANCE)
        choices = [(kind.value, word("handover_kind", kind, language)) for kind in kinds]
        self.choose_from("kind", choices)
        for name in ("first", "last"):
            self.fields[name].required = False


class StandInForm(DeskForm):
    stand_in = forms.ChoiceField(label=_("Stands in"))
    valid_from = day_field(_("From"))
    valid_to = day_field(_("To"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(
        self, *args: Any, people: Iterable[tuple[uuid.UUID, str]], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("stand_in", [NOBODY, *((str(key), name) for key, name in people)])
        self.fields["valid_from"].initial = today


class SkillForm(DeskForm):
    """One list of everything that can be known: `language:tr`, `sector:23`, `place:…`."""

    skill = forms.ChoiceField(label=_("Knows"))
    level = forms.ChoiceField(label=_("How well"))

    def __init__(
        self, *args: Any, places: Iterable[tuple[str, str]], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        spoken = sorted((languages.name(c, language), c) for c in languages.codes())
        groups = [
            NOBODY,
            (
                word("skill_kind", "sector", language),
                [(f"sector:{c}", f"{c} · {w.get(language)}") for c, w in oked.names().items()],
            ),
            (
                word("skill_kind", "language", language),
                [(f"language:{c}", name) for name, c in spoken],
            ),
            (
                word("skill_kind", "place", language),
                [(f"place:{c}", name) for c, name in places],
            ),
        ]
        self.choose_from("skill", groups)
        levels = [(str(n), word("skill_level", str(n), language)) for n in LEVELS]
        self.choose_from("level", levels)
        self.fields["level"].initial = "2"

    def chosen(self) -> tuple[SkillKind, str, int]:
        kind, _colon, code = self.cleaned_data["skill"].partition(":")
        return SkillKind(kind), code, int(self.cleaned_data["level"])


class InterestForm(DeskForm):
    company = forms.ChoiceField(label=_("Company"))
    reason = forms.CharField(label=_("What the conflict of interest is"), max_length=300)

    def __init__(self, *args: Any, companies: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "interest_%s")  # it stands beside the form of a stand-in
        super().__init__(*args, **kwargs)
        self.choose_from("company", [NOBODY, *companies])


class CapacityForm(DeskForm):
    capacity = forms.CharField(
        label=_("Can carry"),
        required=False,
        max_length=8,
        help_text=_("Empty: as much as usual."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
