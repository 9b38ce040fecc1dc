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


# --- ranges


FILM = bytes(range(100))


@pytest.fixture
def film(db: None, media_root: Path) -> str:
    (media_root / "media" / "slides").mkdir(parents=True)
    (media_root / "media" / "slides" / "film.mp4").write_bytes(FILM)
    return "/media/slides/film.mp4"


def get_range(path: str, asked: str, **headers: str) -> Any:
    return Client().get(path, headers={"Range": asked, **headers})


def read_body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-0", 0, 0),
        ("bytes=99-99", 99, 99),
        ("bytes=40-", 40, 99),
        ("bytes=90-500", 90, 99),
        ("bytes=-7", 93, 99),
        ("bytes=-500", 0, 99),
        ("Bytes=10-19", 10, 19),
    ],
)
def test_one_range_gets_those_bytes(film: str, asked: str, first: int, last: int) -> None:
    response = get_range(film, asked)

    assert (response.status_code, read_body(response)) == (206, FILM[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/100"
    assert response["Content-Length"] == str(last + 1 - first)
    assert (response["Content-Type"], response["Accept-Ranges"]) == ("video/mp4", "bytes")
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0", f"bytes={10**17}-"])
def test_a_range_after_the_end_is_a_416_that_tells_the_size(film: str, asked: str) -> None:
    response = get_range(film, asked)

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */100")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "asked", ["", "bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "lines=1-2", "bytes=x-y", "bytes=٣-٤", "9" * 6000]
)
def test_a_range_that_says_nothing_gets_the_whole_file(film: str, asked: str) -> None:
    response = get_range(film, asked)

    assert (response.status_code, read_body(response)) == (200, FILM)
    assert (response["Accept-Ranges"], response["Content-Length"]) == ("bytes", "100")


def test_the_rest_of_another_version_is_the_whole_file(film: str) -> None:
    def get_bytes(version: str) -> bytes:
        return read_body(get_range(film, "bytes=5-", **{"If-Range": version}))

    whole = get_range(film, "")

    assert read_body(whole) == FILM
    assert get_bytes(whole["Last-Modified"]) == FILM[5:]
    assert get_bytes("Mon, 02 Jan 2006 15:04:05 GMT") == get_bytes('"tag"') == FILM


def test_head_and_a_file_that_the_browser_has_know_no_range(film: str) -> None:
    head: Any = Client().head(film, headers={"Range": "bytes=0-1"})
    head.close()

    assert (head.status_code, head["Accept-Ranges"], head["Content-Length"]) == (200, "bytes", "100")
    assert get_range(film, "bytes=0-1", **{"If-Modified-Since": head["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize("asked", ["bytes=0-1", "bytes=500-", "bytes=0-1,5-6"])
def test_no_file_stays_open(film: str, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    plain_open = Path.open

    def open_and_note(self: Path, *args: Any, **options: Any) -> Any:
        file = plain_open(self, *args, **options)
        opened.extend([file] if self.name == "film.mp4" else [])
        return file

    monkeypatch.setattr(Path, "open", open_and_note)

    get_range(film, asked).close()

    assert [file.closed for file in opened] == [True]
