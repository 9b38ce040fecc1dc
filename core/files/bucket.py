"""Uploaded files in a bucket of S3 or of a server with its protocol, which several machines share (UPLOADS_URL)."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from botocore import exceptions as botocore
from botocore.exceptions import ClientError, ParamValidationError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from django.utils.translation import gettext_lazy
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from core.exceptions import Busy
from core.files.storage import NotedFiles
from core.outages.breaker import Breaker
from core.outages.refusals import choose_retry_after

logger = logging.getLogger(__name__)

T = TypeVar("T")

NO_SUCH_NAME = {"400", "404", "NoSuchKey", "KeyTooLongError"}
# Some of them are also OSErrors, which elsewhere mean that a file is missing.
AWAY = (botocore.ConnectionError, botocore.HTTPClientError, botocore.IncompleteReadError, RetriesExceededError)


class BucketAway(Busy):
    """The bucket cannot be reached, or does not answer, or fails by itself."""

    default = gettext_lazy("The server cannot reach its files at the moment. Please try again.")

    def __init__(self, reason: object) -> None:
        super().__init__(choose_retry_after())
        self.reason = reason


class BucketStorage(NotedFiles, S3Storage):
    """The storage of django-storages. Clients get files from this server, never from the bucket.

    Every method raises BucketAway, which becomes a 503, while the bucket is away. Then one thread at a time looks for
    it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.breaker = Breaker((BucketAway,), BucketAway)

    def reach(self, use: Callable[[], T]) -> T:
        """What `use` returns, which asks the bucket. Raises BucketAway, and what else `use` raises."""
        found = self.breaker.call(lambda: ask_bucket(use))
        if isinstance(found, Exception):
            raise found
        return found

    def _open(self, name: str, mode: str = "rb") -> Any:
        """Raises FileNotFoundError also for a name that no bucket accepts, as a directory does."""
        try:
            return self.reach(lambda: self.load(name, mode))
        except ParamValidationError as error:
            raise FileNotFoundError(name) from error
        except ClientError as error:
            if error.response["Error"]["Code"] in NO_SUCH_NAME:
                raise FileNotFoundError(name) from error
            raise

    def load(self, name: str, mode: str) -> Any:
        """The open file. One to be read is there as a whole, so that no response breaks off for want of the rest."""
        file = super()._open(name, mode)
        return file.open() if "r" in mode else file

    def _save(self, name: str, content: Any) -> str:
        return self.reach(lambda: super(BucketStorage, self)._save(name, content))

    def delete(self, name: str) -> None:
        self.reach(lambda: super(BucketStorage, self).delete(name))

    def exists(self, name: str) -> bool:
        return bool(self.reach(lambda: super(BucketStorage, self).exists(name)))

    def size(self, name: str) -> int:
        return int(self.reach(lambda: super(BucketStorage, self).size(name)))

    def url(self, name: str | None, *arguments: Any, **options: Any) -> str:
        """The address at this server: that of the bucket would get by its views and headers."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name or '')}"

    def list_files(self) -> Iterator[tuple[str, datetime]]:
        """The name of each file, in order, and when it was last written."""
        prefix = f"{self.location}/" if self.location else ""
        for entry in self.reach(lambda: list(self.bucket.objects.filter(Prefix=prefix))):
            yield entry.key.removeprefix(prefix), entry.last_modified


def ask_bucket(use: Callable[[], T]) -> T | Exception:
    """What `use` returns; or the error by which the bucket responded, as a result, because it shows that the bucket is
    here. Raises BucketAway."""
    try:
        return use()
    except (FileNotFoundError, ParamValidationError) as error:
        return error
    except AWAY as error:
        reason: Exception = error
    except ClientError as error:
        if error.response["ResponseMetadata"].get("HTTPStatusCode", 0) < 500:
            return error
        reason = error
    logger.error("The bucket of uploads is not available: %s", reason)
    raise BucketAway(reason) from reason
