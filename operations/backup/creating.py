"""Making a backup: first the database as of one moment, then the files its rows name, then the list of it all.

Beside it goes a checkpoint of that same moment: with any later one, a restored backup looks like a ledger that was cut.
"""

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.commands import ProgressReporter, iterate_silently
from core.exceptions import Conflict
from operations.backup import manifest
from operations.backup.engines import get_engine
from records.verification.checkpoints import write_checkpoint

MEDIA = "media/"
CHECKPOINT = ".heads.json"


@dataclass(frozen=True)
class Backup:
    """A backup that was made."""

    path: Path
    checkpoint: Path
    files: int
    rows: int
    bytes: int


def take_backup(target: Path, *, watch: ProgressReporter[Path] = iterate_silently) -> Backup:
    """Writes everything to the new file `target`, or into the directory `target` under a name with the moment.

    Beside it, under the same name and `.heads.json`, goes the checkpoint with which `verify_records` checks what was
    restored from it. Both appear when they are complete, the backup readable by its owner alone. Refuses with Conflict:
    a file that exists, a place that cannot be written, a database program that is missing or too old.
    """
    database = get_engine()
    database.check_tools()
    path = target / f"downwind-{timezone.now():%Y%m%d-%H%M%S}.tar" if target.is_dir() else target
    with write_draft(path) as draft, tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as workshop:
        dump = Path(workshop) / database.file
        facts = database.dump(dump)
        uploads = sorted(file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file())
        with tarfile.open(fileobj=draft, mode="w") as tar:
            files = {database.file: add_file(tar, dump, database.file)}
            for file in watch(uploads, len(uploads)):
                name = MEDIA + file.relative_to(settings.MEDIA_ROOT).as_posix()
                files[name] = add_file(tar, file, name)
            add_bytes(tar, manifest.NAME, manifest.write_manifest(database, facts, files))
        checkpoint = path.with_name(path.name.removesuffix(".tar") + CHECKPOINT)
        write_checkpoint(checkpoint, facts.ledger)
    return Backup(path, checkpoint, len(files), sum(facts.rows.values()), path.stat().st_size)


@contextmanager
def write_draft(path: Path) -> Iterator[Any]:
    """An open file that becomes `path` when all went well, and nothing otherwise."""
    draft = path.with_name(path.name + ".part")
    try:
        if path.exists():
            raise Conflict(f"{path} exists already.")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            try:
                yield opened
                opened.flush()
                os.fsync(opened.fileno())
                draft.rename(path)
            finally:
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise Conflict(f"The backup was not made: {error.filename or path}: {error.strerror}.") from error


def add_file(tar: tarfile.TarFile, file: Path, name: str) -> dict[str, Any]:
    """Puts a file into the archive; its digest is that of the very bytes that went in."""
    with file.open("rb") as opened:
        entry = build_header(name, os.fstat(opened.fileno()).st_size)
        read = DigestingReader(opened)
        tar.addfile(entry, read)
    return {"sha256": read.digest.hexdigest(), "bytes": entry.size}


def add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(build_header(name, len(content)), io.BytesIO(content))


def build_header(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(timezone.now().timestamp())
    return entry


class DigestingReader(io.RawIOBase):
    """Reads a file and digests what was read."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block: bytes = self.file.read(size)
        self.digest.update(block)
        return block
