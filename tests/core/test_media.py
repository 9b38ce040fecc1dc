"""Uploaded files are served to whoever knows their address, which cannot be guessed."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from tests.world import Client, World, create_client

PIXEL = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


@pytest.fixture(autouse=True)
def media_root(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path


@pytest.fixture
def photo(world: World) -> str:
    """The address of Sam's photo in the API."""
    world.sam.photo.save("sam.GIF", ContentFile(PIXEL))
    address: str = create_client(world.sam).get("/users/view.json").json()["UserDetail"]["photo"]
    return address


def test_the_address_that_the_api_tells_shows_the_picture_without_a_token(photo: str) -> None:
    response: Any = Client().get(photo)

    assert (response.status_code, response["Content-Type"]) == (200, "image/gif")
    assert b"".join(response.streaming_content) == PIXEL
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_the_address_does_not_follow_from_the_name_of_the_file(world: World, photo: str) -> None:
    assert "sam" not in photo
    assert photo.startswith("/media/photos/2026/")
    world.sue.photo.save("sam.GIF", ContentFile(PIXEL))
    assert not photo.endswith(str(world.sue.photo.name))


NO_FILES = ["", "photos/", "photos/2026/", "../secret.txt", "%2e%2e/secret.txt", "x\x00y", "x%00y", "9" * 300,
            "é" * 200, "a/" * 3000, "x%0a", "photos/2026/x.gif/y"]  # fmt: skip


@pytest.mark.parametrize("path", NO_FILES)
def test_nothing_else_is_served(photo: str, path: str) -> None:
    assert Client().get(f"/media/{path}").status_code in {400, 404}
