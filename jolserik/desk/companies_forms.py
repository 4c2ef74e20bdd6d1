"""Forms of the companies: they read what was typed; what is right about it, the room says."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from jolserik.companies.models import CompanyForm
from jolserik.companies.rules import CompanyDraft, OwnerDraft
from jolserik.core.refusal import Problem
from jolserik.core.words import Words, word
from jolserik.desk.fields import DeskForm
from jolserik.desk.register_forms import country_code, text_field
from jolserik.people.rules import Invalid
from jolserik.site.say import language

OWNER_ROWS: Final = 6  # offered at least so many, and always one more than there are
MOST_OWNERS: Final = 60


class CompanyDataForm(DeskForm):
    """A company; its owners are rows beside the fields."""

    name_ru = text_field(_("Name in Russian"), hint=_("With the legal form, as in its papers."))
    name_kk = text_field(_("Name in Kazakh"))
    name_en = text_field(_("Name in English"))
    form = forms.ChoiceField(label=_("Form"))
    country = text_field(_("Country"), size=60, hint=_("By name or code."))
    bin = text_field(_("BIN"), size=12, hint=_("12 digits; a legal entity of Kazakhstan has one."))
    iin = text_field(_("IIN"), size=12, hint=_("Farms and sole traders only; never made public."))
    foreign_number = text_field(_("Number in the register of its country"), size=60)
    website = text_field(_("Website"), hint=_("With https:// in front."))
    note = text_field(_("Note"), size=2000, rows=3)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(form.value, word("company_form", form, language())) for form in CompanyForm]
        self.fields["form"] = forms.ChoiceField(label=_("Form"), choices=choices)
        for name in ("name_ru", "name_kk", "name_en"):
            self.fields[name].label = word("field", name, language())
        self.order_fields(["name_ru", "name_kk", "name_en", "form", "country"])

    def draft(self, owners: list[OwnerDraft]) -> CompanyDraft:
        typed = self.cleaned_data
        return CompanyDraft(
            name=Words(typed["name_ru"], typed["name_kk"], typed["name_en"]),
            form=typed["form"],
            country=country_code(typed["country"]) or typed["country"],
            bin=typed["bin"],
            iin=typed["iin"],
            foreign_number=typed["foreign_number"],
            website=typed["website"],
            note=typed["note"],
            owners=tuple(owners),
        )

    def read_version(self) -> int:
        text = self.cleaned_data["version"]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def typed_owners(data: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of owners as they were typed, without empty ones."""
    rows = [
        {part: data.get(f"owner_{part}_{n}", "").strip()[:300] for part in PARTS}
        for n in range(MOST_OWNERS)
    ]
    return [row for row in rows if any(row.values())]


def owners_of(rows: list[dict[str, str]]) -> list[OwnerDraft]:
    """Owners from typed rows. Raises Invalid for a country or share that is not understood."""
    found, problems = [], []
    for row in rows:
        country = country_code(row["country"]) if row["country"] else ""
        if row["country"] and not country:
            problems.append(Problem("owners", "country_unknown"))
        share: Decimal | None = None
        if row["share"]:
            try:
                share = Decimal(row["share"].replace(",", ".").rstrip("% "))
            except InvalidOperation:
                share = Decimal(-1)
            if not share.is_finite() or share != share.quantize(Decimal("0.001")):
                share = Decimal(-1)
        found.append(OwnerDraft(name=row["name"], country=country, share=share))
    if problems:
        raise Invalid(problems)
    return found


PARTS: Final = ("name", "country", "share")
