from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EventsConfig(AppConfig):
    name = "jolserik.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The framework's own hook: Django rebuilds tables on SQLite and drops triggers silently.
        post_migrate.connect(_install_guards, dispatch_uid="jolserik.events.guards")


def _install_guards(sender: Any, using: str, **_: Any) -> None:
    from django.db import connections

    from jolserik.events import guards

    guards.install(connections[using])
