from datetime import timedelta

from django.apps import AppConfig
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "webhooks"
    verbose_name = _("Webhooks")

    def ready(self) -> None:
        """Two queues, so that receivers that are slow or away hold up nobody but each other."""
        from core.queue.queues import Queue, register_queue, register_tick
        from webhooks.delivering import GIVE_UP_AFTER, process_delivery
        from webhooks.models import Subscription, WebhookDelivery
        from webhooks.scanning import scan_subscriptions

        for name, is_slow in (("webhooks", False), ("webhooks_slow", True)):
            register_queue(
                Queue(
                    name,
                    WebhookDelivery,
                    process_delivery,
                    # A subquery and not a join, with which claiming a row would lock the subscription too.
                    condition=Q(subscription__in=Subscription.objects.filter(is_slow=is_slow)),
                    order=("due_at", "id"),
                    give_up_after=GIVE_UP_AFTER,
                )
            )
        register_tick("webhooks", scan_subscriptions, every=timedelta(seconds=2))
