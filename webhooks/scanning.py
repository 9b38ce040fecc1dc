"""Turns the events of the ledger into deliveries (docs/decisions/0020). The worker does it every few seconds."""

import uuid
from datetime import datetime

from django.db import transaction

from core import clock
from records.models import Event, Head
from records.redactions import REDACTED_PAYLOAD
from webhooks.kinds import KINDS_BY_ACTION, list_actions
from webhooks.models import Subscription, WebhookDelivery

EVENTS_PER_STEP = 1000
STEPS_PER_SCAN = 20  # so that a school with much to catch up on does not keep the others waiting


def scan_subscriptions() -> int:
    """Creates the deliveries of all events that were recorded since the last scan, and returns their number."""
    return sum(scan_subscription(id) for id in Subscription.objects.behind_ledger().values_list("pk", flat=True))


def scan_subscription(id: uuid.UUID) -> int:
    created = 0
    for _ in range(STEPS_PER_SCAN):
        count, is_up_to_date = take_step(id)
        created += count
        if is_up_to_date:
            break
    return created


@transaction.atomic
def take_step(id: uuid.UUID) -> tuple[int, bool]:
    """Creates the deliveries of the next events and moves the cursor behind them, in one transaction: no event is left
    out and none taken twice, wherever a worker is killed. Returns how many, and whether that was all.

    Another worker that scans the same subscription keeps it locked; then nothing is left to do here.
    """
    rows = Subscription.objects.active().select_for_update(no_key=True, skip_locked=True)
    subscription = rows.filter(pk=id).first()
    if subscription is None:
        return 0, True
    # Read before the events: whoever records one holds the lock of the head until the commit, so that the events up to
    # a number that can be read can be read too.
    last = Head.objects.get(pk=subscription.company_id).seq
    upper = min(last, subscription.cursor + EVENTS_PER_STEP)
    deliveries = WebhookDelivery.objects.bulk_create(build_deliveries(subscription, upper, clock.now()))
    Subscription.objects.filter(pk=id).update(cursor=upper)
    return len(deliveries), upper == last


def build_deliveries(subscription: Subscription, upper: int, now: datetime) -> list[WebhookDelivery]:
    events = Event.objects.filter(
        company_id=subscription.company_id,
        seq__gt=subscription.cursor,
        seq__lte=upper,
        action__in=list_actions(subscription.kinds),
    ).exclude(payload=REDACTED_PAYLOAD)
    return [build_delivery(subscription, event, now) for event in events.only("action").order_by("seq")]


def build_delivery(
    subscription: Subscription, event: Event, now: datetime, *, is_replay: bool = False, is_urgent: bool = False
) -> WebhookDelivery:
    """A delivery that is due now or, if the receiver fails at the moment, with its others; an urgent one is due now."""
    paused_until = None if is_urgent else subscription.paused_until
    return WebhookDelivery(
        subscription=subscription,
        event=event,
        kind=KINDS_BY_ACTION[event.action],
        is_replay=is_replay,
        created_at=now,
        due_at=max(now, paused_until) if paused_until else now,
    )
