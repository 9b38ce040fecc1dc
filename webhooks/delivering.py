"""Sends a delivery to its receiver (docs/webhooks.md). The worker calls it (core/queue)."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import requests
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, gettext_noop

from core import clock
from core.addresses.destinations import UnsafeAddress
from core.addresses.outbound import REQUEST_SECONDS, build_outbound_session
from core.dates.writing import write_english
from core.encryption import Unreadable
from core.queue.models import QueuedRow
from core.queue.queues import PermanentFailure, TemporaryFailure
from webhooks.bodies import build_body
from webhooks.models import SNIPPET_LENGTH, Subscription, WebhookDelivery
from webhooks.signatures import build_headers
from webhooks.subscriptions import FAILING, SWITCH_OFF_AFTER, UNWANTED, switch_off

GIVE_UP_AFTER = timedelta(days=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
SLOW_SECONDS = 1.0
# What deliveries keep of errors, in English: `translate_error` says it in other languages.
OFF = gettext_noop("The webhook is switched off.")
OVERDUE = gettext_noop("The receiver failed as long as this waited.")
UNREADABLE_SECRET = gettext_noop("The secret cannot be read with the server's keys. Rotate it.")
NO_TLS = gettext_noop("The certificate of the receiver is not valid, or it does not speak TLS.")
NO_CONNECTION = gettext_noop("There is no connection to the receiver, or it sent no valid response.")
REDIRECTED = gettext_noop("The receiver redirects to another address (%(status)s), which is not followed.")
REFUSED = gettext_noop("The receiver responded with %(status)s.")


class DeliveryFailed(TemporaryFailure):
    """The receiver did not take the delivery."""


@dataclass(frozen=True)
class Attempt:
    """What a request came to; `error` is empty if the receiver took the delivery."""

    error: str
    seconds: float
    status: int | None = None
    snippet: str = ""

    @property
    def is_slow(self) -> bool:
        return bool(self.error) or self.seconds > SLOW_SECONDS


def process_delivery(delivery: WebhookDelivery) -> None:
    """Sends one request and stores what it came to.

    Raises DeliveryFailed for another attempt later; PermanentFailure if the webhook is switched off, which the response
    410 does as well.
    """
    subscription = Subscription.objects.get(pk=delivery.subscription_id)
    if not subscription.is_active:
        raise PermanentFailure(OFF)
    attempt = send_request(subscription, delivery)
    store_attempt(delivery, attempt)
    if attempt.status == HTTPStatus.GONE:
        switch_off(subscription, UNWANTED)
        raise PermanentFailure(attempt.error)
    if attempt.error:
        record_failure(subscription, delivery)
        raise DeliveryFailed(attempt.error)
    record_success(subscription, attempt)


def send_request(subscription: Subscription, delivery: WebhookDelivery) -> Attempt:
    """Sends the event. Never raises for what the receiver, the network or the address does."""
    started = time.perf_counter()
    try:
        body = build_body(delivery.event)
        headers = build_headers(subscription, str(delivery.event_id), body, clock.now())
        with build_outbound_session(seconds=REQUEST_SECONDS) as session:
            response = session.post(subscription.url, data=body, headers=headers)
    except (requests.RequestException, Unreadable) as error:
        return Attempt(describe_error(error), time.perf_counter() - started)
    seconds = time.perf_counter() - started
    return Attempt(describe_status(response.status_code), seconds, response.status_code, read_snippet(response))


def describe_status(status: int) -> str:
    """Why a response does not count as taken; empty for 2xx."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return ""
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return REDIRECTED % {"status": status}
    return REFUSED % {"status": status}


def translate_error(delivery: WebhookDelivery) -> str:
    """The error of a delivery in the active language; one that names a host stays in English."""
    error, values = delivery.last_error, {"status": delivery.response_status}
    for text in (REDIRECTED, REFUSED):
        if error == text % values:
            return gettext(text) % values
    return error and gettext(error)


def describe_error(error: Exception) -> str:
    """What the delivery keeps of an error, in English."""
    if isinstance(error, (UnsafeAddress, requests.Timeout)):
        with write_english():
            return str(error)
    if isinstance(error, Unreadable):
        return UNREADABLE_SECRET
    if isinstance(error, requests.exceptions.SSLError):
        return NO_TLS
    return NO_CONNECTION


def read_snippet(response: requests.Response) -> str:
    """The start of the response as text, without what a database does not take."""
    text = response.content[: 4 * SNIPPET_LENGTH].decode(errors="replace")
    return text.replace("\x00", "")[:SNIPPET_LENGTH]


def store_attempt(delivery: WebhookDelivery, attempt: Attempt) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk, claim=delivery.claim).update(
        response_status=attempt.status,
        duration_ms=round(attempt.seconds * 1000),
        response_snippet=attempt.snippet,
    )


def record_success(subscription: Subscription, attempt: Attempt) -> None:
    """Notes the success. After failures, what waits for the receiver is due at once; a receiver that takes its time
    leaves as much of it to the others of its queue."""
    now = clock.now()
    Subscription.objects.filter(pk=subscription.pk).update(
        last_success_at=now, failing_since=None, failures=0, paused_until=None, is_slow=attempt.is_slow
    )
    waiting = WebhookDelivery.objects.filter(subscription=subscription).idle()
    if subscription.failures:
        waiting.update(due_at=now)
    if attempt.is_slow:
        postpone(subscription, now + timedelta(seconds=attempt.seconds))


def record_failure(subscription: Subscription, delivery: WebhookDelivery) -> None:
    """Notes the failure and lets everything else for this receiver wait, longer each time: each request to one that
    does not respond costs the worker ten seconds.

    With the delivery that is given up, the others that are as old are given up too. A receiver that has taken nothing
    for five days by then is switched off.
    """
    now = clock.now()
    pause = min(FIRST_PAUSE * 2 ** min(subscription.failures, 20), LONGEST_PAUSE)
    Subscription.objects.filter(pk=subscription.pk).update(
        failures=F("failures") + 1,
        failing_since=Coalesce("failing_since", now),
        paused_until=now + pause,
        is_slow=True,
    )
    postpone(subscription, now + pause)
    if delivery.created_at <= now - GIVE_UP_AFTER:
        give_up_overdue(subscription, now)
        if subscription.failing_since and subscription.failing_since <= now - SWITCH_OFF_AFTER:
            switch_off(subscription, FAILING)


def postpone(subscription: Subscription, until: datetime) -> None:
    waiting = WebhookDelivery.objects.filter(subscription=subscription, due_at__lt=until).idle()
    waiting.update(due_at=until)


def give_up_overdue(subscription: Subscription, now: datetime) -> None:
    overdue = WebhookDelivery.objects.filter(subscription=subscription, created_at__lte=now - GIVE_UP_AFTER).idle()
    overdue.update(
        status=QueuedRow.Status.FAILED,
        finished_at=now,
        last_error=OVERDUE,
    )
