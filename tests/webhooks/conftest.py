"""Fixtures of webhooks: a receiver on this machine, a webhook of Alpine to it, and a worker that runs once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.queue.worker import Worker
from records.models import Event
from records.services import EventDraft, record_events
from tests import factories as make
from tests.receiver import Receiver, run_receiver
from tests.world import World
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Training
from webhooks.kinds import SUBSCRIBABLE
from webhooks.subscriptions import IssuedSecret, create_subscription

ALL_KINDS = [kind.value for kind in SUBSCRIBABLE]


def work() -> None:
    """Scans the ledger and sends what is due, as `manage.py run_worker --once` does."""
    Worker().run_once()


def enroll(world: World, *, training: Training | None = None) -> Enrollment:
    """Enrolls Sam in a new training."""
    training = training or make.TrainingFactory(company=world.alpine)
    enroll_students(training=training, user_ids=[world.sam.pk], group_ids=[], by=world.maria)
    return Enrollment.objects.get(training=training, user=world.sam)


def record(world: World, action: str = "certificate.issued", **payload: Any) -> Event:
    """An event of Alpine's ledger, about Sam instead of the object that its action has."""
    return record_events(EventDraft(action, world.sam, payload), company_id=world.alpine.pk, by=world.maria)[0]


@pytest.fixture(autouse=True)
def allow_receiver(settings: Any, tmp_path: Path) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = ["127.0.0.1"]
    settings.QUEUE_DIR = tmp_path / "queue"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with run_receiver() as running:
        yield running


@pytest.fixture
def hook(world: World, receiver: Receiver) -> IssuedSecret:
    """Alpine's webhook for everything, and its secret."""
    return create_subscription(name="LMS", url=f"{receiver.url}/hook?key=1", kinds=ALL_KINDS, by=world.maria)
