import contextlib

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "jolserik.site"
    label = "site"

    def ready(self) -> None:
        from jolserik.site import registry, translations

        registry.tell()

        # An installed copy has them compiled; `jolserik doctor` says when it has not.
        with contextlib.suppress(PermissionError):
            translations.compile_all()
