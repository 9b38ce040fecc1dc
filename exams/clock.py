"""The clock of exams: the database's, so that web processes whose clocks differ agree on every deadline."""

from datetime import datetime, timedelta

from django.db import connection

from core import clock

# How late an answer sent in the last second may arrive (docs/api.md, section 6).
GRACE = timedelta(seconds=5)


def now() -> datetime:
    """The present moment by the database's clock; in a scenario of the demo school, the simulated time.

    SQLite has no clock of its own and runs on the server's machine, so there the server's clock counts. Call it after
    taking a lock, because the time spent waiting for the lock counts.
    """
    if connection.vendor != "postgresql" or clock.is_simulated():
        return clock.now()
    with connection.cursor() as cursor:
        # Not now(): that is the start of the transaction, before any lock was waited for.
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
