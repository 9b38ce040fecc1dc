"""`backup` and `restore`: a whole installation in one file, and back into an empty one.

The backup is created in the test database; a separate process restores it into a separate database.
"""

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection

from accounts.companies import create_company
from accounts.people.services import create_user
from operations.backup import postgresql
from operations.backup.engines import get_engine
from records.models import Event, Head
from tests.operations.archives import read_files, write_files
from tests.operations.terminal import run_command, run_json_command

pytestmark = pytest.mark.django_db(transaction=True)

Restore = Callable[..., tuple[int, str]]


@pytest.fixture
def uploads(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "photos" / "2026").mkdir(parents=True)
    (settings.MEDIA_ROOT / "photos" / "2026" / "sam.png").write_bytes(b"a picture")
    return tmp_path / "media"


@pytest.fixture
def backup(uploads: Path, tmp_path: Path) -> Path:
    """A backup of a school with a manager and a ledger of two events."""
    company = create_company(name="Alpine Flight School", timezone_id="Europe/Vienna")
    create_user(company=company, email="maria@alpine.example", name="Maria", surname="M", group=135, password=None)
    path = tmp_path / "backup.tar"
    run_json_command("backup", str(path))
    return path


@pytest.fixture
def fresh_database(tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the engine that the tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'restored.sqlite3'}"
        return
    at = connection.settings_dict
    name = f"{at['NAME']}_restored"  # one for each worker of pytest-xdist, as the name before it is
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def elsewhere(fresh_database: str, tmp_path: Path) -> Restore:
    """Runs a command on the fresh installation; returns its exit status and output."""
    keys = ",".join(f"{name}={key}" for name, key in configured.RECORDS_KEYS.items())
    environment = {
        "DATABASE_URL": fresh_database,
        "MEDIA_ROOT": str(tmp_path / "elsewhere"),
        "RECORDS_KEYS": keys,
    }

    def run(*words: str, **changed: str) -> tuple[int, str]:
        outcome = subprocess.run(
            [sys.executable, str(configured.BASE_DIR / "manage.py"), *words],
            env={**os.environ, **environment, **changed},
            capture_output=True,
            text=True,
        )
        return outcome.returncode, outcome.stdout + outcome.stderr

    return run


def rewrite_backup(path: Path, change: Callable[[dict[str, bytes]], None]) -> str:
    """Changes the files of a backup, and returns its path."""
    files = read_files(path)
    change(files)
    write_files(path, files)
    return str(path)


def read_manifest(path: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(read_files(path)["manifest.json"])
    return manifest


def test_a_restored_installation_is_what_was_backed_up_and_verifies(
    backup: Path, elsewhere: Restore, uploads: Path, tmp_path: Path
) -> None:
    assert elsewhere("restore", str(backup), "--dry-run")[0] == 0
    assert not (tmp_path / "elsewhere").exists()

    status, text = elsewhere("restore", str(backup), "--json")

    assert status == 0, text
    assert json.loads(text)["schools"] == 1
    assert (tmp_path / "elsewhere/photos/2026/sam.png").read_bytes() == b"a picture"
    assert elsewhere("verify_records") == (0, "Alpine Flight School: 2 events, 0 signatures: in order.\n")
    assert elsewhere("migrate", "--check")[0] == 0
    # The restored school can be used; and once it is in use, nothing is restored over it.
    assert elsewhere("create_company", "Baltic Aviation", "--timezone", "UTC")[0] == 0
    status, text = elsewhere("restore", str(backup))
    assert status == 1
    assert "The database is not empty, " in text


def test_the_file_is_its_owners_alone_and_holds_no_key(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    manifest = read_manifest(backup)
    assert manifest["key_ids"] == list(configured.RECORDS_KEYS)
    for key in configured.RECORDS_KEYS.values():
        assert key.encode() not in backup.read_bytes()
    head = Head.objects.get()
    assert manifest["ledger"] == {str(head.pk): {"seq": 2, "mac": head.mac}}
    assert manifest["rows"]["records_event"] == Event.objects.count() == 2
    assert set(manifest["files"]) == {get_engine().file, "media/photos/2026/sam.png"}
    assert [path.name for path in backup.parent.iterdir()].count("backup.tar.part") == 0


def test_a_directory_gets_a_file_named_by_the_time(backup: Path, tmp_path: Path) -> None:
    assert run_json_command("backup", str(tmp_path))["file"] == str(tmp_path / "downwind-20260318-100000.tar")


def test_no_backup_is_written_over_or_into_nowhere(backup: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    assert run_command("backup", str(backup)) == (1, f"{backup} already exists.")
    assert backup.read_bytes() == before
    assert "No such file" in run_command("backup", str(tmp_path / "no" / "such.tar"))[1]


def spoil_upload(files: dict[str, bytes]) -> None:
    files["media/photos/2026/sam.png"] = b"A picture"


def spoil_database(files: dict[str, bytes]) -> None:
    files[get_engine().file] = files[get_engine().file][:-1] + b"?"


def drop_upload(files: dict[str, bytes]) -> None:
    del files["media/photos/2026/sam.png"]


def add_upload(files: dict[str, bytes]) -> None:
    files["media/../../evil.py"] = b"evil"


def drop_manifest(files: dict[str, bytes]) -> None:
    del files["manifest.json"]


def alter_manifest(**parts: Any) -> Callable[[dict[str, bytes]], None]:
    """A change that replaces parts of the manifest."""

    def change(files: dict[str, bytes]) -> None:
        files["manifest.json"] = json.dumps({**json.loads(files["manifest.json"]), **parts}).encode()

    return change


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (spoil_upload, "the content of media/photos/2026/sam.png has changed"),
        (spoil_database, " has changed"),
        (drop_upload, "media/photos/2026/sam.png is missing"),
        (add_upload, "media/../../evil.py' would be extracted to"),
        (drop_manifest, "it has no manifest"),
        *[
            (alter_manifest(**{part: value}), "its manifest is not complete")
            for part, value in {
                "database": {},
                "rows": {},
                "key_ids": 5,
                "migrations": {"accounts": 5},
                "files": {"media/photos/2026/sam.png": {}},
                "seal": {},
            }.items()
        ],
        (alter_manifest(created_at="2020-01-01"), "the manifest was altered"),
        (alter_manifest(rows=[]), "its manifest is not complete"),
        (alter_manifest(files={"media/../evil.py": {}}), "its manifest is not complete"),
        (alter_manifest(format=2), "created by a newer version"),
        (alter_manifest(key_ids=["2031a"]), "RECORDS_KEYS lacks 2031a"),
    ],
)
def test_an_altered_backup_is_refused(backup: Path, change: Callable[[dict[str, bytes]], None], complaint: str) -> None:
    status, text = run_command("restore", rewrite_backup(backup, change), "--dry-run")
    assert status == 1
    assert complaint in text


@pytest.mark.parametrize("kept", [0, 100, 5000, 20_000])
def test_a_file_that_was_cut_off_is_refused(backup: Path, kept: int) -> None:
    backup.write_bytes(backup.read_bytes()[:kept])
    assert run_command("restore", str(backup), "--dry-run")[0] == 1


def test_a_file_that_is_not_there_or_no_backup_is_refused(tmp_path: Path) -> None:
    assert "No such file" in run_command("restore", str(tmp_path / "no.tar"))[1]
    assert run_command("restore", str(configured.BASE_DIR / "README.md"))[0] == 1
    assert run_command("restore", str(tmp_path))[0] == 1


def test_a_backup_of_a_newer_server_is_refused(backup: Path, settings: Any) -> None:
    applied = read_manifest(backup)["migrations"]
    applied["accounts"].append("0999_from_the_future")
    path = rewrite_backup(backup, alter_manifest(migrations=applied))
    settings.RECORDS_KEYS = {"other": b"0" * 32}  # otherwise the seal would be the first problem
    status, text = run_command("restore", path, "--dry-run", "--without-keys")
    assert status == 1
    assert "migrations this server does not know: accounts.0999_from_the_future" in text


def test_a_backup_of_another_engine_is_refused(backup: Path) -> None:
    path = rewrite_backup(backup, alter_manifest(database={**read_manifest(backup)["database"], "engine": "other"}))
    assert "can only be restored into the same kind of database" in run_command("restore", path)[1]


def test_without_the_keys_a_restore_needs_an_option(backup: Path, elsewhere: Restore) -> None:
    lost = {"RECORDS_KEYS": "other=0123456789abcdef0123456789abcdef"}
    status, text = elsewhere("restore", str(backup), **lost)
    assert status == 1
    assert f"RECORDS_KEYS lacks {next(iter(configured.RECORDS_KEYS))}" in text
    wrong = {"RECORDS_KEYS": f"{next(iter(configured.RECORDS_KEYS))}=0123456789abcdef0123456789abcdef"}
    assert "has another key under the name" in elsewhere("restore", str(backup), **wrong)[1]

    assert "has another key under the name" in elsewhere("restore", str(backup), "--without-keys", **wrong)[1]

    assert elsewhere("restore", str(backup), "--without-keys", **lost)[0] == 0
    assert elsewhere("verify_records", **lost)[0] == 2


def test_uploads_that_are_there_are_not_mixed_with_others(backup: Path, elsewhere: Restore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "note.txt").write_text("mine")
    assert "The directory of uploads" in elsewhere("restore", str(backup))[1]
    assert elsewhere("restore", str(backup), "--without-uploads")[0] == 0
    assert [(path.name, path.read_text()) for path in (tmp_path / "elsewhere").iterdir()] == [("note.txt", "mine")]


def test_a_database_without_an_installation_is_not_backed_up(elsewhere: Restore, tmp_path: Path) -> None:
    status, text = elsewhere("backup", str(tmp_path / "empty.tar"))
    assert status == 1
    assert "its migrations were never run" in text
    assert not (tmp_path / "empty.tar").exists()


@pytest.mark.postgresql
def test_a_pg_dump_older_than_the_server_is_refused(uploads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "get_client_major", lambda program: 9)
    status, text = run_command("backup", str(uploads.parent / "x.tar"))
    assert status == 1
    assert "pg_dump 9 does not support PostgreSQL" in text


@pytest.mark.postgresql
def test_a_missing_pg_dump_is_a_sentence(uploads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert "pg_dump is not installed" in run_command("backup", str(uploads.parent / "x.tar"))[1]


def test_a_version_is_read_from_the_output_of_programs() -> None:
    outputs = ("pg_dump (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)", "17.2", "pg_dump (PostgreSQL) 18beta1")
    assert [postgresql.parse_major(text) for text in outputs] == [15, 17, 18]
