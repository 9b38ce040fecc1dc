"""Creates a backup: the database as of one moment, then the uploads, then the manifest that lists both.

The order matters: a file that is uploaded after the dump is one too many in the backup, but one that the dumped rows
name is never missing. Beside the backup goes a checkpoint of the same moment; compared with a later one, a restored
ledger would look truncated.
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
    """A backup that was created: its files and what is in them."""

    path: Path
    checkpoint: Path
    files: int
    rows: int
    bytes: int


def create_backup(target: Path, *, progress: ProgressReporter[Path] = iterate_silently) -> Backup:
    """Writes everything to the new file `target`, or into the directory `target`, to a file named after the time.

    The checkpoint has the same name with the suffix `.heads.json`; `verify_records` takes it after a restore. Both
    files appear only when they are complete, and only their owner may read the backup. Raises Conflict if the file
    exists, the directory is not writable, or a database program is missing or too old.
    """
    database = get_engine()
    database.check_tools()
    path = target / f"downwind-{timezone.now():%Y%m%d-%H%M%S}.tar" if target.is_dir() else target
    # The dump goes next to the backup, not to /tmp: it is as large as the database, and that is where space was made.
    with write_draft(path) as draft, tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as workspace:
        dump = Path(workspace) / database.file
        facts = database.dump(dump)
        uploads = sorted(file for file in Path(settings.MEDIA_ROOT).rglob("*") if file.is_file())
        with tarfile.open(fileobj=draft, mode="w") as tar:
            files = {database.file: add_file(tar, dump, database.file)}
            for file in progress(uploads, len(uploads)):
                name = MEDIA + file.relative_to(settings.MEDIA_ROOT).as_posix()
                files[name] = add_file(tar, file, name)
            add_bytes(tar, manifest.NAME, manifest.build_manifest(database, facts, files))
        checkpoint = path.with_name(path.name.removesuffix(".tar") + CHECKPOINT)
        write_checkpoint(checkpoint, facts.ledger)
    return Backup(path, checkpoint, len(files), sum(facts.rows.values()), path.stat().st_size)


@contextmanager
def write_draft(path: Path) -> Iterator[Any]:
    """Yields an open file that is renamed to `path` if the block succeeds, and deleted if it fails.

    It is created with mode 600, because it holds personal data from the first byte on, and synced before the rename,
    because a power cut must not leave a truncated file under the final name.
    """
    draft = path.with_name(path.name + ".part")
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


def add_file(tar: tarfile.TarFile, path: Path, name: str) -> dict[str, Any]:
    """Adds a file to the archive. The digest is of the bytes that were written, not of a second reading."""
    with path.open("rb") as file:
        header = build_header(name, os.fstat(file.fileno()).st_size)
        reader = DigestingReader(file)
        tar.addfile(header, reader)
    return {"sha256": reader.digest.hexdigest(), "bytes": header.size}


def add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(build_header(name, len(content)), io.BytesIO(content))


def build_header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode, header.mtime = size, 0o600, int(timezone.now().timestamp())
    return header


class DigestingReader(io.RawIOBase):
    """A file that computes the digest of what is read from it."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block: bytes = self.file.read(size)
        self.digest.update(block)
        return block
