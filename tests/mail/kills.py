"""Kills workers, and counts what arrives: `python -m tests.mail.kills KILLS` with DATABASE_URL and QUEUE_DIR.

It is a process of its own, because the workers need a database that several processes can open. It prints JSON.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[2]
MAILS_PER_STEP = 3
MAILS_WAITING = 60  # enough for the longest life of a worker
LONGEST_LIFE_SECONDS = 0.5
ENDS_WITHIN_SECONDS = 120


class Killing:
    """A school whose mails are delivered to an SMTP server of this process by workers that are killed."""

    def __init__(self, server: Any) -> None:
        from tests.factories import CompanyFactory, UserFactory

        self.server = server
        self.user = UserFactory(company=CompanyFactory(name="Alpine Flight School"), email="sam@alpine.example")
        self.queued: set[str] = set()

    def queue(self, count: int, *kinds: str) -> None:
        from mail.kinds import MailKind
        from mail.services import MailDraft, queue_mails
        from tests.mail.mails import FACTS

        drafts = [MailDraft(kind, self.user, FACTS[kind]) for _, kind in zip(range(count), cycle(map(MailKind, kinds)))]
        self.queued |= {str(mail.pk) for mail in queue_mails(drafts)}

    def count_waiting(self) -> int:
        from mail.models import Mail

        return Mail.objects.filter(status="waiting").count()

    def end_leases(self) -> None:
        """As if the minute had passed after which another worker takes over."""
        from django.utils import timezone

        from mail.models import Mail

        Mail.objects.filter(status="waiting").update(due_at=timezone.now())

    def start_worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {"EMAIL_URL": f"smtp://127.0.0.1:{self.server.port}", "MAIL_PER_MINUTE": "0"}
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill_at_step(self, step: str) -> None:
        self.queue(MAILS_PER_STEP, "message")  # in one queue: another could be at another step
        status = self.start_worker("-m", "tests.mail.doomed_worker", step).wait(ENDS_WITHIN_SECONDS)
        assert status == -signal.SIGKILL, (step, status)
        self.end_leases()

    def kill_at_random(self) -> None:
        """Kills a worker at some moment after its first mail."""
        self.queue(max(0, MAILS_WAITING - self.count_waiting()), "account_changed", "message")
        arrived = len(self.server.messages)
        worker = self.start_worker("manage.py", "run_worker")
        give_up_at = time.monotonic() + ENDS_WITHIN_SECONDS
        while len(self.server.messages) == arrived and time.monotonic() < give_up_at:
            time.sleep(0.005)
        time.sleep(random.uniform(0, LONGEST_LIFE_SECONDS))
        worker.kill()
        worker.wait()
        wait_for_group(worker.pid)
        self.end_leases()

    def deliver_rest(self) -> None:
        status = self.start_worker("manage.py", "run_worker", "--once").wait(ENDS_WITHIN_SECONDS)
        assert status == 0, status

    def report(self) -> dict[str, Any]:
        """Counts by Message-ID. `again` are mails of which the server got a second copy.

        Of them, `unexplained` are those whose first copy was not the last mail of its connection: the worker had read
        the reply, and should have known.
        """
        ids = [message_id.strip("<>").partition("@")[0] for message_id in self.server.list_message_ids()]
        copies = Counter(ids)
        last_of = dict(zip(self.server.sessions, ids, strict=True))
        first_of = dict(zip(reversed(ids), reversed(self.server.sessions), strict=True))
        again = [id for id, count in copies.items() if count > 1]
        return {
            "queued": len(self.queued),
            "lost": len(self.queued - set(ids)),
            "unknown": len(set(ids) - self.queued),
            "again": len(again),
            "unexplained": sum(1 for id in again if last_of[first_of[id]] != id),
            "waiting": self.count_waiting(),
            "copies": len(ids),
        }


def wait_for_group(group: int) -> None:
    """Until the child of a killed supervisor has finished the rows in hand: a lease lasts longer than that."""
    give_up_at = time.monotonic() + ENDS_WITHIN_SECONDS
    while time.monotonic() < give_up_at:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise TimeoutError(f"The processes of group {group} go on.")


def main(kills: int, steps: list[str]) -> dict[str, Any]:
    from tests.mail.smtp import run_smtp_server

    with run_smtp_server() as server:
        killing = Killing(server)
        for step in steps:
            killing.kill_at_step(step)
        for _ in range(kills):
            killing.kill_at_random()
        killing.deliver_rest()
        return killing.report()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DATABASE_POOL", "false")
    django.setup()
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2:])))  # noqa: T201
