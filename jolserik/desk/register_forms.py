"""Forms of the register: they read what was typed; what is right about it, the room says.

Amounts are typed as people write them (`1,2 млрд`), countries by name or code, companies by name
or BIN; what leaves a form is the plain text that the passport keeps.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from jolserik.core import amounts
from jolserik.core.amounts import NotAnAmount, parse_amount
from jolserik.core.fold import fold
from jolserik.core.refusal import Problem
from jolserik.core.words import LANGUAGES, Words, word
from jolserik.desk.fields import DeskForm, day_field
from jolserik.people.models import Organisation, Person
from jolserik.people.wording import problem_in_words
from jolserik.projects import oked, passport
from jolserik.projects.actions.phases import PhaseDraft
from jolserik.projects.models import Phase, Term
from jolserik.projects.passport import Field, Kind
from jolserik.projects.values import SiteKind, TeamRole
from jolserik.site.say import language

# The passport on pages: groups of fields, in their order. Words: kind `passport_group`.
GROUPS: Final = (
    ("names", ("name_ru", "name_kk", "name_en")),
    ("who", ("company", "countries", "sector")),
    ("where", ("place", "zone", "site_kind", "plot")),
    ("what", ("product", "capacity", "capacity_unit")),
    ("money", (*passport.COST_PARTS, "cost_kzt")),
    ("people", ("jobs_permanent", "jobs_temporary")),
    ("when", ("starts_on", "ends_on", "readiness")),
    ("more", ("description",)),
)
HINTS: Final = {
    "cost_own_kzt": _("In tenge, as you write it: 850 m; 1.2 bn"),
    "cost_kzt": _("Empty: added up from the sources."),
}
BETWEEN: Final = " · "  # between a company's name and its number in a list of choices


@dataclass(frozen=True)
class Choices:
    """What can be chosen in a passport: (code, name) of places and zones, companies by key."""

    places: Sequence[tuple[str, str]]
    zones: Sequence[tuple[str, str]]
    companies: Mapping[str, str]  # those suggested: key → "name · BIN"
    label: Callable[[str], str]  # of any company, by its key
    find: Callable[[str], str]  # the key of what was typed; empty if there is no such company


class AmountField(forms.CharField):
    """An amount as people write it; its value is a Decimal or None."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})
        super().__init__(max_length=60, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_amount(text)
        except NotAnAmount as wrong:
            problem = Problem("", wrong.code, {"text": wrong.text})
            raise forms.ValidationError(problem_in_words(problem, language())) from None


def text_field(label: Any, *, size: int = 300, hint: Any = "", rows: int = 0) -> forms.CharField:
    widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    if rows:
        widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=size, help_text=hint, widget=widget
    )


def choice_field(
    label: Any, choices: Iterable[Any], *, required: bool = False, hint: Any = ""
) -> forms.ChoiceField:
    listed = list(choices)
    # With one choice only there is nothing to choose.
    empty = [] if required and len(listed) == 1 else [("", _("Choose"))]
    return forms.ChoiceField(
        label=label, required=required, help_text=hint, choices=[*empty, *listed]
    )


def term_field(label: Any, terms: Iterable[Term], *, required: bool = False) -> forms.ChoiceField:
    return choice_field(
        label, [(t.code, t.words.get(language())) for t in terms], required=required
    )


def count_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=1_000_000)


# --- the passport


class PassportForm(DeskForm):
    """The fields of the table of fields that may be changed; `frozen` ones are left out."""

    def __init__(
        self,
        *args: Any,
        choices: Choices,
        values: Mapping[str, str] | None = None,
        frozen: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        self.choices, self.was, self.frozen = choices, dict(values or {}), frozenset(frozen)
        shown = {code: as_typed(passport.BY_CODE[code], t, choices) for code, t in self.was.items()}
        kwargs["initial"] = shown | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        made = {
            field.code: _input(field, choices, self.was.get(field.code, ""))
            for field in passport.FIELDS
            if field.code not in self.frozen
        }
        self.fields = made | self.fields
        self.plain: dict[str, str] = {}

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields as the page shows them; frozen ones as text."""
        return [
            {
                "title": word("passport_group", code, language()),
                "code": code,
                "fields": [self[name] for name in names if name in self.fields],
                "frozen": [
                    {
                        "label": word("field", name, language()),
                        "value": as_typed(
                            passport.BY_CODE[name], self.was.get(name, ""), self.choices
                        ),
                    }
                    for name in names
                    if name in self.frozen
                ],
            }
            for code, names in GROUPS
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the fields were when the form was opened: (hidden input, plain text)."""
        return [(f"was_{code}", text) for code, text in self.was.items() if code in self.fields]

    def clean(self) -> dict[str, Any]:
        for code, field in passport.BY_CODE.items():
            if code not in self.cleaned_data:
                continue
            typed, opened = self.cleaned_data[code], self.opened(code)
            try:
                # Left as it was shown: kept to the last digit, however it would be read.
                untouched = typed == as_typed(field, opened, self.choices)
                self.plain[code] = opened if untouched else as_plain(field, typed, self.choices)
            except NotAnAmount as wrong:
                self.show([Problem(code, wrong.code, {"text": wrong.text})], language())
            except ValueError as wrong:
                self.show([Problem(code, str(wrong))], language())
        return self.cleaned_data

    def opened(self, code: str) -> str:
        """What a field was when the form was opened."""
        return str(self.data.get(f"was_{code}", self.was.get(code, "")))

    def changed(self) -> dict[str, str]:
        """What was typed anew since the form was opened."""
        return {code: text for code, text in self.plain.items() if text != self.opened(code)}


class NewProjectForm(PassportForm):
    """Only a name and who leads are needed at first."""

    def __init__(
        self,
        *args: Any,
        departments: Sequence[tuple[str, str]],
        people: Sequence[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= lead_fields(departments, people)

    def of_lead(self) -> list[Any]:
        return [self[name] for name in ("department", "lead")]


class TakeOnForm(DeskForm):
    reason = text_field(_("Why this specialist"))

    def __init__(
        self,
        *args: Any,
        departments: Sequence[tuple[str, str]],
        people: Sequence[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields = lead_fields(departments, people) | self.fields


def lead_fields(
    departments: Sequence[tuple[str, str]], people: Sequence[Person]
) -> dict[str, forms.Field]:
    named = [(str(p.pk), p.name(language())) for p in people]
    return {
        "department": choice_field(_("Department"), departments, required=True),
        "lead": choice_field(_("Lead specialist"), named, required=True),
    }


def _input(field: Field, choices: Choices, now: str) -> forms.Field:
    label = word("field", field.code, language())
    match field.kind:
        case Kind.LONG:
            return text_field(label, size=field.size, rows=6)
        case Kind.MONEY:
            return _typed(label, hint=HINTS.get(field.code, ""))
        case Kind.NUMBER:
            return _typed(label)
        case Kind.COUNT | Kind.PERCENT:
            return _typed(label, mode="numeric")
        case Kind.DAY:
            return day_field(label, required=False)
        case Kind.COUNTRIES:
            return _listed(label, "countries", hint=_("By name or code, several with commas."))
        case Kind.COMPANY:
            return _listed(label, "companies", hint=_("Begin with the name or the BIN."))
        case Kind.SECTOR:
            return choice_field(label, _sectors(now, language()))
        case Kind.SITE:
            return choice_field(
                label, [(s.value, word("site_kind", s, language())) for s in SiteKind]
            )
        case Kind.SUBJECT:
            listed = choices.places if field.code == "place" else choices.zones
            return choice_field(label, listed)
        case _:
            return text_field(label, size=field.size)


def _typed(label: str, *, hint: Any = "", mode: str = "text") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": mode})
    return forms.CharField(
        label=label, required=False, max_length=60, help_text=hint, widget=widget
    )


def _listed(label: str, name: str, *, hint: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "list": f"list-of-{name}"})
    return forms.CharField(
        label=label, required=False, max_length=400, help_text=hint, widget=widget
    )


def as_plain(field: Field, typed: Any, choices: Choices) -> str:
    """What was typed, as the passport keeps it. Raises NotAnAmount, or ValueError with a code."""
    if isinstance(typed, dt.date):
        return typed.isoformat()
    text = " ".join(str(typed or "").split()) if field.kind is not Kind.LONG else str(typed).strip()
    if not text:
        return ""
    match field.kind:
        case Kind.MONEY | Kind.NUMBER:
            return amounts.plain(parse_amount(text))
        case Kind.COUNT | Kind.PERCENT:
            return text.rstrip("% ").replace(" ", "")
        case Kind.COUNTRIES:
            return ",".join(_country(part) for part in text.split(",") if part.strip())
        case Kind.COMPANY:
            return _company(text, choices)
        case _:
            return text


def as_typed(field: Field, text: str, choices: Choices) -> str:
    """The kept text as it stands in its input, or on the page where it is frozen."""
    if not text:
        return ""
    match field.kind:
        case Kind.MONEY | Kind.NUMBER:
            return amounts.exact(Decimal(text), language())
        case Kind.COUNTRIES:
            names = Locale(language()).territories
            return ", ".join(names.get(code, code) for code in text.split(","))
        case Kind.COMPANY:
            return choices.companies.get(text) or choices.label(text)
        case _:
            return text


def _country(typed: str) -> str:
    found = _countries().get(fold(typed.strip()))
    if found is None:
        raise ValueError("country_unknown")
    return found


def country_code(typed: str) -> str:
    """The code of a country typed by name or code; empty if unknown."""
    return _countries().get(fold(typed.strip()), "")


@cache
def _countries() -> Mapping[str, str]:
    """ISO code by folded name in three languages, and by itself."""
    found: dict[str, str] = {}
    for known in LANGUAGES:
        for code, name in Locale(known).territories.items():
            if len(code) == 2 and code.isalpha():
                found[fold(name)] = code
                found[fold(code)] = code
    return found


def _company(typed: str, choices: Choices) -> str:
    wanted = fold(typed)
    for key, label in choices.companies.items():
        name, _mark, number = label.rpartition(BETWEEN)
        if wanted in (fold(label), fold(number), fold(name)):
            return key
    if found := choices.find(typed):
        return found
    raise ValueError("company_unknown")


def _sectors(now: str, lang: str) -> list[Any]:
    """Sections of the classifier with their divisions; a deeper code that is chosen already."""
    names = oked.names()
    listed: list[Any] = [(now, now)] if now and now not in names else []
    for section in oked.SECTIONS:
        title = f"{section}. {names[section].get(lang)}"
        below = [
            (code, f"{code} {name.get(lang)}")
            for code, name in names.items()
            if code.isdigit() and oked.section_of(code) == section
        ]
        listed.append((title, [(section, title), *below]))
    return listed


# --- acts


class MoveForm(DeskForm):
    on = day_field(_("On what day"))

    def __init__(
        self, *args: Any, reasons: Iterable[Term] | None, lost: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if reasons is not None:
            self.fields["reason"] = term_field(_("Reason"), reasons)
        if lost:
            self.fields["gone_to"] = text_field(_("Where it went"), size=200)
        self.fields["note"] = text_field(_("In your own words"), size=2000, rows=3)


class PlanForm(DeskForm):
    planned_on = day_field(_("Planned date"), required=False, hint=_("Empty takes the plan off."))

    def __init__(self, *args: Any, reasons: Iterable[Term] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons is not None:
            self.fields["reason"] = term_field(_("Why it moves"), reasons)
        self.fields["note"] = text_field(_("In your own words"), size=2000, rows=3)


class PhaseForm(DeskForm):
    name_ru = text_field(_("Name in Russian"))
    name_kk = text_field(_("Name in Kazakh"))
    name_en = text_field(_("Name in English"))
    product = text_field(_("Product"))
    capacity = AmountField(label=_("Design capacity"), required=False)
    capacity_unit = text_field(_("Unit of capacity"), size=60)
    cost_kzt = AmountField(
        label=_("Cost, total"), required=False, help_text=_("In tenge, as you write it: 1.2 bn")
    )
    jobs_permanent = count_field(_("Permanent jobs"))

    def draft(self) -> PhaseDraft:
        typed = self.cleaned_data
        names = Words(typed["name_ru"], typed["name_kk"], typed["name_en"])
        rest = ("product", "capacity", "capacity_unit", "cost_kzt", "jobs_permanent")
        return PhaseDraft(names=names, **{name: typed[name] for name in rest})

    @staticmethod
    def start(phase: Phase) -> dict[str, Any]:
        names = phase.subject.names
        exact = amounts.exact
        return {
            "name_ru": names.ru,
            "name_kk": names.kk,
            "name_en": names.en,
            "product": phase.product,
            "capacity": "" if phase.capacity is None else exact(phase.capacity, language()),
            "capacity_unit": phase.capacity_unit,
            "cost_kzt": "" if phase.cost_kzt is None else exact(phase.cost_kzt, language()),
            "jobs_permanent": phase.jobs_permanent,
        }


class DayForm(DeskForm):
    on = day_field(_("On what day"))


class YearsForm(DeskForm):
    """A line for each year; an emptied year is taken off the plan."""

    def __init__(self, *args: Any, years: Mapping[int, Decimal | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = years
        for year, amount in years.items():
            start = "" if amount is None else amounts.exact(amount, language())
            self.fields[f"year_{year}"] = AmountField(
                label=str(year), required=False, initial=start
            )

    def amounts(self) -> dict[int, Decimal]:
        """Years with an amount, and nought for those that had one."""
        found = {}
        for year, before in self.years.items():
            amount = self.cleaned_data.get(f"year_{year}")
            if amount is not None or before is not None:
                found[year] = amount or Decimal(0)
        return found


class ListForm(DeskForm):
    from_on = day_field(_("From"))
    number = text_field(_("Its number on the list"), size=60)
    reason = text_field(_("Reason or document"))

    def __init__(self, *args: Any, lists: Iterable[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"list": term_field(_("List"), lists, required=True)} | self.fields


class LeaveListForm(DeskForm):
    to_on = day_field(_("Last day on the list"))
    reason = text_field(_("Reason"))


class SupportForm(DeskForm):
    given_on = day_field(_("Given on"))
    ends_on = day_field(_("Until"), required=False)
    amount_kzt = AmountField(label=_("Amount in tenge"), required=False)
    document = text_field(_("Document"), size=200, hint=_("Its name, number and date."))
    note = text_field(_("Note"))

    def __init__(self, *args: Any, measures: Iterable[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = term_field(_("Support measure"), measures, required=True)
        self.fields = {"measure": chosen} | self.fields


class ObligationForm(DeskForm):
    text = text_field(_("What the investor owes"), size=400)
    amount = AmountField(label=_("How much"), required=False)
    unit = text_field(_("Unit"), size=60, hint=_("Tenge, jobs, tonnes."))
    due_on = day_field(_("By what day"))


class EndObligationForm(DeskForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("kept", _("kept")), ("broken", _("broken"))]
    )
    on = day_field(_("On what day"))
    proof = text_field(_("What proves it"), hint=_("The document: its name, number and date."))


class TeamForm(DeskForm):
    reason = text_field(_("Reason"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(p.pk), p.name(language())) for p in people]
        roles = [
            (r.value, word("team_role", r, language())) for r in TeamRole if r is not TeamRole.LEAD
        ]
        self.fields = {
            "person": choice_field(_("Who"), named, required=True),
            "role": choice_field(_("As what"), roles, required=True),
        } | self.fields


class LeadForm(DeskForm):
    reason = text_field(_("Why this specialist"))

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(p.pk), p.name(language())) for p in people]
        self.fields = {
            "lead": choice_field(_("Lead specialist"), named, required=True)
        } | self.fields


class ReasonForm(DeskForm):
    reason = text_field(_("Reason"))


class TermForm(DeskForm):
    ru = text_field(_("In Russian"), size=200)
    kk = text_field(_("In Kazakh"), size=200)
    en = text_field(_("In English"), size=200)
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=999, initial=0)
    active = forms.BooleanField(label=_("Can be chosen"), required=False, initial=True)

    def __init__(self, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            hint = _("Short, in Latin letters with hyphens. It never changes.")
            self.fields = {"code": text_field(_("Code"), size=60, hint=hint)} | self.fields


def department_choices(
    keys: Iterable[str], organisations: Iterable[Organisation], today: dt.date
) -> list[tuple[str, str]]:
    wanted = set(keys)
    return [(o.key, o.called(language(), today)) for o in organisations if o.key in wanted]
