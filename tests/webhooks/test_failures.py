"""What happens when a receiver fails: it is tried again, and holds up nobody else."""

import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from accounts.models import Notification
from records.models import Event
from tests.receiver import Receiver, run_receiver
from tests.webhooks.conftest import ALL_KINDS, record, work
from tests.world import World
from webhooks.models import Subscription, WebhookDelivery
from webhooks.subscriptions import UNWANTED, IssuedSecret, change_subscription, create_subscription, switch_off


def list_outcomes() -> list[tuple[str, int | None, str]]:
    return list(WebhookDelivery.objects.order_by("id").values_list("status", "response_status", "last_error"))


def work_for(clock: Any, duration: timedelta, step: timedelta = timedelta(minutes=10)) -> None:
    """Lets the worker run now and again for as long."""
    for _ in range(duration // step):
        work()
        clock.shift(step)
    work()


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_2xx_is_taken(status: int, world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    receiver.status = status
    record(world)

    work()

    assert list_outcomes() == [("done", status, "")]


@pytest.mark.parametrize("status", [300, 304, 400, 401, 404, 429, 500, 503])
def test_everything_else_is_tried_again(
    status: int, world: World, hook: IssuedSecret, receiver: Receiver, frozen_clock: Any
) -> None:
    receiver.status = status
    event = record(world)
    work()
    ((outcome, stored, error),) = list_outcomes()
    assert (outcome, stored, str(status) in error) == ("waiting", status, True)

    receiver.status = 204
    frozen_clock.shift(timedelta(seconds=15))
    work()

    assert receiver.ids == [str(event.pk)] * 2
    assert receiver.bodies[0] == receiver.bodies[1]
    assert WebhookDelivery.objects.get().attempts == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    with run_receiver() as other:
        receiver.status, receiver.headers = status, {"Location": other.url}
        record(world)
        work()

    assert other.requests == []
    assert "redirects" in list_outcomes()[0][2]


def test_a_receiver_that_is_down_for_hours_gets_everything(world: World, frozen_clock: Any) -> None:
    """What happened before and while it was down, each event once, and at once when it is back."""
    with run_receiver() as first:
        create_subscription(name="LMS", url=first.url, kinds=ALL_KINDS, by=world.maria)
    events = []
    for _ in range(10):
        events.append(record(world))
        work_for(frozen_clock, timedelta(hours=1))
    assert {outcome for outcome, _, _ in list_outcomes()} == {"waiting"}

    with run_receiver() as receiver:
        Subscription.objects.update(url=receiver.url)
        frozen_clock.shift(timedelta(hours=2))
        work()  # the first one, in the queue of those that fail
        work()  # and all that waited for it

    assert sorted(receiver.ids) == [str(event.pk) for event in events]
    assert {outcome for outcome, _, _ in list_outcomes()} == {"done"}


def test_a_receiver_that_is_down_is_asked_seldom(
    world: World, hook: IssuedSecret, receiver: Receiver, frozen_clock: Any
) -> None:
    receiver.status = 500
    for _ in range(50):
        record(world)

    work_for(frozen_clock, timedelta(hours=2), step=timedelta(seconds=30))

    assert 5 < len(receiver.requests) < 40  # 240 runs, and 50 deliveries wait


def test_a_delivery_is_given_up_after_a_day_and_the_next_ones_go_on(
    world: World, hook: IssuedSecret, receiver: Receiver, frozen_clock: Any
) -> None:
    receiver.status = 500
    for _ in range(20):
        record(world)
    work_for(frozen_clock, timedelta(hours=26), step=timedelta(minutes=20))
    assert [outcome for outcome, _, _ in list_outcomes()] == ["failed"] * 20
    assert Subscription.objects.get().is_active

    receiver.status = 204
    receiver.requests.clear()
    event = record(world)
    work_for(frozen_clock, timedelta(hours=2))

    assert receiver.ids == [str(event.pk)]
    subscription = Subscription.objects.get()
    assert (subscription.failing_since, subscription.failures, subscription.paused_until) == (None, 0, None)


def test_a_receiver_that_fails_for_five_days_is_switched_off_and_managers_are_told(
    world: World, hook: IssuedSecret, receiver: Receiver, frozen_clock: Any
) -> None:
    receiver.status = 500
    for _ in range(7):
        record(world)
        work_for(frozen_clock, timedelta(days=1), step=timedelta(hours=1))

    subscription = Subscription.objects.get()
    assert (subscription.is_active, "5 days" in subscription.off_reason) == (False, True)
    message = Notification.objects.get()
    assert (message.recipient, "LMS" in message.subject) == (world.maria, True)
    assert message.url == f"/admin/webhooks/subscription/{subscription.pk}/change/"
    event = Event.objects.get(action="webhook.switched_off")
    assert (event.actor, event.object_id) == (None, str(subscription.pk))
    assert not WebhookDelivery.objects.filter(status="waiting").exists()


def test_a_failure_after_a_quiet_week_switches_nothing_off(
    world: World, hook: IssuedSecret, receiver: Receiver, frozen_clock: Any
) -> None:
    receiver.status = 500
    record(world)
    work_for(frozen_clock, timedelta(hours=26), step=timedelta(hours=1))
    frozen_clock.shift(timedelta(days=7))
    record(world)
    work()
    assert Subscription.objects.get().is_active

    receiver.status = 204
    work_for(frozen_clock, timedelta(hours=2))

    assert WebhookDelivery.objects.latest("id").status == "done"


def test_410_switches_the_webhook_off(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    receiver.status = 410
    record(world)
    record(world)

    work()
    record(world)
    work()

    assert len(receiver.requests) == 1
    assert [outcome for outcome, _, _ in list_outcomes()] == ["failed", "failed"]
    assert Subscription.objects.get().off_reason == "The receiver no longer wants it (410 Gone)."
    assert Notification.objects.get().recipient == world.maria


def test_switching_off_twice_tells_once(hook: IssuedSecret) -> None:
    for _ in range(2):
        switch_off(hook.subscription, UNWANTED)

    assert Notification.objects.count() == 1


def test_what_happened_while_it_was_off_is_not_sent(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    off = change_subscription(hook.subscription, {"is_active": False}, world.maria)
    record(world)
    work()
    change_subscription(off, {"is_active": True}, world.maria)
    event = record(world)
    work()

    assert receiver.ids == [str(event.pk)]


def test_a_dead_receiver_does_not_hold_up_the_others(
    world: World, hook: IssuedSecret, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dead one accepts connections and never responds; its fifty deliveries cost one timeout."""
    monkeypatch.setattr("webhooks.delivering.REQUEST_SECONDS", 0.5)
    with run_receiver() as dead:
        dead.respond = lambda handler: time.sleep(3)
        create_subscription(name="Dead", url=dead.url, kinds=ALL_KINDS, by=world.maria)
        for _ in range(50):
            record(world)
        started = time.perf_counter()
        work()

    assert time.perf_counter() - started < 10
    assert len(receiver.requests) == 50
    assert len(dead.requests) == 1


def test_a_slow_receiver_gets_a_queue_of_its_own(
    world: World, hook: IssuedSecret, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webhooks.delivering.SLOW_SECONDS", 0.0)
    record(world)
    work()
    assert Subscription.objects.get().is_slow

    monkeypatch.undo()
    record(world)
    work()

    assert not Subscription.objects.get().is_slow
    assert len(receiver.requests) == 2


def test_a_huge_or_odd_response_is_stored_in_part(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"\x00\xff\xed\xa0\x80" * 1_000_000)

    receiver.respond = respond
    record(world)

    work()

    delivery = WebhookDelivery.objects.get()
    assert delivery.status == "done"
    assert 0 < len(delivery.response_snippet) <= 500


def test_an_address_that_turned_private_gets_nothing(
    world: World, hook: IssuedSecret, receiver: Receiver, settings: Any
) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = []
    record(world)

    work()

    assert receiver.requests == []
    assert "not on the public internet" in list_outcomes()[0][2]


def test_a_secret_of_a_lost_key_is_named(world: World, hook: IssuedSecret, receiver: Receiver, settings: Any) -> None:
    Subscription.objects.update(secret="gAAAA")
    record(world)

    work()

    assert "secret" in list_outcomes()[0][2]
