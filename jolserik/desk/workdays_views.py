"""Working days: the year with its days off, and the days that acts move."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jolserik.core.refusal import Refused
from jolserik.core.words import word
from jolserik.desk.workdays_forms import MoveForm
from jolserik.people.access import actor_of, requires
from jolserik.people.queries import display_names
from jolserik.people.rights import Right, why_not
from jolserik.people.rules import Invalid
from jolserik.people.wording import refusal_in_words
from jolserik.site.say import language
from jolserik.workdays import actions, queries
from jolserik.workdays.law import LawDay
from jolserik.workdays.models import MovedDay
from jolserik.workdays.queries import KNOWN_YEARS, Singled


@dataclass(frozen=True)
class Line:
    """A day of the year's list: why it is off or worked, in words."""

    day: dt.date
    is_worked: bool
    reasons: tuple[str, ...]
    is_estimated: bool
    moved: MovedDay | None
    added_by: str


@requires(Right.USE_DESK)
def year(request: HttpRequest) -> HttpResponse:
    """A year: working days of each month, days off and moved days."""
    asked = request.GET.get("year", "")
    number = int(asked) if asked.isascii() and asked.isdigit() else timezone.localdate().year
    return _page(request, number)


@requires(Right.EDIT_REFERENCE)
@require_POST
def move_day(request: HttpRequest) -> HttpResponse:
    form = MoveForm(request.POST)
    number = timezone.localdate().year
    if form.is_valid():
        try:
            rows = actions.move_day(by=actor_of(request), now=timezone.now(), move=form.move())
        except Invalid as invalid:
            form.show(invalid.problems, language())
        else:
            messages.success(request, _("The day is moved; deadlines count with it from now on."))
            return redirect(f"{reverse('desk:workdays')}?year={rows[0].day.year}")
    named = form.cleaned_data.get("off") or form.cleaned_data.get("worked")
    if named is not None and named.year in KNOWN_YEARS:
        number = named.year
    return _page(request, number, form=form, status=422)


@requires(Right.EDIT_REFERENCE)
@require_POST
def withdraw(request: HttpRequest, moved: int) -> HttpResponse:
    try:
        row = actions.withdraw_moved_day(by=actor_of(request), now=timezone.now(), moved=moved)
    except MovedDay.DoesNotExist as unknown:
        raise Http404 from unknown
    except Refused as refused:
        number = MovedDay.objects.get(pk=moved).day.year
        return _page(request, number, refused=refused, status=409)
    messages.success(request, _("The move is withdrawn: the day is again as the law says."))
    return redirect(f"{reverse('desk:workdays')}?year={row.day.year}")


workdays_urls = [
    path("workdays/", year, name="workdays"),
    path("workdays/move/", move_day, name="workday_move"),
    path("workdays/<int:moved>/withdraw/", withdraw, name="workday_withdraw"),
]


def _page(
    request: HttpRequest,
    number: int,
    *,
    form: MoveForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    if number not in KNOWN_YEARS:
        raise Http404
    found = queries.year(number)
    adders = {d.moved.added_by for month in found for d in month.days if d.moved}
    names = display_names((key for key in adders if key), language())
    may_edit = why_not(actor_of(request), Right.EDIT_REFERENCE) is None
    months = [(month, [_line(day, names) for day in month.days]) for month in found]
    context = {
        "year": number,
        "earlier": number - 1 if number - 1 in KNOWN_YEARS else None,
        "later": number + 1 if number + 1 in KNOWN_YEARS else None,
        "months": months,
        "total": sum(month.worked for month in found),
        "form": (form or MoveForm()) if may_edit else None,
        "refusal": refusal_in_words(refused.refusal, language()) if refused else "",
    }
    return render(request, "desk/workdays/year.html", context, status=status)


def _line(day: Singled, names: Mapping[uuid.UUID, str]) -> Line:
    moved = day.moved
    return Line(
        day=day.day,
        is_worked=day.is_worked,
        reasons=tuple(_reason(found) for found in day.law),
        is_estimated=any(found.is_estimated for found in day.law),
        moved=moved,
        added_by=names.get(moved.added_by, "") if moved and moved.added_by else "",
    )


def _reason(found: LawDay) -> str:
    holiday = word("holiday", found.holiday, language()) if found.holiday else ""
    return word("why_day", found.why, language(), {"holiday": holiday})
