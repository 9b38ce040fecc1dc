"""Uploaded files on disk, and which of them nothing refers to.

A file is written before the row that names it is; when the row does not come (the transaction is taken back, a service
refuses) the file would stay for ever, and be read by whoever was told its address. So a request takes back what it has
stored and no row names (`FailedUploads`). A picture in the text of a slide comes before its slide is saved: `clean_up`
takes those after a day.
"""

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models import CharField, FileField, Model, Q, TextField
from django.http import HttpRequest
from django.http.response import HttpResponseBase

STORED_FILES: ContextVar[list[str] | None] = ContextVar("stored", default=None)
# A text as long as this can hold the address of a file.
MIN_TEXT_LENGTH = 100
# What tells of files without showing them: logs and ledgers.
APPS_WITHOUT_FILES = {"records", "sessions", "admin", "contenttypes", "auth"}
NAMES_PER_QUERY = 50


class MediaStorage(FileSystemStorage):
    """As Django's; remembers what the present request has stored."""

    def _save(self, name: str, content: Any) -> str:
        kept: str = super()._save(name, content)  # type: ignore[misc]  # private to Django, so untyped
        stored = STORED_FILES.get()
        if stored is not None:
            stored.append(kept)
        return kept


def keep_temporarily(name: str) -> None:
    """Lets a stored file outlive the request although no row names it yet."""
    stored = STORED_FILES.get()
    if stored is not None:
        stored.remove(name)


class FailedUploads:
    """The middleware: takes back the files that a request has stored and that no row names after it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = STORED_FILES.set([])
        try:
            return self.get_response(request)
        finally:
            delete_files(find_unreferenced(STORED_FILES.get() or [], is_file_column))
            STORED_FILES.reset(token)


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def find_unreferenced(names: list[str], naming: Callable[[Any], bool]) -> list[str]:
    """Those of the files that no row names in a column that is `naming` files."""
    found: list[str] = []
    for start in range(0, len(names), NAMES_PER_QUERY):
        some = names[start : start + NAMES_PER_QUERY]
        named = {name for text in find_referencing_texts(some, naming) for name in some if name in text}
        found += [name for name in some if name not in named]
    return found


def find_referencing_texts(names: list[str], naming: Callable[[Any], bool]) -> Iterator[str]:
    for model, column in list_columns(naming):
        if isinstance(column, FileField):
            wanted = Q(**{f"{column.name}__in": names})
        else:
            wanted = Q()
            for name in names:
                wanted |= Q(**{f"{column.name}__contains": name})
        yield from model._default_manager.filter(wanted).values_list(column.name, flat=True)


def list_columns(naming: Callable[[Any], bool]) -> Iterator[tuple[type[Model], Any]]:
    for model in apps.get_models():
        if model._meta.app_label not in APPS_WITHOUT_FILES:
            yield from ((model, field) for field in model._meta.concrete_fields if naming(field))


def is_file_column(field: Any) -> bool:
    return isinstance(field, FileField)


def may_name_file(field: Any) -> bool:
    """Files, and texts that are long enough for an address: in slides, in the papers of exams."""
    if isinstance(field, FileField | TextField):
        return True
    return isinstance(field, CharField) and (field.max_length or 0) > MIN_TEXT_LENGTH and not field.choices


def find_abandoned_files(before: datetime) -> list[str]:
    """The files under MEDIA_ROOT that were last written before this moment and that nothing shows."""
    root = Path(settings.MEDIA_ROOT)
    old = [path for path in sorted(root.rglob("*")) if path.is_file() and get_modified_at(path) < before]
    return find_unreferenced([path.relative_to(root).as_posix() for path in old], may_name_file)


def get_modified_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
