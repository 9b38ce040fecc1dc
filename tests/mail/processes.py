"""Workers as processes of their own, on the database of the test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ENDS_WITHIN_SECONDS = 60


def get_database_url() -> str:
    """The test database on PostgreSQL, as other processes can open it."""
    given = connection.settings_dict
    login = f"{given['USER']}:{given['PASSWORD']}".rstrip(":")
    return f"postgres://{login}@{given['HOST'] or '127.0.0.1'}:{given['PORT'] or 5432}/{given['NAME']}"


@contextmanager
def run_worker_process(port: int, directory: Path) -> Iterator[subprocess.Popen[str]]:
    """A worker that delivers to this port, while the block runs."""
    environment = {
        "DATABASE_URL": get_database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "MAIL_PER_MINUTE": "0",
        "QUEUE_DIR": str(directory),
        "LOG_REQUESTS": "true",
        "PGAPPNAME": "worker",
    }
    command = [sys.executable, "manage.py", "run_worker"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=os.environ | environment, stderr=subprocess.PIPE, text=True
    ) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def wait_until(is_so: Callable[[], bool]) -> float:
    """Waits, by the real clock, and returns for how many seconds; fails after a minute."""
    rounds = 0
    while not is_so():
        rounds += 1
        assert rounds * 0.02 < ENDS_WITHIN_SECONDS
        time.sleep(0.02)
    return rounds * 0.02
