from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from django.conf import settings

        from mail.delivery.queues import register_mail_queues

        # Without a mail server, mails that were queued while there was one wait until there is one again.
        if settings.MAIL_ENABLED:
            register_mail_queues()
