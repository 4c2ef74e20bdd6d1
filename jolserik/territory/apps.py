from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "jolserik.territory"
    label = "territory"
