"""Backing up the embedded database, through SQLite's own online backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

from core.exceptions import Conflict
from core.text.collation import NAMES, compare_names
from operations.backup.facts import DatabaseFacts, Fetch, read_facts

TABLES = r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"


class Sqlite:
    name = "sqlite"
    file = "database.sqlite3"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def check_tools(self) -> None:
        """It is all in the library."""

    def tables(self) -> list[str]:
        return list_tables(build_fetch(open_live_connection()))

    def facts(self) -> DatabaseFacts:
        return read_facts(build_fetch(open_live_connection()), self.tables())

    def dump(self, path: Path) -> DatabaseFacts:
        """Copied in one step, so writers neither wait nor get in between; counted in the copy."""
        with closing(sqlite3.connect(path)) as copy:
            open_live_connection().backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            copy.create_collation(NAMES, compare_names)  # or an index of names could not be read
            fetch = build_fetch(copy)
            return read_facts(fetch, list_tables(fetch))

    def load(self, path: Path) -> None:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            try:
                copy.backup(open_live_connection())
            except sqlite3.Error as error:
                raise Conflict(f"The database was not put back: {error}.") from error
        connection.close()


def open_live_connection() -> sqlite3.Connection:
    connection.ensure_connection()
    return connection.connection  # type: ignore[no-any-return]


def build_fetch(database: sqlite3.Connection) -> Fetch:
    return lambda statement: database.execute(statement).fetchall()


def list_tables(fetch: Fetch) -> list[str]:
    return [name for (name,) in fetch(TABLES)]
