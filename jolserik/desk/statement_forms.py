"""The form of a statement: what was stated, by whom, where it can be read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jolserik.core.amounts import NotAnAmount, parse_amount
from jolserik.core.known import KnownOn
from jolserik.core.month import Month, NotAPeriod
from jolserik.core.words import word
from jolserik.ledger.models import Issuer, Measure, Subject
from jolserik.ledger.values import Kind, Qualifier
from jolserik.projects.models import Project
from jolserik.site.say import code, language

SERIES = (
    ("actual", _("Actual")),
    ("approved", _("Plan approved by an act")),
    ("announced", _("Announced plan")),
)


def subjects_to_choose() -> QuerySet[Subject]:
    """All but records that were merged into others: their figures are closed."""
    merged = Project.objects.filter(merged_into__isnull=False)
    return Subject.objects.exclude(pk__in=merged.values("pk"))


def _measures() -> list[tuple[str, str]]:
    rows = Measure.objects.exclude(kind=Kind.DERIVED_RATIO)
    return [(row.code, row.names.get(language())) for row in rows]


def _issuers() -> list[tuple[str, str]]:
    named = [(row.code, row.names.get(language())) for row in Issuer.objects.all()]
    return [("", "—"), *sorted(named, key=lambda pair: pair[1])]


def _qualifiers() -> list[tuple[str, str]]:
    found = [(q.value, word("qualifier", q, language(), {"value": "…"})) for q in Qualifier if q]
    return [("", "—"), *found]


def _bases() -> list[tuple[str, str]]:
    return [(b, code("basis", b)) for b in ("statement", "statistics")]


def _problem(name: str, text: str) -> ValidationError:
    return ValidationError(word("problem", name, language(), {"text": text}), code=name)


class StatementForm(forms.Form):
    """All problems are told at once, each beside its field."""

    subject = forms.CharField(
        label=_("Territory, zone or project"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "subjects", "autocomplete": "off"}),
    )
    measure = forms.ChoiceField(label=_("Measure"), choices=_measures)
    series = forms.ChoiceField(label=_("Actual or plan"), choices=SERIES)
    basis = forms.ChoiceField(label=_("Basis"), choices=_bases)
    covers_from = forms.CharField(
        label=_("First month"),
        required=False,
        max_length=10,
        help_text=_("2024-01. Empty: since it began, and always for a balance at a day."),
    )
    covers_to = forms.CharField(
        label=_("Last month"),
        required=False,
        max_length=10,
        help_text=_("2024-10. Empty: the end was not stated."),
    )
    qualifier = forms.ChoiceField(label=_("Said as"), choices=_qualifiers, required=False)
    amount = forms.CharField(
        label=_("Amount"),
        max_length=60,
        help_text=_("As it was said: 850 bn, 1.4 trn, 24. Every digit is shown before it is kept."),
    )
    issuer = forms.ChoiceField(label=_("Who stated it"), choices=_issuers, required=False)
    issuer_ru = forms.CharField(
        label=_("Or somebody new, in Russian"), required=False, max_length=300
    )
    issuer_kk = forms.CharField(label=_("The same in Kazakh"), required=False, max_length=300)
    issuer_en = forms.CharField(label=_("The same in English"), required=False, max_length=300)
    source_kind = forms.ChoiceField(
        label=_("Kind of source"),
        choices=(("publication", _("Publication")), ("letter", _("Letter, not public"))),
    )
    source_title = forms.CharField(label=_("Title of the source"), max_length=400)
    source_url = forms.URLField(
        label=_("Address of the source"), required=False, max_length=600, assume_scheme="https"
    )
    place = forms.CharField(
        label=_("The sentence itself"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("Copied from the source, so that anybody can find it."),
    )
    known_on = forms.CharField(
        label=_("Became known on"),
        max_length=12,
        help_text=_("The day of publication, 2024-11-25; less exactly 2024-11 or 2024."),
    )

    def clean_subject(self) -> Subject:
        text = self.cleaned_data["subject"].strip()
        found = subjects_to_choose().filter(code=text).first()
        if found is None:
            raise _problem("unknown_subject", text)
        return found

    def clean_measure(self) -> Measure:
        return Measure.objects.get(code=self.cleaned_data["measure"])

    def clean_covers_from(self) -> Month | None:
        return self._month("covers_from")

    def clean_covers_to(self) -> Month | None:
        return self._month("covers_to")

    def clean_amount(self) -> Any:
        try:
            return parse_amount(self.cleaned_data["amount"])
        except NotAnAmount as wrong:
            raise _problem(wrong.code, wrong.text) from None

    def clean_known_on(self) -> KnownOn:
        text = self.cleaned_data["known_on"].strip()
        try:
            return KnownOn.parse(text)
        except ValueError:
            raise _problem("not_a_known_date", text) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        new = [data.get(f"issuer_{lang}", "").strip() for lang in ("ru", "kk", "en")]
        if not data.get("issuer") and not all(new):
            self.add_error("issuer", _problem("issuer_needs_names", ""))
        return data

    def _month(self, name: str) -> Month | None:
        text = self.cleaned_data[name].strip()
        if not text:
            return None
        try:
            return Month.parse(text)
        except NotAPeriod:
            raise _problem("not_a_month", text) from None


class WithdrawForm(forms.Form):
    """Why a row was never true."""

    reason = forms.CharField(
        label=_("Why this was never true"),
        max_length=1000,
        widget=forms.Textarea,
        help_text=_("A newer total is no reason: the older one was true when it was said."),
    )
