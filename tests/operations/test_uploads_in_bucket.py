"""UPLOADS_URL: uploads in a bucket of a real server of the S3 protocol, which is a process of its own."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages

from config.environment import Environment
from config.uploads import build_upload_storage
from core.files.storage import find_abandoned_files, list_stored_files
from mail.logos import read_logo
from tests.mail.test_rendering import create_picture
from tests.operations.terminal import run_json_command
from tests.operations.test_backup import Restore, elsewhere, fresh_database  # noqa: F401  fixtures
from tests.world import Client, World, create_client

pytestmark = pytest.mark.django_db(transaction=True)

FILM = bytes(range(256)) * 8
TOMORROW = datetime(2100, 1, 1, tzinfo=UTC)


def use_bucket(address: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPLOADS_URL", address)
    settings.STORAGES = {**settings.STORAGES, "default": build_upload_storage(Environment())}
    storage: Any = storages["default"]
    storage.connection.create_bucket(Bucket=storage.bucket_name)


@pytest.fixture(autouse=True)
def bucket(bucket_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    use_bucket(f"{bucket_server}/uploads-{uuid4().hex}/school", settings, monkeypatch)


def list_names() -> list[str]:
    return [name for name, _ in list_stored_files()]


def test_a_picture_is_served_from_the_bucket_at_the_same_address(world: World, tmp_path: Path) -> None:
    world.sam.photo.save("sam.gif", ContentFile(FILM))
    address = create_client(world.sam).get("/users/view.json").json()["UserDetail"]["photo"]
    response: Any = Client().get(address)

    assert address == f"/media/{world.sam.photo.name}"
    assert list_names() == [world.sam.photo.name]
    assert not (tmp_path / "media").exists()
    assert (response.status_code, response["Content-Type"]) == (200, "image/gif")
    assert b"".join(response.streaming_content) == FILM
    assert "sandbox" in response["Content-Security-Policy"]
    part: Any = Client().get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, FILM[10:20])


@pytest.mark.parametrize(
    "path", ["", "photos/", "photos/x.gif", "../x.gif", "private/x.pdf", "photos/../private/x.pdf", "x%00y", "9" * 3000]
)
def test_nothing_else_is_served(path: str) -> None:
    default_storage.save("private/x.pdf", ContentFile(b"a medical"))
    assert Client().get(f"/media/{path}").status_code in {400, 404}


def test_only_files_that_no_row_refers_to_are_abandoned(world: World) -> None:
    world.sam.photo.save("sam.gif", ContentFile(FILM))
    unused = default_storage.save("slides/2026/unused.gif", ContentFile(FILM))
    assert find_abandoned_files(TOMORROW) == [unused]
    assert find_abandoned_files(datetime(2000, 1, 1, tzinfo=UTC)) == []


def test_mails_find_the_logo(world: World) -> None:
    world.alpine.logo.save("logo.png", create_picture((300, 90), "PNG"))
    assert (read_logo(world.alpine) or b"").startswith(b"\x89PNG")


def test_a_backup_holds_the_files_of_the_bucket_and_restores_them_into_an_empty_one(
    world: World,
    elsewhere: Restore,  # noqa: F811
    bucket_server: str,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    world.sam.photo.save("sam.gif", ContentFile(FILM))
    backup = tmp_path / "backup.tar"
    run_json_command("backup", str(backup))
    status, text = elsewhere("restore", str(backup))
    assert (status, "The bucket of uploads is not empty" in text) == (1, True)

    use_bucket(f"{bucket_server}/restored-{uuid4().hex}", settings, monkeypatch)
    status, text = elsewhere("restore", str(backup))

    assert status == 0, text
    assert list_names() == [world.sam.photo.name]
    with default_storage.open(str(world.sam.photo.name)) as file:
        assert file.read() == FILM


@pytest.mark.parametrize(
    "address", ["s3://bucket", "s3://host/bucket", "s3://key:topsecret@host", "ftp://key:topsecret@host/bucket"]
)
def test_another_address_is_rejected_without_repeating_it(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPLOADS_URL", address)
    with pytest.raises(ImproperlyConfigured, match="UPLOADS_URL must be") as error:
        build_upload_storage(Environment())
    assert "topsecret" not in str(error.value)
