"""Putting a backup into a fresh installation. Everything is checked before anything is written."""

import hashlib
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from core.commands import ProgressReporter, iterate_silently
from core.exceptions import Conflict
from operations.backup import manifest as manifests
from operations.backup.creating import MEDIA
from operations.backup.engines import Engine, get_engine
from operations.backup.facts import describe_differences
from operations.backup.postgresql import parse_major
from operations.statistics import analyze


@dataclass(frozen=True)
class RestoreResult:
    """What was put back, or in a dry run could be."""

    version: str
    created_at: str
    files: int
    rows: int
    schools: int


def restore_backup(
    path: Path,
    *,
    without_keys: bool = False,
    without_uploads: bool = False,
    is_dry_run: bool = False,
    watch: ProgressReporter[Any] = iterate_silently,
) -> RestoreResult:
    """Puts the backup into the empty database and the empty directory of uploads, and compares what arrived.

    `without_uploads` leaves the directory as it is: for going back to an earlier database on the same machine.

    Refuses with Conflict a file that is no backup, was altered or is cut off; another engine, an older database server,
    a newer version; keys that are missing (unless `without_keys`); a database or a directory that is not empty, because
    the ledger of a used one can neither be overwritten nor emptied.
    """
    database = get_engine()
    with open_backup(path) as tar:
        manifest = read_and_check(tar, watch)
        check_origin(manifest, database)
        if not without_keys:
            manifests.check_keys(manifest)
        manifests.check_seal(manifest)
        manifests.check_migrations(manifest)
        check_empty_target(database, without_uploads)
        if not is_dry_run:
            if without_uploads:
                restore_database(tar, manifest, database)
            else:
                restore_all(tar, manifest, database)
            check_restored(manifest, database)
    rows = sum(manifest["rows"].values())
    return RestoreResult(
        manifest["version"], manifest["created_at"], len(manifest["files"]), rows, manifest["rows"]["accounts_company"]
    )


@contextmanager
def open_backup(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise Conflict(f"{path} is no backup, or was cut off: {error}.") from error
    except OSError as error:
        raise Conflict(f"{error.filename or path}: {error.strerror or error}.") from error


def read_and_check(tar: tarfile.TarFile, watch: ProgressReporter[Any]) -> dict[str, Any]:
    """The manifest, after every file was found to be the one that it lists.

    Each entry has passed the standard library's filter for data: no absolute or climbing names, no devices, no links.
    """
    entries = {name: check_entry(entry) for name, entry in index_entries(tar).items()}
    listing = entries.pop(manifests.NAME, None)
    if listing is None or listing.size > manifests.MAX_BYTES:
        raise Conflict("The file is no backup, or was cut off: it has no manifest.")
    manifest = manifests.read_manifest(read_entry(tar, listing).read())
    for name in sorted({*manifest["files"], *entries}):
        if name not in entries:
            raise Conflict(f"The backup is damaged: {name} is missing.")
        if name not in manifest["files"]:
            raise Conflict(f"The backup was altered: {name} does not belong to it.")
    for name, listed in watch(manifest["files"].items(), len(manifest["files"])):
        if digest_entry(tar, entries[name]) != listed["sha256"]:
            raise Conflict(f"The backup is damaged or was altered: {name} is not what it was.")
    return manifest


def index_entries(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """By name; of two that have the same, the last, as `getmember` finds it by reading through all of them."""
    return {entry.name: entry for entry in tar.getmembers()}


def check_entry(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    try:
        checked = tarfile.data_filter(entry, str(settings.MEDIA_ROOT))
    except tarfile.FilterError as error:
        raise Conflict(f"The backup was altered: {error}.") from error
    if checked is None or checked.name != entry.name or not entry.isfile():
        raise Conflict(f"The backup was altered: {entry.name!r} is no name or no file of a backup.")
    return entry


def read_entry(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> Any:
    return tar.extractfile(entry)


def digest_entry(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> str:
    return hashlib.file_digest(read_entry(tar, entry), "sha256").hexdigest()


def check_origin(manifest: dict[str, Any], database: Engine) -> None:
    origin = manifest["database"]
    if origin["engine"] != database.name:
        raise Conflict(
            f"The backup is of a {origin['engine']} database, and DATABASE_URL names a {database.name} one. A backup "
            "returns to the kind of database it came from."
        )
    database.check_tools()
    if database.name == "postgresql" and parse_major(database.version()) < parse_major(origin["version"]):
        raise Conflict(f"The backup is of PostgreSQL {origin['version']}, this server is {database.version()}: older.")


def check_empty_target(database: Engine, without_uploads: bool) -> None:
    if database.tables():
        raise Conflict(
            "The database is not empty. A ledger can be neither overwritten nor emptied: name a new, empty database in "
            "DATABASE_URL, on which migrate was not run, and restore into that."
        )
    if not without_uploads and any(Path(settings.MEDIA_ROOT).rglob("*")):
        raise Conflict(
            f"The directory of uploads, {settings.MEDIA_ROOT}, is not empty. Move what is in it elsewhere, or leave it "
            "as it is with --without-uploads."
        )


def restore_all(tar: tarfile.TarFile, manifest: dict[str, Any], database: Engine) -> None:
    """First the uploads, then the database in one go; when that fails the uploads are taken away again."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    entries = index_entries(tar)
    paths = {name: resolve_inside(root, name) for name in manifest["files"] if name.startswith(MEDIA)}
    try:
        for name, path in paths.items():
            write_entry(tar, entries[name], path)
        restore_database(tar, manifest, database)
    except BaseException:
        for child in root.iterdir():
            shutil.rmtree(child) if child.is_dir() else child.unlink()
        raise


def restore_database(tar: tarfile.TarFile, manifest: dict[str, Any], database: Engine) -> None:
    with tempfile.TemporaryDirectory() as workshop:
        dump = Path(workshop) / database.file
        write_entry(tar, index_entries(tar)[manifest["database"]["file"]], dump)
        database.load(dump)
    analyze()


def write_entry(tar: tarfile.TarFile, entry: tarfile.TarInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        shutil.copyfileobj(read_entry(tar, entry), file)


def resolve_inside(root: Path, name: str) -> Path:
    """The path of an upload below `root`. Refuses with Conflict, before anything is written, what would lead out.

    The path that is judged is the one that is written, as the file system resolves it: a second slash would make the
    name an absolute path, and a link in the directory would lead elsewhere.
    """
    path = (root / name.removeprefix(MEDIA)).resolve()
    if not name.removeprefix(MEDIA) or not path.is_relative_to(root.resolve()) or path == root.resolve():
        raise Conflict(f"The backup was altered: {name!r} leads out of the directory of uploads.")
    return path


def check_restored(manifest: dict[str, Any], database: Engine) -> None:
    """The last word on whether all of it arrived."""
    found = describe_differences(manifest, database.facts())
    if found:
        raise Conflict(f"Restored, but not what was backed up: {'; '.join(found)}. Do not use this database.")
