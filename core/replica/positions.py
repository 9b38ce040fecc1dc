"""Positions in the log of PostgreSQL, as numbers, by the connections of Django."""

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections

from core.postgresql.connections import end_connections
from core.replica.freshness import Freshness
from core.replica.router import REPLICA

# With the number of the installation: positions of two different ones must not be compared.
PRIMARY = "SELECT pg_current_wal_lsn() - '0/0', system_identifier FROM pg_control_system()"
STANDBY = """SELECT pg_last_wal_replay_lsn() - '0/0', system_identifier FROM pg_control_system()
    WHERE pg_is_in_recovery()"""


class Positions:
    """Asks the primary first, whose installation the standby has to be of."""

    installation: int | None = None

    def ask_primary(self) -> int:
        position, self.installation = fetch(DEFAULT_DB_ALIAS, PRIMARY)
        return position

    def ask_standby(self) -> int:
        """Raises OperationalError also for a standby that was promoted, or follows another server."""
        position, installation = fetch(REPLICA, STANDBY)
        if installation != self.installation:
            raise OperationalError("DATABASE_REPLICA_URL is no standby of DATABASE_URL")
        return position


def fetch(alias: str, statement: str) -> tuple[int, int]:
    """Of the thread that measures, whose connection goes back to the pool."""
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone()
    finally:
        connection.close()
    if row is None:
        raise OperationalError("the server accepts writes: it is no standby")
    return int(row[0]), int(row[1])


def build_freshness() -> Freshness:
    positions = Positions()
    return Freshness(positions.ask_primary, positions.ask_standby, lambda: end_connections(REPLICA))
