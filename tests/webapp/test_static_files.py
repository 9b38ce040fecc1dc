"""How the built files below `/static/app/` are delivered."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

SCRIPT = "export const texts = ['one', 'two', 'three'];\n" * 40


@pytest.fixture
def static_files(tmp_path_factory: Any, settings: Any) -> Path:
    """Built files in a folder of static files."""
    folder: Path = tmp_path_factory.mktemp("static")
    for name in ("assets/index-de635567.js", "assets/icons/icon-192.png", "sw.js", "index.html"):
        file = folder / "app" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SCRIPT)
    settings.STATICFILES_DIRS = [folder]
    return folder


def get(path: str, **headers: str) -> tuple[Any, bytes]:
    """The response, and its body: reading it to its end closes the file."""
    response: Any = Client().get(f"/static/app/{path}", headers=headers)
    return response, b"".join(response)


def test_files_with_a_hash_in_their_name_are_kept_for_ever(static_files: Path) -> None:
    hashed, _ = get("assets/index-de635567.js")
    other, _ = get("assets/icons/icon-192.png")

    assert hashed["Cache-Control"] == "max-age=315360000, public, immutable"
    assert other["Cache-Control"] == "max-age=60, public"


def test_the_demo_server_compresses_them_too(static_files: Path) -> None:
    response, body = get("assets/index-de635567.js", **{"Accept-Encoding": "gzip"})
    plain, _ = get("assets/index-de635567.js")

    assert (response["Content-Encoding"], response["Content-Length"]) == ("gzip", str(len(body)))
    assert gzip.decompress(body).decode() == SCRIPT
    assert len(body) < len(SCRIPT) / 10
    assert "Content-Encoding" not in plain


def test_in_production_they_are_compressed_before_they_are_served(static_files: Path, settings: Any) -> None:
    settings.STATIC_ROOT = static_files.parent / f"{static_files.name}-collected"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]

    call_command("collectstatic", interactive=False, verbosity=0)

    compressed = settings.STATIC_ROOT / "app" / "assets" / "index-de635567.js.gz"
    assert gzip.decompress(compressed.read_bytes()).decode() == SCRIPT


def test_the_index_page_runs_nothing_outside_of_the_app(static_files: Path) -> None:
    """There it would not have the headers of the app's pages."""
    page, _ = get("index.html")
    script, _ = get("sw.js")

    assert page["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "script-src 'self'; connect-src 'self'" in script["Content-Security-Policy"]


@pytest.mark.parametrize("file", ["swagger-ui-dist/oauth2-redirect.html", "swagger-ui-dist/swagger-ui.css"])
def test_no_file_of_a_library_runs_anything_as_a_page(file: str) -> None:
    """It would have the origin of the app, and its token."""
    response = Client().get(f"/static/drf_spectacular_sidecar/{file}")
    b"".join(response)  # read to its end, the file is closed

    assert response.status_code == 200
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
