"""The test database after all migrations, which take half a minute: one run makes it, and the next ones copy it."""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from django.db import connection

from tests.snapshots.folder import digest_code, lock_snapshots


class MigratedDatabase:
    """`begin` comes before Django makes the test database, which it then finds migrated; `keep` after it. If there is
    no snapshot yet, other processes wait from `begin` to `keep`."""

    def __init__(self) -> None:
        self.lock = ExitStack()

    def begin(self) -> None:
        folder = self.lock.enter_context(lock_snapshots())
        self.snapshot = SQLiteSnapshot(folder) if connection.vendor == "sqlite" else PostgreSQLSnapshot()
        self.is_new = not self.snapshot.restore()
        if not self.is_new:
            self.lock.close()

    def keep(self) -> None:
        if self.is_new:
            self.snapshot.make()
        self.lock.close()


class SQLiteSnapshot:
    """A file. Django's database, in the memory of the process, lasts as long as a connection to it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "migrated.sqlite3"
        name = connection.creation._get_test_db_name()  # type: ignore[attr-defined]  # its stub forgets it
        self.memory = sqlite3.connect(name, uri=True)

    def restore(self) -> bool:
        if not self.path.exists():
            return False
        with closing(sqlite3.connect(self.path)) as snapshot:
            snapshot.backup(self.memory)
        return True

    def make(self) -> None:
        unfinished = self.path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(unfinished)) as snapshot:
            self.memory.backup(snapshot)
        unfinished.rename(self.path)


class PostgreSQLSnapshot:
    """A database beside that of the tests, which is the template of theirs."""

    def __init__(self) -> None:
        self.prefix = f"migrated_{connection.settings_dict['NAME']}_"
        self.name = self.prefix + digest_code()

    def restore(self) -> bool:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            is_made = cursor.fetchone() is not None
        if is_made:
            connection.settings_dict["TEST"]["TEMPLATE"] = self.name
        return is_made

    def make(self) -> None:
        """In place of those of earlier code. A copy that was interrupted is none, by PostgreSQL."""
        made_from = connection.settings_dict["NAME"]
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # of PostgreSQL's alone
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [self.prefix])
            for (earlier,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE IF EXISTS "{earlier}"')
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{made_from}"')
