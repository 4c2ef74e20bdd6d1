from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "jolserik.people"
    label = "people"
