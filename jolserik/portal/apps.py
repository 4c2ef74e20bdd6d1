from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "jolserik.portal"
    label = "portal"
