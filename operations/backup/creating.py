"""Creates a backup: the database as of one moment, then the uploads, then the manifest that lists both.

The order matters: a file that is uploaded after the dump is one too many in the backup, but one that the dumped rows
name is never missing. Beside the backup goes a checkpoint of the same moment; compared with a later one, a restored
ledger would look truncated.
"""

import hashlib
import io
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from core.commands import ProgressReporter, iterate_silently
from core.files.storage import list_stored_files
from core.units import MEBIBYTE
from operations.backup import manifest
from operations.backup.encryption import Recipient, encrypt_to
from operations.backup.engines import Engine, get_engine
from operations.backup.facts import DatabaseFacts
from operations.backup.places import Place, build_checkpoint_name

MEDIA = "media/"

Files = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Backup:
    """A backup that was created: its name and that of its checkpoint, as the operator knows them, and what is in it."""

    name: str
    checkpoint: str
    files: int
    rows: int
    bytes: int


def create_backup(
    place: Place,
    name: str,
    *,
    recipients: Sequence[Recipient] = (),
    progress: ProgressReporter[str] = iterate_silently,
) -> Backup:
    """Writes everything to the new file `name` in this place, encrypted for the recipients, if there are any.

    The checkpoint has the same name with the suffix `.heads.json`; `verify_records` takes it after a restore. The
    backup appears only when it is complete. Raises Conflict if it exists, the place cannot be written to, or a database
    program is missing or too old.
    """
    database = get_engine()
    database.check_tools()
    checkpoint = build_checkpoint_name(name)
    with (
        place.open_draft(name) as draft,
        tempfile.TemporaryDirectory(dir=place.workspace, prefix=".backup-") as workspace,
    ):
        dump = Path(workspace) / database.file
        facts = database.dump(dump)
        with encrypt_to(draft, recipients) as file:
            files = write_archive(file, database, dump, facts, progress)
        place.write_checkpoint(checkpoint, facts.ledger)
    rows, size = sum(facts.rows.values()), place.read_size(name)
    return Backup(place.describe(name), place.describe(checkpoint), len(files), rows, size)


def write_archive(
    target: Any, database: Engine, dump: Path, facts: DatabaseFacts, progress: ProgressReporter[str]
) -> Files:
    """Writes the archive from its beginning to its end, so that `target` may be a pipe; returns what is in it."""
    uploads = [name for name, _ in list_stored_files()]
    with tarfile.open(fileobj=target, mode="w|", bufsize=MEBIBYTE) as tar:
        with dump.open("rb") as file:
            files = {database.file: add_file(tar, file, dump.stat().st_size, database.file)}
        for name in progress(uploads, len(uploads)):
            with default_storage.open(name) as upload:
                files[MEDIA + name] = add_file(tar, upload, upload.size, MEDIA + name)
        add_bytes(tar, manifest.NAME, manifest.build_manifest(database, facts, files))
    return files


def add_file(tar: tarfile.TarFile, file: Any, size: int, name: str) -> dict[str, Any]:
    """Adds a file to the archive. The digest is of the bytes that were written, not of a second reading."""
    header = build_header(name, size)
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
