"""Webhooks: which system is told of what, and every request to it (docs/webhooks.md)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from core.addresses.destinations import URL_LENGTH
from core.models import Identified
from core.queue.models import QueuedRow
from records.models import Event
from webhooks.kinds import EventKind
from webhooks.querysets import DeliveryQuerySet, SubscriptionQuerySet

SNIPPET_LENGTH = 500


class Subscription(Identified):
    """Another system, the receiver, that is told of the events of a school. Switched off, never deleted.

    `cursor` is the number in the school's ledger up to which events have been turned into deliveries
    (docs/decisions/0020). `secret` and, until `previous_secret_until`, `previous_secret` are encrypted.

    `failing_since`, `failures` and `paused_until` count since the last success: while a receiver fails, its deliveries
    wait together. `is_slow` ones, among them all that fail, have a queue of their own.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="webhooks", editable=False)
    name = models.CharField(_("name"), max_length=100)
    url = models.CharField(max_length=URL_LENGTH)
    kinds = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    off_reason = models.CharField(max_length=200, blank=True, editable=False)
    secret = models.TextField(editable=False)
    previous_secret = models.TextField(blank=True, editable=False)
    previous_secret_until = models.DateTimeField(_("previous secret until"), null=True, editable=False)
    cursor = models.PositiveBigIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        User, verbose_name=_("created by"), on_delete=models.PROTECT, related_name="webhooks", editable=False
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    last_success_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    paused_until = models.DateTimeField(null=True, editable=False)
    is_slow = models.BooleanField(default=False, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["company", "name", "id"]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(QueuedRow):
    """One event for one receiver, with what the last request to it came to.

    A replay is a further delivery of the same event: the same id and the same bytes, by which the receiver knows it.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="webhook_deliveries"
    )
    kind = models.CharField(_("kind"), max_length=30, choices=EventKind.choices)
    is_replay = models.BooleanField(default=False, editable=False)
    response_status = models.PositiveSmallIntegerField(null=True, editable=False)
    duration_ms = models.PositiveIntegerField(null=True, editable=False)
    response_snippet = models.CharField(max_length=SNIPPET_LENGTH, blank=True, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta(QueuedRow.Meta):
        abstract = False
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        indexes = [
            *QueuedRow.Meta.indexes,
            models.Index(fields=["subscription", "-created_at"], name="webhookdelivery_by_receiver"),
            models.Index(fields=["subscription", "due_at"], condition=Q(status="waiting"), name="webhookdelivery_idle"),
            models.Index(fields=["finished_at"], name="webhookdelivery_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "event"], condition=Q(is_replay=False), name="webhookdelivery_made_once"
            ),
            models.UniqueConstraint(
                fields=["subscription", "event"], condition=Q(status="waiting"), name="webhookdelivery_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subscription}"
