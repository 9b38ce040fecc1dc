"""Sending again: deliveries that a manager selects, everything since a day, and a test."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, InvalidInput
from records.models import Event
from records.redactions import REDACTED_PAYLOAD
from records.services import EventDraft, record_events
from webhooks.kinds import list_actions
from webhooks.models import Subscription, WebhookDelivery
from webhooks.querysets import DeliveryQuerySet
from webhooks.scanning import build_delivery
from webhooks.subscriptions import lock_subscription

MOST_REPLAYED = 10_000  # at once
BATCH = 1000


def send_test(subscription: Subscription, by: User) -> WebhookDelivery:
    """Sends an event without content to one receiver. Raises Conflict if the webhook is switched off."""
    with transaction.atomic():
        row = lock_active(subscription, by)
        draft = EventDraft("webhook.tested", row, {"name": row.name})
        (event,) = record_events(draft, company_id=row.company_id, by=by)
        delivery = build_delivery(row, event, clock.now(), is_urgent=True)
        delivery.save(force_insert=True)
    return delivery


def replay_deliveries(deliveries: DeliveryQuerySet, by: User) -> int:
    """Sends the events of the deliveries again, each once to each receiver, and returns how many. An event that waits
    for its receiver anyway is left alone.

    Raises Conflict if one of the webhooks is switched off, or if there are too many.
    """
    pairs = list_pairs(deliveries.visible_to(by))
    with transaction.atomic():
        # In the order of their ids, so that two managers at once do not lock each other out.
        receivers = [lock_active(Subscription(pk=id), by) for id in sorted({pair[0] for pair in pairs})]
        drafts, count = [], 0
        for row in receivers:
            events = Event.objects.filter(pk__in=[event for id, event in pairs if id == row.pk])
            events = events.exclude(payload=REDACTED_PAYLOAD)
            stored = store_replays(row, events.only("action").order_by("seq"), is_urgent=True)
            drafts.append(EventDraft("webhook.replayed", row, {"count": stored}))
            count += stored
        record_events(*drafts, company_id=by.company_id, by=by)
    return count


def list_pairs(deliveries: DeliveryQuerySet) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """The receivers and events of the deliveries, each pair once."""
    rows = deliveries.order_by("subscription_id").values_list("subscription_id", "event_id").distinct()
    pairs = list(rows[: MOST_REPLAYED + 1])
    if len(pairs) > MOST_REPLAYED:
        text = _("At most %(count)s deliveries are sent again at once. Select fewer.")
        raise Conflict(text % {"count": MOST_REPLAYED})
    return pairs


def replay_since(subscription: Subscription, day: date, by: User) -> int:
    """Sends everything again that happened since the beginning of the day at the school and is of a kind that the
    webhook wants now; returns how many.

    Raises Conflict if it is switched off, InvalidInput if there are too many.
    """
    with transaction.atomic():
        row = lock_active(subscription, by)
        # Up to the cursor: what follows has not been sent a first time.
        events = Event.objects.filter(
            company_id=row.company_id,
            at__gte=row.company.get_day_start(day),
            seq__lte=row.cursor,
            action__in=list_actions(row.kinds),
        )
        events = events.exclude(payload=REDACTED_PAYLOAD).order_by("seq")
        if (total := events.count()) > MOST_REPLAYED:
            text = _("There are %(total)s events since then; at most %(most)s are sent at once. Choose a later day.")
            raise InvalidInput.for_field("replay_since", text % {"total": total, "most": MOST_REPLAYED})
        count = store_replays(row, events.only("action"))
        payload = {"since": day.isoformat(), "count": count}
        record_events(EventDraft("webhook.replayed", row, payload), company_id=row.company_id, by=by)
    return count


def store_replays(row: Subscription, events: Iterable[Event], *, is_urgent: bool = False) -> int:
    """Stores the deliveries, except of events that wait already, which a constraint finds. Returns how many."""
    now = clock.now()
    replays = [build_delivery(row, event, now, is_replay=True, is_urgent=is_urgent) for event in events]
    before = count_waiting(row)
    WebhookDelivery.objects.bulk_create(replays, ignore_conflicts=True, batch_size=BATCH)
    return count_waiting(row) - before


def count_waiting(row: Subscription) -> int:
    """The replays of a receiver that wait. Its row is locked, so that nobody else adds any."""
    waiting = WebhookDelivery.objects.filter(subscription=row, is_replay=True, status=WebhookDelivery.Status.WAITING)
    return waiting.count()


def lock_active(subscription: Subscription, by: User) -> Subscription:
    row = lock_subscription(subscription, by)
    if not row.is_active:
        raise Conflict(_("The webhook is switched off. Switch it on first."))
    return row
