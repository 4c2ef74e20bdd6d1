from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "jolserik.site"
    label = "site"

    def ready(self) -> None:
        from jolserik.site import translations

        try:
            translations.compile_all()
        except PermissionError:
            pass  # an installed copy has them compiled; `jolserik doctor` says when it has not
