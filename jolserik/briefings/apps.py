from django.apps import AppConfig


class BriefingsConfig(AppConfig):
    name = "jolserik.briefings"
    label = "briefings"
