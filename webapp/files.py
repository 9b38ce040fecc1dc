"""The built files of the web app, which `make web` writes to `webapp/build` and which are committed (ADR 23)."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "build"
FILES = "/static/app/"  # where they are served, except for the pages (config/settings.py)


@dataclass(frozen=True)
class Page:
    """What is served at an address that does not change, with the ETag of its content."""

    content: bytes

    @property
    def etag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:32]}"'


@cache
def read_page(name: str) -> Page:
    """A built file, read once in the life of a process. Raises FileNotFoundError for a build without it."""
    return Page((FOLDER / name).read_bytes())


@cache
def read_index(language: str) -> Page:
    """The index page. It names the texts of a language, which the first script would find only when it runs: on a slow
    network the two are loaded at once, and not one after the other."""
    content = read_page("index.html").content
    files = [file for file in list_catalogue(language) if file.encode() not in content]
    links = "".join(f'<link rel="modulepreload" crossorigin href="{FILES}{file}">\n' for file in files)
    return Page(content.replace(b"</head>", links.encode() + b"</head>", 1))


def list_catalogue(language: str) -> list[str]:
    """The files of the texts of a language, and what they import, below the folder of the build."""
    manifest = json.loads(read_page(".vite/manifest.json").content)
    chunk = manifest[f"src/base/texts/catalogues/{language}.ts"]
    return [chunk["file"], *(manifest[name]["file"] for name in chunk.get("imports", []))]


@cache
def read_hashes() -> dict[str, list[str]]:
    """The hashes of inline scripts and styles in the app's frames (clients/web/frame.config.ts), by kind."""
    hashes: dict[str, list[str]] = json.loads(read_page("csp.json").content)
    return {kind: hashes[kind] for kind in ("script", "style")}
