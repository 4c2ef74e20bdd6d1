from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    name = "jolserik.companies"
    label = "companies"
