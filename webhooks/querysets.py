"""Who sees which webhooks and deliveries: the managers of the school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from core.queue.models import QueuedRow

if TYPE_CHECKING:
    from accounts.models import User
    from webhooks.models import Subscription, WebhookDelivery


class SubscriptionQuerySet(QuerySet["Subscription"]):
    def visible_to(self, user: User) -> SubscriptionQuerySet:
        return self.filter(company_id=user.company_id) if user.is_manager else self.none()

    def active(self) -> SubscriptionQuerySet:
        return self.filter(is_active=True)

    def behind_ledger(self) -> SubscriptionQuerySet:
        """Active ones whose school has recorded events since the last scan."""
        return self.active().filter(company__ledger_head__seq__gt=F("cursor"))


class DeliveryQuerySet(QuerySet["WebhookDelivery"]):
    def visible_to(self, user: User) -> DeliveryQuerySet:
        return self.filter(subscription__company_id=user.company_id) if user.is_manager else self.none()

    def idle(self) -> DeliveryQuerySet:
        """Those that wait, and that no worker has in hand."""
        return self.filter(status=QueuedRow.Status.WAITING, claim=None)
