"""The backend. Django finds it by the name of this module."""

import os
import select
import socket
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Any
from weakref import WeakSet

import psycopg
from django.db.backends.postgresql import base
from django.db.utils import OperationalError
from psycopg_pool import PoolTimeout, TooManyRequests

from core.outages.breaker import Breaker
from core.postgresql.cursors import run_on_kept_cursor
from core.postgresql.moments import build_adapters

AWAY = (psycopg.OperationalError, PoolTimeout, TooManyRequests)
# For each database of DATABASES one: the threads of the process share its pool, and what one of them learns of the
# database holds for all.
BREAKERS: defaultdict[str, Breaker] = defaultdict(lambda: Breaker(AWAY, OperationalError))
# All open connections by database, to end those at which threads wait for a standby that hangs.
OPENED: defaultdict[str, "WeakSet[psycopg.Connection[Any]]"] = defaultdict(WeakSet)
OPENED_LOCK = Lock()
ADDRESS = ("host", "port", "user", "password", "dbname", "sslmode")
PING_SECONDS = 2


class NoConnectionFree(OperationalError):
    """The database responds, but other threads hold all connections of the pool."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL. While the database is away, requests fail at once instead of waiting in a row."""

    run_on_kept_cursor = run_on_kept_cursor

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        return params | {"context": build_adapters(params["context"])}

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection from the pool, or a new one. Raises OperationalError at once while the database is away,
        NoConnectionFree, and what the driver raises."""
        found = BREAKERS[self.alias].call(lambda: self.connect_unless_short(conn_params))
        if isinstance(found, NoConnectionFree):
            raise found
        with OPENED_LOCK:
            OPENED[self.alias].add(found)
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
        not cost a request."""
        connection = super().get_new_connection(conn_params)
        while self.pool and is_closed_by_server(connection):
            connection.close()
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection

    def is_pool_full(self) -> bool:
        """Whether the pool may open no more connections. If it may, it waits for the database, not for a thread."""
        pool = self.pool
        return pool is not None and bool(pool.get_stats()["pool_size"] >= pool.max_size)


def end_connections(alias: str) -> None:
    """Ends the connections of all threads to this database: statements that wait for it fail at once."""
    with OPENED_LOCK:
        connections = list(OPENED[alias])
    for connection in connections:
        with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)


def is_answering(conn_params: Mapping[str, Any]) -> bool:
    """Whether the database accepts another connection. PQping would ask for less, but stops all threads meanwhile."""
    address = {name: conn_params[name] for name in ADDRESS if conn_params.get(name)}
    try:
        psycopg.connect(**address, connect_timeout=PING_SECONDS).close()
    except psycopg.OperationalError:
        return False
    return True


def is_closed_by_server(connection: psycopg.Connection[Any]) -> bool:
    """Whether something arrived while nobody asked: the end of the connection, or why it ends.

    Costs a system call. Django's own check (CONN_HEALTH_CHECKS) sends a statement to the database with every request.
    """
    watched = select.poll()
    watched.register(connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(watched.poll(0))
