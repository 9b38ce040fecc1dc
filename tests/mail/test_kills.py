"""A worker that is killed loses no mail and sends none twice (docs/decisions/0017). `make kills` kills two hundred."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.mail.doomed_worker import build_steps
from tests.mail.processes import get_database_url

KILLS = int(os.environ.get("KILLS", "3"))
UNKNOWABLE = "before_the_reply"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The test database, as other processes can open it."""
    if connection.vendor == "postgresql":
        return get_database_url()
    file = tmp_path / "kills.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{file}"


def kill_workers(database_url: str, directory: Path, kills: int, *steps: str) -> dict[str, Any]:
    process = subprocess.run(
        [sys.executable, "-m", "tests.mail.kills", str(kills), *steps],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_url, "QUEUE_DIR": str(directory)},
        capture_output=True,
        text=True,
    )
    assert process.returncode == 0, process.stderr
    report: dict[str, Any] = json.loads(process.stdout)
    return report


def test_each_mail_arrives_once_whatever_step_the_worker_is_killed_at(database_url: str, tmp_path: Path) -> None:
    steps = [step for step in build_steps() if step != UNKNOWABLE]

    report = kill_workers(database_url, tmp_path / "queue", 0, *steps)

    assert report == {
        "queued": 3 * len(steps), "lost": 0, "unknown": 0, "again": 0, "unexplained": 0, "waiting": 0,
        "copies": 3 * len(steps),
    }  # fmt: skip


def test_a_mail_whose_reply_nobody_read_arrives_again_under_the_same_id(database_url: str, tmp_path: Path) -> None:
    report = kill_workers(database_url, tmp_path / "queue", 0, UNKNOWABLE)

    assert (report["lost"], report["unknown"], report["waiting"]) == (0, 0, 0)
    assert (report["again"], report["copies"]) == (1, report["queued"] + 1)


def test_each_mail_arrives_once_when_workers_are_killed_at_random_moments(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = kill_workers(database_url, tmp_path / "queue", KILLS)

    with capsys.disabled():
        if "KILLS" in os.environ:
            print(f"\n{KILLS} kills on {connection.vendor}: {report}")  # noqa: T201
    assert (report["lost"], report["unknown"], report["waiting"]) == (0, 0, 0)
    assert (report["again"], report["unexplained"]) == (0, 0)
