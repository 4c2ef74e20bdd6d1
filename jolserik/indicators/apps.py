from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "jolserik.indicators"
    label = "indicators"
