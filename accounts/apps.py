from django.apps import AppConfig

from core.text.collation import install_name_collation


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        install_name_collation()
