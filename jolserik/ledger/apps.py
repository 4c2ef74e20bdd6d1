from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "jolserik.ledger"
    label = "ledger"
