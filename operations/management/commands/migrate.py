"""Django's `migrate`, for a school at work.

One at a time: two machines that are upgraded at once would both create the same tables. And again after a deadlock: a
migration locks one table after the other, and so do the requests that the old version still serves.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import OperationalError, connections

from core.postgresql.sqlstates import DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE, get_sqlstate

# Any number that nothing else locks; those of idempotency records are random.
LOCK = 7_361_982_240
POLL_SECONDS = 0.5
ATTEMPTS = 20
IN_THE_WAY = {DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE}


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        with self.wait_turn(connections[options["database"]]):
            return self.migrate_past_requests(*args, **options)

    def migrate_past_requests(self, *args: Any, **options: Any) -> Any:
        """Each migration is a transaction: one that was in the way of a request is undone, and begins again."""
        for _ in range(ATTEMPTS - 1):
            try:
                return super().handle(*args, **options)
            except OperationalError as error:
                if not is_in_the_way(error):
                    raise
            self.stdout.write("A request was in the way. Trying again.")
            time.sleep(POLL_SECONDS)
        return super().handle(*args, **options)

    @contextmanager
    def wait_turn(self, connection: Any) -> Iterator[None]:
        """Runs the block while no other `migrate` of this database runs. SQLite locks its file by itself; behind
        PgBouncer a lock would stay with a connection that others use."""
        if connection.vendor != "postgresql" or settings.DATABASES["default"].get("CONN_MAX_AGE"):
            yield
            return
        with connection.cursor() as cursor:
            self.take_lock(cursor)
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

    def take_lock(self, cursor: Any) -> None:
        """Asks again and again instead of waiting in the database, where the limit for locks would end it."""
        is_waiting = False
        while not try_lock(cursor):
            if not is_waiting:
                self.stdout.write("Another migrate is running. Waiting for it.")
            is_waiting = True
            time.sleep(POLL_SECONDS)


def is_in_the_way(error: OperationalError) -> bool:
    return get_sqlstate(error) in IN_THE_WAY


def try_lock(cursor: Any) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
    (is_locked,) = cursor.fetchone()
    return bool(is_locked)
