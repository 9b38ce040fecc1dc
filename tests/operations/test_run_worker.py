"""`manage.py run_worker`: processes what is due, runs ticks, and says whether it is alive."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from accounts.people.invitations import invite_users
from core.queue import liveness
from core.queue.queues import TICKS, register_tick
from mail.kinds import MailKind
from mail.models import Mail
from mail.services import queue_mail
from tests.operations.terminal import run_command, run_json_command
from tests.world import World


@pytest.fixture(autouse=True)
def queue_dir(settings: Any, tmp_path: Path) -> Path:
    settings.QUEUE_DIR = tmp_path / "queue"
    return tmp_path / "queue"


@pytest.fixture
def ticks() -> Iterator[list[str]]:
    """What the ticks of the test have done: one that works, after two that fail."""
    seen: list[str] = []

    def fail(error: Exception) -> None:
        seen.append(type(error).__name__)
        raise error

    register_tick("broken", lambda: fail(ValueError("x")), timedelta(seconds=1))
    register_tick("away", lambda: fail(OperationalError("gone")), timedelta(seconds=1))
    register_tick("works", lambda: seen.append("works"), timedelta(seconds=1))
    yield seen
    for name in ("broken", "away", "works"):
        del TICKS[name]


def test_once_processes_what_is_due(world: World) -> None:
    queue_mail(MailKind.ACCOUNT_CHANGED, world.sam, {"change": "password"})
    world.sue.set_unusable_password()
    world.sue.save()
    invite_users(users=[world.sue], by=None)

    processed = run_json_command("run_worker", "--once")

    assert processed | {"urgent_mail": 1, "mail": 1} == processed
    assert set(Mail.objects.values_list("status", flat=True)) == {"done"}
    assert run_command("run_worker", "--once") == (0, "0 rows processed.\n")


def test_a_tick_that_fails_stops_neither_the_others_nor_the_mails(world: World, ticks: list[str]) -> None:
    queue_mail(MailKind.ACCOUNT_CHANGED, world.sam, {"change": "password"})

    assert run_json_command("run_worker", "--once")["urgent_mail"] == 1
    assert ticks == ["ValueError", "OperationalError", "works"]


def test_a_mail_server_that_is_away_is_reported(world: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    queue_mail(MailKind.ACCOUNT_CHANGED, world.sam, {"change": "password"})

    assert run_command("run_worker", "--once") == (1, "urgent_mail: the service is away.")


def test_check_knows_whether_a_worker_is_alive(queue_dir: Path) -> None:
    status, text = run_command("run_worker", "--check")
    assert (status, text) == (1, "No worker has been alive here for 30 seconds.")

    liveness.beat()
    assert run_command("run_worker", "--check") == (0, "A worker is running.\n")

    old = time.time() - liveness.FRESH_SECONDS - 1
    os.utime(queue_dir / "worker.alive", (old, old))
    assert run_command("run_worker", "--check")[0] == 1


def test_a_directory_that_cannot_be_written_is_one_sentence(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.QUEUE_DIR = tmp_path / "file"

    status, text = run_command("run_worker", "--once")

    assert status == 1
    assert "QUEUE_DIR says where it is." in text
