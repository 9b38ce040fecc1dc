"""Creating and changing webhooks: who may, what is refused, what is on record."""

import json
from typing import Any

import pytest

from core.exceptions import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from records.models import Event
from tests.receiver import Receiver
from tests.webhooks.conftest import ALL_KINDS, record, work
from tests.world import World
from webhooks import scanning, subscriptions
from webhooks.models import Subscription, WebhookDelivery
from webhooks.subscriptions import IssuedSecret, change_subscription, create_subscription, rotate_secret


@pytest.mark.parametrize(
    "url", ["", "http://8.8.8.8/", "https://10.0.0.1/", "https://user:key@8.8.8.8/", "https://8.8.8.8/" + "a" * 500]
)
def test_an_unsafe_address_is_refused_at_its_field(url: str, world: World, hook: IssuedSecret) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_subscription(name="LMS", url=url, kinds=ALL_KINDS, by=world.maria)
    assert list(refused.value.errors) == ["url"]
    with pytest.raises(InvalidInput):
        change_subscription(hook.subscription, {"url": url}, world.maria)


@pytest.mark.parametrize("kinds", [[], ["webhook.test"], ["enrollment.created", "x"]])
def test_unknown_kinds_are_refused_at_their_field(kinds: list[str], world: World, receiver: Receiver) -> None:
    with pytest.raises(InvalidInput) as refused:
        create_subscription(name="LMS", url=receiver.url, kinds=kinds, by=world.maria)
    assert list(refused.value.errors) == ["kinds"]


def test_only_managers_of_the_school_create_and_change(world: World, hook: IssuedSecret, receiver: Receiver) -> None:
    for stranger in (world.charles, world.sam):
        with pytest.raises(Forbidden):
            create_subscription(name="LMS", url=receiver.url, kinds=ALL_KINDS, by=stranger)
    for stranger in (world.charles, world.sam, world.otto):
        with pytest.raises(NotFound):
            change_subscription(hook.subscription, {"name": "Mine"}, stranger)
        with pytest.raises(NotFound):
            rotate_secret(hook.subscription, stranger)
        assert not Subscription.objects.visible_to(stranger).exists()


def test_a_school_has_a_limited_number_of_active_ones(
    world: World, hook: IssuedSecret, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "MOST_ACTIVE", 1)
    with pytest.raises(Conflict):
        create_subscription(name="Second", url=receiver.url, kinds=ALL_KINDS, by=world.maria)

    create_subscription(name="Other school's", url=receiver.url, kinds=ALL_KINDS, by=world.otto)
    off = change_subscription(hook.subscription, {"is_active": False}, world.maria)
    create_subscription(name="Second", url=receiver.url, kinds=ALL_KINDS, by=world.maria)
    with pytest.raises(DomainError):
        change_subscription(off, {"is_active": True}, world.maria)


def test_every_act_is_on_record_without_what_may_be_secret(world: World, hook: IssuedSecret) -> None:
    change_subscription(hook.subscription, {"kinds": ["exam.finished"], "name": "LMS"}, world.maria)
    change_subscription(hook.subscription, {"name": "LMS"}, world.maria)
    rotate_secret(hook.subscription, world.maria)

    events = list(Event.objects.filter(object_type="webhooks.subscription").order_by("seq"))
    assert [event.action for event in events] == ["webhook.created", "webhook.changed", "webhook.secret_rotated"]
    assert {event.actor for event in events} == {world.maria}
    assert json.loads(events[0].payload)["changed"]["url"] == "127.0.0.1"
    assert json.loads(events[1].payload)["changed"] == {"kinds": ["exam.finished"]}
    assert not any("key=1" in event.payload or "whsec" in event.payload for event in events)


def test_what_waits_is_given_up_when_a_webhook_is_switched_off(
    world: World, hook: IssuedSecret, receiver: Receiver
) -> None:
    receiver.status = 500
    record(world)
    work()

    change_subscription(hook.subscription, {"is_active": False}, world.maria)

    assert WebhookDelivery.objects.get().status == "failed"


def test_a_changed_choice_of_kinds_holds_from_the_next_event(
    world: World, hook: IssuedSecret, receiver: Receiver
) -> None:
    change_subscription(hook.subscription, {"kinds": ["exam.finished"]}, world.maria)
    record(world, "certificate.issued")
    finished = record(world, "exam.finished")

    work()

    assert receiver.ids == [str(finished.pk)]


def test_a_scan_takes_the_events_in_steps(
    world: World, hook: IssuedSecret, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "EVENTS_PER_STEP", 3)
    monkeypatch.setattr(scanning, "STEPS_PER_SCAN", 2)
    events = [record(world) for _ in range(10)]

    assert [scanning.scan_subscriptions() for _ in range(3)] == [6, 4, 0]
    work()

    assert receiver.ids == [str(event.pk) for event in events]


def test_a_scan_takes_as_many_queries_for_many_events_as_for_one(
    world: World, hook: IssuedSecret, queries_of: Any
) -> None:
    record(world)
    few = queries_of(scanning.scan_subscriptions)
    for _ in range(30):
        record(world)
    many = queries_of(scanning.scan_subscriptions)

    assert len(few) == len(many)
    assert len(queries_of(scanning.scan_subscriptions)) == 1
