from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _

from core.text.collation import install_name_collation
from core.text.search import install_search


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        # Imports models, which are not loaded before.
        from accounts.mails import register_contexts
        from accounts.sign_in.admin_sessions import record_admin_login

        install_name_collation()
        install_search()
        user_logged_in.connect(record_admin_login, dispatch_uid="accounts.record_admin_login")
        register_contexts()
