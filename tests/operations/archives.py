"""Reads and rewrites the tar files of backups."""

import io
import tarfile
from pathlib import Path


def read_files(path: Path) -> dict[str, bytes]:
    """The contents of all files of an archive, by name."""
    with tarfile.open(path) as tar:
        files = {entry.name: tar.extractfile(entry) for entry in tar.getmembers()}
        return {name: file.read() for name, file in files.items() if file}


def write_files(path: Path, files: dict[str, bytes], *extra: tuple[tarfile.TarInfo, bytes]) -> None:
    """Replaces an archive; `extra` are entries with a header of their own, links for example."""
    entries = [(tarfile.TarInfo(name), content) for name, content in files.items()]
    with tarfile.open(path, "w") as tar:
        for entry, content in [*entries, *extra]:
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
