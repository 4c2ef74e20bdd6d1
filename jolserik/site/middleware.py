"""Between the server and the views: log, language, look, who acts, who may open what."""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation

from jolserik.core.refusal import Refusal, Refused
from jolserik.people.access import access_of, actor_of
from jolserik.people.actor import PUBLIC
from jolserik.people.queries import actor_for
from jolserik.site import errors, former

log = logging.getLogger("jolserik.request")
Next = Callable[[HttpRequest], HttpResponseBase]
LANGUAGES = frozenset(code for code, _ in settings.LANGUAGES)
QUIET = ("/static/", "/health/")
SQUEEZED = ("text/", "application/json", "application/geo+json", "image/svg+xml")


def request_log(get_response: Next) -> Next:
    """One line for each request, by route and not by address; a number for every one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.number = secrets.token_hex(4)  # type: ignore[attr-defined]  # quoted by the 500 page
        start = time.perf_counter()
        response = get_response(request)
        if not request.path.startswith(QUIET):
            match = request.resolver_match
            actor = actor_of(request)
            log.info(
                "request",
                extra={
                    "number": request.number,  # type: ignore[attr-defined]  # set above
                    "method": request.method,
                    "route": match.route if match else None,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - start) * 1000),
                    "by": str(actor.key) if actor.key else None,
                },
            )
        return response

    return middleware


def language(get_response: Next) -> Next:
    """`?lang=` for this page and, by a cookie, the ones after it; Russian unless chosen."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = request.GET.get("lang", "")
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        chosen = next((c for c in (asked, kept) if c in LANGUAGES), settings.LANGUAGE_CODE)
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = get_response(request)
        response.headers["Content-Language"] = chosen
        if asked in LANGUAGES and asked != kept:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
        return response

    return middleware


def theme(get_response: Next) -> Next:
    """`?theme=light` or `dark`, kept by a cookie; `device` goes back to what the device says."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        asked = request.GET.get("theme", "")
        kept = request.COOKIES.get(settings.THEME_COOKIE_NAME, "")
        request.theme = next((c for c in (asked, kept) if c in settings.THEMES), "device")  # type: ignore[attr-defined]  # read by the page's context
        response = get_response(request)
        if asked in settings.THEMES and asked != kept:
            response.set_cookie(
                settings.THEME_COOKIE_NAME,
                asked,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
        return response

    return middleware


class Compress(GZipMiddleware):
    """What is packed already (a workbook, a picture, a PDF) is not packed again."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if not response.get("Content-Type", "").startswith(SQUEEZED):
            return response
        return super().process_response(request, response)


class ActorAndAccess:
    """Says who acts (`request.actor`) and lets in only whom the view declares."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Asked for once a request, so a blocked person is shut out with the very next one.
        user = getattr(request, "user", None)
        signed_in = user is not None and user.is_authenticated
        today = timezone.localdate()
        request.actor = actor_for(user, today=today) if signed_in else PUBLIC  # type: ignore[attr-defined,arg-type]  # ours
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        access = access_of(view)
        if access is None:
            return errors.refused(request, Refusal("not_declared"), status=403)
        refusal = access.why_not(actor_of(request))
        if refusal is None:
            return None
        if actor_of(request).is_public and request.method == "GET":
            return errors.sign_in_first(request)
        return errors.refused(request, refusal, status=403)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if isinstance(exception, Http404):
            return former.leads_on(request)
        if isinstance(exception, Refused):
            refusal = exception.refusal
            return errors.refused(request, refusal, status=_status(refusal.code))
        if isinstance(exception, OperationalError) and _is_lock(exception):
            return errors.busy(request)
        return None


def _status(code: str) -> int:
    if code in ("no_right", "no_right_for_project", "sign_in_first"):
        return 403
    return 404 if code in ("unknown_scope", "unknown_measure") else 409


def _is_lock(error: OperationalError) -> bool:
    text = str(error).lower()
    return "locked" in text or "lock timeout" in text or "pool" in text
