"""Where allauth asks us: no open sign-up, our words, an event for each way in.

This is the sign-in door inside the room: it alone may read the request and the clock here.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from jolserik.people import actions
from jolserik.people.models import User
from jolserik.people.wording import problem_in_words


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many failed attempts to sign in. Try again in 15 minutes,"
            " or set a new password by e-mail."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.note_sign_in_failed(email=str(credentials.get("email", "")), now=timezone.now())

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if isinstance(user, User):
            actions.note_signed_in(person=user.key, now=timezone.now(), way="password")
            keep_language(request, response, user)
        return response

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        if isinstance(user, User):
            actions.note_password_changed(person=user.key, now=timezone.now())

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        language = translation.get_language() or "ru"
        problems = actions.password_problems(password, user)
        if problems:
            raise ValidationError([problem_in_words(p, language) for p in problems])
        return password

    def format_email_subject(self, subject: str) -> str:
        return str(subject)  # without the name of the framework's example site before it

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters are in the reader's language, not in that of the page they came from."""
        user = context.get("user")
        here = translation.get_language() or "ru"
        language = user.person.language if isinstance(user, User) else here
        with translation.override(language):
            super().send_mail(template_prefix, email, context)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth brings no types
    """Codes of an application; the page of the code shows our name and the user's e-mail."""

    error_messages = DefaultMFAAdapter.error_messages

    def get_totp_issuer(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def keep_language(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Show pages in the person's language, unless another was chosen in this browser."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.person.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )


def tell_second_factor(event: str) -> Callable[..., None]:
    """A receiver of allauth's signal that writes the event of this name."""

    def receiver(*, user: User, authenticator: Authenticator, **_: object) -> None:
        actions.note_second_factor(
            person=user.key, now=timezone.now(), event=event, kind=authenticator.type
        )

    return receiver
