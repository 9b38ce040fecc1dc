"""The worker as a process: several at once, stopped, without its database, and with something urgent."""

import signal
from functools import partial
from pathlib import Path

import pytest
from django.db import connection

from mail.kinds import MailKind
from mail.models import Mail
from mail.services import queue_mail
from tests.mail.mails import FACTS
from tests.mail.processes import ENDS_WITHIN_SECONDS, run_worker_process, wait_until
from tests.mail.smtp import SmtpServer
from tests.world import World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def queue_messages(world: World, count: int) -> None:
    Mail.objects.bulk_create(
        [
            Mail(company=world.alpine, recipient=world.sam, address=world.sam.email, kind=kind, facts=FACTS[kind])
            for kind in [MailKind.MESSAGE] * count
        ],
        batch_size=1000,
    )


def has_received(server: SmtpServer, count: int) -> bool:
    return len(server.messages) >= count


def is_all_done() -> bool:
    return not Mail.objects.filter(status="waiting").exists()


def test_two_workers_send_each_mail_once(world: World, smtp_server: SmtpServer, queue_dir: Path) -> None:
    queue_messages(world, 300)

    with run_worker_process(smtp_server.port, queue_dir), run_worker_process(smtp_server.port, queue_dir):
        wait_until(is_all_done)

    ids = smtp_server.list_message_ids()
    assert (len(ids), len(set(ids))) == (300, 300)
    assert set(Mail.objects.values_list("status", "attempts")) == {("done", 1)}


def test_an_urgent_mail_does_not_wait_for_five_thousand_messages(
    world: World, smtp_server: SmtpServer, queue_dir: Path
) -> None:
    queue_messages(world, 5000)
    with run_worker_process(smtp_server.port, queue_dir):
        wait_until(lambda: len(smtp_server.messages) > 20)
        queue_mail(MailKind.ACCOUNT_CHANGED, world.olga, {"change": "password"})
        wait_until(lambda: "olga@baltic.example" in smtp_server.list_recipients())

    assert len(smtp_server.messages) < 4000


def test_a_worker_that_is_stopped_sends_what_it_began(world: World, smtp_server: SmtpServer, queue_dir: Path) -> None:
    smtp_server.seconds_per_mail = 1.0
    queue_messages(world, 20)
    with run_worker_process(smtp_server.port, queue_dir) as worker:
        wait_until(lambda: len(smtp_server.messages) > 0)
        worker.send_signal(signal.SIGTERM)
        _, errors = worker.communicate(timeout=ENDS_WITHIN_SECONDS)

    assert (worker.returncode, "The worker has stopped." in errors) == (0, True)
    assert Mail.objects.filter(status="done").count() == len(smtp_server.messages) < 5
    assert not Mail.objects.filter(status="waiting").exclude(claim=None).exists()


def test_a_worker_outlives_connections_that_the_database_ends(
    world: World, smtp_server: SmtpServer, queue_dir: Path
) -> None:
    smtp_server.seconds_per_mail = 0.02
    queue_messages(world, 200)
    with run_worker_process(smtp_server.port, queue_dir) as worker:
        for _ in range(3):
            arrived = len(smtp_server.messages)
            wait_until(partial(has_received, smtp_server, arrived + 30))
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND application_name = 'worker'"
                )
        wait_until(is_all_done)
        assert worker.poll() is None

    ids = smtp_server.list_message_ids()
    assert (len(ids), len(set(ids))) == (200, 200)
