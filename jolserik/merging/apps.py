from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "jolserik.merging"
    label = "merging"
