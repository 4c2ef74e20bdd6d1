from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "jolserik.documents"
    label = "documents"
