"""Webhooks on the managers' pages."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from standardwebhooks.webhooks import Webhook

from operations.cleaning import clean_up
from records.models import Event
from tests.office.browser import Browser, open_browser
from tests.receiver import Receiver
from tests.webhooks.conftest import record, work
from tests.world import World
from webhooks.models import Subscription, WebhookDelivery
from webhooks.subscriptions import IssuedSecret

ADD = "/admin/webhooks/subscription/add/"
LIST, DELIVERIES = "/admin/webhooks/subscription/", "/admin/webhooks/webhookdelivery/"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def list_messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def find_secret(response: Any) -> str:
    match = re.search(r"whsec_[\w+/=]+", response.content.decode())
    assert match is not None
    return match.group()


def run_action(browser: Browser, page: str, action: str, *ids: Any) -> Any:
    return browser.post(page, {"action": action, "_selected_action": [str(id) for id in ids]}, follow=True)


def get_page(hook: IssuedSecret) -> str:
    return reverse("admin:webhooks_subscription_change", args=[hook.subscription.pk])


def get_fields(hook: IssuedSecret, **fields: Any) -> dict[str, Any]:
    row = hook.subscription
    return {"name": row.name, "url": row.url, "kinds": row.kinds, "is_active": "on", **fields}


def test_a_new_webhook_shows_its_secret_once(browser: Browser, receiver: Receiver, world: World) -> None:
    fields = {"name": "LMS", "url": receiver.url, "kinds": ["certificate.issued"]}
    secret = find_secret(browser.post(ADD, fields, follow=True))
    record(world)
    work()

    Webhook(secret).verify(receiver.requests[0].body, receiver.requests[0].headers)
    row = Subscription.objects.get()
    assert (row.created_by, row.kinds, row.is_active) == (world.maria, ["certificate.issued"], True)
    for page in (LIST, f"{LIST}{row.pk}/change/"):
        assert b"whsec_" not in browser.get(page).content
    assert Event.objects.get(action="webhook.created").actor_kind == "admin"


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "https://10.1:5432/", "ftp://x", "no address", "x" * 501, ""])
def test_an_address_that_is_refused_stays_in_the_form(url: str, browser: Browser) -> None:
    response = browser.post(ADD, {"name": "LMS", "url": url, "kinds": ["certificate.issued"]})

    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["url"]
    assert not Subscription.objects.exists()


def test_the_secret_is_rotated_by_an_action(browser: Browser, hook: IssuedSecret) -> None:
    secret = find_secret(run_action(browser, LIST, "rotate", hook.subscription.pk))

    assert secret != hook.secret
    assert Event.objects.filter(action="webhook.secret_rotated").count() == 1


def test_a_test_event_is_sent_by_an_action(browser: Browser, hook: IssuedSecret, receiver: Receiver) -> None:
    run_action(browser, LIST, "send_test", hook.subscription.pk)
    work()

    assert json.loads(receiver.bodies[0])["type"] == "webhook.test"


def test_a_webhook_is_changed_and_switched_off(browser: Browser, hook: IssuedSecret) -> None:
    browser.post(get_page(hook), get_fields(hook, name="Moodle", is_active=""))

    row = Subscription.objects.get()
    assert (row.name, row.is_active) == ("Moodle", False)
    event = Event.objects.get(action="webhook.changed")
    assert json.loads(event.payload) == {"changed": {"name": "Moodle", "is_active": False}}


def test_everything_since_a_day_is_sent_again(
    browser: Browser, hook: IssuedSecret, world: World, receiver: Receiver
) -> None:
    event = record(world)
    work()

    response = browser.post(get_page(hook), get_fields(hook, replay_since="2026-03-01"), follow=True)
    work()

    assert receiver.ids == [str(event.pk)] * 2
    assert "1 event is sent again." in list_messages(response)


def test_selected_deliveries_are_sent_again(
    browser: Browser, hook: IssuedSecret, world: World, receiver: Receiver
) -> None:
    chosen, _ = record(world), record(world)
    work()
    delivery = WebhookDelivery.objects.get(event=chosen)

    run_action(browser, DELIVERIES, "send_again", delivery.pk)
    work()

    assert receiver.ids.count(str(chosen.pk)) == 2
    assert len(receiver.ids) == 3


def test_the_log_says_what_each_request_came_to(
    browser: Browser, hook: IssuedSecret, world: World, receiver: Receiver
) -> None:
    receiver.status = 503
    record(world)
    work()
    delivery = WebhookDelivery.objects.get()

    for page in (DELIVERIES, f"{DELIVERIES}{delivery.pk}/change/"):
        text = browser.get(page).content.decode()
        assert "The receiver responded with 503" in text
    assert browser.post(f"{DELIVERIES}{delivery.pk}/change/", {}).status_code == 403
    assert browser.post(f"{DELIVERIES}{delivery.pk}/delete/", {"post": "yes"}).status_code == 403


def test_another_schools_webhooks_are_neither_shown_nor_changed(
    world: World, hook: IssuedSecret, receiver: Receiver
) -> None:
    record(world)
    work()
    delivery, stranger = WebhookDelivery.objects.get(), open_browser(world.otto)

    assert b"LMS" not in stranger.get(LIST).content + stranger.get(DELIVERIES).content
    stranger.post(get_page(hook), get_fields(hook, name="Mine"))
    for action in ("rotate", "send_test"):
        run_action(stranger, LIST, action, hook.subscription.pk)
    run_action(stranger, DELIVERIES, "send_again", delivery.pk)
    work()

    assert Subscription.objects.get().name == "LMS"
    assert len(receiver.requests) == 1
    assert not Event.objects.filter(action__startswith="webhook.").exclude(action="webhook.created").exists()


def test_instructors_and_students_have_no_webhooks(world: World, hook: IssuedSecret) -> None:
    for person in (world.charles, world.ines, world.sam):
        assert open_browser(person).get(LIST).status_code == 302


@pytest.mark.parametrize("page", [LIST, DELIVERIES])
def test_lists_take_as_many_queries_for_30_rows_as_for_one(
    page: str, world: World, hook: IssuedSecret, queries_of: Any
) -> None:
    browser = open_browser(world.maria)
    add_rows(hook, world, 1)
    browser.get(page)
    one = queries_of(lambda: browser.get(page))
    add_rows(hook, world, 29)
    thirty = queries_of(lambda: browser.get(page))

    assert len(one) == len(thirty)


def add_rows(hook: IssuedSecret, world: World, count: int) -> None:
    for number in range(count):
        row = Subscription.objects.create(
            company=world.alpine, name=f"S{number}", url="https://x", created_by=world.maria, kinds=[]
        )
        WebhookDelivery.objects.create(subscription=row, event=record(world), kind="certificate.issued")


def test_what_was_sent_is_deleted_after_a_month_and_not_sent_again(
    world: World, hook: IssuedSecret, receiver: Receiver, frozen_clock: Any
) -> None:
    record(world)
    work()
    receiver.status = 500
    record(world)
    work()
    frozen_clock.shift(timedelta(days=31))

    assert clean_up(is_dry_run=False)["webhook_deliveries"] == 1
    assert WebhookDelivery.objects.get().status == "waiting"
    receiver.status = 204
    work()

    assert len(receiver.requests) == 3
