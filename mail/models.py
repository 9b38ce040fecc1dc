"""Mails that wait for delivery, and those delivered lately."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from core.queue.models import QueuedRow
from mail.kinds import MailKind
from mail.querysets import MailQuerySet


class Mail(QueuedRow):
    """A mail to one person. It is rendered when it is delivered, from its kind and `facts`.

    `facts` are JSON: what the templates need and the database may no longer say, such as the former start of a class.
    Never a code or a link that opens anything: those are derived when it is rendered (accounts/one_time_codes.py).
    The id is the local part of the Message-ID: a mail that is sent twice is recognised as one by mail programs.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="mails", db_index=False)
    recipient = models.ForeignKey(User, verbose_name=_("recipient"), on_delete=models.CASCADE, related_name="mails")
    address = models.EmailField(_("address"), max_length=254)
    kind = models.CharField(_("kind"), max_length=20, choices=MailKind.choices)
    facts = models.JSONField(default=dict, editable=False)

    objects = MailQuerySet.as_manager()

    class Meta(QueuedRow.Meta):
        abstract = False
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            *QueuedRow.Meta.indexes,
            models.Index(fields=["company", "-created_at"], name="mail_by_company"),
            models.Index(fields=["finished_at"], name="mail_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.address}"
