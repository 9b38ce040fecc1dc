"""What a phone loads before the first screen of the app is there: at most 100 kB, compressed."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

MOST_BYTES = 100_000
BUILD: Path = settings.BASE_DIR / "webapp" / "build"
LOADED = re.compile(r'(?:src|href)="/static/app/(assets/[^"/]+\.(?:js|css))"')
# Loaded by the first script: the texts of one language, and the first screen of a student.
CATALOGUE, HOME = "src/base/texts/catalogues/en.ts", "src/rooms/home/index.tsx"


def list_first_load() -> set[str]:
    """The scripts and styles that the index page names, and those of the catalogue and the home screen."""
    manifest = json.loads((BUILD / ".vite" / "manifest.json").read_text())
    named = LOADED.findall((BUILD / "index.html").read_text())
    return {*named, *iterate_chunk(manifest, CATALOGUE), *iterate_chunk(manifest, HOME)}


def iterate_chunk(manifest: dict[str, Any], name: str) -> Iterator[str]:
    """The files of a chunk and of all chunks that it imports."""
    yield manifest[name]["file"]
    yield from manifest[name].get("css", [])
    for imported in manifest[name].get("imports", []):
        if imported != "index.html":
            yield from iterate_chunk(manifest, imported)


def test_the_first_load_is_small() -> None:
    sizes = {name: len(gzip.compress((BUILD / name).read_bytes(), 6)) for name in sorted(list_first_load())}

    assert len(sizes) >= 4
    print(*(f"{size:>8} {name}" for name, size in sizes.items()), sep="\n")  # noqa: T201  `make web-check` shows it
    print(f"{sum(sizes.values()):>8} bytes compressed, of {MOST_BYTES} at most")  # noqa: T201
    assert sum(sizes.values()) <= MOST_BYTES
