"""Tags and filters of every template. A ledger figure reaches a page only through `figure`."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jolserik.core import amounts
from jolserik.core.month import Month
from jolserik.core.words import Words, word
from jolserik.indicators.moment import Moment
from jolserik.indicators.pictures import Goal, Headline
from jolserik.ledger.values import Answer, Level, MeasureValue, Qualifier, Rule, Standing
from jolserik.people.actor import PUBLIC, Actor
from jolserik.people.models import Organisation, Person
from jolserik.people.rights import Right, why_not
from jolserik.projects import oked
from jolserik.search import kinds
from jolserik.search.values import Hit
from jolserik.site import charts, say

register = template.Library()

register.filter("day", say.day)
register.filter("near", say.near)
register.filter("month", say.month)
register.filter("known", say.known)
register.filter("period", say.period)
register.filter("moment", say.moment)


@register.filter
def said(value: Words | Mapping[str, str] | None) -> str:
    """A text kept in three languages, in the reader's."""
    if not value:
        return ""
    words = value if isinstance(value, Words) else Words.of(value)
    return words.get(say.language())


@register.filter
def code(value: object, kind: str) -> str:
    """The words for a code: `{{ zone.kind|code:"zone_kind" }}`."""
    return word(kind, str(value), say.language()) if value else ""


@register.filter
def covers(value: Answer) -> str:
    """For which months a figure speaks; of a booked balance, its day and its last movement."""
    if value.rule is Rule.BOOKED_STOCK and value.covers_to:
        return _("on %(day)s; last moved in %(month)s") % {
            "day": say.day(value.question.as_of),
            "month": say.month(value.covers_to),
        }
    return say.covers(value.covers_from, value.covers_to, value.question.measure.kind)


@register.filter
def row_covers(row: Level, measure: MeasureValue) -> str:
    """The same for one stated row."""
    return say.covers(row.covers_from, row.covers_to, measure.kind)


@register.filter
def number(value: Decimal | int) -> str:
    """A number that is not of the ledger, in the reader's way of writing."""
    return amounts.exact(Decimal(value), say.language())


@register.simple_tag(takes_context=True)
def figure_url(context: template.Context, answer: Answer, pin: bool = False) -> str:
    """The address of a figure's evidence; pinned to its posting number it never changes."""
    question = answer.question
    series = question.scenario.value
    if answer.standing is not Standing.NONE:
        series = f"{series}-{answer.standing.value}"
    address = reverse(
        f"{context.get('door', 'portal')}:figure",
        args=[
            question.subject.code,
            question.measure.code,
            str(question.period) if question.period else "-",
            series,
            answer.basis.value,
        ],
    )
    query: dict[str, str | int] = {"as_of": question.as_of.isoformat()}
    if pin or context.get("pinned"):
        query["at"] = question.at_posting
    return f"{address}?{urlencode(query)}"


@register.simple_tag(takes_context=True)
def figure(context: template.Context, answer: Answer, size: str = "") -> SafeString:
    """A ledger figure: a quiet link to its evidence; with its rivals when it is disputed."""
    measure = answer.question.measure
    shown = [(answer.amount, answer.qualifier)]
    shown += [(rival.amount, rival.qualifier) for rival in answer.rivals]
    values = format_html_join(
        mark_safe(f' <span class="jol-figure__or">{_("or")}</span> '),  # nosec B308 B703  # a translation of ours
        '<span class="jol-figure__value">{}</span>',
        ((say.qualified(say.compact(amount, measure), qual),) for amount, qual in shown),
    )
    classes = "jol-figure jol-figure--" + ("booked" if answer.basis.booked else "stated")
    classes += f" jol-figure--{size}" if size else ""
    marks = SafeString("")
    if answer.disputed:
        marks += format_html('<span class="jol-mark jol-mark--disputed">{}</span>', _("disputed"))
    if answer.missing:
        gaps = ", ".join(say.period(part) for part in answer.missing)
        marks += format_html(
            '<span class="jol-mark">{}</span>', _("without %(parts)s") % {"parts": gaps}
        )
    return format_html(
        '<a class="{}" href="{}" data-evidence title="{}">{}</a>{}',
        classes,
        figure_url(context, answer),
        say.exact(answer.amount, measure),
        values,
        marks,
    )


@register.inclusion_tag("parts/figures.html", takes_context=True)
def figures(context: template.Context, answers: Any, empty: str = "—") -> dict[str, Any]:
    """All answers of a cell, one under another, each marked by its book where both are there."""
    found = list(answers)
    bases = {answer.basis for answer in found}
    return {
        "answers": found,
        "mark": len(bases) > 1,
        "empty": empty,
        "door": context.get("door"),
        "pinned": context.get("pinned"),
    }


@register.simple_tag(takes_context=True)
def subject_url(context: template.Context, subject: Any) -> str:
    """The page of a territory, zone or project, behind the door one came through."""
    return subject_page(context, subject.code)


@register.simple_tag(takes_context=True)
def subject_page(context: template.Context, code: str) -> str:
    """The same by the code alone."""
    kind, _, slug = code.partition(":")
    name = {"kato": "region", "zone": "zone", "project": "project"}[kind]
    return reverse(f"{context.get('door', 'portal')}:{name}", args=[slug])


@register.simple_tag(takes_context=True)
def search_url(context: template.Context) -> str:
    """Where the search box asks: at the desk for all that one may see, else what is published."""
    actor = context.get("actor") or PUBLIC
    at_desk = context.get("door") == "desk" and why_not(actor, Right.USE_DESK) is None
    return reverse("desk:search" if at_desk else "portal:search")


@register.simple_tag(takes_context=True)
def hit_url(context: template.Context, hit: Hit) -> str:
    """The page of something found, behind the door one came through."""
    return kinds.url(context.get("door") or "portal", hit.kind, hit.key)


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changed: Any) -> str:
    """This page's address with some parts of the query changed; an empty one is left out."""
    request = context["request"]
    query = request.GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


# --- rows, where the figure itself is the evidence


@register.simple_tag
def evidence_value(answer: Answer) -> SafeString:
    """The opened figure, large, with every digit under it; rivals too."""
    measure = answer.question.measure
    shown = [(answer.amount, answer.qualifier)]
    shown += [(rival.amount, rival.qualifier) for rival in answer.rivals]
    return format_html_join(
        " ",
        '<span class="jol-evidence__one" data-evidence-value>{}<span class="jol-muted'
        ' jol-evidence__exact">{}</span></span>',
        (
            (
                say.qualified(say.compact(amount, measure), qualifier),
                say.exact(amount, measure),
            )
            for amount, qualifier in shown
        ),
    )


@register.simple_tag
def row_value(row: Any, measure: MeasureValue) -> SafeString:
    """The amount of one row, in full."""
    text = say.exact(row.amount, measure)
    qualifier = Qualifier(getattr(row, "qualifier", ""))
    return format_html("<span data-evidence-value>{}</span>", say.qualified(text, qualifier))


@register.simple_tag
def amount_value(amount: int, measure: MeasureValue) -> SafeString:
    """An amount of a row that has a second one, in full."""
    return format_html("<span data-evidence-value>{}</span>", say.exact(amount, measure))


@register.simple_tag(takes_context=True)
def goal_link(context: template.Context, goal: Goal, critical: bool = False) -> SafeString:
    """The amount (or critical level) of a target, linked to its row."""
    amount = goal.target.critical if critical else goal.target.amount
    door = context.get("door", "portal")
    return format_html(
        '<a class="jol-figure jol-figure--target" href="{}" data-evidence>'
        '<span class="jol-figure__value">{}</span></a>',
        reverse(f"{door}:target", args=[goal.target.posting_no]),
        say.compact(amount or 0, goal.measure),
    )


@register.simple_tag(takes_context=True)
def recorded(context: template.Context, row: Any) -> str:
    """Row number, who recorded it and when. The public sees no names of people."""
    number = _("row %(number)s") % {"number": row.posting_no}
    at = getattr(row, "recorded_at", None)
    parts = [number]
    if at is not None:
        parts.append(say.moment(at))
    people = context.get("people") or {}
    by = getattr(row, "recorded_by", None)
    if by in people:
        parts.append(people[by])
    return ", ".join(parts)


@register.filter
def month(value: Month) -> str:
    return say.month(value)


@register.filter
def gap(value: Decimal, measure: MeasureValue) -> str:
    """A difference of two figures, with its sign."""
    amount = measure.to_amount(value) or 0
    return ("+" if amount > 0 else "") + say.compact(amount, measure)


@register.filter
def may(actor: Actor, right: str) -> bool:
    """Whether to show the way to a page; the page itself asks again."""
    return why_not(actor, Right(right)) is None


@register.filter
def bar(percent: Decimal) -> str:
    """A share for `progress`: 0 to 100, with a point."""
    return str(min(max(percent, Decimal(0)), Decimal(100)))


@register.filter
def decimal(text: str) -> Decimal:
    return Decimal(text)


@register.filter
def countries(codes: list[str]) -> str:
    """Names of countries by ISO 3166-1 alpha-2 code."""
    territories = Locale(say.language()).territories
    return ", ".join(territories.get(code, code) for code in codes)


@register.filter
def country(code: str) -> str:
    """The name of one country by its code."""
    return countries([code])


@register.filter
def sector(text: str) -> str:
    """A section or division of economic activities (OKED) with its name."""
    named = oked.names().get(text)
    return f"{named.get(say.language())} ({text})" if named else text


@register.simple_tag
def moment_query(moment: Moment) -> str:
    """What keeps the moment on the way to another page."""
    query: dict[str, str | int] = {}
    if not moment.is_today or moment.pinned:
        query["as_of"] = moment.as_of.isoformat()
    if moment.pinned:
        query["at"] = moment.at_posting
    return f"?{urlencode(query)}" if query else ""


@register.simple_tag(takes_context=True)
def path_chart(context: template.Context, headline: Headline) -> SafeString:
    """The path of a year as two drawings of one picture: for a desk and for a phone."""
    return charts.path(headline, lambda answer: figure_url(context, answer))


@register.filter
def level_value(row: Level, measure: MeasureValue) -> str:
    """The amount of a stated row in a few signs, with its qualifier."""
    return say.level(row, measure)


@register.simple_tag(takes_context=True)
def example(context: template.Context, shown: Any) -> SafeString:
    """An example of a component, for the component page."""
    request = context["request"]
    return mark_safe(render_to_string(shown.template, shown.context, request))  # nosec B308 B703  # our own template


@register.filter(name="any")
def any_of(lines: Iterable[object], name: str) -> bool:
    """Whether any line has something under a name: an empty column is left out."""
    return any(getattr(line, name) for line in lines)


@register.filter
def file_size(size: int) -> str:
    """`140 B`, `9.7 KB`, `12 MB`, in the reader's language."""
    return say.file_size(size)


@register.filter
def name_of(people: Mapping[Any, str], key: Any) -> str:
    """A person's name out of the names that a page asked for."""
    return people.get(key, "")


@register.filter
def tenge(value: Decimal) -> str:
    """An amount of the register (not of the ledger) as people say it: `850 млрд ₸`."""
    return f"{amounts.compact(value, say.language())}{say.NBSP}₸"


@register.simple_tag
def person_name(person: Person) -> str:
    return person.name(say.language())


@register.simple_tag
def organisation_name(organisation: Organisation) -> str:
    return organisation.called(say.language(), timezone.localdate())


@register.simple_tag(takes_context=True)
def note_url(context: template.Context, code: str, format: str) -> str:
    """The address of a briefing note as of the day of the page."""
    kind, _colon, slug = code.partition(":")
    request = context["request"]
    kept = {n: request.GET[n] for n in ("as_of", "since") if request.GET.get(n)}
    address = reverse("desk:briefing", args=[kind, slug, format])
    return f"{address}?{urlencode(kept)}" if kept else address
