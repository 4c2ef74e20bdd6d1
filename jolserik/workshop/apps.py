from django.apps import AppConfig


class WorkshopConfig(AppConfig):
    name = "jolserik.workshop"
    label = "workshop"
