"""Where the uploads of a backup are restored to: the directory MEDIA_ROOT, or the bucket of UPLOADS_URL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from core.exceptions import Conflict
from core.files.storage import delete_files, is_in_bucket, list_stored_files
from operations.backup.creating import MEDIA

Store = Callable[[str, Any], None]


def check_empty() -> None:
    """Raises Conflict if there are uploads already."""
    if is_in_bucket() and any(list_stored_files()):
        raise Conflict("The bucket of uploads is not empty. Name another one, or leave it with --without-uploads.")
    if not is_in_bucket() and any(Path(settings.MEDIA_ROOT).rglob("*")):
        raise Conflict(
            f"The directory of uploads, {settings.MEDIA_ROOT}, is not empty. Move its contents elsewhere, or leave "
            "them as they are with --without-uploads."
        )


def prepare_store(names: list[str]) -> AbstractContextManager[Store]:
    """What stores one upload under its name in the backup. If the block fails, there are no uploads afterwards."""
    return open_bucket() if is_in_bucket() else open_directory(names)


@contextmanager
def open_bucket() -> Iterator[Store]:
    try:
        yield store_in_bucket
    except BaseException:  # Ctrl-C too
        delete_files([name for name, _ in list_stored_files()])
        raise


def store_in_bucket(name: str, content: Any) -> None:
    wanted = name.removeprefix(MEDIA)
    if default_storage.save(wanted, File(content)) != wanted:
        raise Conflict(f"The bucket of uploads does not take the name {wanted!r}.")


@contextmanager
def open_directory(names: list[str]) -> Iterator[Store]:
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    paths = {name: resolve_inside(root, name) for name in names}
    try:
        yield lambda name, content: write_file(paths[name], content)
    except BaseException:  # Ctrl-C too
        for child in root.iterdir():
            shutil.rmtree(child) if child.is_dir() else child.unlink()
        raise


def write_file(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        shutil.copyfileobj(content, file)


def resolve_inside(root: Path, name: str) -> Path:
    """The path of an upload below `root`. Raises Conflict, before anything is written, for a name that leads out of it.

    The path that is checked is the one that is written, as the file system resolves it: a second slash would make the
    name an absolute path, and a link in the directory would lead elsewhere.
    """
    path = (root / name.removeprefix(MEDIA)).resolve()
    if not name.removeprefix(MEDIA) or not path.is_relative_to(root.resolve()) or path == root.resolve():
        raise Conflict(f"The backup was altered: {name!r} leads out of the directory of uploads.")
    return path
