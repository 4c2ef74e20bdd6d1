"""The one view of the sign-in door that is ours: signing in as one of the demo's cast."""

import uuid

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST

from jolserik.people import actions
from jolserik.people.access import EVERYONE, open_to
from jolserik.people.adapter import keep_language
from jolserik.people.models import CastMember, User


@open_to(EVERYONE)
@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Sign in as a member of the cast without a password; there is no such page but in the demo."""
    user = _cast_user(request.POST.get("key", "")) if settings.DEMO else None
    if user is None:
        raise Http404
    adapter = get_adapter(request)
    adapter.logout(request)
    adapter.login(request, user)
    actions.note_signed_in(person=user.key, now=timezone.now(), way="cast")
    onward = get_next_redirect_url(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
    response = HttpResponseRedirect(onward)
    keep_language(request, response, user)
    return response


def _cast_user(text: str) -> User | None:
    try:
        key = uuid.UUID(text)
    except ValueError:
        return None
    if not CastMember.objects.filter(pk=key).exists():
        return None
    return User.objects.filter(person_id=key, blocked_at__isnull=True).first()
