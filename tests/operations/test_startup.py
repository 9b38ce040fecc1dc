"""What an operator sees when the server or a command cannot start: one sentence, and exit status 1."""

import os
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pyrage
import pytest
from django.conf import settings as configured
from django.core.checks import run_checks
from django.test import Client

from operations.statistics import analyze_after_migrate

pytestmark = pytest.mark.any_database

COMMAND = [sys.executable, "manage.py", "write_checkpoint", "/dev/null"]
DJANGO = [sys.executable, "manage.py", "migrate", "--plan"]
SERVER = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
MISTAKES = {
    "DATABASE_URL=mysql://school": "DATABASE_URL must be an address like postgres://",
    "DATABASE_URL=postgres://a:b@db:port/x": "DATABASE_URL must be an address like postgres://",
    "DATABASE_URL=postgres://nobody:secret@127.0.0.1:1/none": "Connection refused",
    "DATABASE_URL=sqlite:////nowhere/at/all.sqlite3": "unable to open database file",
    "DOWNWIND_ENV=production": "SECRET_KEY must be set",
    "TRUSTED_PROXIES=many": "TRUSTED_PROXIES is 'many'; it must be a whole number.",
    "LOG_REQUESTS=perhaps": "LOG_REQUESTS is 'perhaps'; it must be true or false.",
    "CACHE_URL=redis": "CACHE_URL must be an address like",
    "DATABASE_URL=nonsense": "DATABASE_URL must be an address like postgres://",
    "PUBLIC_URL=training.school.example": "PUBLIC_URL is 'training.school.example'; it must be an address like https://",
    "CLIENT_URL=https://": "CLIENT_URL is 'https://'; it must be an address like https://",
    "TRUSTED_PROXIES=-1": "TRUSTED_PROXIES is -1; it must be at least 0.",
    "PASSWORD_HASHES_AT_ONCE=0": "PASSWORD_HASHES_AT_ONCE is 0; it must be at least 1.",
}


def start_process(command: list[str], **environ: str) -> tuple[int, str, str]:
    outcome = subprocess.run(
        command, cwd=configured.BASE_DIR, env=os.environ | environ, capture_output=True, text=True, timeout=60
    )
    return outcome.returncode, outcome.stdout, outcome.stderr


# Every kind of mistake at every command; of settings that are read alike, one command each.
STARTS = [
    *((command, mistake) for command in (COMMAND, DJANGO, SERVER) for mistake in list(MISTAKES)[:6]),
    *((SERVER, mistake) for mistake in list(MISTAKES)[6:]),
]


@pytest.mark.parametrize(("command", "mistake"), STARTS)
def test_a_mistake_in_a_setting_is_one_sentence(mistake: str, command: list[str]) -> None:
    name, _, value = mistake.partition("=")
    status, _, text = start_process(command, **{name: value, "BIND": "127.0.0.1:0"})

    assert status == 1
    assert MISTAKES[mistake] in text
    assert len(text.strip().splitlines()) == 1
    assert "secret@" not in text


CLIENT_SETTING = [sys.executable, "-c", "from config.settings import CLIENT_URL; print(CLIENT_URL)"]


@pytest.mark.parametrize(
    ("public", "client", "address"),
    [
        ("https://school.example", "", "https://school.example/app/"),
        ("https://school.example/", "", "https://school.example/app/"),
        ("https://school.example", "https://app.school.example", "https://app.school.example"),
        ("", "", ""),
    ],
)
def test_people_are_led_to_the_app_of_this_server_unless_another_client_is_named(
    public: str, client: str, address: str
) -> None:
    _, printed, _ = start_process(CLIENT_SETTING, PUBLIC_URL=public, CLIENT_URL=client)

    assert printed.strip() == address


SERVER_MISTAKES = {
    "WEB_THREADS=many": "WEB_THREADS is 'many'; it must be a whole number.",
    "WEB_THREADS=0": "WEB_THREADS is 0; it must be at least 1.",
    "BIND=nonsense": "BIND is 'nonsense'; it must be an address like 127.0.0.1:8000.",
    "BIND=127.0.0.1:99999": "BIND is '127.0.0.1:99999'; it must be an address like 127.0.0.1:8000.",
}


@pytest.mark.parametrize("mistake", SERVER_MISTAKES)
def test_a_mistake_in_a_setting_of_the_server_alone_is_one_sentence(mistake: str) -> None:
    name, _, value = mistake.partition("=")
    status, _, text = start_process(SERVER, **({"BIND": "127.0.0.1:0"} | {name: value}))

    assert status == 1
    assert text.strip() == f"Cannot start: {SERVER_MISTAKES[mistake]}"


def test_the_traceback_can_be_requested() -> None:
    status, _, text = start_process([*DJANGO, "--traceback"], DATABASE_URL="mysql://school")
    assert status == 1
    assert "Traceback" in text


def test_help_begins_with_the_commands_of_the_school() -> None:
    text = start_process([sys.executable, "manage.py", "help"])[1]
    assert text.index("verify_records ") < text.index("Django: ")
    assert "changepassword" in text[text.index("Django: ") :]


def test_help_of_a_command_begins_with_its_own_options() -> None:
    text = start_process([sys.executable, "manage.py", "clean_up", "--help"])[1]
    ours, _, of_django = text[text.index("options:") :].partition("options of every Django command:")
    assert "--dry-run" in ours
    assert "--settings" not in ours
    assert "--settings" in of_django


PUBLIC = {"IS_PRODUCTION": True, "ALLOWED_HOSTS": ["school.example"], "PUBLIC_URL": "https://school.example"}
SHARED = {"CACHES": {"default": {"BACKEND": "django_redis"}}, "DATABASES": {"default": {"ENGINE": "postgresql"}}}
LOCAL_CACHE = {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}
WITH_REPLICA = {"DATABASES": {name: {"ENGINE": "postgresql"} for name in ("default", "replica")}}
LOCAL_BACKUPS: dict[str, Any] = {"STORAGES": {"default": {}}, "BACKUP_RECIPIENTS": []}
BUCKET: dict[str, Any] = {"STORAGES": {"default": {}, "backups": {}}}


def find_failed_checks(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> set[str]:
    from operations import deploy_checks
    from operations.backup import encryption

    seen = SimpleNamespace(**{**PUBLIC, **SHARED, **LOCAL_BACKUPS, **changed})
    monkeypatch.setattr(deploy_checks, "settings", seen)
    monkeypatch.setattr(encryption, "settings", seen)
    messages = [*deploy_checks.check_environment(), *deploy_checks.check_stores(), *deploy_checks.check_backups()]
    return {str(message.id) for message in messages}


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({}, set()),
        ({"IS_PRODUCTION": False}, {"downwind.E001"}),
        ({"ALLOWED_HOSTS": ["localhost"]}, {"downwind.E002"}),
        ({"PUBLIC_URL": ""}, {"downwind.W003"}),
        ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, {"downwind.W004"}),
        (LOCAL_CACHE, {"downwind.W005"}),
        (WITH_REPLICA, set()),
        (WITH_REPLICA | LOCAL_CACHE, {"downwind.W005", "downwind.E008"}),
        ({"BACKUP_RECIPIENTS": ["age1nonsense"]}, {"downwind.E006"}),
        (BUCKET, {"downwind.W007"}),
        (BUCKET | {"BACKUP_RECIPIENTS": [str(pyrage.x25519.Identity.generate().to_public())]}, set()),
    ],
)
def test_the_deployment_check_finds_what_a_school_needs(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], complaint: set[str]
) -> None:
    assert find_failed_checks(monkeypatch, **changed) == complaint


@pytest.mark.django_db
def test_the_deployment_check_is_part_of_djangos() -> None:
    assert "downwind.E001" in {message.id for message in run_checks(include_deployment_checks=True)}


@pytest.mark.django_db
def test_the_root_path_leads_browsers_to_the_app_and_is_a_404_for_programs() -> None:
    page = Client().get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (page.status_code, page["Location"]) == (302, "/app/")
    assert "Accept" in page["Vary"]

    for accept in ("*/*", "application/json", ""):
        response = Client().get("/", headers={"Accept": accept})
        assert (response.status_code, response.json()) == (404, {"message": "Not found."})
    assert Client().post("/", headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.django_db
def test_statistics_are_updated_when_migrations_ran(queries_of: Any) -> None:
    assert queries_of(lambda: analyze_after_migrate(plan=[])) == []
    assert queries_of(lambda: analyze_after_migrate(plan=[("0001", False)])) == ["ANALYZE"]
