"""What a database engine must be able to do to be backed up and restored."""

from pathlib import Path
from typing import Protocol

from django.db import connection

from operations.backup.facts import DatabaseFacts


class Engine(Protocol):
    """The database this server runs on. Every method raises Conflict, with a message for the operator, if it cannot."""

    name: str
    file: str

    def get_version(self) -> str:
        """The version of the database server."""

    def check_tools(self) -> None:
        """Raises Conflict if the programs it needs are missing or too old."""

    def list_tables(self) -> list[str]: ...

    def read_facts(self) -> DatabaseFacts: ...

    def dump(self, path: Path) -> DatabaseFacts:
        """Writes the database as of one moment to `path` while it stays in use; returns its facts as of that moment."""

    def load(self, path: Path) -> None:
        """Loads a dump into the empty database, completely or not at all."""


def get_engine() -> Engine:
    if connection.vendor == "postgresql":
        from operations.backup.postgresql import Postgresql

        return Postgresql()
    from operations.backup.sqlite import Sqlite

    return Sqlite()
