"""The disk is full: the ledger's table lies on a file system of a few megabytes, without a byte left."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.torture.scenarios import NotPossible, scenario
from tests.torture.school import School
from tests.torture.services import USER

TABLE = "records_event"
SPARE_BYTES = 2**20  # for what the table grows by until the disk is full


@scenario("the disk of the ledger is full")
def fill_disk(school: School, seconds: float) -> None:
    ((used,),) = school.query("SELECT pg_table_size(%s::regclass)", TABLE)
    with mount_small_disk(school.cluster.directory / "disk", used * 2 + SPARE_BYTES) as disk:
        school.query(f"CREATE TABLESPACE small LOCATION '{disk}'")
        school.query(f"ALTER TABLE {TABLE} SET TABLESPACE small")
        filler = disk.parent / "filler"
        fill(filler)
        time.sleep(seconds)
        filler.unlink()
        school.wait_until_ready()
        school.query(f"ALTER TABLE {TABLE} SET TABLESPACE pg_default")
        school.query("DROP TABLESPACE small")


@contextmanager
def mount_small_disk(mount: Path, size: int) -> Iterator[Path]:
    """A folder for PostgreSQL on a file system in memory, of so many bytes. Raises NotPossible."""
    mount.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(mount)]
    if os.geteuid() or subprocess.run(["mount", *options], check=False, capture_output=True).returncode:
        raise NotPossible("needs root, to mount a file system")
    try:
        folder = mount / "tablespace"
        folder.mkdir()
        shutil.chown(folder, USER)
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(mount)], check=True)
        mount.rmdir()


def fill(file: Path) -> None:
    """Writes until the disk is full. Raises AssertionError if it never is."""
    with file.open("wb", buffering=0) as filler:
        for block in (2**16, 2**9):
            try:
                for _ in range(2**20):
                    filler.write(bytes(block))
            except OSError:
                continue
            raise AssertionError("The disk does not get full.")
