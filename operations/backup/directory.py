"""Backups in a directory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core.exceptions import Conflict
from core.files.storage import get_modified_at
from records.verification.checkpoints import Heads, write_checkpoint


@dataclass(frozen=True)
class Directory:
    path: Path

    @property
    def workspace(self) -> Path:
        """The dump goes next to the backup, not to /tmp: it is as large as the database, and here space was made."""
        return self.path

    def describe(self, name: str) -> str:
        return str(self.path / name)

    @contextmanager
    def open_draft(self, name: str) -> Iterator[Any]:
        """It is renamed if the block succeeds, and deleted if it fails.

        It is created with mode 600, because it holds personal data from the first byte on, and synced before the
        rename, because a power cut must not leave a truncated file under the final name.
        """
        path, draft = self.path / name, self.path / f"{name}.part"
        try:
            if path.exists():
                raise Conflict(f"{path} already exists.")
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                try:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                    draft.rename(path)
                finally:
                    draft.unlink(missing_ok=True)
        except OSError as error:
            raise Conflict(f"The backup was not created: {error.filename or path}: {error.strerror}.") from error

    def write_checkpoint(self, name: str, heads: Heads) -> None:
        write_checkpoint(self.path / name, heads)

    @contextmanager
    def open_archive(self, name: str) -> Iterator[Any]:
        with (self.path / name).open("rb") as file:
            yield file

    def read_size(self, name: str) -> int:
        return (self.path / name).stat().st_size

    def list_files(self) -> Iterator[tuple[str, datetime]]:
        yield from ((path.name, get_modified_at(path)) for path in sorted(self.path.iterdir()) if path.is_file())

    def delete(self, name: str) -> None:
        try:
            (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise Conflict(f"{self.path / name} cannot be deleted: {error.strerror}.") from error
