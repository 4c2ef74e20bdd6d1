"""The sign-in door: those of allauth's pages that we open, each with who may, and nothing else.

allauth's names are kept, so that its own redirects find their way.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, re_path
from django.utils import translation

from jolserik.people.access import EVERYONE, Access, AccessKind, wrapped
from jolserik.people.queries import cast
from jolserik.people.views import sign_in_as

View = Callable[..., HttpResponseBase]
TOO_MANY: Final = frozenset({"too_many_login_attempts", "rate_limited"})


def _answering(view: View) -> View:
    """Wrong fields answer 422 and a lock-out 429, where allauth says 200; the page is the same."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and response.status_code == 200:
            form = (response.context_data or {}).get("form")
            if request.method == "POST" and form is not None and form.errors:
                codes = {e.code for errors in form.errors.as_data().values() for e in errors}
                response.status_code = 429 if codes & TOO_MANY else 422
        return response

    return answering


def _with_cast(view: View) -> View:
    """The demo's cast beside the sign-in form; on no other machine."""

    @wraps(view)
    def with_cast(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if settings.DEMO and isinstance(response, TemplateResponse) and response.context_data:
            response.context_data["cast"] = cast(translation.get_language() or "ru")
        return response

    return with_cast


def _forgetting(view: View) -> View:
    """Whoever signs out leaves nothing on the device: no drafts, photos or kept pages."""

    @wraps(view)
    def forgetting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    return forgetting


def _open(view: View) -> View:
    return wrapped(_answering(view), Access(EVERYONE))


def _own(view: View) -> View:
    return wrapped(_answering(view), Access(AccessKind.SIGNED_IN))


urlpatterns = [
    path("sign-in/", _open(_with_cast(account.login)), name="account_login"),
    path("sign-in/code/", _open(mfa.authenticate), name="mfa_authenticate"),
    path("sign-in/blocked/", _open(account.account_inactive), name="account_inactive"),
    path("sign-in/cast/", sign_in_as, name="people_sign_in_as"),
    path("sign-out/", _open(_forgetting(account.logout)), name="account_logout"),
    path("sign-in/password/", _open(account.password_reset), name="account_reset_password"),
    path(
        "sign-in/password/sent/",
        _open(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "sign-in/password/done/",
        _open(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _open(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("account/password/", _own(account.password_change), name="account_change_password"),
    path("account/confirm/", _own(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code/", _own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("account/codes/", _own(mfa.index), name="mfa_index"),
    path("account/codes/app/on/", _own(totp.activate_totp), name="mfa_activate_totp"),
    path("account/codes/app/off/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "account/codes/recovery/",
        _own(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/codes/recovery/new/",
        _own(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/codes/recovery/file/",
        _own(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
