"""Creating and changing webhooks. Every act is on record in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.notifications import notify
from core import clock
from core.addresses.destinations import check_url
from core.encryption import encrypt_text
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from core.queue.models import QueuedRow
from mail.message_texts import MessageText
from records.services import EventDraft, record_events
from webhooks.kinds import SUBSCRIBABLE
from webhooks.models import Subscription, WebhookDelivery
from webhooks.signatures import create_secret

# So that a rotation needs no moment at which receiver and server change together.
PREVIOUS_SECRET_KEPT_FOR = timedelta(hours=24)
MOST_ACTIVE = 20  # of a school: every event is sent to each
SWITCH_OFF_AFTER = timedelta(days=5)
EDITABLE = ("name", "url", "kinds", "is_active")


class OffReason(NamedTuple):
    """Why the server switches a webhook off: the `sentence` on record, in English, and the key of the message about
    it."""

    sentence: str
    text_key: str


UNWANTED = OffReason(gettext_noop("The receiver no longer wants it (410 Gone)."), "webhook_unwanted")
FAILING = OffReason(gettext_noop("The receiver has taken nothing for 5 days."), "webhook_failing")  # SWITCH_OFF_AFTER
SWITCHED_OFF = gettext_noop("The webhook was switched off.")


@dataclass(frozen=True)
class IssuedSecret:
    """A webhook and its new secret, which is stored encrypted and shown this once."""

    subscription: Subscription
    secret: str


def create_subscription(*, name: str, url: str, kinds: Iterable[str], by: User) -> IssuedSecret:
    """Creates a webhook, which is told of what happens from now on.

    Raises Forbidden for anybody but a manager, InvalidInput for an address the server may not send to and for an
    unknown kind, Conflict if the school has too many.
    """
    if not by.is_manager:
        raise Forbidden
    check_receiver(url)
    secret = create_secret()
    subscription = Subscription(
        company_id=by.company_id,
        name=name,
        url=url,
        kinds=check_kinds(kinds),
        secret=encrypt_text(secret),
        created_by=by,
        created_at=clock.now(),
    )
    with transaction.atomic():
        check_number(subscription)
        subscription.save(force_insert=True)
        record_and_start(subscription, "webhook.created", {"changed": describe_fields(subscription, EDITABLE)}, by)
    return IssuedSecret(subscription, secret)


def change_subscription(subscription: Subscription, fields: dict[str, Any], by: User) -> Subscription:
    """Changes a webhook to the given fields of the model; a call that changes nothing leaves no event.

    What happened while it was switched off is not sent when it is switched on again, unless a manager replays it. What
    waited when it was switched off is given up. Raises what `create_subscription` does.
    """
    if "kinds" in fields:
        fields = {**fields, "kinds": check_kinds(fields["kinds"])}
    is_turned_on = fields.get("is_active", False) and not subscription.is_active
    if is_turned_on or fields.get("url", subscription.url) != subscription.url:
        check_receiver(fields.get("url", subscription.url))  # outside the transaction: it asks the DNS
    with transaction.atomic():
        row = lock_subscription(subscription, by)
        changed = [name for name in EDITABLE if name in fields and getattr(row, name) != fields[name]]
        for name in changed:
            setattr(row, name, fields[name])
        if changed:
            store_change(row, changed, by)
    return row


def store_change(row: Subscription, changed: list[str], by: User) -> None:
    payload = {"changed": describe_fields(row, changed)}
    if "is_active" in changed and row.is_active:
        check_number(row)
        row.off_reason, row.failures, row.failing_since, row.paused_until, row.is_slow = "", 0, None, None, False
        row.save()
        record_and_start(row, "webhook.changed", payload, by)
        return
    row.save()
    if not row.is_active:
        give_up_waiting(row)
    record_events(EventDraft("webhook.changed", row, payload), company_id=row.company_id, by=by)


def rotate_secret(subscription: Subscription, by: User) -> IssuedSecret:
    """Gives a webhook a new secret. For a day, requests are signed with the one before it as well."""
    secret, now = create_secret(), clock.now()
    with transaction.atomic():
        row = lock_subscription(subscription, by)
        row.previous_secret, row.previous_secret_until = row.secret, now + PREVIOUS_SECRET_KEPT_FOR
        row.secret = encrypt_text(secret)
        row.save(update_fields=["secret", "previous_secret", "previous_secret_until"])
        record_events(EventDraft("webhook.secret_rotated", row), company_id=row.company_id, by=by)
    return IssuedSecret(row, secret)


def switch_off(subscription: Subscription, reason: OffReason) -> None:
    """Switches a webhook off by the server itself, and tells the managers. Nothing happens if it is off already."""
    with transaction.atomic():
        row = Subscription.objects.active().select_for_update(no_key=True).filter(pk=subscription.pk).first()
        if row is None:
            return
        row.is_active, row.off_reason = False, reason.sentence
        row.save(update_fields=["is_active", "off_reason"])
        give_up_waiting(row)
        notify_managers(row, reason)
        record_events(
            EventDraft("webhook.switched_off", row, {"reason": reason.sentence}), company_id=row.company_id, by=None
        )


def notify_managers(row: Subscription, reason: OffReason) -> None:
    recipients = list(User.objects.filter(company_id=row.company_id).active().managers())
    page = reverse("admin:webhooks_subscription_change", args=[row.pk])
    text = MessageText(reason.text_key, {"name": row.name, "count": SWITCH_OFF_AFTER.days})
    notify(company=row.company, recipients=recipients, text=text, urls=[page] * len(recipients))


def lock_subscription(subscription: Subscription, by: User) -> Subscription:
    row = Subscription.objects.visible_to(by).select_for_update(no_key=True).filter(pk=subscription.pk).first()
    if row is None:
        raise NotFound
    return row


def check_receiver(url: str) -> None:
    try:
        check_url(url)
    except requests.RequestException as error:
        raise InvalidInput.for_field("url", str(error)) from error


def check_kinds(kinds: Iterable[str]) -> list[str]:
    """The kinds in their order, each once."""
    chosen = set(kinds)
    if not chosen or not chosen <= {kind.value for kind in SUBSCRIBABLE}:
        text = _("Choose some of: %(kinds)s.") % {"kinds": ", ".join(SUBSCRIBABLE)}
        raise InvalidInput.for_field("kinds", text)
    return [kind.value for kind in SUBSCRIBABLE if kind.value in chosen]


def check_number(subscription: Subscription) -> None:
    """Raises Conflict if the school has as many other active webhooks as it may."""
    others = Subscription.objects.active().filter(company_id=subscription.company_id).exclude(pk=subscription.pk)
    if others.count() >= MOST_ACTIVE:
        text = _("A school can have %(count)s active webhooks. Switch one off first.")
        raise Conflict(text % {"count": MOST_ACTIVE})


def record_and_start(row: Subscription, action: str, payload: dict[str, Any], by: User) -> None:
    """Records the event, and begins with what follows it: its number is known under the lock of the ledger."""
    (event,) = record_events(EventDraft(action, row, payload), company_id=row.company_id, by=by)
    row.cursor = event.seq
    row.save(update_fields=["cursor"])


def describe_fields(row: Subscription, names: Iterable[str]) -> dict[str, Any]:
    """What the ledger keeps of a change. Of the address the host alone: the rest often holds a secret."""
    values = {name: getattr(row, name) for name in names}
    return values | ({"url": urlsplit(row.url).hostname} if "url" in values else {})


def give_up_waiting(row: Subscription) -> None:
    waiting = WebhookDelivery.objects.filter(subscription=row).idle()
    waiting.update(status=QueuedRow.Status.FAILED, finished_at=clock.now(), last_error=SWITCHED_OFF)
