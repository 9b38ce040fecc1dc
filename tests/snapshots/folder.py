"""Where databases are kept that many tests begin with: whoever needs one first makes it, the others copy it."""

import fcntl
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
FOLDER: Path = settings.VAR_DIR / "tests"
READ = {".py", ".json", ".sql", ".html", ".txt"}  # what the code of migrations and of the demo school consists of


@cache
def digest_code() -> str:
    """Changes with whatever a snapshot may depend on: the code and data of the apps, the packages, the database."""
    digest = hashlib.sha256(repr((settings.SECRET_KEY, describe_database())).encode())
    apps = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    files = [file for app in apps for file in app.rglob("*") if file.suffix in READ]
    own = [*Path(__file__).parent.glob("*.py"), ROOT / "tests" / "conftest.py", ROOT / "requirements" / "dev.txt"]
    for file in sorted([*files, *own]):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def describe_database() -> tuple[object, ...]:
    if connection.vendor == "sqlite":
        return connection.vendor, sqlite3.sqlite_version_info
    return connection.vendor, *(connection.settings_dict[key] for key in ("HOST", "PORT"))


@contextmanager
def lock_snapshots() -> Iterator[Path]:
    """The folder for snapshots of the present code. While the block runs, no other process makes one."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{connection.vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield open_folder(f"{connection.vendor}-{digest_code()}")


def open_folder(name: str) -> Path:
    """The folder of this name, now without those of earlier code."""
    for other in FOLDER.glob(f"{connection.vendor}-*"):
        if other.name != name:
            shutil.rmtree(other)
    (FOLDER / name).mkdir(exist_ok=True)
    return FOLDER / name
