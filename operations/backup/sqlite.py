"""Backing up the embedded database, through SQLite's own online backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from core.exceptions import Conflict
from core.text.collation import NAMES, compare
from operations.backup.facts import Facts, Fetch, facts_of

TABLES = r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"


class Sqlite:
    name = "sqlite"
    file = "database.sqlite3"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def check_tools(self) -> None:
        """It is all in the library."""

    def tables(self) -> list[str]:
        return tables(fetching(live()))

    def facts(self) -> Facts:
        return facts_of(fetching(live()), self.tables())

    def dump(self, path: Path) -> Facts:
        """Copied in one step, so writers neither wait nor get in between; counted in the copy."""
        with closing(sqlite3.connect(path)) as copy:
            live().backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            copy.create_collation(NAMES, compare)  # or an index of names could not be read
            fetch = fetching(copy)
            return facts_of(fetch, tables(fetch))

    def load(self, path: Path) -> None:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            try:
                copy.backup(live())
            except sqlite3.Error as error:
                raise Conflict(f"The database was not put back: {error}.") from error
        connection.close()


def live() -> sqlite3.Connection:
    connection.ensure_connection()
    return connection.connection  # type: ignore[no-any-return]


def fetching(database: sqlite3.Connection) -> Fetch:
    return lambda statement: database.execute(statement).fetchall()


def tables(fetch: Fetch) -> list[str]:
    return [name for (name,) in fetch(TABLES)]
