from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "jolserik.contacts"
    label = "contacts"
