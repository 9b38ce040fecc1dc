from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = "Mail"

    def ready(self) -> None:
        from django.conf import settings

        from mail.delivery.queues import register_mail_queues

        # Without a mail server, mails that were queued while there was one wait until there is one again.
        if settings.MAIL_ENABLED:
            register_mail_queues()
