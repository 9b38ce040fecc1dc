from django.apps import AppConfig

from core.text.collation import order_names_on_every_connection


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        order_names_on_every_connection()
