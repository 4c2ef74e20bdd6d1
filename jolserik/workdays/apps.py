from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "jolserik.workdays"
    label = "workdays"
