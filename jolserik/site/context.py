"""What every template knows besides its own data."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from jolserik.people.access import actor_of
from jolserik.site.say import language


def page(request: HttpRequest) -> dict[str, Any]:
    """Through which door one came, who acts, and the three languages."""
    return {
        "door": "desk" if request.path.startswith("/desk/") else "portal",
        "actor": actor_of(request),
        "demo": settings.DEMO,
        "languages": settings.LANGUAGES,
        "LANGUAGE_CODE": language(),
        "today": timezone.localdate(),
        "pinned": bool(request.GET.get("at")),
    }
