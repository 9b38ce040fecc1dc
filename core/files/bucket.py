"""Uploaded files in a bucket of S3 or of a server with its protocol, which several machines share (UPLOADS_URL)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from core.files.storage import NotedFiles

NO_SUCH_NAME = {"400", "404", "NoSuchKey", "KeyTooLongError"}


class BucketStorage(NotedFiles, S3Storage):
    """The storage of django-storages. Clients get files from this server, never from the bucket."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        """Raises FileNotFoundError also for a name that no bucket accepts, as a directory does."""
        try:
            return super()._open(name, mode)
        except ParamValidationError as error:
            raise FileNotFoundError(name) from error
        except ClientError as error:
            if error.response["Error"]["Code"] in NO_SUCH_NAME:
                raise FileNotFoundError(name) from error
            raise

    def url(self, name: str | None, *arguments: Any, **options: Any) -> str:
        """The address at this server: that of the bucket would get by its views and headers."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name or '')}"

    def list_files(self) -> Iterator[tuple[str, datetime]]:
        """The name of each file, in order, and when it was last written."""
        prefix = f"{self.location}/" if self.location else ""
        for entry in self.bucket.objects.filter(Prefix=prefix):
            yield entry.key.removeprefix(prefix), entry.last_modified
