from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "jolserik.site"
    label = "site"
