"""The backend. Django finds it by the name of this module."""

from typing import Any

from django.db.backends.postgresql import base
from django.db.utils import DatabaseError, OperationalError
from psycopg_pool import PoolTimeout, TooManyRequests

from core.outages.deadlines import get_seconds_left
from core.outages.sockets import has_input
from core.postgresql.connections import BREAKERS, is_answering, record_opened
from core.postgresql.cursors import Cursor, run_on_kept_cursor
from core.postgresql.moments import build_adapters

# Until the end of the transaction; the limit of the connection remains if it is shorter (0: it has none).
SHORTEN_LOCK_TIMEOUT = """SELECT set_config('lock_timeout', least(
    nullif(extract(epoch FROM current_setting('lock_timeout')::interval) * 1000, 0), %s)::int::text, true)"""
SHORTEST_MILLISECONDS = 50


class NoConnectionFree(OperationalError):
    """The database responds, but other threads hold all connections of the pool."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL. While the database is away, requests fail at once instead of waiting in a row."""

    run_on_kept_cursor = run_on_kept_cursor

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        own = {"cursor_factory": Cursor} if params["cursor_factory"] is base.ServerBindingCursor else {}
        return params | own | {"context": build_adapters(params["context"])}

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection from the pool, or a new one. Raises OperationalError at once while the database is away,
        NoConnectionFree, and what the driver raises."""
        found = BREAKERS[self.alias].call(lambda: self.connect_unless_short(conn_params))
        if isinstance(found, NoConnectionFree):
            raise found
        record_opened(self.alias, found)
        return found

    def connect_unless_short(self, conn_params: Any) -> Any:
        """A connection; or NoConnectionFree, as a result and not as an error, because it says that the database is
        here."""
        try:
            return self.get_live_connection(conn_params)
        except (PoolTimeout, TooManyRequests) as error:
            if not (self.is_pool_full() and is_answering(conn_params)):
                raise
            return NoConnectionFree(f"all connections of the pool are in use: {error}")

    def get_live_connection(self, conn_params: Any) -> Any:
        """Replaces those that the database has closed while they were in the pool, each once: a lost connection must
        not cost a request. Django's own check (CONN_HEALTH_CHECKS) sends a statement to the database with every
        request."""
        connection = super().get_new_connection(conn_params)
        while self.pool and has_input(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection

    def _set_autocommit(self, autocommit: bool) -> None:
        """Begins a transaction with False: if its request has waited already, it waits for rows so much less."""
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # missing in the stubs
        left = None if autocommit else get_seconds_left()
        if left is not None:
            # Half, because PostgreSQL waits for a row twice (config/databases.py).
            self.shorten_lock_timeout(max(SHORTEST_MILLISECONDS, int(left * 500)))

    def shorten_lock_timeout(self, milliseconds: int) -> None:
        try:
            self.run_on_kept_cursor(SHORTEN_LOCK_TIMEOUT, (milliseconds,), lambda cursor: cursor.fetchone())
        except DatabaseError:
            self.close()  # the transaction has begun for the driver, and not for Django, which would never end it
            raise

    def is_pool_full(self) -> bool:
        """Whether the pool may open no more connections. If it may, it waits for the database, not for a thread."""
        pool = self.pool
        return pool is not None and bool(pool.get_stats()["pool_size"] >= pool.max_size)
