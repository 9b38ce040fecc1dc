"""Where backups are kept: what a directory and a bucket have in common, how files are named, and how long they stay."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from django.utils import timezone

from core.exceptions import Conflict
from operations.backup.encryption import SUFFIX
from records.verification.checkpoints import Heads

ARCHIVE = ".tar"
CHECKPOINT = ".heads.json"
# What `build_name` names, and the checkpoints beside: nothing else in a place is ever deleted.
OUR_NAME = re.compile(r"downwind-\d{8}-\d{6}(\.tar|\.tar\.age|\.heads\.json)")


class Place(Protocol):
    """A directory or a bucket. Every method raises Conflict, with a sentence for the operator, if it cannot."""

    @property
    def workspace(self) -> Path | None:
        """A directory with room for a dump; None: that of the system for temporary files."""

    def describe(self, name: str) -> str:
        """The name of a file as the operator knows it."""

    def open_draft(self, name: str) -> AbstractContextManager[Any]:
        """A file to write to, which is there under this name once the block has succeeded, and never if it fails."""

    def write_checkpoint(self, name: str, heads: Heads) -> None: ...

    def open_archive(self, name: str) -> AbstractContextManager[Any]:
        """A file to read, which can be sought in."""

    def read_size(self, name: str) -> int: ...

    def list_files(self) -> Iterator[tuple[str, datetime]]:
        """The name of each file and when it was last written; folders in this place are left out."""

    def delete(self, name: str) -> None: ...


def build_name(*, is_encrypted: bool) -> str:
    return f"downwind-{timezone.now():%Y%m%d-%H%M%S}{ARCHIVE}{SUFFIX if is_encrypted else ''}"


def build_checkpoint_name(name: str) -> str:
    return name.removesuffix(SUFFIX).removesuffix(ARCHIVE) + CHECKPOINT


def delete_old_backups(place: Place, days: int, *, except_for: str) -> list[str]:
    """Deletes backups, and checkpoints, that were written more than so many days ago; returns their names.

    Only files that are named after a time. `except_for` is the newest backup, which stays whatever clocks say.
    """
    limit = timezone.now() - timedelta(days=days)
    kept = {except_for, build_checkpoint_name(except_for)}
    old = [name for name, at in place.list_files() if OUR_NAME.fullmatch(name) and at < limit and name not in kept]
    for name in old:
        place.delete(name)
    return old


def find_newest(place: Place, count: int) -> list[str]:
    """The names of the newest archives, the newest first."""
    ours = (name for name, _ in place.list_files() if OUR_NAME.fullmatch(name) and not name.endswith(CHECKPOINT))
    return sorted(ours, reverse=True)[:count]


def check_name(name: str) -> None:
    """Raises Conflict for a name that is none of a file in a place."""
    if not name or "/" in name or name in {".", ".."}:
        raise Conflict(f"{name!r} is not the name of a backup.")
