"""BACKUP_URL: backups in a bucket of a real server of the S3 protocol, which can be away."""

import os
import re
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from config import uploads as buckets
from config.environment import Environment
from config.uploads import build_backup_storage
from operations.backup import bucket as bucket_module
from operations.backup.bucket import Bucket, PartWriter
from tests.operations.backups.keys import create_age_key
from tests.operations.outages.proxy import Proxy
from tests.operations.terminal import run_command, run_json_command
from tests.operations.test_backup import Restore

pytestmark = pytest.mark.django_db(transaction=True)

MEBIBYTE = 2**20
LEAST_PART = 5 * MEBIBYTE  # that a bucket accepts, but for the last one
NAME = "downwind-20260318-100000"


def use_bucket(address: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_URL", address)
    # As in production, but a server that is away is given up at once.
    monkeypatch.setattr(buckets, "BACKUP_LIMITS", buckets.BACKUP_LIMITS | {"retries": {"total_max_attempts": 1}})
    settings.STORAGES = {**settings.STORAGES, **build_backup_storage(Environment())}


@pytest.fixture(autouse=True)
def address(bucket_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"{bucket_server}/backups-{uuid4().hex}/school"
    use_bucket(address, settings, monkeypatch)
    storage = Bucket().storage
    storage.connection.create_bucket(Bucket=storage.bucket_name)
    return address


def list_names() -> set[str]:
    return {name for name, _ in Bucket().list_files()}


def list_unfinished() -> list[Any]:
    return list(Bucket().storage.bucket.multipart_uploads.all())


def test_a_backup_is_restored_from_the_bucket_and_verifies(
    backup: Path, elsewhere: Restore, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = create_age_key(tmp_path)
    settings.BACKUP_RECIPIENTS = [pair.recipient]
    monkeypatch.setattr(bucket_module, "PART_BYTES", LEAST_PART)
    film = os.urandom(2 * LEAST_PART + MEBIBYTE)
    (tmp_path / "media" / "film.mp4").write_bytes(film)

    made = run_json_command("backup", "--to-bucket")
    assert list_names() == {f"{NAME}.tar.age", f"{NAME}.heads.json"}
    assert made["file"].startswith(f"{NAME}.tar.age in the bucket backups-")
    assert made["bytes"] > len(film)

    checkpoint = tmp_path / "heads.json"
    key = ("--identity", str(pair.identity), "--checkpoint", str(checkpoint))
    status, text = elsewhere("restore", f"{NAME}.tar.age", "--from-bucket", *key)

    assert status == 0, text
    assert (tmp_path / "elsewhere/film.mp4").read_bytes() == film
    assert elsewhere("verify_records", "--checkpoint", str(checkpoint))[0] == 0
    assert list_unfinished() == []


@pytest.mark.parametrize("name", ["downwind-20200101-000000.tar", "../x.tar", "x/y", ""])
def test_a_name_that_is_not_there_is_refused(uploads: Path, name: str) -> None:
    run_json_command("backup", "--to-bucket")
    status, text = run_command("restore", "--from-bucket", name)
    assert (status, repr(name) in text) == (1, True), text
    assert "/" in name or not name or f"The newest are {NAME}.tar." in text


def test_no_backup_is_written_over(uploads: Path) -> None:
    run_json_command("backup", "--to-bucket")
    status, text = run_command("backup", "--to-bucket")
    assert (status, "already exists" in text) == (1, True)


def test_a_bucket_that_is_away_fails_the_commands_with_a_sentence(
    uploads: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    use_bucket(f"s3+http://key:topsecret@127.0.0.1:{port}/bucket", settings, monkeypatch)

    for command in (("backup", "--to-bucket"), ("restore", f"{NAME}.tar", "--from-bucket")):
        status, text = run_command(*command)
        assert (status, "Could not connect to the endpoint URL" in text) == (1, True), text
        assert len(text.splitlines()) == 1
        assert "topsecret" not in text


def test_an_archive_that_did_not_arrive_whole_is_none(
    uploads: Path, address: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is cut between two parts; then it is back, and another backup succeeds."""
    host, port = re.findall(r"@([\d.]+):(\d+)", address)[0]
    proxy = Proxy((host, int(port)))
    use_bucket(address.replace(f":{port}/", f":{proxy.port}/"), settings, monkeypatch)
    monkeypatch.setattr(bucket_module, "PART_BYTES", LEAST_PART)
    (uploads / "film.mp4").write_bytes(os.urandom(3 * LEAST_PART))
    send_part = PartWriter.send_part

    def cut_before_the_second_part(writer: PartWriter) -> None:
        if writer.tags:
            proxy.cut()
        send_part(writer)

    with monkeypatch.context() as cutting:
        cutting.setattr(PartWriter, "send_part", cut_before_the_second_part)
        status, text = run_command("backup", "--to-bucket")
    assert (status, text.startswith("The backup was not stored: ")) == (1, True), text

    proxy.restore()
    assert list_names() == set()
    assert "The bucket has no backup" in run_command("restore", f"{NAME}.tar", "--from-bucket")[1]
    run_json_command("backup", "--to-bucket")
    assert list_names() == {f"{NAME}.tar", f"{NAME}.heads.json"}
    proxy.cut()


def test_parts_of_a_failed_backup_are_deleted(uploads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(PartWriter, "complete", run_out)
    with pytest.raises(KeyboardInterrupt):
        run_command("backup", "--to-bucket")
    assert list_unfinished() == []
    assert list_names() == {f"{NAME}.heads.json"}


@pytest.mark.parametrize("where", ["directory", "bucket"])
def test_old_backups_are_deleted_and_nothing_else(
    uploads: Path, tmp_path: Path, frozen_clock: time_machine.Traveller, where: str
) -> None:
    target = ("--to-bucket",) if where == "bucket" else (str(tmp_path),)
    run_json_command("backup", *target)
    mine = "mine.tar"
    Bucket().get_object(mine).put(Body=b"mine")
    (tmp_path / mine).write_bytes(b"mine")
    frozen_clock.move_to(datetime(2100, 1, 1, tzinfo=UTC))  # the files have the present time

    kept = run_json_command("backup", *target)
    assert kept["deleted"] == []
    frozen_clock.move_to(datetime(2100, 1, 2, tzinfo=UTC))
    deleted = run_json_command("backup", *target, "--keep-days", "14")["deleted"]

    first = {f"{NAME}.tar", f"{NAME}.heads.json"}
    assert set(deleted) == first | {"downwind-21000101-000000.tar", "downwind-21000101-000000.heads.json"}
    left = list_names() if where == "bucket" else {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert left == {mine, "downwind-21000102-000000.tar", "downwind-21000102-000000.heads.json"}


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--to-bucket", "--keep-days", "-1"), "--keep-days is -1; it must be from 0 to 36500."),
        (("x.tar", "--keep-days", "3"), "not for a file"),
        (("x.tar", "--to-bucket"), "not allowed with argument"),
        ((), "one of the arguments target --to-bucket is required"),
    ],
)
def test_options_that_contradict_each_other_are_refused(words: tuple[str, ...], complaint: str) -> None:
    status, text = run_command("backup", *words)
    assert (status, complaint in text) == (1, True), text


def test_without_a_bucket_the_options_are_refused(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {name: entry for name, entry in settings.STORAGES.items() if name != "backups"}
    assert "BACKUP_URL is not set" in run_command("backup", "--to-bucket")[1]
    assert "BACKUP_URL is not set" in run_command("restore", "x.tar", "--from-bucket")[1]
    assert "is for --from-bucket" in run_command("restore", "x.tar", "--checkpoint", str(tmp_path / "x"))[1]


@pytest.mark.parametrize("folder", ["", "/school", "/school/backups"])
@pytest.mark.parametrize("uploads", ["", "/school"])
def test_backups_among_the_uploads_are_refused(monkeypatch: pytest.MonkeyPatch, folder: str, uploads: str) -> None:
    """Because clean_up deletes what no row refers to."""
    monkeypatch.setenv("UPLOADS_URL", f"s3://key:secret@host/bucket{uploads}")
    monkeypatch.setenv("BACKUP_URL", f"s3://other:secret@host/bucket{folder}")
    if uploads and not folder:
        assert build_backup_storage(Environment())
        return
    with pytest.raises(ImproperlyConfigured, match="clean_up would delete backups"):
        build_backup_storage(Environment())


@pytest.mark.parametrize("uploads", ["s3://key:secret@host/other", "s3://key:secret@elsewhere/bucket", None])
def test_another_bucket_is_accepted(monkeypatch: pytest.MonkeyPatch, uploads: str | None) -> None:
    if uploads:
        monkeypatch.setenv("UPLOADS_URL", uploads)
    monkeypatch.setenv("BACKUP_URL", "s3://key:secret@host/bucket")
    assert build_backup_storage(Environment())["backups"]["OPTIONS"]["bucket_name"] == "bucket"


def test_an_invalid_address_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_URL", "ftp://key:topsecret@host/bucket")
    with pytest.raises(ImproperlyConfigured, match="BACKUP_URL must be an address") as error:
        build_backup_storage(Environment())
    assert "topsecret" not in str(error.value)
