from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "jolserik.sheets"
    label = "sheets"
