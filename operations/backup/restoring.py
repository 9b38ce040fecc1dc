"""Restores a backup into a fresh installation. Everything is checked before anything is written."""

import hashlib
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from core.commands import ProgressReporter, iterate_silently
from core.exceptions import Conflict
from operations.backup import manifest as manifests
from operations.backup import uploads
from operations.backup.creating import MEDIA
from operations.backup.encryption import Identity, open_plain
from operations.backup.engines import Engine, get_engine
from operations.backup.facts import describe_differences
from operations.backup.places import Place
from operations.backup.postgresql import parse_major
from operations.statistics import analyze


@dataclass(frozen=True)
class RestoreResult:
    """What was restored, or in a dry run could be."""

    version: str
    created_at: str
    files: int
    rows: int
    schools: int


def restore_backup(
    place: Place,
    name: str,
    *,
    identities: Sequence[Identity] = (),
    without_keys: bool = False,
    without_uploads: bool = False,
    is_dry_run: bool = False,
    progress: ProgressReporter[Any] = iterate_silently,
) -> RestoreResult:
    """Restores into the empty database and the empty directory of uploads, and compares the result with the manifest.

    An encrypted backup is opened with one of the identities. `without_uploads` leaves the directory as it is: for a
    rollback to an earlier database on the same machine.

    Raises Conflict for a file that is not a backup, was altered, is truncated or cannot be decrypted; for a backup of
    another engine, a newer database server or a newer version; if keys are missing (unless `without_keys`); and if the
    database or the directory is not empty, because a ledger in use can neither be overwritten nor emptied.
    """
    database = get_engine()
    with open_backup(place, name, identities) as tar:
        manifest = read_and_check(tar, progress)
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
def open_backup(place: Place, name: str, identities: Sequence[Identity]) -> Iterator[tarfile.TarFile]:
    shown = place.describe(name)
    try:
        with (
            place.open_archive(name) as file,
            open_plain(file, identities) as plain,
            tarfile.open(fileobj=plain, mode="r:") as tar,
        ):
            yield tar
    except (tarfile.TarError, EOFError) as error:
        raise Conflict(f"{shown} is not a backup or is truncated: {error}.") from error
    except OSError as error:
        raise Conflict(f"{error.filename or shown}: {error.strerror or error}.") from error


def read_and_check(tar: tarfile.TarFile, progress: ProgressReporter[Any]) -> dict[str, Any]:
    """Returns the manifest, after comparing the digest of every file with it.

    Every entry has passed the standard library's data filter: no absolute names, no `..`, no devices, no links.
    """
    entries = {name: check_entry(entry) for name, entry in index_entries(tar).items()}
    listing = entries.pop(manifests.NAME, None)
    if listing is None or listing.size > manifests.MAX_BYTES:
        raise Conflict("The file is not a backup or is truncated: it has no manifest.")
    manifest = manifests.read_manifest(read_entry(tar, listing).read())
    check_names(manifest, set(entries))
    for name, listed in progress(manifest["files"].items(), len(manifest["files"])):
        if digest_entry(tar, entries[name]) != listed["sha256"]:
            raise Conflict(f"The backup is damaged or was altered: the content of {name} has changed.")
    return manifest


def check_names(manifest: dict[str, Any], names: set[str]) -> None:
    """Raises Conflict unless the archive holds exactly the files that the manifest lists."""
    for name in sorted(names ^ set(manifest["files"])):
        if name in names:
            raise Conflict(f"The backup was altered: {name} does not belong to it.")
        raise Conflict(f"The backup is damaged: {name} is missing.")


def index_entries(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """Entries by name; the last of a duplicate name, as `getmember` does, but without a scan for every look-up."""
    return {entry.name: entry for entry in tar.getmembers()}


def check_entry(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    try:
        filtered = tarfile.data_filter(entry, str(settings.MEDIA_ROOT))
    except tarfile.FilterError as error:
        raise Conflict(f"The backup was altered: {error}.") from error
    # The filter mends some names, such as `/x`, instead of raising: no backup of ours has one.
    if filtered.name != entry.name or not entry.isfile():
        raise Conflict(f"The backup was altered: {entry.name!r} is not a valid entry of a backup.")
    return entry


def read_entry(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> Any:
    return tar.extractfile(entry)


def digest_entry(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> str:
    return hashlib.file_digest(read_entry(tar, entry), "sha256").hexdigest()


def check_origin(manifest: dict[str, Any], database: Engine) -> None:
    origin = manifest["database"]
    if origin["engine"] != database.name:
        raise Conflict(
            f"The backup is of a {origin['engine']} database, but DATABASE_URL names a {database.name} database. A "
            "backup can only be restored into the same kind of database."
        )
    database.check_tools()
    version = database.get_version()
    if database.name == "postgresql" and parse_major(version) < parse_major(origin["version"]):
        raise Conflict(f"The backup is of PostgreSQL {origin['version']}, but this server is older: {version}.")


def check_empty_target(database: Engine, without_uploads: bool) -> None:
    if database.list_tables():
        raise Conflict(
            "The database is not empty, and a ledger can neither be overwritten nor emptied. Create a new database, "
            "name it in DATABASE_URL and restore into it without running migrate first."
        )
    if not without_uploads:
        uploads.check_empty()


def restore_all(tar: tarfile.TarFile, manifest: dict[str, Any], database: Engine) -> None:
    """Uploads first, then the database in one transaction; if that fails, the uploads are deleted again.

    In this order a failure leaves both empty, and the operator can simply repeat the command.
    """
    entries = index_entries(tar)
    names = [name for name in manifest["files"] if name.startswith(MEDIA)]
    with uploads.prepare_store(names) as store:
        for name in names:
            store(name, read_entry(tar, entries[name]))
        restore_database(tar, manifest, database)


def restore_database(tar: tarfile.TarFile, manifest: dict[str, Any], database: Engine) -> None:
    with tempfile.TemporaryDirectory() as workspace:
        dump = Path(workspace) / database.file
        uploads.write_file(dump, read_entry(tar, index_entries(tar)[manifest["database"]["file"]]))
        database.load(dump)
    analyze()


def check_restored(manifest: dict[str, Any], database: Engine) -> None:
    """Raises Conflict if the restored database differs from the one that was backed up."""
    differences = describe_differences(manifest, database.read_facts())
    if differences:
        raise Conflict(
            f"The restored data differs from the backup: {'; '.join(differences)}. Do not use this database."
        )
