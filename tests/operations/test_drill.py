"""The restore drill of docs/operations.md, run exactly as it is documented."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection

from accounts.companies import create_company
from accounts.people.services import create_user
from tests.operations.terminal import run_json_command

pytestmark = pytest.mark.django_db(transaction=True)

BLOCK = re.compile(r"^```bash drill ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def read_drill() -> str:
    """The documented commands for the engine that the tests run on, in their order."""
    blocks = BLOCK.findall((configured.BASE_DIR / "docs" / "operations.md").read_text())
    assert len(blocks) == 6
    return "".join(commands for engine, commands in blocks if engine in {"", connection.vendor})


@pytest.fixture
def backups(tmp_path: Path, settings: Any) -> Path:
    """A nightly backup of a school that was changed afterwards, with a later checkpoint beside it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    directory = tmp_path / "backups"
    directory.mkdir()
    company = create_company(name="Alpine Flight School", timezone_id="Europe/Vienna")
    backup = run_json_command("backup", str(directory))
    assert backup["checkpoint"] == backup["file"].removesuffix(".tar") + ".heads.json"
    create_user(company=company, email="maria@alpine.example", name="Maria", surname="M", group=135, password=None)
    run_json_command("write_checkpoint", str(directory / "heads.json"))
    return directory


@pytest.fixture
def environment(backups: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    at = connection.settings_dict
    live = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    keys = ",".join(f"{name}={key}" for name, key in configured.RECORDS_KEYS.items())
    paths = {"BACKUP_DIR": str(backups), "TMPDIR": str(tmp_path), "DATABASE_URL": live}
    yield {**os.environ, **paths, "RECORDS_KEYS": keys}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {get_drill_database()} WITH (FORCE)")


def get_drill_database() -> str:
    return f"{connection.settings_dict['NAME']}_drill"


def run_drill(commands: str, environment: dict[str, str]) -> tuple[int, str]:
    script = commands.replace(".venv/bin/python", sys.executable).replace("downwind_drill", get_drill_database())
    outcome = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", script],
        cwd=configured.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
    )
    return outcome.returncode, outcome.stdout + outcome.stderr


def test_the_drill_of_the_document_passes(environment: dict[str, str], tmp_path: Path) -> None:
    status, output = run_drill(read_drill(), environment)

    assert status == 0, output
    assert "Restored" in output
    assert "Alpine Flight School: 1 event, 0 signatures: in order." in output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backups"]


def test_a_later_checkpoint_shows_that_this_is_an_older_copy(environment: dict[str, str]) -> None:
    commands = read_drill().replace("${backup%.tar}.heads.json", "$BACKUP_DIR/heads.json")

    status, output = run_drill(commands, environment)

    assert status == 1
    assert "it was truncated, or this is an older copy" in output
