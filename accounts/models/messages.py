"""Messages inside the product."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.companies import Company
from accounts.models.people import User
from accounts.querysets import NotificationQuerySet
from core.models import Identified


class Notification(Identified):
    """An in-app message to one user, written by the server on behalf of `sender`."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="notifications")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notifications", db_index=False)
    sender = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="notifications_sent")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                F("recipient"),
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(read_at__isnull=True),
                name="notification_unread",
            ),
            models.Index(F("recipient"), F("created_at").desc(), F("id").desc(), name="notification_by_age"),
        ]

    def __str__(self) -> str:
        return self.subject
