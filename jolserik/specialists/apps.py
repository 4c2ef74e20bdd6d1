from django.apps import AppConfig


class SpecialistsConfig(AppConfig):
    name = "jolserik.specialists"
    label = "specialists"
