from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "jolserik.search"
    label = "search"
