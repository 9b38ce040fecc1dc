"""What a database must be able to do to be backed up."""

from pathlib import Path
from typing import Protocol

from django.db import connection

from operations.backup.facts import DatabaseFacts


class Engine(Protocol):
    """The database this server runs on. Every method refuses with Conflict, in words."""

    name: str
    file: str

    def version(self) -> str:
        """The server's own version."""

    def check_tools(self) -> None:
        """Refuses when the programs it needs are missing or too old."""

    def tables(self) -> list[str]: ...

    def facts(self) -> DatabaseFacts: ...

    def dump(self, path: Path) -> DatabaseFacts:
        """Writes the database as of one moment to `path`, while others go on working; its facts as of that moment."""

    def load(self, path: Path) -> None:
        """Puts a dump into the empty database, whole or not at all."""


def get_engine() -> Engine:
    if connection.vendor == "postgresql":
        from operations.backup.postgresql import Postgresql

        return Postgresql()
    from operations.backup.sqlite import Sqlite

    return Sqlite()
