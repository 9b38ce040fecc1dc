"""A build of the web app that has one of each kind of file, so that these tests need none of the real ones."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from webapp import files

INDEX = """<!doctype html>
<html lang="en"><head><link rel="manifest" href="/app/manifest.webmanifest">
<script type="module" src="/static/app/assets/index-de635567.js"></script></head>
<body><div id="app"></div><noscript>Downwind needs JavaScript.</noscript></body></html>
"""


@pytest.fixture
def small_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "sw.js").write_text("self.addEventListener('install', () => self.skipWaiting())\n")
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(build_manifest()))
    (tmp_path / "csp.json").write_text(json.dumps({"script": ["sha256-c2NyaXB0"], "style": ["sha256-c3R5bGU="]}))
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    forget_files()
    yield
    forget_files()


def build_manifest() -> dict[str, Any]:
    """Of the texts of each language, which share a chunk with the index page and another one among themselves."""
    catalogues = {
        f"src/base/texts/catalogues/{language}.ts": {
            "file": f"assets/{language}-0badcafe.js",
            "imports": ["index.html", "_collect.js"],
        }
        for language in ("en", "de", "es", "fr")
    }
    shared = {"index.html": {"file": "assets/index-de635567.js"}, "_collect.js": {"file": "assets/collect-599ece38.js"}}
    return catalogues | shared


def forget_files() -> None:
    for read in (files.read_page, files.read_index, files.read_hashes):
        read.cache_clear()
