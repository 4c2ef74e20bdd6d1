"""Recording what others stated, and withdrawing what was never true."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jolserik.core.refusal import Refused
from jolserik.core.words import Words
from jolserik.desk.statement_forms import StatementForm, WithdrawForm, subjects_to_choose
from jolserik.ledger import actions, queries
from jolserik.ledger.actions import StatementDraft
from jolserik.ledger.models import Issuer, Statement
from jolserik.ledger.values import Basis, Qualifier, Scenario, Standing
from jolserik.people.access import actor_of, requires
from jolserik.people.actor import Actor
from jolserik.people.rights import Right
from jolserik.people.wording import refusal_in_words
from jolserik.site import say


@requires(Right.RECORD_STATEMENTS)
def new(request: HttpRequest) -> HttpResponse:
    """Fill, look at every digit, record. Nothing is written before the last button."""
    if request.method != "POST":
        start = {"subject": request.GET.get("subject", ""), "known_on": timezone.localdate()}
        return _form(request, StatementForm(initial=start))
    form = StatementForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    if "change" in request.POST:
        return _form(request, form)
    try:
        with transaction.atomic():
            statement = _record(form.cleaned_data, actor_of(request))
            row = _shown(statement)
            # The rules were asked; the row itself waits for the button of the preview.
            transaction.set_rollback("confirm" not in request.POST)
    except Refused as refused:
        words = refusal_in_words(refused.refusal, say.language())
        return _form(request, form, refusal=words, status=409)
    if "confirm" not in request.POST:
        return render(request, "desk/statements/preview.html", {"form": form, "row": row})
    messages.success(request, _("Recorded as row %(number)s") % {"number": statement.posting_no})
    kind, _colon, slug = statement.subject.code.partition(":")
    name = {"kato": "region", "zone": "zone", "project": "project"}[kind]
    return redirect(reverse(f"desk:{name}", args=[slug]))


@requires(Right.WITHDRAW_STATEMENTS)
def withdraw(request: HttpRequest, posting_no: int) -> HttpResponse:
    """Withdraw a row that was never true, saying why."""
    actor = actor_of(request)
    rows = queries.statements_visible_to(actor).select_related("measure")
    statement = rows.filter(posting_no=posting_no).first()
    if statement is None:
        raise Http404
    form = WithdrawForm(request.POST or None)
    refusal, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.withdraw(
                    statement,
                    reason=form.cleaned_data["reason"],
                    by=actor,
                    now=timezone.now(),
                )
                messages.success(request, _("Row %(number)s is withdrawn") % {"number": posting_no})
                return redirect("desk:home")
            except Refused as refused:
                refusal, status = refusal_in_words(refused.refusal, say.language()), 409
    context = {"form": form, "row": _shown(statement), "refusal": refusal}
    return render(request, "desk/statements/withdraw.html", context, status=status)


def _form(
    request: HttpRequest, form: StatementForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    subjects = subjects_to_choose().order_by("fictional", "kind", "code")
    context = {"form": form, "refusal": refusal, "subjects": subjects}
    return render(request, "desk/statements/new.html", context, status=status)


def _shown(statement: Statement) -> dict[str, Any]:
    measure = statement.measure.to_value()
    return {
        "statement": statement,
        "subject": statement.subject,
        "measure": measure,
        "level": statement.to_level(),
        "exact": say.exact(statement.amount, measure),
    }


def _record(data: dict[str, Any], actor: Actor) -> Statement:
    now = timezone.now()
    plan = data["series"] != "actual"
    title = data["source_title"].strip()
    source = actions.record_source(
        key=f"{slugify(title)[:60] or 'source'}-{uuid.uuid4().hex[:12]}",
        kind=data["source_kind"],
        title=title,
        url=data["source_url"],
        published=data["known_on"],
        by=actor,
        now=now,
    )
    draft = StatementDraft(
        subject=data["subject"],
        measure=data["measure"],
        scenario=Scenario.PLAN if plan else Scenario.ACTUAL,
        standing=Standing(data["series"]) if plan else Standing.NONE,
        basis=Basis(data["basis"]),
        covers_from=data["covers_from"],
        covers_to=data["covers_to"],
        amount=data["amount"],
        qualifier=Qualifier(data["qualifier"]),
        issuer=_issuer(data, actor, now),
        source=source,
        place=data["place"].strip(),
        known=data["known_on"],
    )
    return actions.record_statement(draft, by=actor, now=now)


def _issuer(data: dict[str, Any], actor: Actor, now: dt.datetime) -> Issuer:
    if data["issuer"]:
        return Issuer.objects.get(code=data["issuer"])
    names = Words(*(data[f"issuer_{lang}"].strip() for lang in ("ru", "kk", "en")))
    code = f"{slugify(names.en)[:60] or 'issuer'}-{uuid.uuid4().hex[:6]}"
    return actions.record_issuer(code=code, names=names, by=actor, now=now)
