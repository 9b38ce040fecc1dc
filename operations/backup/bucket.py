"""Backups in the bucket that BACKUP_URL names."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import InvalidStorageError, storages
from s3transfer.exceptions import RetriesExceededError

from core.exceptions import Conflict
from core.startup import get_first_line
from core.units import MEBIBYTE
from operations.backup.places import check_name, find_newest
from records.verification.checkpoints import Heads, format_checkpoint

FAILURES = (BotoCoreError, ClientError, RetriesExceededError)
PART_BYTES = 64 * MEBIBYTE  # held in memory; a bucket takes 10 000 parts, so 640 GB
NEWEST = 5


class Bucket:
    """A folder of a bucket. Every method raises Conflict if the bucket is away or refuses."""

    workspace: Path | None = None

    def __init__(self) -> None:
        """Raises Conflict if there is no such setting."""
        try:
            self.storage: Any = storages["backups"]
        except InvalidStorageError as error:
            raise Conflict("BACKUP_URL is not set: it names the bucket of backups.") from error

    def describe(self, name: str) -> str:
        return f"{name} in the bucket {self.storage.bucket_name}"

    def get_object(self, name: str) -> Any:
        return self.storage.bucket.Object(f"{self.storage.location}/{name}".lstrip("/"))

    @contextmanager
    def open_draft(self, name: str) -> Iterator[Any]:
        """The bucket shows it when its last part has arrived and the block has succeeded. Otherwise its parts are
        deleted; those of a process that was killed stay invisible, until the bucket's rule for them deletes them."""
        with explain_failures("The backup was not stored"):
            if self.storage.exists(name):
                raise Conflict(f"{self.describe(name)} already exists.")
            upload = self.get_object(name).initiate_multipart_upload()
            try:
                file = PartWriter(upload)
                yield file
                file.complete()
            except BaseException:  # Ctrl-C too
                with suppress(*FAILURES):
                    upload.abort()
                raise

    def write_checkpoint(self, name: str, heads: Heads) -> None:
        with explain_failures("The checkpoint was not stored"):
            self.get_object(name).put(Body=format_checkpoint(heads).encode())

    @contextmanager
    def open_archive(self, name: str) -> Iterator[Any]:
        """A copy of it in a temporary file: it is read at several places."""
        check_name(name)
        with explain_failures("The backup cannot be read"):
            if not self.storage.exists(name):
                raise Conflict(f"The bucket has no backup {name!r}. {self.describe_newest()}")
            file = self.storage.open(name)
            file.open()  # loads it
        with file:
            yield file.file

    def describe_newest(self) -> str:
        names = find_newest(self, NEWEST)
        return f"The newest are {', '.join(names)}." if names else "It has none."

    def read_checkpoint(self, name: str) -> bytes:
        with explain_failures("The checkpoint cannot be read"):
            content: bytes = self.get_object(name).get()["Body"].read()
            return content

    def read_size(self, name: str) -> int:
        with explain_failures("The backup cannot be read"):
            return int(self.storage.size(name))

    def list_files(self) -> Iterator[tuple[str, datetime]]:
        prefix = f"{self.storage.location}/".lstrip("/")
        with explain_failures("The backups cannot be listed"):
            for entry in self.storage.bucket.objects.filter(Prefix=prefix, Delimiter="/"):
                yield entry.key.removeprefix(prefix), entry.last_modified

    def delete(self, name: str) -> None:
        with explain_failures(f"{self.describe(name)} cannot be deleted"):
            self.get_object(name).delete()


class PartWriter(io.RawIOBase):
    """A file that goes to a bucket in parts of one size, as they are filled, and exists when `complete` was called."""

    def __init__(self, upload: Any) -> None:
        self.upload = upload
        self.tags: list[str] = []
        self.buffer = io.BytesIO()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        rest = memoryview(data)
        while rest:
            taken = self.buffer.write(rest[: PART_BYTES - self.buffer.tell()])
            rest = rest[taken:]
            if self.buffer.tell() == PART_BYTES:
                self.send_part()
        return len(data)

    def send_part(self) -> None:
        self.buffer.seek(0)
        part = self.upload.Part(len(self.tags) + 1)
        self.tags.append(part.upload(Body=self.buffer)["ETag"])
        self.buffer = io.BytesIO()

    def complete(self) -> None:
        if self.buffer.tell():
            self.send_part()
        parts = [{"ETag": tag, "PartNumber": number} for number, tag in enumerate(self.tags, start=1)]
        self.upload.complete(MultipartUpload={"Parts": parts})


@contextmanager
def explain_failures(sentence: str) -> Iterator[None]:
    try:
        yield
    except FAILURES as error:
        raise Conflict(f"{sentence}: {get_first_line(error)}.") from error
