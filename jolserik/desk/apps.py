from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jolserik.desk"
    label = "desk"
