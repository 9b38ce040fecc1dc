"""Sending again: the same id and the same bytes."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.exceptions import Conflict, InvalidInput, NotFound
from records.models import Event
from tests.receiver import Receiver
from tests.webhooks.conftest import enroll, record, work
from tests.world import World
from webhooks import replaying
from webhooks.models import WebhookDelivery
from webhooks.replaying import replay_deliveries, replay_since, send_test
from webhooks.subscriptions import IssuedSecret, change_subscription


def test_a_replay_has_the_same_id_and_bytes(
    world: World, hook: IssuedSecret, receiver: Receiver, frozen_clock: Any
) -> None:
    enrollment = enroll(world)
    work()
    type(enrollment.training).objects.update(name="Another name")
    world.alpine.name = "Another school"
    world.alpine.save()
    frozen_clock.shift(timedelta(days=3))

    assert replay_deliveries(WebhookDelivery.objects.all(), world.maria) == 1
    work()

    first, again = receiver.requests
    assert first.body == again.body
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != again.headers["webhook-timestamp"]
    assert Event.objects.get(action="webhook.replayed").actor == world.maria


def test_clicking_twice_sends_once_more(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    record(world)
    work()

    assert replay_deliveries(WebhookDelivery.objects.all(), world.maria) == 1
    assert replay_deliveries(WebhookDelivery.objects.all(), world.maria) == 0
    work()

    assert len(receiver.requests) == 2


def test_what_was_given_up_is_sent_again(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    event = record(world)
    work()
    WebhookDelivery.objects.update(status="failed")

    replay_deliveries(WebhookDelivery.objects.filter(status="failed"), world.maria)
    work()

    assert receiver.ids == [str(event.pk)] * 2


def test_everything_since_a_day_of_the_school_is_sent_again(
    world: World, hook: IssuedSecret, receiver: Receiver, frozen_clock: Any
) -> None:
    """At 10:00 UTC on 18 March it is 23:00 in Auckland; two hours later the 19th has begun there."""
    record(world)
    frozen_clock.shift(timedelta(hours=2))
    late = [record(world), record(world)]
    work()
    receiver.requests.clear()

    assert replay_since(hook.subscription, date(2026, 3, 19), world.maria) == 2
    work()

    assert receiver.ids == [str(event.pk) for event in late]


def test_a_replay_reaches_back_to_before_the_webhook(world: World, receiver: Receiver, request: Any) -> None:
    event = record(world)
    hook: IssuedSecret = request.getfixturevalue("hook")

    assert replay_since(hook.subscription, date(2026, 1, 1), world.maria) == 1
    work()

    assert receiver.ids == [str(event.pk)]


def test_a_replay_leaves_what_is_not_scanned_yet_to_the_scan(
    world: World, hook: IssuedSecret, receiver: Receiver
) -> None:
    record(world)

    assert replay_since(hook.subscription, date(2026, 1, 1), world.maria) == 0
    work()

    assert len(receiver.requests) == 1


def test_too_much_at_once_is_refused(world: World, hook: IssuedSecret, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "MOST_REPLAYED", 2)
    for _ in range(3):
        record(world)
    work()

    with pytest.raises(InvalidInput):
        replay_since(hook.subscription, date(2026, 1, 1), world.maria)
    with pytest.raises(Conflict):
        replay_deliveries(WebhookDelivery.objects.all(), world.maria)
    assert WebhookDelivery.objects.count() == 3


def test_a_webhook_that_is_off_sends_nothing_again(world: World, hook: IssuedSecret) -> None:
    record(world)
    work()
    change_subscription(hook.subscription, {"is_active": False}, world.maria)

    for act in (
        lambda: replay_deliveries(WebhookDelivery.objects.all(), world.maria),
        lambda: replay_since(hook.subscription, date(2026, 1, 1), world.maria),
        lambda: send_test(hook.subscription, world.maria),
    ):
        with pytest.raises(Conflict):
            act()


def test_nobody_else_sends_again(world: World, hook: IssuedSecret) -> None:
    record(world)
    work()

    for stranger in (world.otto, world.ines, world.sam):
        assert replay_deliveries(WebhookDelivery.objects.all(), stranger) == 0
        with pytest.raises(NotFound):
            replay_since(hook.subscription, date(2026, 1, 1), stranger)
        with pytest.raises(NotFound):
            send_test(hook.subscription, stranger)


def test_a_test_reaches_its_receiver_alone(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    from webhooks.subscriptions import create_subscription

    create_subscription(name="Other", url=f"{receiver.url}/other", kinds=["exam.finished"], by=world.maria)

    delivery = send_test(hook.subscription, world.maria)
    work()

    (request,) = receiver.requests
    assert (request.path, request.headers["webhook-id"]) == ("/hook?key=1", str(delivery.event_id))
    assert b'"type":"webhook.test"' in request.body
