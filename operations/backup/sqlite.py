"""Backs up the embedded database with SQLite's online backup."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

from django.db import connection

from core.exceptions import Conflict
from core.text.collation import NAMES, compare_names
from operations.backup.facts import DatabaseFacts, Fetch, read_facts

TABLES = r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"


class Sqlite:
    name = "sqlite"
    file = "database.sqlite3"

    def get_version(self) -> str:
        return sqlite3.sqlite_version

    def check_tools(self) -> None:
        """SQLite needs no programs: the library does everything."""

    def list_tables(self) -> list[str]:
        return list_tables(build_fetch(open_live_connection()))

    def read_facts(self) -> DatabaseFacts:
        return read_facts(build_fetch(open_live_connection()), self.list_tables())

    def dump(self, path: Path) -> DatabaseFacts:
        """Copies in one step, so that no write gets in between, and counts in the copy."""
        with closing(sqlite3.connect(path)) as copy:
            open_live_connection().backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a WAL beside it
            copy.create_collation(NAMES, compare_names)  # without it, an index of names could not be read
            fetch = build_fetch(copy)
            return read_facts(fetch, list_tables(fetch))

    def load(self, path: Path) -> None:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            try:
                copy.backup(open_live_connection())
            except sqlite3.Error as error:
                raise Conflict(f"The database was not restored: {error}.") from error
        connection.close()  # its schema is cached, and is another one now


def open_live_connection() -> sqlite3.Connection:
    connection.ensure_connection()
    return cast(sqlite3.Connection, connection.connection)


def build_fetch(database: sqlite3.Connection) -> Fetch:
    return lambda statement: database.execute(statement).fetchall()


def list_tables(fetch: Fetch) -> list[str]:
    return [name for (name,) in fetch(TABLES)]
