"""Connections that do not wait for a database that hangs.

The limits of statements and locks are the database's own: if it stops, they never end. A statement may take long for a
good reason, so the driver cannot simply give up. It asks, over a connection of its own, whether anybody is there.
"""

import logging
import os
import socket
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakSet

import psycopg
from django.db.utils import OperationalError
from psycopg.abc import PQGen
from psycopg_pool import PoolTimeout, TooManyRequests

from core.outages.breaker import Breaker
from core.outages.sockets import has_input

T = TypeVar("T")
logger = logging.getLogger(__name__)

# How long a statement runs before the database is asked whether it is there, again and again. With the time of the ping
# it is less than the time after which clients are told to come back (core/outages/deadlines.py).
PATIENCE_SECONDS = 2.0
PING_SECONDS = 2
TRUSTED_PING_SECONDS = PING_SECONDS + 1
POLL_SECONDS = 0.1  # the driver's own
ADDRESS = ("host", "hostaddr", "port", "user", "password", "dbname", "sslmode")

AWAY = (psycopg.OperationalError, PoolTimeout, TooManyRequests)
# For each database of DATABASES one: the threads of the process share its pool, and what one of them learns of the
# database holds for all.
BREAKERS: defaultdict[str, Breaker] = defaultdict(lambda: Breaker(AWAY, OperationalError))

# All open connections by database, to end those at which threads wait for a database that hangs.
OPENED: defaultdict[str, "WeakSet[Connection]"] = defaultdict(WeakSet)
OPENED_LOCK = Lock()


class Connection(psycopg.Connection[Any]):
    """Raises OperationalError when the database no longer answers, and ends all other connections to it."""

    def wait(self, gen: PQGen[T], interval: float = POLL_SECONDS, timeout: float | None = None) -> T:
        while True:
            try:
                return super().wait(gen, interval, PATIENCE_SECONDS if timeout is None else timeout)
            except psycopg.errors._WaitTimeout:
                if timeout is not None:
                    raise
                if self.is_hanging():
                    end_all_like(self)
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the database does not answer") from None

    def is_hanging(self) -> bool:
        """Asks the host of this very connection: of several, another one may have taken over. By its address, because
        it may be the name server that does not answer."""
        given = self.info.get_parameters() | {"password": self.info.password}
        asked_at = time.monotonic()
        try:
            ping(given | dict(zip(("host", "hostaddr", "port"), get_place(self), strict=True)))
        except psycopg.errors.ConnectionTimeout:
            # Not if it was this process that was slow or stopped, or if another thread has ended them all.
            return time.monotonic() < asked_at + TRUSTED_PING_SECONDS and not has_input(self)
        except psycopg.OperationalError:
            return False  # whoever refuses is there, and will end the statement too if it has to
        return False


def ping(params: Mapping[str, Any]) -> None:
    """Opens and closes a connection. PQping would ask for less, but stops all threads meanwhile.

    Raises ConnectionTimeout from a database that hangs, and another OperationalError if it refuses or is away.
    """
    address = {name: params[name] for name in ADDRESS if params.get(name)}
    psycopg.connect(**address, connect_timeout=PING_SECONDS).close()


def is_answering(params: Mapping[str, Any]) -> bool:
    """Whether the database accepts another connection."""
    try:
        ping(params)
    except psycopg.OperationalError:
        return False
    return True


def record_opened(alias: str, connection: psycopg.Connection[Any]) -> None:
    # Django makes connections in two ways, with a pool and without, and takes a class of ours for one of them only.
    connection.__class__ = Connection
    with OPENED_LOCK:
        OPENED[alias].add(connection)  # type: ignore[arg-type]  # by the line above


def end_connections(alias: str) -> None:
    """Ends the connections of all threads to this database: statements that wait for it fail at once."""
    with OPENED_LOCK:
        connections = list(OPENED[alias])
    for connection in connections:
        end_connection(connection)


def end_connection(connection: Connection) -> None:
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)


def end_all_like(connection: Connection) -> None:
    """Ends the connections to the same host: another one may have taken over, and serve others already.

    Nobody waits for a new connection in the next moment, as the requests would that were waiting for this one.
    """
    with OPENED_LOCK:
        aliases = [alias for alias, connections in OPENED.items() if connection in connections]
        opened = [other for alias in aliases for other in OPENED[alias]]
    for alias in aliases:
        BREAKERS[alias].record_failure()
    place = get_place(connection)
    logger.error("The database at %s:%s does not answer; the connections to it are ended.", place[0], place[2])
    for other in opened:
        with suppress(psycopg.Error):  # closed meanwhile
            if get_place(other) == place:
                end_connection(other)


def get_place(connection: Connection) -> tuple[str, str, int]:
    """Host, its address ("" for a socket of Unix) and port."""
    return connection.info.host, connection.info.hostaddr, connection.info.port
