"""Prometheus metrics, when the operator sets a token for them."""

from typing import Any

import pytest
from django.db import OperationalError

from mail.kinds import MailKind
from mail.models import Mail
from mail.services import queue_mail
from operations import metrics
from tests.world import Client, World, create_client


@pytest.fixture(autouse=True)
def metrics_enabled(settings: Any) -> None:
    settings.METRICS_TOKEN = "scrape-me"
    settings.MIDDLEWARE = ["operations.metrics.Metrics", *settings.MIDDLEWARE]


def scrape_metrics(token: str = "scrape-me") -> Any:
    return Client().get("/metrics", headers={"authorization": f"Bearer {token}"})


def test_requests_are_counted_by_their_url_pattern(world: World) -> None:
    sam = create_client(world.sam)
    for number in range(3):
        sam.get(f"/trainings/trainings/view/01900000-0000-7000-8000-00000000000{number}.json")
    sam.generic("BREW", "/nowhere.json")

    text = scrape_metrics().content.decode()
    assert 'route="trainings/trainings/view/<id:id>.json",status="404"' in text
    assert 'downwind_requests_total{method="other",route="",status="404"}' in text
    assert "downwind_request_seconds_bucket" in text
    assert "01900000" not in text


def test_queues_are_measured(world: World, frozen_clock: Any) -> None:
    mails = [queue_mail(MailKind.INVITATION, world.sam, {})[0] for _ in range(3)]
    Mail.objects.filter(pk=mails[0].pk).update(status="failed")
    frozen_clock.shift(90)

    text = scrape_metrics().content.decode()

    assert 'downwind_queue_waiting{queue="mail"} 2.0' in text
    assert 'downwind_queue_oldest_due_seconds{queue="mail"} 90.0' in text
    assert 'downwind_queue_given_up{queue="mail"} 1.0' in text
    assert 'downwind_queue_waiting{queue="urgent_mail"} 0.0' in text


def test_without_a_database_the_other_metrics_are_still_read(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(queue: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(metrics, "measure_queue", fail)

    response = scrape_metrics()

    assert response.status_code == 200
    assert "downwind_request_seconds" in response.content.decode()


@pytest.mark.parametrize("token", ["", "wrong", "scrape-me2", "é"])
def test_without_the_token_nothing_is_shown(token: str) -> None:
    response = scrape_metrics(token)

    assert (response.status_code, response.content) == (401, b"")


def test_without_the_setting_there_is_no_such_address(db: None, settings: Any) -> None:
    settings.MIDDLEWARE = settings.MIDDLEWARE[1:]

    assert scrape_metrics().status_code == 404
