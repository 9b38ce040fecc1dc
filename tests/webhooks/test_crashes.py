"""Workers that are killed, and workers that work at the same time: nothing is lost and nothing made twice."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from records.models import Event
from tests.conftest import NOW
from tests.house.tree import ROOT
from tests.parallel import run_in_parallel, wait_for_killed_sessions
from tests.receiver import run_receiver
from tests.webhooks.conftest import ALL_KINDS, record, work
from tests.world import World
from webhooks.models import Subscription, WebhookDelivery
from webhooks.replaying import replay_deliveries
from webhooks.scanning import scan_subscriptions
from webhooks.subscriptions import create_subscription

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

# A worker that kills itself when it comes to the call of a function for the third time.
WORKER = """
import importlib, os, signal, sys
import django, time_machine
django.setup()
from core.queue.worker import Worker

module, name = sys.argv[1].rsplit(".", 1)
module = importlib.import_module(module)
function, calls = getattr(module, name), []

def call_or_die(*args, **kwargs):
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return function(*args, **kwargs)

setattr(module, name, call_or_die)
with time_machine.travel(sys.argv[2], tick=False):
    Worker().run_once()
"""


def run_worker_until_it_dies(function: str, queue_dir: Path) -> None:
    database = connection.settings_dict
    address = f"{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgres://{database['USER']}:{database['PASSWORD']}@{address}",
        "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
        "QUEUE_DIR": str(queue_dir),
    }
    ended = subprocess.run(
        [sys.executable, "-c", WORKER, function, NOW.isoformat()], cwd=ROOT, env=environment, check=False
    )
    assert ended.returncode == -signal.SIGKILL
    wait_for_killed_sessions()  # their locked rows would be skipped


@pytest.mark.parametrize(
    ("function", "sent_twice"),
    [
        pytest.param("webhooks.scanning.build_delivery", 0, id="in the middle of a scan"),
        pytest.param("webhooks.scanning.take_step", 0, id="between two scans"),
        pytest.param("core.queue.claiming.claim_row", 0, id="before a row is claimed"),
        pytest.param("webhooks.delivering.send_request", 0, id="before a request"),
        pytest.param("webhooks.delivering.store_attempt", 1, id="after a request"),
        pytest.param("core.queue.claiming.mark_done", 1, id="before the outcome is written"),
    ],
)
def test_a_worker_that_is_killed_loses_nothing(
    function: str, sent_twice: int, tmp_path: Path, frozen_clock: Any
) -> None:
    """Only the request that it was about to note can arrive twice, with the same id."""
    world = World()
    with run_receiver() as receiver:
        for number in range(3):
            create_subscription(name=f"LMS {number}", url=f"{receiver.url}/{number}", kinds=ALL_KINDS, by=world.maria)
        events = [str(record(world).pk) for _ in range(4)]

        run_worker_until_it_dies(function, tmp_path / "killed")
        frozen_clock.shift(timedelta(minutes=2))  # the lease of the killed worker ends
        work()

    arrived = Counter((request.path, request.headers["webhook-id"]) for request in receiver.requests)
    assert set(arrived) == {(f"/{number}", id) for number in range(3) for id in events}
    assert arrived.total() == 12 + sent_twice
    assert WebhookDelivery.objects.filter(status="done").count() == WebhookDelivery.objects.count() == 12


def test_workers_at_the_same_time_make_and_send_each_delivery_once() -> None:
    world = World()
    with run_receiver() as receiver:
        create_subscription(name="LMS", url=receiver.url, kinds=ALL_KINDS, by=world.maria)
        for _ in range(5):
            events = [record(world) for _ in range(10)]
            receiver.requests.clear()
            run_in_parallel([work] * 4)
            work()
            assert sorted(receiver.ids) == sorted(str(event.pk) for event in events)


def test_scans_while_events_are_recorded_leave_none_out() -> None:
    """The acts commit in any order and are slow to commit; the numbers of the ledger have no gaps."""
    world = World()
    with run_receiver() as receiver:
        create_subscription(name="LMS", url=receiver.url, kinds=ALL_KINDS, by=world.maria)
    stop = threading.Event()

    def record_some() -> None:
        for number in range(25):
            with transaction.atomic():
                record(world)
                record(world, "login.failed")
                transaction.set_rollback(number % 5 == 0)

    def record_all() -> None:
        run_in_parallel([record_some] * 3)
        stop.set()

    def scan() -> None:
        while not stop.is_set():
            scan_subscriptions()

    run_in_parallel([record_all, scan, scan])
    scan_subscriptions()

    events = Event.objects.filter(action="certificate.issued")
    assert events.count() == 60
    assert sorted(WebhookDelivery.objects.values_list("event_id")) == sorted(events.values_list("pk"))
    assert Subscription.objects.get().cursor == Event.objects.latest("seq").seq


def test_two_managers_who_send_again_at_once_send_once() -> None:
    world = World()
    with run_receiver() as receiver:
        create_subscription(name="LMS", url=receiver.url, kinds=ALL_KINDS, by=world.maria)
        record(world)
        work()
        sent = WebhookDelivery.objects.filter(status="done")

        run_in_parallel([lambda: replay_deliveries(sent, world.maria)] * 4)
        work()

    assert len(receiver.requests) == 2
