"""Error pages that help: 403 says who can, 404 offers search, 500 has a number to quote."""

import logging
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone, translation

from jolserik.core.refusal import Refusal
from jolserik.people.access import actor_of
from jolserik.people.queries import who_may
from jolserik.people.rights import Right
from jolserik.people.wording import refusal_in_words

log = logging.getLogger("jolserik.error")


def refused(request: HttpRequest, refusal: Refusal, *, status: int) -> HttpResponse:
    """A page that says why not and, where a right is missing, who has it."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    context: dict[str, Any] = {"refusal": refusal_in_words(refusal, language), "status": status}
    if refusal.code == "no_right":
        right = Right(str(refusal.facts["right"]))
        context["who_may"] = who_may(
            right, language=language, today=timezone.localdate(), reader=actor_of(request)
        )
    return render(request, "errors/refused.html", context, status=status)


def sign_in_first(request: HttpRequest) -> HttpResponseRedirect:
    """To the sign-in page and back to where the person wanted to go."""
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")


def busy(request: HttpRequest) -> HttpResponse:
    """The database was busy for too long; nothing was written, the browser keeps the form."""
    response = render(request, "errors/busy.html", status=503)
    response.headers["Retry-After"] = "5"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refused(request, Refusal("bad_request"), status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refused(request, Refusal("not_declared"), status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refused(request, Refusal("page_too_old"), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What the last part of the address names is looked for; the rest is the house's own."""
    parts = [part for part in request.path.split("/") if part]
    words = parts[-1].replace("-", " ") if parts else ""
    return render(request, "errors/not_found.html", {"query": words[:80]}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor session: they may be what is broken."""
    number = getattr(request, "number", "")
    log.error("server_error", extra={"number": number}, exc_info=True)
    return render(request, "errors/server_error.html", {"number": number}, status=500)
