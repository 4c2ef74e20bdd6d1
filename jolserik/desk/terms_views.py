"""Editable lists: reasons, lists that projects are on, support measures."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jolserik.core.words import Words, word
from jolserik.desk.asking import status_of
from jolserik.desk.register_forms import TermForm
from jolserik.people.access import actor_of, requires
from jolserik.people.rights import Right
from jolserik.people.rules import Invalid
from jolserik.projects import actions
from jolserik.projects.models import Term
from jolserik.projects.values import TermKind
from jolserik.site.say import language


@requires(Right.EDIT_REFERENCE)
def terms(request: HttpRequest) -> HttpResponse:
    """All editable lists with their terms."""
    rows = list(Term.objects.all())
    lists = [
        {
            "kind": kind.value,
            "title": word("term_kind", kind, language()),
            "terms": [row for row in rows if row.kind == kind],
        }
        for kind in TermKind
    ]
    return render(request, "desk/register/terms.html", {"lists": lists})


@requires(Right.EDIT_REFERENCE)
def term(request: HttpRequest, kind: str, code: str = "") -> HttpResponse:
    """Add a term, reword it or retire it; a retired one stays where it was used."""
    if kind not in set(TermKind):
        raise Http404
    row = get_object_or_404(Term, kind=kind, code=code) if code else None
    start = {x: getattr(row, x) for x in ("ru", "kk", "en", "order", "active")} if row else {}
    if row is None:
        start["order"] = Term.objects.filter(kind=kind).count()
    form = TermForm(
        request.POST if request.method == "POST" else None, new=row is None, initial=start
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        new = typed.get("code", "")
        try:
            actions.change_term(
                TermKind(kind),
                code or new,
                Words(typed["ru"], typed["kk"], typed["en"]),
                active=typed["active"],
                order=typed["order"],
                is_new=row is None,
                by=actor_of(request),
                now=timezone.now(),
            )
        except Invalid as invalid:
            form.show(invalid.problems, language())
        else:
            messages.success(request, _("The list is kept."))
            return redirect(reverse("desk:terms") + f"#{kind}")
    title = word("term_kind", kind, language())
    context = {"form": form, "row": row, "title": title}
    status = status_of(request)
    return render(request, "desk/register/term.html", context, status=status)


terms_urls = [
    path("terms/", terms, name="terms"),
    path("terms/<slug:kind>/new/", term, name="term_new"),
    path("terms/<slug:kind>/<slug:code>/", term, name="term"),
]
