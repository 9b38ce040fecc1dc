"""Uploaded files, on disk or in a bucket (core/files/bucket.py), and which of them no row refers to.

A file is written before the row that refers to it. When the row is never stored (the transaction is rolled back, a
service raises) the file would stay forever, readable by whoever knows its address. So `UploadCleanupMiddleware` deletes
the files that a request stored and no row refers to. A picture in the text of a slide is uploaded before its slide is
saved; the command `clean_up` deletes those that are still unused after a day.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.db import transaction
from django.db.models import CharField, FileField, Model, Q, TextField
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.batches import iterate_batches
from core.exceptions import Busy

logger = logging.getLogger(__name__)

STORED_FILES: ContextVar[list[str] | None] = ContextVar("stored_files", default=None)
# Shorter columns cannot hold the address of a file.
MIN_TEXT_LENGTH = 100
# Logs and the ledger mention files without showing them.
APPS_WITHOUT_FILES = {"records", "sessions", "admin", "contenttypes", "auth"}
# A query has one LIKE per name, so the number is bounded.
NAMES_PER_QUERY = 50


class NotedFiles:
    """A part of a storage, which notes the files that the current request stores."""

    def _save(self, name: str, content: Any) -> str:
        stored_name: str = super()._save(name, content)  # type: ignore[misc]  # of the storage beside it
        stored = STORED_FILES.get()
        if stored is not None:
            stored.append(stored_name)
        return stored_name


class MediaStorage(NotedFiles, FileSystemStorage):
    """Files in the directory MEDIA_ROOT."""

    def list_files(self) -> Iterator[tuple[str, datetime]]:
        """The name of each file, in order, and when it was last written."""
        root = Path(settings.MEDIA_ROOT)
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            yield path.relative_to(root).as_posix(), get_modified_at(path)


def is_in_bucket() -> bool:
    """Whether uploads are in a bucket (UPLOADS_URL), and not in the directory MEDIA_ROOT."""
    return not isinstance(storages["default"], FileSystemStorage)


def keep_temporarily(name: str) -> None:
    """Keeps a stored file beyond the request although no row refers to it yet."""
    stored = STORED_FILES.get()
    if stored is not None:
        stored.remove(name)


class UploadCleanupMiddleware:
    """Deletes the files that a request has stored and that no row refers to at its end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = STORED_FILES.set([])
        try:
            return self.get_response(request)
        finally:
            delete_or_leave(find_unreferenced(STORED_FILES.get() or [], is_file_column))
            STORED_FILES.reset(token)


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def delete_or_leave(names: Iterable[str]) -> None:
    """Deletes files that no row refers to. While their bucket is away they stay, until `clean_up` finds them: what the
    request did is done."""
    try:
        delete_files(names)
    except Busy:
        logger.warning("Files that are not needed any more are left to clean_up.")


def delete_after_commit(name: str) -> None:
    """Deletes a file once the transaction that removes the last row about it has committed."""
    transaction.on_commit(lambda: delete_or_leave([name]))


def find_unreferenced(names: list[str], may_refer: Callable[[Any], bool]) -> list[str]:
    """Those of the files that no row refers to, in the columns for which `may_refer` is true."""
    unreferenced: list[str] = []
    for batch in iterate_batches(names, NAMES_PER_QUERY):
        referenced = {name for text in find_referencing_texts(batch, may_refer) for name in batch if name in text}
        unreferenced += [name for name in batch if name not in referenced]
    return unreferenced


def find_referencing_texts(names: list[str], may_refer: Callable[[Any], bool]) -> Iterator[str]:
    for model, column in list_columns(may_refer):
        if isinstance(column, FileField):
            condition = Q(**{f"{column.name}__in": names})
        else:
            condition = Q()
            for name in names:
                condition |= Q(**{f"{column.name}__contains": name})
        yield from model._default_manager.filter(condition).values_list(column.name, flat=True)


def list_columns(may_refer: Callable[[Any], bool]) -> Iterator[tuple[type[Model], Any]]:
    for model in apps.get_models():
        if model._meta.app_label not in APPS_WITHOUT_FILES:
            yield from ((model, field) for field in model._meta.concrete_fields if may_refer(field))


def is_file_column(field: Any) -> bool:
    return isinstance(field, FileField)


def may_hold_file_name(field: Any) -> bool:
    """Whether a column holds files, or texts long enough for an address (slides, exam papers)."""
    if isinstance(field, FileField | TextField):
        return True
    return isinstance(field, CharField) and (field.max_length or 0) > MIN_TEXT_LENGTH and not field.choices


def find_abandoned_files(before: datetime) -> list[str]:
    """The stored files that were last written before this moment and that no row refers to."""
    old_files = [name for name, modified_at in list_stored_files() if modified_at < before]
    return find_unreferenced(old_files, may_hold_file_name)


def list_stored_files() -> Iterator[tuple[str, datetime]]:
    """The name of each uploaded file, in order, and when it was last written."""
    storage: Any = storages["default"]  # MediaStorage or BucketStorage
    yield from storage.list_files()


def get_modified_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
