"""The bucket of uploads stops, hangs and comes back: requests for files are told to come back, the others go on."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from core.files.storage import delete_after_commit
from core.outages import breaker
from instructors.models import Qualification
from mail.logos import read_logo
from tests.instructors.test_admin import LIST, PDF
from tests.mail.test_rendering import create_picture
from tests.office.browser import open_browser
from tests.operations.buckets import BucketServer
from tests.operations.test_uploads_in_bucket import use_bucket
from tests.world import Client, World, create_client

pytestmark = pytest.mark.django_db(transaction=True)

FILM = bytes(range(256)) * 8
UNANSWERED_SECONDS = 20.0  # until a test gives up; no claim about speed


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[BucketServer]:
    settings.MEDIA_ROOT = tmp_path / "media"
    server = BucketServer()
    try:
        use_bucket(f"{server.address}/uploads-{uuid4().hex}", settings, monkeypatch)
        yield server
    finally:
        server.stop()


@pytest.fixture
def photo(world: World, bucket: BucketServer) -> str:
    world.sam.photo.save("sam.gif", ContentFile(FILM))
    return f"/media/{world.sam.photo.name}"


def check_refusal(response: Any) -> None:
    assert response.status_code == 503, response
    assert 1 <= int(response["Retry-After"]) <= 5


def test_a_picture_is_refused_while_the_bucket_is_away_and_served_again_afterwards(
    world: World, bucket: BucketServer, photo: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "PAUSE_SECONDS", 0.0)
    bucket.stop()

    check_refusal(Client().get(photo))
    check_refusal(Client().get(photo))
    assert create_client(world.sam).get("/users/view.json").json()["UserDetail"]["photo"] == photo

    bucket.start()
    storage: Any = default_storage
    storage.connection.create_bucket(Bucket=storage.bucket_name)  # the server keeps all in memory
    assert Client().get(photo).status_code == 404
    world.sam.photo.save("sam.gif", ContentFile(FILM))
    again: Any = Client().get(f"/media/{world.sam.photo.name}")
    assert b"".join(again.streaming_content) == FILM


def test_a_bucket_that_hangs_is_given_up_and_then_nobody_waits_for_it(bucket: BucketServer, photo: str) -> None:
    bucket.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    check_refusal(Client().get(photo))
    assert time.monotonic() - began < UNANSWERED_SECONDS

    began = time.monotonic()
    check_refusal(Client().get(photo))
    assert time.monotonic() - began < 1.0  # no time limit of a connection is that short


def test_a_private_paper_and_its_upload_are_refused_in_the_admin(world: World, bucket: BucketServer) -> None:
    browser = open_browser(world.maria)
    form = {"user": world.ines.pk, "kind": "MEDICAL", "name": "Medical class 1", "number": "1"}
    stored = browser.post(f"{LIST}add/", form | {"new_document": create_upload()})
    assert stored.status_code == 302, stored.context["errors"]
    paper = Qualification.objects.get()
    bucket.stop()

    check_refusal(browser.get(f"{LIST}{paper.pk}/document"))
    refused = browser.post(f"{LIST}add/", form | {"name": "Class 2", "new_document": create_upload()})

    check_refusal(refused)
    assert "cannot reach its files" in refused.content.decode()
    assert Qualification.objects.get() == paper


def create_upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("medical.pdf", PDF)


def test_a_mail_leaves_without_its_logo_and_the_next_one_has_it(
    world: World, bucket: BucketServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.alpine.logo.save("logo.png", create_picture((300, 90), "PNG"))
    bucket.process.send_signal(signal.SIGSTOP)
    assert read_logo(world.alpine) is None

    bucket.process.send_signal(signal.SIGCONT)
    monkeypatch.setattr(breaker, "PAUSE_SECONDS", 0.0)
    assert (read_logo(world.alpine) or b"").startswith(b"\x89PNG")


def test_what_was_done_stays_done_when_its_old_file_cannot_be_deleted(world: World, bucket: BucketServer) -> None:
    stored = default_storage.save("photos/2026/old.gif", ContentFile(FILM))
    bucket.stop()
    delete_after_commit(stored)


def test_a_command_says_so_in_a_sentence(bucket: BucketServer) -> None:
    bucket.stop()
    with pytest.raises(CommandError, match="cannot reach its files"):
        call_command("clean_up")
