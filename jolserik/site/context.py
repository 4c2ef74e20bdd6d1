"""What every template knows besides its own data."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jolserik.people.access import actor_of
from jolserik.site import doors
from jolserik.site.say import language

THEMES = (("device", _("As the device")), ("light", _("Light")), ("dark", _("Dark")))


def page(request: HttpRequest) -> dict[str, Any]:
    """Through which door one came, where one may go, who acts, languages and looks."""
    actor, desk = actor_of(request), request.path.startswith("/desk/")
    return {
        "door": "desk" if desk else "portal",
        "doors": {
            "first": lambda: doors.first(actor, desk=desk),
            "menu": lambda: doors.menu(actor, desk=desk),
        },
        "actor": actor,
        "themes": THEMES,
        "theme": getattr(request, "theme", "device"),
        "demo": settings.DEMO,
        "languages": settings.LANGUAGES,
        "LANGUAGE_CODE": language(),
        "today": timezone.localdate(),
        "pinned": bool(request.GET.get("at")),
    }
