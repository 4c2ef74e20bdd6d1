from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "jolserik.commitments"
    label = "commitments"
