"""The files in `deploy/`: what they name exists, and the scheduled commands keep running."""

import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

ROOT: Path = settings.BASE_DIR
CRON = ROOT / "deploy" / "cron.sh"


def read_texts(*names: str) -> str:
    return "".join((ROOT / name).read_text() for name in names)


def list_example_settings() -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", read_texts(".env.example"), re.MULTILINE))


def test_every_setting_of_the_environment_stands_in_the_example() -> None:
    code = read_texts("config/settings.py", "config/databases.py", "config/uploads.py")
    read = set(re.findall(r"""env\.\w+\(\s*["']([A-Z_]+)""", code))
    read |= set(re.findall(r'environ\.get\("([A-Z_]+)"', read_texts("config/gunicorn.py")))
    read |= set(re.findall(r"\$\{(NIGHT_HOUR|REMIND_DAYS|BACKUP_[A-Z_]+)", read_texts("deploy/cron.sh")))
    read |= set(re.findall(r"\$\{([A-Z_]+)", read_texts("docker-compose.yml")))
    assert len(read) > 30
    assert read - list_example_settings() == set()


def test_a_setting_with_an_empty_value_counts_as_not_set() -> None:
    """As `.env.example` leaves them, and `docker compose` passes them on."""
    names = list_example_settings() - {"WEB_CONCURRENCY"}  # gunicorn itself reads this one first
    code = "import runpy, config.settings as s; runpy.run_path('config/gunicorn.py'); print(s.MEDIA_ROOT)"
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | dict.fromkeys(names, ""),
        capture_output=True,
        text=True,
    )

    assert process.stdout.strip() == str(ROOT / "var" / "media"), process.stderr


def test_the_services_are_those_of_the_documentation() -> None:
    services = yaml.safe_load(read_texts("docker-compose.yml"))["services"]
    assert set(services) == {"proxy", "web", "worker", "cron", "migrate", "db", "cache"}
    assert services["migrate"]["environment"]["STATEMENT_TIMEOUT_SECONDS"] == "0"
    assert services["web"]["environment"]["TRUSTED_PROXIES"] == "1"
    # pg_dump and the server have the same version.
    assert services["db"]["image"].split(":")[1] in re.findall(r"postgresql-client-(\d+)", read_texts("Dockerfile"))


def test_cron_runs_commands_that_exist() -> None:
    named = set(re.findall(r"(?:^ *|&& |\|\| )run (\w+)", CRON.read_text(), re.MULTILINE))
    assert named >= {"settle_attempts", "finish_enrollments", "expire_enrollments", "clean_up", "backup"}
    assert named <= set(get_commands())


@pytest.mark.parametrize("file", ["README.md", "docs/operations.md"])
def test_documents_name_commands_that_exist(file: str) -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", read_texts(file)))
    assert named
    assert named - {"check", "migrate", "collectstatic"} <= set(get_commands())


def test_a_command_that_fails_stops_neither_the_others_nor_the_next_round(tmp_path: Path) -> None:
    log, backups = tmp_path / "log", tmp_path / "backups"
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\necho "$*" >> {log}\necho "$DOWNWIND_RUN_BY" >> {log}.by\n[ "$2" != finish_enrollments ]\n'
    )
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    settings = {"PYTHON": str(python), "EVERY_SECONDS": "0.1", "NIGHT_HOUR": "0"}
    settings |= {"BACKUP_DIR": str(backups), "BACKUP_URL": "s3://key:secret@host/bucket", "BACKUP_KEEP_DAYS": "30"}

    with subprocess.Popen(["sh", str(CRON)], env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True) as cron:
        for _ in range(200):
            if log.exists() and log.read_text().count("settle_attempts") >= 3:
                break
            time.sleep(0.05)
        cron.terminate()
        output = cron.communicate(timeout=10)[1]

    calls = [line.removeprefix("manage.py ") for line in log.read_text().splitlines()]
    assert calls[:10] == [
        "settle_attempts",
        "finish_enrollments",
        "expire_enrollments --days-before 30",
        "remind_of_deadlines",
        "warn_of_expiring_qualifications",
        "clean_up",
        f"backup {backups} --keep-days 30",
        "backup --to-bucket --keep-days 30",
        "send_digests",
        "settle_attempts",
    ]
    assert calls.count("clean_up") == 1
    assert set((tmp_path / "log.by").read_text().split()) == {"cron"}
    assert "cron: finish_enrollments failed with status 1" in output
