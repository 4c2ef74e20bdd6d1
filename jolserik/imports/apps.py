from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "jolserik.imports"
    label = "imports"
